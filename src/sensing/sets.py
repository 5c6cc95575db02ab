"""Sets as they happen: when one starts, which reps it has so far, and when it is over.

The watcher looks at the track every tenth of a second of signal time, and only ever at samples up to that moment, so
that its events depend on the samples alone and not on how they arrived.
"""

import numpy as np

from sensing.events import (
    Event,
    Rejection,
    RejectReason,
    RepRejected,
    RepWithdrawn,
    SetCompleted,
    SetResult,
    SetStarted,
)
from sensing.level import Level
from sensing.look import Look, Looker, LookParams
from sensing.measure import rejection
from sensing.open_set import OpenSet
from sensing.opening import is_told_alone
from sensing.predictor import Predictor
from sensing.rest import walks_off
from sensing.schedule import Schedule
from sensing.set_params import SetParams
from sensing.trace import LiveTrace, drawn
from sensing.track import Track


class SetWatcher:
    """Finds sets on one track.

    Parameters
    ----------
    track : where the motion is.
    exercise : as told, or None.
    first_index : number that the next set gets.
    params, look_params : see there.
    """

    def __init__(
        self, track: Track, *, exercise: str | None, first_index: int, params: SetParams, look_params: LookParams
    ) -> None:
        self._track = track
        self._exercise = exercise
        self._params = params
        self._rep_params = look_params.reps
        self._looker = Looker(track, look_params)
        self._predictor = Predictor(step_s=track.params.step_s, over_share=params.schedule.over_share)
        self._schedule = Schedule(params.schedule, top_age_s=params.top_age_s)
        self._level = Level()
        self._done = 0  # grid steps already looked at
        self._free = 0  # first grid step that belongs to no earlier set
        self._noted = 0  # movements up to this grid step have been told
        self._last_look = 0
        self._common_m = 0.0  # rise that is common in the set under way
        self._trace = LiveTrace(track, params.trace)
        self._set: OpenSet | None = None
        self.next_index = first_index

    def advance(self) -> list[Event]:
        """Look at what the track has gained."""
        events: list[Event] = []
        hop = self._steps(self._params.hop_s)
        while self._done + hop <= len(self._track):
            vertical, up = self._track.vertical(self._done, self._done + hop)
            velocities = self._predictor.advance(vertical, up)
            self._level.add(up[-1])
            self._done += hop
            events += self._trace.advance(velocities, self._done)
            if self._is_due():
                events += self._look_now()
        return events

    def finish(self) -> list[Event]:
        """End of the samples: close the set under way, or take the last movements for one."""
        self._done = len(self._track)
        if self._done < self._steps(1.0):
            return []
        if self._set is not None:
            return self._close(ends_recording=True)
        look = self._looker.look(self._idle_first(), self._done, tilt=self._level.tilt, ends_recording=True, whole=True)
        on_bar = self._looker.is_on_bar(self._level.tilt)
        if not self._is_set(look) or (not on_bar and self._is_past(look)):
            return self._noted_events(look, until=self._done)
        self._set = self._opened(look)
        return [self._started(look), *self._close(ends_recording=True)]

    @property
    def next_step_s(self) -> float:
        """Time of the samples that `advance` waits for [s]."""
        return self._track.time_s(self._done + self._steps(self._params.hop_s))

    @property
    def _now_s(self) -> float:
        return self._track.time_s(self._done)

    def _steps(self, time_s: float) -> int:
        return round(time_s / self._track.params.step_s)

    def _is_due(self) -> bool:
        idle = self._set is None
        due = self._schedule.is_top_due(
            self._predictor,
            common_m=self._common_m,
            idle=idle,
            alone=lambda: not idle or self._looker.is_on_bar(self._level.tilt),
        )
        if due is not None:
            return due
        since = self._done - self._last_look
        if since < self._steps(self._schedule.refresh_s(self._predictor, idle=idle)):
            return False
        if since >= self._steps(self._params.schedule.sweep_s):
            return True
        recent, _ = self._track.vertical(max(0, self._done - self._steps(1.0)), self._done)
        return self._set is not None or float(np.std(recent)) > self._params.moving_mps2

    def _look_now(self) -> list[Event]:
        first = self._idle_first() if self._set is None else self._set_first(self._set)
        if self._done - first < self._steps(0.5):
            return []
        look = self._looker.look(first, self._done, tilt=self._level.tilt)
        self._last_look = self._done
        self._predictor.restart(look.motion)
        if self._set is None:
            opening = self._opening(look)
            if opening is None:
                return self._noted_events(look, until=self._done - self._steps(self._rep_params.apart_s))
            self._set = self._opened(opening)
            return [self._started(opening), *self._told(opening)]
        left = self._left(look, self._set)
        if left is not None:
            return self._close(ends_recording=False, until=left)
        events = self._told(look)
        if self._is_over(look):
            events += self._close(ends_recording=False)
        return events

    def _left(self, look: Look, current: OpenSet) -> int | None:
        """Grid step at which the lifter walked away from the set under way; None on a bar, which does not walk."""
        if self._looker.is_on_bar(self._level.tilt):
            return None
        told = [(start - look.first, end - look.first) for start, end in current.spans]
        node = walks_off(told, look.settled.rises(), look.motion, self._looker.params.choice)
        return None if node is None else look.step(node)

    def _idle_first(self) -> int:
        return max(self._free, self._done - self._steps(self._params.look_back_s), 0)

    def _set_first(self, current: OpenSet) -> int:
        return max(current.first, self._done - self._steps(self._params.longest_s))

    def _ripe(self, look: Look) -> int:
        """How many of the attempts have certainly ended."""
        if look.whole:
            return len(look.attempts)
        age = self._steps(self._params.top_age_s)
        return sum(look.stop - look.span(attempt)[1] >= age for attempt in look.attempts)

    def _opening(self, look: Look) -> Look | None:
        """The look that starts a set, with what it may tell; None when it starts none yet."""
        ripe, on_bar = self._ripe(look), self._looker.is_on_bar(self._level.tilt)
        if ripe >= 2 and not on_bar:
            look = self._looker.as_over(look, tilt=self._level.tilt)
            return look if self._ripe(look) >= 2 and not self._is_past(look) else None
        if ripe == 1 and not is_told_alone(look, on_bar=on_bar, params=self._params.opening):
            return None
        return look if ripe else None

    def _is_set(self, look: Look) -> bool:
        """Whether what a whole verdict left is a set: of a lone rise on a bar it has asked whether it is a single."""
        if len(look.attempts) >= self._rep_params.fewest:
            return True
        on_bar = self._looker.is_on_bar(self._level.tilt)
        # What was refused once, as the way to the rack after a set, is no set of its own later.
        return on_bar and len(look.attempts) == 1 and look.span(look.attempts[0])[0] >= self._noted

    def _is_past(self, look: Look) -> bool:
        """Whether what a look sees would be over already: it was seen by many looks before, and none told it."""
        return self._done - look.span(look.attempts[-1])[1] > self._steps(look.pause_s())

    def _opened(self, look: Look) -> OpenSet:
        first = look.span(look.attempts[0])[0] - self._steps(self._params.margin_s)
        return OpenSet(index=self.next_index, first=max(look.first, first), patience=self._params.patience)

    def _started(self, look: Look) -> SetStarted:
        start_s = look.motion.time_s(look.attempts[0].rise.start)
        return SetStarted(t_s=self._now_s, set_index=self.next_index, start_s=start_s)

    def _told(self, look: Look) -> list[Event]:
        assert self._set is not None
        events = self._set.update(look, self._ripe(look), self._now_s)
        # Only the rep at hand ends the wait for a top: what is told late must not make the next one late too.
        if self._done - self._set.last_end < self._steps(self._params.just_now_s):
            self._predictor.forget_rise()
        self._common_m = min((a.rise.size_m for a in look.attempts), default=0.0)
        if self._set.spans:  # junk before the first rep must not stay in the window
            first = self._set.spans[0][0] - self._steps(self._params.margin_s)
            self._set.first = max(self._set.first, first)
        return events

    def _is_over(self, look: Look) -> bool:
        assert self._set is not None
        last = max([self._set.last_end, *(look.span(attempt)[1] for attempt in look.attempts)])
        pause = self._steps(look.pause_s())
        if self._is_lifting(look):  # one more rep may be under way: wait for as long as it may take
            pause += self._steps(self._params.lifting_s)
        return self._done - last > pause

    def _is_lifting(self, look: Look) -> bool:
        """Whether something as large as a rep has moved just now."""
        lately = look.stop - look.first - self._steps(self._params.schedule.refresh_s)
        least_m = self._params.schedule.least_rise_share * self._common_m
        return any(swing.end > lately and swing.size_m > least_m for swing in look.settled.swings)

    def _close(self, *, ends_recording: bool, until: int | None = None) -> list[Event]:
        """Measure the whole set once more, now that all of it is there, up to a grid step if something else follows."""
        current = self._set
        assert current is not None
        stop = self._done if until is None else until
        look = self._looker.look(
            self._set_first(current), stop, tilt=self._level.tilt, ends_recording=ends_recording, whole=True
        )
        self._last_look, self._common_m = self._done, 0.0
        if not self._is_set(look):
            self._set = None
            return self._dissolved(current)
        late = self._told(look) if ends_recording else []
        self._set = None
        self._common_m = 0.0
        self._free = look.span(look.attempts[-1])[1]
        self._noted = max([self._free, *(look.step(refused.rise.end) for refused in look.judged.refused)])
        self.next_index += 1
        result = self._result(look)
        refused = [RepRejected(t_s=self._now_s, rejection=r) for r in result.rejected]
        return [*late, *refused, SetCompleted(t_s=self._now_s, set_index=current.index, result=result)]

    def _result(self, look: Look) -> SetResult:
        motion, reps = look.motion, look.reps()
        start_s = reps[0].concentric_start_s - (reps[0].eccentric_s or 0.0)
        return SetResult(
            start_s=max(start_s, motion.start_s),
            end_s=reps[-1].concentric_end_s,
            exercise=self._exercise,
            reps=tuple(reps),
            rejected=tuple(rejection(r, motion) for r in look.judged.refused),
            trace=drawn(motion, self._params.trace),
        )

    def _dissolved(self, current: OpenSet) -> list[Event]:
        """Too few reps for a set: take back what was told, and say why."""
        self._free = self._noted = max(self._noted, current.last_end)
        events: list[Event] = []
        for number, (start, end) in reversed(list(enumerate(current.spans, start=1))):
            detail = f"fewer than {self._rep_params.fewest} alike movements in a row"
            events += [
                RepWithdrawn(t_s=self._now_s, set_index=current.index, rep_index=number, reason="no set came of it"),
                self._refusal(start, end, detail),
            ]
        return events

    def _noted_events(self, look: Look, *, until: int) -> list[Event]:
        """Movements outside any set, told once, when they can no longer become part of one."""
        events: list[Event] = []
        for rise in look.settled.rises():
            start, end = look.step(rise.start), look.step(rise.end)
            if rise.size_m >= self._rep_params.least_rom_m and self._noted <= start and end <= until:
                self._noted = end
                detail = f"rose {rise.size_m:.2f} m, with nothing like it beside it"
                events.append(self._refusal(start, end, detail))
        return events

    def _refusal(self, start: int, end: int, detail: str) -> RepRejected:
        span = Rejection(
            start_s=self._track.time_s(start),
            end_s=self._track.time_s(end),
            reason=RejectReason.ALONE,
            detail=detail,
        )
        return RepRejected(t_s=self._now_s, rejection=span)
