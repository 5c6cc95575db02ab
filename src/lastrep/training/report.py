"""Trains or takes the model that is there, judges it on the report people and the curls, and writes the card."""

import numpy as np

from lastrep.training.card import write_card
from lastrep.training.dataset import DatasetParams, training_rows
from lastrep.training.fit_tempo import tempo_rows
from lastrep.training.judge import Judged, Knows, judge_people, mean_by_rep
from lastrep.training.judge_curls import judge_curls
from lastrep.training.people import Group
from lastrep.training.pipeline import ShowProgress, Trained, TrainPlan, heard_curls, heard_group, train
from lastrep.training.quick import errors_of
from model.artifact import save_model, shipped_model


def trained_card(plan: TrainPlan, show: ShowProgress) -> tuple[bytes, str]:
    """Train, judge, and return the bytes of the model and its card."""
    trained = train(plan, show)
    return save_model(trained.model), _card(plan, trained, show)


def judged_card(plan: TrainPlan, show: ShowProgress) -> str:
    """Judge the model that comes with the package on this engine, and return its card."""
    bank = errors_of(heard_group(plan, Group.TUNE, show))
    few = DatasetParams(lifters=min(1000, plan.dataset.lifters))
    by_rep = mean_by_rep(training_rows(few, plan.population, bank, workers=plan.workers))
    curls = tempo_rows(heard_curls(plan, show))
    return _card(plan, Trained(model=shipped_model(), by_rep=by_rep, curls=curls), show)


def _card(plan: TrainPlan, trained: Trained, show: ShowProgress) -> str:
    heard = heard_group(plan, Group.REPORT, show)
    judged: dict[Knows, list[Judged]] = {}
    with show("judge") as progress:
        for done, knows in enumerate(Knows, start=1):
            judged[knows] = judge_people(heard, knows, trained.model, trained.by_rep)
            progress(done, len(Knows))
        curls = judge_curls(trained.curls, plan.tempo)
        names = trained.curls.sets
        counts = len(np.unique(names)), len(np.unique(names[trained.curls.to_failure]))
        return write_card(trained.model, judged, curls, counts)
