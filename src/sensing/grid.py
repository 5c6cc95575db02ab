"""Uneven samples to an even grid that keeps every integral.

A grid value is the *mean* of the linearly interpolated signal over its step, so that summing grid values gives exactly
the integral of the samples, at any rate from 10 Hz to 1 kHz and with any jitter, and vibration above the grid's rate is
averaged away instead of aliased. Nothing has to be known or guessed about the sensor's rate.
"""

from dataclasses import dataclass

import numpy as np

from sensing.samples import Floats

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
    """Streams one three-axis signal onto steps of `step_s`, beginning at the first sample.

    Parameters
    ----------
    step_s : width of a grid step [s].

    Examples
    --------
    >>> grid = EvenGrid(step_s=0.01)
    >>> t_s = np.arange(11) / 200
    >>> grid.push(t_s, np.column_stack([t_s, t_s, t_s]))[:, 0].round(4).tolist()
    [0.005, 0.015, 0.025, 0.035, 0.045]
    """

    def __init__(self, *, step_s: float) -> None:
        self._step_s = step_s
        self._t0_s: float | None = None
        self._last_t_s = 0.0
        self._last_value = np.zeros(3)  # of the last sample that was kept
        self._last_raw = np.zeros(3)  # of the last sample at all
        self._repeats = 0
        self._integral = np.zeros(3)  # up to the last sample
        self._done = 0  # grid steps already given out
        self._integral_done = np.zeros(3)  # up to the end of the last step given out

    def push(self, t_s: Floats, values: Floats) -> Floats:
        """Take samples, shape (n,) and (n, 3); return the grid steps that are now complete, shape (m, 3)."""
        if self._t0_s is None and len(t_s):
            self._t0_s = self._last_t_s = float(t_s[0])
            self._last_value = self._last_raw = values[0].copy()
            t_s, values = t_s[1:], values[1:]
        if self._t0_s is None or not len(t_s):
            return np.empty((0, 3))
        t_s, values = self._fresh(t_s, values)
        if not len(t_s):
            return np.empty((0, 3))
        times, points = np.empty(len(t_s) + 1), np.empty((len(t_s) + 1, 3))
        times[0], times[1:] = self._last_t_s, t_s
        points[0], points[1:] = self._last_value, values
        spans_s = times[1:] - times[:-1]
        integral = np.empty_like(points)
        integral[0], integral[1:] = self._integral, 0.5 * (points[1:] + points[:-1]) * spans_s[:, None]
        # A running sum, started from the carried value, gives the same bits however the samples are cut into blocks.
        np.cumsum(integral, axis=0, out=integral)
        steps = self._steps_until(times[-1])
        sums = np.empty((steps - self._done + 1, 3))
        ends_s = np.asarray(self._t0_s + self._step_s * np.arange(self._done + 1, steps + 1), dtype=np.float64)
        sums[0], sums[1:] = self._integral_done, _integral_at(ends_s, times, spans_s, points, integral)
        self._integral_done = sums[-1]
        self._done = steps
        self._last_t_s, self._last_value, self._integral = float(times[-1]), points[-1], integral[-1]
        return np.asarray((sums[1:] - sums[:-1]) / self._step_s)

    def _steps_until(self, t_s: float) -> int:
        assert self._t0_s is not None
        # Rounding may put the end of a step on either side of the sample: the ends themselves decide.
        steps = round((t_s - self._t0_s) / self._step_s) + 1
        while self._t0_s + self._step_s * steps > t_s:
            steps -= 1
        return max(steps, self._done)

    def _fresh(self, t_s: Floats, values: Floats) -> tuple[Floats, Floats]:
        """Drop stale copies."""
        first = values[:, 0]
        if first[0] != self._last_raw[0] and (first[1:] != first[:-1]).all():  # as nearly always
            self._last_raw, self._repeats = values[-1].copy(), 0
            return t_s, values
        same = (values == np.vstack([self._last_raw, values[:-1]])).all(axis=1)
        self._last_raw = values[-1].copy()
        if not same.any():
            self._repeats = 0
            return t_s, values
        index = np.arange(len(values))
        last_change = np.maximum.accumulate(np.where(same, -1, index))
        run = np.where(last_change < 0, self._repeats + index + 1, index - last_change)
        self._repeats = int(run[-1])
        fresh = ~same | (run > REPEATS_DROPPED)
        return t_s[fresh], values[fresh]


def _integral_at(t_s: Floats, times: Floats, spans_s: Floats, points: Floats, integral: Floats) -> Floats:
    """Integral of the interpolated signal from its beginning to each `t_s`, all after the first of `times`."""
    # A time that falls on a sample belongs to the stretch before it, which is there however the blocks were cut.
    left = times.searchsorted(t_s, side="left") - 1
    since = (t_s - times[left])[:, None]
    value = points[left]
    slope = (points[left + 1] - value) / spans_s[left][:, None]
    return np.asarray(integral[left] + value * since + 0.5 * slope * since**2)
