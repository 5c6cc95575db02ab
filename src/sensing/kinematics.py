"""Numbers of one rep from its velocity curve, as the field defines them."""

from dataclasses import dataclass

import numpy as np

from sensing.samples import Floats
from sensing.units import STANDARD_GRAVITY_MPS2


@dataclass(frozen=True, slots=True, kw_only=True)
class BorderParams:
    """Where a movement starts and ends.

    By definition it starts where velocity crosses zero. After a pause there is no crossing, only a curve that leaves
    zero slowly and an estimate that is off by a little: there the start is where a parabola through two points of the
    flank has its foot. The later of the two is the start, and likewise, mirrored, the end.

    Origin: the shares by hand on simulated tune seeds. 10 and 30 % came 0.002 m/s nearer there and were not taken: they
    fit the simulator's own idea of where a rep begins. The rest are project rules.
    """

    zero_mps: float = 0.01
    """Speed that counts as zero [m/s]."""
    low_share: float = 0.05
    """Lower point of the flank, as a share of peak speed."""
    high_share: float = 0.20
    """Upper point of the flank, likewise."""
    margin_s: float = 0.15
    """How far outside the swing its flank is followed [s]."""
    whole_fall_share: float = 0.6
    """A way down of at least this share of the rise belongs to the rep."""


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
    >>> touch_and_go = np.sin(np.linspace(-0.5, np.pi + 0.5, 201))
    >>> tuple(round(place) for place in borders(touch_and_go, BorderParams()))
    (25, 175)
    >>> from_a_pause = np.concatenate([np.zeros(20), np.sin(np.linspace(0, np.pi, 101)) ** 2, np.zeros(20)])
    >>> tuple(round(place) for place in borders(from_a_pause, BorderParams()))
    (23, 117)
    """
    peak = float(speed_mps.max())
    if peak <= params.zero_mps:
        return 0.0, float(len(speed_mps) - 1)
    middle = int(np.argmax(speed_mps))
    start = middle - _foot(speed_mps[middle::-1], peak, params)
    end = middle + _foot(speed_mps[middle:], peak, params)
    return start, end


def _foot(falling: Floats, peak: float, params: BorderParams) -> float:
    """Place at which a curve that falls from its peak has come to zero."""
    low = _last_crossing(falling, params.low_share * peak)
    high = _last_crossing(falling[: int(low) + 1], params.high_share * peak)
    ratio = np.sqrt(params.low_share / params.high_share)
    parabola = low + (low - high) * ratio / (1.0 - ratio)
    zero = _first_crossing(falling, params.zero_mps, int(low))
    return float(min(parabola, zero, len(falling) - 1))


def _last_crossing(falling: Floats, level: float) -> float:
    """Place after the last value above `level`; sticking points below it lie before."""
    above = (falling > level).nonzero()[0]
    return _between(falling, int(above[-1]), level) if len(above) else 0.0


def _first_crossing(falling: Floats, level: float, begin: int) -> float:
    below = (falling[begin:] <= level).nonzero()[0]
    if not len(below):
        return float(len(falling) - 1)
    return _between(falling, begin + int(below[0]) - 1, level) if below[0] else float(begin)


def _between(falling: Floats, place: int, level: float) -> float:
    if place + 1 >= len(falling):
        return float(place)
    drop = float(falling[place] - falling[place + 1])
    return place + (float(falling[place]) - level) / drop if drop > 0 else float(place)


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
    >>> round(mean_propulsive_velocity_mps(np.array([0.0, 0.8, 1.2, 1.0]), np.array([3.0, 2.0, 1.0, -9.9])), 3)
    0.833
    """
    peak = int(np.argmax(v_mps))
    braking = np.flatnonzero(a_mps2[peak:] <= -STANDARD_GRAVITY_MPS2)
    last = peak + int(braking[0]) if len(braking) else len(v_mps) - 1
    if last < 2:
        return None
    return float((0.5 * (v_mps[: last + 1][1:] + v_mps[: last + 1][:-1])).mean())
