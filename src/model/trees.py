"""Boosted decision trees as plain arrays: what scikit-learn fitted, evaluated with numpy alone."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BoostedTrees:
    """Sum of many small trees; the sum is the log odds of "yes".

    Parameters
    ----------
    feature : (trees, nodes) column that a node asks about; any value in a leaf.
    threshold : (trees, nodes) up to this value it goes left.
    missing_left : (trees, nodes) whether an unknown value goes left.
    left, right : (trees, nodes) places of the next nodes; a leaf names itself.
    value : (trees, nodes) what a leaf adds.
    start : log odds before any tree.
    depth : steps from any root to any leaf, at most.
    """

    feature: NDArray[np.int16]
    threshold: Array
    missing_left: NDArray[np.bool_]
    left: NDArray[np.int16]
    right: NDArray[np.int16]
    value: Array
    start: float
    depth: int

    def log_odds(self, rows: Array) -> Array:
        """Return the log odds (n,) of rows (n, features); NaN = unknown.

        Examples
        --------
        >>> stump = BoostedTrees(
        ...     feature=np.zeros((1, 3), np.int16), threshold=np.array([[0.5, 0, 0]]),
        ...     missing_left=np.ones((1, 3), np.bool_), left=np.array([[1, 1, 2]], np.int16),
        ...     right=np.array([[2, 1, 2]], np.int16), value=np.array([[0.0, -1.0, 2.0]]), start=0.25, depth=1)
        >>> stump.log_odds(np.array([[0.0], [1.0], [np.nan]])).tolist()
        [-0.75, 2.25, -0.75]
        """
        trees = np.arange(len(self.feature))[None, :]
        at = np.zeros((len(rows), len(self.feature)), dtype=np.intp)
        of_row = np.arange(len(rows))[:, None]
        for _ in range(self.depth):
            asked = rows[of_row, self.feature[trees, at]]
            unknown = np.isnan(asked)
            goes_left = np.where(unknown, self.missing_left[trees, at], asked <= self.threshold[trees, at])
            at = np.where(goes_left, self.left[trees, at], self.right[trees, at])
        total: Array = self.start + self.value[trees, at].sum(axis=1)
        return total
