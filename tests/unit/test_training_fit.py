"""Fitting: plain arrays say what scikit-learn says, intervals hold what they promise, people are not shared."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import lastrep.training.cache
from lastrep.training.cache import hear_people
from lastrep.training.conformal import ConformalParams, reach, reach_by_zone
from lastrep.training.dataset import DatasetParams, training_rows
from lastrep.training.figures import f1, figures
from lastrep.training.fit import FitParams, fit_classifier, plain_trees, questions
from lastrep.training.judge import Judged
from lastrep.training.people import Group, HeardPerson, SimulatedPerson, people
from lastrep.training.population import draw_lifter, draw_session
from lastrep.training.quick import SetErrors
from lastrep.training.recording import Sensor, hear_set
from lastrep.training.spreads import PopulationParams
from model.features import FEATURES
from model.reserve import AT_MOST, Reserve

BANK = (
    SetErrors(velocity_mps=((0.005, 0.01), (-0.004, 0.01), (0.0, 0.02)), before=0, missed_share=0.0, failure_seen=True),
    SetErrors(velocity_mps=((0.03, 0.05), None, (-0.02, 0.03)), before=1, missed_share=0.1, failure_seen=None),
)
SMALL = FitParams(trees=15, least_rows=20)
ROWS = training_rows(DatasetParams(lifters=60), PopulationParams(), BANK)


def test_the_plain_trees_say_what_scikit_learn_says() -> None:
    from sklearn.ensemble import HistGradientBoostingClassifier

    rng = np.random.default_rng(1)
    x = rng.normal(size=(2000, 6))
    x[rng.random(x.shape) < 0.2] = np.nan
    y = np.nan_to_num(x[:, 0]) + 0.5 * np.nan_to_num(x[:, 1]) + np.isnan(x[:, 2]) > 0.2
    learner = HistGradientBoostingClassifier(max_iter=30, max_leaf_nodes=13, random_state=1).fit(x, y)
    mine = 1.0 / (1.0 + np.exp(-plain_trees(learner).log_odds(x)))
    np.testing.assert_allclose(mine, learner.predict_proba(x)[:, 1], atol=1e-12)


def test_the_same_rows_give_the_same_classifier() -> None:
    one, two = fit_classifier(ROWS, SMALL), fit_classifier(ROWS, SMALL)
    np.testing.assert_array_equal(one.trees.value, two.trees.value)
    np.testing.assert_array_equal(one.trees.threshold, two.trees.threshold)


def test_what_is_asked_about_does_not_give_the_truth_away() -> None:
    """A number asked about only when it is near the truth would teach its chance among its neighbours alone."""
    other = replace(ROWS, rir=np.roll(ROWS.rir, 100))
    np.testing.assert_array_equal(questions(ROWS, SMALL)[0], questions(other, SMALL)[0])
    assert not np.array_equal(questions(ROWS, SMALL)[1], questions(other, SMALL)[1])


def test_chances_never_fall_with_the_number_of_reps() -> None:
    chances = fit_classifier(ROWS, SMALL).chances(ROWS.features[:200])
    assert chances.shape == (200, len(AT_MOST))
    assert (np.diff(chances, axis=1) >= 0).all()


def test_a_larger_loss_never_promises_more_reps() -> None:
    classifier = fit_classifier(ROWS, SMALL)
    row = ROWS.features[10].copy()
    place = FEATURES.index("smooth_loss")
    chances = []
    for loss in np.linspace(0.0, 0.9, 10):
        row[place] = loss
        chances.append(classifier.chances(row[None, :])[0, 2])
    assert (np.diff(chances) >= 0).all()


def test_rows_are_the_same_again_and_hold_enough_people() -> None:
    again = training_rows(DatasetParams(lifters=60), PopulationParams(), BANK)
    np.testing.assert_array_equal(ROWS.features, again.features)
    np.testing.assert_array_equal(ROWS.rir, again.rir)
    assert len(set(ROWS.people)) > 50
    assert ROWS.rir.min() == 0


def told_too(sure: float) -> tuple[list[Reserve], np.ndarray]:
    """Distributions around true whole numbers whose spread is too small by this factor, and the truths."""
    rng = np.random.default_rng(2)
    middle = rng.uniform(2.0, 8.0, size=4000)
    truth = np.maximum(np.round(middle + rng.normal(0.0, 1.5, size=4000)), 0.0).astype(int)
    at_most = np.arange(16.0)
    spread = 1.5 / sure
    chances = 1.0 / (1.0 + np.exp(-1.7 * (at_most[None, :] + 0.5 - middle[:, None]) / spread))
    return [Reserve(at_most, one) for one in chances], truth


@pytest.mark.parametrize("sure", [0.5, 1.0, 2.0])
def test_the_interval_of_whole_numbers_holds_what_it_promises_and_not_more(sure: float) -> None:
    told, truth = told_too(sure)
    names = np.array([str(i // 10) for i in range(len(truth))])
    places = np.array([one.place(int(rir)) for one, rir in zip(told, truth, strict=True)])
    found = reach(places[:2000], names[:2000], ConformalParams())
    held = [low <= rir <= high for one, rir in zip(told, truth, strict=True) for low, high in [one.interval(found)]]
    assert np.mean(held[2000:]) == pytest.approx(0.8, abs=0.03)


def test_each_zone_gets_a_reach_of_its_own() -> None:
    rng = np.random.default_rng(3)
    far = np.arange(2000) % 2
    places = 0.5 + (0.1 + 0.3 * far) * rng.uniform(-1.0, 1.0, size=2000)
    near, farther = reach_by_zone(places, far, np.arange(2000).astype(str), ConformalParams())
    assert (near, farther) == pytest.approx((0.08, 0.32), abs=0.01)


def test_no_person_is_in_two_groups() -> None:
    seeds = [person.seed for group in Group for person in people(group, 200)]
    assert len(seeds) == len(set(seeds))


def test_a_heard_person_comes_out_of_the_cache_as_it_went_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    person = SimulatedPerson(exercise="row", number=0, group=Group.TUNE)
    few = replace(PopulationParams(), reps_mean=(4.0,) * 8)
    rng = np.random.default_rng(1)
    lifter = draw_lifter(rng, person.key, "row", few)
    one = hear_set(lifter, draw_session(rng, lifter, few, sets=1, to_failure=True)[0], Sensor(), 1)
    whole = HeardPerson(person=person, lifter=lifter, earlier=(one,), session=(one,))
    assert any(moment.rir == 0 for moment in one.moments)
    asked: list[SimulatedPerson] = []

    def hear(person: SimulatedPerson, params: PopulationParams) -> HeardPerson:
        asked.append(person)
        return whole

    monkeypatch.setattr(lastrep.training.cache, "hear_person", hear)
    for _ in range(2):
        assert hear_people([person], few, folder=tmp_path, version="v") == [whole]
    assert len(asked) == 1
    assert hear_people([person], few, folder=tmp_path, version="w") == [whole]
    assert len(asked) == 2
    for file in tmp_path.rglob("*.json.gz"):
        file.write_bytes(b"damaged")
    assert hear_people([person], few, folder=tmp_path, version="v") == [whole]
    assert len(asked) == 3


def judged(rir: int, estimate: float | None, near: float = 0.0, person: str = "a") -> Judged:
    return Judged(
        person=person,
        exercise="squat",
        sensor="bar",
        rir=rir,
        estimate=estimate,
        low=None if estimate is None else estimate - 1,
        high=None if estimate is None else estimate + 1,
        near_failure=None if estimate is None else near,
        reason="x" if estimate is None else None,
        baselines={},
    )


def test_figures_count_what_they_say() -> None:
    found = figures(
        [judged(0, 1.0, 0.9), judged(2, 4.0, 0.4), judged(5, 5.0, 0.6, "b"), judged(9, 2.0), judged(1, None)]
    )
    assert (found.reps, found.people, found.answered) == (5, 2, 0.8)
    assert found.mae_0_3 == pytest.approx(1.5)
    assert found.mae_0_5 == pytest.approx(1.0)
    assert found.bias_0_5 == pytest.approx(1.0)
    assert found.near_f1 == pytest.approx(0.5)
    assert found.coverage == pytest.approx(0.5)
    assert found.coverage_0_5 == pytest.approx(2 / 3)
    assert f1(np.array([False]), np.array([True])) == 0.0
