"""What a person says of a session, as edits that are kept beside what the engine found.

An edit names what it is about by its span of signal time: positions change when a session is counted again, times do
not.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class EditKind(StrEnum):
    """What is said; the value that goes with it stands behind."""

    STRIKE = "strike"
    """This was no rep; no value."""
    RESTORE = "restore"
    """This refused movement was a rep; no value."""
    STATUS = "status"
    """This rep was completed, or failed: "completed" or "failed"."""
    FELT_RIR = "felt_rir"
    """Reps the lifter felt were left after this set: 0 to 5, 5 for five or more."""
    EXERCISE = "exercise"
    """What was lifted: a name, or None for not told."""
    LOAD = "load"
    """Bar and plates in kg, or None for not told."""
    LIFTER = "lifter"
    """Who lifted: a lifter's id, or None for not told."""
    LABEL = "label"
    """What this set is called: a few words, or None."""
    GAP_REPS = "gap_reps"
    """So many reps were done while no signal came: 1 to 100."""
    PUT_BACK = "put_back"
    """This set counts in its lift's load-velocity line, whatever speaks against it; no value."""
    MARK = "mark"
    """A set began or ended here by a person's word: "start" or "end". Kept and shown; the detector decides."""


EditValue = str | int | float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One thing that was said.

    Parameters
    ----------
    kind : what about.
    start_s, end_s : what it is about, in signal time [s]. An `end_s` of None is for all sets from `start_s` on.
    value : see `EditKind`.
    id : number in the store; 0 before it is kept.
    made_at : when it was said; None before it is kept.
    undone : taken back, and of no effect.
    """

    kind: EditKind
    start_s: float
    end_s: float | None
    value: EditValue = None
    id: int = 0
    made_at: datetime | None = None
    undone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is known of a set only because someone said so; None is not told.

    Parameters
    ----------
    exercise : what was lifted.
    load_kg : bar and plates [kg].
    lifter_id : who lifted.
    label : what the set is called.
    felt_rir : reps the lifter felt were left, 5 for five or more [reps].
    put_back : whether the lifter wants the set to count in the load-velocity line whatever speaks against it.
    """

    exercise: str | None = None
    load_kg: float | None = None
    lifter_id: int | None = None
    label: str | None = None
    felt_rir: int | None = None
    put_back: bool = False
