"""Velocity and height from vertical acceleration, by one least-squares fit over a whole window.

Integration drifts because the accelerometer has an offset. What the integral misses is described by few unknowns:
an offset fixed to the sensor (its vertical part changes as the sensor turns), a slow random walk, and a free step of
velocity where an impact or a hole in the samples broke the integral. They are found from what must hold in lifting:
velocity is zero wherever the height turns, the bottoms of the reps are equally high, so are the tops, and a sensor that
lies still does not move. The fit also says how sure it is.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from sensing.normal import Normal, Products, Rows, Solution, joined_rows
from sensing.samples import Floats
from sensing.spline import Spline
from sensing.window import Nodes, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionParams:
    """Standard deviations of what the fit assumes.

    Origin: all are first guesses from the data sheets of common sensors that an ablation on simulated tune seeds did
    not refute, unless said otherwise. Zero is not meaningful for any of them: it would make an assumption absolute.
    """

    knot_s: float = 1.0
    """Distance of the knots between which the slow part of the bias is linear [s]."""
    bias_mps2: float = 0.3
    """Size of the slow bias [m/s2]; 30 mg, a cheap sensor's offset."""
    bias_walk_mps2: float = 0.01
    """Change of the slow bias in one second [m/s2 per sqrt(s)]; ten times larger bends velocity loss."""
    doubt_share: float = 0.5
    """How far it changes where the vertical is in doubt, as a share of that doubt. Zero: as little as
    elsewhere. Simulated tune seeds without a gyroscope: from 0.25 to 1 nothing changes on a bar; at 0 a wrist has half
    as many sets more wrong."""
    offset_mps2: float = 0.2
    """Size of the offset fixed to the sensor's axes [m/s2]."""
    step_mps: float = 0.3
    """Velocity step at an impact [m/s]: what a clipped, aliased floor hit gets wrong."""
    loose_m: float = 0.4
    """Height stays within about this of its mean, before any turning point is known [m]."""
    room_m: float = 1.5
    """And within about this once the turning points are [m]: a bar in a gym; tighter would shrink the reps."""
    turn_mps: float = 0.07
    """Velocity where a swing starts or ends [m/s]: 1 to 3 m/s2 for the few hundredths of a second it may be off.
    Simulated tune seeds: at 0.02 the reps shrink by 3 cm, from 0.05 to 0.2 nothing changes."""
    still_mps: float = 0.03
    """Velocity while the sensor lies still or is held [m/s]."""
    bottom_m: float = 0.02
    """Spread of the heights of the bottoms of one set [m]."""
    top_m: float = 0.03
    """Spread of the heights of the tops of one set [m]."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Anchors:
    """What is known of the motion at single grid points.

    Parameters
    ----------
    stops : grid points with zero velocity.
    stops_mps : (len,) how exactly, one standard deviation each [m/s].
    levels : groups of grid points that lie at one common, unknown height.
    levels_m : how exactly, one standard deviation a group [m].
    """

    stops: Nodes
    stops_mps: Floats
    levels: tuple[Nodes, ...] = ()
    levels_m: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bias:
    """What an accelerometer is off by.

    Parameters
    ----------
    slow_mps2 : whichever way it is turned, while its mean up direction is up [m/s2].
    mean_up : (3,) that direction.
    offset_mps2 : (3,) offset of the sensor's axes [m/s2].
    """

    slow_mps2: float
    mean_up: Floats
    offset_mps2: Floats

    def along(self, up: Floats) -> Floats:
        """Its vertical part, for up directions `up`, shape (n, 3) [m/s2]."""
        return np.asarray(self.slow_mps2 + (up - self.mean_up) @ self.offset_mps2)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Motion:
    """Estimated vertical motion at the grid points of a window.

    Parameters
    ----------
    start_s, step_s : time of the first point and distance of the points [s].
    v_mps : (n,) velocity, up positive [m/s].
    z_m : (n,) height above the window's first point [m].
    misfit : root mean square of the anchors' misses in their own standard deviations, each cut at 5; about 1 is good.
    """

    start_s: float
    step_s: float
    v_mps: Floats
    z_m: Floats
    misfit: float
    _basis: "Basis"
    _solution: Solution

    def time_s(self, node: float) -> float:
        """Time of a grid point, or of a place between two [s]."""
        return self.start_s + self.step_s * node

    def next_bias(self) -> Bias:
        """What the accelerometer will be off by after the window's end."""
        slow_mps2 = -float(self._basis.spline.bend(self._solution.near[-3:])[-1])
        return Bias(slow_mps2=slow_mps2, mean_up=self._basis.mean_up, offset_mps2=self._solution.far[:3])

    def rise_sd_m(self, low: int, high: int) -> float:
        """One standard deviation of the height gained between two grid points, by the fit's own account [m]."""
        rows = self._basis.heights(np.array([low, high]), len(self._solution.far))
        near = np.zeros(self._basis.spline.size)
        for place, weights, sign in zip(rows.places, rows.near, (-1.0, 1.0), strict=True):
            near[place : place + len(weights)] += sign * weights
        return float(np.sqrt(max(self._solution.variance(near, rows.far[1] - rows.far[0]), 0.0)))


