"""What the live page is told, as JSON: events of the engine, with the set so far beside each of them.

A message about a rep carries its whole set, so that a page which missed something is right again with the next message
and can never show a rep twice. What follows from several reps is computed here, by `model`, and not in the browser.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

from model.velocity_loss import reached_failure, velocity_loss
from sensing.events import (
    Event,
    GapFound,
    Rep,
    RepCompleted,
    RepRejected,
    RepStatus,
    RepWithdrawn,
    SetCompleted,
    SetStarted,
    SignalDoubt,
    TraceAdvanced,
)
from server.coach import Coach
from server.words import REJECT_WORDS

Message: TypeAlias = dict[str, Any]  # Any: a JSON object

REVISION_SHOWN_MPS = 0.005
"""Least change of a mean velocity that the page mentions [m/s]: it writes two decimals."""


class LiveSets:
    """Folds events, and what is done by hand, into messages; holds the newest set.

    Parameters
    ----------
    coach : judges the sets; one that knows nobody when None.

    Examples
    --------
    >>> fold = LiveSets()
    >>> fold.message(SetStarted(t_s=2.0, set_index=1, start_s=1.5))["set"]["reps"]
    []
    """

    def __init__(self, coach: Coach | None = None) -> None:
        self.coach = coach or Coach()
        self._index = 0
        self._start_s = 0.0
        self._end_s: float | None = None
        self._reps: dict[int, Rep] = {}
        self._hand_ended = False
        self.open_by_hand = False
        self.last_gap: tuple[float, float] | None = None

    @property
    def under_way(self) -> bool:
        """Whether a set has begun and ended neither by the detector nor by hand."""
        return self._index > 0 and self._end_s is None and not self._hand_ended

    @property
    def start_s(self) -> float:
        """Start of the newest set, signal time [s]."""
        return self._start_s

    def message(self, event: Event) -> Message:
        """Return the message that tells of an event."""
        match event:
            case SetStarted():
                self._open(event.set_index, event.start_s)
                return {"type": "set_started", "t_s": event.t_s, "set": self.view()}
            case RepCompleted():
                self._open(event.set_index, event.rep.concentric_start_s)
                # Whoever ended the set by hand lifted on.
                self._hand_ended = False
                self._reps[event.rep_index] = event.rep
                return {"type": "rep", "t_s": event.t_s, "rep_index": event.rep_index, "set": self.view()}
            case RepWithdrawn():
                self._reps.pop(event.rep_index, None)
                return {"type": "withdrawn", "t_s": event.t_s, "reason": event.reason, "set": self.view()}
            case SetCompleted():
                return self._completed(event)
            case GapFound():
                self.last_gap = (event.start_s, event.end_s)
                return _plain_message(event)
            case _:
                return _plain_message(event)

    def start_by_hand(self) -> None:
        """The lifter says that a set begins; the detector still finds its reps."""
        if self._index > 0 and self._end_s is None:
            self._hand_ended = False
        else:
            self.open_by_hand = True

    def end_by_hand(self) -> None:
        """The lifter says that the set is over; the detector may find more."""
        self.open_by_hand = False
        self._hand_ended = self._index > 0 and self._end_s is None

    def view(self) -> Message | None:
        """Return the newest set as the page wants it; None before the first."""
        if self._index == 0:
            return None
        reps = [self._reps[index] for index in sorted(self._reps)]
        view = set_message(self._index, self._start_s, reps, final=self._end_s is not None)
        if self._end_s is not None:
            view["end_s"] = self._end_s
        view |= self.coach.judged(self._index, self._start_s, reps)
        view["hand_ended"] = self._hand_ended
        return view

    def _open(self, index: int, start_s: float) -> None:
        self.open_by_hand = False
        if index != self._index:
            self._index, self._start_s, self._reps = index, start_s, {}
            self._end_s, self._hand_ended = None, False

    def _completed(self, event: SetCompleted) -> Message:
        before = [self._reps[index] for index in sorted(self._reps)] if event.set_index == self._index else []
        after = event.result.reps
        self._open(event.set_index, event.result.start_s)
        self._start_s, self._end_s = event.result.start_s, event.result.end_s
        self._reps = dict(enumerate(after, start=1))
        best = self.coach.set_over(event.set_index, event.result)
        same = len(before) == len(after)
        return {
            "type": "set_completed",
            "t_s": event.t_s,
            "set": self.view(),
            "revised": _revisions(before, after) if same else [],
            "count_was": None if same else len(before),
            "best": best,
        }


def set_message(index: int, start_s: float, reps: Sequence[Rep], *, final: bool) -> Message:
    """Return the reps of one set as the page wants them; `velocity_loss` is a fraction or None."""
    return {
        "index": index,
        "start_s": round(start_s, 3),
        "final": final,
        "completed": sum(rep.status is RepStatus.COMPLETED for rep in reps),
        "failed": sum(rep.status is RepStatus.FAILED for rep in reps),
        "velocity_loss": velocity_loss(reps),
        "reached_failure": reached_failure(reps),
        "reps": [_rep_message(number, rep) for number, rep in enumerate(reps, start=1)],
    }


def _rep_message(number: int, rep: Rep) -> Message:
    return {
        "index": number,
        "status": rep.status.value,
        "start_s": round(rep.concentric_start_s, 3),
        "end_s": round(rep.concentric_end_s, 3),
        "mean_velocity_mps": _rounded(rep.mean_velocity_mps),
        "velocity_reason": rep.velocity_reason,
    }


def _plain_message(event: Event) -> Message:
    match event:
        case RepRejected(rejection=one):
            told = {
                "start_s": one.start_s,
                "end_s": one.end_s,
                "reason": one.reason.value,
                "words": REJECT_WORDS[one.reason],
                "detail": one.detail,
            }
            return {"type": "rejected", "t_s": event.t_s, "rejection": told}
        case GapFound():
            return {"type": "gap", "t_s": event.t_s, "start_s": event.start_s, "end_s": event.end_s}
        case SignalDoubt():
            return {"type": "doubt", "t_s": event.t_s, "message": event.message}
        case TraceAdvanced(trace=trace):
            return {
                "type": "trace",
                "start_s": trace.start_s,
                "step_s": trace.step_s,
                "velocity_mps": [round(value, 3) for value in trace.velocity_mps],
            }
        case _:
            raise TypeError(f"the live page has no message for {type(event).__name__}")


def _revisions(before: Sequence[Rep], after: Sequence[Rep]) -> list[Message]:
    return [
        {"index": number, "from_mps": _rounded(old.mean_velocity_mps), "to_mps": _rounded(new.mean_velocity_mps)}
        for number, (old, new) in enumerate(zip(before, after, strict=True), start=1)
        if old.mean_velocity_mps is not None
        and new.mean_velocity_mps is not None
        and abs(old.mean_velocity_mps - new.mean_velocity_mps) >= REVISION_SHOWN_MPS
    ]


def _rounded(value_mps: float | None) -> float | None:
    return None if value_mps is None else round(value_mps, 4)
