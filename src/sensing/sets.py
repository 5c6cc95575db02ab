"""Sets as they happen: when one starts, which reps it has so far, and when it is over.

The watcher looks at the track every tenth of a second of signal time, and only ever at samples up to that moment, so
that its events depend on the samples alone and not on how they arrived.
"""

from dataclasses import dataclass, field

import numpy as np

from sensing.events import (
    Event,
    Rejection,
    RejectReason,
    RepCompleted,
    RepRejected,
    RepStatus,
    RepWithdrawn,
    SetCompleted,
    SetResult,
    SetStarted,
    Trace,
    TraceAdvanced,
)
from sensing.kinematics import BorderParams
from sensing.measure import measured_reps, rejection
from sensing.motion import Motion, MotionParams, Window
from sensing.reps import Attempt, Judge, Judged, RepParams, apart_s
from sensing.samples import Floats
from sensing.settle import Settled, SettleParams, settle
from sensing.track import Track


@dataclass(frozen=True, slots=True, kw_only=True)
class SetParams:
    """When to look, and how far back."""

    hop_s: float = 0.1
    """Time between looks [s]; with the confirmation below it bounds the delay of a rep."""
    look_back_s: float = 15.0
    """How far back a look reaches while no set is under way [s]; two slow reps fit in."""
    margin_s: float = 4.0
    """Kept before the first and after the last rep [s]: the unrack and the rerack lie there."""
    refresh_s: float = 1.0
    """Longest time between looks while something moves [s]."""
    moving_mps2: float = 0.12
    """Spread of vertical acceleration over one second above which something moves [m/s2]."""
    top_share: float = 0.3
    """Upward speed below this share of its peak means that the top may be reached."""
    least_peak_mps: float = 0.06
    """Slower rises are not looked at [m/s]."""
    top_age_s: float = 0.1
    """A top counts when the height has not been exceeded for this long [s]."""
    lone_rom_m: float = 0.2
    """A first rep is announced at once only if it is at least this high [m]."""
    trace_step_s: float = 0.04
    """Distance of the values drawn [s]."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Look:
    """What one look at the track saw."""

    first_step: int
    window: Window
    settled: Settled
    judged: Judged
    ends_recording: bool

    @property
    def motion(self) -> Motion:
        """The judged motion."""
        return self.judged.motion

    def step(self, node: int) -> int:
        """Grid step of the track at a grid point of the window."""
        return self.first_step + node


@dataclass(slots=True)
class _Announced:
    """A rep already told, by its place on the track."""

    bottom: int
    top: int
    missed: int = 0


@dataclass(slots=True)
class _OpenSet:
    """The set under way."""

    index: int
    first_step: int
    announced: list[_Announced] = field(default_factory=list)
    told: int = 0


class Predictor:
    """Carries the last look's velocity forward until the next one."""

    def __init__(self, step_s: float) -> None:
        self._step_s = step_s
        self.v_mps = 0.0
        self.bias_mps2 = 0.0
        self.peak_mps = 0.0

    def restart(self, look: Look) -> None:
        """Take over where a look ended."""
        motion = look.motion
        back = min(100, len(motion.v_mps) - 1)
        measured = (motion.v_mps[-1] - motion.v_mps[-1 - back]) / (back * self._step_s)
        self.bias_mps2 = float(look.window.a_mps2[-back:].mean() - measured)
        self.v_mps = float(motion.v_mps[-1])

    def advance(self, a_mps2: Floats) -> Floats:
        """Velocity after each further step [m/s]."""
        v = self.v_mps + np.cumsum(a_mps2 - self.bias_mps2) * self._step_s
        self.v_mps = float(v[-1])
        if self.v_mps > 0:
            self.peak_mps = max(self.peak_mps, float(v.max()))
        elif self.v_mps < -0.3 * self.peak_mps:
            self.peak_mps = 0.0
        return np.asarray(v)


