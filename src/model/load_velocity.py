"""The one-repetition maximum that follows from how fast a lifter moves lighter loads, with the points it rests on.

1. Points that are old, or come after a set to failure in their session, are left out.
2. Those far off the Theil-Sen line are left out as well, as long as enough loads remain.
3. Weighted least squares through the rest gives the line, and the maximum where it meets the velocity at the maximum.
   The error of the maximum holds that of the line, that of the velocity, and that of carrying a straight line beyond
   the heaviest load (delta method, Student's t).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from model.load_points import LoadPoint
from model.profile import LiftProfile
from model.velocity_line import (
    ScatterParams,
    VelocityLine,
    distances_from_robust_line,
    expected_sd_mps,
    velocity_line,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadVelocityParams:
    """When a point is left out, when a line is refused, and how far it is trusted.

    Parameters
    ----------
    least_loads : different loads that a line needs; three is the least with which an error can be seen at all.
    least_span_frac : from lightest to heaviest load, as a share of the heaviest [-]; project rule. 0 = any.
    widest_frac : widest half of the interval of the maximum, as a share of it [-]; project rule: a maximum that may be
        a sixth off helps nobody to choose a load.
    oldest_days : points that much older than the newest are left out [days]; project rule, six weeks. 0 = only the
        newest day counts.
    outlier_z : points that many expected scatters off the robust line are left out [-]; the usual three.
    bend_frac : error of the maximum, per load by which the line is carried beyond the heaviest one [kg/kg]. Lines bend
        down near the maximum; chosen on 26 people's squats, see docs/profile.md. 0 = the line stays straight.
    scatter : the scatter that is expected of velocities.
    """

    least_loads: int = 3
    least_span_frac: float = 0.2
    widest_frac: float = 0.15
    oldest_days: int = 42
    outlier_z: float = 3.0
    bend_frac: float = 0.15
    scatter: ScatterParams = field(default_factory=ScatterParams)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A point that does not count, and why, in the lifter's words; `too_old` when its age is the reason."""

    point: LoadPoint
    reason: str
    too_old: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileRefused:
    """No line can be given.

    Parameters
    ----------
    reason : why, and what would help, in the lifter's words.
    kept, left_out : the points there are.
    """

    reason: str
    kept: tuple[LoadPoint, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadVelocityProfile:
    """The line, and where it meets the velocity at the maximum.

    Parameters
    ----------
    line : velocity against load.
    mvt_mps : the velocity at the maximum that was used [m/s].
    one_rm_kg, one_rm_low_kg, one_rm_high_kg : estimated one-repetition maximum and its 80 % interval [kg]; never below
        a load that was lifted.
    kept : the points that it rests on, in order of time.
    left_out : those that it does not, with reasons.
    """

    line: VelocityLine
    mvt_mps: float
    one_rm_kg: float
    one_rm_low_kg: float
    one_rm_high_kg: float
    kept: tuple[LoadPoint, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def heaviest_kg(self) -> float:
        """The heaviest load that the line rests on; beyond it the line is carried on [kg]."""
        return max(point.load_kg for point in self.kept)

    def band_mps(self, load_kg: float) -> tuple[float, float, float]:
        """Low end, middle and high end of the 80 % band of the line at a load [m/s]."""
        middle, half = self.line.at(load_kg), self.line.t_factor * self.line.sd_at(load_kg)
        return middle - half, middle, middle + half


def load_velocity_profile(
    points: Sequence[LoadPoint], lift: LiftProfile, *, params: LoadVelocityParams | None = None
) -> LoadVelocityProfile | ProfileRefused:
    """Fit the line and carry it on to the velocity at the maximum.

    Parameters
    ----------
    points : how fast which load went, in any order (`model.load_points.load_points`).
    lift : gives the velocity at the maximum and its uncertainty.
    params : when points are left out and lines are refused.

    Returns
    -------
    The line, or the reason why there is none.

    References
    ----------
    Garcia-Ramos 2024, Int J Sports Med 45:257 (individual lines; choice of loads and of the velocity at the maximum)

    Examples
    --------
    >>> from datetime import date
    >>> from model.profile import prior_profile
    >>> day = date(2026, 5, 4)
    >>> points = [LoadPoint(key="", load_kg=load, velocity_mps=1.2 - load / 100, day=day) for load in (40, 60, 80)]
    >>> round(load_velocity_profile(points, prior_profile("bench")).one_rm_kg)
    103
    >>> load_velocity_profile(points[:2], prior_profile("bench")).reason
    'A profile needs 3 different loads. You have 40 and 60 kg. Add one heavier set.'
    """
    params = params or LoadVelocityParams()
    kept, left_out = _sorted_out(points, params)
    fitted = _too_little(kept, params) or _fitted(kept, left_out, lift, params)
    return ProfileRefused(reason=fitted, kept=kept, left_out=left_out) if isinstance(fitted, str) else fitted


def _fitted(
    kept: tuple[LoadPoint, ...], left_out: tuple[LeftOut, ...], lift: LiftProfile, params: LoadVelocityParams
) -> LoadVelocityProfile | str:
    """The line through points of enough loads, or why none can be given."""
    line = velocity_line(kept, params.scatter)
    if line.slope_mps_per_kg >= 0:
        return "Heavier loads were not slower. Lift light loads as fast as you can, too."
    heaviest_kg = max(point.load_kg for point in kept)
    one_rm_kg = line.load_at(lift.mvt_mps)
    half_kg = line.t_factor * _one_rm_sd_kg(line, one_rm_kg, heaviest_kg, lift.mvt_sd_mps, params)
    return _no_maximum(one_rm_kg, half_kg, heaviest_kg, lift.mvt_mps, params) or LoadVelocityProfile(
        line=line,
        mvt_mps=lift.mvt_mps,
        one_rm_kg=max(one_rm_kg, heaviest_kg),
        one_rm_low_kg=max(one_rm_kg - half_kg, heaviest_kg),
        one_rm_high_kg=max(one_rm_kg + half_kg, heaviest_kg),
        kept=kept,
        left_out=left_out,
    )


def _one_rm_sd_kg(
    line: VelocityLine, one_rm_kg: float, heaviest_kg: float, mvt_sd_mps: float, params: LoadVelocityParams
) -> float:
    """Standard error of the load at which the line meets the velocity at the maximum [kg]."""
    crossing = np.hypot(mvt_sd_mps, line.sd_at(one_rm_kg)) / abs(line.slope_mps_per_kg)
    bend = params.bend_frac * max(one_rm_kg - heaviest_kg, 0.0)
    return float(np.hypot(crossing, bend))


def _no_maximum(
    one_rm_kg: float, half_kg: float, heaviest_kg: float, mvt_mps: float, params: LoadVelocityParams
) -> str:
    """Why the load at which the line meets the velocity at the maximum is none to show; empty when it is."""
    if one_rm_kg + half_kg < heaviest_kg:
        return (
            f"You lifted {heaviest_kg:g} kg, more than the line allows at {mvt_mps:.2f} m/s. "
            "You finish slower reps than that; a set to failure would show how slow."
        )
    if half_kg > params.widest_frac * one_rm_kg:
        return f"The maximum is too unsure to show. A set heavier than {heaviest_kg:g} kg would narrow it."
    return ""


def _sorted_out(
    points: Sequence[LoadPoint], params: LoadVelocityParams
) -> tuple[tuple[LoadPoint, ...], tuple[LeftOut, ...]]:
    """Points to use, and the others with their reasons, each in order of time."""
    points = sorted(points, key=_in_time)
    newest = max((point.day for point in points), default=None)
    kept: list[LoadPoint] = []
    left_out: list[LeftOut] = []
    for point in points:
        age_days = (newest - point.day).days if newest else 0
        if point.put_back:
            kept.append(point)
        elif age_days > params.oldest_days:
            left_out.append(LeftOut(point=point, reason=f"{age_days // 7} weeks older than the newest", too_old=True))
        elif point.after_failure:
            left_out.append(LeftOut(point=point, reason="after a set to failure"))
        else:
            kept.append(point)
    odd = _odd_ones(kept, params)
    left_out += odd
    far = {one.point for one in odd}
    in_time = sorted(left_out, key=lambda one: _in_time(one.point))
    return tuple(point for point in kept if point not in far), tuple(in_time)


def _odd_ones(points: Sequence[LoadPoint], params: LoadVelocityParams) -> list[LeftOut]:
    """Points far off the robust line, the farthest first; it stops when too few would remain to tell which is odd."""
    odd: list[LeftOut] = []
    rest = list(points)
    while len(rest) >= 4 and _loads(rest) >= params.least_loads:
        off = distances_from_robust_line(rest, params.scatter)
        velocity = np.array([point.velocity_mps for point in rest])
        sds = np.abs(off) * velocity / expected_sd_mps(rest, params.scatter)
        sds[[point.put_back for point in rest]] = 0.0
        worst = int(np.argmax(sds))
        remaining = rest[:worst] + rest[worst + 1 :]
        if sds[worst] <= params.outlier_z or _loads(remaining) < params.least_loads:
            break
        odd.append(LeftOut(point=rest[worst], reason=_off_words(float(off[worst]))))
        rest = remaining
    return odd


def _off_words(share: float) -> str:
    percent = round(100 * abs(share))
    return f"{percent} % under your line, not lifted fast" if share < 0 else f"{percent} % over your line"


def _too_little(points: Sequence[LoadPoint], params: LoadVelocityParams) -> str:
    """Why these points give no line, and what would help; empty when they do."""
    loads = sorted({point.load_kg for point in points})
    if not loads:
        return "No set with a load and a velocity yet."
    if len(loads) < params.least_loads:
        named = " and ".join(f"{load:g}" for load in loads)
        return f"A profile needs {params.least_loads} different loads. You have {named} kg. Add one heavier set."
    span = (loads[-1] - loads[0]) / loads[-1]
    if span < params.least_span_frac:
        lighter = loads[-1] * (1 - params.least_span_frac)
        return (
            f"Your loads are too close, {loads[0]:g} to {loads[-1]:g} kg. "
            f"Add one heavier set, or a fast one with {lighter:.0f} kg or less."
        )
    return ""


def _loads(points: Sequence[LoadPoint]) -> int:
    """How many different loads there are."""
    return len({point.load_kg for point in points})


def _in_time(point: LoadPoint) -> tuple[date, float]:
    return point.day, point.load_kg
