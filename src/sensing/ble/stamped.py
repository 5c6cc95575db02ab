"""The time line of a sensor that stamps its packets."""

from collections import deque

import numpy as np

from sensing.ble.counters import Unwrap
from sensing.ble.tally import Tally
from sensing.ble.timeline import Arrivals, Placed, TimelineParams, block_of
from sensing.decoders.frame import Frame, Stamped, Timing
from sensing.samples import Floats, ImuBlock

RUN_FRAMES = 64
"""Packets in a row that the sensor's own step is computed from: 3 s, over which no crystal moves."""

SMOOTHING_FRAC = 0.125
"""Share of a coarse stamp's error that is believed at once; whole milliseconds would shake the samples otherwise."""

COARSE_S = 1e-4
"""Stamps coarser than this are smoothed [s]."""

AGREED_FRAC = 0.03
"""A first step this close to the stated one is taken as the stated one: one packet's stamps know no better."""

RATIOS_AGREED = 3
"""So many packets in a row must show another step before it is believed: one may follow a pause or a loss."""

RATIO_FRAC = 0.1
"""Steps that differ by less than this are the same step."""

STEP_ERROR_FRAC = 0.01
"""A step is computed anew once the error of the stamps makes no more than this of it."""

UNKNOWN_ORDER = 2
"""Order of a packet before which an unknown number was lost."""


