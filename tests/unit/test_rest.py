import numpy as np
import pytest

from sensing.choice import ChoiceParams
from sensing.cycles import find_cycles
from sensing.motion import MotionParams
from sensing.rest import handling, unlike_lifts, walks, walks_off
from sensing.samples import ImuBlock, Recording
from sensing.session import analyze
from sensing.settle import SettleParams, settle
from sensing.swings import Swing
from tests.support.lifting import Lift
from tests.support.movements import Movement, reps, still, walking


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


def at(rises_s: list[tuple[float, float]], *, turning: bool = False, differ: float | None = None) -> str | None:
    nodes = [(round(100 * start), round(100 * end)) for start, end in rises_s]
    return handling(nodes, 0.01, turning=turning, params=ChoiceParams(), differ=differ)


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


SLOW_TRIPLE = [(0.0, 0.8), (4.5, 5.3), (9.0, 9.8)]


def test_three_quick_reps_with_long_breaths_are_a_set_where_the_wrist_lies_alike() -> None:
    assert at(SLOW_TRIPLE) == at(SLOW_TRIPLE, differ=0.15) == "3 movements of 0.8 s, 3.7 s apart"
    assert at(SLOW_TRIPLE, differ=0.05) is None


def test_two_movements_are_too_few_to_lie_alike() -> None:
    assert at(SLOW_TRIPLE[:2], differ=0.05) == "2 movements of 0.8 s, 3.7 s apart"


def test_sips_lie_alike_too() -> None:
    assert at(SLOW_TRIPLE, differ=0.05, turning=True) is not None


def test_five_plates_are_no_set_where_the_wrist_lies_otherwise_each_time() -> None:
    plates = [(6.0 * k, 6.0 * k + 0.8) for k in range(5)]
    assert at(plates, differ=0.1) is None
    assert at(plates, differ=0.25) == "5 movements of 0.8 s, 5.2 s apart"


def walked(period_s: float, movement: Movement) -> str | None:
    cycles = find_cycles(movement.window())
    rises = [
        Swing(start=round(100 * period_s * k), end=round(100 * period_s * k) + 35, size_m=0.15, up=True)
        for k in range(6)
    ]
    return walks(rises, 0.01, cycles, ChoiceParams())


def test_arms_that_swing_slowly_are_no_set_where_the_body_bounces_twice() -> None:
    assert walked(1.25, walking(12, stride_hz=0.8)) == "one movement in 1.2 s that bounces twice, as in walking"


def test_quick_rows_are_a_set_because_they_do_not_bounce() -> None:
    assert walked(1.25, still(3) + reps(8, height_m=0.4, there_s=0.5, back_s=0.6, pause_s=0.15) + still(3)) is None


def test_slow_reps_are_not_walking_because_somebody_walks_in_the_window() -> None:
    assert walked(2.5, walking(12, stride_hz=0.8)) is None


def test_without_anything_that_repeats_nobody_walks() -> None:
    assert walks([Swing(start=0, end=30, size_m=0.2, up=True)] * 2, 0.01, None, ChoiceParams()) is None


def left(reps_s: list[tuple[float, float]], strides_s: list[tuple[float, float]], *, stride_m: float = 0.15) -> bool:
    """Whether rises of half a metre, and then smaller ones, are those of someone who walks away."""
    lift, now_s = Lift(), 0.0
    for (start_s, end_s), size_m in [*((rep, 0.5) for rep in reps_s), *((stride, stride_m) for stride in strides_s)]:
        lift = lift.move(-size_m, start_s - now_s).move(size_m, end_s - start_s)
        now_s = end_s
    motion = settle(lift.rest(1).window(), MotionParams(), SettleParams()).motion
    swings = [Swing(start=round(100 * a), end=round(100 * b), size_m=stride_m, up=True) for a, b in strides_s]
    told = [(round(100 * a), round(100 * b)) for a, b in reps_s]
    return walks_off(told, swings, motion, ChoiceParams()) is not None


TRIPLE = [(2.0, 3.0), (5.0, 6.0), (8.0, 9.5)]
STRIDES = [(14.0 + 1.1 * k, 14.4 + 1.1 * k) for k in range(3)]


def test_arms_that_swing_after_a_short_set_walk_away_from_it() -> None:
    assert left(TRIPLE, STRIDES)
    assert left(TRIPLE[:2], STRIDES)


def test_reps_as_large_as_the_others_or_as_quick_as_they_do_not() -> None:
    assert not left(TRIPLE, STRIDES, stride_m=0.4)
    assert not left(TRIPLE, [(14.0 + 1.8 * k, 14.6 + 1.8 * k) for k in range(3)])
    assert not left([(1.0 + 1.3 * k, 1.5 + 1.3 * k) for k in range(4)], STRIDES)


def test_two_strides_or_a_single_rep_tell_nothing() -> None:
    assert not left(TRIPLE, STRIDES[:2])
    assert not left(TRIPLE[:1], STRIDES)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_recording_of_walking_alone_holds_no_set(seed: int) -> None:
    felt = walking(30.0, seed=seed).window(seed=seed)
    assert felt.gyr_dps is not None
    samples = ImuBlock(t_s=np.arange(len(felt.acc_mps2)) / 100, acc_mps2=felt.acc_mps2, gyr_dps=-felt.gyr_dps)
    result = analyze(Recording(source="walking", samples=samples, rate_hz=100.0))
    assert result.sets == ()
