"""Uneven samples to an even grid that keeps every integral.

A grid value is the *mean* of the linearly interpolated signal over its step, so that summing grid values gives exactly
the integral of the samples, at any rate from 10 Hz to 1 kHz and with any jitter, and vibration above the grid's rate is
averaged away instead of aliased. Nothing has to be known or guessed about the sensor's rate.
"""

from copy import copy
from dataclasses import dataclass

import numpy as np

from sensing.samples import Floats

Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]

REPEATS_DROPPED = 3
"""Rows in a row that may repeat the value before them and count as stale copies of it.

Streams that run faster than the sensor send each value two or three times (`barbell-centre-rep-sets`: every third row,
`wrist-dumbbell-phase-labels`: the accelerometer on 40 % of rows). Longer runs are taken as real: a sensor so quiet
that it repeats itself.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """Time without samples, from the last sample before it to the first after it [s]."""

    start_s: float
    end_s: float

    @property
    def length_s(self) -> float:
        """How long nothing was received [s]."""
        return self.end_s - self.start_s


class EvenGrid:
    """Streams the three-axis signals of one sensor onto steps of `step_s`, beginning at the first sample.

    Parameters
    ----------
    step_s : width of a grid step [s].
    signals : how many signals come at the same times.

    Examples
    --------
    >>> grid = EvenGrid(step_s=0.01, signals=1)
    >>> t_s = np.arange(11) / 200
    >>> (found,) = grid.push(t_s, np.column_stack([t_s, t_s, t_s]))
    >>> found[:, 0].round(4).tolist()
    [0.005, 0.015, 0.025, 0.035, 0.045]
    """

    def __init__(self, *, step_s: float, signals: int) -> None:
        self._stale = [_StaleCopies() for _ in range(signals)]
        # All signals at once as long as none of them repeats itself, as nearly always: that takes half the time.
        self._integrals = [_Integral(step_s=step_s, columns=3 * signals)]

    def push(self, t_s: Floats, *signals: Floats) -> list[Floats]:
        """Take samples, shape (n,) and (n, 3) each; return the grid steps that are now complete, shape (m, 3) each."""
        fresh = [stale.fresh(values) for stale, values in zip(self._stale, signals, strict=True)]
        if len(self._integrals) < len(signals):
            if all(flags is None for flags in fresh):
                found = self._integrals[0].push(t_s, np.concatenate(signals, axis=1))
                return [found[:, k : k + 3] for k in range(0, found.shape[1], 3)]
            self._integrals = self._integrals[0].parted()
        each = [
            integral.push(t_s, values) if flags is None else integral.push(t_s[flags], values[flags])
            for integral, values, flags in zip(self._integrals, signals, fresh, strict=True)
        ]
        self._integrals = _Integral.together(self._integrals)
        return each


class _StaleCopies:
    """Tells fresh values of one signal from stale copies of the one before."""

    def __init__(self) -> None:
        self._last = np.full(3, np.nan)
        self._repeats = 0

    def fresh(self, values: Floats) -> Flags | None:
        """Which values, shape (n, 3), are fresh, shape (n,); None for all."""
        if not len(values):
            return None
        if values[0, 0] != self._last[0] and not (values[1:, 0] == values[:-1, 0]).any():
            self._last, self._repeats = values[-1].copy(), 0  # as nearly always: one axis alone says so
            return None
        before = np.empty_like(values)
        before[0], before[1:] = self._last, values[:-1]
        self._last = values[-1].copy()
        same = (values == before).all(axis=1)
        if not same.any():
            self._repeats = 0
            return None
        index = np.arange(len(values))
        last_change = np.maximum.accumulate(np.where(same, -1, index))
        run = np.where(last_change < 0, self._repeats + index + 1, index - last_change)
        self._repeats = int(run[-1])
        return np.asarray(~same | (run > REPEATS_DROPPED))


class _Integral:
    """The running integral of samples, read at the ends of the grid steps."""

    def __init__(self, *, step_s: float, columns: int) -> None:
        self._step_s = step_s
        self._t0_s: float | None = None
        self._last_t_s = 0.0
        self._done = 0  # grid steps already given out
        # The last value, the integral up to it, and the integral up to the end of the last step given out.
        self._carried = np.zeros((3, columns))

    def push(self, t_s: Floats, values: Floats) -> Floats:
        """Take samples, shape (n,) and (n, columns); return the means over the steps that are now complete."""
        if self._t0_s is None and len(t_s):
            self._t0_s = self._last_t_s = float(t_s[0])
            self._carried[0] = values[0]
            t_s, values = t_s[1:], values[1:]
        columns = self._carried.shape[1]
        if self._t0_s is None or not len(t_s):
            return np.empty((0, columns))
        times, points = np.empty(len(t_s) + 1), np.empty((len(t_s) + 1, columns))
        times[0], times[1:] = self._last_t_s, t_s
        points[0], points[1:] = self._carried[0], values
        spans_s = times[1:] - times[:-1]
        integral = np.empty_like(points)
        integral[0], integral[1:] = self._carried[1], 0.5 * (points[1:] + points[:-1]) * spans_s[:, None]
        # A running sum, started from the carried value, gives the same bits however the samples are cut into blocks.
        np.cumsum(integral, axis=0, out=integral)
        steps = self._steps_until(times[-1])
        sums = np.empty((steps - self._done + 1, columns))
        ends_s = np.asarray(self._t0_s + self._step_s * np.arange(self._done + 1, steps + 1), dtype=np.float64)
        sums[0], sums[1:] = self._carried[2], _integral_at(ends_s, times, spans_s, points, integral)
        self._done, self._last_t_s = steps, float(times[-1])
        self._carried = np.array([points[-1], integral[-1], sums[-1]])
        return np.asarray((sums[1:] - sums[:-1]) / self._step_s)

    def _steps_until(self, t_s: float) -> int:
        assert self._t0_s is not None
        # Rounding may put the end of a step on either side of the sample: the ends themselves decide.
        steps = round((t_s - self._t0_s) / self._step_s) + 1
        while self._t0_s + self._step_s * steps > t_s:
            steps -= 1
        return max(steps, self._done)

    def parted(self) -> "list[_Integral]":
        """The same of every three columns by themselves."""
        parts = [copy(self) for _ in range(self._carried.shape[1] // 3)]
        for nth, part in enumerate(parts):
            part._carried = self._carried[:, 3 * nth : 3 * nth + 3]
        return parts

    @staticmethod
    def together(parts: "list[_Integral]") -> "list[_Integral]":
        """All in one again, if they have come equally far."""
        if len({(part._last_t_s, part._done) for part in parts}) > 1:
            return parts
        whole = copy(parts[0])
        whole._carried = np.concatenate([part._carried for part in parts], axis=1)
        return [whole]


def _integral_at(t_s: Floats, times: Floats, spans_s: Floats, points: Floats, integral: Floats) -> Floats:
    """Integral of the interpolated signal from its beginning to each `t_s`, all after the first of `times`."""
    # A time that falls on a sample belongs to the stretch before it, which is there however the blocks were cut.
    left = times.searchsorted(t_s, side="left") - 1
    since = (t_s - times[left])[:, None]
    value = points[left]
    slope = (points[left + 1] - value) / spans_s[left][:, None]
    return np.asarray(integral[left] + value * since + 0.5 * slope * since**2)
