"""How much speed a set has lost, and whether it ended in failure; derived from the kept reps, never stored on them."""

import math
from collections.abc import Sequence

from sensing.events import Rep, RepStatus


def velocity_loss(reps: Sequence[Rep]) -> float | None:
    """Share of the fastest completed rep's mean velocity that the last completed rep of the set has lost.

    Failed attempts do not count: they have no concentric phase that reached the top.

    Parameters
    ----------
    reps : the kept reps of one set, in order.

    Returns
    -------
    1 - last / fastest, 0 to 1 [-]; None when fewer than two completed reps have a velocity, or the last one has none.

    References
    ----------
    Sanchez-Medina & Gonzalez-Badillo 2011, Med Sci Sports Exerc 43(9):1725-1734, PMID 21311352

    Examples
    --------
    >>> def rep(mean_velocity_mps, status=RepStatus.COMPLETED):
    ...     return Rep(status=status, concentric_start_s=0.0, concentric_end_s=1.0, eccentric_s=None,
    ...                mean_velocity_mps=mean_velocity_mps, mean_propulsive_velocity_mps=None,
    ...                peak_velocity_mps=None, rom_m=None)
    >>> velocity_loss([rep(0.58), rep(0.60), rep(0.45), rep(0.10, RepStatus.FAILED)])
    0.25
    >>> velocity_loss([rep(0.60)]) is None
    True
    """
    velocities_mps = completed_velocities_mps(reps)
    known_mps = [velocity_mps for velocity_mps in velocities_mps if velocity_mps is not None]
    if len(known_mps) < 2 or velocities_mps[-1] is None or max(known_mps) <= 0:
        return None
    return 1 - velocities_mps[-1] / max(known_mps)


def velocity_loss_reason(reps: Sequence[Rep]) -> str | None:
    """Why `velocity_loss` is None for these reps, in the lifter's words; None when it is not.

    Examples
    --------
    >>> velocity_loss_reason([])
    'fewer than 2 completed reps with a velocity'
    """
    if velocity_loss(reps) is not None:
        return None
    velocities_mps = completed_velocities_mps(reps)
    if sum(velocity_mps is not None for velocity_mps in velocities_mps) < 2:
        return "fewer than 2 completed reps with a velocity"
    if velocities_mps[-1] is None:
        return "the last completed rep has no velocity"
    return "no completed rep moved up"


def reached_failure(reps: Sequence[Rep]) -> bool:
    """Whether the set holds an attempt that rose and came back without reaching the top.

    Examples
    --------
    >>> reached_failure([])
    False
    """
    return any(rep.status is RepStatus.FAILED for rep in reps)


def completed_velocities_mps(reps: Sequence[Rep]) -> list[float | None]:
    """Mean velocities of the completed reps in order; one that is not finite is unknown."""
    velocities_mps = [rep.mean_velocity_mps for rep in reps if rep.status is RepStatus.COMPLETED]
    return [None if value is None or not math.isfinite(value) else value for value in velocities_mps]
