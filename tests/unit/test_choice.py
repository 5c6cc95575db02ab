import numpy as np
import pytest

from sensing.choice import CountBy, Support, choose, support
from sensing.cycles import Cycles, find_cycles
from sensing.signals import read_signals
from tests.support.movements import Movement, fumbling, reps, still

ALIKE = Support(share=0.8, swing_rad=0.4)


def found(movement: Movement) -> Cycles:
    cycles = find_cycles((still(3) + movement + still(3)).window())
    assert cycles is not None
    return cycles


def test_a_curl_is_counted_by_likeness_and_gives_no_velocity() -> None:
    choice = choose(8, ALIKE, found(reps(8, angle_rad=2.0, height_m=0.3)))
    assert choice.by is CountBy.LIKENESS
    assert choice.velocity_reason is not None
    assert "turns by" in choice.velocity_reason


def test_a_cable_row_is_counted_by_likeness_and_gives_no_velocity() -> None:
    choice = choose(0, None, found(reps(8, forward_m=0.4)))
    assert choice.by is CountBy.LIKENESS
    assert choice.velocity_reason is not None
    assert "rises by only" in choice.velocity_reason


def test_a_press_is_counted_by_height_and_gives_velocity() -> None:
    choice = choose(8, ALIKE, found(reps(8, height_m=0.5, angle_rad=0.3)))
    assert (choice.by, choice.velocity_reason) == (CountBy.HEIGHT, None)


def test_on_a_wrist_likeness_finds_the_rep_that_height_lost() -> None:
    choice = choose(7, ALIKE, found(reps(8, height_m=0.5, angle_rad=0.3)))
    assert (choice.by, choice.velocity_reason) == (CountBy.LIKENESS, None)


def test_on_a_bar_height_is_believed() -> None:
    assert choose(7, ALIKE, found(reps(8, height_m=0.5))).by is CountBy.HEIGHT


def test_a_double_by_height_alone_is_counted_when_both_are_alike() -> None:
    assert choose(2, Support(share=0.6, swing_rad=0.2), None).by is CountBy.HEIGHT


def test_rises_that_have_nothing_in_common_are_not_counted() -> None:
    assert choose(4, Support(share=-0.6, swing_rad=0.6), None).by is CountBy.NOTHING


def test_a_bottle_lifted_three_times_is_not_counted() -> None:
    assert choose(3, Support(share=0.6, swing_rad=1.1), None).by is CountBy.NOTHING


def test_three_rows_in_quick_succession_are_counted_though_the_wrist_turns() -> None:
    assert choose(3, Support(share=0.6, swing_rad=1.0, apart_s=1.3), None).by is CountBy.HEIGHT


def test_five_rises_on_a_wrist_that_explain_nothing_of_each_other_are_not_counted() -> None:
    assert choose(5, Support(share=-0.3, swing_rad=0.1), None).by is CountBy.NOTHING


def test_the_time_between_rises_is_from_the_end_of_one_to_the_start_of_the_next() -> None:
    movement = still(3) + reps(4, height_m=0.5, angle_rad=0.3) + still(3)
    rises = _rises(movement)
    known = support(read_signals(movement.window()), rises, movement.height_m[1:])
    assert known is not None
    assert known.apart_s == pytest.approx(0.01 * (rises[1][0] - rises[0][1]), abs=0.1)


def test_a_bar_that_rolls_in_the_hands_is_still_a_bar() -> None:
    assert choose(3, Support(share=-1.1, swing_rad=0.4, tilt=0.0003), None).by is CountBy.HEIGHT


@pytest.mark.parametrize(("tilt", "by"), [(0.0004, CountBy.HEIGHT), (0.003, CountBy.NOTHING)])
def test_a_bar_that_rolls_far_on_the_back_is_one_if_it_stayed_as_level_as_bars_do(tilt: float, by: CountBy) -> None:
    assert choose(3, Support(share=-1.1, swing_rad=0.9, tilt=tilt), None).by is by


def test_one_rise_is_nothing() -> None:
    assert choose(1, None, None).by is CountBy.NOTHING


def test_reps_support_each_other() -> None:
    movement = still(3) + reps(6, height_m=0.5, angle_rad=0.3, seed=2) + still(3)
    known = support(read_signals(movement.window()), _rises(movement), movement.height_m[1:])
    assert known is not None
    assert known.share > 0.9
    assert known.swing_rad == pytest.approx(0.3, abs=0.03)


@pytest.mark.parametrize("seed", range(5))
def test_reaches_do_not_support_each_other(seed: int) -> None:
    movement = fumbling(40, seed=seed)
    known = support(read_signals(movement.window()), _rises(movement), movement.height_m[1:])
    assert known is not None
    assert known.share < 0.2


def test_a_single_rise_has_no_support() -> None:
    movement = still(3) + reps(1, height_m=0.5) + still(3)
    assert support(read_signals(movement.window()), [(300, 400)], movement.height_m[1:]) is None


def _rises(movement: Movement) -> list[tuple[int, int]]:
    """Stretches in which the height goes up by 0.1 m or more, as grid points of the window."""
    going = np.concatenate([[False], np.diff(movement.height_m) > 1e-7, [False]])
    starts, ends = np.flatnonzero(~going[:-1] & going[1:]), np.flatnonzero(going[:-1] & ~going[1:])
    spans = zip(starts.tolist(), ends.tolist(), strict=True)
    return [(a - 1, b - 1) for a, b in spans if movement.height_m[b] - movement.height_m[a] > 0.1 and a > 0]
