"""Trains or takes the model that is there, judges it on the report people and the curls, and writes the card."""

import numpy as np

from lastrep.training.bars import hear_bars, judge_bars
from lastrep.training.card import write_card
from lastrep.training.card_real import RealPeople
from lastrep.training.dataset import DatasetParams, training_rows
from lastrep.training.fit_tempo import tempo_rows
from lastrep.training.judge import Judged, Knows, judge_people, mean_by_rep
from lastrep.training.judge_curls import judge_curls
from lastrep.training.people import Group
from lastrep.training.pipeline import ShowProgress, Trained, TrainPlan, heard_curls, heard_group, train
from lastrep.training.quick import errors_of
from lastrep.training.squat_speeds import judge_squat_speeds
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
    heard, other = heard_group(plan, Group.REPORT, show), heard_group(plan, Group.OTHER, show)
    with show("hear barbell sets with a rating") as progress:
        bars = judge_bars(hear_bars(plan.data_dir, progress=progress), trained.model)
    judged: dict[Knows, list[Judged]] = {}
    with show("judge") as progress:
        for done, knows in enumerate(Knows, start=1):
            judged[knows] = judge_people(heard, knows, trained.model, trained.by_rep)
            progress(done, len(Knows) + 1)
        made_otherwise = {knows: judge_people(other, knows, trained.model, trained.by_rep) for knows in Knows}
        progress(1, 1)
    names = trained.curls.sets
    real = RealPeople(
        curls=judge_curls(trained.curls, plan.tempo),
        curl_sets=len(np.unique(names)),
        curl_sets_to_failure=len(np.unique(names[trained.curls.to_failure])),
        bars=bars,
        squat_speeds=judge_squat_speeds(plan.data_dir),
    )
    return write_card(trained.model, judged, made_otherwise, real)
