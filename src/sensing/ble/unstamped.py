"""The time line of a sensor that sends samples and nothing about their time: they are counted.

The rate is measured from the arrivals, slowly; two samples are always one measured step apart. A lost packet cannot be
seen by itself: what shows is that all arrivals from then on stay behind.
"""

from collections import deque

import numpy as np

from sensing.ble.envelope import Envelope, EnvelopeParams
from sensing.ble.tally import Tally
from sensing.ble.timeline import Arrivals, Placed, TimelineParams, block_of
from sensing.decoders.frame import Frame
from sensing.samples import Floats, ImuBlock

LEAST_FRAMES_WATCHED = 5
"""So few arrivals say nothing about lost samples."""

MEASURE_BUCKETS = 8
"""Minima of delay that the first, short measurement of the rate rests on."""


class UnstampedTimeline:
    """See `Timeline`.

    Parameters
    ----------
    rate_hz : the rate the sensor was told to send at [Hz].
    tally : where packets are counted.
    """

    def __init__(self, rate_hz: float, tally: Tally, params: TimelineParams | None = None) -> None:
        self._params = params or TimelineParams()
        self._tally = tally
        self._stated_hz = rate_hz
        self._step_s: float | None = None
        self._arrivals = Arrivals(self._params.envelope)
        self._placed = Placed()
        self._held: list[tuple[Frame, float]] = []
        self._begin()

    @property
    def rate_hz(self) -> float | None:
        """See `Timeline`."""
        if self._step_s is None:
            return None
        return 1 / (self._step_s * (1 + self._arrivals.envelope.skew_frac))

    @property
    def jitter_s(self) -> float | None:
        """See `Timeline`."""
        return self._arrivals.jitter_s

    def connected(self) -> None:
        """See `Timeline`."""
        if self._step_s is not None:
            self._arrivals.restart()
            self._begin()

    def place(self, frame: Frame, arrival_s: float) -> list[ImuBlock]:
        """See `Timeline`."""
        if self._step_s is not None:
            return [self._place(frame, arrival_s, self._step_s)]
        self._held.append((frame, arrival_s))
        if arrival_s - self._held[0][1] < self._params.measure_s:
            return []
        return self.flush()

    def flush(self) -> list[ImuBlock]:
        """See `Timeline`."""
        held, self._held = self._held, []
        if not held:
            return []
        if self._step_s is None:
            self._step_s = 1 / self._measured_hz(held)
        return [self._place(frame, arrival_s, self._step_s) for frame, arrival_s in held]

    def host_s(self, t_s: float) -> float:
        """See `Timeline`."""
        return self._placed.host_of_last_s + (t_s - (self._placed.last_t_s or 0.0))

    def _begin(self) -> None:
        self._index_s = 0.0
        self._watched: deque[tuple[float, float]] = deque()
        self._fresh = True

    def _measured_hz(self, held: list[tuple[Frame, float]]) -> float:
        """Rate over the first seconds; the stated one when it may well be that, or when too little has come."""
        span_s = held[-1][1] - held[0][1]
        if span_s < self._params.measure_s / 2:
            return self._stated_hz
        bucket_s = span_s / MEASURE_BUCKETS
        # No slope is too steep here: some sensors send a quarter of what they were told.
        envelope = Envelope(
            EnvelopeParams(
                bucket_s=bucket_s, settled_s=bucket_s, window_s=10 * span_s, delay_s=0.0, max_skew_frac=0.999
            )
        )
        count = sum(len(frame) for frame, _ in held[1:])
        mean_s = span_s / max(1, count)
        at_s = 0.0
        for frame, arrival_s in held:
            at_s += len(frame) * mean_s
            envelope.add(at_s, arrival_s)
        rate_hz = 1 / (mean_s * (1 + envelope.skew_frac))
        near = abs(rate_hz - self._stated_hz) <= self._params.rate_tolerance_frac * self._stated_hz
        return self._stated_hz if near else rate_hz

    def _place(self, frame: Frame, arrival_s: float, step_s: float) -> ImuBlock:
        true_step_s = step_s * (1 + self._arrivals.envelope.skew_frac)
        if self._fresh:
            self._fresh = False
            first_t_s = self._placed.after(arrival_s - (len(frame) - 1) * true_step_s, true_step_s)
        else:
            lost_s = self._lost_s(arrival_s, len(frame) * step_s)
            self._tally.missing += round(lost_s / step_s)
            self._index_s += lost_s
            first_t_s = (self._placed.last_t_s or 0.0) + true_step_s + lost_s
        self._index_s += len(frame) * step_s
        lag_s = self._arrivals.add(self._index_s, arrival_s)
        self._watched.append((arrival_s, lag_s))
        t_s: Floats = first_t_s + np.arange(len(frame), dtype=np.float64) * true_step_s
        self._placed.last_t_s = float(t_s[-1])
        self._placed.host_of_last_s = self._arrivals.envelope.host_s(self._index_s)
        return block_of(frame, t_s, self._tally)

    def _lost_s(self, arrival_s: float, frame_s: float) -> float:
        """How much time all the last arrivals stay behind [s]; 0 when one of them was prompt."""
        watched, params = self._watched, self._params
        while len(watched) > 1 and arrival_s - watched[1][0] >= params.lost_watch_s:
            watched.popleft()
        if len(watched) < LEAST_FRAMES_WATCHED or arrival_s - watched[0][0] < params.lost_watch_s:
            return 0.0
        behind_s = min(lag_s for _, lag_s in watched)
        if behind_s <= max(params.lost_s, 3 * frame_s):
            return 0.0
        watched.clear()
        return behind_s
