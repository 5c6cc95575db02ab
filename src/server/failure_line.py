"""The log of sets that reached failure, as a line of weeks with the days after each failure shaded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from server.history_charts import day_words
from server.scales import Across

NARROW_PX = 300.0
"""Width of the line on a phone [px]."""

LABEL_PX = 64.0
"""Room that a day with its gap needs [px]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureMark:
    """One day on which the lift reached failure; the words of a `spare` one are left out on a phone."""

    x_pct: float
    shade_pct: float
    day: str
    gap: str
    early: bool
    spare: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureLine:
    """The line, its marks, and the other days on which the lift was done."""

    marks: tuple[FailureMark, ...]
    others_pct: tuple[float, ...]
    week_pcts: tuple[float, ...]
    next_day: str | None
    ends: tuple[str, str]


def failure_line(
    failures: Sequence[date], others: Sequence[date], *, start: date, today: date, apart_days: int
) -> FailureLine:
    """Return the line from `start` until today, or until the end of the last shade when that is later.

    Parameters
    ----------
    failures : days with a set to failure, in order of time; those before `start` only serve to count days.
    others : days on which the lift was done without failure.
    start, today : first day shown, and the day on which it is read.
    apart_days : days after a failure in which another one is early; these are shaded [days].

    Examples
    --------
    >>> days = [date(2026, 11, 5), date(2026, 11, 16)]
    >>> line = failure_line(days, [], start=date(2026, 9, 1), today=date(2026, 11, 23), apart_days=14)
    >>> [(mark.day, mark.gap) for mark in line.marks], line.next_day
    ([('5 Nov', ''), ('16 Nov', '11 days ▲ early')], '30 Nov')
    """
    end = max([today, *(day + timedelta(days=apart_days) for day in failures[-1:])])
    across = Across(low=float(start.toordinal()), high=float(max(end, start + timedelta(days=1)).toordinal()))
    weeks = range((end - start).days // 7 + 1)
    ahead = failures[-1] + timedelta(days=apart_days) if failures else None
    return FailureLine(
        marks=_marks(failures, start, across, apart_days),
        others_pct=tuple(across.pct(day.toordinal()) for day in others if day >= start),
        week_pcts=tuple(across.pct((start + timedelta(weeks=week)).toordinal()) for week in weeks),
        next_day=day_words(ahead) if ahead and ahead > today else None,
        ends=(day_words(start), day_words(end)),
    )


def _marks(failures: Sequence[date], start: date, across: Across, apart_days: int) -> tuple[FailureMark, ...]:
    least_pct = 100 * LABEL_PX / NARROW_PX
    labelled_pct = 100 + least_pct
    marks = []
    # From the newest back: it is the one whose label matters most.
    for index in range(len(failures) - 1, -1, -1):
        day = failures[index]
        if day < start:
            break
        x_pct = across.pct(day.toordinal())
        spare = labelled_pct - x_pct < least_pct
        labelled_pct = labelled_pct if spare else x_pct
        gap_days = (day - failures[index - 1]).days if index else None
        marks.append(
            FailureMark(
                x_pct=x_pct,
                shade_pct=round(across.pct((day + timedelta(days=apart_days)).toordinal()) - x_pct, 3),
                day=day_words(day),
                gap=_gap_words(gap_days, apart_days),
                early=gap_days is not None and gap_days < apart_days,
                spare=spare,
            )
        )
    return tuple(reversed(marks))


def _gap_words(gap_days: int | None, apart_days: int) -> str:
    if gap_days is None:
        return ""
    words = f"{gap_days} day" if gap_days == 1 else f"{gap_days} days"
    return f"{words} ▲ early" if gap_days < apart_days else words
