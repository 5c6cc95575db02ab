"""Sets to failure: how long since the last one, how many, for whom, and what they cost."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from model.advice.evidence import MORAN_NAVARRO_2017, REFALO_2023, SCHOENFELD_GRGIC_2019, project_rule
from model.advice.item import Advice, AdviceKind, Tone
from model.advice.training import TrainingHistory, Visit
from model.advice.words import count_words, day_words, lift_words
from model.history import Experience, PastSet
from model.lifts import facts_of

SPACING = project_rule("days between failures", "two or four weeks, no trial behind the numbers")
"""About once in two weeks a lift; for beginners, and under a free bar without safeties, once in four."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureParams:
    """How seldom failure is meant to be.

    Parameters
    ----------
    usual_days : days from one failure in a lift to the next [days]; project rule.
    careful_days : the same for beginners, and for a free barbell over the body without safeties [days]; project rule.
    recovery_days : days after a failure on which speed was still lower than after easier sets [days]; 24 to 48 h in
        Moran-Navarro et al. 2017.
    """

    usual_days: int = 14
    careful_days: int = 28
    recovery_days: int = 2


_PARAMS = FailureParams()


def days_between_failures(exercise: str | None, experience: Experience | None, *, safeties: bool | None) -> int:
    """Return how many days from one failure in a lift to the next are meant to pass for a lifter [days].

    Examples
    --------
    >>> days_between_failures("row", None, safeties=None), days_between_failures("bench", None, safeties=False)
    (14, 28)
    """
    facts = facts_of(exercise)
    bare_bar = facts.over_body and facts.free_barbell and safeties is False
    careful = experience is Experience.BEGINNER or bare_bar
    return _PARAMS.careful_days if careful else _PARAMS.usual_days


def failure_spacing(visit: Visit, history: TrainingHistory) -> Iterator[Advice]:
    """A lift went to failure: was it early, and from when is the next one."""
    failed = _failed(visit.sets)
    if not failed:
        return
    apart_days = days_between_failures(visit.exercise, history.experience, safeties=history.safeties)
    due = visit.day + timedelta(days=apart_days)
    weeks = "two weeks" if apart_days == _PARAMS.usual_days else "four weeks"
    enough = f"About one in {weeks} is enough. Next one: not before {day_words(due, history.today)}."
    since_days = _days_since_failure(visit)
    lift = lift_words(visit.exercise)
    if since_days is None:
        finding = f"First set to failure in {lift} in this history"
    elif since_days == 0:
        finding = f"Failure in {lift} twice on one day"
    else:
        finding = f"Failure in {lift}, {count_words(since_days, 'day')} after the last one"
    early = since_days is not None and since_days < apart_days
    yield Advice(
        kind=AdviceKind.FAILURE,
        exercise=visit.exercise,
        finding=finding,
        consequence=f"{'That is early. ' if early else ''}{enough}",
        evidence=(SCHOENFELD_GRGIC_2019, SPACING),
        tone=Tone.HEED if early else Tone.PLAIN,
        set_keys=_keys(failed),
    )


def failure_more_than_once(visit: Visit, history: TrainingHistory) -> Iterator[Advice]:
    """Several sets of a lift went to failure in one session."""
    del history
    failed = _failed(visit.sets)
    if len(failed) < 2:
        return
    sets = count_words(len(visit.sets), "set")
    yield Advice(
        kind=AdviceKind.FAILURE,
        exercise=visit.exercise,
        finding=f"{len(failed)} of {sets} of {lift_words(visit.exercise)} went to failure",
        consequence="Kept for the last set, failure does not take reps and speed from the sets after it.",
        evidence=(SCHOENFELD_GRGIC_2019,),
        tone=Tone.HEED,
        set_keys=_keys(failed),
    )


def failure_without_safeties(visit: Visit, history: TrainingHistory) -> Iterator[Advice]:
    """A free bar over the body failed, and nothing is told to catch it, or the lifter is a beginner."""
    facts = facts_of(visit.exercise)
    failed = _failed(visit.sets)
    if not failed or not (facts.over_body and facts.free_barbell):
        return
    if history.safeties is True and history.experience is not Experience.BEGINNER:
        return
    lift = lift_words(visit.exercise)
    if history.safeties is False:
        who = "no safeties"
    elif history.experience is Experience.BEGINNER:
        who = "as a beginner"
    else:
        who = "safeties not told"
    yield Advice(
        kind=AdviceKind.FAILURE,
        exercise=visit.exercise,
        finding=f"Failed under a free bar in {lift}, {who}",
        consequence=(
            "Failure fits machines and single-joint lifts better. Under a free bar it is for experienced lifters, "
            "with safeties or a spotter. For size, one or two reps left do nearly as much."
        ),
        evidence=(REFALO_2023, SCHOENFELD_GRGIC_2019),
        tone=Tone.HEED,
        set_keys=_keys(failed),
    )


def recovery_after_failure(visit: Visit, history: TrainingHistory) -> Iterator[Advice]:
    """A lift went to failure now: give it more days."""
    del history
    failed = _failed(visit.sets)
    if not failed:
        return
    yield Advice(
        kind=AdviceKind.RECOVERY,
        exercise=visit.exercise,
        finding=f"Give {lift_words(visit.exercise)} 1 to 2 more days",
        consequence="In ten trained men speed took 24 to 48 h longer to come back after sets to failure.",
        evidence=(MORAN_NAVARRO_2017,),
        tone=Tone.HEED,
        set_keys=_keys(failed),
    )


def back_soon_after_failure(visit: Visit, history: TrainingHistory) -> Iterator[Advice]:
    """A lift is trained again while speed is usually still low from a failure before."""
    del history
    since_days = _days_since_failure(visit)
    if since_days is None or since_days > _PARAMS.recovery_days:
        return
    when = "on the same day as" if since_days == 0 else f"{count_words(since_days, 'day')} after"
    yield Advice(
        kind=AdviceKind.RECOVERY,
        exercise=visit.exercise,
        finding=f"{lift_words(visit.exercise).capitalize()} again {when} a set to failure",
        consequence="Speed may still be low from it: in ten trained men it took 24 to 48 h longer to come back.",
        evidence=(MORAN_NAVARRO_2017,),
        set_keys=_keys(visit.sets),
    )


def _days_since_failure(visit: Visit) -> int | None:
    """Days from the last failure in a session before to this one; None when there was none."""
    last = next((one.day for one in reversed(visit.earlier) if one.failed), None)
    return None if last is None else (visit.day - last).days


def _failed(sets: tuple[PastSet, ...]) -> tuple[PastSet, ...]:
    return tuple(one for one in sets if one.failed)


def _keys(sets: tuple[PastSet, ...]) -> tuple[str, ...]:
    return tuple(one.key for one in sets)
