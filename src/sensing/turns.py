"""Turning points: where the height stops rising and starts to fall, or the other way round."""

from bisect import bisect_left
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np

from sensing.samples import Floats


class Turn(NamedTuple):
    """A turning point of a curve.

    Parameters
    ----------
    node : where.
    high : a local top, else a local bottom.
    """

    node: int
    high: bool


class Extremes:
    """A curve's local bottoms and tops: its turning points of every size are among them.

    Parameters
    ----------
    curve : (n,) values, in any unit.
    """

    def __init__(self, curve: Floats) -> None:
        nodes = local_extremes(curve)
        self._nodes: list[int] = nodes.tolist()
        self._values: list[float] = curve[nodes].tolist()

    def turning_points(self, smallest: float) -> list[Turn]:
        """See the function of this name."""
        return [Turn(self._nodes[place], high) for place, high in _alternating(self._values, smallest)]

    def typical_swing(self, smallest: float, largest: float = np.inf) -> float | None:
        """See the function of this name."""
        # Seldom more than twenty numbers: NumPy's calls would take longer than the sums.
        turned = [self._values[place] for place, _ in _alternating(self._values, smallest)]
        swings = sorted(size for one, other in pairwise(turned) if (size := abs(other - one)) <= largest)
        if not swings or swings[-1] < smallest:
            return None
        travel = list(accumulate(swings))
        return swings[bisect_left(travel, 0.5 * travel[-1])]


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
    return Extremes(curve).turning_points(smallest)


def typical_swing(curve: Floats, smallest: float, largest: float = np.inf) -> float | None:
    """Size of swing above which half of all travel is done, or None when nothing swings by `smallest`.

    Swings of more than `largest` are no movement of what is watched, and count for nothing.

    Examples
    --------
    >>> typical_swing(np.array([0.0, 0.1, 0.0, 1.0, 0.0, 1.1, 0.0]), 0.05)
    1.0
    """
    return Extremes(curve).typical_swing(smallest, largest)


def local_extremes(curve: Floats) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Places of all local bottoms and tops, and both ends: nothing between them matters for a turn.

    Examples
    --------
    >>> local_extremes(np.array([0.0, 1.0, 2.0, 1.0, 1.0, 3.0])).tolist()
    [0, 2, 3, 5]
    """
    change = curve[1:] - curve[:-1]
    rising = change > 0.0
    moving = change.nonzero()[0]
    if len(moving) < len(change):  # level stretches belong to what comes before them
        rising = rising[moving]
    turned = (rising[1:] != rising[:-1]).nonzero()[0]
    places = [0, *(moving[turned] + 1).tolist(), *([len(curve) - 1] if len(curve) > 1 else [])]
    return np.array(places, dtype=np.intp)


def _alternating(values: list[float], smallest: float) -> list[tuple[int, bool]]:
    """Place of each turn among some values, and whether it is a top."""
    turns: list[tuple[int, bool]] = []
    low = high = 0  # places of the lowest and highest value since the last turn
    lowest = highest = values[0]
    may_rise = may_fall = True  # before the first turn; then a bottom follows a top, and a top a bottom
    for k, value in enumerate(values):
        if may_rise:
            if value < lowest:
                low, lowest = k, value
            elif value - lowest >= smallest:
                turns.append((low, False))
                high, highest = k, value
                may_rise, may_fall = False, True
                continue
        if may_fall:
            if value > highest:
                high, highest = k, value
            elif highest - value >= smallest:
                turns.append((high, True))
                low, lowest = k, value
                may_rise, may_fall = True, False
    if turns:
        last = low if turns[-1][1] else high
        if abs(values[last] - values[turns[-1][0]]) >= smallest:
            turns.append((last, not turns[-1][1]))
    return turns
