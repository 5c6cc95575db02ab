"""What the history of one lift shows: load against speed, sets to failure, and what changed over weeks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from model.advice.failure import days_between_failures
from model.history import PastSet
from server.bests_view import BestLine, best_lines
from server.failure_line import FailureLine, failure_line
from server.lifters import Lifter
from server.load_speed_view import LoadSpeedView, load_speed_view
from server.trends import TrendView, Volume, load_trend, maximum_trend, weekly_volume
from server.words import count_words, exercise_words


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryView:
    """The page of one lift of one lifter; `weeks` is None when all of it is shown."""

    lifter: Lifter
    exercise: str
    title: str
    subtitle: str
    weeks: int | None
    load_speed: LoadSpeedView
    bests: tuple[BestLine, ...]
    failures: FailureLine
    failure_count: int
    apart_days: int
    maximum: TrendView
    speed: TrendView
    volume: tuple[Volume, ...]


def history_view(
    lifter: Lifter,
    exercise: str,
    sets: Sequence[PastSet],
    *,
    today: date,
    weeks: int | None,
    put_back: Mapping[str, int] | None = None,
) -> HistoryView:
    """Return the history of a lift.

    Parameters
    ----------
    lifter : whose.
    exercise : the lift.
    sets : all sets of this lifter in this lift, in order of time, at least one.
    today : the day on which it is read.
    weeks : how far back the lines over time go; None for all. Profile and bests rest on all sets.
    put_back : keys of the sets that were put back into the line, each with its edit.
    """
    put_back = put_back or {}
    # A line needs a stretch of time, also when the first set was lifted today.
    start = today - timedelta(weeks=weeks) if weeks else min(sets[0].day, today - timedelta(weeks=1))
    lately = [one for one in sets if one.day >= start]
    failed_days = sorted({one.day for one in sets if one.failed})
    other_days = sorted({one.day for one in lately} - set(failed_days))
    apart_days = days_between_failures(exercise, lifter.about.experience, safeties=lifter.about.safeties)
    return HistoryView(
        lifter=lifter,
        exercise=exercise,
        title=exercise_words(exercise),
        subtitle=_subtitle(lifter, lately, weeks),
        weeks=weeks,
        load_speed=load_speed_view(exercise, sets, put_back),
        bests=best_lines(sets),
        failures=failure_line(failed_days, other_days, start=start, today=today, apart_days=apart_days),
        failure_count=sum(one.failed for one in lately),
        apart_days=apart_days,
        maximum=maximum_trend(exercise, sets, start=start, put_back=put_back),
        speed=load_trend(exercise, sets, start=start, today=today),
        volume=weekly_volume(lately, start=start, today=today),
    )


def _subtitle(lifter: Lifter, lately: Sequence[PastSet], weeks: int | None) -> str:
    stretch = count_words(weeks, "week", "weeks") if weeks else "all time"
    sessions = count_words(len({one.session for one in lately}), "session", "sessions")
    reps = count_words(sum(one.completed_n for one in lately), "rep", "reps")
    return " · ".join([lifter.name, stretch, sessions, reps])
