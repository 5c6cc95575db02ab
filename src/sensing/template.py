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
    bounds = np.array(
        [_middle(curve, a, b, params.end_share) for a, b in zip(turns[:-1].tolist(), turns[1:].tolist(), strict=True)],
        dtype=np.float64,
    ).reshape(-1, 2)
    even = np.linspace(0.0, 1.0, params.points)
    at = bounds[:, :1] + (bounds[:, 1:] - bounds[:, :1]) * even
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


def _middle(curve: Floats, start: int, end: int, share: float) -> tuple[int, int]:
    """The part of a swing between `share` and 1 - `share` of its travel."""
    travel = curve[end] - curve[start]
    if travel == 0.0:
        return start, end
    done = (curve[start : end + 1] - curve[start]) / travel
    first = int(np.argmax(done >= share))
    last = len(done) - 1 - int(np.argmax(done[::-1] <= 1.0 - share))
    if last <= first:
        return start, end
    return start + max(first - 1, 0), start + min(last + 1, end - start)
