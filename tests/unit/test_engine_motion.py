"""What integration gets wrong is found again by the fit; the truth is exact, so one centimetre per second counts."""

from dataclasses import replace

import numpy as np
import pytest

from sensing.motion import Anchors, Basis, Motion, MotionParams, fit
from sensing.samples import Floats
from sensing.window import Break, Window
from tests.support.lifting import STEP_S, Lift

PARAMS = MotionParams()
LIFT = Lift().rest(2).reps(5).rest(2)


def nodes_of(times_s: list[float]) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    return np.round(np.array(times_s) / STEP_S).astype(np.intp)


def fitted(window: Window, *, lift: Lift = LIFT) -> Motion:
    """The fit with what is true of a set: rest at each turn, equal bottoms, equal tops, rest before and after."""
    bottoms = nodes_of([start_s for start_s, _, _ in lift.rises()])
    tops = nodes_of([end_s for _, end_s, _ in lift.rises()])
    last = round(lift.duration_s / STEP_S)
    quiet = np.concatenate([np.arange(0, 200, 20), np.arange(last - 180, last, 20)])
    stops = np.concatenate([bottoms, tops, quiet])
    spread = np.concatenate([np.full(2 * len(tops), PARAMS.turn_mps), np.full(len(quiet), PARAMS.still_mps)])
    anchors = Anchors(stops=stops, stops_mps=spread, levels=(bottoms, tops), levels_m=(PARAMS.bottom_m, PARAMS.top_m))
    return fit(Basis(window, PARAMS.knot_s), anchors, PARAMS)


def truth(lift: Lift = LIFT) -> tuple[Floats, Floats]:
    z, v, _ = lift.state(STEP_S * np.arange(round(lift.duration_s / STEP_S) + 1))
    return z, v


def test_an_exact_integral_is_left_alone() -> None:
    motion = fitted(LIFT.window())
    z, v = truth()
    assert np.abs(motion.v_mps - v).max() < 0.003
    assert np.abs(motion.z_m - z).max() < 0.005
    assert motion.misfit < 0.3


@pytest.mark.parametrize("drift_mps2", [-0.3, 0.05, 0.3])
def test_a_constant_bias_is_recovered(drift_mps2: float) -> None:
    motion = fitted(LIFT.window(drift_mps2=drift_mps2))
    assert np.abs(motion.v_mps - truth()[1]).max() < 0.01
    upright = np.tile(motion._basis.mean_up, (1, 1))
    assert motion.next_bias().along(upright)[0] == pytest.approx(drift_mps2, abs=0.01)


def test_a_bias_that_drifts_is_followed() -> None:
    window = LIFT.window()
    t = np.linspace(0, 1, len(window.a_mps2))
    motion = fitted(replace(window, a_mps2=window.a_mps2 + 0.1 + 0.04 * t))
    assert np.abs(motion.v_mps - truth()[1]).max() < 0.01


@pytest.mark.parametrize("bias_mps2", [(0.2, 0.0, 0.0), (0.0, 0.0, -0.2), (0.15, 0.1, 0.15)])
def test_an_offset_fixed_to_a_turning_sensor_is_recovered(bias_mps2: tuple[float, float, float]) -> None:
    window = LIFT.window(turn_deg_per_m=120.0, bias_mps2=bias_mps2)
    raw_v = np.cumsum(window.a_mps2) * STEP_S
    assert np.abs(raw_v - truth()[1][1:]).max() > 0.3
    assert np.abs(fitted(window).v_mps - truth()[1]).max() < 0.01


@pytest.mark.parametrize("step_mps", [-0.3, 0.3])
def test_a_velocity_step_at_an_impact_is_recovered(step_mps: float) -> None:
    # In the hold at the second top, where a plate may hit.
    node = round((LIFT.rises()[1][1] + 0.3) / STEP_S)
    window = LIFT.window(breaks=(Break(node=node, step_mps=0.3),))
    a = window.a_mps2.copy()
    a[node] += step_mps / STEP_S
    motion = fitted(replace(window, a_mps2=a))
    error = np.abs(motion.v_mps - truth()[1])
    error[node : node + 2] = 0.0
    assert error.max() < 0.01


