"""Puts the model and the baselines to the same reps of people it never saw, as a live page would ask it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lastrep.training.people import HeardPerson
from lastrep.training.population import TrueSet
from lastrep.training.recording import HeardSet, Moment
from lastrep.training.rows import FEWEST_REPS, Rows, profile_of, told_context
from model.artifact import ProximityModel
from model.capacity import mean_reps
from model.context import SetContext
from model.features import FEATURES, published_share_done
from model.proximity import proximity
from sensing.events import Rep, RepStatus


class Knows(StrEnum):
    """How much the lifter told, and what was learned before."""

    PROFILE = "two earlier sets, load and maximum"
    PROFILE_ALONE = "two earlier sets"
    LOAD = "first set ever, load and maximum"
    LIFT = "first set ever, lift alone"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One rep and what was said after it.

    Parameters
    ----------
    person, exercise, sensor : whose rep, of what, seen by what.
    rir : true reps in reserve.
    estimate, low, high, near_failure : as told; None when nothing was.
    reason : why nothing was told.
    baselines : what plain methods said, by name; None when they cannot say anything.
    """

    person: str
    exercise: str
    sensor: str
    rir: int
    estimate: float | None
    low: float | None
    high: float | None
    near_failure: float | None
    reason: str | None
    baselines: dict[str, float | None]


def judge_people(
    heard: Iterable[HeardPerson], knows: Knows, model: ProximityModel, by_rep: Sequence[float]
) -> list[Judged]:
    """Ask the model after each rep from the third on.

    Parameters
    ----------
    heard : people the model was not fitted on.
    knows : what it is told.
    model : what is asked.
    by_rep : mean reps in reserve of the training rows by rep number, for the simplest baseline.
    """
    judged: list[Judged] = []
    for person in heard:
        for place, (context, moments) in enumerate(asked_moments(person, knows)):
            one = person.session[place]
            previous = (person.earlier + person.session)[len(person.earlier) + place - 1]
            plain = {
                "same for all, by rep": lambda n, _one: by_rep[min(n, len(by_rep) - 1)],
                "mean by load": _by_load(one, person),
                "published equation": _by_equation,
                "own set before": _by_set(previous),
            }
            judged += [_judged(person, moment, context, model, plain) for moment in moments]
    return judged


def asked_moments(person: HeardPerson, knows: Knows) -> Iterator[tuple[SetContext, list[Moment]]]:
    """Yield each set of the session as context and moments at which a true rep had just ended and three were known."""
    earlier = [(one.truth, one.final) for one in person.earlier]
    for one in person.session:
        asked = [moment for moment in one.moments if moment.rir is not None and len(moment.reps) >= FEWEST_REPS]
        yield context_of(person, one, earlier, knows), asked
        if one.truth.failed:
            # Whoever failed today has told something of today.
            earlier.append((one.truth, one.final))


def context_of(
    person: HeardPerson, one: HeardSet, earlier: Sequence[tuple[TrueSet, tuple[Rep, ...]]], knows: Knows
) -> SetContext:
    """Return the context of a set for one kind of knowledge."""
    exercise = person.person.exercise
    if knows is Knows.NOTHING:
        return SetContext()
    if knows is Knows.LIFT:
        return SetContext(exercise=exercise)
    if knows is Knows.LOAD:
        return told_context(exercise, one.truth, person.lifter.one_rm_kg, None)
    profile = profile_of(exercise, earlier, tells_load=knows is Knows.PROFILE)
    if knows is Knows.PROFILE_ALONE:
        return SetContext(exercise=exercise, profile=profile)
    return told_context(exercise, one.truth, person.lifter.one_rm_kg, profile)


def mean_by_rep(rows: Rows, most: int = 40) -> list[float]:
    """Mean reps in reserve of training rows after each number of reps; gaps take the value before them."""
    number = rows.features[:, FEATURES.index("rep")].astype(int)
    means: list[float] = []
    for n in range(most):
        here = rows.rir[number == n]
        means.append(float(here.mean()) if len(here) else (means[-1] if means else 10.0))
    return means


_Plain = Callable[[int, Sequence[Rep]], float | None]


def _judged(
    person: HeardPerson, moment: Moment, context: SetContext, model: ProximityModel, plain: dict[str, _Plain]
) -> Judged:
    told = proximity(moment.reps, context, model=model)
    done = [rep for rep in moment.reps if rep.status is RepStatus.COMPLETED]
    assert moment.rir is not None
    return Judged(
        person=person.person.key,
        exercise=person.person.exercise,
        sensor=str(person.person.sensor),
        rir=moment.rir,
        estimate=told.estimate,
        low=told.low,
        high=told.high,
        near_failure=told.near_failure,
        reason=told.reason,
        baselines={name: rule(len(done), done) for name, rule in plain.items()},
    )


def _by_load(one: HeardSet, person: HeardPerson) -> _Plain:
    reps = mean_reps(one.truth.load_kg / person.lifter.one_rm_kg)
    return lambda n, _done: max(0.0, reps - n)


def _by_set(before: HeardSet) -> _Plain:
    """The reps that the set before had, its true reserve added: what a lifter with a good memory says."""
    total = before.truth.reps_to_failure
    return lambda n, _done: max(0.0, float(total - n))


def _by_equation(n: int, done: Sequence[Rep]) -> float | None:
    known = [rep.mean_velocity_mps for rep in done if rep.mean_velocity_mps is not None]
    if not known:
        return None
    return float(n / published_share_done(1.0 - known[-1] / max(known)) - n)
