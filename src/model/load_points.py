"""Points for a load-velocity line: the fastest rep at each load of each day, with what may speak against it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from model.history import PastSet, in_order, measured_mps


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadPoint:
    """How fast a load went on a day.

    Parameters
    ----------
    key : the set it comes from.
    load_kg : weight moved [kg].
    velocity_mps : mean velocity of the fastest completed rep [m/s].
    day : when.
    sd_mps : uncertainty of that velocity by the sensor's own account [m/s]; None = not known.
    after_failure : whether a set of this lift to failure came before it in the same session.
    put_back : whether the lifter wants it to count whatever speaks against it.
    """

    key: str
    load_kg: float
    velocity_mps: float
    day: date
    sd_mps: float | None = None
    after_failure: bool = False
    put_back: bool = False


def load_points(exercise: str, sets: Iterable[PastSet], *, put_back: Collection[str] = ()) -> tuple[LoadPoint, ...]:
    """Return one point for each load and day of a lift: of several sets the one with the fastest rep.

    Parameters
    ----------
    exercise : the lift; other sets are passed over, as are sets without a load or without any velocity.
    sets : kept sets in any order.
    put_back : keys of the sets whose points the lifter wants to count whatever speaks against them.

    Returns
    -------
    Points in order of time.

    Examples
    --------
    >>> load_points("squat", [])
    ()
    """
    best: dict[tuple[date, float], LoadPoint] = {}
    failed_in: set[str] = set()
    for one in in_order(sets):
        if one.exercise != exercise:
            continue
        rep = one.best_rep
        if rep is not None and (measured := measured_mps(rep)) is not None and one.load_kg is not None:
            point = LoadPoint(
                key=one.key,
                load_kg=one.load_kg,
                velocity_mps=measured[0],
                day=one.day,
                sd_mps=rep.mean_velocity_sd_mps,
                after_failure=one.session in failed_in,
                put_back=one.key in put_back,
            )
            place = (point.day, point.load_kg)
            if place not in best or _rank(point) > _rank(best[place]):
                best[place] = point
        if one.failed:
            failed_in.add(one.session)
    return tuple(sorted(best.values(), key=lambda point: (point.day, point.load_kg)))


def _rank(point: LoadPoint) -> tuple[bool, float]:
    """What the lifter put back stands for its load and day; otherwise the fastest does."""
    return point.put_back, point.velocity_mps
