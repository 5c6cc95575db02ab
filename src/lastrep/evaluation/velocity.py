"""How near measured velocities come to the truth.

Bias and limits of agreement say what to expect of one rep, the standard error of estimate what is left when a straight
line has been taken out. Correlation says nothing of accuracy (a wide range inflates it) and is only given where the
reference has a scale of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sensing.samples import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Estimates against truth, in the unit of both.

    Parameters
    ----------
    n : how many pairs; a rep that was missed or not measured is no pair and is counted elsewhere.
    bias : mean of estimate - truth.
    rmse : root mean square error.
    see : standard error of estimate of truth from estimate by a straight line; None below 3 pairs.
    limits : bias - 1.96 SD and bias + 1.96 SD of the errors; None below 2 pairs.
    p95 : 95th percentile of the absolute error.
    """

    n: int
    bias: float
    rmse: float
    see: float | None
    limits: tuple[float, float] | None
    p95: float


def agree(truth: Sequence[float], estimate: Sequence[float]) -> Agreement | None:
    """Compare estimates with truth, pair by pair; None without pairs.

    Examples
    --------
    >>> found = agree([0.5, 0.6, 0.7], [0.52, 0.62, 0.72])
    >>> round(found.bias, 3), round(found.rmse, 3), round(found.see, 3)
    (0.02, 0.02, 0.0)
    """
    if not truth:
        return None
    x, y = np.asarray(estimate, dtype=np.float64), np.asarray(truth, dtype=np.float64)
    errors = x - y
    spread = float(errors.std(ddof=1)) if len(x) > 1 else None
    bias = float(errors.mean())
    return Agreement(
        n=len(x),
        bias=bias,
        rmse=float(np.sqrt(np.mean(errors**2))),
        see=_standard_error_of_estimate(x, y),
        limits=None if spread is None else (bias - 1.96 * spread, bias + 1.96 * spread),
        p95=float(np.quantile(np.abs(errors), 0.95)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Correlation:
    """Estimates against a reference whose scale is not to be trusted.

    Parameters
    ----------
    n : pairs.
    pooled : over all pairs.
    within_set : after the mean of each set has been taken out; what ranks the reps of one set.
    scale : median of estimate / reference.
    """

    n: int
    pooled: float
    within_set: float | None
    scale: float


def correlate(sets: Sequence[tuple[Sequence[float], Sequence[float]]]) -> Correlation | None:
    """Correlate estimates with a reference.

    Parameters
    ----------
    sets : (reference, estimate) of each set, pair by pair.

    Returns
    -------
    The correlations, or None with fewer than 3 pairs or without spread.

    Examples
    --------
    >>> found = correlate([([1.0, 1.1, 1.2], [1.2, 1.32, 1.44]), ([0.9, 0.8], [1.08, 0.96])])
    >>> round(found.pooled, 3), round(found.within_set, 3), round(found.scale, 3)
    (1.0, 1.0, 1.2)
    """
    reference = np.array([value for one_set in sets for value in one_set[0]], dtype=np.float64)
    estimate = np.array([value for one_set in sets for value in one_set[1]], dtype=np.float64)
    pooled = _pearson(reference, estimate)
    if pooled is None:
        return None
    centred = [[np.asarray(values) - np.mean(values) for values in one_set] for one_set in sets if len(one_set[0]) > 1]
    within = None
    if centred:
        within = _pearson(*(np.concatenate([one_set[side] for one_set in centred]) for side in (0, 1)))
    return Correlation(n=len(reference), pooled=pooled, within_set=within, scale=float(np.median(estimate / reference)))


def _pearson(x: Floats, y: Floats) -> float | None:
    if len(x) < 3 or x.std() == 0 or y.std() == 0:
        return None
    return float(np.corrcoef(x, y)[0, 1])


def _standard_error_of_estimate(x: Floats, y: Floats) -> float | None:
    if len(x) < 3 or x.std() == 0:
        return None
    slope, level = np.polyfit(x, y, 1)
    return float(np.sqrt(np.sum((y - slope * x - level) ** 2) / (len(x) - 2)))
