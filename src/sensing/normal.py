"""Least squares in which each row touches four neighbouring unknowns and a few that any row may touch.

The normal equations of such rows are a narrow band with a border. They are summed and solved at a cost in proportion to
the number of rows and unknowns, where dense ones would cost their cube (Golub and Van Loan 2013, Matrix Computations,
section 4.3).
"""

from dataclasses import dataclass

import numpy as np
from scipy import linalg

from sensing.samples import Floats
from sensing.spline import NEAR
from sensing.window import Nodes

RIDGE = 1e-9
"""Added to every diagonal: keeps the equations solvable where no row says anything."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """Rows `near . unknowns[place : place + 4] + far . others = value`.

    Parameters
    ----------
    places : (n,) first near unknown of each row.
    near : (n, 4) weights of the near unknowns.
    far : (n, columns) weights of the others.
    values : (n,) what the row should give.
    """

    places: Nodes
    near: Floats
    far: Floats
    values: Floats

    def __len__(self) -> int:
        return len(self.places)

    def misses(self, solution: "Solution") -> Floats:
        """How far each row is from its value."""
        near = solution.near[self.places[:, None] + np.arange(NEAR)]
        return np.asarray((self.near * near).sum(axis=1) + self.far @ solution.far - self.values)


def in_order(*parts: Rows) -> tuple[Rows, Nodes]:
    """Join rows and sort them by place; also return where each went from."""
    places = np.concatenate([part.places for part in parts])
    order = np.argsort(places, kind="stable")
    rows = Rows(
        places=places[order],
        near=np.concatenate([part.near for part in parts])[order],
        far=np.concatenate([part.far for part in parts])[order],
        values=np.concatenate([part.values for part in parts])[order],
    )
    return rows, order


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Normal:
    """Normal equations.

    Parameters
    ----------
    band : (4, near) lower diagonals of the near unknowns.
    border : (near, far + 1) how they go together with the others; the last column is the right side.
    corner : (far, far + 1) the others; the last column is the right side.
    """

    band: Floats
    border: Floats
    corner: Floats

    def plus(self, other: "Normal", scale: float) -> "Normal":
        """Return the sum with `scale` times another one, whose far unknowns may be the first of these."""
        few = len(other.corner)
        border, corner = self.border.copy(), self.corner.copy()
        border[:, :few] += scale * other.border[:, :-1]
        border[:, -1] += scale * other.border[:, -1]
        corner[:few, :few] += scale * other.corner[:, :-1]
        corner[:few, -1] += scale * other.corner[:, -1]
        return Normal(band=self.band + scale * other.band, border=border, corner=corner)


def normal_of(rows: Rows, weights: Floats, size: int) -> Normal:
    """Sum up rows that are sorted by place.

    Parameters
    ----------
    rows : see `Rows`.
    weights : (n,) weight of each row's squared miss.
    size : number of near unknowns.
    """
    right = np.hstack([rows.near, rows.far, rows.values[:, None]]) * weights[:, None]
    intervals = size - NEAR + 1
    sums = np.zeros((intervals, NEAR, right.shape[1]))
    if len(rows):
        first = np.flatnonzero(np.diff(rows.places, prepend=-1))
        sums[rows.places[first]] = np.add.reduceat(rows.near[:, :, None] * right[:, None, :], first, axis=0)
    band, border = np.zeros((NEAR, size)), np.zeros((size, right.shape[1] - NEAR))
    for k in range(NEAR):
        border[k : k + intervals] += sums[:, k, NEAR:]
        for below in range(NEAR - k):
            band[below, k : k + intervals] += sums[:, k, k + below]
    return Normal(band=band, border=border, corner=rows.far.T @ right[:, NEAR:])


class Solution:
    """What solves normal equations, and how sure it is.

    Parameters
    ----------
    normal : the equations.

    Examples
    --------
    >>> rows = Rows(
    ...     places=np.array([0, 0, 0, 0, 0]),
    ...     near=np.vstack([np.eye(4), np.ones(4)]),
    ...     far=np.array([[0.0], [0.0], [0.0], [0.0], [1.0]]),
    ...     values=np.array([1.0, 2.0, 3.0, 4.0, 15.0]),
    ... )
    >>> found = Solution(normal_of(rows, np.ones(5), 4))
    >>> found.near.round(6).tolist(), found.far.round(6).tolist()
    ([1.0, 2.0, 3.0, 4.0], [5.0])
    >>> round(found.variance(np.zeros(4), np.ones(1)), 6)
    5.0
    """

    def __init__(self, normal: Normal) -> None:
        band = normal.band.copy()
        band[0] += RIDGE
        self._band = linalg.cholesky_banded(band, lower=True, check_finite=False)
        self._border = normal.border[:, :-1]
        self._solved = self._near_solved(normal.border)
        rest = normal.corner - self._border.T @ self._solved
        others = rest[:, :-1]
        others[np.diag_indices_from(others)] += RIDGE
        self._others = linalg.cholesky(others, lower=True, check_finite=False) if len(others) else others
        self.far = self._far_solved(rest[:, -1])
        self.near = np.asarray(self._solved[:, -1] - self._solved[:, :-1] @ self.far)

    def variance(self, near: Floats, far: Floats) -> float:
        """Variance of a sum of unknowns with these weights, shape (near,) and (far,)."""
        solved = self._near_solved(near[:, None])[:, 0]
        left = far - self._border.T @ solved
        return float(near @ solved + left @ self._far_solved(left))

    def _near_solved(self, right: Floats) -> Floats:
        return np.asarray(linalg.cho_solve_banded((self._band, True), right, check_finite=False))

    def _far_solved(self, right: Floats) -> Floats:
        if not len(right):
            return right
        return np.asarray(linalg.cho_solve((self._others, True), right, check_finite=False))
