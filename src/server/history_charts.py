"""The geometry of the history's charts: load against speed, and a number over time, each with its error."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from server.scales import Across, Down, Tick, ticks

LINE_UNITS = 1000.0
"""Width of the coordinates of lines and bands, stretched to the chart's."""

BAND_POINTS = 24
"""Points along each edge of a band; its edges are smooth curves."""

Band = Callable[[float], tuple[float, float, float]]
"""From a load [kg] to the velocity there [m/s]: low end, middle and high end of the 80 % band."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A point; `label` is its number beside a ring, or empty."""

    x_pct: float
    y_px: float
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MaxMark:
    """The estimated one-repetition maximum, as a bar on the line of the slowest finish."""

    x_pct: float
    low_pct: float
    high_pct: float
    label: str
    flip: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadSpeedChart:
    """Load across, speed up; `line` runs to the heaviest kept load, `beyond` from there on."""

    height_px: float
    line_units: float
    band: str
    line: str
    beyond: str
    kept: tuple[Mark, ...]
    left_out: tuple[Mark, ...]
    slowest_px: float
    slowest_label: str
    maximum: MaxMark
    load_ticks: tuple[Tick, ...]
    velocity_ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Maximum:
    """An estimated one-repetition maximum with its 80 % interval [kg], and the velocity it is read at [m/s]."""

    load_kg: float
    low_kg: float
    high_kg: float
    at_mps: float


def load_speed_chart(
    kept: Sequence[tuple[float, float]],
    left_out: Sequence[tuple[float, float]],
    band: Band,
    maximum: Maximum,
    height_px: float = 320.0,
) -> LoadSpeedChart:
    """Return the chart of a load-velocity line.

    Parameters
    ----------
    kept, left_out : (load [kg], velocity [m/s]) of each set; at least one is kept. Left-out ones are numbered from 1.
    band : the line and its 80 % band.
    maximum : where the line meets the slowest finish.
    height_px : from the top to the base line [px].
    """
    loads_kg = [load_kg for load_kg, _ in [*kept, *left_out]]
    heaviest_kg = max(load_kg for load_kg, _ in kept)
    room_kg = 0.06 * (max(maximum.high_kg, *loads_kg) - min(loads_kg))
    across = Across(low=min(loads_kg) - room_kg, high=max(maximum.high_kg, *loads_kg) + room_kg)
    top_mps = max(band(across.low)[2], *(velocity_mps for _, velocity_mps in [*kept, *left_out]))
    down = Down(low=0.0, high=1.05 * top_mps, height_px=height_px)
    return LoadSpeedChart(
        height_px=height_px,
        line_units=LINE_UNITS,
        band=_band_points(across, down, band),
        line=_points(across, down, [(load, band(load)[1]) for load in (across.low, heaviest_kg)]),
        beyond=_points(across, down, [(load, band(load)[1]) for load in (heaviest_kg, across.high)]),
        kept=tuple(Mark(x_pct=across.pct(load), y_px=down.px(velocity)) for load, velocity in kept),
        left_out=tuple(
            Mark(x_pct=across.pct(load), y_px=down.px(velocity), label=str(number))
            for number, (load, velocity) in enumerate(left_out, start=1)
        ),
        slowest_px=down.px(maximum.at_mps),
        slowest_label=f"{maximum.at_mps:.2f}",
        maximum=MaxMark(
            x_pct=across.pct(maximum.load_kg),
            low_pct=across.pct(maximum.low_kg),
            high_pct=across.pct(maximum.high_kg),
            label=maximum_words(maximum),
            flip=across.pct(maximum.load_kg) > 50,
        ),
        load_ticks=tuple(Tick(at=across.pct(value), label=f"{value:g}") for value in ticks(across.low, across.high, 6)),
        velocity_ticks=tuple(
            Tick(at=down.px(value), label=f"{value:.2f}") for value in ticks(0.0, down.high, 4) if value > 0
        ),
    )


def maximum_words(maximum: Maximum) -> str:
    """Return an estimated maximum in whole kilograms with its range.

    Examples
    --------
    >>> maximum_words(Maximum(load_kg=99.7, low_kg=94.2, high_kg=105.3, at_mps=0.17))
    '100 kg, 94 to 105'
    """
    return f"{maximum.load_kg:.0f} kg, {maximum.low_kg:.0f} to {maximum.high_kg:.0f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One number of one day, with the ends of its 80 % interval, all of one unit."""

    day: date
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """A measured number in the chart; `low_px` lies below `high_px`."""

    x_pct: float
    y_px: float
    low_px: float
    high_px: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendChart:
    """A number over time."""

    height_px: float
    line_units: float
    line: str
    points: tuple[TrendPoint, ...]
    last: TrendPoint
    last_label: str
    day_ticks: tuple[Tick, ...]
    value_ticks: tuple[Tick, ...]


def trend_chart(
    numbers: Sequence[Measured], label: Callable[[float], str], height_px: float = 150.0
) -> TrendChart | None:
    """Return the chart of a number over time; None for fewer than two days. The axis need not start at zero.

    Parameters
    ----------
    numbers : in order of time.
    label : how a value is written.
    height_px : from the top to the base line [px].
    """
    if len(numbers) < 2 or numbers[0].day == numbers[-1].day:
        return None
    low, high = min(one.low for one in numbers), max(one.high for one in numbers)
    room = 0.08 * (high - low) or 0.1 * abs(high) or 1.0
    down = Down(low=low - room, high=high + room, height_px=height_px)
    across = Across(low=float(numbers[0].day.toordinal()), high=float(numbers[-1].day.toordinal()))
    points = tuple(
        TrendPoint(
            x_pct=across.pct(one.day.toordinal()),
            y_px=down.px(one.value),
            low_px=down.px(one.low),
            high_px=down.px(one.high),
        )
        for one in numbers
    )
    days = (numbers[0].day, numbers[-1].day)
    return TrendChart(
        height_px=height_px,
        line_units=LINE_UNITS,
        line=_points(across, down, [(one.day.toordinal(), one.value) for one in numbers]),
        points=points,
        last=points[-1],
        last_label=label(numbers[-1].value),
        day_ticks=tuple(Tick(at=across.pct(day.toordinal()), label=day_words(day)) for day in days),
        value_ticks=tuple(Tick(at=down.px(value), label=f"{value:g}") for value in ticks(down.low, down.high, 3)),
    )


def day_words(day: date) -> str:
    """Return a day as the charts write it.

    Examples
    --------
    >>> day_words(date(2026, 11, 3))
    '3 Nov'
    """
    return f"{day.day} {day:%b}"


def _band_points(across: Across, down: Down, band: Band) -> str:
    step = (across.high - across.low) / (BAND_POINTS - 1)
    loads_kg = [across.low + step * index for index in range(BAND_POINTS)]
    upper = [(load_kg, band(load_kg)[2]) for load_kg in loads_kg]
    lower = [(load_kg, band(load_kg)[0]) for load_kg in reversed(loads_kg)]
    return _points(across, down, [*upper, *lower])


def _points(across: Across, down: Down, values: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{LINE_UNITS * across.pct(x) / 100:.1f},{down.px(y):.1f}" for x, y in values)
