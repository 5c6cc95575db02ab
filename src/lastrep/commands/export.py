"""`lastrep export`: one kept session as a zip file, for a spreadsheet, a notebook, or another lastrep."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lastrep.commands.serving import DEFAULT_HOST, DEFAULT_PORT, DataOption, make_settings, one_line_errors, open_store

if TYPE_CHECKING:
    from server.store import Store

LAST = "last"
"""Stands for the newest session."""

LEAST_LETTERS = 4
"""Letters of an id below which its beginning is not taken for it."""


class Format(StrEnum):
    """Of the tables of sets and reps; raw samples as CSV and the session as JSON are always there."""

    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


def run(
    session: Annotated[str, typer.Argument(metavar="SESSION", help="Its id, the first letters of it, or 'last'.")],
    kind: Annotated[Format, typer.Option("--format", "-f", help="Of the tables of sets and reps.")] = Format.CSV,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE", help="Where to; else a new file in this folder.")
    ] = None,
    data: DataOption = None,
) -> None:
    """Write a kept session as a zip file: sets, reps, raw samples, and all that another lastrep needs to take it in."""
    settings = make_settings(data, DEFAULT_HOST, DEFAULT_PORT, False)
    with one_line_errors():
        from server.exporting import ExportFormat, export_name, write_export

        with open_store(settings) as store:
            session_id = _found(store, session)
            wanted = ExportFormat(kind.value)
            target = out or Path(export_name(store.info(session_id), wanted))
            _refuse_existing(target)
            part = target.with_name(f".{target.name}.part")
            try:
                with part.open("xb") as file:
                    write_export(store, session_id, wanted, file)
                part.replace(target)
            except OSError as error:
                typer.echo(f"lastrep: {target} cannot be written: {error.strerror}. Name another with --out.", err=True)
                raise typer.Exit(1) from error
            finally:
                part.unlink(missing_ok=True)
    typer.echo(str(target))


def _found(store: "Store", wanted: str) -> str:
    """Return the id that is meant.

    Raises
    ------
    ServerError
        When none or several are.
    """
    from server.errors import ServerError

    if wanted == LAST:
        newest = store.sessions(limit=1)
        if not newest:
            raise ServerError("none_kept", "No session is kept here. Name another folder with --data.")
        return newest[0].id
    ids = store.ids_beginning(wanted) if len(wanted) >= LEAST_LETTERS else []
    if len(ids) == 1:
        return ids[0]
    what = "Several sessions begin" if ids else "No session begins"
    raise ServerError("no_such_session", f"{what} with {wanted!r}. The address of a session's page ends with its id.")


def _refuse_existing(target: Path) -> None:
    if target.exists():
        typer.echo(f"lastrep: {target} is there already. Move it away, or name another with --out.", err=True)
        raise typer.Exit(1)
