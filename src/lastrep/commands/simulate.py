"""`lastrep simulate`: a recording made by the simulator, with the exact truth beside it."""

from pathlib import Path
from typing import Annotated

import typer


def run(
    out: Annotated[Path, typer.Argument(metavar="OUT", help="File to write, .csv or .csv.gz.")],
    exercise: Annotated[
        str, typer.Option("--exercise", "-e", help="squat, bench, deadlift, overhead_press or row.")
    ] = "squat",
    seed: Annotated[int, typer.Option(help="The same seed makes the same recording.")] = 0,
    mount: Annotated[str, typer.Option(help="Where the sensor sits: bar or wrist.")] = "bar",
    rate_hz: Annotated[float, typer.Option("--rate-hz", help="Samples per second, 10 to 1000.")] = 100.0,
    sets: Annotated[int, typer.Option(help="How many sets, with rests between them.")] = 1,
    gyroscope: Annotated[bool, typer.Option("--gyroscope/--no-gyroscope", help="Whether the sensor has one.")] = True,
    hard: Annotated[
        bool, typer.Option("--hard", "--gym", help="A gym instead of a tidy room: walking, plates, bar whip, loss.")
    ] = False,
) -> None:
    """Make a recording by simulation, for trying lastrep without a sensor.

    Writes the samples to OUT and what really happened, rep by rep, to a .truth.json file beside it.
    """
    from firmware_sim.command import write_simulation
    from firmware_sim.spec import SessionSpec

    try:
        spec = SessionSpec(
            exercise=exercise, seed=seed, mount=mount, rate_hz=rate_hz, sets=sets, gyroscope=gyroscope, hard=hard
        )
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    try:
        recording, truth = write_simulation(out, spec)
    except ValueError as error:
        typer.echo(f"lastrep: {error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"Simulation written to {recording} and its truth to {truth}.")
