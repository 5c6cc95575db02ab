"""One set on both sides of a gap: what was counted before it is held back and joined with what comes after.

A sensor whose link drops in the middle of a set comes back while the lifter still lifts. Nothing is known of the motion
in between, so both sides are counted by themselves; here they become one set again, and the gap stays marked.
"""

import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sensing.events import (
    Event,
    Rejection,
    RejectReason,
    Rep,
    RepCompleted,
    RepRejected,
    RepWithdrawn,
    SetCompleted,
    SetResult,
    SetStarted,
    Trace,
)
from sensing.grid import Hole


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinParams:
    """When two sides of a gap are one set.

    Origin: project rules, each with its reason; there is no data set with lost links.

    Parameters
    ----------
    break_s : across a longer hole nothing is known, and both sides are counted by themselves [s]. Default 1: a straight
        line through a second of a lift is already wrong by a rep.
    last_rep_s : a set was under way when its last rep ended so shortly before the gap [s]. Default 8: a hard rep and
        the breath before it.
    first_rep_s : and goes on when its next rep begins so shortly after [s]. Default 8.
    wait_s : signal time after the gap for which the set is held open for it [s]. Default 20: the first reps after a
        gap are only told once there are two alike.
    cut_s : a rep that begins so shortly after the gap was cut by it, and says nothing [s].
    alike_frac : one rep alone beside the gap belongs to the set when it rose as far as the others, within this share.
        Default 0.3: more than reps of a set differ, less than they differ from a re-rack.
    """

    break_s: float = 1.0
    last_rep_s: float = 8.0
    first_rep_s: float = 8.0
    wait_s: float = 20.0
    cut_s: float = 0.1
    alike_frac: float = 0.3


class SetJoiner:
    """Follows the events of consecutive streams; see `JoinParams`."""

    def __init__(self, params: JoinParams | None = None) -> None:
        self._params = params or JoinParams()
        self._held: SetCompleted | None = None
        # What is told instead of the held set if it does not go on: one rep alone is no set.
        self._instead: RepRejected | None = None
        self._told: list[RepCompleted] = []
        self._alone: list[tuple[RepRejected, RepCompleted]] = []
        self._gap = Hole(start_s=0.0, end_s=0.0)
        self._joined = False
        self._shift = 0

    @property
    def first_index(self) -> int | None:
        """Number of the set that is held open; None when there is none."""
        return None if self._held is None else self._held.set_index

    @property
    def shift(self) -> int:
        """What the numbers of this stream's sets are behind those that were told."""
        return self._shift

    def passed(self, events: list[Event]) -> list[Event]:
        """Return the events of the stream under way as they are to be told."""
        return [told for event in events for told in self._pass(event)]

    def broken(self, told: list[Event], gap: Hole) -> list[Event]:
        """Return what is told at the end of a stream in this gap, without a set that may go on behind it.

        Parameters
        ----------
        told : the stream's last events, already passed.
        gap : between this stream and the next.
        """
        told = [*told, *self.ended(gap.start_s)]
        self._gap, self._shift = gap, 0
        ends = [event for event in told if isinstance(event, SetCompleted)]
        alone = None if ends else self._last_alone(told)
        last: Event | None = None
        if ends:
            last = self._held = ends[-1]
        elif alone is not None:
            last = self._instead = alone[0]
            self._held = _set_of_one(alone[1])
        self._told = []
        if self._held is None or gap.start_s - _last_end_s(self._held.result) > self._params.last_rep_s:
            self._held = self._instead = None
            return told
        return [event for event in told if event is not last]

    def ended(self, now_s: float) -> list[Event]:
        """Return what is still held, as known by `now_s`; nothing more will come to it."""
        return [replace(event, t_s=max(event.t_s, now_s)) for event in self._released()]

    def _released(self) -> list[Event]:
        held, instead, alone, joined = self._held, self._instead, self._alone, self._joined
        self._held, self._instead, self._alone, self._joined = None, None, [], False
        if held is None:
            return []
        if not joined:
            return [held] if instead is None else [instead]
        reps = [rep.rep for _, rep in alone if _is_alike(rep.rep, held.result.reps, self._params)]
        if not reps:
            refused: list[Event] = [event for event, _ in alone]
            return [*refused, held if instead is None else instead]
        whole = (*held.result.reps, *reps)
        result = replace(held.result, reps=whole, end_s=reps[-1].concentric_end_s)
        return [replace(held, t_s=max(event.t_s for event, _ in alone), result=result)]

    def _last_alone(self, events: list[Event]) -> tuple[RepRejected, RepCompleted] | None:
        found = [(event, rep) for event in events if (rep := self._rep_of(event)) and isinstance(event, RepRejected)]
        return found[-1] if found else None

    def _rep_of(self, event: Event) -> RepCompleted | None:
        """The rep that was told and is now refused because nothing like it lies beside it."""
        if not isinstance(event, RepRejected) or event.rejection.reason is not RejectReason.ALONE:
            return None
        return next((rep for rep in reversed(self._told) if _is_same(rep.rep, event.rejection)), None)

    def _pass(self, event: Event) -> Iterator[Event]:
        held = self._held
        if held is not None and not self._joined:
            if isinstance(event, SetStarted) and self._goes_on(event):
                self._joined = True
                return
            if isinstance(event, SetStarted) or event.t_s > self._gap.end_s + self._params.wait_s:
                # It has not gone on; what follows is another set.
                self._shift += self._instead is None
                for late in self._released():
                    yield replace(late, t_s=event.t_s)
        rep = self._rep_of(event) if self._joined else None
        if rep is not None and isinstance(event, RepRejected):
            self._alone.append((event, rep))
            return
        if isinstance(event, SetCompleted):
            yield from (late for late, _ in self._alone)
            self._alone, self._told = [], []
        told = self._renumbered(event)
        if isinstance(told, RepCompleted):
            self._told.append(told)
        yield told

    def _goes_on(self, event: SetStarted) -> bool:
        return event.start_s - self._gap.end_s <= self._params.first_rep_s

    def _renumbered(self, event: Event) -> Event:
        held = self._held
        if held is not None and self._joined:
            before = len(held.result.reps)
            match event:
                case RepCompleted() | RepWithdrawn():
                    return replace(event, rep_index=event.rep_index + before)
                case SetCompleted():
                    self._held, self._instead, self._joined = None, None, False
                    return replace(event, result=_join(held.result, event.result, self._gap, self._params))
                case _:
                    return event
        if isinstance(event, SetStarted | RepCompleted | RepWithdrawn | SetCompleted):
            return replace(event, set_index=event.set_index + self._shift)
        return event


