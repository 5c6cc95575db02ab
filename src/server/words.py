"""Numbers and names as the pages write them."""

from model.stop import Goal
from sensing.events import RejectReason

NO_VALUE = "–"
"""Stands where a number is not known; the reason stands beside it."""

REJECT_WORDS = {
    RejectReason.TOO_SMALL: "Too small",
    RejectReason.TOO_SHORT: "Too short",
    RejectReason.TOO_FAST: "Too fast",
    RejectReason.UNRACK: "Unrack",
    RejectReason.RERACK: "Re-rack",
    RejectReason.RE_GRIP: "Re-grip",
    RejectReason.WALKING: "Walking",
    RejectReason.IRREGULAR: "Irregular",
    RejectReason.ALONE: "Alone",
    RejectReason.GAP: "In a gap",
}
"""One word or two for each reason."""


GOAL_WORDS = {Goal.STRENGTH: "Strength", Goal.POWER: "Power", Goal.HYPERTROPHY: "Growth"}
"""What can be trained for, with a usual place to stop."""

COMMON_LIFTS = ("squat", "bench", "deadlift", "overhead_press", "row", "curl", "hip_thrust", "pull_up")
"""Lifts that are offered when none was done yet."""

COMMON_LOADS_KG = (20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 100.0, 120.0, 140.0, 160.0)
"""Loads that are offered after those used lately [kg]."""


def exercise_words(exercise: str | None) -> str:
    """Return the name of an exercise as a heading.

    Examples
    --------
    >>> exercise_words("overhead_press"), exercise_words("bench"), exercise_words(None)
    ('Overhead press', 'Bench', 'Session')
    """
    if not exercise:
        return "Session"
    words = exercise.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def duration_words(duration_s: float | None) -> str:
    """Return a duration as people say it.

    Examples
    --------
    >>> duration_words(42.3), duration_words(252.0), duration_words(5400.0), duration_words(None)
    ('42 s', '4 min 12 s', '1 h 30 min', '–')
    """
    if duration_s is None:
        return NO_VALUE
    total_s = round(duration_s)
    if total_s < 60:
        return f"{total_s} s"
    if total_s < 3600:
        return f"{total_s // 60} min {total_s % 60} s"
    return f"{total_s // 3600} h {total_s % 3600 // 60} min"


def velocity_words(velocity_mps: float | None) -> str:
    """Return a velocity with the two decimals that are worth showing.

    Examples
    --------
    >>> velocity_words(0.523), velocity_words(None)
    ('0.52', '–')
    """
    return NO_VALUE if velocity_mps is None else f"{velocity_mps:.2f}"


def percent_words(fraction: float | None) -> str:
    """Return a fraction in whole percent.

    Examples
    --------
    >>> percent_words(0.634), percent_words(-0.001), percent_words(None)
    ('63 %', '0 %', '–')
    """
    return NO_VALUE if fraction is None else f"{round(100 * fraction) or 0} %"


def count_words(count: int, one: str, many: str) -> str:
    """Return a count with its noun.

    Examples
    --------
    >>> count_words(1, "gap", "gaps"), count_words(3, "gap", "gaps")
    ('1 gap', '3 gaps')
    """
    return f"{count} {one if count == 1 else many}"


def sentence_words(words: str) -> str:
    """Return words with a capital at the start, the rest as it is.

    Examples
    --------
    >>> sentence_words("fewer than 3 reps by the IMU"), sentence_words("")
    ('Fewer than 3 reps by the IMU', '')
    """
    return words[:1].upper() + words[1:]


def reps_words(completed: int, failed: int) -> str:
    """Return the reps of a set.

    Examples
    --------
    >>> reps_words(8, 1), reps_words(5, 0)
    ('8 + 1 failed', '5')
    """
    return f"{completed} + {failed} failed" if failed else str(completed)


RESUME_NOTE = "To go on with it, start: lastrep live --resume last"
"""What an interrupted session with a sensor says of its future."""
