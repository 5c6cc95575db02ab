"""How much of a distribution an interval has to hold so that it keeps its promise on people it was not fitted on.

Split conformal prediction by MAPIE, a well-kept library, on the place of the truth in the distribution that was told
(distributional conformal prediction, Chernozhukov et al. 2021, PNAS 118:e2107794118). A whole number of reps has the
middle of its own chance as its place, so the scores are continuous and intervals do not hold more than they promise.
The reps of one set are not exchangeable, people are: one rep a person is drawn at a time, many times, and the results
are averaged.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sensing.samples import Floats

CONFIDENCE = 0.8


class Middle:
    """An estimator that expects every truth in the middle of what was told."""

    n_features_in_ = 1

    def __sklearn_is_fitted__(self) -> bool:
        """Nothing is left to fit."""
        return True

    def fit(self, rows: Floats, truth: Floats) -> "Middle":
        """Do nothing."""
        del rows, truth
        return self

    def predict(self, rows: Floats) -> Floats:
        """Return the middle for each row."""
        return np.full(len(rows), 0.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConformalParams:
    """How the reach is found.

    Parameters
    ----------
    draws : how often one rep of each person is drawn.
    seed : of the draws.

    Origin: project rule; more draws change the third digit.
    """

    draws: int = 60
    seed: int = 1


def reach_by_zone(
    places: Floats, far: NDArray[np.int64], people: NDArray[np.str_], params: ConformalParams
) -> tuple[float, float]:
    """Return the reach of each of `ZONES`; which zone a rep is in, `far` (n,), was known when it was told."""
    near_failure, farther = (reach(places[here], people[here], params) for here in (far == 0, far == 1))
    return near_failure, farther


def reach(places: Floats, people: NDArray[np.str_], params: ConformalParams) -> float:
    """Return how far from the middle a number may stand and still belong to the interval [-].

    Parameters
    ----------
    places : (n,) of the truths in the distributions that were told, 0 to 1.
    people : (n,) whose they are.
    params : how.
    """
    from mapie.regression import SplitConformalRegressor

    rng = np.random.default_rng(params.seed)
    of_person = [np.flatnonzero(people == name) for name in np.unique(people)]
    found = []
    for _ in range(params.draws):
        chosen = np.array([rng.choice(rows) for rows in of_person])
        regressor = SplitConformalRegressor(estimator=Middle(), confidence_level=CONFIDENCE, prefit=True)
        regressor.conformalize(np.zeros((len(chosen), 1)), places[chosen])
        _, intervals = regressor.predict_interval(np.zeros((1, 1)))
        found.append(float(intervals[0, 1, 0]) - 0.5)
    return float(np.mean(found))
