"""What earlier sets say about one set: profile, maximum, place in the session, rest before it."""

from collections.abc import Sequence

from model.context import SetContext
from model.history import PastSet, in_order
from model.load_points import load_points
from model.load_velocity import LoadVelocityProfile, load_velocity_profile
from model.profile import learned_profile


def recalled_context(one: PastSet, past_sets: Sequence[PastSet]) -> SetContext:
    """Return what was known when this set began; later sets teach it nothing.

    Parameters
    ----------
    one : the set; a set without reps will do.
    past_sets : the lifter's sets, in any order; those that began with or after it are passed over.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> now = datetime(2026, 5, 4, 18, tzinfo=UTC)
    >>> one = PastSet(key="1", exercise="squat", started_at=now, session="s", reps=(), load_kg=100.0)
    >>> context = recalled_context(one, [])
    >>> context.exercise, context.set_number, context.rest_s, context.one_rm_kg
    ('squat', 1, None, None)
    """
    before = [past for past in in_order(past_sets) if past.started_at < one.started_at and past.key != one.key]
    lift = [past for past in before if past.exercise == one.exercise]
    today = [past for past in before if past.session == one.session]
    profile = learned_profile(one.exercise, lift)
    line = load_velocity_profile(load_points(one.exercise, lift), profile) if one.exercise else None
    return SetContext(
        exercise=one.exercise,
        load_kg=one.load_kg,
        one_rm_kg=line.one_rm_kg if isinstance(line, LoadVelocityProfile) else None,
        set_number=1 + sum(past.session == one.session for past in lift),
        rest_s=max((one.started_at - today[-1].ended_at).total_seconds(), 0.0) if today else None,
        profile=profile if profile.learned else None,
    )
