"""What earlier sets taught of whoever lifts now: the lifter's profile in this lift, and their maximum."""

from collections.abc import Sequence
from dataclasses import dataclass

from model.history import PastSet
from model.load_points import load_points
from model.load_velocity import LoadVelocityProfile, load_velocity_profile
from model.profile import LiftProfile, learned_profile
from server.edits import Told
from server.lifters import Lifter
from server.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known beside the reps of a set.

    Parameters
    ----------
    lifter : who lifts; None when nobody was told.
    past : earlier sets of this lift by this lifter; of nobody in particular only those of this session.
    profile : of this lifter in this lift; None before any set of theirs.
    one_rm_kg : the maximum by the load-velocity line; None when none can be given [kg].
    """

    lifter: Lifter | None = None
    past: tuple[PastSet, ...] = ()
    profile: LiftProfile | None = None
    one_rm_kg: float | None = None


def known_of(store: Store | None, told: Told, here: Sequence[PastSet]) -> Known:
    """Look up what is known for the next set. Blocks.

    Parameters
    ----------
    store : of lifters and earlier sets; None knows nobody.
    told : of the next set.
    here : the sets of nobody in particular in this session: most likely one person's.

    Raises
    ------
    ServerError
        When the lifter is gone.
    """
    if store is None or told.lifter_id is None:
        lifter, past = None, tuple(here)
    else:
        lifter = store.lifters.get(told.lifter_id)
        past = store.history.past_sets(lifter.id, told.exercise)
    profile = learned_profile(told.exercise, past) if past else None
    one_rm_kg = None
    if profile is not None and told.exercise is not None:
        line = load_velocity_profile(load_points(told.exercise, past), profile)
        one_rm_kg = line.one_rm_kg if isinstance(line, LoadVelocityProfile) else None
    return Known(lifter=lifter, past=past, profile=profile, one_rm_kg=one_rm_kg)
