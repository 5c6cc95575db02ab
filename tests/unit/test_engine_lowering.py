"""What the way down says about the way up before it."""

import pytest

from sensing.lowering import reached_top, stays_up
from sensing.motion import MotionParams
from sensing.rep_params import LoweringParams
from sensing.settle import Settled, SettleParams, settle
from sensing.swings import Swing
from sensing.window import Break
from tests.support.lifting import STEP_S, Lift

PARAMS = LoweringParams()
SURE_M = 0.02


def last_rise(lift: Lift, size_m: float) -> Swing:
    """The last way up, as a fit would have it that gives it another height."""
    start_s, end_s, _ = lift.rises()[-1]
    return Swing(start=round(start_s / STEP_S), end=round(end_s / STEP_S), size_m=size_m, up=True)


def settled_of(lift: Lift, *, strike_mps: float = 0.0) -> Settled:
    """A lift whose weight strikes the floor wherever it came down, or does not."""
    ends_s = [sum(duration_s for _, duration_s in lift.moves[: k + 1]) for k in range(len(lift.moves))]
    falls_s = [end_s for end_s, (height_m, _) in zip(ends_s, lift.moves, strict=True) if height_m < 0.0]
    breaks = tuple(Break(node=round(end_s / STEP_S) + 3, step_mps=strike_mps) for end_s in falls_s if strike_mps)
    return settle(lift.window(breaks=breaks), MotionParams(), SettleParams())


PULLS = Lift().rest(3).pulls(4, up_s=1.2, down_s=1.0)
FAILED = PULLS.move(0.2, 0.8).rest(0.2).move(-0.2, 0.5).rest(4)
DROPPED = PULLS.move(0.5, 2.0).rest(0.4).move(-0.5, 0.9).rest(4)


def told(lift: Lift, seems_m: float, *, strike_mps: float = 0.0) -> bool | None:
    settled = settled_of(lift, strike_mps=strike_mps)
    return reached_top(last_rise(lift, seems_m), SURE_M, 0.5, settled, PARAMS, level=True)


@pytest.mark.parametrize(("lift", "rose_m", "reached"), [(FAILED, 0.2, False), (DROPPED, 0.5, True)])
def test_what_comes_down_as_far_as_it_rose_tells_whether_it_reached_the_top(
    lift: Lift, rose_m: float, reached: bool
) -> None:
    assert told(lift, rose_m) is reached


@pytest.mark.parametrize(("lift", "seems_m"), [(FAILED, 0.5), (DROPPED, 0.3)])
def test_a_way_down_that_surely_led_elsewhere_than_the_way_up_tells_nothing(lift: Lift, seems_m: float) -> None:
    assert told(lift, seems_m) is None


@pytest.mark.parametrize(("lift", "seems_m", "reached"), [(FAILED, 0.5, False), (DROPPED, 0.3, True)])
def test_between_two_strikes_on_the_floor_the_way_down_is_believed(lift: Lift, seems_m: float, reached: bool) -> None:
    assert told(lift, seems_m, strike_mps=0.16) is reached


def test_a_bounce_at_the_bottom_is_no_strike() -> None:
    assert told(FAILED, 0.5, strike_mps=0.1) is None


@pytest.mark.parametrize(("after", "stays"), [(((0.0, 6.0),), True), (((0.0, 1.0), (-0.5, 1.5), (0.0, 4.0)), False)])
def test_a_weight_stays_up_that_nothing_lowers_soon(after: tuple[tuple[float, float], ...], stays: bool) -> None:
    lift = Lift().rest(3).reps(3).move(-0.5, 1.5).move(0.5, 2.0)
    held = Lift((*lift.moves, *after))
    assert stays_up(last_rise(lift, 0.5), settled_of(held), PARAMS) is stays


def test_a_weight_that_was_not_watched_for_long_enough_is_not_said_to_stay_up() -> None:
    lift = Lift().rest(3).reps(3).move(-0.5, 1.5).move(0.5, 2.0)
    assert not stays_up(last_rise(lift, 0.5), settled_of(lift.rest(3)), PARAMS)
