"""What changed over weeks: the estimated maximum, the speed at one load, the work done; with the error in words."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from model.history import PastSet
from model.load_points import LoadPoint, load_points
from model.load_velocity import LoadVelocityProfile, load_velocity_profile
from model.profile import learned_profile
from model.speed_trend import speed_trend
from model.velocity_line import ScatterParams, expected_sd_mps
from server.history_charts import Measured, TrendChart, day_words, trend_chart
from server.words import velocity_words

MOST_DAYS = 40
"""Days on which the maximum is estimated anew; more cannot be told apart on a phone, and each costs some time."""

Z_80 = 1.2816
"""Standard errors on either side of the middle that hold 80 % of a normal distribution."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendView:
    """A number over time; `chart` is None with the reason in `words` when there is nothing to draw."""

    title: str
    unit: str
    chart: TrendChart | None
    words: str
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """The work of one week; `share` is of the largest week [-]."""

    week: str
    value: str
    share: float


def maximum_trend(exercise: str, sets: Sequence[PastSet], *, start: date, put_back: Collection[str]) -> TrendView:
    """Return the estimated maximum as it was known on each day of the lift since `start`.

    Parameters
    ----------
    exercise : the lift.
    sets : all sets of a lifter in this lift, in order of time.
    start : first day that is shown.
    put_back : keys of the sets that were put back into the line.
    """
    numbers = []
    points = load_points(exercise, sets, put_back=put_back)
    for day in sorted({one.day for one in sets if one.day >= start})[-MOST_DAYS:]:
        known = [one for one in sets if one.day <= day]
        profile = load_velocity_profile(
            [point for point in points if point.day <= day], learned_profile(exercise, known)
        )
        if isinstance(profile, LoadVelocityProfile):
            numbers.append(
                Measured(day=day, value=profile.one_rm_kg, low=profile.one_rm_low_kg, high=profile.one_rm_high_kg)
            )
    return TrendView(
        title="Estimated 1RM",
        unit="kg",
        chart=trend_chart(numbers, _kg),
        words=_change_words(numbers) if len(numbers) > 1 else "Needs estimates on two days.",
        rows=tuple((day_words(one.day), _kg(one.value), f"{one.low:.0f} to {one.high:.0f}") for one in numbers),
    )


def load_trend(exercise: str, sets: Sequence[PastSet], *, start: date, today: date) -> TrendView:
    """Return the fastest rep of each day at the load lifted on most days.

    Parameters
    ----------
    exercise : the lift.
    sets : of a lifter in this lift.
    start, today : first and last day that count.
    """
    trend = speed_trend(exercise, sets, until=today, days=(today - start).days + 1)
    if trend is None:
        return TrendView(
            title="Speed at one load", unit="m/s", chart=None, words="Needs three days at one load.", rows=()
        )
    numbers = _speeds(trend.points)
    change = f"{abs(trend.change_mps):.2f} m/s ({trend.low_mps:+.2f} to {trend.high_mps:+.2f})".replace("-", "−")
    way = "Faster" if trend.change_mps > 0 else "Slower"
    words = f"{way} by {change} over these days." if trend.beyond_error else "The change is within the error."
    return TrendView(
        title=f"Fastest rep at {trend.load_kg:g} kg",
        unit="m/s",
        chart=trend_chart(numbers, velocity_words),
        words=words,
        rows=tuple(
            (day_words(one.day), velocity_words(one.value), f"{one.low:.2f} to {one.high:.2f}") for one in numbers
        ),
    )


def weekly_volume(sets: Sequence[PastSet], *, start: date, today: date) -> tuple[Volume, ...]:
    """Return load times completed reps of each week, the newest last; sets without a load add nothing.

    Examples
    --------
    >>> [one.value for one in weekly_volume([], start=date(2026, 11, 10), today=date(2026, 11, 24))]
    ['0 kg', '0 kg', '0 kg']
    """
    count = max(1, math.ceil(((today - start).days + 1) / 7))
    weeks = [today - timedelta(days=7 * back + 6) for back in range(count - 1, -1, -1)]
    volume_kg = dict.fromkeys(weeks, 0.0)
    for one in sets:
        back = (today - one.day).days // 7
        if 0 <= back < count and one.load_kg is not None:
            volume_kg[weeks[count - 1 - back]] += one.load_kg * one.completed_n
    most_kg = max(volume_kg.values()) or 1.0
    return tuple(
        Volume(week=day_words(week), value=f"{kg:.0f} kg", share=round(kg / most_kg, 3))
        for week, kg in volume_kg.items()
    )


def _speeds(points: Sequence[LoadPoint]) -> list[Measured]:
    half_mps = Z_80 * expected_sd_mps(points, ScatterParams())
    return [
        Measured(day=one.day, value=one.velocity_mps, low=one.velocity_mps - half, high=one.velocity_mps + half)
        for one, half in zip(points, half_mps.tolist(), strict=True)
    ]


def _change_words(numbers: Sequence[Measured]) -> str:
    first, last = numbers[0], numbers[-1]
    change_kg = last.value - first.value
    error_kg = float(np.hypot((first.high - first.low) / 2, (last.high - last.low) / 2))
    since = f"since {day_words(first.day)}"
    if abs(change_kg) <= error_kg:
        return f"The change {since} is within the error."
    way = "Up" if change_kg > 0 else "Down"
    return f"{way} {abs(change_kg):.0f} kg {since}, more than the error of the two estimates."


def _kg(value: float) -> str:
    return f"{value:.0f}"
