"""How speed at one load changed over weeks, with its error: the plainest sign of getting stronger or more tired."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from scipy.stats import norm

from model.history import PastSet
from model.load_points import LoadPoint, load_points
from model.velocity_line import COVERAGE, ScatterParams, expected_sd_mps


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedTrend:
    """Fastest rep at one load, day by day, and the straight line through it.

    Parameters
    ----------
    load_kg : the load [kg].
    points : one for each day, in order, at least three.
    change_mps, low_mps, high_mps : change from the first to the last day by the line, and its 80 % interval [m/s].
    sd_mps : standard error of that change [m/s].
    """

    load_kg: float
    points: tuple[LoadPoint, ...]
    change_mps: float
    low_mps: float
    high_mps: float
    sd_mps: float

    @property
    def beyond_error(self) -> bool:
        """Whether the interval of the change leaves out zero."""
        return self.low_mps > 0 or self.high_mps < 0


def speed_trend(
    exercise: str,
    sets: Iterable[PastSet],
    *,
    until: date,
    days: int,
    least_days: int = 3,
    scatter: ScatterParams | None = None,
) -> SpeedTrend | None:
    """Fit the speed at the load that was lifted on most days of a window; the heavier one when there are several.

    Parameters
    ----------
    exercise : the lift.
    sets : kept sets in any order; those after a failure in their session say little and are left out.
    until, days : last day of the window and its length [days].
    least_days : days at one load that are needed [days].
    scatter : scatter that is expected between sessions; more is allowed for when more is seen.

    Returns
    -------
    The trend; None when no load was lifted on enough days.

    Examples
    --------
    >>> speed_trend("squat", [], until=date(2026, 11, 24), days=28) is None
    True
    """
    since = until - timedelta(days=days)
    by_load: dict[float, list[LoadPoint]] = {}
    for point in load_points(exercise, sets):
        if since < point.day <= until and not point.after_failure:
            by_load.setdefault(point.load_kg, []).append(point)
    load_kg, points = max(by_load.items(), key=lambda item: (len(item[1]), item[0]), default=(0.0, []))
    if len(points) < max(least_days, 3):
        return None
    day = np.array([(point.day - points[0].day).days for point in points], dtype=np.float64)
    velocity = np.array([point.velocity_mps for point in points])
    weight = 1 / expected_sd_mps(points, scatter or ScatterParams()) ** 2
    middle = np.average(day, weights=weight)
    spread = np.sum(weight * (day - middle) ** 2)
    slope = np.sum(weight * (day - middle) * velocity) / spread
    miss = velocity - np.average(velocity, weights=weight) - slope * (day - middle)
    inflation = max(1.0, float(np.sum(weight * miss**2)) / (len(points) - 2))
    change = float(slope * day[-1])
    sd = float(day[-1] * (inflation / spread) ** 0.5)
    half = float(norm.ppf((1 + COVERAGE) / 2)) * sd
    return SpeedTrend(
        load_kg=load_kg,
        points=tuple(points),
        change_mps=change,
        low_mps=change - half,
        high_mps=change + half,
        sd_mps=sd,
    )
