"""The verdict on movements that are known exactly, and its reasons."""

from dataclasses import replace

import numpy as np
import pytest

from sensing.events import RejectReason, RepStatus
from sensing.motion import MotionParams
from sensing.rep_params import RepParams
from sensing.reps import Judge, Judged
from sensing.rises import apart_s
from sensing.settle import Settled, SettleParams, settle
from sensing.swings import Swing
from tests.support.lifting import STEP_S, Lift

COMPLETED, FAILED = RepStatus.COMPLETED, RepStatus.FAILED


def judged(
    lift: Lift, *, starts: bool = True, ends: bool = True, level: bool = False, drift_mps2: float = 0.05
) -> Judged:
    settled = settle(lift.window(drift_mps2=drift_mps2), MotionParams(), SettleParams())
    return verdict_on(settled, starts=starts, ends=ends, level=level)


def verdict_on(settled: Settled, *, starts: bool = True, ends: bool = True, level: bool = False) -> Judged:
    judge = Judge(params=RepParams(), motion_params=MotionParams(), settle_params=SettleParams())
    return judge.judge(settled, starts_recording=starts, ends_recording=ends, level=level)


def statuses(verdict: Judged) -> list[RepStatus]:
    return [attempt.status for attempt in verdict.attempts]


def reasons(verdict: Judged) -> list[RejectReason]:
    return [refused.reason for refused in verdict.refused]


@pytest.mark.parametrize("count", [2, 3, 8])
def test_every_rep_is_counted(count: int) -> None:
    verdict = judged(Lift().rest(3).reps(count).rest(3))
    assert statuses(verdict) == [COMPLETED] * count
    assert verdict.refused == ()


def test_the_first_rep_of_a_deadlift_is_counted() -> None:
    assert statuses(judged(Lift().rest(4).pulls(5).rest(4))) == [COMPLETED] * 5


def test_unrack_and_rerack_are_refused_with_their_reasons() -> None:
    lift = Lift().rest(3).move(0.22, 1).rest(2).reps(5).rest(2).move(-0.3, 1).rest(0.5).move(0.22, 1).rest(2)
    verdict = judged(lift)
    assert statuses(verdict) == [COMPLETED] * 5
    assert reasons(verdict) == [RejectReason.UNRACK, RejectReason.RERACK]
    assert "rose 0.2" in verdict.refused[0].detail
    assert "before the first rep" in verdict.refused[0].detail


def test_a_small_movement_between_reps_is_too_small() -> None:
    lift = Lift().rest(3).reps(3).rest(1).move(-0.25, 0.8).move(0.25, 0.8).rest(1).reps(3).rest(3)
    verdict = judged(lift)
    assert statuses(verdict) == [COMPLETED] * 6
    assert reasons(verdict) == [RejectReason.TOO_SMALL]
    assert "against 0.50 m" in verdict.refused[0].detail


@pytest.mark.parametrize("rose_m", [0.12, 0.2, 0.28, 0.3])
def test_a_last_attempt_that_comes_back_has_failed(rose_m: float) -> None:
    attempt = Lift().rest(3).reps(4).move(-0.5, 1.5).move(rose_m, 1.5).move(-rose_m, 1.0).rest(4)
    verdict = judged(attempt, level=True)
    assert statuses(verdict) == [COMPLETED] * 4 + [FAILED]
    assert verdict.attempts[-1].rise.size_m == pytest.approx(rose_m, abs=0.02)


def test_a_bar_that_creeps_up_a_little_while_it_is_carried_has_not_failed() -> None:
    verdict = judged(Lift().rest(3).reps(4).move(-0.5, 1.5).move(0.12, 3.5).move(-0.12, 1.0).rest(4))
    assert FAILED not in statuses(verdict)


def test_a_last_rise_that_takes_many_times_longer_is_no_rep() -> None:
    verdict = judged(Lift().rest(3).reps(4).move(-0.5, 1.5).move(0.5, 8.0).rest(4))
    assert statuses(verdict) == [COMPLETED] * 4


def test_a_last_rise_of_a_bar_is_a_rep_however_slow_if_it_comes_back_to_where_the_reps_begin() -> None:
    slow = Lift().rest(3).reps(4, up_s=0.6).move(-0.5, 1.5).move(0.2, 1.6).rest(1.4).move(0.3, 1.6).rest(0.6)
    lowered, put_up = slow.move(-0.5, 1.5), slow.rest(6)
    failed = lowered.move(0.15, 0.8).move(-0.15, 0.8)
    assert statuses(judged(lowered.rest(4), level=True, drift_mps2=0.02)) == [COMPLETED] * 5
    assert statuses(judged(failed.rest(4), level=True, drift_mps2=0.02)) == [COMPLETED] * 5 + [FAILED]
    assert statuses(judged(put_up, level=True, drift_mps2=0.02)) == [COMPLETED] * 4


