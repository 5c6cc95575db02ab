"""Rises in a row: which belong to one set, and how they follow each other."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

import numpy as np

from sensing.motion import Motion
from sensing.rep_params import RepParams
from sensing.samples import Floats
from sensing.settle import Settled
from sensing.swings import Swing


def longest_chain(rises: list[Swing], settled: Settled, params: RepParams, *, level: bool) -> list[Swing]:
    """The most rises in a row that are never too far apart, nor begin or end with the sensor turned otherwise."""
    motion, up = settled.motion, settled.basis.window.up
    chains: list[list[Swing]] = []
    for rise in rises:
        before = chains[-1][-1] if chains else None
        if (
            before is not None
            and _wait(before, rise, settled) * motion.step_s <= apart_s(chains[-1], motion, params)
            and (level or turned_rad(before, rise, up) <= params.turned_rad)
        ):
            chains[-1].append(rise)
        else:
            chains.append([rise])
    return max(chains, key=len, default=[])


def _wait(before: Swing, rise: Swing, settled: Settled) -> int:
    """How long nothing is lifted or lowered from one rise to the next, in grid steps."""
    falls = [s for s in settled.swings if not s.up and before.end <= s.start and s.end <= rise.start]
    return rise.start - before.end - max((s.end - s.start for s in falls), default=0)


def turned_rad(one: Swing, other: Swing, up: Floats) -> float:
    """How differently two rises begin or end, whichever is more, as the angle of gravity in the sensor's axes [rad]."""
    last = len(up) - 1
    angles = [
        float(np.arccos(np.clip(up[min(a, last)] @ up[min(b, last)], -1.0, 1.0)))
        for a, b in ((one.start, other.start), (one.end, other.end))
    ]
    return max(angles)


def turned_times(rises: Sequence[Swing], up: Floats, sides: Sequence[str], sure_rad: float) -> float:
    """How many times further than any before it the last rise lies turned from their mean.

    Parameters
    ----------
    rises : two or more.
    up : (n, 3) up direction in sensor axes at each grid point.
    sides : which ends of a rise are asked, of "start" and "end".
    sure_rad : what no rise can be told to be turned by [rad].

    Examples
    --------
    >>> angle = np.array([0.0, 0.2, 0.6])
    >>> up = np.column_stack([np.sin(angle), np.zeros(3), np.cos(angle)])
    >>> round(turned_times([Swing(start=k, end=k + 1, size_m=0.5, up=True) for k in range(3)], up, ["start"], 0.0), 3)
    5.0
    """
    turned = []
    for side in sides:
        poses = up[np.minimum([getattr(rise, side) for rise in rises], len(up) - 1)]
        mean = poses[:-1].sum(axis=0)
        turned.append(np.arccos(np.clip(poses @ mean / max(float(np.linalg.norm(mean)), 1e-9), -1.0, 1.0)))
    angles = np.array(turned)
    usual_rad = float(np.hypot(angles[:, :-1].max(), sure_rad))
    return float(angles[:, -1].max()) / max(usual_rad, 1e-9)


def from_hold(rise: Swing, settled: Settled, params: RepParams) -> Swing:
    """The part of a rise that is most like a rep, of those that follow a hold in it: what came before got it there."""
    assert settled.common_m is not None
    motion, common_m = settled.motion, settled.common_m
    speeds = motion.v_mps[rise.start : rise.end + 1]
    slow = speeds <= params.held_share * speeds.max()
    edges = np.flatnonzero(np.diff(np.concatenate([[False], slow, [False]]).astype(int)))
    ends = [
        end
        for begin, end in zip(edges[::2], edges[1::2], strict=True)
        if (end - begin) * motion.step_s >= params.held_s
    ]
    parts = [replace(rise, start=rise.start + int(end) - 1) for end in ends if rise.start + end - 1 < rise.end]
    parts = [replace(part, size_m=float(motion.z_m[part.end] - motion.z_m[part.start])) for part in parts]
    return min([rise, *parts], key=lambda part: abs(part.size_m - common_m))


def hesitation(chain: list[Swing], settled: Settled) -> float:
    """How many times longer than usual the way from the first top to the second bottom takes, and the fall in it."""
    if len(chain) < 4:
        return 1.0
    waits = [after.start - before.end for before, after in pairwise(chain)]
    falls = [
        max((s.end - s.start for s in settled.swings if not s.up and before.end <= s.start < after.start), default=0)
        for before, after in pairwise(chain)
    ]
    usual = float(median(waits[1:]) * median(falls[1:]))
    return waits[0] * falls[0] / usual if usual > 0 and falls[0] > 0 else 1.0


def _waits(chain: list[Swing]) -> list[int]:
    """How long each rise after the first took to come, from top to top, in grid steps."""
    return [after.end - before.end for before, after in pairwise(chain)]


def comes_late(chain: list[Swing], times: float) -> bool:
    """Whether the last rise came so many times later than usual, and later than any before it."""
    *before, last = _waits(chain)
    return bool(before) and last > max(times * median(before), max(before))


def lateness_of_start(chain: list[Swing]) -> float:
    """How many times longer than any before it the last rise took to come, as if all rises took equally long.

    At least 1. It is for those whose slowness is judged beside it, and lifters who breathe now and then.
    """
    usual = median(rise.end - rise.start for rise in chain)
    *before, last = (after.start - before.end + usual for before, after in pairwise(chain))
    return max(1.0, last / max(before)) if before else 1.0


def apart_s(chain: list[Swing], motion: Motion, params: RepParams) -> float:
    """Pause after which a set is over [s]: some of the set's own cycles, within bounds."""
    cycle_s = median([b.end - a.end for a, b in pairwise(chain)]) * motion.step_s if len(chain) > 1 else 0.0
    return min(max(params.apart_s, params.apart_cycles * cycle_s), params.most_apart_s)


def mean_speed(rise: Swing) -> float:
    """Mean speed of a rise [m a grid step]."""
    return rise.size_m / (rise.end - rise.start)
