"""Pairs the reps that were counted with those that really were, each at most once."""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from lastrep.evaluation.labels import Span


def match_spans(true: Sequence[Span], found: Sequence[Span], tolerance_s: float) -> list[tuple[int, int]]:
    """Pair spans that overlap once the true ones are widened.

    Parameters
    ----------
    true : what happened.
    found : what was reported.
    tolerance_s : how much the true spans are widened at each end [s]; 0 asks for a real overlap.

    Returns
    -------
    (place in `true`, place in `found`) of each pair, in order; as many pairs as can be made, and among those the
    ones with the nearest middles.

    Examples
    --------
    >>> true = [Span(start_s=1, end_s=2), Span(start_s=4, end_s=5)]
    >>> found = [Span(start_s=1.2, end_s=2.1), Span(start_s=2.2, end_s=3)]
    >>> match_spans(true, found, 0.3)
    [(0, 0)]
    """
    if not true or not found:
        return []
    starts_s, ends_s = _borders(true)
    found_starts_s, found_ends_s = _borders(found)
    touching = (found_starts_s[None, :] <= ends_s[:, None] + tolerance_s) & (
        found_ends_s[None, :] >= starts_s[:, None] - tolerance_s
    )
    distance_s = np.abs((starts_s + ends_s)[:, None] - (found_starts_s + found_ends_s)[None, :]) / 2
    # A pair that does not touch costs more than all touching pairs together, so the number of pairs comes first.
    apart = 1.0 + distance_s[touching].sum() if touching.any() else 1.0
    rows, columns = linear_sum_assignment(np.where(touching, distance_s, apart))
    return [(int(row), int(column)) for row, column in zip(rows, columns, strict=True) if touching[row, column]]


def _borders(spans: Sequence[Span]) -> tuple[np.ndarray, np.ndarray]:
    return np.array([span.start_s for span in spans]), np.array([span.end_s for span in spans])