class Basis:
    """How each unknown moves velocity and height: the columns of the fit, made once a window.

    The near unknowns are the spline of the slow bias, with the velocity and height at the start in it. The far ones are
    the offset of the sensor's axes, the step of velocity at each break and of height at each hole, and, last, the
    common heights that a fit is told of.

    Parameters
    ----------
    window : samples.
    knot_s : distance of the knots of the slow bias [s].
    """

    def __init__(self, window: Window, knot_s: float) -> None:
        self.window = window
        self._step_s = window.step_s
        self._knot_s = knot_s
        self.spline = Spline(nodes=window.nodes, step_s=window.step_s, knot_s=knot_s)
        self.mean_up = window.up.mean(axis=0)
        raw = np.empty((4, len(window.a_mps2)))
        raw[0], raw[1:] = window.a_mps2, self.mean_up[:, None] - window.up.T
        raw_v = _integral(raw, window.step_s)
        np.add(raw_v[:, 1:], raw_v[:, :-1], out=raw)
        raw_z = _integral(raw, 0.5 * window.step_s)
        self._raw_v, self._turned_v = raw_v[0], raw_v[1:]
        self._raw_z, self._turned_z = raw_z[0], raw_z[1:]
        self._jumps = np.array([b.node for b in window.breaks], dtype=np.intp)
        self._lifts = np.array([b.node for b in window.breaks if b.rise_m > 0], dtype=np.intp)
        self.columns = 3 + len(self._jumps) + len(self._lifts)
        self._kinks, self._bends = _spread(self.spline.intervals, window.step_s, knot_s)
        loose = np.arange(0, window.nodes, max(1, round(0.5 / window.step_s)), dtype=np.intp)
        self._loose = Products(self.heights(loose, self.columns), self.spline.size).normal(np.ones(len(loose)))
        self._priors: dict[tuple[MotionParams, int], Normal] = {}

    def velocities(self, nodes: Nodes, columns: int) -> Rows:
        """Rows that make the velocity at `nodes` zero, with room for `columns` far unknowns."""
        far = np.zeros((len(nodes), columns))
        far[:, :3] = self._turned_v[:, nodes].T
        far[:, 3 : 3 + len(self._jumps)] = nodes[:, None] >= self._jumps
        places, near = self.spline.velocity_rows(nodes)
        return Rows(places=places, near=near, far=far, values=-self._raw_v[nodes])

    def heights(self, nodes: Nodes, columns: int) -> Rows:
        """Rows that make the height at `nodes` zero, likewise."""
        jumps = len(self._jumps)
        far = np.zeros((len(nodes), columns))
        far[:, :3] = self._turned_z[:, nodes].T
        far[:, 3 : 3 + jumps] = self._step_s * np.maximum(nodes[:, None] - self._jumps, 0)
        far[:, 3 + jumps : self.columns] = nodes[:, None] >= self._lifts
        places, near = self.spline.height_rows(nodes)
        return Rows(places=places, near=near, far=far, values=-self._raw_z[nodes])

    def prior(self, p: MotionParams, *, levels: int) -> Normal:
        """What is assumed of the unknowns before any anchor; with common heights there is room to move about."""
        if (p, levels) not in self._priors:
            self._priors[p, levels] = self._prior(p, levels)
        return self._priors[p, levels]

    def _prior(self, p: MotionParams, levels: int) -> Normal:
        breaks, columns = self.window.breaks, self.columns
        sd = [p.offset_mps2] * 3 + [b.step_mps for b in breaks] + [b.rise_m for b in breaks if b.rise_m > 0]
        corner = np.zeros((columns + levels, columns + levels + 1))
        corner[np.arange(columns), np.arange(columns)] = 1.0 / np.array(sd) ** 2
        slow = self._walk(p) + self._bends / p.bias_mps2**2
        prior = Normal(band=slow, border=np.zeros((self.spline.size, columns + levels + 1)), corner=corner)
        return prior.plus(self._loose.times(1.0 / (p.room_m if levels else p.loose_m) ** 2))

    def _walk(self, p: MotionParams) -> Floats:
        """What is assumed of the change of the bias from knot to knot: more where the vertical is in doubt."""
        usual = p.bias_walk_mps2**2 * self._knot_s
        doubt = self.window.doubt_mps2
        if doubt is None:
            return self._kinks / usual
        firsts = round(self._knot_s / self._step_s) * np.arange(self.spline.intervals)
        mean = np.add.reduceat(doubt, firsts) / np.diff([*firsts, len(doubt)])
        return _band(self.spline.kink_rows(), 1.0 / (usual + (p.doubt_share * mean) ** 2), self.spline.size)

    def solution(self, found: Solution) -> tuple[Floats, Floats]:
        """Velocity and height at every grid point for given unknowns."""
        z, v = self.spline.values(found.near)
        offset, jumps = found.far[:3], len(self._jumps)
        v += self._raw_v + offset @ self._turned_v
        z += self._raw_z + offset @ self._turned_z - z[0]
        if jumps:
            steps_mps = np.zeros(len(v))
            np.add.at(steps_mps, self._jumps, found.far[3 : 3 + jumps])
            stepped_mps = np.cumsum(steps_mps)
            v += stepped_mps
            z += self._step_s * (np.cumsum(stepped_mps) - stepped_mps)
        for node, lift_m in zip(self._lifts, found.far[3 + jumps :], strict=False):
            z[node:] += lift_m
        return v, z