class SetWatcher:
    """Finds sets on one track.

    Parameters
    ----------
    track : where the motion is.
    exercise : as told, or None.
    first_index : number that the next set gets.
    """

    def __init__(
        self,
        track: Track,
        *,
        exercise: str | None,
        first_index: int,
        params: SetParams,
        rep_params: RepParams,
        settle_params: SettleParams,
        motion_params: MotionParams,
        border_params: BorderParams,
    ) -> None:
        self._track = track
        self._exercise = exercise
        self._params = params
        self._rep_params = rep_params
        self._settle_params = settle_params
        self._border_params = border_params
        self._judge = Judge(params=rep_params, motion_params=motion_params, settle_params=settle_params)
        self._motion_params = motion_params
        self._hop = round(params.hop_s / track.params.step_s)
        self._done = 0  # grid steps already looked at
        self._free = 0  # first grid step that belongs to no earlier set
        self._last_look = 0
        self._predictor = Predictor(track.params.step_s)
        self._trace: list[float] = []
        self._set: _OpenSet | None = None
        self.next_index = first_index
        self._noted = 0  # movements up to this grid step have been told

    def advance(self) -> list[Event]:
        """Look at what the track has gained."""
        events: list[Event] = []
        while self._done + self._hop <= len(self._track):
            start, self._done = self._done, self._done + self._hop
            velocities = self._predictor.advance(self._track.vertical_mps2(start, self._done))
            events += self._traced(velocities)
            if self._is_due():
                events += self._look_now()
        return events

    def finish(self) -> list[Event]:
        """End of the samples: close the set under way, or take the last movements for one."""
        self._done = len(self._track)
        if self._done < 2 * self._hop:
            return []
        if self._set is not None:
            return self._close(ends_recording=True)
        look = self._look(self._idle_start(), ends_recording=True)
        if self._is_set(look):
            self._set = _OpenSet(index=self.next_index, first_step=look.first_step)
            return [self._started(look), *self._close(ends_recording=True)]
        return self._noted_events(look, everything=True)

    @property
    def _now_s(self) -> float:
        return self._track.time_s(self._done)

    def _is_due(self) -> bool:
        p = self._params
        since_s = (self._done - self._last_look) * self._track.params.step_s
        v, peak = self._predictor.v_mps, self._predictor.peak_mps
        if peak > p.least_peak_mps and v < p.top_share * peak:
            return True
        if since_s < p.refresh_s:
            return False
        if self._set is not None:
            return True
        second = round(1.0 / self._track.params.step_s)
        return float(np.std(self._track.vertical_mps2(max(0, self._done - second), self._done))) > p.moving_mps2

    def _look_now(self) -> list[Event]:
        start = self._idle_start() if self._set is None else self._set.first_step
        if self._done - start < 5 * self._hop:
            return []
        look = self._look(start, ends_recording=False)
        self._last_look = self._done
        self._predictor.restart(look)
        if self._set is None:
            if not self._is_credible(look):
                return self._noted_events(look, everything=False)
            return self._open(look)
        events = self._told(look)
        if self._is_over(look):
            events += self._close(ends_recording=False)
        return events

    def _look(self, start: int, *, ends_recording: bool) -> Look:
        window = self._track.window(start, self._done)
        settled = settle(window, self._motion_params, self._settle_params)
        judged = self._judge.judge(settled, starts_recording=start == 0, ends_recording=ends_recording)
        return Look(first_step=start, window=window, settled=settled, judged=judged, ends_recording=ends_recording)

    def _idle_start(self) -> int:
        return max(self._free, self._done - round(self._params.look_back_s / self._track.params.step_s), 0)

    def _ripe(self, look: Look) -> list[Attempt]:
        """Attempts whose end is certain by now."""
        if look.ends_recording:
            return list(look.judged.attempts)
        age = round(self._params.top_age_s / self._track.params.step_s)
        return [a for a in look.judged.attempts if self._done - look.step(a.rise.end) >= age]

    def _is_credible(self, look: Look) -> bool:
        ripe = self._ripe(look)
        if len(ripe) >= 2:
            return True
        return bool(ripe) and ripe[0].rise.size_m >= self._params.lone_rom_m

    def _is_set(self, look: Look) -> bool:
        return len(look.judged.attempts) >= self._rep_params.fewest

    def _open(self, look: Look) -> list[Event]:
        first = look.step(look.judged.attempts[0].rise.start)
        margin = round(self._params.margin_s / self._track.params.step_s)
        self._set = _OpenSet(index=self.next_index, first_step=max(look.first_step, first - margin))
        return [self._started(look), *self._told(look)]

    def _started(self, look: Look) -> SetStarted:
        bottom = look.judged.attempts[0].rise.start
        return SetStarted(t_s=self._now_s, set_index=self.next_index, start_s=look.motion.time_s(bottom))

    def _told(self, look: Look) -> list[Event]:
        """Reps that were not told yet, and those told that turned out to be none."""
        current = self._set
        assert current is not None
        events: list[Event] = []
        ripe = self._ripe(look)
        spans = [(look.step(a.rise.start), look.step(a.rise.end)) for a in look.judged.attempts]
        for told in list(current.announced):
            seen = [span for span in spans if span[0] < told.top and told.bottom < span[1]]
            told.missed = 0 if seen else told.missed + 1
            if seen:
                told.bottom, told.top = seen[0]
            elif told.missed >= 5:
                number = current.announced.index(told) + 1
                events.append(
                    RepWithdrawn(
                        t_s=self._now_s, set_index=current.index, rep_index=number, reason="part of another movement"
                    )
                )
                current.announced.remove(told)
        last_top = current.announced[-1].top if current.announced else -1
        reps = measured_reps(look.judged, look.settled, self._border_params)
        for attempt, rep in zip(ripe, reps, strict=False):
            bottom, top = look.step(attempt.rise.start), look.step(attempt.rise.end)
            if bottom >= last_top - self._hop and not any(
                bottom < told.top and told.bottom < top for told in current.announced
            ):
                current.announced.append(_Announced(bottom=bottom, top=top))
                events.append(
                    RepCompleted(
                        t_s=self._now_s,
                        set_index=current.index,
                        rep_index=len(current.announced),
                        rep=rep,
                    )
                )
        return events

    def _is_over(self, look: Look) -> bool:
        current = self._set
        assert current is not None
        chain = [a.rise for a in look.judged.attempts if a.status is RepStatus.COMPLETED]
        last = max([look.step(r.end) for r in chain] + [a.top for a in current.announced[-1:]], default=look.first_step)
        pause_s = apart_s(chain, look.motion, self._rep_params) + self._params.margin_s
        return (self._done - last) * self._track.params.step_s > pause_s

    def _close(self, *, ends_recording: bool) -> list[Event]:
        """Measure the whole set once more, now that all of it is there."""
        current = self._set
        assert current is not None
        look = self._look(current.first_step, ends_recording=ends_recording)
        self._last_look = self._done
        attempts = look.judged.attempts
        late = self._told(look) if ends_recording and self._is_set(look) else []
        self._set = None
        if not self._is_set(look):
            self._free = max([self._free, *(told.top for told in current.announced)])
            return self._dissolved(current)
        self._free = look.step(attempts[-1].rise.end) + self._hop
        self._noted = max(self._noted, self._free)
        self.next_index += 1
        result = self._result(look)
        told = [RepRejected(t_s=self._now_s, rejection=r) for r in result.rejected]
        return [*late, *told, SetCompleted(t_s=self._now_s, set_index=current.index, result=result)]

    def _result(self, look: Look) -> SetResult:
        motion = look.motion
        reps = measured_reps(look.judged, look.settled, self._border_params)
        start_s = reps[0].concentric_start_s - (reps[0].eccentric_s or 0.0)
        return SetResult(
            start_s=max(start_s, motion.start_s),
            end_s=reps[-1].concentric_end_s,
            exercise=self._exercise,
            reps=tuple(reps),
            rejected=tuple(rejection(r, motion) for r in look.judged.refused),
            trace=self._drawn(motion),
        )

    def _drawn(self, motion: Motion) -> Trace:
        stride = round(self._params.trace_step_s / motion.step_s)
        return Trace(
            start_s=motion.start_s,
            step_s=stride * motion.step_s,
            velocity_mps=tuple(np.round(motion.v_mps[::stride], 4).tolist()),
        )

    def _dissolved(self, current: _OpenSet) -> list[Event]:
        """Too few reps for a set: take back what was told, and say why."""
        events: list[Event] = []
        for number, told in reversed(list(enumerate(current.announced, start=1))):
            events.append(
                RepWithdrawn(t_s=self._now_s, set_index=current.index, rep_index=number, reason="no set came of it")
            )
            span = Rejection(
                start_s=self._track.time_s(told.bottom),
                end_s=self._track.time_s(told.top),
                reason=RejectReason.ALONE,
                detail=f"fewer than {self._rep_params.fewest} alike movements in a row",
            )
            events.append(RepRejected(t_s=self._now_s, rejection=span))
        self._noted = max(self._noted, self._free)
        return events

    def _noted_events(self, look: Look, *, everything: bool) -> list[Event]:
        """Movements outside any set, told once, when they can no longer become part of one."""
        old = self._done if everything else self._done - round(self._rep_params.apart_s / self._track.params.step_s)
        events: list[Event] = []
        for rise in look.settled.rises():
            bottom, top = look.step(rise.start), look.step(rise.end)
            if rise.size_m >= self._rep_params.least_rom_m and self._noted <= bottom and top <= old:
                self._noted = top
                span = Rejection(
                    start_s=self._track.time_s(bottom),
                    end_s=self._track.time_s(top),
                    reason=RejectReason.ALONE,
                    detail=f"rose {rise.size_m:.2f} m, with nothing like it beside it",
                )
                events.append(RepRejected(t_s=self._now_s, rejection=span))
        return events

    def _traced(self, velocities: Floats) -> list[Event]:
        stride = round(self._params.trace_step_s / self._track.params.step_s)
        self._trace += velocities[stride - 1 :: stride].tolist()
        size = 5
        if len(self._trace) < size:
            return []
        values, self._trace = self._trace[:size], self._trace[size:]
        step_s = self._params.trace_step_s
        left = len(self._trace)
        start_s = self._now_s - step_s * (left + size)
        return [
            TraceAdvanced(
                t_s=self._now_s,
                trace=Trace(start_s=start_s, step_s=step_s, velocity_mps=tuple(round(v, 4) for v in values)),
            )
        ]
