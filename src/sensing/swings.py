"""Swings: each way up or down between two turning points, cut to where the movement itself starts and ends."""

from dataclasses import dataclass

import numpy as np

from sensing.motion import Motion
from sensing.samples import Floats
from sensing.turns import Turn
from sensing.window import Nodes

Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


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
    if len(turns) < 2:
        return []
    # All ways at once, laid end to end, each from its first grid point to its last and positive forwards: one by one
    # they would take several times as long, and this is asked in every round of every look.
    nodes = np.array([turn.node for turn in turns])
    first, last = nodes[:-1], nodes[1:]
    lengths = last - first + 1
    begins = np.cumsum(lengths) - lengths
    at = np.arange(int(lengths.sum())) + np.repeat(first - begins, lengths)
    up = motion.z_m[last] >= motion.z_m[first]
    sign = np.repeat(np.where(up, 1.0, -1.0), lengths)
    speed = sign * motion.v_mps[at]
    gained = sign * (motion.z_m[at] - np.repeat(motion.z_m[first], lengths))
    left = np.repeat(gained[begins + lengths - 1], lengths) - gained
    ends = first + _ends(speed, gained, lengths, motion.step_s, params)
    starts = last - _ends(speed[::-1], left[::-1], lengths[::-1], motion.step_s, params)[::-1]
    empty = ends <= starts
    starts[empty], ends[empty] = first[empty], last[empty]
    sizes_m = np.abs(motion.z_m[ends] - motion.z_m[starts])
    rows = zip(starts.tolist(), ends.tolist(), sizes_m.tolist(), up.tolist(), strict=True)
    return [Swing(start=start, end=end, size_m=size_m, up=way) for start, end, size_m, way in rows]


def _ends(speed: Floats, gained: Floats, lengths: Nodes, step_s: float, params: SwingParams) -> Nodes:
    """Where each movement is over: slow, or nearly slow and then only creeping, or held well before the end.

    Parameters
    ----------
    speed, gained : speed and height gained at the grid points of all ways, one way after the other.
    lengths : grid points of each way.
    step_s : distance of the grid points [s].
    params : see `SwingParams`.

    Returns
    -------
    The first such place on each way, counted from its beginning; its last where there is none.
    """
    ends = np.cumsum(lengths) - 1
    begins = ends - lengths + 1
    creep, hold = round(params.creep_s / step_s), round(params.hold_s / step_s)
    peaks, sizes = np.maximum.reduceat(speed, begins), gained[ends]
    slow, nearly = params.slow_share * peaks, params.nearly_share * peaks
    far = gained >= np.repeat((1 - params.hold_share) * sizes, lengths)
    at = np.flatnonzero(far & (speed <= np.repeat(np.maximum(slow, nearly), lengths)))
    way = np.searchsorted(ends, at)
    last, is_nearly = ends[way], speed[at] <= nearly[way]

    def stays(ahead: int) -> Flags:
        crept = np.abs(gained[np.minimum(at + ahead, last)] - gained[at]) <= params.creep_share * sizes[way]
        return np.asarray(is_nearly & crept & (at + ahead <= last))

    short = lengths[way] <= creep
    near_end = short | (gained[at] >= (1 - params.end_share) * sizes[way])
    over = (near_end & ((speed[at] <= slow[way]) | stays(creep))) | (~short & stays(hold))
    found = ends.copy()
    found[way[over][::-1]] = at[over][::-1]  # of several places on one way the first is written last, and stays
    return np.asarray(found - begins)
