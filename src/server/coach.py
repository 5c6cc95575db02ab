"""What is known beside the reps while a set goes on, and what follows from both: reps left, advice to stop, form.

Everything is computed from the kept reps each time, by `model`, so that a withdrawn rep takes its advice with it.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, TypeAlias, TypeVar

from model.bests import Best, best_of
from model.context import SetContext
from model.form import form_held
from model.history import PastSet
from model.lifts import is_over_body
from model.proximity import ProximityEstimate, proximity
from model.recall import recalled_context
from model.stop import Goal, StopAdvice, StopLevel, StopTarget, stop_advice, usual_target
from model.velocity_loss import completed_velocities_mps, reached_failure
from sensing.events import Rep, RepStatus, SetResult
from server.edited import told_by
from server.edits import Edit, EditKind, Told
from server.known import Known, known_of
from server.left import left_of
from server.store import Store
from server.words import exercise_words

logger = logging.getLogger(__name__)

T = TypeVar("T")

Message: TypeAlias = dict[str, Any]  # Any: a JSON object

UNTOLD_TARGET = usual_target(Goal.HYPERTROPHY)
"""Where sets stop as long as nobody told a goal."""

LEAST_REPS = 3
"""Completed reps before which no estimate is expected [reps]; only words go by it."""

FAULT = "the estimate failed; the log of the server says why"
"""Stands where a fault of ours left nothing to show."""


UNKNOWN = ProximityEstimate(estimate=None, reason=FAULT)
NO_ADVICE = StopAdvice(level=StopLevel.NONE, rule=FAULT)
NO_FORM: Message = {"held": None, "words": None}
"""What is told when the computation of it failed."""


class Coach:
    """Judges the sets of one session. Calls that read the store block, and are marked so.

    Parameters
    ----------
    store : of lifters and earlier sets; None knows nobody.
    heading : what was told of the whole session.
    session_id : of this session; its sets are found under it among the lifter's.
    started_at : when the session began; None only where no earlier set matters.
    edits : what was said since, in the order said.
    """

    def __init__(
        self,
        store: Store | None = None,
        heading: Told | None = None,
        *,
        session_id: str = "",
        started_at: datetime | None = None,
        edits: Sequence[Edit] = (),
    ) -> None:
        self._store, self._heading, self._session_id, self._started_at = (
            store,
            heading or Told(),
            session_id,
            started_at,
        )
        self._contexts: dict[tuple[int, float, Told], SetContext] = {}
        self._edits = tuple(edits)
        self._own_target: StopTarget | None = None
        self._known = Known()
        self._here: dict[int, SetResult] = {}

    def say(self, edits: Iterable[Edit]) -> None:
        """Go by these edits from now on; those undone have no effect."""
        self._edits = tuple(edits)

    def aim(self, target: StopTarget) -> None:
        """Stop there when nobody in particular lifts."""
        self._own_target = target

    def refresh(self) -> None:
        """Look up who lifts and what is known of them; what cannot be had is not known. Blocks."""
        try:
            self._known = known_of(self._store, self.told(), self._of_nobody())
            self._contexts.clear()
        except Exception:
            # Such as a lifter who was deleted meanwhile: the set goes on without what is known of them.
            logger.exception("what is known of the lifter could not be looked up")
            self._known = Known()

    def told(self, t_s: float | None = None) -> Told:
        """What holds for a set that ended then; None for the next one [s]."""
        going_on = (edit for edit in self._edits if edit.end_s is None and not edit.undone)
        told = self._heading
        for edit in going_on:
            if t_s is None or edit.start_s < t_s:
                told = told_by(told, edit)
        return told

    def set_over(self, index: int, result: SetResult) -> str | None:
        """Take note of a set for those that follow; return what was best about it, None when nothing was."""
        self._here[index] = result
        told = self.told(result.end_s)
        one = self._past_set(index, told, result.start_s, result.reps)
        # Nobody in particular has no bests: the next stranger's light set would be one.
        if one is None or told.lifter_id is None:
            return None
        best = best_of(one, self._known.past)
        return None if best is None else best_words(best)

    @property
    def target(self) -> StopTarget:
        """Where sets stop: as this lifter chose, else as was said here, else `UNTOLD_TARGET`."""
        lifter = self._known.lifter
        own = None if lifter is None else lifter.about.target
        return own or self._own_target or UNTOLD_TARGET

    def label(self, told: Told | None = None) -> Message:
        """What is on the chips."""
        told = told or self.told()
        lifter = self._known.lifter
        return {
            "exercise": told.exercise,
            "exercise_words": None if told.exercise is None else exercise_words(told.exercise),
            "load_kg": told.load_kg,
            "lifter_id": told.lifter_id,
            "lifter": lifter.name if lifter is not None and lifter.id == told.lifter_id else None,
        }

    def target_message(self) -> Message:
        """Where sets stop, for the gauge."""
        target = self.target
        return {
            "goal": target.goal.value,
            "loss_frac": target.velocity_loss_frac,
            "reps_in_reserve": target.reps_in_reserve,
            "words": target_words(target),
        }

    def judged(self, index: int, start_s: float, reps: Sequence[Rep]) -> Message:
        """What follows from the reps of one set, for the page; a fault of ours costs the advice, never the set."""
        told = self.told(reps[-1].concentric_end_s if reps else None)
        context = _or_else(SetContext(exercise=told.exercise), lambda: self._context(told, index, start_s))
        over_body = is_over_body(told.exercise)
        estimate = _or_else(UNKNOWN, lambda: proximity(reps, context))
        advice = _or_else(NO_ADVICE, lambda: stop_advice(reps, estimate, self.target, over_body=over_body))
        return {
            "left": left_message(reps, estimate),
            "cue": {"level": advice.level.name.lower(), "rule": advice.rule, "fired": advice.fired.name.lower()},
            "stop_mps": stop_mps(reps, self.target),
            "form": _or_else(NO_FORM, lambda: form_message(reps)),
            "label": self.label(told),
            "gap_reps": self._gap_reps(index, start_s, reps),
        }

    def _context(self, told: Told, index: int, start_s: float) -> SetContext:
        """What was known when the set began, as the summary has it; looked for once a set, for it takes its time."""
        key = index, start_s, told
        if key not in self._contexts:
            one = self._past_set(index, told, start_s)
            context = SetContext(exercise=told.exercise, load_kg=told.load_kg)
            self._contexts[key] = context if one is None else recalled_context(one, self._known.past)
        return self._contexts[key]

    def _gap_reps(self, index: int, start_s: float, reps: Sequence[Rep]) -> int:
        """Reps that the lifter says were done in gaps of this set."""
        later_s = [result.start_s for one, result in self._here.items() if one > index]
        until_s = min(later_s, default=float("inf"))
        begin_s = min(start_s, reps[0].concentric_start_s) if reps else start_s
        said = (edit for edit in self._edits if edit.kind is EditKind.GAP_REPS and not edit.undone)
        return sum(int(edit.value or 0) for edit in said if begin_s <= edit.start_s < until_s)

    def _of_nobody(self) -> tuple[PastSet, ...]:
        """Sets of this session that nobody in particular lifted."""
        found = []
        for index, one in self._here.items():
            told = self.told(one.end_s)
            past = self._past_set(index, told, one.start_s, one.reps) if told.lifter_id is None else None
            found += [] if past is None else [past]
        return tuple(found)

    def _past_set(self, index: int, told: Told, start_s: float, reps: Sequence[Rep] = ()) -> PastSet | None:
        """One set of this session as the rules see sets; None when it is not known when the session began."""
        if self._started_at is None:
            return None
        return PastSet(
            key=f"{self._session_id}:{index}",
            exercise=told.exercise,
            started_at=self._started_at + timedelta(seconds=start_s),
            session=self._session_id,
            reps=tuple(reps),
            load_kg=told.load_kg,
        )


def _or_else(otherwise: T, compute: Callable[[], T]) -> T:
    """What is computed; `otherwise` when that fails, for the samples and the count are worth more than the advice."""
    try:
        return compute()
    except Exception:
        logger.exception("what follows from the reps could not be computed")
        return otherwise


def left_message(reps: Sequence[Rep], estimate: ProximityEstimate) -> Message:
    """Reps in reserve, ready to draw.

    Examples
    --------
    >>> left_message([], ProximityEstimate(estimate=None, reason="fewer than 3 reps"))["reason"]
    'Needs 3 reps. 3 more to go.'
    """
    left = left_of(estimate, failed=reached_failure(reps))
    completed = sum(rep.status is RepStatus.COMPLETED for rep in reps)
    if not left.known and completed < LEAST_REPS:
        left = replace(
            left,
            words=f"after rep {LEAST_REPS}",
            reason=f"Needs {LEAST_REPS} reps. {LEAST_REPS - completed} more to go.",
        )
    elif left.reason is not None:
        left = replace(left, reason=f"{left.reason[:1].upper()}{left.reason[1:].rstrip('.')}.")
    return {
        "known": left.known,
        "pips": list(left.pips),
        "words": left.words,
        "reason": left.reason,
        "near_failure": estimate.near_failure,
    }


def form_message(reps: Sequence[Rep]) -> Message:
    """Whether the form of the set so far held, and what did not, in words.

    Examples
    --------
    >>> form_message([])
    {'held': None, 'words': None}
    """
    verdict = form_held(reps)
    lost = [finding for finding in verdict.findings if not finding.held]
    return {"held": verdict.held, "words": lost[0].words if lost else None}


def best_words(best: Best) -> str:
    """A best, as the page says it after the set."""
    if best.heaviest:
        return f"Heaviest yet: {best.one.load_kg:g} kg. Well lifted."
    return f"Most reps at {best.one.load_kg:g} kg: {best.one.completed_n}. Well lifted."


def stop_mps(reps: Sequence[Rep], target: StopTarget) -> float | None:
    """Velocity at which this set has lost what it may [m/s]; None when that is not known, or loss is not watched.

    Examples
    --------
    >>> stop_mps([], usual_target(Goal.STRENGTH)) is None
    True
    """
    known = [value for value in completed_velocities_mps(reps) if value is not None]
    if target.velocity_loss_frac is None or not known or max(known) <= 0:
        return None
    return round(max(known) * (1 - target.velocity_loss_frac), 4)


def target_words(target: StopTarget) -> str:
    """Where to stop, for the gauge.

    Examples
    --------
    >>> target_words(usual_target(Goal.HYPERTROPHY)), target_words(StopTarget(goal=Goal.OWN, reps_in_reserve=2))
    ('stop 30 % or 1 left', 'stop at 2 left')
    """
    left = target.reps_in_reserve
    if target.velocity_loss_frac is None:
        return f"stop at {left} left"
    loss = f"stop {round(100 * target.velocity_loss_frac)} %"
    return loss if left is None else f"{loss} or {left} left"
