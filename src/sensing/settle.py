"""From a window of samples to its settled motion: fit, find the swings, tie the fit to them, and again."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from statistics import median

import numpy as np
from scipy.ndimage import uniform_filter1d

from sensing.motion import Anchors, Basis, Motion, MotionParams, fit
from sensing.swings import Swing, SwingParams, swings_between
from sensing.turns import Extremes
from sensing.window import Nodes, Window

Flags = np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleParams:
    """When a point of the motion may be used as an anchor.

    Origin: first guesses, kept where an ablation on simulated tune seeds and all shared real recordings said nothing
    against them. No grid was searched.
    """

    loosen: tuple[float, ...] = (10.0, 10.0, 3.0, 1.0)
    """Factors on the walk of the bias, one a round: while the turns are still rough the fit must be free to bend."""
    relax: tuple[float, ...] = (3.0, 10.0)
    """Factors tried after them when the anchors still do not fit: this sensor's bias wanders more than usual."""
    misfit: float = 1.5
    """Root mean square of the anchors' misses, in their standard deviations, above which they do not fit."""
    smallest_swing_m: float = 0.08
    """Smaller swings of height are not lifting [m]."""
    largest_swing_m: float = 2.5
    """Larger ones are not lifting either [m], but a bar that rolls away: nobody reaches so far. Independent simulated
    tune seeds: 5 to 13 m. Zero: no swing is lifting."""
    turn_share: float = 0.35
    """A turn is real when the swings on both sides exceed this share of the typical one."""
    alike_low: float = 0.7
    """Least size of a swing, as a share of the common one, that is taken to start and end at common heights."""
    alike_high: float = 1.4
    """Largest size, likewise."""
    hold_mps: float = 0.1
    """Slower than this between two swings is a hold [m/s]. Slow in mid-height is a sticking point instead."""
    hold_share: float = 0.15
    """How far a hold may creep, as a share of the common swing."""
    still_s: float = 0.8
    """How long a sensor must be quiet to lie still [s]."""
    still_mps2: float = 0.08
    """Spread of acceleration of a sensor that lies still [m/s2]; a held weight trembles more."""
    still_dps: float = 3.0
    """Angular rate of a sensor that lies still [deg/s]."""
    edge_s: float = 0.2
    """Swings that start or end this close to the window's ends are not anchors there [s]: the motion may go on."""
    swings: SwingParams = SwingParams()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Settled:
    """A window's motion, its swings, and the size of rise that is common in it.

    Parameters
    ----------
    basis : what was fitted.
    motion : the fit.
    swings : every way up and down, in order.
    common_m : size of rise that most others are alike to [m]; None when nothing rises.
    still : whether the sensor lay still, for each grid step.
    stops : where nothing moves, whichever rises are alike: at the ends of the swings, in holds, and while it lay still.
    loosened : factor on the walk of the bias that the fit needed; 1 is usual.
    """

    basis: Basis
    motion: Motion
    swings: tuple[Swing, ...]
    common_m: float | None
    still: Flags
    stops: Anchors
    loosened: float

    def rises(self) -> list[Swing]:
        """Every way up."""
        return [swing for swing in self.swings if swing.up]


def settle(window: Window, motion_params: MotionParams, params: SettleParams) -> Settled:
    """Find motion and swings of a window."""
    still = _still_steps(window, params)
    rest = _stillness(still, window, motion_params)
    basis = Basis(window, motion_params.knot_s)

    def settled_with(anchors: Anchors, factor: float) -> Settled:
        motion = fit(basis, anchors, _loosened(motion_params, factor))
        swings = _swings(motion, params)
        common_m = common_rise(swings, params)
        return Settled(
            basis=basis,
            motion=motion,
            swings=tuple(swings),
            common_m=common_m,
            still=still,
            stops=_stops(swings, common_m, motion, rest, motion_params, params),
            loosened=factor,
        )

    settled = settled_with(rest, params.loosen[0])
    for nth, factor in enumerate((*params.loosen, *params.relax)):
        fits = nth >= len(params.loosen) and settled.motion.misfit < params.misfit
        if fits or not settled.swings:
            break
        anchors = _anchors(settled, _alike(settled, params), 2.0 if nth == 0 else 1.0, motion_params)
        settled = settled_with(anchors, factor)
    return settled


def refit(settled: Settled, level: list[Swing], motion_params: MotionParams) -> Motion:
    """Fit again, with only the rises `level` taken to start and end at common heights."""
    anchors = _anchors(settled, level, 1.0, motion_params)
    return fit(settled.basis, anchors, _loosened(motion_params, settled.loosened))


def refit_free(
    settled: Settled, level: list[Swing], span: tuple[int, int], way: tuple[int, int], motion_params: MotionParams
) -> Motion:
    """Fit likewise, with no stop taken for granted inside a way up: a grinder that sticks looks held, and is not.

    Parameters
    ----------
    settled : the window.
    level : the rises that start and end at common heights.
    span : grid points between which the stops are asked anew: nothing moves at its ends, nor from there to the way.
    way : grid points at which the way up begins and ends.
    motion_params : see there.
    """
    anchors = _anchors(settled, level, 1.0, motion_params)
    (low, top), (start, end) = span, way
    nodes = anchors.stops
    inside = (nodes > low) & (nodes < top) & ~settled.still[np.minimum(nodes, len(settled.still) - 1)]
    stride = max(1, round(0.1 / settled.motion.step_s))
    held = np.array([*range(low, start + 1, stride), *range(top, end - 1, -stride)], dtype=np.intp)
    stops = np.concatenate([nodes[~inside], held, way]).astype(np.intp)
    stops_mps = np.concatenate(
        [anchors.stops_mps[~inside], np.full(len(held), motion_params.turn_mps), [motion_params.turn_mps] * 2]
    )
    free = replace(anchors, stops=stops, stops_mps=stops_mps)
    return fit(settled.basis, free, _loosened(motion_params, settled.loosened))