def _set_of_one(event: RepCompleted) -> SetCompleted:
    """A set that has only begun; what comes after the gap decides whether it is one."""
    rep = event.rep
    start_s = rep.concentric_start_s - (rep.eccentric_s or 0.0)
    nothing = Trace(start_s=start_s, step_s=0.0, velocity_mps=())
    result = SetResult(
        start_s=start_s, end_s=rep.concentric_end_s, exercise=None, reps=(rep,), rejected=(), trace=nothing
    )
    return SetCompleted(t_s=event.t_s, set_index=event.set_index, result=result)


def _is_same(rep: Rep, rejection: Rejection) -> bool:
    """Whether a rejection is of this rep: they share most of the time of both."""
    shared_s = min(rep.concentric_end_s, rejection.end_s) - max(rep.concentric_start_s, rejection.start_s)
    return shared_s > 0.5 * max(rep.concentric_end_s - rep.concentric_start_s, rejection.end_s - rejection.start_s)


def _is_alike(rep: Rep, others: Sequence[Rep], params: JoinParams) -> bool:
    """Whether a rep rose as far as the others did; so it is taken when nobody knows how far that was."""
    roms_m = [other.rom_m for other in others if other.rom_m is not None]
    if rep.rom_m is None or not roms_m:
        return True
    usual_m = statistics.median(roms_m)
    return abs(rep.rom_m - usual_m) <= params.alike_frac * usual_m


def _last_end_s(result: SetResult) -> float:
    return result.reps[-1].concentric_end_s if result.reps else result.end_s


def _join(before: SetResult, after: SetResult, gap: Hole, params: JoinParams) -> SetResult:
    cut = [rep for rep in after.reps if rep.concentric_start_s - gap.end_s < params.cut_s]
    whole = tuple(rep for rep in after.reps if rep not in cut)
    if len(before.reps) == 1 and not _is_alike(before.reps[0], after.reps, params):
        return after
    return SetResult(
        start_s=before.start_s,
        end_s=after.end_s,
        exercise=after.exercise,
        reps=before.reps + whole,
        rejected=before.rejected + tuple(_cut(rep) for rep in cut) + after.rejected,
        trace=_one_trace(before.trace, after.trace),
    )


def _cut(rep: Rep) -> Rejection:
    return Rejection(
        start_s=rep.concentric_start_s,
        end_s=rep.concentric_end_s,
        reason=RejectReason.GAP,
        detail="its beginning lies in a gap of the signal",
    )


def _one_trace(before: Trace, after: Trace) -> Trace:
    """Both traces on the grid of the first; nothing moves where nothing is known."""
    if not before.velocity_mps:
        return after
    missing = max(0, round((after.start_s - before.start_s) / before.step_s) - len(before.velocity_mps))
    velocity_mps = before.velocity_mps + (0.0,) * missing + after.velocity_mps
    return Trace(start_s=before.start_s, step_s=before.step_s, velocity_mps=velocity_mps)
