"""Turning points: where the height stops rising and starts to fall, or the other way round."""

import itertools
from dataclasses import dataclass

import numpy as np

from sensing.samples import Floats


@dataclass(frozen=True, slots=True)
class Turn:
    """A turning point of a curve.

    Parameters
    ----------
    node : where.
    high : a local top, else a local bottom.
    """

    node: int
    high: bool


def turning_points(curve: Floats, smallest: float) -> list[Turn]:
    """Alternating bottoms and tops of which each neighbouring pair lies at least `smallest` apart.

    The first and the last point of the curve count as turns if the curve moves by `smallest` from or to them.

    Parameters
    ----------
    curve : (n,) values, in any unit.
    smallest : least swing that counts, in the same unit.

    Examples
    --------
    >>> [(t.node, t.high) for t in turning_points(np.array([0.0, 1.0, 0.9, 2.0, 0.0, 0.1]), 0.5)]
    [(0, False), (3, True), (4, False)]
    """
    turns: list[Turn] = []
    low = high = 0  # places of the lowest and highest value since the last turn
    nodes = local_extremes(curve)
    values = curve[nodes].tolist()
    for k, value in enumerate(values):
        rising = turns and not turns[-1].high
        if value > values[high]:
            high = k
        if value < values[low]:
            low = k
        if not turns:
            if value - values[low] >= smallest:
                turns.append(Turn(int(nodes[low]), False))
                high = k
            elif values[high] - value >= smallest:
                turns.append(Turn(int(nodes[high]), True))
                low = k
        elif rising and values[high] - value >= smallest:
            turns.append(Turn(int(nodes[high]), True))
            low = k
        elif not rising and value - values[low] >= smallest:
            turns.append(Turn(int(nodes[low]), False))
            high = k
    if turns:
        last = low if turns[-1].high else high
        if abs(values[last] - float(curve[turns[-1].node])) >= smallest:
            turns.append(Turn(int(nodes[last]), not turns[-1].high))
    return turns


def typical_swing(curve: Floats, smallest: float) -> float | None:
    """Size of swing above which half of all travel is done, or None when nothing swings by `smallest`.

    Examples
    --------
    >>> float(typical_swing(np.array([0.0, 0.1, 0.0, 1.0, 0.0, 1.1, 0.0]), 0.05))
    1.0
    """
    turns = turning_points(curve, smallest)
    swings = np.sort([abs(curve[b.node] - curve[a.node]) for a, b in itertools.pairwise(turns)])
    if not len(swings) or swings[-1] < smallest:
        return None
    travel = np.cumsum(swings)
    return float(swings[np.searchsorted(travel, 0.5 * travel[-1])])


def local_extremes(curve: Floats) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Places of all local bottoms and tops, and both ends: nothing between them matters for a turn.

    Examples
    --------
    >>> local_extremes(np.array([0.0, 1.0, 2.0, 1.0, 1.0, 3.0])).tolist()
    [0, 2, 3, 5]
    """
    direction = np.sign(np.diff(curve))
    moving = np.flatnonzero(direction)
    changes = moving[:-1][direction[moving[:-1]] != direction[moving[1:]]] + 1 if len(moving) else moving
    return np.unique(np.concatenate([[0], changes, [len(curve) - 1]])).astype(np.intp)
