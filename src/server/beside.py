"""Looks up what a summary tells beside the reps: who lifted, what earlier sets taught, where to stop, the maximum."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar

from model.history import PastSet
from model.load_points import load_points
from model.load_velocity import LoadVelocityProfile, load_velocity_profile
from model.profile import learned_profile
from server.advice_view import advice_cards
from server.contexts import set_contexts
from server.history import session_sets
from server.history_charts import Maximum
from server.lifters import Lifter
from server.listing import SessionInfo
from server.reading import Kept
from server.store import Store
from server.views import Beside

T = TypeVar("T")


def beside_of(store: Store, info: SessionInfo, kept: Kept) -> Beside:
    """Return what is told beside the reps of a session. Blocks."""
    here = session_sets(kept)
    lifter = _lifter(store, kept)
    past = _past(store, kept, here)
    exercise = _most_common([one.exercise for one in here])
    known = _known_then(past, kept, lifter)
    return Beside(
        lifter=lifter.name if lifter else None,
        contexts=set_contexts(kept.edited, info.id, kept.started_at, past),
        stop_loss_frac=_stop_loss_frac(lifter),
        maximum=_maximum(exercise, known) if lifter and exercise else None,
        advice=advice_cards(known, lifter, kept.started_at.date()),
    )


def _lifter(store: Store, kept: Kept) -> Lifter | None:
    """Return who lifted most of the sets; None when nobody was told."""
    told = [one.told.lifter_id for one in kept.edited.sets] or [kept.heading.lifter_id]
    lifter_id = _most_common(told)
    return None if lifter_id is None else store.lifters.get(lifter_id)


def _past(store: Store, kept: Kept, here: Sequence[PastSet]) -> list[PastSet]:
    """Return all sets of the lifters of this session, and those of nobody in it."""
    ids = {one.told.lifter_id for one in kept.edited.sets}
    past = [one for lifter_id in ids if lifter_id is not None for one in store.history.past_sets(lifter_id)]
    known = {one.key for one in past}
    return [*past, *(one for one in here if one.key not in known)]


def _stop_loss_frac(lifter: Lifter | None) -> float | None:
    target = lifter.about.target if lifter else None
    return target.velocity_loss_frac if target else None


def _known_then(past: Sequence[PastSet], kept: Kept, lifter: Lifter | None) -> list[PastSet]:
    """Return the lifter's sets until the end of this session; those of nobody in it when nobody was told."""
    until = kept.started_at + timedelta(seconds=kept.found.duration_s)
    theirs = {
        f"{kept.session_id}:{index}"
        for index, one in enumerate(kept.edited.sets, start=1)
        if one.told.lifter_id == (lifter.id if lifter else None)
    }
    return [one for one in past if one.started_at <= until and (one.session != kept.session_id or one.key in theirs)]


def _maximum(exercise: str, known: Sequence[PastSet]) -> Maximum | None:
    """Return the maximum that follows from some sets of a lift; None when none can be given."""
    mine = [one for one in known if one.exercise == exercise]
    profile = load_velocity_profile(load_points(exercise, mine), learned_profile(exercise, mine))
    return maximum_of(profile) if isinstance(profile, LoadVelocityProfile) else None


def maximum_of(profile: LoadVelocityProfile) -> Maximum:
    """Return the maximum of a load-velocity profile as the pages show it."""
    return Maximum(
        load_kg=profile.one_rm_kg,
        low_kg=profile.one_rm_low_kg,
        high_kg=profile.one_rm_high_kg,
        at_mps=profile.mvt_mps,
    )


def _most_common(values: Sequence[T | None]) -> T | None:
    counts = Counter(value for value in values if value is not None)
    return counts.most_common(1)[0][0] if counts else None
