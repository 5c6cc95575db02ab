"""The geometry of the summary's charts: where each mark stands, in percent across and pixels down.

Nothing is scaled by the browser but the trace's line, so that text keeps its size at every width.
"""

import math
import string
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sensing.events import Rejection, Rep, RepStatus, SetResult
from server.scales import Tick, ticks
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
    number_px : room that the number of a rep needs over the trace [px].
    unknown_px : height of the dashed box of a rep whose velocity is not known [px].
    max_points : points drawn of one trace; more cannot be told apart at 1440 px.
    line_units : width of the trace's own coordinates, stretched to the chart's.
    """

    height_px: float = 160.0
    max_slot_pct: float = 14.0
    bar_share: float = 0.74
    narrow_px: float = 280.0
    label_px: float = 40.0
    number_px: float = 20.0
    unknown_px: float = 28.0
    max_points: int = 1500
    line_units: float = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One rep: a bar from `y_px` down to the base line; `kind` is completed, failed or unknown.

    A bar is `past` when it stays under the line at which the set was to stop. The label of a `spare` bar is left out
    where the chart is narrow; it stands in the table.
    """

    index: int
    kind: str
    x_pct: float
    width_pct: float
    y_px: float
    height_px: float
    label: str
    spare: bool
    past: bool

    @property
    def middle_pct(self) -> float:
        """Where the label stands [%]."""
        return self.x_pct + self.width_pct / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class StopLine:
    """The velocity at which the set was to stop, across all bars."""

    y_px: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of the trace; `kind` is completed, failed, rejected or gap.

    The label of a `spare` one is left out where the chart is narrow.
    """

    kind: str
    label: str
    x_pct: float
    width_pct: float
    spare: bool = False

    @property
    def middle_pct(self) -> float:
        """Where the label stands [%]."""
        return self.x_pct + self.width_pct / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceChart:
    """A velocity trace with its marks."""

    height_px: float
    zero_px: float
    line: str
    line_units: float
    spans: tuple[Span, ...]
    hand_marks: tuple[Tick, ...]
    time_ticks: tuple[Tick, ...]
    velocity_ticks: tuple[Tick, ...]


def rep_bars(reps: Sequence[Rep], stop_mps: float | None = None, size: ChartSize | None = None) -> tuple[Bar, ...]:
    """Return a zero-based bar for each rep; the fastest rep reaches the top. Bars under `stop_mps` [m/s] are `past`.

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
                past=not failed and stop_mps is not None and velocity_mps is not None and velocity_mps < stop_mps,
            )
        )
    return tuple(bars)


def stop_line(reps: Sequence[Rep], stop_mps: float | None, size: ChartSize | None = None) -> StopLine | None:
    """Return where the stop line stands among the bars of these reps; None when it is not known or above all of them.

    Examples
    --------
    >>> stop_line([], 0.3) is None
    True
    """
    size = size or ChartSize()
    top_mps = max((rep.mean_velocity_mps for rep in reps if rep.mean_velocity_mps is not None), default=0.0)
    if stop_mps is None or not 0 < stop_mps < top_mps:
        return None
    return StopLine(y_px=round(size.height_px * (1 - stop_mps / top_mps), 1), label=velocity_words(stop_mps))


def letters(count: int) -> list[str]:
    """Return the marks of so many movements.

    Examples
    --------
    >>> letters(3), letters(28)[-2:]
    (['a', 'b', 'c'], ['aa', 'ab'])
    """
    alphabet = string.ascii_lowercase
    return [alphabet[i] if i < 26 else alphabet[i // 26 - 1] + alphabet[i % 26] for i in range(count)]


def trace_chart(
    result: SetResult,
    gaps: Sequence[tuple[float, float]],
    refused: Sequence[tuple[str, Rejection, int | None]] = (),
    marks: Sequence[tuple[float, str]] = (),
    size: ChartSize | None = None,
) -> TraceChart | None:
    """Return the trace of a set with its reps, refused movements and gaps; None when the set has no trace.

    Parameters
    ----------
    result : the set.
    gaps : holes in the samples [s].
    refused : letter, movement and, when a person restored it, its edit: then the rep is drawn instead.
    marks : times [s] that a person named, each with a word; those outside the trace are left out.
    size : measures of the chart.
    """
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
        spans=_spans(result, gaps, refused, start_s, length_s),
        hand_marks=tuple(
            Tick(at=round(100 * (t_s - start_s) / length_s, 2), label=word)
            for t_s, word in marks
            if start_s <= t_s <= start_s + length_s
        ),
        time_ticks=tuple(
            Tick(at=round(100 * (t_s - start_s) / length_s, 2), label=f"{t_s:g} s")
            for t_s in ticks(start_s, start_s + length_s, 6)
        ),
        velocity_ticks=tuple(
            Tick(at=y_px(value), label=f"{value:g}".replace("-", "−")) for value in ticks(low_mps, high_mps, 4)
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


def _spans(
    result: SetResult,
    gaps: Sequence[tuple[float, float]],
    refused: Sequence[tuple[str, Rejection, int | None]],
    start_s: float,
    length_s: float,
) -> tuple[Span, ...]:
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
    found += [span("rejected", letter, one.start_s, one.end_s) for letter, one, edit in refused if edit is None]
    found += [span("gap", "gap", from_s, to_s) for from_s, to_s in gaps]
    kept = [one for one in found if one is not None]
    numbered = _spare_numbers([one for one in kept if one.kind in ("completed", "failed")])
    return (*numbered, *(one for one in kept if one.kind not in ("completed", "failed")))


def _spare_numbers(spans: Sequence[Span], size: ChartSize | None = None) -> list[Span]:
    """Mark the numbers that would run into one another on a phone; the last one stays."""
    size = size or ChartSize()
    least_pct = 100 * size.number_px / size.narrow_px
    labelled_pct = math.inf
    marked = []
    for span in sorted(spans, key=lambda one: one.x_pct, reverse=True):
        spare = labelled_pct - span.middle_pct < least_pct
        labelled_pct = labelled_pct if spare else span.middle_pct
        marked.append(replace(span, spare=spare))
    return marked[::-1]
