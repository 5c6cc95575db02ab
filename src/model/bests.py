"""Personal bests: the heaviest load, and the most reps at a load, each against everything that came before."""

from collections.abc import Iterable
from dataclasses import dataclass

from model.history import PastSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Best:
    """A set that beat all before it.

    Parameters
    ----------
    one : the set.
    before : the set that held the best until then.
    heaviest : True for the heaviest load ever, False for the most reps at this load or a heavier one.
    """

    one: PastSet
    before: PastSet
    heaviest: bool


def best_of(one: PastSet, before: Iterable[PastSet]) -> Best | None:
    """Say whether a set beat all sets of its lift before it.

    Parameters
    ----------
    one : the set; without a load or a completed rep it beats nothing.
    before : earlier sets, of any lift.

    Returns
    -------
    The best, or None. A first set with nothing to compare it to is none.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> now = datetime(2026, 5, 4, 18, tzinfo=UTC)
    >>> best_of(PastSet(key="1", exercise="squat", started_at=now, session="s", reps=(), load_kg=100.0), []) is None
    True
    """
    if one.load_kg is None or one.completed_n == 0:
        return None
    known = [
        (past.load_kg, past)
        for past in before
        if past.exercise == one.exercise and past.load_kg is not None and past.completed_n > 0
    ]
    if not known:
        return None
    heaviest_kg, heaviest = max(known, key=lambda item: item[0])
    if one.load_kg > heaviest_kg:
        return Best(one=one, before=heaviest, heaviest=True)
    rivals = [past for load_kg, past in known if load_kg >= one.load_kg]
    most = max(rivals, key=lambda past: past.completed_n)
    return Best(one=one, before=most, heaviest=False) if one.completed_n > most.completed_n else None
