"""How many reps a lifter has at a load, by what earlier sets to failure had, carried over to other loads."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import takewhile
from statistics import fmean
from typing import Final

import numpy as np

from model.first_rep import first_rep_mps, load_frac_at
from model.history import FELT_RIR_OPEN, PastSet, in_order
from sensing.events import Rep, RepStatus

_LOAD_FRACS: Final = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
_MEAN_REPS: Final = (50.0, 38.0, 28.0, 20.0, 14.5, 9.5, 4.7, 2.6, 1.0)
"""Mean reps to failure by share of the one-repetition maximum; 60 to 90 % by Nuzzo et al. 2024 (952 tests, 7289
people), carried on to both sides."""

_NEWEST_SETS: Final = 4
"""So many sets to failure, the newest, are averaged; older ones tell of another strength. Project rule."""

_EARLY_REPS: Final = 3
"""Reps whose velocity says how fast a set begins. Project rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepCapacity:
    """What the newest sets to failure had in common.

    Parameters
    ----------
    reps : completed reps to failure, mean [reps].
    load_kg : the load at which this lifter has as many [kg]; None when loads were not told.
    sets : how many sets it rests on, at least 1.
    early_mps : how fast the first reps of such a set are, see `early_velocity` [m/s]; None when not known.
    """

    reps: float
    load_kg: float | None
    sets: int
    early_mps: float | None = None


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
    ends = ((_reps_to_failure(one), one) for one in in_order(past_sets))
    seen = [(float(reps), one) for reps, one in ends if reps is not None][-_NEWEST_SETS:]
    if not seen:
        return None
    reps = fmean(one for one, _ in seen)
    loads_kg = [one.load_kg / mean_load_frac(done) for done, one in seen if one.load_kg is not None]
    load_kg = fmean(loads_kg) * mean_load_frac(reps) if len(loads_kg) == len(seen) else None
    early_mps = [found for done, one in seen if (found := _early_at(reps, done, one)) is not None]
    return RepCapacity(reps=reps, load_kg=load_kg, sets=len(seen), early_mps=fmean(early_mps) if early_mps else None)


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


def early_velocity(reps: Iterable[Rep]) -> float | None:
    """Mean velocity of the first three completed reps that have one [m/s]; None when none has.

    Three scatter less than the fastest alone, and fatigue has hardly begun.
    """
    known = (rep.mean_velocity_mps for rep in reps if rep.status is RepStatus.COMPLETED)
    first = [one for one in known if one is not None][:_EARLY_REPS]
    return fmean(first) if first else None


def reps_at_speed(capacity: RepCapacity, exercise: str | None, early_mps: float) -> float | None:
    """Reps to failure expected of a set by how fast it begins: who is slower than in earlier sets has fewer today.

    It holds the load and the day's strength in one, and needs neither told. None when either speed or the lift is not
    known.

    Notes
    -----
    Between people, speed hardly tells the reps to failure; the same person's sets share what makes people differ. So
    the published curves only carry the difference to the earlier sets over.

    Examples
    --------
    >>> usual = RepCapacity(reps=9.5, load_kg=None, sets=1, early_mps=0.55)
    >>> round(reps_at_speed(usual, "squat", 0.55), 6), round(reps_at_speed(usual, "squat", 0.51), 1)
    (9.5, 7.6)
    """
    usual = None if capacity.early_mps is None else load_frac_at(exercise, capacity.early_mps)
    today = load_frac_at(exercise, early_mps)
    if usual is None or today is None:
        return None
    return mean_reps(mean_load_frac(capacity.reps) + today - usual)


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


def _early_at(reps: float, done: float, one: PastSet) -> float | None:
    """Early velocity of a set [m/s], carried over to the load at which there are `reps` instead of `done`."""
    early_mps = early_velocity(one.reps)
    here = None if early_mps is None else load_frac_at(one.exercise, early_mps)
    if early_mps is None or here is None:
        return early_mps
    published = first_rep_mps(one.exercise, here)
    there = first_rep_mps(one.exercise, here + mean_load_frac(reps) - mean_load_frac(done))
    return early_mps if there is None or published is None else early_mps + there - published


def _reps_to_failure(one: PastSet) -> int | None:
    done = len(list(takewhile(lambda rep: rep.status is RepStatus.COMPLETED, one.reps)))
    if one.failed:
        return done or None
    if one.felt_rir is None or one.felt_rir >= FELT_RIR_OPEN or not done:
        return None
    return done + one.felt_rir
