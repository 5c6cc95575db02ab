"""`lastrep train`: makes the proximity model and its card again, or only judges the one that is there."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lastrep.commands.progress import shown_progress

if TYPE_CHECKING:
    from lastrep.training.pipeline import TrainPlan

MODEL_NAME, CARD_NAME = "proximity.npz", "MODEL_CARD.md"


def run(
    data: Annotated[
        Path | None,
        typer.Option(
            "--data", metavar="DIR", help="Folder with the data; else $LASTREP_DATASETS, else ../shared/data."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", file_okay=False, help="Where to write; else into the package itself."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Judge the model that is there and print the card. Writes nothing.")
    ] = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="A tenth of everything, to see that it runs. The model is worse.")
    ] = False,
    workers: Annotated[int, typer.Option(min=1, help="Processes.")] = min(os.cpu_count() or 1, 8),
) -> None:
    """Fit the estimate of reps in reserve again and write what it is worth.

    Simulated lifters by seed and the real curls go through the engine; what was heard is kept in the user's cache
    folder. The same engine and data give the same model. It needs MAPIE, which the extra 'train' of lastrep installs.
    """
    try:
        import mapie  # noqa: F401  # only to say so in one line before minutes of work
    except ImportError:
        typer.echo("lastrep: MAPIE is missing. Install what training needs: pip install 'lastrep[train]'", err=True)
        raise typer.Exit(1) from None
    from lastrep.training.report import judged_card, trained_card

    plan = _plan(data, workers, quick=quick)
    if check:
        typer.echo(judged_card(plan, _show))
        return
    folder = out or Path(__file__).parents[2] / "model" / "data"
    model, card = trained_card(plan, _show)
    _write(folder, model, card)
    typer.echo(f"Written: {folder / MODEL_NAME} ({len(model)} bytes) and {folder / CARD_NAME}.")


def _plan(data: Path | None, workers: int, *, quick: bool) -> "TrainPlan":
    from lastrep.evaluation.catalogue import DATA_ENVIRONMENT, DEFAULT_DATA_DIR
    from lastrep.training.dataset import DatasetParams
    from lastrep.training.pipeline import TrainPlan

    named = os.environ.get(DATA_ENVIRONMENT, "").strip()
    data_dir = data or (Path(named) if named else DEFAULT_DATA_DIR)
    if not quick:
        return TrainPlan(data_dir=data_dir, workers=workers)
    return TrainPlan(
        data_dir=data_dir,
        workers=workers,
        tune_per_lift=1,
        calibrate_per_lift=2,
        report_per_lift=1,
        other_per_lift=1,
        dataset=DatasetParams(lifters=1000),
    )


def _show(label: str) -> AbstractContextManager[Callable[[float, float], None]]:
    return shown_progress(label)


def _write(folder: Path, model: bytes, card: str) -> None:
    """Write both files whole or not at all."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in ((MODEL_NAME, model), (CARD_NAME, card.encode())):
            part = folder / f"{name}.part"
            part.write_bytes(content)
            part.replace(folder / name)
    except OSError as error:
        typer.echo(f"lastrep: {folder} cannot be written ({error.strerror}). Name another folder by --out.", err=True)
        raise typer.Exit(1) from None
