"""Puts the tempo model and the baselines to real curls of a person it was not fitted on, one person after the other."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lastrep.training.curls import MOST_EFFORT
from lastrep.training.figures import f1
from lastrep.training.fit_tempo import TempoFitParams, TempoRows, fit_tempo
from model.reserve import NEAR_FAILURE_REPS
from model.tempo import TempoModel
from sensing.samples import Floats

_TAIL = 0.1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CurlAnswers:
    """What was said after each rep by a model that never saw its person.

    Parameters
    ----------
    rows : the reps.
    low, estimate, high : 10, 50 and 90 % quantiles before they are moved [reps].
    near : chance that two reps or fewer are left.
    by_rep : the baseline: mean rating after as many reps of the other people, and their share near failure.
    """

    rows: TempoRows
    low: Floats
    estimate: Floats
    high: Floats
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
    low, estimate, high, near, by_rep = (np.zeros(n) for _ in range(5))
    for person in np.unique(rows.people):
        here = rows.people == person
        others = rows.where(~here)
        model = fit_tempo(others, params)
        for i in np.flatnonzero(here):
            low[i], estimate[i], high[i], near[i] = _ask(model, rows.features[i])
            by_rep[i] = _plain_rating(others, int(rows.places[i]))
    return CurlAnswers(rows=rows, low=low, estimate=estimate, high=high, near=near, by_rep=by_rep)


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
        near_f1=f1((answers.near > 0.5)[ended], near[ended]),
        mae_0_5=float(errors.mean()) if len(errors) else float("nan"),
        plain_within_1=_share(np.abs(plain - rows.rating)[here] <= 1),
        plain_f1=f1((answers.by_rep >= MOST_EFFORT - NEAR_FAILURE_REPS)[ended], near[ended]),
    )


def _ask(model: TempoModel, row: Floats) -> tuple[float, float, float, float]:
    reserve = model.reserve(row)
    return (
        reserve.quantile(_TAIL),
        max(0.0, reserve.quantile(0.5)),
        reserve.quantile(1.0 - _TAIL),
        reserve.near_failure(),
    )


def _plain_rating(others: TempoRows, place: int) -> float:
    nearest = np.abs(others.places - place)
    return float(others.rating[nearest == nearest.min()].mean())


def _share(values: NDArray[np.bool_]) -> float:
    return float(values.mean()) if len(values) else float("nan")
