"""The command `lastrep`: one line here for each command module.

Command modules import what is heavy (numpy, the server, the simulator) inside their `run`, so that `lastrep --help`
answers at once. Exit codes: 0 fine, 1 bad input, 2 wrong usage.
"""

import os
import sys
from io import TextIOWrapper
from typing import Annotated

import typer

from lastrep import __version__
from lastrep.commands import analyze, datasets, demo, export, live, replay, sensors, serve, simulate, train

app = typer.Typer(
    name="lastrep",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("analyze")(analyze.run)
app.command("demo")(demo.run)
app.command("export")(export.run)
app.command("live")(live.run)
app.command("replay")(replay.run)
app.command("sensors")(sensors.run)
app.command("serve")(serve.run)
app.command("simulate")(simulate.run)
app.command("train")(train.run)
app.add_typer(datasets.app, name="datasets")


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
    # The engine's matrices are small: more threads only wait for each other, five times as long on two busy cores.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    from sensing.errors import SensingError

    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter of a file's name is no reason to stop.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except SensingError as error:
        typer.echo(f"lastrep: {error}", err=True)
        sys.exit(1)
