"""The training rows: a large population told quickly, in chunks that several processes can share."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context

import numpy as np

from firmware_sim.lifts import LIFTS
from lastrep.training.population import draw_lifter, draw_session
from lastrep.training.quick import FormParams, SetErrors, quick_reps
from lastrep.training.rows import FEWEST_REPS, Rows, examples_of, masked, profile_of, rows_of, told_context
from lastrep.training.spreads import PopulationParams
from lastrep.training.variety import VarietyParams, draw_world, moved
from sensing.samples import Floats

_CHUNK_LIFTERS = 250


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetParams:
    """How many people are drawn, and what each does.

    Parameters
    ----------
    lifters : people; each does one lift.
    most_earlier : earlier sets to failure, 0 to this many over people.
    session_sets : sets that examples are taken from.
    moments : examples a set, at most; each rep is as likely, as it is when the model is asked.
    variety : people of other worlds among them.
    seed : of everything. Shared with no person whose sets go through the engine.

    Origin: project rule; more people or examples no longer lowered the error on simulated tune people.
    """

    lifters: int = 16_000
    most_earlier: int = 4
    session_sets: int = 2
    moments: int = 6
    variety: VarietyParams = field(default_factory=VarietyParams)
    seed: int = 1


def training_rows(
    params: DatasetParams,
    population: PopulationParams,
    bank: Sequence[SetErrors],
    *,
    workers: int = 1,
    progress: Callable[[float, float], None] | None = None,
) -> Rows:
    """Draw the training rows; the same arguments give the same rows, whatever the number of processes."""
    chunks = range(0, params.lifters, _CHUNK_LIFTERS)
    work = partial(_chunk, params, population, tuple(bank))
    examples: list[tuple[Floats, int, str]] = []
    if workers <= 1:
        parts = map(work, chunks)
        for done, part in enumerate(parts, start=1):
            examples += part
            _tell(progress, done, len(chunks))
        return rows_of(examples)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    with ProcessPoolExecutor(max_workers=workers, mp_context=get_context("spawn")) as pool:
        for done, part in enumerate(pool.map(work, chunks), start=1):
            examples += part
            _tell(progress, done, len(chunks))
    return rows_of(examples)


def _chunk(
    params: DatasetParams, population: PopulationParams, bank: tuple[SetErrors, ...], first: int
) -> list[tuple[Floats, int, str]]:
    examples: list[tuple[Floats, int, str]] = []
    for number in range(first, min(first + _CHUNK_LIFTERS, params.lifters)):
        examples += _person(np.random.default_rng((params.seed, number)), number, params, population, bank)
    return examples


def _person(
    rng: np.random.Generator,
    number: int,
    params: DatasetParams,
    population: PopulationParams,
    bank: Sequence[SetErrors],
) -> list[tuple[Floats, int, str]]:
    exercise = list(LIFTS)[number % len(LIFTS)]
    varied = bool(rng.random() < params.variety.share)
    if varied:
        population = draw_world(rng, population, params.variety)
    lifter = draw_lifter(rng, f"train {number}", exercise, population)
    if varied:
        lifter = moved(rng, lifter, params.variety)
    form = _form(rng, params.variety, varied=varied)
    earlier = []
    for _ in range(int(rng.integers(0, params.most_earlier + 1))):
        one = draw_session(rng, lifter, population, sets=1, to_failure=True)[0]
        earlier.append((one, quick_reps(rng, lifter, one, bank, form)[0]))
    tells_load = bool(rng.random() < 0.6)
    one_rm_kg = lifter.one_rm_kg * (1.0 + rng.normal(0.0, 0.05))
    examples: list[tuple[Floats, int, str]] = []
    for one in draw_session(rng, lifter, population, sets=params.session_sets):
        reps, left = quick_reps(rng, lifter, one, bank, form)
        told = [(reps[: i + 1], rir) for i, rir in enumerate(left)][FEWEST_REPS - 1 :]
        if len(told) > params.moments:
            told = [told[int(i)] for i in sorted(rng.choice(len(told), params.moments, replace=False))]
        profile = profile_of(exercise, earlier, tells_load=tells_load) if earlier else None
        context = masked(rng, told_context(exercise, one, one_rm_kg, profile))
        examples += examples_of(told, context, lifter.key)
        if one.failed:
            earlier.append((one, reps))
    return examples


def _form(rng: np.random.Generator, variety: VarietyParams, *, varied: bool) -> FormParams:
    """How a person's reps look, and how far the sensor is off; wider in other worlds."""
    if not varied:
        return FormParams()
    return FormParams(
        error_factor=rng.uniform(*variety.error_factor), speed_factor=1.0 + rng.normal(0.0, variety.speed_sd_frac)
    )


def _tell(progress: Callable[[float, float], None] | None, done: int, total: int) -> None:
    if progress is not None:
        progress(done, total)
