"""Which way is up: gravity's direction in the sensor's own axes, and from it the vertical acceleration.

With a gyroscope VQF finds it (Laidig and Seel 2023, Information Fusion 91:187-204): its accuracy and its own estimate
of gyroscope bias are the best published. Without one, gravity is the slow part of what the accelerometer reads.
"""

from typing import Protocol

import numpy as np
from vqf import VQF, offlineVQF

from sensing.filters import lowpass
from sensing.samples import Floats
from sensing.units import STANDARD_GRAVITY_MPS2


class UpFinder(Protocol):
    """Anything that turns grid samples into the unit vector that points up, in sensor axes."""

    def push(self, acc_mps2: Floats, gyr_dps: Floats) -> Floats:
        """Return the up direction at each sample, shape (n, 3)."""
        ...


class GyroUp:
    """Up by sensor fusion.

    Parameters
    ----------
    step_s : distance of the samples [s].
    """

    def __init__(self, *, step_s: float) -> None:
        self._filter = VQF(step_s)
        self.turned = np.empty((0, 4))
        """(n, 4) from sensor to earth, as quaternions, at each sample of the last push."""

    def push(self, acc_mps2: Floats, gyr_dps: Floats) -> Floats:
        """Return the up direction, shape (n, 3)."""
        if not len(acc_mps2):
            self.turned = np.empty((0, 4))
            return np.empty((0, 3))
        found = self._filter.updateBatch(np.ascontiguousarray(np.radians(gyr_dps)), np.ascontiguousarray(acc_mps2))
        self.turned = np.asarray(found["quat6D"])
        return _up_of(self.turned)


class AccelerometerUp:
    """Up as the slow part of the specific force; lags by about a second, which `zero_phase_up` mends afterwards.

    Parameters
    ----------
    step_s : distance of the samples [s].
    cutoff_hz : what changes more slowly than this counts as gravity [Hz].
    """

    def __init__(self, *, step_s: float, cutoff_hz: float) -> None:
        self._filter = lowpass(cutoff_hz, step_s)
        self._state: Floats | None = None

    def push(self, acc_mps2: Floats, gyr_dps: Floats) -> Floats:  # noqa: ARG002 (the interface of `UpFinder`)
        """Return the up direction, shape (n, 3); rates are not looked at."""
        if not len(acc_mps2):
            return np.empty((0, 3))
        if self._state is None:
            self._state = self._filter.settled_at(acc_mps2[0])
        slow, self._state = self._filter.push(acc_mps2, self._state)
        return _unit(slow)


def smoothed_up(acc_mps2: Floats, gyr_dps: Floats, *, step_s: float) -> Floats:
    """Up by sensor fusion forwards and backwards, shape (n, 3): needs the samples on both sides.

    On recorded deadlifts, whose gyroscopes lose samples and turn with the bar, the forward filter alone gave wrong
    heights in a third of the sets (`barbell-deadlift-peak-velocity`: 64 % counted exactly, 91 % with this).
    """
    rates = np.ascontiguousarray(np.radians(gyr_dps))
    return _up_of(offlineVQF(rates, np.ascontiguousarray(acc_mps2), None, step_s)["quat6D"])


def carried_up(up: Floats, turned: Floats) -> Floats:
    """Up after a known one, as the sensor turns on, shape (n - 1, 3).

    Parameters
    ----------
    up : (3,) the known one.
    turned : (n, 4) orientation there and at each sample after it, as quaternions from sensor to earth.

    Examples
    --------
    >>> quarter = np.array([[1.0, 0.0, 0.0, 0.0], [0.5**0.5, 0.5**0.5, 0.0, 0.0]])  # about the first axis
    >>> np.abs(carried_up(np.array([0.0, 0.0, 1.0]), quarter).round(6)).tolist()
    [[0.0, 1.0, 0.0]]
    """
    w, axis = turned[:, :1], turned[:, 1:]
    earth = up + 2.0 * (w[0] * _cross(axis[:1], up) + _cross(axis[:1], _cross(axis[:1], up)))[0]
    aside = _cross(axis[1:], earth)
    return np.asarray(earth + 2.0 * (_cross(axis[1:], aside) - w[1:] * aside))


def zero_phase_up(acc_mps2: Floats, *, step_s: float, cutoff_hz: float) -> Floats:
    """Up as the slow part of the specific force, without lag: needs the samples on both sides, shape (n, 3)."""
    return _unit(_slow_part(acc_mps2, step_s=step_s, cutoff_hz=cutoff_hz))


def vertical_without_gyroscope_mps2(
    acc_mps2: Floats, up: Floats, *, step_s: float, cutoff_hz: float
) -> tuple[Floats, Floats]:
    """Vertical acceleration when `up` is only known on average, and how doubtful it is [m/s2], both of shape (n,).

    Fast changes are taken along `up`; slow ones from the length of the specific force, which no error of tilt touches.
    The doubt is by how much the two differ: the sensor turned, or was moved sideways.
    """
    along = vertical_acceleration_mps2(acc_mps2, up)
    length = np.sqrt((acc_mps2 * acc_mps2).sum(axis=1)) - STANDARD_GRAVITY_MPS2
    slow = _slow_part(np.column_stack([along, length]), step_s=step_s, cutoff_hz=cutoff_hz)
    differ = slow[:, 1] - slow[:, 0]
    return np.asarray(along + differ), np.abs(differ)


def vertical_acceleration_mps2(acc_mps2: Floats, up: Floats) -> Floats:
    """Gravity-free acceleration along `up` [m/s2], shape (n,).

    Examples
    --------
    >>> vertical_acceleration_mps2(np.array([[0.0, 0.0, 10.80665]]), np.array([[0.0, 0.0, 1.0]])).round(6).tolist()
    [1.0]
    """
    along = acc_mps2[:, 0] * up[:, 0] + acc_mps2[:, 1] * up[:, 1] + acc_mps2[:, 2] * up[:, 2]
    return np.asarray(along - STANDARD_GRAVITY_MPS2)


def _slow_part(signals: Floats, *, step_s: float, cutoff_hz: float) -> Floats:
    pad = min(len(signals) - 1, round(1 / (cutoff_hz * step_s)))
    return lowpass(cutoff_hz, step_s).both_ways(signals, pad=pad, turned=False)


def _up_of(quaternions: Floats) -> Floats:
    """Third row of the rotation from sensor to earth: where the earth's up lies in sensor axes."""
    w, x, y, z = quaternions.T
    up = np.empty((len(quaternions), 3))
    up[:, 0], up[:, 1], up[:, 2] = 2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)
    return up


def _cross(one: Floats, other: Floats) -> Floats:
    """Vector product row by row; NumPy's own takes ten times as long for few rows."""
    a, b, c = one.T
    x, y, z = other.T
    return np.column_stack([b * z - c * y, c * x - a * z, a * y - b * x])


def _unit(vectors: Floats) -> Floats:
    length = np.sqrt((vectors * vectors).sum(axis=1, keepdims=True))
    return np.asarray(vectors / np.maximum(length, 1e-9))
