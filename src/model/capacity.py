"""How many reps a lifter has at a load, by what earlier sets to failure had, carried over to other loads."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile
from statistics import fmean
from typing import Final

import numpy as np

from model.history import FELT_RIR_OPEN, PastSet, in_order
from sensing.events import RepStatus

_LOAD_FRACS: Final = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
_MEAN_REPS: Final = (50.0, 38.0, 28.0, 20.0, 14.5, 9.5, 4.7, 2.6, 1.0)
"""Mean reps to failure by share of the one-repetition maximum; 60 to 90 % by Nuzzo et al. 2024 (952 tests, 7289
people), carried on to both sides."""

_NEWEST_SETS: Final = 4
"""So many sets to failure, the newest, are averaged; older ones tell of another strength. Project rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepCapacity:
    """What the newest sets to failure had in common.

    Parameters
    ----------
    reps : completed reps to failure, mean [reps].
    load_kg : the load at which this lifter has as many [kg]; None when loads were not told.
    sets : how many sets it rests on, at least 1.
    """

    reps: float
    load_kg: float | None
    sets: int


def rep_capacity(past_sets: Iterable[PastSet]) -> RepCapacity | None:
    """Average the newest sets whose end is known; None when there is none.

    Parameters
    ----------
    past_sets : sets of one lifter and lift, in any order. A failed attempt or entered reps in reserve below five tell
        where the end was.

    Examples
    --------
    >>> rep_capacity([]) is None
    True
    """
    ends = ((_reps_to_failure(one), one.load_kg) for one in in_order(past_sets))
    seen = [(float(reps), load_kg) for reps, load_kg in ends if reps is not None][-_NEWEST_SETS:]
    if not seen:
        return None
    reps = fmean(one for one, _ in seen)
    loads_kg = [load_kg / mean_load_frac(one) for one, load_kg in seen if load_kg is not None]
    load_kg = fmean(loads_kg) * mean_load_frac(reps) if len(loads_kg) == len(seen) else None
    return RepCapacity(reps=reps, load_kg=load_kg, sets=len(seen))


def reps_at_load(capacity: RepCapacity, load_kg: float | None) -> float:
    """Reps to failure expected at a load; those of the earlier sets when either load was not told.

    Examples
    --------
    >>> usual = RepCapacity(reps=9.5, load_kg=80.0, sets=1)
    >>> reps_at_load(usual, None), reps_at_load(usual, 70.0)
    (9.5, 14.5)
    """
    if load_kg is None or capacity.load_kg is None:
        return capacity.reps
    one_rm_kg = capacity.load_kg / mean_load_frac(capacity.reps)
    return mean_reps(load_kg / one_rm_kg)


def mean_reps(load_frac: float) -> float:
    """Mean reps to failure of a rested lifter at a share of the one-repetition maximum.

    Examples
    --------
    >>> mean_reps(0.8), mean_reps(1.2)
    (9.5, 1.0)
    """
    return float(np.interp(load_frac, _LOAD_FRACS, _MEAN_REPS))


def mean_load_frac(reps: float) -> float:
    """Share of the one-repetition maximum at which so many reps are the mean; the inverse of `mean_reps`.

    Examples
    --------
    >>> mean_load_frac(9.5), mean_load_frac(90)
    (0.8, 0.3)
    """
    return float(np.interp(reps, _MEAN_REPS[::-1], _LOAD_FRACS[::-1]))


def _reps_to_failure(one: PastSet) -> int | None:
    done = len(list(takewhile(lambda rep: rep.status is RepStatus.COMPLETED, one.reps)))
    if one.failed:
        return done or None
    if one.felt_rir is None or one.felt_rir >= FELT_RIR_OPEN or not done:
        return None
    return done + one.felt_rir
