from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from sensing.motion import Anchors, Basis, Motion, MotionParams, fit
from sensing.swings import Swing, SwingParams, swings_between
from sensing.turns import turning_points
from tests.support.lifting import STEP_S, Lift


def known(lift: Lift) -> Motion:
    """A motion that is known exactly."""
    window = lift.window()
    nodes = np.arange(0, window.nodes, 10)
    _, v, _ = lift.state(STEP_S * nodes)
    still = nodes[np.abs(v) < 1e-9]
    params = MotionParams()
    return fit(Basis(window, params.knot_s), Anchors(stops=still, stops_mps=np.full(len(still), 1e-4)), params)


def swings(lift: Lift) -> list[Swing]:
    motion = known(lift)
    return swings_between(turning_points(motion.z_m, 0.1), motion, SwingParams())


def test_a_rise_ends_where_the_hold_begins() -> None:
    _, rise, _ = swings(Lift().rest(1).move(-0.5, 1).move(0.5, 1.0).rest(3).move(-0.5, 1).rest(1))
    assert rise.up
    # The last tenth of a second of a movement of least jerk gains less than 1 % of its height.
    assert STEP_S * rise.start == pytest.approx(2.0, abs=0.1)
    assert STEP_S * rise.end == pytest.approx(3.0, abs=0.1)
    assert rise.size_m == pytest.approx(0.5, abs=0.005)


def test_a_fall_is_measured_like_a_rise() -> None:
    fall, rise = swings(Lift().rest(1).move(-0.4, 1.2).rest(2).move(0.4, 1.2).rest(1))
    assert (fall.up, rise.up) == (False, True)
    assert fall.size_m == pytest.approx(rise.size_m, abs=0.005)
    assert rise.end - rise.start == pytest.approx(fall.end - fall.start, abs=5)


def test_a_stop_in_mid_height_does_not_end_a_rise() -> None:
    _, rise, _ = swings(Lift().rest(1).move(-0.5, 1).move(0.3, 1).rest(0.8).move(0.2, 1).rest(1).move(-0.5, 1).rest(1))
    assert rise.size_m == pytest.approx(0.5, abs=0.005)
    assert STEP_S * (rise.end - rise.start) == pytest.approx(2.8, abs=0.2)


def test_a_slow_lockout_belongs_to_the_rise() -> None:
    _, rise, _ = swings(Lift().rest(1).move(-0.5, 1).move(0.4, 0.8).move(0.1, 1.0).rest(2).move(-0.5, 1).rest(1))
    assert rise.size_m == pytest.approx(0.5, abs=0.01)


def test_creeping_after_the_top_does_not_belong_to_it() -> None:
    _, rise, _ = swings(Lift().rest(1).move(-0.5, 1).move(0.5, 1.0).move(0.015, 3.0).move(-0.5, 1).rest(1))
    assert STEP_S * rise.end == pytest.approx(3.0, abs=0.15)


@pytest.mark.parametrize("error_mps", [0.03, 0.05, 0.09])
def test_a_hold_seen_with_an_error_of_velocity_does_not_belong_to_the_rise(error_mps: float) -> None:
    lift = Lift().rest(1).move(-0.4, 1).move(0.4, 1.0).rest(3).move(-0.4, 1).rest(1)
    times_s = STEP_S * np.arange(lift.window().nodes)
    z, v, _ = lift.state(times_s)
    off_mps = np.where((times_s > 3.0) & (times_s < 6.0), error_mps, 0.0)
    seen = replace(known(lift), v_mps=v + off_mps, z_m=z + STEP_S * np.cumsum(off_mps))
    _, rise, _ = swings_between(turning_points(seen.z_m, 0.1), seen, SwingParams())
    assert STEP_S * rise.end == pytest.approx(3.0, abs=0.2)
    assert rise.size_m == pytest.approx(0.4, abs=0.02)


def test_swings_keep_the_order_of_time() -> None:
    found = swings(Lift().rest(1).reps(4).rest(1))
    assert [one.up for one in found] == [False, True] * 4
    for one, other in pairwise(found):
        assert one.start < one.end <= other.start
