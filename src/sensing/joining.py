"""One set on both sides of a gap: what was counted before it is held back and joined with what comes after.

A sensor whose link drops in the middle of a set comes back while the lifter still lifts. Nothing is known of the motion
in between, so both sides are counted by themselves; here they become one set again, and the gap stays marked.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sensing.events import (
    Event,
    Rejection,
    RejectReason,
    Rep,
    RepCompleted,
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
    """

    break_s: float = 1.0
    last_rep_s: float = 8.0
    first_rep_s: float = 8.0
    wait_s: float = 20.0
    cut_s: float = 0.1


class SetJoiner:
    """Follows the events of consecutive streams; see `JoinParams`."""

    def __init__(self, params: JoinParams | None = None) -> None:
        self._params = params or JoinParams()
        self._held: SetCompleted | None = None
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
        told = [*told, *self.ended()]
        self._gap, self._shift = gap, 0
        ends = [event for event in told if isinstance(event, SetCompleted)]
        last = ends[-1] if ends else None
        if last is None or gap.start_s - _last_end_s(last.result) > self._params.last_rep_s:
            return told
        self._held = last
        return [event for event in told if event is not last]

    def ended(self) -> list[Event]:
        """Return what is still held; nothing more will come to it."""
        held, self._held, self._joined = self._held, None, False
        return [] if held is None else [held]

    def _pass(self, event: Event) -> Iterator[Event]:
        held = self._held
        if held is not None and not self._joined:
            if isinstance(event, SetStarted) and self._goes_on(event):
                self._joined = True
                return
            if isinstance(event, SetStarted) or event.t_s > self._gap.end_s + self._params.wait_s:
                # It has not gone on; what follows is another set.
                yield replace(held, t_s=event.t_s)
                self._held, self._shift = None, self._shift + 1
        yield self._renumbered(event)

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
                    self._held, self._joined = None, False
                    return replace(event, result=_join(held.result, event.result, self._gap, self._params))
                case _:
                    return event
        if isinstance(event, SetStarted | RepCompleted | RepWithdrawn | SetCompleted):
            return replace(event, set_index=event.set_index + self._shift)
        return event


def _last_end_s(result: SetResult) -> float:
    return result.reps[-1].concentric_end_s if result.reps else result.end_s


def _join(before: SetResult, after: SetResult, gap: Hole, params: JoinParams) -> SetResult:
    cut = [rep for rep in after.reps if rep.concentric_start_s - gap.end_s < params.cut_s]
    whole = tuple(rep for rep in after.reps if rep not in cut)
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
    missing = max(0, round((after.start_s - before.start_s) / before.step_s) - len(before.velocity_mps))
    velocity_mps = before.velocity_mps + (0.0,) * missing + after.velocity_mps
    return Trace(start_s=before.start_s, step_s=before.step_s, velocity_mps=velocity_mps)
