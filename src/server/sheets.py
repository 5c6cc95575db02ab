"""Sets and reps as flat tables, one line each, with units in the names of the columns; for CSV and Parquet.

What is derived (loss, reps in reserve) is computed when the table is made. Unknown is empty, with its reason beside.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import TypeAlias

from model.report import Json
from sensing.events import Rep, RepForm, RepStatus
from server.edited import EditedSet
from server.listing import SessionInfo
from server.reading import Kept

Cell: TypeAlias = str | int | float | bool | None

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
"""Text that begins with one of these would be computed by a spreadsheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table.

    Parameters
    ----------
    columns : name and type of each column; every cell may be empty.
    rows : cells in the order of the columns.
    """

    columns: tuple[tuple[str, type], ...]
    rows: tuple[tuple[Cell, ...], ...]


SET_COLUMNS: tuple[tuple[str, type], ...] = (
    ("session", str),
    ("session_started_at", str),
    ("set", int),
    ("exercise", str),
    ("load_kg", float),
    ("lifter", str),
    ("label", str),
    ("start_s", float),
    ("end_s", float),
    ("completed", int),
    ("failed", int),
    ("untimed_reps", int),
    ("best_mean_velocity_mps", float),
    ("last_mean_velocity_mps", float),
    ("velocity_loss_frac", float),
    ("velocity_loss_reason", str),
    ("reached_failure", bool),
    ("felt_rir", int),
    *((f"rir_{name}", float) for name in ("estimate", "low", "high")),
    ("rir_reason", str),
    ("edited", bool),
)

_MEASURES = (
    "concentric_start_s",
    "concentric_end_s",
    "eccentric_s",
    "mean_velocity_mps",
    "mean_propulsive_velocity_mps",
    "peak_velocity_mps",
    "rom_m",
    "mean_velocity_sd_mps",
)
_FORM = tuple(field.name for field in fields(RepForm))

REP_COLUMNS: tuple[tuple[str, type], ...] = (
    ("session", str),
    ("set", int),
    ("rep", int),
    ("status", str),
    *((name, float) for name in _MEASURES),
    ("velocity_reason", str),
    *((f"form_{name}", float) for name in _FORM),
    *((f"rir_{name}", float) for name in ("estimate", "low", "high")),
    ("rir_reason", str),
)


def sets_sheet(info: SessionInfo, kept: Kept, report: Json) -> Sheet:
    """Return a line for each set, edits applied.

    Parameters
    ----------
    info, kept : the session.
    report : as `edited_report` makes it.
    """
    pairs = zip(kept.edited.sets, report["sets"], strict=True)
    return Sheet(columns=SET_COLUMNS, rows=tuple(_set_cells(info, one, said) for one, said in pairs))


def reps_sheet(info: SessionInfo, kept: Kept, report: Json) -> Sheet:
    """Return a line for each rep, edits applied; the parameters are those of `sets_sheet`."""
    rows = [
        _rep_cells(info, said["index"], index, rep, rep_said)
        for one, said in zip(kept.edited.sets, report["sets"], strict=True)
        for index, (rep, rep_said) in enumerate(zip(one.result.reps, said["reps"], strict=True), start=1)
    ]
    return Sheet(columns=REP_COLUMNS, rows=tuple(rows))


def csv_of(sheet: Sheet) -> str:
    r"""Return a table as CSV with a header; text that a spreadsheet would compute is made text by a leading quote.

    Examples
    --------
    >>> csv_of(Sheet(columns=(("label", str), ("n", int)), rows=(("=1+1", None), ("top", 2))))
    "label,n\r\n'=1+1,\r\ntop,2\r\n"
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([name for name, _ in sheet.columns])
    writer.writerows([_safe(cell) for cell in row] for row in sheet.rows)
    return text.getvalue()


def _safe(cell: Cell) -> Cell:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, str) and cell.startswith(FORMULA_SIGNS):
        return f"'{cell}"
    return cell


def _set_cells(info: SessionInfo, one: EditedSet, said: Json) -> tuple[Cell, ...]:
    done = [rep for rep in one.result.reps if rep.status is RepStatus.COMPLETED]
    known = [rep.mean_velocity_mps for rep in done if rep.mean_velocity_mps is not None]
    return (
        info.id,
        info.started_at.isoformat(),
        said["index"],
        one.told.exercise,
        one.told.load_kg,
        said["lifter"],
        one.told.label,
        one.result.start_s,
        one.result.end_s,
        len(done),
        len(one.result.reps) - len(done),
        one.untimed_reps,
        max(known, default=None),
        known[-1] if known else None,
        said["velocity_loss"],
        said.get("velocity_loss_reason"),
        said["reached_failure"],
        one.told.felt_rir,
        *_left_cells(said["reps_in_reserve"]),
        one.edited,
    )


def _rep_cells(info: SessionInfo, set_index: int, index: int, rep: Rep, said: Json) -> tuple[Cell, ...]:
    form = rep.form or RepForm()
    return (
        info.id,
        set_index,
        index,
        rep.status.value,
        *(getattr(rep, name) for name in _MEASURES),
        rep.velocity_reason,
        *(getattr(form, name) for name in _FORM),
        *_left_cells(said["reps_in_reserve"]),
    )


def _left_cells(left: Json) -> Iterator[Cell]:
    yield from (left.get(name) for name in ("estimate", "low", "high"))
    yield left.get("reason")


def columns_of(sheet: Sheet) -> dict[str, Sequence[Cell]]:
    """Return the cells of each column, by name."""
    return {name: [row[place] for row in sheet.rows] for place, (name, _) in enumerate(sheet.columns)}
