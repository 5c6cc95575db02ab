"""The command `lastrep`: one line here for each command module.

Command modules import what is heavy (numpy, the server, the simulator) inside their `run`, so that `lastrep --help`
answers at once. Exit codes: 0 fine, 1 bad input, 2 wrong usage.
"""

import sys
from typing import Annotated

import typer

from lastrep import __version__

app = typer.Typer(
    name="lastrep",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"lastrep {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Count reps from a small motion sensor, measure their velocity, and see how many are left."""


def main() -> None:
    """Run the command line; bad input that a command did not handle itself ends in one line and exit code 1."""
    from sensing.errors import SensingError

    try:
        app()
    except SensingError as error:
        typer.echo(f"lastrep: {error}", err=True)
        sys.exit(1)