@lru_cache(maxsize=512)
def _spread(intervals: int, step_s: float, knot_s: float) -> tuple[Floats, Floats]:
    """Normal equations, as bands, of the bias staying as it is from knot to knot, and of it being small at each."""
    spline = Spline(nodes=1 + intervals * round(knot_s / step_s), step_s=step_s, knot_s=knot_s)
    kinks, bends = spline.kink_rows(), spline.bend_rows()
    return _band(kinks, np.ones(len(kinks[0])), spline.size), _band(bends, np.ones(len(bends[0])), spline.size)


def _band(rows: tuple[Nodes, Floats], weights: Floats, size: int) -> Floats:
    places, near = rows
    all_rows = Rows(places=places, near=near, far=np.zeros((len(places), 0)), values=np.zeros(len(places)))
    return Products(all_rows, size).normal(weights).band


def fit(basis: Basis, anchors: Anchors, params: MotionParams) -> Motion:
    """Estimate the motion of a window from its anchors.

    Parameters
    ----------
    basis : the window's samples, prepared.
    anchors : what is known; without any, height is only kept from wandering off.
    params : how much each assumption is trusted.

    Returns
    -------
    The motion that fits best, anchors further off than two standard deviations counting less (Cauchy weights).
    """
    levels = len(anchors.levels)
    columns = basis.columns + levels
    rows, sd = basis.velocities(anchors.stops, columns), anchors.stops_mps
    if levels:
        heights = basis.heights(np.concatenate(anchors.levels), columns)
        each = [len(nodes) for nodes in anchors.levels]
        heights.far[np.arange(len(heights)), np.repeat(np.arange(basis.columns, columns), each)] = -1.0
        rows = joined_rows(rows, heights)
        sd = np.concatenate([sd, np.repeat(anchors.levels_m, each)])
    found, misses = _robust_solution(rows, sd, basis.prior(params, levels=levels), rounds=2 if levels else 1)
    v, z = basis.solution(found)
    return Motion(
        start_s=basis.window.start_s,
        step_s=basis.window.step_s,
        v_mps=v,
        z_m=z,
        misfit=float(np.sqrt(np.mean(np.minimum(np.abs(misses), 5.0) ** 2))) if len(misses) else 0.0,
        _basis=basis,
        _solution=found,
    )


def _robust_solution(rows: Rows, sd: Floats, prior: Normal, *, rounds: int) -> tuple[Solution, Floats]:
    """Least squares in which an anchor beyond two standard deviations loses weight, and all misses in their own."""
    weights = 1.0 / sd**2
    products = Products(rows, len(prior.border))
    for later in reversed(range(rounds)):
        found = Solution(prior.plus(products.normal(weights)))
        off = rows.misses(found) / sd
        if later:
            weights = 1.0 / (sd**2 * (1.0 + (off / 2.0) ** 2))
    return found, off


def _integral(steps: Floats, step_s: float) -> Floats:
    """Running integral of per-step means at the grid points, row by row; begins with 0."""
    out = np.empty((len(steps), steps.shape[1] + 1))
    out[:, 0] = 0.0
    np.cumsum(steps, axis=1, out=out[:, 1:])
    out *= step_s
    return out
