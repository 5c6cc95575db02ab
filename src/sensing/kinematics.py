"""Numbers of one rep from its velocity curve, as the field defines them."""

from dataclasses import dataclass

import numpy as np

from sensing.samples import Floats
from sensing.units import STANDARD_GRAVITY_MPS2


@dataclass(frozen=True, slots=True, kw_only=True)
class BorderParams:
    """Where a movement starts and ends: a line through two points of the flank, extended to zero velocity.

    A fixed threshold would cut slow and fast reps differently; the tangent does not. Chosen on simulated tune seeds.
    """

    low_share: float = 0.05
    """Lower point of the flank, as a share of peak velocity."""
    high_share: float = 0.20
    """Upper point of the flank, likewise."""


def borders(speed_mps: Floats, params: BorderParams) -> tuple[float, float]:
    """Start and end of a movement, as places in the curve, between samples.

    Parameters
    ----------
    speed_mps : (n,) speed in the direction of the movement from one turning point to the next [m/s].
    params : see `BorderParams`.

    Returns
    -------
    Two places in `[0, n - 1]`.

    Examples
    --------
    >>> curve = np.concatenate([np.zeros(10), np.sin(np.linspace(0, np.pi, 101)), np.zeros(10)])
    >>> tuple(round(place) for place in borders(curve, BorderParams()))
    (10, 110)
    """
    peak = float(speed_mps.max())
    if peak <= 0:
        return 0.0, float(len(speed_mps) - 1)
    start = _flank_foot(speed_mps, peak, params)
    end = len(speed_mps) - 1 - _flank_foot(speed_mps[::-1], peak, params)
    return start, end


def _flank_foot(speed_mps: Floats, peak: float, params: BorderParams) -> float:
    high = int(np.argmax(speed_mps >= params.high_share * peak))
    below = np.flatnonzero(speed_mps[:high] <= params.low_share * peak)
    low = int(below[-1]) if len(below) else 0
    if high == 0 or speed_mps[high] <= speed_mps[low]:
        return float(low)
    slope = (speed_mps[high] - speed_mps[low]) / (high - low)
    return float(max(0.0, low - max(0.0, speed_mps[low]) / slope))


def mean_propulsive_velocity_mps(v_mps: Floats, a_mps2: Floats) -> float | None:
    """Mean velocity while the bar is still being driven (a > -g).

    Parameters
    ----------
    v_mps, a_mps2 : (n,) vertical velocity [m/s] and gravity-free acceleration [m/s2], of the concentric phase only.

    Returns
    -------
    Velocity [m/s], or None when fewer than 3 samples qualify.

    References
    ----------
    Sanchez-Medina et al. 2010, Int J Sports Med 31(2):123-129, PMID 20222005

    Examples
    --------
    >>> round(mean_propulsive_velocity_mps(np.array([0.2, 0.8, 1.2, 0.9]), np.array([3.0, 2.0, 1.0, -9.9])), 3)
    0.733
    """
    # Driven until the last sample above -g: a single noisy sample within the drive does not end it.
    driven = np.flatnonzero(a_mps2 > -STANDARD_GRAVITY_MPS2)
    if len(driven) < 3:
        return None
    return float(v_mps[: driven[-1] + 1].mean())
