"""Results as text tables for people (Markdown, so that they can be pasted) and as JSON for programs."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any  # values of a JSON object

from lastrep.evaluation.metrics import CountScore
from lastrep.evaluation.outcome import Outcome
from lastrep.evaluation.simulation_summary import BANDS_MPS, VelocityRow
from lastrep.evaluation.summary import SummaryRow
from lastrep.evaluation.velocity import Agreement

SCHEMA = "lastrep.evaluation/1"

_COUNT_HEADER = (
    "group",
    "people",
    "sets",
    "reps",
    "exact",
    "95 % of people",
    "within 1",
    "MAE",
    "bias",
    "missed",
    "ghosts",
    "rep F1",
    "rest min",
    "in rest per 10 min",
)

_BAND_NAMES = tuple(
    f"RMSE {low_mps:g} to {high_mps:g}" if high_mps < 2 else f"RMSE over {low_mps:g}" for low_mps, high_mps in BANDS_MPS
)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Lay out a Markdown table with columns of even width.

    Examples
    --------
    >>> print(table(["lift", "n"], [["squat", "3"]]))
    | lift  | n |
    | ----- | - |
    | squat | 3 |
    """
    lines = [list(header), *(list(row) for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(header))]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    )


def count_table(rows: Sequence[SummaryRow]) -> str:
    """Lay out how well reps were counted, a line a group."""
    return table(_COUNT_HEADER, [_count_cells(row) for row in rows])


def peer_table(rows: Sequence[SummaryRow]) -> str:
    """Lay out the plain methods beside the engine, for the groups that have them."""
    lines = []
    for row in rows:
        if row.score is None or not row.peers:
            continue
        for name, score in [("lastrep", row.score), *row.peers.items()]:
            lines.append([row.group, name, str(score.sets_n), *_shares(score)])
    return table(("group", "method", "sets", "exact", "within 1", "MAE", "bias"), lines) if lines else ""


def peak_table(rows: Sequence[SummaryRow]) -> str:
    """Lay out peak velocity against a reference with its own scale."""
    lines = [
        [row.group, str(peak.n), _two(peak.pooled), _two(peak.within_set), _two(peak.scale)]
        for row in rows
        if (peak := row.peak_velocity) is not None
    ]
    return table(("group", "reps", "r pooled", "r within sets", "ours / reference"), lines) if lines else ""


def velocity_table(rows: Sequence[VelocityRow]) -> str:
    """Lay out mean velocity, range of motion and velocity loss against the truth of a simulation."""
    header = (
        "group",
        "reps",
        "measured",
        "MV bias",
        "RMSE",
        "SEE",
        "95 % limits",
        "within 1 sd",
        "within 2 sd",
        *_BAND_NAMES,
        "live RMSE",
        "PV RMSE",
    )
    lines = []
    for row in rows:
        mv = row.mean_velocity
        limits = "" if mv is None or mv.limits is None else f"{mv.limits[0]:+.3f} to {mv.limits[1]:+.3f}"
        lines.append(
            [
                row.group,
                str(row.paired_n),
                str(row.measured_n),
                "" if mv is None else f"{mv.bias:+.3f}",
                _rmse(mv),
                "" if mv is None or mv.see is None else f"{mv.see:.3f}",
                limits,
                _percent(row.within_one_sd_frac),
                _percent(row.within_two_sd_frac),
                *(_rmse(band) for band in row.by_band),
                _rmse(row.live),
                _rmse(row.peak_velocity),
            ]
        )
    return table(header, lines) + "\n(velocities in m/s)"


def set_table(rows: Sequence[VelocityRow]) -> str:
    """Lay out range of motion, velocity loss, failed attempts and event delay."""
    header = ("group", "ROM RMSE cm", "loss RMSE points", "sets with loss", "failed caught", "falsely failed")
    lines = [
        [
            row.group,
            _rmse(row.rom, 100, 1),
            _rmse(row.loss, 100, 1),
            f"{0 if row.loss is None else row.loss.n} of {row.losses_n}",
            f"{row.caught_n} of {row.failed_n}",
            f"{row.false_failed_n} of {row.others_n}",
            f"{row.events_n} of {row.paired_n}",
            _milliseconds(row.delay_p50_s),
            _milliseconds(row.delay_p95_s),
        ]
        for row in rows
    ]
    return table((*header, "live events", "delay p50 ms", "delay p95 ms"), lines)


def form_table(rows: Sequence[VelocityRow]) -> str:
    """Lay out the mean absolute error of each measure of form, and below it the usual truth of all groups."""
    names = list(dict.fromkeys(name for row in rows for name in row.form))
    if not names:
        return ""
    lines = [
        [row.group, *("" if (error := row.form.get(name)) is None else f"{error.mae:.3g}" for name in names)]
        for row in rows
    ]
    usual = ["median of the truth", *(f"{rows[0].form[name].true_median:.3g}" for name in names)]
    return table(("mean absolute error", *names), [*lines, usual])


def to_json(value: Any) -> Any:
    """Round floats and unfold tuples, so that equal results give equal files.

    Examples
    --------
    >>> to_json({"a": (0.123456, None)})
    {'a': [0.1235, None]}
    """
    if isinstance(value, dict):
        return {str(key): to_json(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(entry) for entry in value]
    return round(value, 4) if isinstance(value, float) else value


def dataset_json(
    name: str,
    title: str,
    rows: Sequence[SummaryRow],
    outcomes: Sequence[Outcome],
    velocities: Sequence[VelocityRow] | None = None,
) -> dict[str, Any]:
    """Return the results of one data set as a JSON object; `velocities` are those of a simulation, None for real."""
    return {
        "name": name,
        "title": title,
        "simulation": velocities is not None,
        "groups": [to_json(asdict(row)) for row in rows],
        "velocities": [to_json(asdict(row)) for row in velocities or ()],
        "recordings": [to_json(asdict(outcome)) for outcome in outcomes],
    }


def _count_cells(row: SummaryRow) -> list[str]:
    score, interval = row.score, row.exact_interval
    rest = [f"{row.rest_s / 60:.1f}", _two(row.ghosts_per_10_min)] if row.rest_s else ["", ""]
    if score is None:
        return [row.group, str(row.people_n), *[""] * 10, *rest]
    exact, within, mae, bias = _shares(score)
    return [
        row.group,
        str(row.people_n),
        str(score.sets_n),
        str(score.reps_n),
        exact,
        "" if interval is None else f"{interval[0]:.0%} to {interval[1]:.0%}",
        within,
        mae,
        bias,
        str(score.missed_n),
        str(score.ghosts_n),
        "" if score.f1_frac is None else f"{score.f1_frac:.3f}",
        *rest,
    ]


def _shares(score: CountScore) -> list[str]:
    return [f"{score.exact_frac:.1%}", f"{score.within_one_frac:.1%}", f"{score.mae_n:.2f}", f"{score.bias_n:+.2f}"]


def _rmse(found: Agreement | None, factor: float = 1.0, digits: int = 3) -> str:
    return "" if found is None else f"{factor * found.rmse:.{digits}f}"


def _percent(value_frac: float | None) -> str:
    return "" if value_frac is None else f"{value_frac:.0%}"


def _milliseconds(value_s: float | None) -> str:
    return "" if value_s is None else f"{1000 * value_s:.0f}"


def _two(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
