"""Least squares in which each row touches four neighbouring unknowns and a few that any row may touch.

The normal equations of such rows are a narrow band with a border. They are summed and solved at a cost in proportion to
the number of rows and unknowns, where dense ones would cost their cube (Golub and Van Loan 2013, Matrix Computations,
section 4.3).
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.linalg import lapack

from sensing.samples import Floats
from sensing.spline import NEAR
from sensing.window import Nodes

RIDGE = 1e-9
"""Added to every diagonal: keeps the equations solvable where no row says anything."""

LEFT, RIGHT = np.triu_indices(NEAR)
"""The pairs of a row's near unknowns whose products its square holds, each once."""


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


def joined_rows(one: Rows, other: Rows) -> Rows:
    """Put rows below each other."""
    return Rows(
        places=np.concatenate([one.places, other.places]),
        near=np.concatenate([one.near, other.near]),
        far=np.concatenate([one.far, other.far]),
        values=np.concatenate([one.values, other.values]),
    )


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

    def times(self, scale: float) -> "Normal":
        """Return these `scale` times as heavy."""
        return Normal(band=scale * self.band, border=scale * self.border, corner=scale * self.corner)

    def plus(self, other: "Normal") -> "Normal":
        """Return the sum with another one, whose far unknowns may be the first of these."""
        few = len(other.corner)
        if few == len(self.corner):
            border, corner = self.border + other.border, self.corner + other.corner
            return Normal(band=self.band + other.band, border=border, corner=corner)
        border, corner = self.border.copy(), self.corner.copy()
        border[:, :few] += other.border[:, :-1]
        border[:, -1] += other.border[:, -1]
        corner[:few, :few] += other.corner[:, :-1]
        corner[:few, -1] += other.corner[:, -1]
        return Normal(band=self.band + other.band, border=border, corner=corner)


class Products:
    """What the normal equations of some rows are summed from, multiplied out once for any weights.

    Parameters
    ----------
    rows : see `Rows`.
    size : number of near unknowns.
    """

    def __init__(self, rows: Rows, size: int) -> None:
        self._size, self._far = size, rows.far
        self._others = np.concatenate([rows.far, rows.values[:, None]], axis=1)
        self._wide = NEAR + self._others.shape[1]
        squares, others = len(LEFT), self._others.shape[1]
        self._products = np.empty((len(rows), squares + NEAR * others))
        np.multiply(rows.near[:, LEFT], rows.near[:, RIGHT], out=self._products[:, :squares])
        crossed = self._products[:, squares:].reshape(len(rows), NEAR, others)
        np.multiply(rows.near[:, :, None], self._others[:, None, :], out=crossed)
        self._at = (rows.places[:, None] + _offsets(size, others)).ravel()

    def normal(self, weights: Floats) -> Normal:
        """Sum up, with the weight of each row's squared miss, shape (n,)."""
        products = (self._products * weights[:, None]).ravel()
        sums = np.asarray(np.bincount(self._at, products, self._wide * self._size), dtype=np.float64)
        table = sums.reshape(self._wide, self._size)
        return Normal(band=table[:NEAR], border=table[NEAR:].T, corner=(self._far.T * weights) @ self._others)


@lru_cache(maxsize=512)
def _offsets(size: int, others: int) -> Nodes:
    """Where each product of a row at place 0 belongs in a table of the band's rows and, below them, the border's."""
    column, row = np.divmod(np.arange(NEAR * others), others)
    return np.concatenate([(RIGHT - LEFT) * size + LEFT, (NEAR + row) * size + column])


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
    >>> found = Solution(Products(rows, 4).normal(np.ones(5)))
    >>> found.near.round(6).tolist(), found.far.round(6).tolist()
    ([1.0, 2.0, 3.0, 4.0], [5.0])
    >>> round(found.variance(np.zeros(4), np.ones(1)), 6)
    5.0
    """

    def __init__(self, normal: Normal) -> None:
        band = normal.band.copy()
        band[0] += RIDGE
        self._band = _factored(*lapack.dpbtrf(band, lower=1))
        self._border = normal.border[:, :-1]
        self._solved = self._near_solved(normal.border)
        rest = normal.corner - self._border.T @ self._solved
        others = rest[:, :-1] + _ridge(len(rest))
        self._others = _factored(*lapack.dpotrf(others, lower=1)) if len(others) else others
        self.far = self._far_solved(rest[:, -1])
        self.near = np.asarray(self._solved[:, -1] - self._solved[:, :-1] @ self.far)

    def variance(self, near: Floats, far: Floats) -> float:
        """Variance of a sum of unknowns with these weights, shape (near,) and (far,)."""
        solved = self._near_solved(near[:, None])[:, 0]
        left = far - self._border.T @ solved
        return float(near @ solved + left @ self._far_solved(left))

    # SciPy's own functions around these take four times as long for equations as small as ours.

    def _near_solved(self, right: Floats) -> Floats:
        return np.asarray(lapack.dpbtrs(self._band, right, lower=1)[0])

    def _far_solved(self, right: Floats) -> Floats:
        return np.asarray(lapack.dpotrs(self._others, right, lower=1)[0]) if len(right) else right


@lru_cache(maxsize=64)
def _ridge(size: int) -> Floats:
    return RIDGE * np.eye(size)


def _factored(factor: Floats, failed: int) -> Floats:
    if failed:
        raise np.linalg.LinAlgError(f"the equations cannot be solved: unknown {failed} is not determined")
    return np.asarray(factor)
