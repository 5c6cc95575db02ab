import numpy as np
import pytest

from sensing.motion import MotionParams
from sensing.settle import Settled, SettleParams, common_rise, refit, settle
from sensing.swings import Swing
from tests.support.lifting import STEP_S, Lift

PARAMS = SettleParams()


def settled(lift: Lift, **errors: float) -> Settled:
    return settle(lift.window(**errors), MotionParams(), PARAMS)  # type: ignore[arg-type]  # only floats are used here


def rises(*sizes_m: float, first: int = 10) -> list[Swing]:
    return [Swing(start=first + 100 * k, end=first + 100 * k + 50, size_m=m, up=True) for k, m in enumerate(sizes_m)]


@pytest.mark.parametrize("drift_mps2", [0.0, 0.2])
def test_reps_are_found_and_measured_without_being_told_where_they_are(drift_mps2: float) -> None:
    lift = Lift().rest(3).reps(5, rom_m=0.5).rest(3)
    found = settled(lift, drift_mps2=drift_mps2)
    assert len(found.rises()) == 5
    assert found.common_m == pytest.approx(0.5, abs=0.01)
    assert [swing.size_m for swing in found.rises()] == pytest.approx([0.5] * 5, abs=0.01)
    _, v, _ = lift.state(STEP_S * np.arange(len(found.motion.v_mps)))
    inside = slice(round(3 / STEP_S), round(18 / STEP_S))
    assert np.abs(found.motion.v_mps - v)[inside].max() < 0.01
    assert found.loosened == 1.0


def test_reps_of_different_height_keep_their_heights() -> None:
    lift = Lift().rest(3).reps(2, rom_m=0.5).reps(1, rom_m=0.42).reps(2, rom_m=0.5).rest(3)
    sizes = [swing.size_m for swing in settled(lift, drift_mps2=0.1).rises()]
    assert sizes == pytest.approx([0.5, 0.5, 0.42, 0.5, 0.5], abs=0.02)


def test_a_movement_left_out_of_the_levels_keeps_its_height() -> None:
    found = settled(Lift().rest(3).reps(3).reps(1, rom_m=0.4).rest(3))
    motion = refit(found, found.rises()[:3], MotionParams())
    last = found.rises()[3]
    assert motion.z_m[last.end] - motion.z_m[last.start] == pytest.approx(0.4, abs=0.01)


def test_a_sensor_that_lies_still_has_no_swings() -> None:
    found = settled(Lift().rest(10), drift_mps2=0.2)
    assert found.swings == ()
    assert found.common_m is None
    assert found.still.all()
    assert np.abs(found.motion.v_mps).max() < 0.01


def test_stillness_is_told_from_movement() -> None:
    lift = Lift().rest(3).move(0.5, 2.0).rest(3)
    still = settled(lift).still
    assert still[: round(2.4 / STEP_S)].all()
    assert not still[round(3.1 / STEP_S) : round(4.9 / STEP_S)].any()
    assert still[round(5.6 / STEP_S) :].all()


def test_the_common_rise_is_that_of_most() -> None:
    assert common_rise(rises(0.2, 0.5, 0.52, 0.48, 1.1), PARAMS) == pytest.approx(0.5)


def test_of_two_equally_common_rises_the_larger_counts() -> None:
    assert common_rise(rises(0.2, 0.5, 0.2, 0.5), PARAMS) == pytest.approx(0.5)


def test_a_rise_that_began_before_the_window_does_not_decide() -> None:
    assert common_rise(rises(0.9, 0.5, first=0), PARAMS) == pytest.approx(0.5)
    assert common_rise(rises(0.9, first=0), PARAMS) == pytest.approx(0.9)


def test_falls_are_no_rises() -> None:
    assert common_rise([Swing(start=1, end=50, size_m=0.5, up=False)], PARAMS) is None
    assert common_rise([], PARAMS) is None
