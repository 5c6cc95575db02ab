"""Looks up what a summary tells beside the reps: who lifted, what earlier sets taught, where to stop, the maximum."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TypeVar

from model.context import SetContext
from model.history import PastSet
from model.load_points import load_points
from model.load_velocity import LoadVelocityProfile, load_velocity_profile
from model.profile import learned_profile
from model.recall import recalled_context
from server.advice_view import advice_cards
from server.history import session_sets
from server.history_charts import Maximum
from server.left import estimated
from server.lifters import Lifter
from server.reading import Kept
from server.store import Store
from server.views import Beside

T = TypeVar("T")


def beside_of(store: Store, kept: Kept) -> Beside:
    """Return what is told beside the reps of a session. Blocks."""
    past = _past_by_owner(store, kept)
    lifter_id = _most_common([one.told.lifter_id for one in kept.edited.sets] or [kept.heading.lifter_id])
    lifter = None if lifter_id is None else store.lifters.get(lifter_id)
    until = kept.started_at + timedelta(seconds=kept.found.duration_s)
    # A later session teaches an earlier one nothing.
    known = [one for one in past.get(lifter_id, []) if one.started_at <= until]
    exercise = _most_common([one.told.exercise for one in kept.edited.sets])
    contexts = _contexts(kept, past)
    # The table and the advice tell of the same estimates, and 40 sets are a hundred milliseconds of work.
    estimates = [estimated(one.result.reps, context) for one, context in zip(kept.edited.sets, contexts, strict=True)]
    by_key = {f"{kept.session_id}:{index}": estimate for index, estimate in enumerate(estimates, start=1)}
    return Beside(
        lifter=lifter.name if lifter else None,
        contexts=contexts,
        estimates=estimates,
        stop_loss_frac=_stop_loss_frac(lifter),
        maximum=_maximum(exercise, known) if lifter and exercise else None,
        advice=advice_cards(known, lifter, kept.started_at.date(), by_key),
    )


def contexts_of(store: Store, kept: Kept) -> tuple[SetContext, ...]:
    """Return what was known beside the reps of each set of a session before it began. Blocks."""
    return _contexts(kept, _past_by_owner(store, kept))


def maximum_of(profile: LoadVelocityProfile) -> Maximum:
    """Return the maximum of a load-velocity profile as the pages show it."""
    return Maximum(
        load_kg=profile.one_rm_kg,
        low_kg=profile.one_rm_low_kg,
        high_kg=profile.one_rm_high_kg,
        at_mps=profile.mvt_mps,
    )


def _past_by_owner(store: Store, kept: Kept) -> dict[int | None, Sequence[PastSet]]:
    """Return all sets of each lifter of this session; of nobody in particular only those of this session, which are
    most likely one person's.
    """
    owners = [one.told.lifter_id for one in kept.edited.sets]
    nobodys = {f"{kept.session_id}:{index}" for index, owner in enumerate(owners, start=1) if owner is None}
    return {
        owner: store.history.past_sets(owner)
        if owner is not None
        else [one for one in session_sets(kept) if one.key in nobodys]
        for owner in set(owners)
    }


def _contexts(kept: Kept, past: Mapping[int | None, Sequence[PastSet]]) -> tuple[SetContext, ...]:
    here = {one.key: one for one in session_sets(kept)}
    contexts = []
    for index, one in enumerate(kept.edited.sets, start=1):
        lifted = here.get(f"{kept.session_id}:{index}")
        if lifted is None:  # all its reps were struck out: nothing was lifted of which anything could be recalled
            contexts.append(SetContext(exercise=one.told.exercise, load_kg=one.told.load_kg))
        else:
            contexts.append(recalled_context(lifted, past[one.told.lifter_id]))
    return tuple(contexts)


def _stop_loss_frac(lifter: Lifter | None) -> float | None:
    target = lifter.about.target if lifter else None
    return target.velocity_loss_frac if target else None


def _maximum(exercise: str, known: Sequence[PastSet]) -> Maximum | None:
    """Return the maximum that follows from some sets; None when none can be given."""
    mine = [one for one in known if one.exercise == exercise]
    profile = load_velocity_profile(load_points(exercise, mine), learned_profile(exercise, mine))
    return maximum_of(profile) if isinstance(profile, LoadVelocityProfile) else None


def _most_common(values: Sequence[T | None]) -> T | None:
    counts = Counter(value for value in values if value is not None)
    return counts.most_common(1)[0][0] if counts else None
