"""A straight line of velocity against load, with its error: robust to find odd points, weighted to fit the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student_t

from model.load_points import LoadPoint

Array: TypeAlias = NDArray[np.float64]

COVERAGE: Final = 0.8
"""Share of cases that every interval here is meant to hold [-]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScatterParams:
    """How much a velocity at a load is expected to scatter.

    Parameters
    ----------
    share : of the velocity itself [-]; between sessions it varies by 5-10 % (Moran-Navarro et al. 2019).
    least_mps : scatter below which nobody is measured [m/s].
    worth_n : how many points the expectation is worth against the scatter that is seen [-]. 0 = only what is seen
        counts.
    """

    share: float = 0.05
    least_mps: float = 0.015
    worth_n: float = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class VelocityLine:
    """velocity = at_middle + slope x (load - middle).

    Parameters
    ----------
    middle_kg : weighted mean of the loads; the errors of the two numbers below are independent there [kg].
    at_middle_mps, at_middle_sd_mps : velocity at that load and its standard error [m/s].
    slope_mps_per_kg, slope_sd_mps_per_kg : and per load beyond it [m/s per kg].
    r_squared : share of the weighted variance of the velocities that the line explains [-].
    t_factor : half width of the 80 % interval in standard errors (Student's t) [-].
    """

    middle_kg: float
    at_middle_mps: float
    at_middle_sd_mps: float
    slope_mps_per_kg: float
    slope_sd_mps_per_kg: float
    r_squared: float
    t_factor: float

    def at(self, load_kg: float) -> float:
        """Velocity at a load [m/s]."""
        return self.at_middle_mps + self.slope_mps_per_kg * (load_kg - self.middle_kg)

    def sd_at(self, load_kg: float) -> float:
        """Standard error of that velocity [m/s]."""
        return float(np.hypot(self.at_middle_sd_mps, self.slope_sd_mps_per_kg * (load_kg - self.middle_kg)))

    def load_at(self, velocity_mps: float) -> float:
        """Load at which the line reaches a velocity [kg]."""
        return self.middle_kg + (velocity_mps - self.at_middle_mps) / self.slope_mps_per_kg


def velocity_line(points: Sequence[LoadPoint], params: ScatterParams | None = None) -> VelocityLine:
    """Fit by weighted least squares; a velocity scatters in proportion to itself, so slow points count more.

    Parameters
    ----------
    points : at least three, with at least two different loads.
    params : the scatter that is expected.

    Examples
    --------
    >>> from datetime import date
    >>> day = date(2026, 5, 4)
    >>> points = [LoadPoint(key="", load_kg=load, velocity_mps=1.2 - load / 100, day=day) for load in (40, 60, 80)]
    >>> line = velocity_line(points)
    >>> round(line.at(100), 3), round(line.load_at(0.3), 3), round(line.r_squared, 3)
    (0.2, 90.0, 1.0)
    """
    params = params or ScatterParams()
    load, velocity = _arrays(points)
    weight = 1 / expected_sd_mps(points, params) ** 2
    middle, at_middle = np.average(load, weights=weight), np.average(velocity, weights=weight)
    spread = np.sum(weight * (load - middle) ** 2)
    slope = np.sum(weight * (load - middle) * (velocity - at_middle)) / spread
    miss = float(np.sum(weight * (velocity - at_middle - slope * (load - middle)) ** 2))
    total = float(np.sum(weight * (velocity - at_middle) ** 2))
    freedom = len(points) - 2 + params.worth_n
    scatter = ((params.worth_n + miss) / freedom) ** 0.5
    return VelocityLine(
        middle_kg=float(middle),
        at_middle_mps=float(at_middle),
        at_middle_sd_mps=float(scatter / np.sum(weight) ** 0.5),
        slope_mps_per_kg=float(slope),
        slope_sd_mps_per_kg=float(scatter / spread**0.5),
        r_squared=1 - miss / total if total > 0 else 0.0,
        t_factor=float(student_t.ppf((1 + COVERAGE) / 2, freedom)),
    )


def distances_from_robust_line(points: Sequence[LoadPoint], params: ScatterParams | None = None) -> Array:
    """Distance of each point from the Theil-Sen line, as a share of the velocity that the line gives; (n,) [-].

    Its slope is the median of those through every two points, its height the median of what that leaves: a few odd
    points move neither. At least two of the points have different loads.

    References
    ----------
    Sen 1968, J Am Stat Assoc 63:1379
    """
    params = params or ScatterParams()
    load, velocity = _arrays(points)
    first, second = np.triu_indices(len(load), k=1)
    apart = load[first] != load[second]
    first, second = first[apart], second[apart]
    slope = np.median((velocity[second] - velocity[first]) / (load[second] - load[first]))
    given = np.maximum(np.median(velocity - slope * load) + slope * load, params.least_mps)
    return np.asarray((velocity - given) / given, dtype=np.float64)


def expected_sd_mps(points: Sequence[LoadPoint], params: ScatterParams) -> Array:
    """Scatter that is expected of each velocity, the sensor's own error included; (n,) [m/s]."""
    _, velocity = _arrays(points)
    sensor = np.array([point.sd_mps or 0.0 for point in points])
    variance: Array = params.least_mps**2 + (params.share * velocity) ** 2 + sensor**2
    return np.asarray(np.sqrt(variance), dtype=np.float64)


def _arrays(points: Sequence[LoadPoint]) -> tuple[Array, Array]:
    """Loads [kg] and velocities [m/s]."""
    table = np.array([(point.load_kg, point.velocity_mps) for point in points], dtype=np.float64)
    return table[:, 0], table[:, 1]
