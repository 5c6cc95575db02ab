"""`lastrep analyze`: recordings in, a table or a JSON line for each, as soon as it is ready and in the order given."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from lastrep.commands.progress import shown_progress

if TYPE_CHECKING:
    from model.report import Json

_READING_SHARE = 0.3
_LONGEST_EXERCISE = 40


def check_exercise(name: str | None) -> str | None:
    """Refuse an exercise that could not be shown on one line; every name is fine otherwise.

    Examples
    --------
    >>> check_exercise(" squat ")
    'squat'
    """
    if name is None:
        return None
    name = name.strip()
    if not name or len(name) > _LONGEST_EXERCISE or not name.isprintable():
        raise typer.BadParameter(f"Give a name of 1 to {_LONGEST_EXERCISE} letters, such as squat.")
    return name


def run(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Recordings, CSV or gzipped CSV.")],
    exercise: Annotated[
        str | None, typer.Option("--exercise", "-e", callback=check_exercise, help="What was lifted, such as squat.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write one JSON object a file, one a line.")] = False,
) -> None:
    """Count the reps of recordings and measure their velocity.

    The files are lastrep CSV, MetaBase CSV (name the Accelerometer file) or Arduino logs, plain or gzipped. A file
    that cannot be read is told in one line; the others are analysed all the same, and the exit code is 1.
    """
    tell_report = _tell_json if as_json else _tell_table
    tell_error = _tell_json if as_json else _tell_error
    code = 0
    try:
        for report in reports(files, exercise):
            failed = "error" in report
            code = 1 if failed else code
            (tell_error if failed else tell_report)(report)
    except BrokenPipeError:
        # The reader has enough (`| head`): that is no fault, and Python must not complain again when it exits.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise typer.Exit(code)


def reports(files: Sequence[str], exercise: str | None) -> Iterator["Json"]:
    """Analyse one file after the other; a file that cannot be read gives an error report and does not stop the rest."""
    from model.report import error_report, session_report
    from sensing.errors import RecordingError
    from sensing.importers import read_recording
    from sensing.session import analyze

    for number, file in enumerate(files, start=1):
        try:
            with shown_progress(f"{number}/{len(files)}") as progress:
                recording = read_recording(file, progress=lambda done: progress(_READING_SHARE * done, 1.0))
                result = analyze(
                    recording,
                    exercise=exercise,
                    progress=lambda done: progress(_READING_SHARE + (1 - _READING_SHARE) * done, 1.0),
                )
        except RecordingError as error:
            yield error_report(file, error)
        else:
            yield session_report(result, notes=recording.notes)


def _tell_json(report: "Json") -> None:
    sys.stdout.write(json.dumps(report, allow_nan=False) + "\n")
    sys.stdout.flush()


def _tell_error(report: "Json") -> None:
    typer.echo(f"lastrep: {report['error']['message']}", err=True)


def _tell_table(report: "Json") -> None:
    from lastrep.terminal import print_session

    print_session(report)
    sys.stdout.flush()
