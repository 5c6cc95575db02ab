"""Real curls with the lifter's own rating after every rep, told by the engine, for lifts without a velocity."""

import hashlib
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from lastrep.evaluation.catalogue import find_source
from lastrep.evaluation.errors import DatasetError
from lastrep.evaluation.labels import LabelledRecording
from lastrep.evaluation.matching import match_spans
from lastrep.evaluation.registry import load
from lastrep.evaluation.tables import read_rows
from lastrep.training.recording import MATCH_S, span_of, told_reps
from sensing.events import Rep, RepStatus

MOST_EFFORT = 10
"""A rating of perceived exertion of 10: no rep is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedMoment:
    """What was known right after one rep, and what the lifter said.

    Parameters
    ----------
    reps : of this set, as known by then.
    rating : perceived exertion, 1 to 10.
    left : reps that followed in this set.
    """

    reps: tuple[Rep, ...]
    rating: int
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedSet:
    """One real set of curls.

    Parameters
    ----------
    name, person : as in the data.
    to_failure : whether the last rating is 10. Where it is lower the set was ended early: it says nothing of how many
        reps were left, only what the lifter felt.
    moments : one for each announced rep that was one.
    """

    name: str
    person: str
    to_failure: bool
    moments: tuple[RatedMoment, ...]


def hear_curls(
    data_dir: Path, *, workers: int = 1, progress: Callable[[float, float], None] | None = None
) -> list[RatedSet]:
    """Push all curls through the engine, live.

    Raises
    ------
    DatasetError
        When the data are not there or damaged.
    """
    recordings = list(load("curl", data_dir))
    ratings = _ratings(data_dir)
    work = [(one, ratings.get(one.name, ())) for one in recordings]
    made: list[RatedSet] = []
    if workers <= 1:
        for done, (one, rated) in enumerate(work, start=1):
            made.append(hear_curl(one, rated))
            _tell(progress, done, len(work))
        return made
    with ProcessPoolExecutor(max_workers=workers, mp_context=get_context("spawn")) as pool:
        for done, found in enumerate(pool.map(hear_curl, recordings, [rated for _, rated in work]), start=1):
            made.append(found)
            _tell(progress, done, len(work))
    return made


def hear_curl(labelled: LabelledRecording, ratings: Sequence[int]) -> RatedSet:
    """Push one set through the engine and lay the ratings beside what was told.

    Raises
    ------
    DatasetError
        When reps and ratings are not as many.
    """
    spans = labelled.ascents or ()
    if len(spans) != len(ratings) or not ratings:
        raise DatasetError(f"curl set {labelled.name}: {len(spans)} reps but {len(ratings)} ratings. Fetch it again.")
    moments = []
    for reps, over in told_reps(labelled.recording):
        if over or reps[-1].status is RepStatus.FAILED:
            continue
        places = {found: place for place, found in match_spans(spans, [span_of(rep) for rep in reps], MATCH_S)}
        place = places.get(len(reps) - 1)
        if place is not None:
            moments.append(RatedMoment(reps=reps, rating=ratings[place], left=len(ratings) - 1 - place))
    return RatedSet(
        name=labelled.name,
        person=labelled.person,
        to_failure=ratings[-1] == MOST_EFFORT,
        moments=tuple(moments),
    )


def curls_hash(data_dir: Path) -> str:
    """Return a hash of the files that the curls are read from."""
    folder = data_dir / find_source("curl").folder
    digest = hashlib.sha256()
    for name in ("imu.npz", "reps.csv", "sets.csv"):
        digest.update((folder / name).read_bytes())
    return digest.hexdigest()[:16]


def _ratings(data_dir: Path) -> dict[str, tuple[int, ...]]:
    table = data_dir / find_source("curl").folder / "reps.csv"
    found: dict[str, list[int]] = {}
    for row in read_rows(table, ("set", "rpe")):
        if row["rpe"]:
            found.setdefault(row["set"], []).append(round(float(row["rpe"])))
    return {name: tuple(ratings) for name, ratings in found.items()}


def _tell(progress: Callable[[float, float], None] | None, done: int, total: int) -> None:
    if progress is not None:
        progress(done, total)
