"""Swings: each way up or down between two turning points, cut to where the movement itself starts and ends."""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import uniform_filter1d

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
    lift_share: float = 0.3
    """What is gained once speed has fallen below this share of its peak for good does not count as height: a hold of
    many seconds, seen with an error of velocity, may gain as much as the movement. Zero: all of it counts. ..."""
    lift_mps: float = 0.16
    """... But faster than this [m/s] is no error: a slow lockout after a stop counts. Zero: all counts. Simulated tune
    seeds, gym."""
    lively_mps: float = 0.3
    """These are only asked of movements with a faster peak [m/s]: what a grinder gains after its sticking point is as
    slow as an error of velocity. Zero: of all."""
    even_share: float = 0.3
    """Slower than this share up to the turn, and even, the weight is held, and the rest is an error of velocity. Zero:
    nothing is even. ..."""
    even_mps: float = 0.04
    """... It varies by no more than this [m/s], since a slow lockout slows down (zero: not at all), ..."""
    even_s: float = 0.5
    """... for at least so long [s] (zero: from the last grid point on), ..."""
    even_about_s: float = 0.3
    """... as the mean over so long [s], since arms that caught a weight swing (zero: no mean is taken), ..."""
    even_turn_s: float = 0.2
    """... up to so long before the turn [s], where the next movement begins (zero: up to the turn). All five: simulated
    tune seeds, gym."""


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
        self._first, self._last, self._motion, self._params = first, last, motion, params
        self._z, self._step_s = motion.z_m, motion.step_s
        sizes = self._z[last] - self._z[first]
        self._sign = sign = np.where(sizes >= 0.0, 1.0, -1.0)
        self._sizes = sign * sizes
        speed = motion.v_mps[first[0] : last[-1]] * np.repeat(sign, last - first)
        self._peaks = np.maximum(np.maximum.reduceat(speed, first - first[0]), sign * motion.v_mps[last])
        self._slow, self._nearly = params.slow_share * self._peaks, params.nearly_share * self._peaks
        # Where a movement may be over. A way's last grid point need not be asked: it is the end if no other is.
        maybe = (speed <= np.repeat(np.maximum(self._slow, self._nearly), last - first)).nonzero()[0]
        self._at, self._speed = maybe + first[0], speed[maybe]
        self._way = np.searchsorted(last, self._at, side="right")
        self._gained = sign[self._way] * (self._z[self._at] - self._z[first[self._way]])
        lively = np.where(self._peaks > params.lively_mps, self._peaks, 0.0)
        self._lift = self._faster(speed, np.minimum(params.lift_share * lively, params.lift_mps))
        self._quick = self._faster(speed, params.even_share * lively)

    def borders(self) -> tuple[Nodes, Nodes]:
        """Grid points at which the movement of each way begins and ends."""
        starts, ends = self._first.copy(), self._last.copy()
        gained = self._sign * (self._z[self._lift[1]] - self._z[self._first])
        missing = self._sign * (self._z[self._last] - self._z[self._lift[0]])
        # Of several places on one way the first counts, in its own direction of time: it is written last, and stays.
        at, way = self._over(self._gained, 1, self._last, gained)
        ends[way[::-1]] = at[::-1]
        at, way = self._over(self._sizes[self._way] - self._gained, -1, self._first, missing)
        starts[way] = at
        least = self._params.even_s / self._step_s
        for k in (ends - self._quick[1] >= least).nonzero()[0].tolist():
            ends[k] = self._evenly_over(k, int(ends[k]), 1)
        for k in (self._quick[0] - starts >= least).nonzero()[0].tolist():
            starts[k] = self._evenly_over(k, int(starts[k]), -1)
        return starts, ends

    def _faster(self, speed: Floats, than: Floats) -> tuple[Nodes, Nodes]:
        """First and last grid point of each way at which it is faster than so much; of all, if it never is."""
        first, last = self._first, self._last
        fast = (speed > np.repeat(than, last - first)).nonzero()[0] + first[0]
        begun, done = fast.searchsorted(first), fast.searchsorted(last) - 1
        never = done < begun
        fast = np.append(fast, last[-1])  # a place for those that are never faster, and then not taken
        return np.where(never, first, fast[begun]), np.where(never, last, fast[done])

    def _evenly_over(self, way: int, end: int, ahead: int) -> int:
        """Place from which the speed of a way is low and the same beyond `end`: a hold, seen with an error of velocity.

        Parameters
        ----------
        way : which.
        end : where it is over so far.
        ahead : as in `_over`.
        """
        p, first, last, sign = self._params, int(self._first[way]), int(self._last[way]), self._sign[way]
        turn = round(p.even_turn_s / self._step_s)
        stop = min(end, last - turn) if ahead > 0 else max(end, first + turn)
        stretch = slice(first, stop + 1) if ahead > 0 else slice(stop, last + 1)
        about = max(1, round(p.even_about_s / self._step_s))
        speed = sign * uniform_filter1d(self._motion.v_mps[stretch], about, mode="nearest")[::-ahead]
        varied = np.maximum.accumulate(speed) - np.minimum.accumulate(speed)
        even = int(np.searchsorted(varied, p.even_mps, side="right"))
        if even < p.even_s / self._step_s or speed[:even].mean() > p.even_share * self._peaks[way]:
            return end
        place = stop - ahead * (even - 1)
        done = sign * (self._z[place] - self._z[first] if ahead > 0 else self._z[last] - self._z[place])
        return place if done >= (1.0 - p.hold_share) * self._sizes[way] else end

    def _over(self, done: Floats, ahead: int, bounds: Nodes, reach: Floats) -> tuple[Nodes, Nodes]:
        """Where it is over: slow, or nearly slow and then only creeping, or held well before the end of the way.

        Parameters
        ----------
        done : how much of the way is done at each place where it may be.
        ahead : 1, or -1 in reversed time.
        bounds : where each way leads to.
        reach : how far each way goes while it lifts or lowers.

        Returns
        -------
        Such places in order, and the way on which each lies.
        """
        p = self._params
        far = (done >= (1.0 - p.hold_share) * reach[self._way]).nonzero()[0]
        at, way, speed = self._at[far], self._way[far], self._speed[far]
        sizes, bound, is_nearly = reach[way], bounds[way], speed <= self._nearly[way]

        def stays(time_s: float) -> Flags:
            there = at + ahead * round(time_s / self._step_s)
            inside = ahead * (bound - there) >= 0
            crept = np.abs(self._z[np.where(inside, there, bound)] - self._z[at]) <= p.creep_share * sizes
            return np.asarray(is_nearly & crept & inside)

        short = self._last[way] - self._first[way] < round(p.creep_s / self._step_s)
        near_end = short | (done[far] >= (1.0 - p.end_share) * sizes)
        is_over = (near_end & ((speed <= self._slow[way]) | stays(p.creep_s))) | (~short & stays(p.hold_s))
        return at[is_over], way[is_over]
