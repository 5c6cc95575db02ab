"""How a set ended: grinders that stick, attempts that fail, and what comes after them."""

import numpy as np
import pytest
from numpy.typing import ArrayLike

from sensing.events import RepStatus, SetCompleted
from tests.support.lifting import Lift, events_of

COMPLETED, FAILED = RepStatus.COMPLETED, RepStatus.FAILED


def ended(lift: Lift, *, turn_deg_per_m: ArrayLike = 0.0, noise_mps2: float = 0.03) -> list[RepStatus]:
    block = lift.samples(turn_deg_per_m=turn_deg_per_m, noise_mps2=noise_mps2)
    (only,) = (event.result for event in events_of(block, 50) if isinstance(event, SetCompleted))
    return [rep.status for rep in only.reps]


@pytest.mark.parametrize("stuck_s", [0.8, 1.2, 1.5])
def test_a_last_rep_that_sticks_on_its_way_is_a_rep(stuck_s: float) -> None:
    lift = Lift().rest(3).reps(3).move(-0.5, 1.5).move(0.18, 0.8).move(0.02, stuck_s).move(0.3, 1.8)
    assert ended(lift.rest(2).move(-0.5, 1.5).rest(4)) == [COMPLETED] * 4


def test_a_rep_that_sticks_in_mid_set_is_a_rep() -> None:
    lift = Lift().rest(3).reps(3).move(-0.5, 1.5).move(0.2, 1.0).move(0.02, 1.5).move(0.28, 1.2)
    assert ended(lift.rest(1).reps(2).rest(4)) == [COMPLETED] * 6


def test_a_failed_attempt_on_a_bar_that_rolls_is_not_made_a_rep_by_its_likeness() -> None:
    lift = Lift().rest(3).reps(7).move(-0.5, 1.5).move(0.14, 1.8).move(-0.14, 1.0).rest(4)
    assert ended(lift, turn_deg_per_m=40.0) == [COMPLETED] * 7 + [FAILED]


def test_a_pull_that_leaves_the_floor_as_fast_as_the_first_and_comes_back_has_failed() -> None:
    lift = Lift().rest(3).pulls(3, up_s=0.8).pulls(1, up_s=2.5).rest(3).move(0.2, 0.6).move(-0.2, 0.5).rest(4)
    assert ended(lift) == [COMPLETED] * 4 + [FAILED]


def test_help_that_lifts_the_weight_after_it_came_back_is_not_the_end_of_a_grinder() -> None:
    failed = Lift().rest(3).reps(4).move(-0.5, 1.5).move(0.1, 0.6).move(-0.1, 0.5)
    assert ended(failed.rest(3).move(0.5, 2.7).rest(2).move(-0.2, 1.0).rest(4)) == [COMPLETED] * 4 + [FAILED]


def test_a_grinder_four_times_slower_than_the_rep_before_it_is_a_rep() -> None:
    lift = Lift().rest(3).reps(4, up_s=0.7).move(-0.5, 1.5).move(0.2, 0.9).move(0.03, 1.0).move(0.27, 1.3)
    assert ended(lift.rest(2).move(-0.5, 1.5).rest(4)) == [COMPLETED] * 5


def test_a_last_rep_whose_top_nothing_lowers_for_long_ends_where_it_came_to_rest() -> None:
    lift = Lift().rest(3).reps(5, up_s=1.2).move(-0.5, 1.5).move(0.25, 1.4).move(0.01, 1.5).move(0.24, 2.2)
    assert ended(lift.rest(12).move(-0.12, 0.8).rest(4)) == [COMPLETED] * 6


def rows(count: int) -> Lift:
    """A bar that is picked up from the floor, lowered to hang, and pulled."""
    lift = Lift().rest(3).move(0.65, 1.2).rest(1).move(-0.35, 1.2).rest(1)
    for _ in range(count):
        lift = lift.move(0.35, 0.7).rest(0.4).move(-0.35, 0.9).rest(0.2)
    return lift


@pytest.mark.parametrize(("rise_m", "takes_s"), [(0.2, 1.0), (0.28, 1.1), (0.36, 1.3), (0.41, 1.3)])
def test_who_stands_up_after_rows_and_puts_the_bar_down_has_lifted_no_rep_more(rise_m: float, takes_s: float) -> None:
    lift = rows(6).move(rise_m, takes_s).rest(1).move(-0.3 - rise_m, 1.4).rest(10)
    assert ended(lift) == [COMPLETED] * 6


def test_a_last_row_that_is_put_down_from_its_top_is_a_rep() -> None:
    assert ended(rows(5).move(0.35, 0.75).rest(0.4).move(-0.65, 1.2).rest(10)) == [COMPLETED] * 6


@pytest.mark.parametrize(("turn", "last_turn", "up_s"), [(40.0, 0.0, 3.0), (60.0, -30.0, 2.0), (90.0, -30.0, 4.0)])
def test_a_slow_last_rep_in_which_the_bar_rolls_otherwise_is_a_rep(turn: float, last_turn: float, up_s: float) -> None:
    before = Lift().rest(3).reps(7, up_s=0.8)
    lift = before.move(-0.5, 1.5).move(0.5, up_s).rest(1).move(-0.5, 1.5).rest(4)
    is_last = np.arange(round(100 * lift.duration_s)) >= round(100 * before.duration_s)
    assert ended(lift, turn_deg_per_m=np.where(is_last, last_turn, turn)) == [COMPLETED] * 8
