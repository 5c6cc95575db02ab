"""Swings: each way up or down between two turning points, cut to where the movement itself starts and ends."""

from dataclasses import dataclass
from itertools import pairwise

from sensing.motion import Motion
from sensing.samples import Floats
from sensing.turns import Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class SwingParams:
    """Where a movement ends and a hold begins.

    Origin: by hand, on simulated tune seeds, where a rep ends is known; looked at on all shared real recordings.
    """

    end_share: float = 0.15
    """The end is sought in this last part of the height gained, so that a sticking point cannot be it."""
    hold_share: float = 0.35
    """Or in this last part, if the bar is then held: from the top of the last rep it may still rise to the rack."""
    hold_s: float = 1.0
    """For how long, at least [s]; sticking points are lower and shorter."""
    slow_share: float = 0.03
    """Slower than this share of peak speed, the movement is over."""
    nearly_share: float = 0.08
    """Slower than this share it is over if it then creeps only: an error of velocity may hide the zero."""
    creep_share: float = 0.03
    """Height, as a share of the swing, that counts as creeping."""
    creep_s: float = 0.25
    """In how long [s]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """One way up or down.

    Parameters
    ----------
    start, end : grid points at which the movement begins and ends.
    size_m : how far [m], positive both ways.
    up : which way.
    """

    start: int
    end: int
    size_m: float
    up: bool


def swings_between(turns: list[Turn], motion: Motion, params: SwingParams) -> list[Swing]:
    """The swings between neighbouring turns, in order.

    Parameters
    ----------
    turns : alternating bottoms and tops.
    motion : velocity and height at the grid points.
    params : see `SwingParams`.
    """
    return [_swing(a.node, b.node, motion, params) for a, b in pairwise(turns)]


def _swing(first: int, last: int, motion: Motion, params: SwingParams) -> Swing:
    sign = 1.0 if motion.z_m[last] >= motion.z_m[first] else -1.0
    stretch = slice(first, last + 1)
    speed = sign * motion.v_mps[stretch]
    gained = sign * (motion.z_m[stretch] - motion.z_m[first])
    end = _end(speed, gained, motion.step_s, params)
    start = len(speed) - 1 - _end(speed[::-1], gained[-1] - gained[::-1], motion.step_s, params)
    if end <= start:
        start, end = 0, len(speed) - 1
    return Swing(
        start=first + start,
        end=first + end,
        size_m=float(abs(motion.z_m[first + end] - motion.z_m[first + start])),
        up=sign > 0,
    )


def _end(speed: Floats, gained: Floats, step_s: float, params: SwingParams) -> int:
    """Place at which a movement is over: slow, or nearly slow and then only creeping, or held well before the end."""
    peak, size, last = float(speed.max()), float(gained[-1]), len(speed) - 1
    creep, hold = round(params.creep_s / step_s), round(params.hold_s / step_s)
    slow, nearly = params.slow_share * peak, params.nearly_share * peak
    may_be = (speed <= max(slow, nearly)) & (gained >= (1 - params.hold_share) * size)

    def stays(k: int, ahead: int) -> bool:
        crept = k + ahead <= last and abs(gained[k + ahead] - gained[k]) <= params.creep_share * size
        return bool(crept and speed[k] <= nearly)

    # One by one, since the first of few is wanted: this is called for every swing in every round of every look.
    for k in may_be.nonzero()[0].tolist():
        near_end = last < creep or gained[k] >= (1 - params.end_share) * size
        if near_end and (speed[k] <= slow or stays(k, creep)):
            return int(k)
        if last >= creep and stays(k, hold):
            return int(k)
    return last
