"""From a window of samples to its settled motion: fit, find the swings, tie the fit to them, and again."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.ndimage import uniform_filter1d

from sensing.motion import Anchors, Basis, Motion, MotionParams, fit
from sensing.swings import Swing, SwingParams, swings_between
from sensing.turns import Turn, local_extremes, turning_points, typical_swing
from sensing.window import Window

Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleParams:
    """When a point of the motion may be used as an anchor.

    Origin: first guesses, kept where an ablation on simulated tune seeds and all shared real recordings said nothing
    against them. No grid was searched.
    """

    loosen: tuple[float, ...] = (10.0, 10.0, 3.0, 1.0)
    """Factors on the walk of the bias, one a round: while the turns are still rough the fit must be free to bend."""
    relax: tuple[float, ...] = (3.0, 10.0)
    """Factors tried after them when the anchors still do not fit: this sensor's bias wanders more than usual."""
    misfit: float = 1.5
    """Root mean square of the anchors' misses, in their standard deviations, above which they do not fit."""
    smallest_swing_m: float = 0.08
    """Smaller swings of height are not lifting [m]."""
    turn_share: float = 0.35
    """A turn is real when the swings on both sides exceed this share of the typical one."""
    alike_low: float = 0.7
    """Least size of a swing, as a share of the common one, that is taken to start and end at common heights."""
    alike_high: float = 1.4
    """Largest size, likewise."""
    hold_mps: float = 0.06
    """Slower than this between two swings is a hold [m/s]. Slow in mid-height is a sticking point instead."""
    hold_share: float = 0.12
    """How far a hold may creep, as a share of the common swing."""
    still_s: float = 0.8
    """How long a sensor must be quiet to lie still [s]."""
    still_mps2: float = 0.08
    """Spread of acceleration of a sensor that lies still [m/s2]; a held weight trembles more."""
    still_dps: float = 3.0
    """Angular rate of a sensor that lies still [deg/s]."""
    edge_s: float = 0.2
    """Swings that start or end this close to the window's ends are not anchors there [s]: the motion may go on."""
    swings: SwingParams = SwingParams()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Settled:
    """A window's motion, its swings, and the size of rise that is common in it.

    Parameters
    ----------
    basis : what was fitted.
    motion : the fit.
    swings : every way up and down, in order.
    common_m : size of rise that most others are alike to [m]; None when nothing rises.
    still : whether the sensor lay still, for each grid step.
    loosened : factor on the walk of the bias that the fit needed; 1 is usual.
    """

    basis: Basis
    motion: Motion
    swings: tuple[Swing, ...]
    common_m: float | None
    still: Flags
    loosened: float

    def rises(self) -> list[Swing]:
        """Every way up."""
        return [swing for swing in self.swings if swing.up]


def settle(window: Window, motion_params: MotionParams, params: SettleParams) -> Settled:
    """Find motion and swings of a window."""
    still = _still_steps(window, params)
    basis = Basis(window, motion_params.knot_s)
    motion = fit(basis, _stillness(still, window, motion_params), _loosened(motion_params, params.loosen[0]))
    settled = _settled(basis, motion, still, params.loosen[0], params)
    for nth, factor in enumerate((*params.loosen, *params.relax)):
        fits = nth >= len(params.loosen) and settled.motion.misfit < params.misfit
        if fits or not settled.swings:
            break
        anchors = _anchors(settled, _alike(settled, params), 2.0 if nth == 0 else 1.0, motion_params, params)
        motion = fit(basis, anchors, _loosened(motion_params, factor))
        settled = _settled(basis, motion, still, factor, params)
    return settled


def refit(settled: Settled, level: list[Swing], motion_params: MotionParams, params: SettleParams) -> Motion:
    """Fit again, with only the rises `level` taken to start and end at common heights."""
    anchors = _anchors(settled, level, 1.0, motion_params, params)
    return fit(settled.basis, anchors, _loosened(motion_params, settled.loosened))


