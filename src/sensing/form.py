"""How a rep was done: pauses, sticking, trembling, sway and turning, from the settled motion and the sensor's axes.

Everything is read from the stretch of one rep, so that it costs little and a live look can do it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import uniform_filter1d

from sensing.events import RepForm
from sensing.motion import Motion
from sensing.samples import Floats
from sensing.units import STANDARD_GRAVITY_MPS2
from sensing.window import Window

Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormParams:
    """What counts as slow, as a dip, as trembling, as still.

    Origin: frequencies by definition, the dip on simulated tune seeds; the rest are project rules with their reasons.
    """

    slow_mps: float = 0.1
    """Upward velocity below this is slow [m/s]; 0 turns `slow_share` off. By definition of `RepForm.slow_share`: bench
    presses that are completed at all have means from 0.08 m/s upwards (Garcia-Ramos 2020)."""
    dip_share: float = 0.08
    """A dip is one when it lies this far below the lower of the peaks beside it, as a share of the first peak;
    shallower ones are the unevenness of any movement. 0 takes every ripple. Simulated tune seeds."""
    dip_over_s: float = 0.1
    """Velocity is averaged over this time before a dip is sought [s]; 0 not at all. Simulated tune seeds: a bar that
    whips shows dips in one rep of eight without it, in none with it; at 0.2 every fourth true dip is lost."""
    tremor_low_hz: float = 8.0
    """Lowest frequency of physiological tremor [Hz]; definition of `RepForm.tremor_mps2`. Not meaningful at 0."""
    tremor_high_hz: float = 12.0
    """Highest [Hz]; likewise."""
    tremor_least_s: float = 0.3
    """A way up must last this long for its tremor to be told from its ends [s]: three periods of 10 Hz."""
    copied_share: float = 0.15
    """More grid steps than this on a straight line mean a sensor slower than 28 Hz, which cannot hold 12 Hz."""
    sway_longest_s: float = 2.5
    """Longer ways up give no sway [s]: an error of direction of half a degree grows to 7 cm in that time."""
    turn_over_s: float = 0.1
    """Turning speed is taken over this time [s]; muscles do not change it faster."""
    still_share: float = 0.1
    """Where the height tells nothing, turning slower than this share of the rep's fastest is a pause."""
    still_least_dps: float = 30.0
    """A rep that never turns faster than this shows no pauses in its turning [deg/s]; curls turn by 100 and more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phases:
    """Where one rep lies in its window, as places between grid points.

    Parameters
    ----------
    start, end : the way up.
    fall : start and end of the way down that belongs to it; None when there is none.
    before : end of the way up of the rep before; None for the first.
    """

    start: float
    end: float
    fall: tuple[float, float] | None
    before: float | None


def forms(
    window: Window, motion: Motion, reps: Sequence[Phases], params: FormParams, *, first: int = 0
) -> list[RepForm]:
    """Say how reps were done whose height is known.

    Parameters
    ----------
    window : samples.
    motion : settled velocity and height at the window's grid points.
    reps : the reps of one set, in order.
    params : see `FormParams`.
    first : reps before this place are not asked for; they only tell what is usual in the set.

    Returns
    -------
    One form a rep that is asked for. Sway, tilt and turning need a gyroscope and are None without one.

    Examples
    --------
    >>> t_s = np.arange(100) / 100
    >>> still = np.tile([0.0, 0.0, 1.0], (100, 1))
    >>> window = Window(start_s=0, step_s=0.01, a_mps2=np.zeros(100), up=still, acc_mps2=9.81 * still, gyr_dps=None)
    >>> forms_without_height(window, [Phases(start=0, end=99, fall=None, before=None)], FormParams())[0].turn_deg
    """
    found = []
    for rep, tilt_deg in zip(reps[first:], _tilts_deg(window, reps)[first:], strict=True):
        begin, last = _stretch(rep, window)
        v = motion.v_mps[begin : last + 1]
        turn_deg, peak_turn_dps = _turning(window, begin, last, params)
        fall_start, fall_end = rep.fall or (None, None)
        found.append(
            RepForm(
                pause_bottom_s=_between_s(fall_end, rep.start, window),
                pause_top_s=_between_s(rep.before, fall_start, window),
                sticking_depth=sticking_depth(_averaged(v, window, params), params),
                slow_share=float(np.mean(v < params.slow_mps)),
                tremor_mps2=_tremor_mps2(window, begin, last, params),
                sway_m=_sway_m(window, motion, begin, last, params),
                tilt_deg=tilt_deg,
                turn_deg=turn_deg,
                peak_turn_dps=peak_turn_dps,
            )
        )
    return found


def forms_without_height(
    window: Window, reps: Sequence[Phases], params: FormParams, *, first: int = 0
) -> list[RepForm]:
    """Say how reps were done that were counted by their likeness: what turning and trembling tell.

    Parameters
    ----------
    window, reps, params, first : as for `forms`; `Phases.fall` is not looked at.
    """
    found = []
    for rep, tilt_deg in zip(reps[first:], _tilts_deg(window, reps)[first:], strict=True):
        begin, last = _stretch(rep, window)
        turn_deg, peak_turn_dps = _turning(window, begin, last, params)
        bottom_s, top_s = _pauses_s(window, rep, peak_turn_dps, params)
        found.append(
            RepForm(
                pause_bottom_s=bottom_s,
                pause_top_s=top_s,
                tremor_mps2=_tremor_mps2(window, begin, last, params),
                tilt_deg=tilt_deg,
                turn_deg=turn_deg,
                peak_turn_dps=peak_turn_dps,
            )
        )
    return found


def sticking_depth(v_mps: Floats, params: FormParams) -> float | None:
    """Lowest velocity in a dip of the way up over the peak before it.

    Parameters
    ----------
    v_mps : (n,) velocity of the way up [m/s].
    params : see `FormParams`.

    Returns
    -------
    0 for a full stop, 1 when velocity never dips; None when nothing rises.

    Examples
    --------
    >>> smooth = np.sin(np.linspace(0, np.pi, 50))
    >>> sticking_depth(smooth, FormParams())
    1.0
    >>> round(sticking_depth(np.concatenate([smooth, smooth[1:]]) + 0.01, FormParams()), 2)
    0.01
    """
    if not len(v_mps):
        return None
    before, after = np.maximum.accumulate(v_mps), np.maximum.accumulate(v_mps[::-1])[::-1]
    dips = np.minimum(before, after) - v_mps
    place = int(np.argmax(dips))
    peak = float(before[place])
    if float(before[-1]) <= 0.0:
        return None
    if dips[place] <= params.dip_share * peak:
        return 1.0
    return max(0.0, float(v_mps[place])) / peak


def _averaged(v_mps: Floats, window: Window, params: FormParams) -> Floats:
    return np.asarray(uniform_filter1d(v_mps, max(1, round(params.dip_over_s / window.step_s)), mode="nearest"))


def _stretch(rep: Phases, window: Window) -> tuple[int, int]:
    """First and last grid point of the way up, at least two steps apart and inside the window."""
    last = min(max(round(rep.end), round(rep.start) + 2), len(window.a_mps2))
    return max(0, min(round(rep.start), last - 2)), last


def _between_s(start: float | None, end: float | None, window: Window) -> float | None:
    return None if start is None or end is None else max(0.0, end - start) * window.step_s


def _tilts_deg(window: Window, reps: Sequence[Phases]) -> list[float | None]:
    """Angle of the up direction at each start to the mean one of the starts before it [deg]; the first has none."""
    if window.gyr_dps is None or not reps:
        return [None] * len(reps)
    places = np.array([min(max(round(rep.start), 0), len(window.up) - 1) for rep in reps])
    up = window.up[places]
    usual = np.cumsum(up, axis=0)[:-1]
    usual /= np.maximum(np.sqrt((usual * usual).sum(axis=1, keepdims=True)), 1e-9)
    return [None, *_angle_deg(up[1:], usual).tolist()]


def _turning(window: Window, first: int, last: int, params: FormParams) -> tuple[float | None, float | None]:
    """How far [deg] and how fast [deg/s] gravity turns in the sensor; unknown without a gyroscope."""
    if window.gyr_dps is None:
        return None, None
    up = window.up[first:last]
    over = min(max(1, round(params.turn_over_s / window.step_s)), len(up) - 1)
    if over < 1:
        return None, None
    speed_dps = _angle_deg(up[over:], up[:-over]) / (over * window.step_s)
    return float(_angle_deg(up, up[:1]).max()), float(speed_dps.max())


def _angle_deg(one: Floats, other: Floats) -> Floats:
    """Angle between unit vectors, row by row; by the chord, which keeps small angles exact."""
    chord = np.sqrt(((one - other) ** 2).sum(axis=1))
    return np.asarray(np.degrees(2.0 * np.arcsin(np.minimum(0.5 * chord, 1.0))))


def _tremor_mps2(window: Window, first: int, last: int, params: FormParams) -> float | None:
    """Root mean square between the two frequencies, all axes together, under a Hann taper."""
    part = window.acc_mps2[first:last]
    n = len(part)
    if n * window.step_s < params.tremor_least_s or _is_copied(part, params):
        return None
    taper = np.hanning(n)[:, None]
    spectrum = np.fft.rfft((part - part.mean(axis=0)) * taper, axis=0)
    low = max(1, round(params.tremor_low_hz * n * window.step_s))
    high = round(params.tremor_high_hz * n * window.step_s)
    power = (np.abs(spectrum[low : high + 1]) ** 2).sum()
    return float(np.sqrt(2.0 * power / (n * (taper**2).sum())))


def _is_copied(part: Floats, params: FormParams) -> bool:
    """Whether the grid was filled from far fewer samples: between two of them its values lie on a straight line."""
    bend = np.abs(part[2:] - 2.0 * part[1:-1] + part[:-2]).max(axis=1)
    return bool(np.mean(bend < 1e-7 * STANDARD_GRAVITY_MPS2) > params.copied_share)


def _sway_m(window: Window, motion: Motion, first: int, last: int, params: FormParams) -> float | None:
    """Largest distance of the path from the straight line between its ends; at both ends it is taken to stand still."""
    if window.gyr_dps is None or (last - first) * window.step_s > params.sway_longest_s:
        return None
    push = _level_push(window, first, last)
    v = np.concatenate([[0.0], np.cumsum(push - push.mean())]) * window.step_s
    side = np.concatenate([[0.0], np.cumsum(0.5 * (v[1:] + v[:-1]))]) * window.step_s
    path = np.column_stack([side.real, side.imag, motion.z_m[first : last + 1] - motion.z_m[first]])
    line = path[-1] / max(float(np.sqrt(path[-1] @ path[-1])), 1e-9)
    off = path - np.outer(path @ line, line)
    return float(np.sqrt((off * off).sum(axis=1).max()))


def _level_push(window: Window, first: int, last: int) -> Floats:
    """Horizontal acceleration in axes that do not turn about the vertical, as complex numbers, shape (n,) [m/s2].

    Some axis of the sensor that is far from upright gives the horizontal axes at each moment; how those turn against
    the room follows from the gyroscope and from how they move in the sensor.
    """
    assert window.gyr_dps is not None
    up, acc, gyr = window.up[first:last], window.acc_mps2[first:last], window.gyr_dps[first:last]
    axis = int(np.argmin(np.abs(up).max(axis=0)))
    ahead = -up[:, axis, None] * up
    ahead[:, axis] += 1.0
    ahead /= np.maximum(np.sqrt((ahead * ahead).sum(axis=1, keepdims=True)), 1e-9)
    left = np.cross(up, ahead)
    moved = (left[:-1] * (ahead[1:] - ahead[:-1])).sum(axis=1)
    turned = np.radians((gyr * up).sum(axis=1))[:-1] * window.step_s
    heading = np.concatenate([[0.0], np.cumsum(moved + turned)])
    push: Floats = ((acc * ahead).sum(axis=1) + 1j * (acc * left).sum(axis=1)) * np.exp(1j * heading)
    return push


def _pauses_s(
    window: Window, rep: Phases, peak_turn_dps: float | None, params: FormParams
) -> tuple[float | None, float | None]:
    """Pauses at the bottom and at the top before it [s], where turning all but stops."""
    if rep.before is None or peak_turn_dps is None or peak_turn_dps < params.still_least_dps:
        return None, None
    top, bottom, last = round(rep.before), round(rep.start), round(rep.end)
    middle = (top + bottom) // 2
    first = max(0, 2 * top - middle)
    up, over = window.up[first:last], max(1, round(params.turn_over_s / window.step_s))
    if len(up) <= over:
        return None, None
    slow = _angle_deg(up[over:], up[:-over]) < params.still_share * peak_turn_dps * over * window.step_s
    shift = first + over // 2
    bottom_n, top_n = (_stretch_around(slow, place - shift, over) for place in (bottom, top))
    return bottom_n * window.step_s, top_n * window.step_s


def _stretch_around(flags: Flags, place: int, reach: int) -> int:
    """Length of the run of true flags nearest to a place, none of it further away than `reach`; 0 without one."""
    changes = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]])))
    begins, ends = changes[::2], changes[1::2]
    if not len(begins):
        return 0
    away = np.maximum(np.maximum(begins - place, place - ends + 1), 0)
    nearest = int(np.argmin(away))
    return int(ends[nearest] - begins[nearest]) if away[nearest] <= reach else 0
