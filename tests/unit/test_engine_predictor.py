import numpy as np
import pytest

from sensing.motion import Anchors, Basis, MotionParams, fit
from sensing.predictor import Predictor
from tests.support.lifting import STEP_S, Lift

FLAT = np.tile([0.0, 0.0, 1.0], (100, 1))


def test_velocity_goes_on_from_where_the_last_look_ended() -> None:
    lift = Lift().rest(2).move(0.5, 1.0).rest(2)
    window = lift.window(drift_mps2=0.1)
    looked_at = Lift().rest(2).window(drift_mps2=0.1)
    anchors = Anchors(stops=np.arange(0, 201, 20), stops_mps=np.full(11, 0.01))
    predictor = Predictor(step_s=STEP_S)
    predictor.restart(fit(Basis(looked_at, 1.0), anchors, MotionParams()))
    assert predictor.v_mps == pytest.approx(0.0, abs=0.005)
    v = predictor.advance(window.a_mps2[200:300], window.up[200:300])
    _, truth, _ = lift.state(STEP_S * np.arange(201, 301))
    assert v == pytest.approx(truth, abs=0.02)


def test_blocks_do_not_change_a_prediction() -> None:
    a = np.random.default_rng(2).normal(size=100)
    one, other = Predictor(step_s=STEP_S), Predictor(step_s=STEP_S)
    whole = one.advance(a, FLAT)
    parts = np.concatenate([other.advance(a[k : k + 10], FLAT[k : k + 10]) for k in range(0, 100, 10)])
    assert parts == pytest.approx(whole, abs=1e-12)
    assert other.v_mps == pytest.approx(one.v_mps, abs=1e-12)


def test_a_short_dip_does_not_forget_the_rise() -> None:
    predictor = Predictor(step_s=STEP_S)
    predictor.advance(np.full(50, 1.0), FLAT[:50])
    rise_m = predictor.rise_m
    predictor.advance(np.full(10, -5.5), FLAT[:10])
    assert predictor.v_mps < 0
    assert predictor.peak_mps == pytest.approx(0.5)
    assert predictor.rise_m >= rise_m


def test_a_way_down_forgets_the_rise_before_it() -> None:
    predictor = Predictor(step_s=STEP_S)
    predictor.advance(np.full(50, 1.0), FLAT[:50])
    for _ in range(8):
        predictor.advance(np.full(10, -1.0), FLAT[:10])
    assert predictor.peak_mps == pytest.approx(0.5)
    for _ in range(4):
        predictor.advance(np.full(10, -1.0), FLAT[:10])
    assert (predictor.peak_mps, predictor.rise_m) == (0.0, 0.0)


def test_a_top_that_was_dealt_with_is_forgotten() -> None:
    predictor = Predictor(step_s=STEP_S)
    predictor.advance(np.full(50, 1.0), FLAT[:50])
    predictor.forget_rise()
    assert (predictor.peak_mps, predictor.rise_m) == (0.0, 0.0)
    assert predictor.v_mps == pytest.approx(0.5)
