from itertools import pairwise

import numpy as np
import pytest

from sensing.turns import turning_points, typical_swing


def places(values: list[float], smallest: float) -> list[tuple[int, bool]]:
    return [(turn.node, turn.high) for turn in turning_points(np.array(values, dtype=np.float64), smallest)]


def test_a_wobble_smaller_than_asked_is_no_turn() -> None:
    assert places([0, 1, 0.7, 2, 0], 0.5) == [(0, False), (3, True), (4, False)]
    assert places([0, 1, 0.7, 2, 0], 0.3) == [(0, False), (1, True), (2, False), (3, True), (4, False)]


def test_tops_and_bottoms_alternate_on_any_curve() -> None:
    curve = np.cumsum(np.random.default_rng(5).normal(size=2000))
    turns = turning_points(curve, 3.0)
    assert len(turns) > 10
    for one, other in pairwise(turns):
        assert one.node < other.node
        assert one.high != other.high
        assert (curve[other.node] - curve[one.node]) * (1 if other.high else -1) >= 3.0


def test_each_turn_is_the_extreme_between_its_neighbours() -> None:
    curve = np.cumsum(np.random.default_rng(6).normal(size=1000))
    turns = turning_points(curve, 2.0)
    for before, turn, after in zip(turns, turns[1:], turns[2:], strict=False):
        between = curve[before.node : after.node + 1]
        assert curve[turn.node] == (between.max() if turn.high else between.min())


def test_a_flat_curve_has_no_turns() -> None:
    assert places([3, 3, 3, 3], 0.1) == []
    assert typical_swing(np.full(9, 3.0), 0.1) is None


def test_one_way_has_two_ends() -> None:
    assert places([0, 1, 2, 3], 1.0) == [(0, False), (3, True)]
    assert places([3, 2, 1, 0], 1.0) == [(0, True), (3, False)]


def test_a_curve_turned_over_turns_at_the_same_places() -> None:
    curve = np.cumsum(np.random.default_rng(7).normal(size=500))
    flipped = [(turn.node, not turn.high) for turn in turning_points(-curve, 2.0)]
    assert [(turn.node, turn.high) for turn in turning_points(curve, 2.0)] == flipped


def test_the_typical_swing_is_not_moved_by_many_small_ones() -> None:
    tremble = [0.0, 0.1] * 10
    assert typical_swing(np.array([*tremble, 0.0, 1.0, 0.0, 1.2, 0.0]), 0.05) == pytest.approx(1.0)