def _swings(motion: Motion, params: SettleParams) -> list[Swing]:
    extremes = Extremes(motion.z_m)
    typical_m = extremes.typical_swing(params.smallest_swing_m, params.largest_swing_m)
    if typical_m is None:
        return []
    return swings_between(extremes.turning_points(params.turn_share * typical_m), motion, params.swings)


def common_rise(swings: list[Swing], params: SettleParams) -> float | None:
    """Size of rise that most other rises are alike to; of two equally common ones the larger [m]."""
    # What began before the window is only seen in part, and nothing holds its lower end.
    lifts = [swing for swing in swings if swing.up and swing.size_m <= params.largest_swing_m]
    rises = [lift for lift in lifts if lift.start > 0] or lifts
    if not rises:
        return None
    sizes = sorted(rise.size_m for rise in rises)

    def alike(size_m: float) -> list[float]:
        first = bisect_left(sizes, params.alike_low * size_m)
        return sizes[first : bisect_right(sizes, params.alike_high * size_m)]

    _, best_m = max((len(alike(size_m)), size_m) for size_m in sizes)
    return median(alike(best_m))


def _alike(settled: Settled, params: SettleParams) -> list[Swing]:
    common_m = settled.common_m or 0.0
    low, high = params.alike_low * common_m, params.alike_high * common_m
    return [rise for rise in settled.rises() if low <= rise.size_m <= high]


def _stillness(still: Flags, window: Window, motion_params: MotionParams) -> Anchors:
    # One anchor in two tenths of a second says as much as all of them and costs less.
    nodes = np.flatnonzero(still)[:: max(1, round(0.2 / window.step_s))]
    return Anchors(stops=nodes, stops_mps=np.full(len(nodes), motion_params.still_mps))


def _anchors(settled: Settled, level: list[Swing], doubt: float, motion_params: MotionParams) -> Anchors:
    if not level:
        return settled.stops
    bottoms, tops = ([r.start for r in level], [r.end for r in level])
    return replace(
        settled.stops,
        levels=tuple(np.array(nodes, dtype=np.intp) for nodes in (bottoms, tops)),
        levels_m=(doubt * motion_params.bottom_m, doubt * motion_params.top_m),
    )


def _stops(
    swings: list[Swing],
    common_m: float | None,
    motion: Motion,
    rest: Anchors,
    motion_params: MotionParams,
    params: SettleParams,
) -> Anchors:
    edge = round(params.edge_s / motion.step_s)
    ends = {node for swing in swings for node in (swing.start, swing.end)}
    inner = sorted(node for node in ends if edge <= node < len(motion.z_m) - edge)
    holds = _holds(swings, common_m, motion, params)
    stops = np.concatenate([np.array(inner, dtype=np.intp), rest.stops, holds])
    stops_mps = np.full(len(stops), motion_params.still_mps)
    stops_mps[: len(inner)] = motion_params.turn_mps
    return Anchors(stops=stops, stops_mps=stops_mps)


def _holds(swings: list[Swing], common_m: float | None, motion: Motion, params: SettleParams) -> Nodes:
    """Grid points between two swings at which the bar is held, every tenth of a second."""
    creep_m = params.hold_share * (common_m or 0.0)
    stride = max(1, round(0.1 / motion.step_s))
    waits = [range(before.end + stride, after.start, stride) for before, after in pairwise(swings)]
    between = np.array([node for wait in waits for node in wait], dtype=np.intp)
    if not len(between):
        return between
    held_m = np.repeat(motion.z_m[[before.end for before in swings[:-1]]], [len(wait) for wait in waits])
    slow = np.abs(motion.v_mps[between]) < params.hold_mps
    return np.asarray(between[slow & (np.abs(motion.z_m[between] - held_m) < creep_m)])


@lru_cache(maxsize=16)
def _loosened(params: MotionParams, factor: float) -> MotionParams:
    return replace(params, bias_walk_mps2=factor * params.bias_walk_mps2)


def _still_steps(window: Window, params: SettleParams) -> Flags:
    acc, gyr = window.acc_mps2, window.gyr_dps
    values = np.empty((4 if gyr is None else 5, len(acc)))
    values[:3], values[3] = acc.T, np.einsum("ij,ij->i", acc, acc)
    if gyr is not None:
        values[4] = np.einsum("ij,ij->i", gyr, gyr)
    means = uniform_filter1d(values, max(1, round(params.still_s / window.step_s)), axis=1)
    quiet = means[3] - (means[:3] ** 2).sum(axis=0) < params.still_mps2**2
    if gyr is not None:
        quiet &= means[4] < params.still_dps**2
    return np.asarray(quiet)
