"""When a set says nothing about proximity: too few reps, a chosen tempo, a signal that carries no velocities."""

from collections.abc import Sequence
from typing import Final

from model.capacity import mean_load_frac
from model.context import SetContext
from model.first_rep import FIRST_REP_MPS, first_rep_mps
from sensing.events import Rep

FEWEST_REPS: Final = 3
"""Before three reps, velocity loss is mostly the spread of single reps."""

_TOO_SLOW_FRAC: Final = 0.72
"""Slower than this share of the published velocity is a chosen tempo; people differ by 11 to 25 % (CV) at a load."""

_STILL_FLAT_FRAC: Final = 0.10
"""Once so much velocity is lost, fatigue has caught up with the chosen tempo and the reps tell of effort again."""

_MOST_REPS_FACTOR: Final = 1.45
"""Reps of a very enduring lifter over the mean at the same load; two standard deviations of 20 % (Nuzzo 2024)."""

_UNKNOWN_SHARE: Final = 0.5
"""With more reps than this without a velocity the signal is too poor."""


def doubt_of(done: Sequence[Rep], context: SetContext) -> str | None:
    """Say why the velocities of these completed reps allow no estimate, in the lifter's words; None when they do.

    Examples
    --------
    >>> doubt_of([], SetContext())
    'fewer than 3 reps'
    """
    if len(done) < FEWEST_REPS:
        return f"fewer than {FEWEST_REPS} reps"
    known_mps = [rep.mean_velocity_mps for rep in done if rep.mean_velocity_mps is not None]
    if done[-1].mean_velocity_mps is None:
        return f"no velocity of the last rep: {done[-1].velocity_reason or 'not measured'}"
    if len(known_mps) < FEWEST_REPS or len(known_mps) < _UNKNOWN_SHARE * len(done):
        return "too many reps without a velocity"
    expected_mps = _slowest_first_rep_mps(len(done), context)
    best_mps = max(known_mps)
    if expected_mps is None or 1.0 - known_mps[-1] / best_mps > _STILL_FLAT_FRAC:
        return None
    if best_mps < _TOO_SLOW_FRAC * expected_mps:
        return "lifted slower than this load allows: a chosen tempo hides effort"
    return None


def _slowest_first_rep_mps(done: int, context: SetContext) -> float | None:
    """Velocity that a first rep has at the heaviest load this set can have; None when the lift is not known."""
    if context.exercise not in FIRST_REP_MPS:
        return None
    # Whoever has done so many reps and does not slow yet has some left: the load cannot be heavier than this.
    heaviest = mean_load_frac((done + 2) / _MOST_REPS_FACTOR)
    if context.load_frac is not None:
        heaviest = min(heaviest, context.load_frac)
    return first_rep_mps(context.exercise, heaviest)
