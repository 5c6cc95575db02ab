"""How alike the swings of a set are: each is set against the mean of the others, in all that the sensor feels.

Swings are cut to the middle of their travel and stretched to one length first, because pauses at the ends and speed
differ from rep to rep while the movement stays the same. Every swing is compared with a mean that leaves it out, so
that few long swings do not look more alike than many short ones.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sensing.samples import Floats

Places = NDArray[np.intp]

NOTHING = 1e-12
"""Less of the movement of a chain than this share is what rounding leaves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateParams:
    """How swings are made comparable.

    Origin: by hand, on all shared real recordings; `docs/counting.md` says what leaving people out changes.
    """

    points: int = 12
    """Values a swing is stretched to."""
    end_share: float = 0.06
    """Share of the travel cut off at both ends, where a lifter may hold still for any time (`docs/counting.md`);
    0 keeps the pauses."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Likeness:
    """How much of a set's movement its own mean swings explain.

    Parameters
    ----------
    share : share of variance explained, 1 at best; 0 or less when the swings have nothing in common.
    each : (swings,) the same for each swing.
    """

    share: float
    each: Floats


def stretched(features: Floats, curve: Floats, turns: Places, params: TemplateParams) -> Floats:
    """Values of all features in each swing at evenly spaced times, shape (swings, points, columns).

    Parameters
    ----------
    features : (n, columns) what is compared.
    curve : (n,) the curve whose turning points cut the swings.
    turns : (swings + 1,) their places.
    params : see `TemplateParams`.
    """
    starts, ends = _middles(curve, turns, params.end_share)
    even = np.linspace(0.0, 1.0, params.points)
    at = starts[:, None] + (ends - starts)[:, None] * even
    left = np.minimum(at.astype(np.intp), len(features) - 2)
    part = (at - left)[..., None]
    return np.asarray(features[left] * (1.0 - part) + features[left + 1] * part)


def likeness(swings: Floats) -> Likeness:
    """Compare each swing with the mean of the others of its direction.

    Parameters
    ----------
    swings : (count, points, columns), directions alternating.

    Examples
    --------
    >>> up = np.linspace(0.0, 1.0, 12)[:, None]
    >>> round(likeness(np.array([up, up[::-1], up, up[::-1]])).share, 3)
    1.0
    >>> round(likeness(np.array([up, up[::-1], up[::-1], up])).share, 1)
    -3.0
    """
    centred = swings - swings.mean(axis=(0, 1))
    flat = centred.reshape(len(swings), -1)
    total = np.einsum("ij,ij->i", flat, flat)
    missed = total.copy()
    for direction in (0, 1):
        same = flat[direction::2]
        count = len(same)
        if count >= 2:
            off = same - same.mean(axis=0)
            # The mean of the others lies this much further off than the mean of all.
            missed[direction::2] = np.einsum("ij,ij->i", off, off) * (count / (count - 1)) ** 2
    whole = float(total.sum())
    if whole <= 0.0:
        return Likeness(share=0.0, each=np.zeros(len(swings)))
    return Likeness(
        share=1.0 - float(missed.sum()) / whole, each=np.asarray(1.0 - missed / np.maximum(total, whole / len(swings)))
    )


def last_off(swings: Floats) -> float:
    """How far the last swing is from the mean of those before it, as a share of what that mean moves.

    Parameters
    ----------
    swings : (count, points, columns), two or more of one direction.

    Examples
    --------
    >>> up = np.linspace(0.0, 1.0, 12)[:, None]
    >>> last_off(np.array([up, up, up])), round(last_off(np.array([up, up, up[::-1]])), 6)
    (0.0, 2.0)
    """
    mean = swings[:-1].mean(axis=0)
    moves = float(np.sqrt(((mean - mean.mean(axis=0)) ** 2).sum()))
    return float(np.sqrt(((swings[-1] - mean) ** 2).sum())) / max(moves, NOTHING)


class Shares:
    """What `likeness` calls the share, for any stretch of swings that follow on each other.

    Every share is made of sums of products of swings. They are summed up once, so that asking for many stretches of one
    chain costs little.

    Parameters
    ----------
    swings : as for `likeness`.

    Examples
    --------
    >>> swings = np.random.default_rng(1).normal(size=(9, 12, 3))
    >>> round(Shares(swings).share(2, 8), 9) == round(likeness(swings[2:8]).share, 9)
    True
    """

    def __init__(self, swings: Floats) -> None:
        centred = swings - swings.mean(axis=(0, 1))
        flat, sums = centred.reshape(len(swings), -1), centred.sum(axis=1)
        products = flat @ flat.T
        self._points = int(swings.shape[1])
        self._own: list[float] = np.concatenate([[0.0], np.cumsum(np.diag(products))]).tolist()
        self._middles = _summed(sums @ sums.T)
        self._alike = [_summed(products[direction::2, direction::2]) for direction in (0, 1)]
        self._own_alike: list[list[float]] = [
            [0.0, *np.cumsum(np.diag(products)[direction::2]).tolist()] for direction in (0, 1)
        ]

    def share(self, first: int, last: int) -> float:
        """Share of the swings `[first, last)`, exact from two of each direction on."""
        own = self._own[last] - self._own[first]
        whole = own - _between(self._middles, first, last) / ((last - first) * self._points)
        if whole <= NOTHING * self._own[-1]:
            return 0.0
        missed = 0.0
        for direction in (0, 1):
            begin, end = (first - direction + 1) // 2, (last - direction + 1) // 2
            count, sums = end - begin, self._own_alike[direction]
            of_them = sums[end] - sums[begin]
            if count < 2:  # nothing is there to explain it
                missed += of_them
            else:
                off = of_them - _between(self._alike[direction], begin, end) / count
                missed += off * (count / (count - 1)) ** 2.0
        return 1.0 - missed / whole


def _summed(table: Floats) -> list[list[float]]:
    """Sum of a table from its corner to each place, so that `_between` takes no more than four of them."""
    sums = np.zeros((len(table) + 1, len(table) + 1))
    np.cumsum(np.cumsum(table, axis=0), axis=1, out=sums[1:, 1:])
    rows: list[list[float]] = sums.tolist()
    return rows


def _between(sums: list[list[float]], first: int, last: int) -> float:
    return float(sums[last][last] - sums[first][last] - sums[last][first] + sums[first][first])


def _middles(curve: Floats, turns: Places, share: float) -> tuple[Places, Places]:
    """Start and end of the part of each swing between `share` and 1 - `share` of its travel."""
    first, last = turns[:-1], turns[1:]
    travel = curve[last] - curve[first]
    lengths = last - first + 1
    begins = np.cumsum(lengths) - lengths
    swing = np.repeat(np.arange(len(lengths)), lengths)
    place = np.arange(len(swing)) - np.repeat(begins, lengths)
    moved = np.where(travel == 0.0, 1.0, travel)
    done = (curve[place + first[swing]] - curve[first][swing]) / moved[swing]
    starts, ends = np.zeros_like(lengths), lengths - 1
    from_, until = np.flatnonzero(done >= share), np.flatnonzero(done <= 1.0 - share)
    starts[swing[from_][::-1]] = place[from_][::-1]  # of several places in a swing the first is written last
    ends[swing[until]] = place[until]
    whole = (travel == 0.0) | (ends <= starts)
    starts, ends = np.maximum(starts - 1, 0), np.minimum(ends + 1, lengths - 1)
    return np.where(whole, first, first + starts), np.where(whole, last, first + ends)