def _settled(basis: Basis, motion: Motion, still: Flags, loosened: float, params: SettleParams) -> Settled:
    places = local_extremes(motion.z_m)
    extremes_m = motion.z_m[places]
    typical_m = typical_swing(extremes_m, params.smallest_swing_m)
    swings: list[Swing] = []
    if typical_m is not None:
        found = turning_points(extremes_m, params.turn_share * typical_m)
        turns = [Turn(int(places[turn.node]), turn.high) for turn in found]
        swings = swings_between(turns, motion, params.swings)
    return Settled(
        basis=basis,
        motion=motion,
        swings=tuple(swings),
        common_m=common_rise(swings, params),
        still=still,
        loosened=loosened,
    )


def common_rise(swings: list[Swing], params: SettleParams) -> float | None:
    """Size of rise that most other rises are alike to; of two equally common ones the larger [m]."""
    # What began before the window is only seen in part, and nothing holds its lower end.
    rises = [swing for swing in swings if swing.up and swing.start > 0] or [swing for swing in swings if swing.up]
    if not rises:
        return None
    sizes = np.array([rise.size_m for rise in rises])
    alike = (sizes >= params.alike_low * sizes[:, None]) & (sizes <= params.alike_high * sizes[:, None])
    best = max(range(len(sizes)), key=lambda k: (int(alike[k].sum()), float(sizes[k])))
    return float(np.median(sizes[alike[best]]))


def _alike(settled: Settled, params: SettleParams) -> list[Swing]:
    common_m = settled.common_m or 0.0
    low, high = params.alike_low * common_m, params.alike_high * common_m
    return [rise for rise in settled.rises() if low <= rise.size_m <= high]


def _stillness(still: Flags, window: Window, motion_params: MotionParams) -> Anchors:
    # One anchor in two tenths of a second says as much as all of them and costs less.
    nodes = np.flatnonzero(still)[:: max(1, round(0.2 / window.step_s))]
    return Anchors(stops=nodes, stops_mps=np.full(len(nodes), motion_params.still_mps))


def _anchors(
    settled: Settled, level: list[Swing], doubt: float, motion_params: MotionParams, params: SettleParams
) -> Anchors:
    motion = settled.motion
    rest = _stillness(settled.still, settled.basis.window, motion_params)
    edge = round(params.edge_s / motion.step_s)
    ends = {node for swing in settled.swings for node in (swing.start, swing.end)}
    inner = sorted(node for node in ends if edge <= node < len(motion.z_m) - edge)
    holds = _holds(settled, params)
    bottoms, tops = ([r.start for r in level], [r.end for r in level])
    levels = tuple(np.array(nodes, dtype=np.intp) for nodes in (bottoms, tops)) if level else ()
    return Anchors(
        stops=np.concatenate([inner, rest.stops, holds]).astype(np.intp),
        stops_mps=np.concatenate(
            [
                np.full(len(inner), motion_params.turn_mps),
                rest.stops_mps,
                np.full(len(holds), motion_params.still_mps),
            ]
        ),
        levels=levels,
        levels_m=(doubt * motion_params.bottom_m, doubt * motion_params.top_m) if level else (),
    )


def _holds(settled: Settled, params: SettleParams) -> list[int]:
    """Grid points between two swings at which the bar is held, every tenth of a second."""
    motion, creep_m = settled.motion, params.hold_share * (settled.common_m or 0.0)
    stride = max(1, round(0.1 / motion.step_s))
    found: list[int] = []
    for before, after in zip(settled.swings, settled.swings[1:], strict=False):
        between = np.arange(before.end + stride, after.start, stride)
        slow = np.abs(motion.v_mps[between]) < params.hold_mps
        near = np.abs(motion.z_m[between] - motion.z_m[before.end]) < creep_m
        found += between[slow & near].tolist()
    return found


def _loosened(params: MotionParams, factor: float) -> MotionParams:
    return replace(params, bias_walk_mps2=factor * params.bias_walk_mps2)


def _still_steps(window: Window, params: SettleParams) -> Flags:
    width = max(1, round(params.still_s / window.step_s))
    mean = uniform_filter1d(window.acc_mps2, width, axis=0)
    square = uniform_filter1d(window.acc_mps2**2, width, axis=0)
    quiet = (square - mean**2).sum(axis=1) < params.still_mps2**2
    if window.gyr_dps is not None:
        quiet &= uniform_filter1d((window.gyr_dps**2).sum(axis=1), width) < params.still_dps**2
    return np.asarray(quiet)
