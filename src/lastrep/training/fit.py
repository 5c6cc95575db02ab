"""Fits the ordinal classifier with scikit-learn and takes its trees out as plain arrays."""

import os
from dataclasses import dataclass
from typing import Any  # scikit-learn has no types

import numpy as np
from numpy.typing import NDArray

from lastrep.training.rows import Rows
from model.classifier import ASKED, OrdinalClassifier, asked_rows
from model.features import FEATURES
from model.reserve import AT_MOST
from model.trees import BoostedTrees
from sensing.samples import Floats

_FEWER_LEFT = ("loss", "smooth_loss", "at_most", "decline_odds")
_MORE_LEFT = (
    "above_end_mps",
    "above_end_share",
    "line_rir_beyond",
    "curve_rir_beyond",
    "steady_rir_beyond",
    "equation_rir_beyond",
    "capacity_rir_beyond",
    "load_rir_beyond",
    "speed_rir_beyond",
    "published_rir_beyond",
    "decline_rir_beyond",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FitParams:
    """How the trees are grown.

    Parameters
    ----------
    trees : how many.
    leaves : of each tree, at most.
    learning_rate : share of each tree that counts [-].
    least_rows : examples in a leaf, at least.
    shrinkage : L2 penalty of the leaves.
    questions : numbers of reps that each example is asked about, near the forecast and anywhere in turn.
    seed : of the questions.

    Origin: lowest log loss of "at most k left" on simulated tune people, 2026.
    """

    trees: int = 100
    leaves: int = 16
    learning_rate: float = 0.1
    least_rows: int = 300
    shrinkage: float = 20.0
    questions: int = 2
    seed: int = 1


def fit_classifier(rows: Rows, params: FitParams) -> OrdinalClassifier:
    """Fit the classifier; the same rows give the same trees."""
    # Two threads on two busy cores wait for each other far longer than one thread works.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    from sklearn.ensemble import HistGradientBoostingClassifier

    asked, answers = questions(rows, params)
    learner = HistGradientBoostingClassifier(
        max_iter=params.trees,
        max_leaf_nodes=params.leaves,
        learning_rate=params.learning_rate,
        min_samples_leaf=params.least_rows,
        l2_regularization=params.shrinkage,
        monotonic_cst=[int(name in _FEWER_LEFT) - int(name in _MORE_LEFT) for name in ASKED],
        early_stopping=False,
        random_state=params.seed,
    )
    learner.fit(asked, answers)
    return OrdinalClassifier(plain_trees(learner))


def plain_trees(learner: Any) -> BoostedTrees:
    """Copy the trees of a fitted `HistGradientBoostingClassifier` of two classes.

    scikit-learn has no public way to read them; a test holds the copy to its predictions.
    """
    nodes = [tree.nodes for (tree,) in learner._predictors]
    size = max(len(one) for one in nodes)
    shape = (len(nodes), size)
    own = np.broadcast_to(np.arange(size, dtype=np.int16), shape)
    feature, left, right = np.zeros(shape, np.int16), own.copy(), own.copy()
    threshold, value, missing_left = np.zeros(shape), np.zeros(shape), np.zeros(shape, np.bool_)
    for i, one in enumerate(nodes):
        inner = ~one["is_leaf"].astype(bool)
        places = np.flatnonzero(inner)
        feature[i, places] = one["feature_idx"][inner]
        threshold[i, places] = one["num_threshold"][inner]
        missing_left[i, places] = one["missing_go_to_left"][inner]
        left[i, places], right[i, places] = one["left"][inner], one["right"][inner]
        value[i, : len(one)] = np.where(inner, 0.0, one["value"])
    return BoostedTrees(
        feature=feature,
        threshold=threshold,
        missing_left=missing_left,
        left=left,
        right=right,
        value=value,
        start=float(np.ravel(learner._baseline_prediction)[0]),
        depth=max(int(one["depth"].max()) for one in nodes),
    )


def questions(rows: Rows, params: FitParams) -> tuple[Floats, NDArray[np.bool_]]:
    """Ask each example about numbers near the forecast and about any in turn; return asked rows and answers.

    Which number is asked about never depends on the truth: a number that is only asked about when it is near the truth
    teaches how likely it is among its neighbours, not how likely at all.
    """
    rng = np.random.default_rng(params.seed)
    numbers = np.array(AT_MOST)
    n, last = len(rows), len(numbers) - 1
    forecast = rows.features[:, FEATURES.index("decline_rir")]
    asked, answers = [], []
    for turn in range(params.questions):
        if turn % 2:
            places = rng.integers(len(numbers), size=n)
        else:
            places = np.clip(np.searchsorted(numbers, forecast) + rng.integers(-4, 3, size=n), 0, last)
        asked.append(asked_rows(rows.features, numbers[places].astype(np.float64)))
        answers.append(rows.rir <= numbers[places])
    return np.concatenate(asked), np.concatenate(answers)
