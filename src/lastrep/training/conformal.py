"""How far quantiles have to be moved so that intervals hold what they promise on people they were not fitted on.

Conformalized quantile regression by MAPIE, a well-kept library. The reps of one set are not exchangeable, people are:
one rep a person is drawn at a time, many times, and the moves are averaged.
"""

from dataclasses import dataclass
from typing import Any  # MAPIE takes anything that looks like an estimator

import numpy as np
from numpy.typing import NDArray

from sensing.samples import Floats

CONFIDENCE = 0.8


class Column:
    """An estimator that returns one column of its input: the quantiles are already there."""

    def __init__(self, place: int) -> None:
        self.place = place
        self.n_features_in_ = 3

    def __sklearn_is_fitted__(self) -> bool:
        """Nothing is left to fit."""
        return True

    def fit(self, rows: Floats, truth: Floats) -> "Column":
        """Do nothing."""
        del rows, truth
        return self

    def predict(self, rows: Floats) -> Floats:
        """Return the column."""
        column: Floats = np.asarray(rows)[:, self.place]
        return column


@dataclass(frozen=True, slots=True, kw_only=True)
class ConformalParams:
    """How the moves are found.

    Parameters
    ----------
    draws : how often one rep of each person is drawn.
    seed : of the draws.
    """

    draws: int = 60
    seed: int = 1


def margins(
    low: Floats, middle: Floats, high: Floats, truth: Floats, people: NDArray[np.str_], params: ConformalParams
) -> tuple[float, float]:
    """Return by how many reps to lower the 10 % and to raise the 90 % quantile.

    Parameters
    ----------
    low, middle, high : (n,) quantiles that were told [reps].
    truth : (n,) true reps in reserve.
    people : (n,) whose they are.
    params : how.
    """
    from mapie.regression import ConformalizedQuantileRegressor

    rng = np.random.default_rng(params.seed)
    told = np.column_stack([low, high, middle])
    of_person = [np.flatnonzero(people == name) for name in np.unique(people)]
    moves = []
    columns: list[Any] = [Column(0), Column(1), Column(2)]
    for _ in range(params.draws):
        chosen = np.array([rng.choice(places) for places in of_person])
        regressor = ConformalizedQuantileRegressor(estimator=columns, confidence_level=CONFIDENCE, prefit=True)
        regressor.conformalize(told[chosen], truth[chosen])
        # Far apart, so that no interval is turned over.
        _, intervals = regressor.predict_interval(np.array([[-100.0, 100.0, 0.0]]), symmetric_correction=False)
        moves.append((-100.0 - float(intervals[0, 0, 0]), float(intervals[0, 1, 0]) - 100.0))
    lower, raise_ = np.mean(moves, axis=0)
    return float(lower), float(raise_)
