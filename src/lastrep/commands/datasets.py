"""`lastrep datasets list | fetch | evaluate | tune`: public data by name and checksum, accuracy, and choosing by it."""

import os
from pathlib import Path
from typing import Annotated

import typer

from lastrep.commands.progress import shown_progress

app = typer.Typer(
    no_args_is_help=True, help="Public data sets: what there is, getting it, and scoring the engine on it."
)

DataOption = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Folder with the data; else $LASTREP_DATASETS, else ../shared/data."),
]


@app.command("list")
def list_(data: DataOption = None) -> None:
    """Show the data sets, their size and licence, and whether the data are here."""
    from lastrep.evaluation.catalogue import list_sources
    from lastrep.evaluation.report import table

    folder = _data_dir(data)
    rows = [
        [
            source.name,
            source.title,
            "" if source.people is None else str(source.people),
            source.rate_hz,
            source.licence,
            "here" if (folder / source.folder).is_dir() else "missing",
        ]
        for source in list_sources()
    ]
    typer.echo(table(("name", "what", "people", "Hz", "licence", str(folder)), rows))
    typer.echo("\nsimulated-clean and simulated-gym need no data: they are simulation, made by seed when evaluated.")


@app.command()
def fetch(
    name: Annotated[str, typer.Argument(help="Data set, as `lastrep datasets list` shows it.")],
    data: DataOption = None,
    mirror: Annotated[
        str | None, typer.Option("--from", metavar="URL", help="Address that holds the data sets' folders.")
    ] = None,
) -> None:
    """Download a data set, checked against its checksums."""
    from lastrep.evaluation.catalogue import find_source
    from lastrep.evaluation.fetch import fetch as fetch_files

    source, folder = find_source(name), _data_dir(data)
    with shown_progress(f"fetch {name}") as progress:
        new, kept = fetch_files(source, folder, mirror=mirror, progress=progress)
    typer.echo(f"{name}: {new} files fetched, {kept} were there; all match their checksums. {folder / source.folder}")


@app.command()
def evaluate(
    names: Annotated[list[str] | None, typer.Argument(help="Data sets; all of them when none is named.")] = None,
    data: DataOption = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", dir_okay=False, help="Write the results there too.")
    ] = None,
    peers: Annotated[bool, typer.Option("--peers/--no-peers", help="Run plain methods on the same sets.")] = True,
    limit: Annotated[
        int | None,
        typer.Option(min=1, help="At most so many recordings a data set, or simulated seeds a lift and sensor."),
    ] = None,
    tune: Annotated[bool, typer.Option("--tune", help="Simulation: the seeds that parameters are chosen on.")] = False,
    gyroscope: Annotated[
        bool, typer.Option("--gyroscope/--no-gyroscope", help="Real recordings with their gyroscope, or without it.")
    ] = True,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = min(os.cpu_count() or 1, 8),
) -> None:
    """Score the engine on labelled recordings: counts per data set, lift and person; velocities where truth exists."""
    from lastrep.evaluation.evaluate import EvaluationPlan
    from lastrep.evaluation.evaluate import evaluate as run_evaluation

    plan = EvaluationPlan(
        names=tuple(names or ()),
        data_dir=_data_dir(data),
        peers=peers,
        limit=limit,
        tune=tune,
        gyroscope=gyroscope,
        workers=workers,
    )
    with shown_progress("evaluate") as progress:
        run_evaluation(plan, json_file=json_file, progress=progress, say=typer.echo)


@app.command()
def tune(
    names: Annotated[list[str] | None, typer.Argument(help="Data sets to choose on.")] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="NAME=VALUE,VALUE", help="A setting and its values; may be given several times."),
    ] = None,
    show: Annotated[bool, typer.Option("--list", help="Show every setting with its value, and stop.")] = False,
    goal: Annotated[str, typer.Option("--by", metavar="errors|velocity", help="What is made small.")] = "errors",
    leave_out: Annotated[
        bool, typer.Option("--leave-out", help="Leave one person or day out at a time, and score the choice on them.")
    ] = False,
    data: DataOption = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", dir_okay=False, help="Write the results there too.")
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(min=1, help="At most so many recordings a data set, or simulated seeds a lift and sensor."),
    ] = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = min(os.cpu_count() or 1, 8),
) -> None:
    """Choose engine settings by number: on tune recordings and seeds alone, or on everybody but one person or day."""
    from lastrep.evaluation.evaluate import check_names, write_results
    from lastrep.evaluation.settings import numeric_settings, parse_setting
    from lastrep.evaluation.tuning import Goal, TuningPlan
    from lastrep.evaluation.tuning import tune as run_tuning

    if show:
        typer.echo("\n".join(f"{path}={value:g}" for path, value in numeric_settings().items()))
        return
    if not names or not settings:
        raise typer.BadParameter("Name a data set and a setting: lastrep datasets tune simulated-clean --set NAME=1,2")
    if goal not in tuple(Goal):
        raise typer.BadParameter(f"--by is one of {', '.join(Goal)}.")
    check_names(names)
    plan = TuningPlan(
        names=tuple(names),
        data_dir=_data_dir(data),
        settings=tuple(parse_setting(text) for text in settings),
        goal=Goal(goal),
        leave_out=leave_out,
        limit=limit,
        workers=workers,
    )
    with shown_progress("tune") as progress:
        found = run_tuning(plan, progress=progress, say=typer.echo)
    if json_file:
        write_results(json_file, found)


def _data_dir(option: Path | None) -> Path:
    from lastrep.evaluation.catalogue import DATA_ENVIRONMENT, DEFAULT_DATA_DIR

    if option is not None:
        return option
    named = os.environ.get(DATA_ENVIRONMENT, "").strip()
    return Path(named) if named else DEFAULT_DATA_DIR
