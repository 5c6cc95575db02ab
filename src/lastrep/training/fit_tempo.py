"""Fits the model of lifts without velocity to real curls: two small logistic regressions.

The first follows the lifter's rating in all sets: an effort of 8 means two reps left by the lifter's own account. The
second knows how many reps really followed, which only a set that ended at 10 tells; a set that ended earlier enters it
by its ratings alone: 9 or more is near failure, 7 or less is not, 8 says nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lastrep.training.curls import MOST_EFFORT, RatedMoment, RatedSet
from model.reserve import NEAR_FAILURE_REPS
from model.tempo import TEMPO_AT_MOST, TEMPO_FEATURES, TempoModel, tempo_features
from sensing.samples import Floats

_FREE = 20.0
"""Scales the columns that say which number is asked about, so that the penalty leaves their log odds alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TempoFitParams:
    """How much the few people are believed; chosen by leaving one person out.

    Parameters
    ----------
    rating_belief, near_belief : inverse of the L2 penalty on scaled features, of the two regressions.
    rating_features : what a rating is told from; more of them follow single people.
    failure_weight : weight of a rep of a set that ended at 10, where the truth is known.
    """

    rating_belief: float = 0.1
    near_belief: float = 1.0
    rating_features: tuple[str, ...] = ("log_rep", "log_cycle", "turning_left")
    failure_weight: float = 8.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TempoRows:
    """Moments with a description.

    Parameters
    ----------
    features : (n, len(TEMPO_FEATURES)).
    rating, left : (n,) perceived exertion, and reps that followed in the set.
    to_failure : (n,) whether the set ended at 10.
    people, sets, places : (n,) whose, names of the sets, and the number of the rep in its set from 1.
    """

    features: Floats
    rating: NDArray[np.int64]
    left: NDArray[np.int64]
    to_failure: NDArray[np.bool_]
    people: NDArray[np.str_]
    sets: NDArray[np.str_]
    places: NDArray[np.int64]

    def where(self, chosen: NDArray[np.bool_]) -> "TempoRows":
        """Return the chosen moments."""
        return TempoRows(
            features=self.features[chosen],
            rating=self.rating[chosen],
            left=self.left[chosen],
            to_failure=self.to_failure[chosen],
            people=self.people[chosen],
            sets=self.sets[chosen],
            places=self.places[chosen],
        )


def tempo_rows(sets: Sequence[RatedSet]) -> TempoRows:
    """Describe every moment at which enough is known."""
    kept: list[tuple[Floats, RatedMoment, RatedSet]] = []
    for one in sets:
        for moment in one.moments:
            row = tempo_features(moment.reps)
            if row is not None:
                kept.append((row, moment, one))
    return TempoRows(
        features=np.array([row for row, _, _ in kept]),
        rating=np.array([moment.rating for _, moment, _ in kept]),
        left=np.array([moment.left for _, moment, _ in kept]),
        to_failure=np.array([one.to_failure for _, _, one in kept]),
        people=np.array([one.person for _, _, one in kept]),
        sets=np.array([one.name for _, _, one in kept]),
        places=np.array([len(moment.reps) for _, moment, _ in kept]),
    )


def fit_tempo(rows: TempoRows, params: TempoFitParams) -> TempoModel:
    """Fit both regressions; the same rows give the same model."""
    from sklearn.linear_model import LogisticRegression

    mean, scale = rows.features.mean(axis=0), np.maximum(rows.features.std(axis=0), 1e-6)
    z = (rows.features - mean) / scale
    numbers = np.array(TEMPO_AT_MOST)
    used = np.isin(TEMPO_FEATURES, params.rating_features)
    stacked = np.column_stack(
        [np.repeat(z * used, len(numbers), axis=0), np.tile(_FREE * np.eye(len(numbers)), (len(z), 1))]
    )
    answers = ((MOST_EFFORT - rows.rating)[:, None] <= numbers[None, :]).ravel()
    effort = LogisticRegression(C=params.rating_belief, fit_intercept=False, max_iter=2000).fit(stacked, answers)
    near, known = _near_failure(rows)
    weight = np.where(rows.to_failure, params.failure_weight, 1.0)
    close = LogisticRegression(C=params.near_belief, max_iter=2000).fit(
        z[known], near[known], sample_weight=weight[known]
    )
    features_n = z.shape[1]
    return TempoModel(
        mean=mean,
        scale=scale,
        effort=effort.coef_[0, :features_n] * used,
        effort_starts=np.maximum.accumulate(_FREE * effort.coef_[0, features_n:]),
        near=close.coef_[0].copy(),
        near_start=float(close.intercept_[0]),
    )


def _near_failure(rows: TempoRows) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether each moment is near failure, and whether that is known."""
    near = np.where(rows.to_failure, rows.left <= NEAR_FAILURE_REPS, rows.rating >= MOST_EFFORT - 1)
    surely_far = rows.rating < MOST_EFFORT - NEAR_FAILURE_REPS
    return near, rows.to_failure | near | surely_far
