"""A session report as tables on the terminal: the same numbers and reasons as in the JSON, for people."""

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from sensing.importers.complaint import printable

if TYPE_CHECKING:
    from model.report import Json

_NARROWEST = 78
_LONGEST_NAME = 200
_DASH = "–"
_COLUMNS = ("Rep", "Start s", "Up s", "Down s", "Mean m/s", "Propulsive m/s", "Peak m/s", "ROM m", "")


def print_session(report: "Json", console: Console | None = None) -> None:
    """Print one session.

    Parameters
    ----------
    report : as `model.report.session_report` makes it.
    console : where to; standard output when None.
    """
    # Text objects, never markup: names of files and exercises come from outside.
    console = console or Console(highlight=False)
    if console.width < _NARROWEST:
        console.width = _NARROWEST
    console.print(Text(printable(report["source"], longest=_LONGEST_NAME), style="bold"), soft_wrap=True)
    console.print(Text(_summary(report)), soft_wrap=True)
    for note in report.get("notes", []):
        console.print(Text(f"Note: {note}"), soft_wrap=True)
    for one in report["sets"]:
        console.print()
        console.print(Text(_set_title(one), style="bold"), soft_wrap=True)
        console.print(_reps_table(one))
        for line in _set_lines(one):
            console.print(Text(line), soft_wrap=True)
    if report["rejected"]:
        console.print()
        _print_rejected(console, "Not counted, near no set:", report["rejected"])
    console.print()


def _summary(report: "Json") -> str:
    n_reps = sum(len(one["reps"]) for one in report["sets"])
    parts = [
        f"{report['duration_s']:.1f} s at {report['rate_hz']:.4g} Hz",
        _count(len(report["sets"]), "set"),
        _count(n_reps, "rep"),
    ]
    if report["gaps"]:
        missing_s = sum(end_s - start_s for start_s, end_s in report["gaps"])
        parts.append(f"{_count(len(report['gaps']), 'gap')} of {missing_s:.1f} s in all")
    return ", ".join(parts)


def _set_title(one: "Json") -> str:
    exercise = one["exercise"] or "exercise not told"
    return f"Set {one['index']}: {exercise}, {one['start_s']:.1f} to {one['end_s']:.1f} s"


def _reps_table(one: "Json") -> Table:
    table = Table(*_COLUMNS, box=None, pad_edge=False)
    for column in table.columns[:-1]:
        column.justify = "right"
        column.no_wrap = True
    for rep in one["reps"]:
        note = [rep["status"]] if rep["status"] != "completed" else []
        note += [rep[reason] for reason in ("velocity_reason",) if reason in rep]
        cells = (
            str(rep["index"]),
            f"{rep['concentric_start_s']:.2f}",
            f"{rep['concentric_end_s'] - rep['concentric_start_s']:.2f}",
            _number(rep["eccentric_s"]),
            _number(rep["mean_velocity_mps"]),
            _number(rep["mean_propulsive_velocity_mps"]),
            _number(rep["peak_velocity_mps"]),
            _number(rep["rom_m"]),
            "; ".join(note),
        )
        table.add_row(*(Text(cell) for cell in cells))
    return table


def _set_lines(one: "Json") -> list[str]:
    loss_frac, left = one["velocity_loss"], one["reps_in_reserve"]
    loss = f"unknown: {one['velocity_loss_reason']}" if loss_frac is None else f"{100 * loss_frac:.0f} %"
    reserve = (
        left["reason"] if left["estimate"] is None else f"{left['estimate']:.1f} ({left['low']} to {left['high']})"
    )
    lines = [
        f"Velocity loss: {loss}",
        f"Failure: {'reached' if one['reached_failure'] else 'not reached'}",
        f"Reps in reserve: {reserve}",
        f"Form: {_form(one['form'])}",
    ]
    return lines + [f"Not counted: {_rejection(rejection)}" for rejection in one["rejected"]]


def _form(verdict: "Json") -> str:
    if verdict["held"] is None:
        return f"unknown: {verdict['reason']}"
    worse = [finding["words"] for finding in verdict["findings"] if not finding["held"]]
    return " ".join(["not held.", *worse]) if worse else "held"


def _print_rejected(console: Console, title: str, rejected: "list[Json]") -> None:
    console.print(Text(title))
    for rejection in rejected:
        console.print(Text(f"  {_rejection(rejection)}"), soft_wrap=True)


def _rejection(rejection: "Json") -> str:
    return f"{rejection['start_s']:.1f} to {rejection['end_s']:.1f} s, {rejection['reason']}: {rejection['detail']}"


def _number(value: float | None) -> str:
    return _DASH if value is None else f"{value:.2f}"


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"
