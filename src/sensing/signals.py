"""The few curves in which a repetition can show: height, tilt and sideways motion, on one coarse even grid.

Which of them moves most differs from lift to lift: a press shows in the height, a curl in the tilt, a cable row
sideways. Reps are slow, so a coarse grid is enough and makes every later step cheap.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from sensing.filters import highpass, lowpass
from sensing.samples import Floats
from sensing.units import STANDARD_GRAVITY_MPS2
from sensing.window import Window


class Movement(StrEnum):
    """What moves."""

    HEIGHT = "height"
    TILT = "tilt"
    SIDEWAYS = "sideways"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalParams:
    """How a window becomes curves. Zero is not meaningful for any of them.

    Origin: by hand, on all shared real recordings; `docs/counting.md` says what leaving people out changes.
    """

    step_s: float = 0.04
    """Distance of the values [s]; ten or more in the fastest swing of a rep."""
    highest_hz: float = 2.0
    """Faster parts are no repetition but trembling and impacts [Hz]."""
    lowest_hz: float = 0.12
    """Slower parts of an integral are drift [Hz]; a rep of 8 s still passes."""
    turning_s: float = 0.3
    """Time by which an angular rate becomes an angle [s], so that turning weighs about as much as tilt: 1 / (2 pi f)
    of a rep of 2 s."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Signals:
    """A window's curves.

    Parameters
    ----------
    step_s : distance of the values [s].
    steps : grid steps of the window in one value.
    curves : (n,) one for each movement; height [m], tilt [1], sideways place [m].
    features : (n, 9), or (n, 6) without a gyroscope; all that is felt, in units of acceleration [m/s2].
    up : (n, 3) smoothed up direction in sensor axes.
    vertical_mps2 : (n,) vertical acceleration, not smoothed.
    """

    step_s: float
    steps: int
    curves: dict[Movement, Floats]
    features: Floats
    up: Floats
    vertical_mps2: Floats

    def __len__(self) -> int:
        return len(self.vertical_mps2)

    def node(self, place: int) -> int:
        """Grid point of the window in the middle of a value."""
        return place * self.steps + self.steps // 2


SHORTEST = 32
"""Fewer values than this cannot be filtered."""


def read_signals(
    window: Window, *, height_m: Floats | None = None, params: SignalParams | None = None
) -> Signals | None:
    """Read the curves of a window.

    Parameters
    ----------
    window : samples.
    height_m : (nodes,) settled height at the window's grid points [m], if there is one; else it is integrated here.
    params : see `SignalParams`.

    Returns
    -------
    The curves, or None when the window is too short.

    Examples
    --------
    >>> t_s = np.arange(1000) / 100
    >>> acc = np.column_stack([np.sin(t_s), np.zeros(1000), np.cos(t_s)]) * 9.81
    >>> window = Window(start_s=0, step_s=0.01, a_mps2=np.zeros(1000), up=acc / 9.81, acc_mps2=acc, gyr_dps=None)
    >>> curves = read_signals(window).curves
    >>> {movement.value: round(float(np.ptp(curve)), 1) for movement, curve in curves.items()}
    {'height': 0.0, 'tilt': 2.0, 'sideways': 0.0}
    """
    p = params or SignalParams()
    steps = max(1, round(p.step_s / window.step_s))
    n = len(window.a_mps2) // steps
    if n < SHORTEST:
        return None
    parts = [window.acc_mps2, window.up, window.a_mps2[:, None]]
    if window.gyr_dps is not None:
        parts.append(np.radians(window.gyr_dps))
    means = np.hstack(parts)[: n * steps].reshape(n, steps, -1).mean(axis=1)
    acc, up, vertical = means[:, :3], means[:, 3:6], means[:, 6]
    linear = acc - STANDARD_GRAVITY_MPS2 * up
    sideways = linear - (linear * up).sum(axis=1, keepdims=True) * up
    step_s = steps * window.step_s
    smooth = lowpass(p.highest_hz, step_s).both_ways(np.hstack([up, linear, means[:, 7:]]))
    smooth_up = smooth[:, :3]
    places = _integrated_twice(np.column_stack([vertical, sideways]), p, step_s)
    if height_m is not None:
        places[:, 0] = height_m[steps // 2 :: steps][:n]
    slow = lowpass(p.highest_hz, step_s).both_ways(places)
    gains = np.concatenate([[STANDARD_GRAVITY_MPS2] * 3, np.ones(3), [p.turning_s * STANDARD_GRAVITY_MPS2] * 3])
    return Signals(
        step_s=step_s,
        steps=steps,
        curves={
            Movement.HEIGHT: slow[:, 0],
            Movement.TILT: _dominant(smooth_up),
            Movement.SIDEWAYS: _dominant(slow[:, 1:]),
        },
        features=smooth * gains[: smooth.shape[1]],
        up=smooth_up / np.maximum(np.linalg.norm(smooth_up, axis=1, keepdims=True), 1e-9),
        vertical_mps2=vertical,
    )


def _integrated_twice(acceleration: Floats, params: SignalParams, step_s: float) -> Floats:
    drift = highpass(params.lowest_hz, step_s)
    v = drift.both_ways(np.cumsum(acceleration, axis=0) * step_s)
    return drift.both_ways(np.cumsum(v, axis=0) * step_s)


def _dominant(values: Floats) -> Floats:
    """The column mixture that varies most, (n,)."""
    centred = values - values.mean(axis=0)
    _, axes = np.linalg.eigh(centred.T @ centred)
    axis = axes[:, -1]
    # The solver is free in the sign; a fixed one keeps results equal on every machine.
    return np.asarray(centred @ (axis if axis[np.argmax(np.abs(axis))] > 0 else -axis))
