"""The geometry of the summary's charts: where each mark stands, in percent across and pixels down.

Nothing is scaled by the browser but the trace's line, so that text keeps its size at every width.
"""

import math
import string
from collections.abc import Sequence
from dataclasses import dataclass

from sensing.events import Rejection, Rep, RepStatus, SetResult
from server.words import velocity_words


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartSize:
    """Measures that are the same in every chart.

    Parameters
    ----------
    height_px : from the top line to the base line [px].
    max_slot_pct : widest place for one bar [% of the width], so that two reps do not look like two walls.
    bar_share : share of its place that a bar fills.
    narrow_px : room for the bars on a phone [px].
    label_px : room that one velocity needs [px].
    unknown_px : height of the dashed box of a rep whose velocity is not known [px].
    max_points : points drawn of one trace; more cannot be told apart at 1440 px.
    line_units : width of the trace's own coordinates, stretched to the chart's.
    """

    height_px: float = 160.0
    max_slot_pct: float = 14.0
    bar_share: float = 0.74
    narrow_px: float = 280.0
    label_px: float = 40.0
    unknown_px: float = 28.0
    max_points: int = 1500
    line_units: float = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One rep: a bar from `y_px` down to the base line; `kind` is completed, failed or unknown.

    The label of a `spare` bar is left out where the chart is narrow; it stands in the table.
    """

    index: int
    kind: str
    x_pct: float
    width_pct: float
    y_px: float
    height_px: float
    label: str
    spare: bool

    @property
    def middle_pct(self) -> float:
        """Where the label stands [%]."""
        return self.x_pct + self.width_pct / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of the trace; `kind` is completed, failed, rejected or gap."""

    kind: str
    label: str
    x_pct: float
    width_pct: float

    @property
    def middle_pct(self) -> float:
        """Where the label stands [%]."""
        return self.x_pct + self.width_pct / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A labelled place on an axis, in percent across or pixels down."""

    at: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceChart:
    """A velocity trace with its marks."""

    height_px: float
    zero_px: float
    line: str
    line_units: float
    spans: tuple[Span, ...]
    time_ticks: tuple[Tick, ...]
    velocity_ticks: tuple[Tick, ...]


def rep_bars(reps: Sequence[Rep], size: ChartSize | None = None) -> tuple[Bar, ...]:
    """Return a zero-based bar for each rep; the fastest completed rep reaches the top.

    Examples
    --------
    >>> rep_bars([])
    ()
    """
    size = size or ChartSize()
    known = [rep.mean_velocity_mps for rep in reps if rep.mean_velocity_mps is not None]
    top_mps = max(known, default=0.0)
    slot = min(size.max_slot_pct, 100 / max(1, len(reps)))
    stride = math.ceil(size.label_px / (size.narrow_px * slot / 100))
    bars = []
    for index, rep in enumerate(reps, start=1):
        velocity_mps = rep.mean_velocity_mps
        unknown = velocity_mps is None
        height_px = (
            size.unknown_px if velocity_mps is None else size.height_px * max(0.0, velocity_mps) / (top_mps or 1)
        )
        failed = rep.status is RepStatus.FAILED
        bars.append(
            Bar(
                index=index,
                kind="failed" if failed else "unknown" if unknown else "completed",
                x_pct=round(slot * (index - 1) + slot * (1 - size.bar_share) / 2, 3),
                width_pct=round(slot * size.bar_share, 3),
                y_px=round(size.height_px - height_px, 1),
                height_px=round(height_px, 1),
                label=velocity_words(velocity_mps),
                # Counted from the last rep: it is the one that matters most.
                spare=(len(reps) - index) % stride != 0,
            )
        )
    return tuple(bars)


def rejection_letters(rejected: Sequence[Rejection]) -> list[tuple[str, Rejection]]:
    """Return the refused movements in order of time, each with the letter that marks it.

    Examples
    --------
    >>> rejection_letters([])
    []
    """
    ordered = sorted(rejected, key=lambda one: one.start_s)
    letters = string.ascii_lowercase
    names = [letters[i] if i < 26 else letters[i // 26 - 1] + letters[i % 26] for i in range(len(ordered))]
    return list(zip(names, ordered, strict=True))


def trace_chart(
    result: SetResult, gaps: Sequence[tuple[float, float]], size: ChartSize | None = None
) -> TraceChart | None:
    """Return the trace of a set with its reps, refused movements and gaps; None when the set has no trace."""
    size = size or ChartSize()
    trace = result.trace
    if len(trace.velocity_mps) < 2:
        return None
    start_s = trace.start_s
    length_s = trace.step_s * (len(trace.velocity_mps) - 1)
    low_mps, high_mps = min(0.0, *trace.velocity_mps), max(0.0, *trace.velocity_mps)
    if high_mps == low_mps:
        high_mps = 1.0

    def y_px(velocity_mps: float) -> float:
        return round(size.height_px * (high_mps - velocity_mps) / (high_mps - low_mps), 1)

    return TraceChart(
        height_px=size.height_px,
        zero_px=y_px(0.0),
        line=_line(trace.velocity_mps, size, low_mps, high_mps),
        line_units=size.line_units,
        spans=_spans(result, gaps, start_s, length_s),
        time_ticks=tuple(
            Tick(at=round(100 * (t_s - start_s) / length_s, 2), label=f"{t_s:g} s")
            for t_s in _ticks(start_s, start_s + length_s, 6)
        ),
        velocity_ticks=tuple(
            Tick(at=y_px(value), label=f"{value:.1f}".replace("-", "−")) for value in _ticks(low_mps, high_mps, 4)
        ),
    )


def _line(values: Sequence[float], size: ChartSize, low_mps: float, high_mps: float) -> str:
    stride = max(1, math.ceil(len(values) / size.max_points))
    last = len(values) - 1
    points = []
    for start in range(0, len(values), stride):
        # The largest deflection of each stride, so that peaks keep their height.
        index = max(range(start, min(start + stride, len(values))), key=lambda i: abs(values[i]))
        y = size.height_px * (high_mps - values[index]) / (high_mps - low_mps)
        points.append(f"{size.line_units * index / last:.1f},{y:.1f}")
    return " ".join(points)


def _spans(result: SetResult, gaps: Sequence[tuple[float, float]], start_s: float, length_s: float) -> tuple[Span, ...]:
    def span(kind: str, label: str, from_s: float, to_s: float) -> Span | None:
        left = max(0.0, (from_s - start_s) / length_s)
        right = min(1.0, (to_s - start_s) / length_s)
        if right <= left:
            return None
        return Span(kind=kind, label=label, x_pct=round(100 * left, 3), width_pct=round(100 * (right - left), 3))

    found = [
        span(
            rep.status.value,
            "×" if rep.status is RepStatus.FAILED else str(index),
            rep.concentric_start_s,
            rep.concentric_end_s,
        )
        for index, rep in enumerate(result.reps, start=1)
    ]
    found += [span("rejected", letter, one.start_s, one.end_s) for letter, one in rejection_letters(result.rejected)]
    found += [span("gap", "gap", from_s, to_s) for from_s, to_s in gaps]
    return tuple(one for one in found if one is not None)


def _ticks(low: float, high: float, most: int) -> list[float]:
    """Return round values between two bounds, at most `most` of them."""
    raw = (high - low) / most
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw)
    return [round(step * k, 6) for k in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)][:most]