class StampedTimeline:
    """See `Timeline`.

    Parameters
    ----------
    timing : the sensor's clock.
    rate_hz : the rate it says it sends at [Hz].
    tally : where packets are counted.
    """

    def __init__(self, timing: Timing, rate_hz: float, tally: Tally, params: TimelineParams | None = None) -> None:
        if timing.tick_hz is None:
            raise ValueError("a timeline of stamps needs a clock")
        self._timing, self._tick_s = timing, 1 / timing.tick_hz
        self._params = params or TimelineParams()
        self._tally = tally
        self._arrivals = Arrivals(self._params.envelope)
        self._placed = Placed()
        self._stated_step_s = self._step_s = 1 / rate_hz
        self._new_link = False
        self._held: tuple[Frame, float] | None = None
        self._begin()

    @property
    def rate_hz(self) -> float | None:
        """See `Timeline`."""
        if not self._tally.samples:
            return None
        return 1 / (self._step_s * (1 + self._arrivals.envelope.skew_frac))

    @property
    def jitter_s(self) -> float | None:
        """See `Timeline`."""
        return self._arrivals.jitter_s

    def connected(self) -> None:
        """See `Timeline`."""
        self._new_link = True

    def place(self, frame: Frame, arrival_s: float) -> list[ImuBlock]:
        """See `Timeline`."""
        if self._held is None and not self._placing:
            # The first waits for the second: only two stamps show the step.
            self._held = (frame, arrival_s)
            self._new_link = False
            self._note(frame, 0.0, arrival_s)
            return []
        stamp_s = self._stamp_s + self._ahead_s(frame, arrival_s)
        if self._restarted(frame, stamp_s, arrival_s):
            blocks = self.flush()
            self._restart()
            return blocks + self.place(frame, arrival_s)
        order = self._order(frame, stamp_s)
        self._new_link = False
        if order <= 0:
            self._tally.repeated += order == 0
            self._tally.late += order < 0
            return []
        blocks = self._place_held(frame, stamp_s, order) if self._held else []
        return [*blocks, self._place(frame, stamp_s, arrival_s, order)]

    def flush(self) -> list[ImuBlock]:
        """See `Timeline`."""
        if self._held is None:
            return []
        frame, arrival_s = self._held
        self._held = None
        self._start_at(frame, arrival_s)
        return [self._put(frame, self._first_s(frame, 0.0), arrival_s)]

    def host_s(self, t_s: float) -> float:
        """See `Timeline`."""
        return self._arrivals.envelope.host_s(t_s - self._offset_s)

    def _begin(self) -> None:
        """A stretch of the sensor's clock begins; its first stamp is second 0 of it."""
        self._ticks = Unwrap(self._timing.tick_bits)
        self._sequence = Unwrap(self._timing.sequence_bits) if self._timing.sequence_bits is not None else None
        self._stamp_s = self._arrival_s = 0.0
        self._last_s = 0.0
        self._offset_s = 0.0
        self._placing = False
        self._index = self._stamp_index = 0
        self._run: deque[tuple[float, int]] = deque(maxlen=RUN_FRAMES)
        self._ratios_s: deque[float] = deque(maxlen=RATIOS_AGREED)

    def _restart(self) -> None:
        self._tally.restarts += 1
        self._arrivals.restart()
        self._begin()

    def _ahead_s(self, frame: Frame, arrival_s: float) -> float:
        elapsed = (arrival_s - self._arrival_s) / self._tick_s
        # Only after a long silence can the counter have turned without being seen.
        expected = elapsed if elapsed > self._ticks.span / 4 else None
        return self._ticks.ahead(frame.ticks or 0, expected=expected) * self._tick_s

    def _restarted(self, frame: Frame, stamp_s: float, arrival_s: float) -> bool:
        if stamp_s < self._stamp_s - self._params.back_s:
            return True
        if not self._arrivals.envelope:
            return False
        last_s = self._first_s(frame, stamp_s) + (len(frame) - 1) * self._step_s
        strayed_s = self._params.envelope.max_skew_frac * max(0.0, arrival_s - self._arrival_s)
        lag_s = self._arrivals.envelope.lag_s(last_s, arrival_s)
        if lag_s < -self._params.early_s - strayed_s:
            return True
        return self._new_link and lag_s > self._params.agree_s + strayed_s

    def _order(self, frame: Frame, stamp_s: float) -> int:
        """How many packets after the last this one is; 0 is the same, less is an older one."""
        by_stamp = (stamp_s > self._stamp_s) - (stamp_s < self._stamp_s)
        if self._sequence is None or frame.sequence is None:
            return by_stamp
        order = self._sequence.ahead(frame.sequence)
        if by_stamp > 0 and (order <= 0 or self._new_link):
            # The counter began anew or stood still while the clock ran on: as after a packet that was lost.
            return max(order, UNKNOWN_ORDER)
        return order

    def _note(self, frame: Frame, stamp_s: float, arrival_s: float) -> None:
        self._ticks.move(frame.ticks or 0)
        if self._sequence is not None and frame.sequence is not None:
            self._sequence.move(frame.sequence)
        self._stamp_s, self._arrival_s = stamp_s, arrival_s

    def _place_held(self, after: Frame, stamp_s: float, order: int) -> list[ImuBlock]:
        """Place the first packet of a stretch, now that the step is known by the one after it."""
        if self._held is None:
            return []
        between = len(self._held[0]) if self._timing.stamped is Stamped.FIRST else len(after)
        measured_s = (stamp_s - self._stamp_s) / (between * order)
        stated_s = self._stated_step_s
        self._step_s = stated_s if abs(measured_s - stated_s) <= AGREED_FRAC * stated_s else measured_s
        return self.flush()

    def _start_at(self, frame: Frame, arrival_s: float) -> None:
        first_s = self._first_s(frame, 0.0)
        began_s = arrival_s - (len(frame) - 1) * self._step_s
        self._offset_s = self._placed.after(began_s, self._step_s) - first_s
        self._last_s = first_s - self._step_s
        self._placing = True
        self._stamp_index = self._index_of_stamp(frame)
        self._run.append((0.0, self._stamp_index))

    def _first_s(self, frame: Frame, stamp_s: float) -> float:
        return stamp_s - self._stamped_sample(frame) * self._step_s

    def _stamped_sample(self, frame: Frame) -> int:
        return 0 if self._timing.stamped is Stamped.FIRST else len(frame) - 1

    def _index_of_stamp(self, frame: Frame) -> int:
        return self._index + self._stamped_sample(frame)

    def _place(self, frame: Frame, stamp_s: float, arrival_s: float, order: int) -> ImuBlock:
        self._learn(frame, stamp_s, whole=order == 1 and not frame.lost_before)
        first_s = self._first_s(frame, stamp_s)
        error_s = first_s - (self._last_s + self._step_s)
        if abs(error_s) > self._step_s / 2:
            missing = max(0, round(error_s / self._step_s)) if self._has_hole(order, error_s, frame) else 0
            self._tally.missing += missing
            # What was learned of the step belongs to the time before.
            self._run.clear()
            self._run.append((stamp_s, self._index_of_stamp(frame)))
        elif self._timing.stamp_noise_ticks * self._tick_s > COARSE_S:
            first_s -= error_s * (1 - SMOOTHING_FRAC)
        # A tenth of a step, so that time goes on even where stamps overlap.
        first_s = max(first_s, self._last_s + 0.1 * self._step_s)
        self._stamp_index = self._index_of_stamp(frame)
        self._note(frame, stamp_s, arrival_s)
        return self._put(frame, first_s, arrival_s)

    def _has_hole(self, order: int, error_s: float, frame: Frame) -> bool:
        if self._sequence is not None:
            return order > 1 or frame.lost_before
        # Without a counter: one lost packet doubles the time that this one seems to cover.
        return error_s > len(frame) * self._step_s / 2

    def _learn(self, frame: Frame, stamp_s: float, *, whole: bool) -> None:
        """Compute the step over the packets that came in a row; `whole` when none is known to be missing before."""
        index = self._index_of_stamp(frame)
        ratio_s = (stamp_s - self._stamp_s) / (index - self._stamp_index)
        self._ratios_s.append(ratio_s if whole else 0.0)
        agreed = len(self._ratios_s) == RATIOS_AGREED and all(
            abs(one_s - ratio_s) <= RATIO_FRAC * ratio_s for one_s in self._ratios_s
        )
        if agreed and abs(ratio_s - self._step_s) > RATIO_FRAC * self._step_s:
            # The sensor changed its rate.
            self._step_s = ratio_s
            self._run.clear()
            return
        if not whole or abs(ratio_s - self._step_s) > self._step_s / 2:
            return
        self._run.append((stamp_s, index))
        (begin_s, begin), (end_s, end) = self._run[0], self._run[-1]
        noise_s = self._timing.stamp_noise_ticks * self._tick_s
        if end > begin and noise_s < STEP_ERROR_FRAC * (end_s - begin_s):
            self._step_s = (end_s - begin_s) / (end - begin)

    def _put(self, frame: Frame, first_s: float, arrival_s: float) -> ImuBlock:
        device_s: Floats = first_s + np.arange(len(frame), dtype=np.float64) * self._step_s
        self._last_s = float(device_s[-1])
        self._index += len(frame)
        self._arrivals.add(self._last_s, arrival_s)
        self._placed.last_t_s = self._last_s + self._offset_s
        self._placed.host_of_last_s = self._arrivals.envelope.host_s(self._last_s)
        self._placed.skew_frac = self._arrivals.envelope.skew_frac
        return block_of(frame, device_s + self._offset_s, self._tally)
