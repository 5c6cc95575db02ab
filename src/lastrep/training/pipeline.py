"""From nothing to a model and its card: hear simulated people and real curls, fit, set intervals, judge, write."""

import platform
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any  # the JSON note

import numpy as np

from lastrep import __version__
from lastrep.training.cache import hear_people, source_hash
from lastrep.training.conformal import ConformalParams, reach_by_zone
from lastrep.training.curls import RatedSet, curls_hash, hear_curls
from lastrep.training.dataset import DatasetParams, training_rows
from lastrep.training.fit import FitParams, fit_classifier
from lastrep.training.fit_tempo import TempoFitParams, TempoRows, fit_tempo, tempo_rows
from lastrep.training.judge import Knows, asked_moments, mean_by_rep
from lastrep.training.judge_curls import judge_curls
from lastrep.training.people import Group, HeardPerson, people
from lastrep.training.quick import errors_of
from lastrep.training.rows import examples_of
from lastrep.training.spreads import PopulationParams
from model.artifact import ProximityModel
from model.classifier import OrdinalClassifier
from model.doubt import doubt_of
from model.proximity import knowledge_of
from sensing.events import RepStatus

_MODEL_PARTS = (
    "capacity",
    "classifier",
    "decline",
    "doubt",
    "expected",
    "features",
    "first_rep",
    "profile",
    "reserve",
    "tempo",
    "trees",
)

_CODE = (
    "lastrep.training",
    *(f"model.{name}" for name in _MODEL_PARTS),
)
"""What the model follows from beside the engine and the simulator."""

ShowProgress = Callable[[str], AbstractContextManager[Callable[[float, float], None]]]
"""Opens a bar for a step and gives what is told how much is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainPlan:
    """What to train, and on how much.

    Parameters
    ----------
    data_dir : folder of the public data; only the curls are used.
    workers : processes.
    tune_per_lift, calibrate_per_lift, report_per_lift, other_per_lift : simulated people whose sets go through the
        engine.
    population, dataset, fit, tempo, conformal : parameters of each step.
    cache_dir : where heard people are kept; None = the user's cache folder.
    engine : names the state of the engine that people were heard by; None = by a hash of its source.
    """

    data_dir: Path
    workers: int = 1
    tune_per_lift: int = 8
    calibrate_per_lift: int = 12
    report_per_lift: int = 12
    other_per_lift: int = 5
    population: PopulationParams = field(default_factory=PopulationParams)
    dataset: DatasetParams = field(default_factory=DatasetParams)
    fit: FitParams = field(default_factory=FitParams)
    tempo: TempoFitParams = field(default_factory=TempoFitParams)
    conformal: ConformalParams = field(default_factory=ConformalParams)
    cache_dir: Path | None = None
    engine: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Trained:
    """A fitted model and what it has to be judged by.

    Parameters
    ----------
    model : fitted, intervals set.
    by_rep : mean reps in reserve by rep number, for the simplest baseline.
    curls : the real curls, described.
    """

    model: ProximityModel
    by_rep: list[float]
    curls: TempoRows


def train(plan: TrainPlan, show: ShowProgress) -> Trained:
    """Fit everything; the same plan, engine and data give the same model.

    Raises
    ------
    DatasetError
        When the curls are not there or damaged.
    """
    curls = tempo_rows(heard_curls(plan, show))
    bank = errors_of(heard_group(plan, Group.TUNE, show))
    with show("tell the training sets") as progress:
        rows = training_rows(plan.dataset, plan.population, bank, workers=plan.workers, progress=progress)
    with show("fit") as progress:
        classifier = fit_classifier(rows, plan.fit)
        progress(1, 1)
    calibration = heard_group(plan, Group.CALIBRATE, show)
    with show("set the intervals") as progress:
        reach = _velocity_reach(classifier, calibration, plan.conformal)
        answers = judge_curls(curls, plan.tempo)
        # Three people are too few to draw from: whole sets take their place.
        reach["tempo"] = reach_by_zone(answers.place, answers.far, curls.sets, plan.conformal)
        progress(1, 1)
    model = ProximityModel(
        classifier=classifier, tempo=fit_tempo(curls, plan.tempo), reach=reach, note=_note(plan, len(rows))
    )
    return Trained(model=model, by_rep=mean_by_rep(rows), curls=curls)


def heard_group(plan: TrainPlan, group: Group, show: ShowProgress) -> list[HeardPerson]:
    """Lift and hear the people of a group, or take them from the cache."""
    per_lift = {
        Group.TUNE: plan.tune_per_lift,
        Group.CALIBRATE: plan.calibrate_per_lift,
        Group.REPORT: plan.report_per_lift,
        Group.OTHER: plan.other_per_lift,
    }[group]
    with show(f"hear simulated people ({group})") as progress:
        return hear_people(
            people(group, per_lift),
            plan.population,
            workers=plan.workers,
            folder=plan.cache_dir,
            version=plan.engine,
            progress=progress,
        )


def heard_curls(plan: TrainPlan, show: ShowProgress) -> list[RatedSet]:
    """Push the real curls through the engine."""
    with show("hear curls") as progress:
        return hear_curls(plan.data_dir, workers=plan.workers, progress=progress)


def _velocity_reach(
    classifier: OrdinalClassifier, heard: list[HeardPerson], params: ConformalParams
) -> dict[str, tuple[float, float]]:
    """Set the interval of each kind of knowledge on the calibration people."""
    told: dict[str, list[tuple[float, int, str]]] = {}
    for knows in Knows:
        for person in heard:
            for context, moments in asked_moments(person, knows):
                answered = [
                    (moment.reps, moment.rir)
                    for moment in moments
                    if doubt_of([rep for rep in moment.reps if rep.status is RepStatus.COMPLETED], context) is None
                ]
                for row, rir, key in examples_of(answered, context, person.person.key):
                    reserve = classifier.reserve(row)
                    told.setdefault(knowledge_of(context), []).append((reserve.place(rir), reserve.zone, key))
    found = {}
    for name, values in told.items():
        places, zones, keys = zip(*values, strict=True)
        found[name] = reach_by_zone(np.array(places), np.array(zones), np.array(keys), params)
    return found


def _note(plan: TrainPlan, rows_n: int) -> dict[str, Any]:
    return {
        "lastrep": __version__,
        "engine": plan.engine or source_hash(),
        "model_source": source_hash(_CODE),
        "curls": curls_hash(plan.data_dir),
        "python": platform.python_version(),
        "numpy": np.__version__,
        "scikit-learn": version("scikit-learn"),
        "mapie": version("mapie"),
        "rows": rows_n,
        "people_through_the_engine": {
            "tune": 5 * plan.tune_per_lift,
            "calibrate": 5 * plan.calibrate_per_lift,
            "report": 5 * plan.report_per_lift,
            "other": 5 * plan.other_per_lift,
        },
        "population": repr(plan.population),
        "dataset": repr(plan.dataset),
        "fit": repr(plan.fit),
        "tempo_fit": repr(plan.tempo),
        "conformal": repr(plan.conformal),
    }
