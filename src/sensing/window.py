"""A stretch of the track, as the fit and the search for likeness take it."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from sensing.samples import Floats

Nodes: TypeAlias = np.ndarray[tuple[int], np.dtype[np.intp]]
"""Numbers of grid points, shape (n,)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A place where velocity (and, over a hole, height) may jump.

    Parameters
    ----------
    node : grid point of the jump, counted in the window.
    step_mps : size of the jump in velocity, one standard deviation [m/s].
    rise_m : size of the jump in height [m]; 0 for none.
    """

    node: int
    step_mps: float
    rise_m: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Window:
    """The grid samples of a stretch of time, as the fit needs them.

    Parameters
    ----------
    start_s : time at the beginning of the first grid step [s].
    step_s : grid step [s].
    a_mps2 : (n,) vertical acceleration, mean over each step [m/s2].
    up : (n, 3) up direction in sensor axes.
    acc_mps2 : (n, 3) specific force in sensor axes [m/s2].
    gyr_dps : (n, 3) angular rate in sensor axes [deg/s], or None without a gyroscope.
    breaks : where the integral may be wrong.
    doubt_mps2 : (n,) size of slow errors of `a_mps2`, one standard deviation; None when it is the sensor's own only.
    """

    start_s: float
    step_s: float
    a_mps2: Floats
    up: Floats
    acc_mps2: Floats
    gyr_dps: Floats | None
    breaks: tuple[Break, ...] = ()
    doubt_mps2: Floats | None = None

    @property
    def nodes(self) -> int:
        """Number of grid points: one more than steps."""
        return len(self.a_mps2) + 1

    def is_struck(self, start: int, stop: int, least_mps: float) -> bool:
        """Whether the weight struck something, changing its velocity by so much, from one grid point to another."""
        return any(start <= b.node <= stop and b.rise_m == 0.0 and b.step_mps >= least_mps for b in self.breaks)