@pytest.mark.parametrize(("stuck_s", "off_mps2"), [(3.5, 0.08), (4.5, 0.09), (4.5, 0.1)])
def test_a_grinder_that_comes_back_has_not_failed_where_the_fit_is_not_sure_of_it(
    stuck_s: float, off_mps2: float
) -> None:
    lift = Lift().rest(3).pulls(4, up_s=1.4).move(0.17, 1.2).rest(stuck_s).move(0.33, 2.6).rest(0.8)
    window = lift.move(-0.5, 1.5).rest(4).window(drift_mps2=0.05)
    begin_s, takes_s = lift.rises()[4][0], lift.rises()[5][1] - lift.rises()[4][0]
    into = (STEP_S * np.arange(len(window.a_mps2)) - begin_s) / takes_s
    error = np.where((into > 0) & (into < 1), -off_mps2 * np.sin(2 * np.pi * into), 0.0)
    settled = settle(replace(window, a_mps2=window.a_mps2 + error), MotionParams(), SettleParams())
    assert statuses(verdict_on(settled, level=True)) == [COMPLETED] * 5


def test_a_hand_that_rises_slowly_and_late_is_no_rep_and_a_bar_is() -> None:
    lift = Lift().rest(3).reps(5).move(-0.5, 1.5).rest(5).move(0.5, 2.4).rest(0.5).move(-0.5, 1.0).rest(4)
    on_wrist, on_bar = judged(lift), judged(lift, level=True)
    assert statuses(on_wrist) == [COMPLETED] * 5
    assert [rise.up for rise in on_wrist.after] == [True]
    assert statuses(on_bar) == [COMPLETED] * 6


def test_a_last_rep_after_a_long_breath_is_a_rep_on_a_wrist_too() -> None:
    lift = Lift().rest(3).reps(5).rest(5).reps(1, up_s=1.8).rest(4)
    assert statuses(judged(lift)) == [COMPLETED] * 6


@pytest.mark.parametrize(("wait_s", "takes_s"), [(9.0, 1.0), (0.0, 0.15)], ids=["late", "quick"])
def test_a_hand_that_moves_a_little_after_the_set_has_not_failed(wait_s: float, takes_s: float) -> None:
    lift = Lift().rest(3).reps(4).move(-0.5, 1.5).rest(wait_s).move(0.2, takes_s).move(-0.2, takes_s).rest(4)
    assert statuses(judged(lift)) == [COMPLETED] * 4


def test_an_attempt_on_a_wrist_may_be_much_faster_than_the_grinder_before_it() -> None:
    grinder = Lift().rest(3).reps(4, up_s=0.8).move(-0.5, 1.5).move(0.5, 3.0).rest(0.5)
    verdict = judged(grinder.move(-0.5, 1.5).move(0.2, 0.45).move(-0.2, 0.5).rest(4))
    assert statuses(verdict) == [COMPLETED] * 5 + [FAILED]


@pytest.mark.parametrize(("takes_s", "end"), [(0.7, FAILED), (2.5, COMPLETED)], ids=["failed", "grinder"])
def test_on_a_wrist_nothing_comes_late_that_comes_as_soon_as_the_latest_rep(takes_s: float, end: RepStatus) -> None:
    breath = Lift().rest(3).reps(2).rest(5).reps(3).rest(5).move(-0.5, 1.5)
    way = breath.move(0.2, takes_s).move(-0.2, takes_s) if end is FAILED else breath.move(0.5, takes_s)
    assert statuses(judged(way.rest(4))) == [COMPLETED] * 5 + [end]


def test_an_attempt_at_a_bar_that_comes_late_has_failed_all_the_same() -> None:
    lift = Lift().rest(3).reps(4).move(-0.5, 1.5).rest(9).move(0.2, 1.0).move(-0.2, 1.0).rest(4)
    assert statuses(judged(lift, level=True)) == [COMPLETED] * 4 + [FAILED]


def test_an_attempt_that_has_not_come_back_yet_has_not_failed() -> None:
    verdict = judged(Lift().rest(3).reps(4).move(-0.5, 1.5).move(0.25, 1.5).rest(0.2), ends=False)
    assert FAILED not in statuses(verdict)


def test_help_after_a_failure_is_not_a_rep() -> None:
    lift = Lift().rest(3).reps(4).move(-0.5, 1.5).move(0.25, 1.5).move(-0.25, 1.0).rest(1).move(0.5, 2.0).rest(3)
    verdict = judged(lift, level=True)
    assert statuses(verdict) == [COMPLETED] * 4 + [FAILED]
    assert reasons(verdict) == [RejectReason.RERACK]


def test_a_bar_that_is_put_up_again_after_pulls_from_the_floor_is_no_rep() -> None:
    verdict = judged(Lift().rest(4).pulls(4).rest(1).move(0.5, 1.2).rest(5))
    assert statuses(verdict) == [COMPLETED] * 4


