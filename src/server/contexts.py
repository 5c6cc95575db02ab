"""What was known beside the reps of each set of a session when it was lifted: its lift, load and place, and the
lifter's profile as earlier sets had taught it. A later set never changes what an earlier one was told.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from model.context import SetContext
from model.history import PastSet
from model.profile import LiftProfile, learned_profile
from server.edited import EditedSession, EditedSet


def set_contexts(
    session: EditedSession, session_id: str, started_at: datetime, past: Sequence[PastSet]
) -> list[SetContext]:
    """Return the context of each set.

    Parameters
    ----------
    session : with the edits applied.
    session_id, started_at : which session, and when it began.
    past : sets of the lifters of this session, in any order; those that began later are passed over. Of nobody in
        particular only this session's sets count: nobody knows who lifted the others.

    Examples
    --------
    >>> set_contexts(EditedSession(sets=()), "", datetime(2026, 5, 4), [])
    []
    """
    profiles = _Profiles(past)
    contexts = []
    for index, one in enumerate(session.sets):
        before = session.sets[:index]
        began = started_at + timedelta(seconds=one.result.start_s)
        contexts.append(
            SetContext(
                exercise=one.told.exercise,
                load_kg=one.told.load_kg,
                set_number=1 + sum(_same_work(one, other) for other in before),
                rest_s=max(0.0, one.result.start_s - before[-1].result.end_s) if before else None,
                profile=profiles.at(one, session_id, began),
            )
        )
    return contexts


class _Profiles:
    """Learns each profile once: most sets of a session know as much as the one before."""

    def __init__(self, past: Sequence[PastSet]) -> None:
        self._past = past
        self._learned: dict[tuple[str | None, tuple[str, ...]], LiftProfile] = {}

    def at(self, one: EditedSet, session_id: str, began: datetime) -> LiftProfile | None:
        """Return the profile that holds for a set; None when nothing was known of its lifter."""
        known = [
            earlier
            for earlier in self._past
            if earlier.exercise == one.told.exercise
            and earlier.started_at < began
            and (one.told.lifter_id is not None or earlier.session == session_id)
        ]
        if one.told.lifter_id is None and not known:
            return None
        telling = tuple(earlier.key for earlier in known if earlier.failed or earlier.felt_rir is not None)
        place = (one.told.exercise, telling)
        if place not in self._learned:
            self._learned[place] = learned_profile(one.told.exercise, known)
        return self._learned[place]


def _same_work(one: EditedSet, other: EditedSet) -> bool:
    return (one.told.exercise, one.told.lifter_id) == (other.told.exercise, other.told.lifter_id)
