"""The evaluation that `lastrep datasets evaluate` runs: data set by data set, tables as they come, JSON at the end."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any  # values of a JSON object

from lastrep import __version__
from lastrep.evaluation.catalogue import find_source, list_sources
from lastrep.evaluation.errors import DatasetError
from lastrep.evaluation.labels import Split
from lastrep.evaluation.outcome import Outcome
from lastrep.evaluation.registry import LOADERS
from lastrep.evaluation.report import (
    SCHEMA,
    count_table,
    dataset_json,
    form_table,
    peak_table,
    peer_table,
    set_table,
    velocity_table,
)
from lastrep.evaluation.runner import Progress, Task, recording_tasks, run_tasks
from lastrep.evaluation.simulation_plan import TITLES
from lastrep.evaluation.simulation_summary import summarise_simulation
from lastrep.evaluation.summary import summarise

NAMES = (*LOADERS, *TITLES)
"""All that can be evaluated, in the order in which results are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationPlan:
    """What to run.

    Parameters
    ----------
    names : data sets; empty for all.
    data_dir : the folder with the data.
    peers : whether plain methods run on the same sets.
    limit : at most so many recordings a data set, or seeds a lift and condition in simulation; None for the usual.
    tune : simulation with the seeds that parameters are chosen on, instead of those that report.
    gyroscope : whether the engine may hear it in real recordings; simulation has sensors without one anyway.
    workers : processes; results do not depend on it.
    """

    names: tuple[str, ...] = ()
    data_dir: Path
    peers: bool = True
    limit: int | None = None
    tune: bool = False
    gyroscope: bool = True
    workers: int = 1

    def __post_init__(self) -> None:
        check_names(self.names)
        simulated = [name for name in self.names if name in TITLES]
        if simulated and not self.gyroscope:
            raise DatasetError(f"{simulated[0]} has sensors without a gyroscope of its own. Leave --no-gyroscope out.")

    @property
    def wanted(self) -> tuple[str, ...]:
        """The data sets to run, each once."""
        return tuple(dict.fromkeys(self.names)) or (NAMES if self.gyroscope else tuple(LOADERS))

    @property
    def split(self) -> Split:
        """Which seeds of the simulation are run."""
        return Split.TUNE if self.tune else Split.REPORT


def evaluate(
    plan: EvaluationPlan,
    *,
    json_file: Path | None = None,
    progress: Progress | None = None,
    say: Callable[[str], None] = print,
) -> dict[str, Any]:
    """Score the engine.

    Parameters
    ----------
    plan : what to run.
    json_file : where the results are written too; None for nowhere.
    progress : told of recordings done.
    say : given each piece of text.

    Returns
    -------
    The results, as they are written to `json_file`.

    Raises
    ------
    DatasetError
        When data are missing or damaged, or the file cannot be written.
    """
    date = datetime.now(UTC).date().isoformat()
    say(
        f"lastrep {__version__}, {date}"
        + ("" if plan.gyroscope else "; the gyroscope was taken out of every recording")
    )
    datasets = []
    for name in plan.wanted:
        outcomes = run_tasks(_tasks(name, plan), workers=plan.workers, progress=progress)
        datasets.append(_simulated(name, plan.split, outcomes, say) if name in TITLES else _real(name, outcomes, say))
    results = {
        "schema": SCHEMA,
        "version": __version__,
        "date": date,
        "limit": plan.limit,
        "gyroscope": plan.gyroscope,
        "datasets": datasets,
    }
    if json_file:
        write_results(json_file, results)
    return results


def check_names(names: Sequence[str]) -> None:
    """Refuse names of data sets that cannot be run.

    Raises
    ------
    DatasetError
        At the first of them.
    """
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        tables = [source.name for source in list_sources() if source.kind == "table"]
        hint = "holds figures and no recordings" if unknown[0] in tables else "is not known"
        raise DatasetError(f"data set {unknown[0][:40]!r} {hint}. Names are: {', '.join(NAMES)}.")


def _tasks(name: str, plan: EvaluationPlan) -> Sequence[Task]:
    if name not in TITLES:
        return recording_tasks(name, plan.data_dir, peers=plan.peers, limit=plan.limit, gyroscope=plan.gyroscope)
    from lastrep.evaluation.simulated import simulated_tasks

    try:
        return simulated_tasks(name, split=plan.split, peers=plan.peers, limit=plan.limit)
    except ValueError as error:
        raise DatasetError(f"{name}: {error} Ask for fewer with --limit.") from None


def _real(name: str, outcomes: Sequence[Outcome], say: Callable[[str], None]) -> dict[str, Any]:
    title, rows = find_source(name).title, summarise(outcomes)
    say(f"\n## {name}: {title} (real)\n")
    for text in (count_table(rows), peer_table(rows[:3]), peak_table(rows)):
        if text:
            say(text + "\n")
    if len({outcome.person for outcome in outcomes}) == 1:
        say("All of one person: the column people counts days, and intervals are over days.\n")
    for outcome in outcomes:
        if outcome.error:
            say(f"{outcome.name} could not be analysed: {outcome.error}")
    return dataset_json(name, title, rows, outcomes)


def _simulated(name: str, split: Split, outcomes: Sequence[Outcome], say: Callable[[str], None]) -> dict[str, Any]:
    rows, velocities = summarise_simulation(outcomes)
    title = f"{TITLES[name]}; {split} seeds"
    say(f"\n## {name}: {title} (simulation, not measurement)\n")
    for text in (
        count_table(rows),
        peer_table(rows[:1]),
        velocity_table(velocities),
        set_table(velocities),
        form_table(velocities),
    ):
        if text:
            say(text + "\n")
    return dataset_json(name, title, rows, outcomes, velocities)


def write_results(path: Path, results: dict[str, Any]) -> None:
    """Write results, whole or not at all.

    Raises
    ------
    DatasetError
        When the file cannot be written.
    """
    try:
        part = path.with_name(path.name + ".part")
        part.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise DatasetError(f"{path} cannot be written ({error.strerror}). Name another file with --json.") from None
