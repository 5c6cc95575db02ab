"""What a slow bias adds to height and velocity, as a cubic spline: each value of it depends on four unknowns only.

A bias that is linear between knots bends velocity like a parabola and height like a cubic. Written by its knots' values
every earlier knot would move every later height. Written in B-splines (de Boor 1978, A Practical Guide to Splines) the
same curves need four neighbouring coefficients at any place, so a fit costs time in proportion to the window's length.
"""

from functools import lru_cache

import numpy as np

from sensing.samples import Floats
from sensing.window import Nodes

NEAR = 4
"""Coefficients that a value of a cubic spline depends on."""


class Spline:
    """Cubic splines over a window of grid points, knots evenly spread on grid points.

    Parameters
    ----------
    nodes : number of grid points.
    step_s : distance of the grid points [s].
    knot_s : distance of the knots [s].

    Examples
    --------
    >>> spline = Spline(nodes=201, step_s=0.01, knot_s=1.0)
    >>> place, velocity = spline.values(np.arange(spline.size, dtype=np.float64))
    >>> spline.size, place[[0, 100, 200]].round(6).tolist(), velocity[[0, 150]].round(6).tolist()
    (5, [1.0, 2.0, 3.0], [1.0, 1.0])
    >>> spline.bend(np.array([0.0, 1.0, 4.0, 9.0, 16.0])).tolist()
    [2.0, 2.0, 2.0]
    """

    def __init__(self, *, nodes: int, step_s: float, knot_s: float) -> None:
        self._nodes = nodes
        self._steps = round(knot_s / step_s)
        self._knot_s = self._steps * step_s
        self.intervals = max(1, -(-(nodes - 1) // self._steps))
        self.size = self.intervals + NEAR - 1
        self._neighbours = np.arange(self.intervals)[:, None] + np.arange(NEAR)
        self._height, self._velocity = _weights(self._steps, self._knot_s)

    def height_rows(self, nodes: Nodes) -> tuple[Nodes, Floats]:
        """First coefficient and weights, shape (n, 4), of the height at `nodes`."""
        places = np.minimum(nodes // self._steps, self.intervals - 1)
        return places, np.asarray(self._height[nodes - self._steps * places])

    def velocity_rows(self, nodes: Nodes) -> tuple[Nodes, Floats]:
        """First coefficient and weights, shape (n, 4), of the velocity at `nodes` [1/s]."""
        places = np.minimum(nodes // self._steps, self.intervals - 1)
        return places, np.asarray(self._velocity[nodes - self._steps * places])

    def bend_rows(self) -> tuple[Nodes, Floats]:
        """First coefficient and weights, shape (n, 4), of the second derivative at each knot [1/s2]."""
        places = np.append(np.arange(self.intervals), self.intervals - 1)
        rows = np.tile([1.0, -2.0, 1.0, 0.0], (len(places), 1))
        rows[-1] = [0.0, 1.0, -2.0, 1.0]
        return places, rows / self._knot_s**2

    def kink_rows(self) -> tuple[Nodes, Floats]:
        """First coefficient and weights, shape (n, 4), of its change from each knot to the next [1/s2]."""
        places = np.arange(self.intervals)
        return places, np.tile([-1.0, 3.0, -3.0, 1.0], (len(places), 1)) / self._knot_s**2

    def bend(self, coefficients: Floats) -> Floats:
        """Second derivative at each knot [1/s2]."""
        slopes = coefficients[1:] - coefficients[:-1]
        return np.asarray((slopes[1:] - slopes[:-1]) / self._knot_s**2)

    def values(self, coefficients: Floats) -> tuple[Floats, Floats]:
        """Height and velocity at every grid point, shape (nodes,)."""
        near = coefficients[self._neighbours]
        return self._all(near, self._height), self._all(near, self._velocity)

    def _all(self, near: Floats, weights: Floats) -> Floats:
        """Values interval by interval; the last grid point may end the last one."""
        values = np.empty(self.intervals * self._steps + 1)
        np.matmul(near, weights[:-1].T, out=values[:-1].reshape(self.intervals, self._steps))
        values[-1] = near[-1] @ weights[-1]
        return values[: self._nodes]


@lru_cache(maxsize=16)
def _weights(steps: int, knot_s: float) -> tuple[Floats, Floats]:
    """Weights of the four coefficients in height, and in velocity [1/s], at each grid point of an interval."""
    u = np.arange(steps + 1) / steps
    height = np.column_stack([(1 - u) ** 3, 3 * u**3 - 6 * u**2 + 4, -3 * u**3 + 3 * u**2 + 3 * u + 1, u**3]) / 6.0
    velocity = np.column_stack([-((1 - u) ** 2), 3 * u**2 - 4 * u, -3 * u**2 + 2 * u + 1, u**2]) / (2.0 * knot_s)
    return height, velocity
