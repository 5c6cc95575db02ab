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
    nodes = np.array([turn.node for turn in turns])
    starts, ends = _Ways(nodes[:-1], nodes[1:], motion, params).borders()
    empty = ends <= starts
    starts[empty], ends[empty] = nodes[:-1][empty], nodes[1:][empty]
    sizes_m = np.abs(motion.z_m[ends] - motion.z_m[starts])
    ups = motion.z_m[nodes[1:]] >= motion.z_m[nodes[:-1]]
    rows = zip(starts.tolist(), ends.tolist(), sizes_m.tolist(), ups.tolist(), strict=True)
    return [Swing(start=start, end=end, size_m=size_m, up=up) for start, end, size_m, up in rows]


class _Ways:
    """All ways from one turn to the next, looked at together: one by one takes more than twice as long.

    Parameters
    ----------
    first, last : grid points of the turns at which each begins and ends.
    motion, params : see `swings_between`.
    """

    def __init__(self, first: Nodes, last: Nodes, motion: Motion, params: SwingParams) -> None:
        self._first, self._last, self._z, self._step_s, self._params = first, last, motion.z_m, motion.step_s, params
        sizes = self._z[last] - self._z[first]
        sign = np.where(sizes >= 0.0, 1.0, -1.0)
        self._sizes = sign * sizes
        speed = motion.v_mps[first[0] : last[-1]] * np.repeat(sign, last - first)
        peaks = np.maximum(np.maximum.reduceat(speed, first - first[0]), sign * motion.v_mps[last])
        self._slow, self._nearly = params.slow_share * peaks, params.nearly_share * peaks
        # Where a movement may be over. A way's last grid point need not be asked: it is the end if no other is.
        maybe = (speed <= np.repeat(np.maximum(self._slow, self._nearly), last - first)).nonzero()[0]
        self._at, self._speed = maybe + first[0], speed[maybe]
        self._way = np.searchsorted(last, self._at, side="right")
        self._gained = sign[self._way] * (self._z[self._at] - self._z[first[self._way]])

    def borders(self) -> tuple[Nodes, Nodes]:
        """Grid points at which the movement of each way begins and ends."""
        starts, ends = self._first.copy(), self._last.copy()
        # Of several places on one way the first counts, in its own direction of time: it is written last, and stays.
        at, way = self._over(self._gained, 1, self._last)
        ends[way[::-1]] = at[::-1]
        at, way = self._over(self._sizes[self._way] - self._gained, -1, self._first)
        starts[way] = at
        return starts, ends

    def _over(self, done: Floats, ahead: int, bounds: Nodes) -> tuple[Nodes, Nodes]:
        """Where it is over: slow, or nearly slow and then only creeping, or held well before the end of the way.

        Parameters
        ----------
        done : how much of the way is done at each place where it may be.
        ahead : 1, or -1 in reversed time.
        bounds : where each way leads to.

        Returns
        -------
        Such places in order, and the way on which each lies.
        """
        p = self._params
        far = (done >= (1.0 - p.hold_share) * self._sizes[self._way]).nonzero()[0]
        at, way, speed = self._at[far], self._way[far], self._speed[far]
        sizes, bound, is_nearly = self._sizes[way], bounds[way], speed <= self._nearly[way]

        def stays(time_s: float) -> Flags:
            there = at + ahead * round(time_s / self._step_s)
            inside = ahead * (bound - there) >= 0
            crept = np.abs(self._z[np.where(inside, there, bound)] - self._z[at]) <= p.creep_share * sizes
            return np.asarray(is_nearly & crept & inside)

        short = self._last[way] - self._first[way] < round(p.creep_s / self._step_s)
        near_end = short | (done[far] >= (1.0 - p.end_share) * sizes)
        is_over = (near_end & ((speed <= self._slow[way]) | stays(p.creep_s))) | (~short & stays(p.hold_s))
        return at[is_over], way[is_over]
