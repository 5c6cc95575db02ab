"""Lifts, days and numbers as advice writes them."""

from collections.abc import Sequence
from datetime import date

_NAMES = {"bench": "bench press"}


def lift_words(exercise: str) -> str:
    """Return a lift inside a sentence.

    Examples
    --------
    >>> lift_words("bench"), lift_words("overhead_press")
    ('bench press', 'overhead press')
    """
    return _NAMES.get(exercise, exercise.replace("_", " "))


def day_words(day: date, today: date) -> str:
    """Return a day; with its year when that is not this year.

    Examples
    --------
    >>> day_words(date(2026, 10, 5), date(2026, 11, 24)), day_words(date(2025, 12, 30), date(2026, 1, 2))
    ('5 October', '30 December 2025')
    """
    words = f"{day.day} {day:%B}"
    return words if day.year == today.year else f"{words} {day.year}"


def count_words(count: int, one: str, many: str | None = None) -> str:
    """Return a count with its noun.

    Examples
    --------
    >>> count_words(1, "set"), count_words(3, "day"), count_words(2, "try", "tries")
    ('1 set', '3 days', '2 tries')
    """
    return f"{count} {one}" if count == 1 else f"{count} {many or one + 's'}"


def percent_words(shares: Sequence[float]) -> str:
    """Return shares as whole per cent, or as the range they lie in.

    Examples
    --------
    >>> percent_words([0.23]), percent_words([0.25, 0.23])
    ('23 %', '23 to 25 %')
    """
    low, high = round(100 * min(shares)), round(100 * max(shares))
    return f"{low} %" if low == high else f"{low} to {high} %"


def signed_words(value: float) -> str:
    """Return a change in m/s with its sign.

    Examples
    --------
    >>> signed_words(0.014), signed_words(-0.08), signed_words(0.0)
    ('+0.01', '−0.08', '0.00')
    """
    rounded = f"{abs(value):.2f}"
    if float(rounded) == 0:
        return rounded
    return f"{'+' if value > 0 else '−'}{rounded}"
