"""Chains of swings of about one size: what a set of repetitions looks like on a single curve."""

from dataclasses import dataclass

import numpy as np

from sensing.samples import Floats
from sensing.template import Places
from sensing.turns import Extremes


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainParams:
    """Which swings follow on each other.

    Origin: by hand, on all shared real recordings; `docs/counting.md` says what leaving people out changes.
    """

    turn_shares: tuple[float, ...] = (0.35, 0.6)
    """A turn is real when the swings about it exceed this share of the typical one; a finer and a coarser view, as two
    humps in one rep may be as large as half of it."""
    noise_share: float = 0.02
    """Swings under this share of the whole curve's range do not enter the typical one."""
    unlike: float = 3.0
    """Largest over smallest swing of a chain."""
    longest_s: float = 10.0
    """A swing that lasts longer holds a rest [s]."""
    fewest: int = 4
    """Least swings: two there and two back, without which nothing can be compared."""


def alike_chains(curve: Floats, step_s: float, params: ChainParams) -> list[Places]:
    """Find the longest stretches of a curve in which all swings are about equally large.

    Parameters
    ----------
    curve : (n,) in any unit.
    step_s : distance of the values [s].
    params : see `ChainParams`.

    Returns
    -------
    The turning points of each chain, none within another one of the same view.

    Examples
    --------
    >>> curve = np.concatenate([np.zeros(20), np.sin(np.linspace(0, 6 * np.pi, 100)), np.zeros(20)])
    >>> [len(turns) for turns in alike_chains(curve, 0.04, ChainParams(turn_shares=(0.35,)))]
    [8]
    """
    extremes = Extremes(curve)
    typical = extremes.typical_swing(params.noise_share * float(np.ptp(curve)))
    if typical is None or typical <= 0.0:
        return []
    found: dict[tuple[int, int, int], Places] = {}
    for share in params.turn_shares:
        turns = np.array([turn.node for turn in extremes.turning_points(share * typical)], dtype=np.intp)
        for chain in _runs(curve, turns, params.longest_s / step_s, params):
            found.setdefault((int(chain[0]), int(chain[-1]), len(chain)), chain)
    return list(found.values())


def _runs(curve: Floats, turns: Places, longest: float, params: ChainParams) -> list[Places]:
    sizes = np.abs(np.diff(curve[turns])).tolist()
    lengths = np.diff(turns).tolist()
    runs: list[Places] = []
    end_before = 0
    for start in range(len(sizes)):
        small, large, end = sizes[start], sizes[start], start
        while end < len(sizes) and lengths[end] <= longest:
            small, large = min(small, sizes[end]), max(large, sizes[end])
            if large > params.unlike * small:
                break
            end += 1
        if end > end_before and end - start >= params.fewest:
            runs.append(turns[start : end + 1])
        end_before = max(end_before, end)
        if end_before == len(sizes):  # what begins later lies within
            break
    return runs
