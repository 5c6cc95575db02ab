"""Puts the tempo model and the baselines to real curls of a person it was not fitted on, one person after the other."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lastrep.training.curls import MOST_EFFORT
from lastrep.training.figures import f1
from lastrep.training.fit_tempo import TempoFitParams, TempoRows, fit_tempo
from model.reserve import NEAR_CHANCE, NEAR_FAILURE_REPS
from sensing.samples import Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CurlAnswers:
    """What was said after each rep by a model that never saw its person.

    Parameters
    ----------
    rows : the reps.
    estimate : as told [reps].
    place, far : where the truth stands in the distribution that was told, and the zone of that (`ZONES`). The truth is
        the reps that followed in sets that ended at 10, the rating in others.
    near : chance that two reps or fewer are left.
    by_rep : the baseline: mean rating after as many reps of the other people, and their share near failure.
    """

    rows: TempoRows
    estimate: Floats
    place: Floats
    far: NDArray[np.int64]
    near: Floats
    by_rep: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class CurlFigures:
    """Figures of one group of curls; NaN when it holds none that count.

    Parameters
    ----------
    reps, failure_reps : all reps, and those of sets that ended at 10.
    rating_within_1 : share of reps whose rating is met within one.
    near_f1 : F1 of "two reps or fewer left", in sets that ended at 10.
    mae_0_5 : mean absolute error there at 0 to 5 reps left [reps].
    plain_within_1, plain_f1 : the same by the baseline.
    """

    reps: int
    failure_reps: int
    rating_within_1: float
    near_f1: float
    mae_0_5: float
    plain_within_1: float
    plain_f1: float


def judge_curls(rows: TempoRows, params: TempoFitParams) -> CurlAnswers:
    """Leave each person out in turn, fit on the others, and ask about the one left out."""
    n = len(rows.rating)
    estimate, place, near, by_rep = (np.zeros(n) for _ in range(4))
    far = np.zeros(n, dtype=np.int64)
    truth = np.where(rows.to_failure, rows.left, MOST_EFFORT - rows.rating)
    for person in np.unique(rows.people):
        here = rows.people == person
        others = rows.where(~here)
        model = fit_tempo(others, params)
        for i in np.flatnonzero(here):
            reserve = model.reserve(rows.features[i])
            estimate[i], near[i] = max(0.0, reserve.quantile(0.5)), reserve.near_failure()
            place[i], far[i] = reserve.place(int(truth[i])), reserve.zone
            by_rep[i] = _plain_rating(others, int(rows.places[i]))
    return CurlAnswers(rows=rows, estimate=estimate, place=place, far=far, near=near, by_rep=by_rep)


def curl_figures(answers: CurlAnswers, chosen: NDArray[np.bool_] | None = None) -> CurlFigures:
    """Work out the figures of all reps, or of the chosen ones."""
    rows = answers.rows
    here = np.ones(len(rows.rating), dtype=np.bool_) if chosen is None else chosen
    ended = here & rows.to_failure
    near = rows.left <= NEAR_FAILURE_REPS
    few = ended & (rows.left <= 5)
    rating = np.clip(np.round(MOST_EFFORT - answers.estimate), 1, MOST_EFFORT)
    plain = np.round(answers.by_rep)
    errors = np.abs(answers.estimate - rows.left)[few]
    return CurlFigures(
        reps=int(here.sum()),
        failure_reps=int(ended.sum()),
        rating_within_1=_share(np.abs(rating - rows.rating)[here] <= 1),
        near_f1=f1((answers.near >= NEAR_CHANCE)[ended], near[ended]),
        mae_0_5=float(errors.mean()) if len(errors) else float("nan"),
        plain_within_1=_share(np.abs(plain - rows.rating)[here] <= 1),
        plain_f1=f1((answers.by_rep >= MOST_EFFORT - NEAR_FAILURE_REPS)[ended], near[ended]),
    )


def _plain_rating(others: TempoRows, place: int) -> float:
    nearest = np.abs(others.places - place)
    return float(others.rating[nearest == nearest.min()].mean())


def _share(values: NDArray[np.bool_]) -> float:
    return float(values.mean()) if len(values) else float("nan")
