"""Velocity and height from vertical acceleration, by one least-squares fit over a whole window.

Integration drifts because the accelerometer has an offset. What the integral misses is described by few unknowns:
an offset fixed to the sensor (its vertical part changes as the sensor turns), a slow random walk, and a free step of
velocity where an impact or a hole in the samples broke the integral. They are found from what must hold in lifting:
velocity is zero wherever the height turns, the bottoms of the reps are equally high, so are the tops, and a sensor that
lies still does not move. The fit also says how sure it is.
"""

from dataclasses import dataclass

import numpy as np
from scipy import linalg

from sensing.samples import Floats
from sensing.window import Nodes, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionParams:
    """Standard deviations of what the fit assumes.

    All are first guesses from the data sheets of common sensors that an ablation on simulated tune seeds did
    not refute, unless said otherwise. Zero is not meaningful for any of them: it would make an assumption absolute.
    """

    knot_s: float = 1.0
    """Distance of the knots between which the slow part of the bias is linear [s]."""
    bias_mps2: float = 0.3
    """Size of the slow bias [m/s2]; 30 mg, a cheap sensor's offset."""
    bias_walk_mps2: float = 0.01
    """Change of the slow bias in one second [m/s2 per sqrt(s)]; ten times larger bends velocity loss."""
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
    _bias_mps2: float
    _offset_mps2: Floats
    _basis: "Basis"
    _factor: Floats

    def time_s(self, node: float) -> float:
        """Time of a grid point, or of a place between two [s]."""
        return self.start_s + self.step_s * node

    def bias_mps2(self, up: Floats) -> Floats:
        """What the accelerometer will be off by after the window's end, for up directions `up`, shape (n, 3) [m/s2]."""
        turned = up - self._basis.mean_up
        return np.asarray(self._bias_mps2 + (turned * self._offset_mps2).sum(axis=1))

    def rise_sd_m(self, low: int, high: int) -> float:
        """One standard deviation of the height gained between two grid points, by the fit's own account [m]."""
        nodes = np.array([low, high])
        rows = self._basis.heights(nodes)
        difference = np.zeros(len(self._factor))
        difference[: rows.shape[1]] = rows[1] - rows[0]
        half = linalg.solve_triangular(self._factor, difference, lower=True, check_finite=False)
        return float(np.sqrt(half @ half))


