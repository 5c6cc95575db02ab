"""From sets to what a model is fitted on: features after each rep, the true reps in reserve, and whose they are."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from lastrep.training.population import TrueSet
from model.context import SetContext
from model.features import FEATURES, features
from model.history import PastSet
from model.profile import LiftProfile, learned_profile
from sensing.events import Rep
from sensing.samples import Floats

_FIRST_DAY = datetime(2026, 1, 5, 18, tzinfo=UTC)

FEWEST_REPS = 3
"""Before so many completed reps nothing is estimated."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """Examples, one a row.

    Parameters
    ----------
    features : (n, len(FEATURES)), NaN where unknown.
    rir : (n,) true reps in reserve.
    people : (n,) names of the lifters.
    """

    features: Floats
    rir: NDArray[np.int64]
    people: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.rir)


def rows_of(examples: Sequence[tuple[Floats, int, str]]) -> Rows:
    """Stack examples of (features, true reps in reserve, person).

    Examples
    --------
    >>> len(rows_of([]))
    0
    """
    return Rows(
        features=np.array([row for row, _, _ in examples], dtype=np.float64).reshape(-1, len(FEATURES)),
        rir=np.array([rir for _, rir, _ in examples], dtype=np.int64),
        people=np.array([person for _, _, person in examples], dtype=np.str_),
    )


def told_context(exercise: str, one: TrueSet, one_rm_kg: float | None, profile: LiftProfile | None) -> SetContext:
    """All that a lifter who tells everything has told about a set."""
    return SetContext(
        exercise=exercise,
        load_kg=one.load_kg,
        one_rm_kg=one_rm_kg,
        set_number=one.set_number,
        rest_s=one.rest_s,
        profile=profile,
    )


def masked(rng: np.random.Generator, context: SetContext) -> SetContext:
    """Forget things at random, as lifters do not tell them: lift, load, maximum, place in the session."""
    if rng.random() < 0.2:
        context = replace(context, exercise=None, profile=None)
    if rng.random() < 0.35:
        context = replace(context, load_kg=None)
    if rng.random() < 0.5:
        context = replace(context, one_rm_kg=None)
    if rng.random() < 0.4:
        context = replace(context, set_number=None, rest_s=None)
    return context


def profile_of(exercise: str, earlier: Sequence[tuple[TrueSet, tuple[Rep, ...]]], *, tells_load: bool) -> LiftProfile:
    """Learn from earlier sets to failure, a week apart; where no failed attempt was seen, the lifter enters 0 left."""
    past = []
    for i, (one, reps) in enumerate(earlier):
        made = PastSet(
            key=str(i),
            exercise=exercise,
            started_at=_FIRST_DAY + timedelta(weeks=i),
            session=str(i),
            reps=reps,
            load_kg=one.load_kg if tells_load else None,
        )
        past.append(made if made.failed or not reps else replace(made, felt_rir=0))
    return learned_profile(exercise, past)


def examples_of(
    told: Sequence[tuple[tuple[Rep, ...], int | None]], context: SetContext, person: str
) -> list[tuple[Floats, int, str]]:
    """Describe each moment at which a true rep had just ended and enough were known.

    Parameters
    ----------
    told : reps known at a moment, and the true reps in reserve then.
    context : of the set.
    person : whose it is.
    """
    examples = []
    for reps, rir in told:
        row = features(reps, context) if rir is not None and len(reps) >= FEWEST_REPS else None
        if row is not None and rir is not None:
            examples.append((row, rir, person))
    return examples
