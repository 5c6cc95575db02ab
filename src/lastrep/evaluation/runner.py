"""Runs many recordings over several processes, with results in the order of the input."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np

from lastrep.evaluation.labels import LabelledRecording, Split
from lastrep.evaluation.outcome import Outcome
from lastrep.evaluation.registry import load
from lastrep.evaluation.score import score_recording
from sensing.engine import EngineParams

Item = TypeVar("Item")

Progress = Callable[[int, int], None]
"""Called with how many tasks are done and how many there are."""


class Task(Protocol):
    """Work that a process can do by itself."""

    def run(self) -> list[Outcome]:
        """Return what came of it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RecordingTask:
    """Analyse one recording of a data set, as `lastrep analyze` does, and compare with its labels.

    Parameters
    ----------
    labelled : the recording.
    peers : whether the plain methods run too.
    params : of the engine; None for those in use.
    """

    labelled: LabelledRecording
    peers: bool
    params: EngineParams | None = None

    def run(self) -> list[Outcome]:
        """Return one outcome."""
        from sensing.session import analyze

        return [score_recording(self.labelled, partial(analyze, params=self.params), peers=self.peers)]


def recording_tasks(
    name: str,
    data_dir: Path,
    *,
    peers: bool,
    limit: int | None,
    split: Split | None = None,
    params: EngineParams | None = None,
    gyroscope: bool = True,
) -> list[Task]:
    """Load a data set and make a task of each recording.

    Parameters
    ----------
    name, data_dir : as for `load`.
    peers : whether the plain methods run too.
    limit : at most so many recordings, taken evenly from the whole; None for all.
    split : only recordings of this split; None for both.
    params : of the engine; None for those in use.
    gyroscope : whether the engine may hear it, where there is one.
    """
    items = [item for item in load(name, data_dir) if split is None or item.split is split]
    if not gyroscope:
        items = [item.without_gyroscope() for item in items]
    return [RecordingTask(labelled=item, peers=peers, params=params) for item in take_evenly(items, limit)]


def take_evenly(items: Sequence[Item], limit: int | None) -> list[Item]:
    """Return at most `limit` items, spread over the whole, in order.

    Examples
    --------
    >>> take_evenly("abcde", 3)
    ['a', 'c', 'e']
    """
    if limit is None or limit >= len(items):
        return list(items)
    return [items[int(place)] for place in np.linspace(0, len(items) - 1, limit).round()]


def run_tasks(tasks: Sequence[Task], *, workers: int, progress: Progress | None = None) -> list[Outcome]:
    """Do the work.

    Parameters
    ----------
    tasks : what to do.
    workers : processes; 1 works in this process.
    progress : told after each task.

    Returns
    -------
    The outcomes in the order of the tasks, whatever process was first.
    """
    outcomes: list[Outcome] = []
    for done, found in enumerate(_results(tasks, workers), start=1):
        outcomes += found
        if progress:
            progress(done, len(tasks))
    return outcomes


def _results(tasks: Sequence[Task], workers: int) -> Iterator[list[Outcome]]:
    if workers <= 1 or len(tasks) < 2:
        yield from (task.run() for task in tasks)
        return
    # Each process does one thing at a time; threads inside of it would only fight over the same cores.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    with ProcessPoolExecutor(max_workers=workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(_run, tasks)


def _run(task: Task) -> list[Outcome]:
    return task.run()
