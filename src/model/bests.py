"""Personal bests: the heaviest load, and the most reps at a load, each against everything that came before."""

from collections.abc import Iterable
from dataclasses import dataclass

from model.history import PastSet, in_order


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


class Records:
    """The best sets of a lifter so far, by lift and load.

    Parameters
    ----------
    sets : sets so far, in order of time.
    """

    def __init__(self, sets: Iterable[PastSet] = ()) -> None:
        self._most: dict[str | None, dict[float, PastSet]] = {}
        for one in sets:
            self.add(one)

    def add(self, one: PastSet) -> None:
        """Take note of a set; one without a load or a completed rep holds no record."""
        if one.load_kg is None or one.completed_n == 0:
            return
        of_lift = self._most.setdefault(one.exercise, {})
        held = of_lift.get(one.load_kg)
        if held is None or one.completed_n > held.completed_n:
            of_lift[one.load_kg] = one

    def beaten_by(self, one: PastSet) -> Best | None:
        """Say whether a set beats all so far; the first set of a lift has nothing to beat."""
        of_lift = self._most.get(one.exercise)
        if not of_lift or one.load_kg is None or one.completed_n == 0:
            return None
        heaviest_kg = max(of_lift)
        if one.load_kg > heaviest_kg:
            return Best(one=one, before=of_lift[heaviest_kg], heaviest=True)
        most = max((held for load, held in of_lift.items() if load >= one.load_kg), key=lambda held: held.completed_n)
        return Best(one=one, before=most, heaviest=False) if one.completed_n > most.completed_n else None


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
    return Records(before).beaten_by(one)


def bests_in_order(sets: Iterable[PastSet]) -> list[Best]:
    """Every best in a history, each against what came before it.

    Examples
    --------
    >>> bests_in_order([])
    []
    """
    records, bests = Records(), []
    for one in in_order(sets):
        best = records.beaten_by(one)
        if best is not None:
            bests.append(best)
        records.add(one)
    return bests
