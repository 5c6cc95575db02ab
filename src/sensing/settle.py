"""From a window of samples to its settled motion: fit, find the turning points, tie the fit to them, and again."""

import itertools
from dataclasses import dataclass, replace

import numpy as np
from scipy.ndimage import uniform_filter1d

from sensing.motion import Anchors, Motion, MotionParams, Window, fit
from sensing.samples import Floats
from sensing.turns import Turn, turning_points, typical_swing

Nodes = np.ndarray[tuple[int], np.dtype[np.intp]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleParams:
    """When a point of the motion may be used as an anchor."""

    loosen: tuple[float, ...] = (10.0, 10.0, 3.0, 1.0)
    """Factors on the walk of the bias, one a round: while the turns are still rough the fit must be free to bend."""
    relax: tuple[float, ...] = (3.0, 10.0)
    """Factors tried after them when the anchors still do not fit: this sensor's bias wanders more than usual."""
    misfit: float = 1.5
    """Root mean square of the anchors' misses, in their standard deviations, above which they do not fit."""
    smallest_swing_m: float = 0.08
    """Smaller swings of height are not lifting [m]."""
    turn_share: float = 0.35
    """A turn is real when the swings on both sides exceed this share of the typical one."""
    alike_low: float = 0.7
    """Least size of a swing, as a share of the common one, that is taken to start and end at common heights."""
    alike_high: float = 1.4
    """Largest size, likewise."""
    hold_mps: float = 0.06
    """Slower than this, close to a turning point, is a hold [m/s]. Slow in mid-height is a sticking point instead."""
    hold_share: float = 0.12
    """How close, as a share of the common swing."""
    still_s: float = 0.8
    """How long a sensor must be quiet to lie still [s]."""
    still_mps2: float = 0.08
    """Spread of acceleration of a sensor that lies still [m/s2]; a held weight trembles more."""
    still_dps: float = 3.0
    """Angular rate of a sensor that lies still [deg/s]."""
    edge_s: float = 0.2
    """Turns this close to the window's ends are not anchors [s]: the motion may go on outside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rise:
    """One way up, from a turning point to the next."""

    bottom: int
    top: int
    rom_m: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Settled:
    """A window's motion, its turning points, and the size of swing that is common in it.

    `common_m` is None when nothing swings.
    """

    motion: Motion
    turns: tuple[Turn, ...]
    common_m: float | None
    still: np.ndarray[tuple[int], np.dtype[np.bool_]]

    def rises(self) -> list[Rise]:
        """Every way up."""
        z = self.motion.z_m
        return [
            Rise(bottom=a.node, top=b.node, rom_m=float(z[b.node] - z[a.node]))
            for a, b in zip(self.turns, self.turns[1:], strict=False)
            if b.high
        ]


def settle(window: Window, motion_params: MotionParams, params: SettleParams) -> Settled:
    """Find motion and turning points of a window."""
    still = _still_steps(window, params)
    # One anchor in five steps says as much as all of them and costs a fifth.
    still_nodes = np.flatnonzero(still)[:: max(1, round(0.2 / window.step_s))]
    still_sd = np.full(len(still_nodes), motion_params.still_mps)
    loosened = [_loosened(motion_params, factor) for factor in params.loosen]
    motion = fit(window, Anchors(stops=still_nodes, stops_mps=still_sd), loosened[0])
    turns: list[Turn] = []
    common_m = None
    for nth, loose in enumerate(loosened):
        typical_m = typical_swing(motion.z_m, params.smallest_swing_m)
        if typical_m is None:
            return Settled(motion=motion, turns=(), common_m=None, still=still)
        turns = turning_points(motion.z_m, params.turn_share * typical_m)
        common_m = common_swing(motion.z_m, turns, params)
        anchors = _anchors(motion, turns, common_m, still_nodes, 2.0 if nth == 0 else 1.0, motion_params, params)
        motion = fit(window, anchors, loose)
    for factor in params.relax:
        if motion.misfit < params.misfit:
            break
        motion = fit(window, anchors, _loosened(motion_params, factor))
    typical_m = typical_swing(motion.z_m, params.smallest_swing_m)
    if typical_m is not None:
        turns = turning_points(motion.z_m, params.turn_share * typical_m)
        common_m = common_swing(motion.z_m, turns, params)
    return Settled(motion=motion, turns=tuple(turns), common_m=common_m, still=still)


def _loosened(params: MotionParams, factor: float) -> MotionParams:
    return replace(params, bias_walk_mps2=factor * params.bias_walk_mps2)


def common_swing(z_m: Floats, turns: list[Turn], params: SettleParams) -> float | None:
    """Size of rise that most other rises are alike to; of two equally common ones the larger [m]."""
    sizes = np.array([z_m[b.node] - z_m[a.node] for a, b in itertools.pairwise(turns) if b.high])
    if not len(sizes):
        return None
    alike = (sizes >= params.alike_low * sizes[:, None]) & (sizes <= params.alike_high * sizes[:, None])
    best = max(range(len(sizes)), key=lambda k: (int(alike[k].sum()), float(sizes[k])))
    return float(np.median(sizes[alike[best]]))


def _anchors(
    motion: Motion,
    turns: list[Turn],
    common_m: float | None,
    still_nodes: Nodes,
    doubt: float,
    motion_params: MotionParams,
    params: SettleParams,
) -> Anchors:
    edge = round(params.edge_s / motion.step_s)
    inner = [t for t in turns if edge <= t.node < len(motion.z_m) - edge]
    holds = [k for t in inner for k in _hold(motion, t.node, common_m or 0.0, params)]
    stops = np.concatenate([[t.node for t in inner], still_nodes, holds]).astype(np.intp)
    stops_mps = np.concatenate(
        [
            np.full(len(inner), motion_params.turn_mps),
            np.full(len(still_nodes) + len(holds), motion_params.still_mps),
        ]
    )
    if common_m is None:
        return Anchors(stops=stops, stops_mps=stops_mps)
    z = motion.z_m
    alike = [
        (a.node, b.node)
        for a, b in itertools.pairwise(turns)
        if b.high and params.alike_low * common_m <= z[b.node] - z[a.node] <= params.alike_high * common_m
    ]
    bottoms, tops = (np.array([pair[side] for pair in alike], dtype=np.intp) for side in (0, 1))
    return Anchors(
        stops=stops,
        stops_mps=stops_mps,
        levels=(bottoms, tops),
        levels_m=(doubt * motion_params.bottom_m, doubt * motion_params.top_m),
    )


def _hold(motion: Motion, turn: int, common_m: float, params: SettleParams) -> list[int]:
    """Grid points around a turn at which the bar is held, every tenth of a second."""
    stride = max(1, round(0.1 / motion.step_s))
    found = []
    for direction in (-stride, stride):
        node = turn + direction
        while (
            0 <= node < len(motion.z_m)
            and abs(motion.v_mps[node]) < params.hold_mps
            and abs(motion.z_m[node] - motion.z_m[turn]) < params.hold_share * common_m
        ):
            found.append(node)
            node += direction
    return found


def _still_steps(window: Window, params: SettleParams) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    width = max(1, round(params.still_s / window.step_s))
    mean = uniform_filter1d(window.acc_mps2, width, axis=0)
    square = uniform_filter1d(window.acc_mps2**2, width, axis=0)
    quiet = (square - mean**2).sum(axis=1) < params.still_mps2**2
    if window.gyr_dps is not None:
        quiet &= uniform_filter1d((window.gyr_dps**2).sum(axis=1), width) < params.still_dps**2
    return np.asarray(quiet)