def test_a_step_that_is_not_asked_for_costs_accuracy() -> None:
    node = round((LIFT.rises()[1][1] + 0.3) / STEP_S)
    window = LIFT.window()
    a = window.a_mps2.copy()
    a[node] += 0.3 / STEP_S
    assert np.abs(fitted(replace(window, a_mps2=a)).v_mps - truth()[1]).max() > 0.03


def test_height_that_was_lost_in_a_hole_is_found_again() -> None:
    start, end = nodes_of([LIFT.rises()[2][0] + 0.3, LIFT.rises()[2][0] + 0.7])
    window = LIFT.window(breaks=(Break(node=int((start + end) // 2), step_mps=0.5, rise_m=0.2),))
    a = window.a_mps2.copy()
    a[start:end] = np.linspace(a[start], a[end], end - start)
    motion = fitted(replace(window, a_mps2=a))
    z, v = truth()
    outside = np.ones(len(v), dtype=np.bool_)
    outside[start - 1 : end + 1] = False
    assert np.abs(motion.v_mps - v)[outside].max() < 0.03
    assert np.abs(motion.z_m - z)[outside].max() < 0.03


def test_heights_are_only_pulled_together_where_told() -> None:
    lift = Lift().rest(2).reps(3).move(-0.5, 1.5).move(0.25, 1.5).move(-0.25, 1.0).rest(2)
    whole = lift.rises()[:3]
    bottoms, tops = (nodes_of([rise[k] for rise in whole]) for k in (0, 1))
    turns = nodes_of([rise[k] for rise in lift.rises() for k in (0, 1)])
    last = round(lift.duration_s / STEP_S)
    quiet = np.concatenate([np.arange(0, 200, 20), np.arange(last - 180, last, 20)])
    stops = np.concatenate([turns, quiet])
    anchors = Anchors(
        stops=stops,
        stops_mps=np.full(len(stops), 0.05),
        levels=(bottoms, tops),
        levels_m=(PARAMS.bottom_m, PARAMS.top_m),
    )
    motion = fit(Basis(lift.window(drift_mps2=0.1), PARAMS.knot_s), anchors, PARAMS)
    start, end = nodes_of(list(lift.rises()[3][:2]))
    assert motion.z_m[end] - motion.z_m[start] == pytest.approx(0.25, abs=0.01)


def test_one_false_anchor_does_not_bend_the_rest() -> None:
    basis = Basis(LIFT.window(), PARAMS.knot_s)
    bottoms, tops = (nodes_of([rise[k] for rise in LIFT.rises()]) for k in (0, 1))
    middle = (bottoms[2] + tops[2]) // 2
    stops = np.concatenate([bottoms, tops, [middle]])
    anchors = Anchors(stops=stops, stops_mps=np.full(len(stops), 0.07), levels=(bottoms, tops), levels_m=(0.02, 0.03))
    motion = fit(basis, anchors, PARAMS)
    z, v = truth()
    assert v[middle] > 0.9
    assert np.abs(motion.v_mps - v)[:middle].max() < 0.1
    assert motion.v_mps[middle] > 0.8 * v[middle]
    assert motion.misfit > 0.5
    assert np.isfinite(z).all()


def test_what_is_known_of_a_rise_grows_with_the_anchors() -> None:
    basis = Basis(LIFT.window(), PARAMS.knot_s)
    bottoms, tops = (nodes_of([rise[k] for rise in LIFT.rises()]) for k in (0, 1))
    low, high = int(bottoms[2]), int(tops[2])
    loose = fit(basis, Anchors(stops=np.array([low]), stops_mps=np.array([0.07])), PARAMS)
    tight = fitted(LIFT.window())
    assert 0.0 < tight.rise_sd_m(low, high) < 0.02 < loose.rise_sd_m(low, high)
    assert tight.rise_sd_m(low, low) == pytest.approx(0.0, abs=1e-6)


def test_without_anchors_nothing_wanders_off() -> None:
    nothing = Anchors(stops=np.array([], dtype=np.intp), stops_mps=np.array([]))
    motion = fit(Basis(LIFT.window(drift_mps2=0.3), PARAMS.knot_s), nothing, PARAMS)
    assert np.ptp(motion.z_m) < 1.0
    assert motion.misfit == 0.0


def test_places_between_grid_points_have_times() -> None:
    motion = fitted(LIFT.window())
    assert motion.time_s(150.5) == pytest.approx(1.505)
