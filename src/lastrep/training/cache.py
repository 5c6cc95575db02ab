"""Keeps what the engine said of each simulated person, because hearing it again takes minutes.

An entry is named by the person and by a hash of everything that it follows from: engine, simulator, population and this
package. It is JSON; one that cannot be read is made again.
"""

import gzip
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, fields
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any  # JSON

from lastrep.training.people import Group, HeardPerson, SimulatedPerson, hear_person
from lastrep.training.population import TrainingLifter, TrueSet
from lastrep.training.recording import HeardSet, Moment
from lastrep.training.spreads import PopulationParams
from sensing.events import Rep, RepForm, RepStatus

_FOLLOWS_FROM = (
    "sensing",
    "firmware_sim",
    "lastrep.training.fading",
    "lastrep.training.people",
    "lastrep.training.population",
    "lastrep.training.recording",
    "lastrep.training.shapes",
    "lastrep.training.spreads",
)


def cache_dir() -> Path:
    """Where results are kept: the user's cache folder, `$XDG_CACHE_HOME` or `~/.cache`."""
    base = os.environ.get("XDG_CACHE_HOME", "").strip()
    return (Path(base) if base else Path.home() / ".cache") / "lastrep" / "heard"


def source_hash(names: Sequence[str] = _FOLLOWS_FROM) -> str:
    """Return a hash of the source of packages and modules: it changes when any line of them does."""
    digest = hashlib.sha256()
    for name in names:
        file = import_module(name).__file__
        if file is None:
            raise RuntimeError(f"{name} has no source file")
        path = Path(file)
        files = sorted(path.parent.rglob("*.py")) if path.name == "__init__.py" else [path]
        for one in files:
            digest.update(one.name.encode() + b"\0" + one.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def hear_people(
    people: Sequence[SimulatedPerson],
    params: PopulationParams,
    *,
    workers: int = 1,
    folder: Path | None = None,
    version: str | None = None,
    progress: Callable[[float, float], None] | None = None,
) -> list[HeardPerson]:
    """Return what the engine said of each person, from the cache where it is there.

    Parameters
    ----------
    people : who.
    params : the population.
    workers : processes.
    folder : of the cache; None = `cache_dir()`.
    version : names the state of engine and simulator; None = by `source_hash`.
    progress : told how many are done, and of how many.
    """
    version = version or source_hash()
    folder = (folder or cache_dir()) / f"{version}-{hashlib.sha256(repr(params).encode()).hexdigest()[:8]}"
    files = {person: folder / f"{person.key.replace(' ', '-')}.json.gz" for person in people}
    heard = {person: _read(person, file) for person, file in files.items()}
    missing = [person for person, found in heard.items() if found is None]
    for done, found in enumerate(_hear(missing, params, workers), start=1):
        heard[found.person] = found
        _write(found, files[found.person])
        if progress is not None:
            progress(len(people) - len(missing) + done, len(people))
    return [one for person in people if (one := heard[person]) is not None]


def _hear(people: Sequence[SimulatedPerson], params: PopulationParams, workers: int) -> Iterator[HeardPerson]:
    if workers <= 1 or len(people) < 2:
        yield from (hear_person(person, params) for person in people)
        return
    # Each process does one thing at a time; threads inside of it would only fight over the same cores.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    with ProcessPoolExecutor(max_workers=workers, mp_context=get_context("spawn")) as pool:
        yield from pool.map(hear_person, people, [params] * len(people))


def _write(heard: HeardPerson, file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(asdict(heard), allow_nan=False)
    part = file.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(gzip.compress(text.encode(), mtime=0))
    part.replace(file)


def _read(person: SimulatedPerson, file: Path) -> HeardPerson | None:
    try:
        found = _person(json.loads(gzip.decompress(file.read_bytes())))
    except (OSError, EOFError, ValueError, KeyError, TypeError):
        return None
    return found if found.person == person else None


def _person(found: dict[str, Any]) -> HeardPerson:
    person = SimulatedPerson(**{**found["person"], "group": Group(found["person"]["group"])})
    return HeardPerson(
        person=person,
        lifter=TrainingLifter(**found["lifter"]),
        earlier=tuple(_set(one) for one in found["earlier"]),
        session=tuple(_set(one) for one in found["session"]),
    )


def _set(found: dict[str, Any]) -> HeardSet:
    return HeardSet(
        truth=TrueSet(**{**found["truth"], "velocities_mps": tuple(found["truth"]["velocities_mps"])}),
        moments=tuple(
            Moment(reps=tuple(_rep(rep) for rep in one["reps"]), rir=one["rir"], error_mps=one["error_mps"])
            for one in found["moments"]
        ),
        final=tuple(_rep(rep) for rep in found["final"]),
    )


def _rep(found: dict[str, Any]) -> Rep:
    if set(found) != {field.name for field in fields(Rep)}:
        raise ValueError("an entry of another version")
    form = None if found["form"] is None else RepForm(**found["form"])
    return Rep(**{**found, "status": RepStatus(found["status"]), "form": form})
