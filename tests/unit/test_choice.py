import numpy as np
import pytest

from sensing.choice import ChoiceParams, CountBy, Support, choose, handling, support, unlike_lifts
from sensing.cycles import Cycles, find_cycles
from sensing.signals import read_signals
from sensing.swings import Swing
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


def no_lifts(rises: list[tuple[float, float]]) -> str | None:
    """Rises of (duration [s], height [m]), 2 s apart."""
    swings = [
        Swing(start=200 * k, end=200 * k + round(100 * takes_s), size_m=size_m, up=True)
        for k, (takes_s, size_m) in enumerate(rises)
    ]
    return unlike_lifts(swings, 0.01, ChoiceParams())


def test_flicks_of_a_hand_are_no_lifts_and_quick_rows_are() -> None:
    assert no_lifts([(0.3, 0.13)] * 15) == "15 movements of 0.1 m in 0.3 s"
    assert no_lifts([(0.38, 0.33)] * 8) is None


def test_two_movements_of_unlike_speed_are_no_set_and_a_double_with_a_grinder_is() -> None:
    assert no_lifts([(1.8, 0.3), (0.5, 0.4)]) == "two movements, one at 0.2 m/s and one at 0.8 m/s"
    assert no_lifts([(1.2, 0.5), (1.9, 0.5)]) is None
    assert no_lifts([(0.8, 0.5), (0.9, 0.5), (3.5, 0.5)]) is None


def at(rises_s: list[tuple[float, float]], *, turning: bool = False) -> str | None:
    nodes = [(round(100 * start), round(100 * end)) for start, end in rises_s]
    return handling(nodes, 0.01, turning=turning, params=ChoiceParams())


def test_the_swing_of_arms_in_walking_is_no_set() -> None:
    assert at([(1.1 * k, 1.1 * k + 0.3) for k in range(8)]) == "one movement in 1.1 s, as in walking"


def test_plates_put_on_one_after_the_other_are_no_set() -> None:
    assert at([(0.0, 1.0), (6.5, 7.4)]) == "2 movements of 1.0 s, 5.5 s apart"


def test_a_heavy_triple_with_long_pauses_is_a_set() -> None:
    assert at([(0.0, 1.7), (5.6, 7.4), (11.3, 13.4)]) is None


def test_many_quick_reps_with_long_pauses_are_a_set() -> None:
    assert at([(6.0 * k, 6.0 * k + 0.8) for k in range(4)]) is None


def test_sips_that_turn_the_wrist_are_no_set_and_curls_are() -> None:
    assert at([(5.0 * k, 5.0 * k + 0.9) for k in range(6)], turning=True) is not None
    assert at([(3.2 * k, 3.2 * k + 1.2) for k in range(6)], turning=True) is None


def test_a_bar_that_rolls_in_the_hands_is_still_a_bar() -> None:
    assert choose(3, Support(share=-1.1, swing_rad=0.4, tilt=0.0003), None).by is CountBy.HEIGHT


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
