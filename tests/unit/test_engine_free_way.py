"""Ways up in doubt, fitted with nothing taken for granted inside them."""

import numpy as np
import pytest

from sensing.free_way import FreeFitter, FreeWay
from sensing.motion import MotionParams
from sensing.rep_params import RepParams
from sensing.settle import Settled, SettleParams, settle
from sensing.swings import Swing
from sensing.window import Break
from tests.support.lifting import STEP_S, Lift

FITTER = FreeFitter(params=RepParams(), motion_params=MotionParams())


def settled_of(lift: Lift) -> Settled:
    return settle(lift.window(drift_mps2=0.05), MotionParams(), SettleParams())


def rises_of(lift: Lift) -> list[Swing]:
    return [
        Swing(start=round(start_s / STEP_S), end=round(end_s / STEP_S), size_m=size_m, up=True)
        for start_s, end_s, size_m in lift.rises()
    ]


def seen(lift: Lift, *, parts: int) -> FreeWay:
    """The last `parts` ways up of a lift as one, beside the reps before them."""
    rises = rises_of(lift)
    chain, last = rises[:-parts], rises[-parts:]
    return FITTER.fitted(chain, (last[0].start, last[-1].end), settled_of(lift), level=True)


STUCK = Lift().rest(3).reps(4).move(-0.5, 1.5).move(0.2, 1.0).rest(1.2).move(0.3, 1.4).rest(3)
SHORT = Lift().rest(3).reps(4).move(-0.5, 1.5).move(0.2, 1.0).move(-0.2, 0.8).rest(3)


def test_a_grinder_that_stood_still_on_its_way_keeps_its_height() -> None:
    way = seen(STUCK, parts=2)
    assert way.rise.size_m == pytest.approx(0.5, abs=0.02)
    assert way.usual_m == pytest.approx(0.5, abs=0.01)
    assert FITTER.is_known(way)


def test_an_attempt_that_came_back_has_what_it_gained_and_no_more() -> None:
    way = seen(SHORT, parts=1)
    assert way.rise.size_m == pytest.approx(0.2, abs=0.02)
    assert way.usual_m - way.rise.size_m > 2.2 * way.sd_m


def test_less_is_known_of_a_longer_way() -> None:
    quick, slow = (Lift().rest(3).reps(4).move(-0.5, 1.5).move(0.5, up_s).rest(3) for up_s in (1.0, 2.0))
    assert seen(slow, parts=1).sd_m > 2.0 * seen(quick, parts=1).sd_m


def test_a_way_begins_after_a_bar_has_lain_on_the_floor() -> None:
    lift = Lift().rest(3).pulls(3).rest(6).move(0.5, 2.0).rest(1).move(-0.5, 1.5).rest(3)
    (*chain, last) = rises_of(lift)
    floor = last.start - round(6.0 / STEP_S)
    way = FITTER.fitted(chain, (floor, last.end), settled_of(lift), level=True)
    assert way.rise.start == pytest.approx(last.start, abs=0.4 / STEP_S)
    assert way.rise.size_m == pytest.approx(0.5, abs=0.03)


def test_it_says_how_far_from_the_others_bottoms_it_began() -> None:
    lift = Lift().rest(3).reps(4).move(-0.3, 1.5).move(0.3, 1.0).rest(3)
    assert seen(lift, parts=1).off_m == pytest.approx(0.2, abs=0.03)
    assert np.isfinite(seen(lift, parts=1).sd_m)


def test_a_bar_that_shakes_after_it_struck_the_floor_is_not_at_rest_yet_and_an_arm_is() -> None:
    lift = Lift().rest(3)
    for _ in range(5):
        lift = lift.move(0.5, 1.6).rest(0.6).move(-0.5, 1.0).rest(0.35)
    (*chain, last) = rises_of(lift)
    landed = last.start - round(0.35 / STEP_S)
    window = lift.rest(3).window(breaks=(Break(node=landed, step_mps=0.4),))
    settled = settle(window, MotionParams(), SettleParams())
    on_bar, on_arm = (
        FITTER.fitted(chain, (landed, last.end), settled, level=level, trimmed=False) for level in (True, False)
    )
    assert on_arm.rise.start == landed
    assert on_bar.rise.start == pytest.approx(last.start, abs=0.1 / STEP_S)
    assert on_bar.sd_m < 0.6 * on_arm.sd_m


def test_a_bounce_at_the_bottom_does_not_hide_where_a_grinder_begins() -> None:
    """Its first second is the fastest, and nothing shakes after a turn-around that was no landing."""
    lift = Lift().rest(3).reps(4, up_s=0.7).move(-0.5, 1.0).move(0.2, 0.6).move(0.03, 4.0).move(0.27, 1.2)
    (*chain, _, _, last) = rises_of(lift)
    bottom = last.end - round(5.8 / STEP_S)
    window = lift.rest(6).window(drift_mps2=0.05, breaks=(Break(node=bottom, step_mps=0.03),))
    way = FITTER.fitted(chain, (bottom, last.end), settle(window, MotionParams(), SettleParams()), level=True)
    assert way.rise.start == bottom
