"""What the lifter does by hand while a session runs: start, end, label, reps in a gap, where to stop, take back.

Each is kept as an edit before any page hears of it. The detector goes on as before: a hand's word is written beside it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from model.stop import Goal, usual_target
from server.coach import Message
from server.edits import Edit, EditKind
from server.errors import ServerError
from server.lifters import About
from server.store import Store
from server.telling import clean_exercise, clean_load
from server.wire import LiveSets
from server.words import exercise_words


class HandAction(StrEnum):
    """What is done."""

    START = "start"
    END = "end"
    LABEL = "label"
    GAP = "gap"
    TARGET = "target"
    UNDO = "undo"


LABELS = {"exercise": EditKind.EXERCISE, "load_kg": EditKind.LOAD, "lifter_id": EditKind.LIFTER}
"""What a label may tell, and the edit that keeps it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandCommand:
    """One thing done by hand.

    Parameters
    ----------
    action : what.
    label : with LABEL, the fields of `LABELS` that are told, and `new_lifter` for a name; None is "not told any more".
    reps : with GAP, how many reps were done unseen [reps].
    goal : with TARGET, what is trained for.
    loss_frac, reps_in_reserve : with TARGET, where to stop; both None leave it to the goal [-], [reps].
    """

    action: HandAction
    label: dict[str, str | float | None] | None = None
    reps: int | None = None
    goal: Goal = Goal.OWN
    loss_frac: float | None = None
    reps_in_reserve: int | None = None


class Hand:
    """Carries out what is done by hand in one session. All calls block, one at a time.

    Parameters
    ----------
    store : keeps the edits.
    session_id : of this session.
    sets : the sets as the pages see them.
    """

    def __init__(self, store: Store, session_id: str, sets: LiveSets) -> None:
        self._store, self._session_id, self._sets = store, session_id, sets
        self._done: list[tuple[str, tuple[Edit, ...]]] = []

    def do(self, command: HandCommand, now_s: float) -> Message:
        """Keep what is done at this signal time, and return the message for the pages.

        Raises
        ------
        ServerError
            When it cannot be done or makes no sense; then nothing is kept.
        """
        match command.action:
            case HandAction.START:
                self._keep("the start of the set", [_mark("start", now_s)])
                self._sets.start_by_hand()
            case HandAction.END:
                self._keep("the end of the set", [_mark("end", now_s)])
                self._sets.end_by_hand()
            case HandAction.LABEL:
                self._label(command.label or {}, now_s)
            case HandAction.GAP:
                self._gap(command.reps)
            case HandAction.TARGET:
                self._aim(command)
            case HandAction.UNDO:
                self._undo()
        return self.message(command.action, now_s)

    def message(self, action: HandAction, now_s: float) -> Message:
        """Return how things stand after an action."""
        coach = self._sets.coach
        return {
            "type": "hand",
            "action": action.value,
            "t_s": round(now_s, 3),
            "label": coach.label(),
            "target": coach.target_message(),
            "open": self._sets.open_by_hand,
            "undo": self._done[-1][0] if self._done else None,
            "set": self._sets.view(),
        }

    def _keep(self, words: str, edits: Sequence[Edit]) -> None:
        kept = tuple(self._store.edits.add(self._session_id, edit) for edit in edits)
        self._done.append((words, kept))
        self._sets.coach.say(self._store.edits.of(self._session_id))

    def _label(self, label: dict[str, str | float | None], now_s: float) -> None:
        # On a set under way the words are about it; between sets they are about those to come.
        start_s = min(self._sets.start_s, now_s) if self._sets.under_way else now_s
        told = dict(label)
        new_lifter = told.pop("new_lifter", None)
        if new_lifter is not None:
            told["lifter_id"] = self._store.lifters.find_or_add(str(new_lifter)).id
        if not told:
            raise ServerError("nothing_told", "A label tells an exercise, a load or a lifter.", status=422)
        if told.get("exercise") is not None:
            told["exercise"] = clean_exercise(str(told["exercise"]))
        if told.get("load_kg") is not None:
            told["load_kg"] = clean_load(_number(told["load_kg"]))
        edits = [Edit(kind=LABELS[name], start_s=start_s, end_s=None, value=value) for name, value in told.items()]
        self._keep(self._label_words(told), edits)
        self._sets.coach.refresh()

    def _label_words(self, told: dict[str, str | float | None]) -> str:
        words = []
        if told.get("exercise") is not None:
            words.append(exercise_words(str(told["exercise"])))
        if told.get("load_kg") is not None:
            words.append(f"{told['load_kg']:g} kg")
        if (lifter_id := told.get("lifter_id")) is not None:
            words.append(self._store.lifters.get(int(lifter_id)).name)
        return ", ".join(words) or "a label taken away"

    def _gap(self, reps: int | None) -> None:
        gap = self._sets.last_gap
        if gap is None or reps is None:
            raise ServerError("no_gap", "No signal was missing, so no rep was missed.", status=409)
        edit = Edit(kind=EditKind.GAP_REPS, start_s=gap[0], end_s=gap[1], value=reps)
        self._keep(f"{reps} in the gap", [edit])

    def _aim(self, command: HandCommand) -> None:
        about = About(goal=command.goal, stop_loss_frac=command.loss_frac, stop_reps_in_reserve=command.reps_in_reserve)
        lifter_id = self._sets.coach.told().lifter_id
        if lifter_id is None:
            self._sets.coach.aim(about.target or usual_target(command.goal))
            return
        before = self._store.lifters.get(lifter_id).about
        self._store.lifters.change(
            lifter_id,
            about=replace(
                before,
                goal=about.goal,
                stop_loss_frac=about.stop_loss_frac,
                stop_reps_in_reserve=about.stop_reps_in_reserve,
            ),
        )
        self._sets.coach.refresh()

    def _undo(self) -> None:
        if not self._done:
            raise ServerError("nothing_to_undo", "There is nothing to take back.", status=409)
        _, edits = self._done.pop()
        for edit in edits:
            self._store.edits.undo(self._session_id, edit.id)
            if edit.kind is EditKind.MARK:
                (self._sets.end_by_hand if edit.value == "start" else self._sets.start_by_hand)()
        self._sets.coach.say(self._store.edits.of(self._session_id))
        self._sets.coach.refresh()


def _mark(value: str, now_s: float) -> Edit:
    return Edit(kind=EditKind.MARK, start_s=now_s, end_s=now_s, value=value)


def _number(value: str | float | None) -> float:
    try:
        number = float(value or 0)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ServerError("bad_load", "A load is a number of kilograms.", status=422)
    return number
