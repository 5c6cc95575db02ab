"""What changed over weeks: speed at the same load, and whether anything still gets better."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from model.advice.evidence import (
    KASSIANO_2022,
    MCLEOD_2024,
    MORAN_NAVARRO_2017,
    MORAN_NAVARRO_2019,
    project_rule,
)
from model.advice.item import Advice, AdviceKind, Tone
from model.advice.training import TrainingHistory, Visit, hard_sets
from model.advice.words import count_words, lift_words, signed_words
from model.bests import bests_in_order
from model.history import PastSet
from model.load_points import load_points
from model.load_velocity import LoadVelocityProfile, load_velocity_profile
from model.profile import learned_profile
from model.speed_trend import SpeedTrend, speed_trend

EASIER_WEEK = project_rule("an easier week", "suggested by this project, no trial behind it")
SIX_WEEKS = project_rule("plateau", "six weeks without a best, no trial behind the number")
PLAINEST_SIGN = project_rule("speed at one load", "faster is stronger: a plain reading, no trial behind it")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendParams:
    """How long is looked back.

    Parameters
    ----------
    falling_days : window in which falling speed is a sign of too much [days]; project rule, four weeks.
    rising_days : window in which rising speed is told [days]; project rule, twelve weeks.
    plateau_days : without a best for that long it is a plateau [days]; project rule, six weeks.
    plateau_sessions : sessions of the lift in that time; with fewer, too little was tried to speak of one [-]; project
        rule, one a week.
    sure_z : changes of fewer standard errors are not told [-]. Every session is looked at, and an 80 % interval alone
        would be left by chance in one of ten; at two it is one of thirty or fewer (docs/advice.md). 0 = all are told.
    least_change_frac : smaller changes of speed are not told [-]; velocity varies by 4-8 % between sessions.
    """

    falling_days: int = 28
    rising_days: int = 84
    plateau_days: int = 42
    plateau_sessions: int = 6
    sure_z: float = 2.0
    least_change_frac: float = 0.05


_PARAMS = TrendParams()


def falling_speed(visit: Visit, history: TrainingHistory) -> Iterator[Advice]:
    """The same load moved slower over the sessions, by more than the error."""
    del history
    trend = speed_trend(visit.exercise, _all(visit), until=visit.day, days=_PARAMS.falling_days)
    if trend is None or not _told(trend) or trend.change_mps > 0:
        return
    yield Advice(
        kind=AdviceKind.TOO_MUCH,
        exercise=visit.exercise,
        finding=f"{lift_words(visit.exercise).capitalize()} at {trend.load_kg:g} kg got slower, {_change(trend)}",
        consequence=(
            "Speed at the same load falls when tiredness outlasts the rest between sessions; it also varies by 4 to "
            "8 % from one session to the next. An easier week is worth a try: fewer sets, further from failure."
        ),
        evidence=(MORAN_NAVARRO_2017, MORAN_NAVARRO_2019, EASIER_WEEK),
        tone=Tone.HEED,
        set_keys=tuple(point.key for point in trend.points),
    )


def rising_speed(visit: Visit, history: TrainingHistory) -> Iterator[Advice]:
    """The same load moved faster over the sessions, by more than the error, and is not falling by now."""
    if any(falling_speed(visit, history)):
        return
    trend = speed_trend(visit.exercise, _all(visit), until=visit.day, days=_PARAMS.rising_days)
    if trend is None or not _told(trend) or trend.change_mps < 0:
        return
    yield Advice(
        kind=AdviceKind.PROGRESS,
        exercise=visit.exercise,
        finding=f"{lift_words(visit.exercise).capitalize()} at {trend.load_kg:g} kg got faster, {_change(trend)}",
        consequence="Faster at the same load is the plainest sign of getting stronger. Well lifted.",
        evidence=(MORAN_NAVARRO_2019, PLAINEST_SIGN),
        tone=Tone.JOY,
        set_keys=tuple(point.key for point in trend.points),
    )


def plateau(visit: Visit, history: TrainingHistory) -> Iterator[Advice]:
    """Neither load nor reps nor the estimated maximum got better for weeks, though the lift was trained."""
    del history
    since = visit.day - timedelta(days=_PARAMS.plateau_days)
    hard = hard_sets(_all(visit))
    recent = [one for one in hard if one.day > since]
    before = [one for one in hard if one.day <= since]
    if not before or len({one.session for one in recent}) < _PARAMS.plateau_sessions:
        return
    if any(best.one.day > since for best in bests_in_order(hard)):
        return
    trend = speed_trend(visit.exercise, recent, until=visit.day, days=_PARAMS.plateau_days)
    if trend is not None and trend.beyond_error:
        return
    then = _maximum(visit.exercise, [one for one in _all(visit) if one.day <= since])
    now = _maximum(visit.exercise, [one for one in _all(visit) if one.day > since])
    if then and now and now.one_rm_kg > then.one_rm_high_kg:
        return
    maxima = (
        f" The estimated maximum is {_maximum_words(now)}, it was {_maximum_words(then)}: within the error."
        if then and now and then.one_rm_low_kg <= now.one_rm_kg
        else ""
    )
    yield Advice(
        kind=AdviceKind.PLATEAU,
        exercise=visit.exercise,
        finding=f"No new best in {lift_words(visit.exercise)} for {_PARAMS.plateau_days // 7} weeks",
        consequence=(
            f"Neither more load nor more reps at a load.{maxima} What can be varied: sets per week, which matter for "
            "size and strength; load and days per week, which matter for strength; the exercise, planned, not at "
            "random."
        ),
        evidence=(MCLEOD_2024, KASSIANO_2022, SIX_WEEKS),
        set_keys=(),
    )


def _all(visit: Visit) -> tuple[PastSet, ...]:
    return (*visit.earlier, *visit.sets)


def _told(trend: SpeedTrend) -> bool:
    """Whether a change is well beyond its error and large enough to speak of."""
    large = abs(trend.change_mps) >= _PARAMS.least_change_frac * trend.points[0].velocity_mps
    return large and abs(trend.change_mps) > _PARAMS.sure_z * trend.sd_mps


def _change(trend: SpeedTrend) -> str:
    weeks = max(round((trend.points[-1].day - trend.points[0].day).days / 7), 1)
    return (
        f"{signed_words(trend.change_mps)} m/s ({signed_words(trend.low_mps)} to {signed_words(trend.high_mps)}) "
        f"over {count_words(len(trend.points), 'day')} in {count_words(weeks, 'week')}"
    )


def _maximum(exercise: str, sets: list[PastSet]) -> LoadVelocityProfile | None:
    line = load_velocity_profile(load_points(exercise, sets), learned_profile(exercise, sets))
    return line if isinstance(line, LoadVelocityProfile) else None


def _maximum_words(line: LoadVelocityProfile) -> str:
    return f"{line.one_rm_kg:.0f} kg ({line.one_rm_low_kg:.0f} to {line.one_rm_high_kg:.0f})"