def test_movements_of_ten_centimetres_are_no_set() -> None:
    verdict = judged(Lift().rest(3).reps(5, rom_m=0.1).rest(3))
    assert verdict.attempts == ()
    assert set(reasons(verdict)) == {RejectReason.TOO_SMALL}
    assert "under 0.12 m" in verdict.refused[0].detail


def test_rest_has_neither_reps_nor_refusals() -> None:
    verdict = judged(Lift().rest(12))
    assert (verdict.attempts, verdict.refused) == ((), ())


def test_a_rise_cut_off_by_the_window_is_no_rep_yet() -> None:
    lift = Lift().rest(3).reps(3).move(-0.5, 1.5).move(0.5, 1.0)
    cut = Lift(lift.moves[:-1]).move(0.42, 0.8)
    assert len(judged(cut, ends=False).attempts) == 3


def test_a_rep_half_seen_at_the_start_counts_only_when_the_recording_starts_there() -> None:
    window_of = Lift().move(0.5, 1.0).rest(0.6).reps(4).rest(3)
    assert len(judged(window_of, starts=True).attempts) == 5
    assert len(judged(window_of, starts=False).attempts) == 4


def test_a_long_rest_splits_a_chain_and_the_longer_part_counts() -> None:
    lift = Lift().rest(3).reps(2).rest(14).reps(3).rest(3)
    assert len(judged(lift).attempts) == 3


def test_a_pause_of_nine_seconds_is_still_the_same_set() -> None:
    assert len(judged(Lift().rest(3).reps(2).rest(7).reps(3).rest(3)).attempts) == 5


def test_slow_sets_may_pause_longer_but_never_without_end() -> None:
    motion = judged(Lift().rest(3).reps(3).rest(3)).motion

    def every(seconds: float) -> list[Swing]:
        ends = np.round(np.arange(1, 5) * seconds / motion.step_s).astype(int)
        return [Swing(start=int(end) - 50, end=int(end), size_m=0.5, up=True) for end in ends]

    assert apart_s(every(2.0), motion, RepParams()) == 10.0
    assert apart_s(every(4.0), motion, RepParams()) == pytest.approx(12.0)
    assert apart_s(every(9.0), motion, RepParams()) == 20.0


def test_a_bar_that_rolls_away_after_the_set_does_not_take_its_reps() -> None:
    """A fast spin reads as metres of height, and those once set the measure of what is a swing."""
    lift = Lift().rest(3).pulls(4).rest(3).move(5.0, 2).move(-5.0, 2).rest(5)
    assert statuses(judged(lift, level=True)) == [COMPLETED] * 4


def test_the_way_down_does_not_count_into_the_pause_between_two_reps() -> None:
    slow = Lift().rest(3).reps(3, pause_s=3.5).rest(13).reps(1).rest(4)
    assert statuses(judged(slow, level=True)) == [COMPLETED] * 4


def test_a_weight_held_where_the_reps_begin_did_not_begin_the_first_one_before() -> None:
    lift = Lift().rest(3).move(0.45, 1.5).rest(4).pulls(5, up_s=0.9).rest(4)
    verdict = judged(lift, level=True)
    assert statuses(verdict) == [COMPLETED] * 5
    assert verdict.attempts[0].rise.start == pytest.approx(850, abs=20)


def test_a_long_breath_after_a_first_rep_as_fast_as_the_others_does_not_take_it() -> None:
    lift = Lift().rest(3).reps(1, up_s=0.9).rest(4.0).move(-0.5, 2.5).move(0.5, 1.0).reps(6).rest(4)
    assert statuses(judged(lift, level=True)) == [COMPLETED] * 8


def test_a_hand_that_comes_up_from_below_the_reps_is_none_of_them() -> None:
    rows = Lift().rest(3).pulls(5, up_s=1.0).rest(0.5).move(-0.2, 2.0).rest(1).move(0.7, 2.2).rest(4)
    assert statuses(judged(rows)) == [COMPLETED] * 5


def test_an_attempt_nearly_as_fast_as_the_reps_has_failed_on_a_wrist_too() -> None:
    lift = Lift().rest(3).reps(4).move(-0.5, 1.5).move(0.25, 0.9).move(-0.25, 1.0).rest(4)
    assert statuses(judged(lift)) == [COMPLETED] * 4 + [FAILED]


def test_a_hand_that_creeps_up_and_down_on_a_wrist_has_not_failed_and_a_bar_has() -> None:
    lift = Lift().rest(3).reps(4).move(-0.5, 1.5).move(0.25, 1.6).move(-0.25, 1.0).rest(4)
    assert statuses(judged(lift)) == [COMPLETED] * 4
    assert statuses(judged(lift, level=True)) == [COMPLETED] * 4 + [FAILED]
