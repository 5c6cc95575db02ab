"""What people may say: names, loads and numbers are brought into one form, or refused in one line."""

import math
import unicodedata

from server.edits import Edit, EditKind, EditValue
from server.errors import ServerError

LONGEST_NAME = 60
"""Letters of a lifter's or a rack's name."""

LONGEST_LIFT = 40
"""Letters of an exercise's name."""

MAX_LOAD_KG = 1000.0
"""Nobody lifts more [kg]."""

MAX_GAP_REPS = 100
"""Nobody lifts more reps unseen [reps]."""

OPEN_RIR = 5
"""The highest felt reps in reserve [reps]; it stands for five or more."""

LONGEST_S = 7 * 24 * 3600.0
"""No session is longer [s]."""


def clean_name(name: str, what: str, *, longest: int = LONGEST_NAME) -> str:
    """Return a name fit to be shown on one line.

    Raises
    ------
    ServerError
        When nothing is left of it, it is too long, or it holds what cannot be shown.

    Examples
    --------
    >>> clean_name("  Ana ", "lifter")
    'Ana'
    """
    cleaned = " ".join(unicodedata.normalize("NFC", name).split(" ")).strip()
    if not cleaned or len(cleaned) > longest or not cleaned.isprintable():
        raise ServerError("bad_name", f"This is no name for a {what}. Give 1 to {longest} letters on one line.")
    return cleaned


def clean_exercise(name: str | None) -> str | None:
    """Return the name of a lift in the one form in which lifts are compared; None when nothing is said.

    Examples
    --------
    >>> clean_exercise(" Overhead press"), clean_exercise("squat"), clean_exercise(" ")
    ('overhead_press', 'squat', None)
    """
    if name is None or not name.strip():
        return None
    try:
        cleaned = clean_name(name, "lift", longest=LONGEST_LIFT)
    except ServerError as error:
        raise ServerError(
            "bad_exercise", f"The exercise is not a short name, such as bench. Name it in {LONGEST_LIFT} letters."
        ) from error
    return "_".join(cleaned.casefold().replace("-", " ").split())[:LONGEST_LIFT]


def clean_load(load_kg: float | None) -> float | None:
    """Return a load [kg]; None when not told.

    Raises
    ------
    ServerError
        When it is not above 0 and not more than anybody lifts.

    Examples
    --------
    >>> clean_load(62.5)
    62.5
    """
    if load_kg is not None and not 0 < load_kg <= MAX_LOAD_KG:
        raise ServerError(
            "bad_load", f"A load is above 0 and at most {MAX_LOAD_KG:g} kg. Leave it out when it is not known."
        )
    return load_kg


def clean_edit(edit: Edit) -> Edit:
    """Return an edit whose value is one that its kind takes.

    Raises
    ------
    ServerError
        When its span or its value makes no sense.

    Examples
    --------
    >>> clean_edit(Edit(kind=EditKind.LOAD, start_s=0.0, end_s=None, value=100)).value
    100.0
    """
    end_s = edit.start_s if edit.end_s is None else edit.end_s
    if not (math.isfinite(edit.start_s) and math.isfinite(end_s) and 0 <= edit.start_s <= end_s <= LONGEST_S):
        raise _bad("The span of an edit starts at 0 s or later and does not end before it starts.")
    if edit.end_s is None and edit.kind not in _MAY_GO_ON:
        raise _bad(f"An edit of kind {edit.kind} is about one span. Give its end.")
    value = _clean_value(edit.kind, edit.value)
    return Edit(kind=edit.kind, start_s=float(edit.start_s), end_s=edit.end_s, value=value)


_MAY_GO_ON = frozenset({EditKind.EXERCISE, EditKind.LOAD, EditKind.LIFTER})
"""What may be said of all sets that follow."""


def _clean_value(kind: EditKind, value: EditValue) -> EditValue:
    match kind, value:
        case (EditKind.STRIKE | EditKind.RESTORE | EditKind.PUT_BACK, None):
            return None
        case (EditKind.STATUS, "completed" | "failed") | (EditKind.MARK, "start" | "end"):
            return value
        case (EditKind.EXERCISE, str()):
            return clean_exercise(str(value))
        case (EditKind.LABEL, str()):
            return clean_name(str(value), "set") if str(value).strip() else None
        case (EditKind.EXERCISE | EditKind.LABEL | EditKind.LOAD | EditKind.LIFTER | EditKind.FELT_RIR, None):
            return None
        case (_, bool() | str() | None):
            pass
        case (EditKind.LOAD, _):
            return clean_load(float(value))
        case (EditKind.FELT_RIR, _) if value in range(OPEN_RIR + 1):
            return int(value)
        case (EditKind.GAP_REPS, _) if value in range(1, MAX_GAP_REPS + 1):
            return int(value)
        case (EditKind.LIFTER, int()) if value > 0:
            return value
        case _:
            pass
    raise _bad(f"An edit of kind {kind} does not take this value. The interface's description says which it takes.")


def _bad(message: str) -> ServerError:
    return ServerError("bad_edit", message, status=422)