class Basis:
    """How each unknown moves velocity and height: the columns of the fit, made once a window.

    Parameters
    ----------
    window : samples.
    knot_s : distance of the knots of the slow bias [s].
    """

    def __init__(self, window: Window, knot_s: float) -> None:
        self.window = window
        self._step_s = window.step_s
        self._knot_s = knot_s
        self._knot_steps = round(knot_s / window.step_s)
        self.knots = max(2, -(-len(window.a_mps2) // self._knot_steps) + 1)
        self.mean_up = window.up.mean(axis=0)
        turned = window.up - self.mean_up
        self._turned_v = _integral(turned, window.step_s)
        self._turned_z = _integral_of_nodes(self._turned_v, window.step_s)
        self.raw_v = _integral(window.a_mps2, window.step_s)
        self.raw_z = _integral_of_nodes(self.raw_v, window.step_s)
        self._jumps = np.array([b.node for b in window.breaks], dtype=np.intp)
        self._lifts = np.array([b.node for b in window.breaks if b.rise_m > 0], dtype=np.intp)
        self.size = 1 + self.knots + 3 + len(self._jumps) + len(self._lifts)
        u = np.arange(-self._knot_steps, self._knot_steps * (self.knots + 1)) / self._knot_steps
        self._hat_v, self._hat_z = knot_s * _hat_first(u), knot_s**2 * _hat_second(u)

    def velocities(self, nodes: Nodes) -> Floats:
        """Rows that give the correction of velocity at `nodes`, shape (len, size)."""
        after = (nodes[:, None] >= self._jumps).astype(np.float64)
        first, _ = self._hats(nodes)
        return np.hstack(
            [np.ones((len(nodes), 1)), -first, -self._turned_v[nodes], after, np.zeros((len(nodes), len(self._lifts)))]
        )

    def heights(self, nodes: Nodes) -> Floats:
        """Rows that give the correction of height at `nodes`, shape (len, size)."""
        t_s = self._step_s * nodes[:, None]
        after_s = np.maximum(self._step_s * (nodes[:, None] - self._jumps), 0.0)
        lifted = (nodes[:, None] >= self._lifts).astype(np.float64)
        _, second = self._hats(nodes)
        return np.hstack([t_s, -second, -self._turned_z[nodes], after_s, lifted])

    def prior(self, p: MotionParams) -> tuple[Floats, Floats]:
        """Rows and standard deviations of what is assumed of the unknowns before any anchor."""
        k = self.knots
        walk = np.zeros((k - 1, self.size))
        walk[np.arange(k - 1), 1 + np.arange(k - 1)] = -1.0
        walk[np.arange(k - 1), 2 + np.arange(k - 1)] = 1.0
        sizes = np.eye(self.size)[1:]
        breaks = self.window.breaks
        sd = np.concatenate(
            [
                np.full(k, p.bias_mps2),
                np.full(3, p.offset_mps2),
                [b.step_mps for b in breaks],
                [b.rise_m for b in breaks if b.rise_m > 0],
            ]
        )
        return np.vstack([walk, sizes]), np.concatenate([np.full(k - 1, p.bias_walk_mps2 * np.sqrt(p.knot_s)), sd])

    def solution(self, theta: Floats) -> tuple[Floats, Floats]:
        """Velocity and height at every grid point for given unknowns."""
        window, k = self.window, self.knots
        centre_s = window.step_s * (np.arange(len(window.a_mps2)) + 0.5)
        bias = np.interp(centre_s, self._knot_s * np.arange(k), theta[1 : 1 + k])
        offset = theta[1 + k : 4 + k]
        v = self.raw_v + theta[0] - _integral(bias, window.step_s)
        v -= self._turned_v[:, 0] * offset[0] + self._turned_v[:, 1] * offset[1] + self._turned_v[:, 2] * offset[2]
        for node, step in zip(self._jumps, theta[4 + k :], strict=False):
            v[node:] += step
        z = _integral_of_nodes(v, window.step_s)
        for node, lift in zip(self._lifts, theta[4 + k + len(self._jumps) :], strict=True):
            z[node:] += lift
        return v, z

    def _hats(self, nodes: Nodes) -> tuple[Floats, Floats]:
        """First and second integral of each knot's hat function at `nodes`; knots lie on grid points."""
        places = nodes[:, None] - self._knot_steps * np.arange(self.knots) + self._knot_steps
        places = np.maximum(places, 0)
        first, second = self._hat_v[places], self._hat_z[places]
        # The first hat stands half outside: what it adds before the window is no part of the integral.
        begun_v, begun_z = self._hat_v[self._knot_steps], self._hat_z[self._knot_steps]
        first[:, 0] -= begun_v
        second[:, 0] -= begun_z + begun_v * self._step_s * nodes
        return first, second


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
    window = basis.window
    levels = len(anchors.levels)
    loose = np.arange(0, window.nodes, max(1, round(0.5 / window.step_s)), dtype=np.intp)
    rows, values, sd = [], [], []
    prior_rows, prior_sd = basis.prior(params)
    width = basis.size + levels + 1
    rows.append(_padded(prior_rows, width))
    values.append(np.zeros(len(prior_rows)))
    sd.append(prior_sd)
    if len(anchors.stops):
        rows.append(_padded(basis.velocities(anchors.stops), width))
        values.append(-basis.raw_v[anchors.stops])
        sd.append(anchors.stops_mps)
    groups = [*zip(anchors.levels, anchors.levels_m, strict=True), (loose, params.room_m if levels else params.loose_m)]
    for column, (nodes, spread_m) in enumerate(groups, start=basis.size):
        block = _padded(basis.heights(nodes), width)
        block[:, column] = -1.0
        rows.append(block)
        values.append(-basis.raw_z[nodes])
        sd.append(np.full(len(nodes), spread_m))
    stacked, wanted, spread = np.vstack(rows), np.concatenate(values), np.concatenate(sd)
    theta, factor = _robust_solution(stacked, wanted, spread, priors=len(prior_rows), rounds=2 if levels else 1)
    v, z = basis.solution(theta[: basis.size])
    misses = ((stacked @ theta - wanted) / spread)[len(prior_rows) : len(wanted) - len(loose)]
    return Motion(
        start_s=window.start_s,
        step_s=window.step_s,
        v_mps=v,
        z_m=z,
        misfit=float(np.sqrt(np.mean(np.minimum(np.abs(misses), 5.0) ** 2))) if len(misses) else 0.0,
        _bias_mps2=float(theta[basis.knots]),
        _offset_mps2=theta[1 + basis.knots : 4 + basis.knots],
        _basis=basis,
        _factor=factor,
    )


def _robust_solution(rows: Floats, values: Floats, sd: Floats, *, priors: int, rounds: int) -> tuple[Floats, Floats]:
    """Least squares in which an anchor (not a prior) beyond two standard deviations loses weight; two rounds."""
    weight = 1.0 / sd
    for _ in range(rounds):
        scaled = rows * weight[:, None]
        information = scaled.T @ scaled
        information[np.diag_indices_from(information)] += 1e-9
        factor = linalg.cho_factor(information, lower=True, check_finite=False)
        theta = linalg.cho_solve(factor, scaled.T @ (values * weight), check_finite=False)
        off = np.abs(rows @ theta - values) / sd
        off[:priors] = 0.0
        weight = 1.0 / (sd * np.sqrt(1.0 + (off / 2.0) ** 2))
    return theta, factor[0]


def _padded(rows: Floats, width: int) -> Floats:
    out = np.zeros((len(rows), width))
    out[:, : rows.shape[1]] = rows
    return out


def _integral(steps: Floats, step_s: float) -> Floats:
    """Running integral of per-step means at the grid points; begins with 0."""
    out = np.zeros((len(steps) + 1, *steps.shape[1:]))
    np.cumsum(steps, axis=0, out=out[1:])
    return out * step_s


def _integral_of_nodes(values: Floats, step_s: float) -> Floats:
    """Running trapezoid integral of values at grid points."""
    return _integral(0.5 * (values[1:] + values[:-1]), step_s)


def _hat_first(u: Floats) -> Floats:
    up = 0.5 * np.clip(u + 1, 0, 1) ** 2
    down = np.clip(u, 0, 1)
    return np.asarray(up + down - 0.5 * down**2)


def _hat_second(u: Floats) -> Floats:
    up = np.clip(u + 1, 0, 1) ** 3 / 6
    down = np.clip(u, 0, 1)
    return np.asarray(up + 0.5 * down + 0.5 * down**2 - down**3 / 6 + np.maximum(u - 1, 0))
