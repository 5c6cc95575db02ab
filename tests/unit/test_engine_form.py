"""How a rep was done, against movements whose form is known exactly."""

from dataclasses import replace

import numpy as np
import pytest

from sensing.events import RepForm
from sensing.form import FormParams, Phases, forms, forms_without_height, sticking_depth
from sensing.measure import MeasureParams, measured_reps
from sensing.motion import Motion, MotionParams
from sensing.rep_params import RepParams
from sensing.reps import Judge
from sensing.samples import Floats
from sensing.settle import SettleParams, settle
from sensing.window import Window
from tests.support import movements
from tests.support.lifting import STEP_S, Lift

PARAMS = FormParams()


def forms_of(window: Window) -> list[RepForm]:
    settled = settle(window, MotionParams(), SettleParams())
    judge = Judge(params=RepParams(), motion_params=MotionParams(), settle_params=SettleParams())
    judged = judge.judge(settled, starts_recording=True, ends_recording=True)
    found = [rep.form for rep in measured_reps(judged, settled, MeasureParams())]
    assert None not in found
    return [form for form in found if form is not None]


def settled_motion(window: Window) -> Motion:
    return settle(window, MotionParams(), SettleParams()).motion


def path_window(side_m: Floats, ahead_m: Floats, up_m: Floats, yaw_rad: Floats) -> Window:
    """What a level sensor feels that is carried along a path while it turns about the vertical."""
    push = np.column_stack([np.diff(place, 2, prepend=place[:2]) / STEP_S**2 for place in (side_m, ahead_m, up_m)])
    cos, sin = np.cos(yaw_rad), np.sin(yaw_rad)
    acc = np.column_stack([cos * push[:, 0] + sin * push[:, 1], cos * push[:, 1] - sin * push[:, 0], push[:, 2]])
    up = np.tile([0.0, 0.0, 1.0], (len(acc), 1))
    gyr = np.zeros_like(acc)
    gyr[:, 2] = np.degrees(np.gradient(yaw_rad, STEP_S))
    return Window(start_s=0.0, step_s=STEP_S, a_mps2=push[:, 2], up=up, acc_mps2=acc + 9.80665 * up, gyr_dps=gyr)


def test_pauses_are_as_long_as_the_bar_stood() -> None:
    lift = Lift().rest(3).reps(5, up_s=1.0, down_s=1.5, pause_s=1.0).rest(3)
    for form in forms_of(lift.window()):
        # Speed stays under 0.01 m/s for a few hundredths of the movements on both sides.
        assert form.pause_bottom_s == pytest.approx(1.07, abs=0.03)
    for form in forms_of(Lift().rest(3).reps(5, up_s=1.0, down_s=1.5).rest(3).window()):
        assert form.pause_bottom_s == pytest.approx(0.07, abs=0.03)


def test_the_pause_at_the_top_is_between_two_reps() -> None:
    first, *others = forms_of(Lift().rest(3).reps(4, up_s=1.0, down_s=1.5).rest(3).window())
    assert first.pause_top_s is None
    assert [form.pause_top_s for form in others] == pytest.approx([0.67] * 3, abs=0.04)


def test_a_first_pull_from_the_floor_has_no_pauses() -> None:
    first, *others = forms_of(Lift().rest(4).pulls(4).rest(4).window())
    assert (first.pause_bottom_s, first.pause_top_s) == (None, None)
    assert all(form.pause_bottom_s == pytest.approx(0.67, abs=0.1) for form in others)


def test_even_reps_have_no_sticking_point() -> None:
    assert [form.sticking_depth for form in forms_of(Lift().rest(3).reps(4).rest(3).window())] == [1.0] * 4


@pytest.mark.parametrize(("dip", "found"), [(0.5, 0.5), (0.1, 0.1), (0.0, 0.0), (-0.05, 0.0), (0.97, 1.0)])
def test_sticking_depth_is_the_dip_over_the_peak_before_it(dip: float, found: float) -> None:
    t = np.linspace(0, 1, 401)
    v = np.interp(t, [0, 0.2, 0.5, 0.75, 1], [0, 0.6, dip * 0.6, 0.9, 0])
    assert sticking_depth(v, PARAMS) == pytest.approx(found, abs=0.01)


def test_sticking_depth_of_what_does_not_rise_is_unknown() -> None:
    assert sticking_depth(-np.ones(5), PARAMS) is None
    assert sticking_depth(np.empty(0), PARAMS) is None


def test_slow_share_is_the_time_below_a_tenth_of_a_metre_per_second() -> None:
    # Least jerk over 0.5 m in 2 s: 0.4688 m/s at its peak, below 0.1 m/s for 31.8 % of the time between its borders.
    form = forms_of(Lift().rest(3).reps(4, up_s=2.0).rest(3).window())[1]
    t = np.linspace(0, 1, 20001)
    v = 0.25 * 30 * t**2 * (1 - t) ** 2
    within = v > 0.01
    assert form.slow_share == pytest.approx(float(np.mean(v[within] < 0.1)), abs=0.02)


def test_tremor_is_the_strength_of_eight_to_twelve_hertz() -> None:
    window = Lift().rest(3).reps(4, up_s=1.5).rest(3).window()
    t_s = STEP_S * (np.arange(len(window.a_mps2)) + 0.5)
    for hertz, strength in ((10.0, 0.4), (3.0, 0.0), (20.0, 0.0)):
        shaken = window.acc_mps2 + 0.4 * np.sqrt(2) * np.sin(2 * np.pi * hertz * t_s)[:, None] * [0.0, 1.0, 0.0]
        for form in forms_of(replace(window, acc_mps2=shaken)):
            assert form.tremor_mps2 == pytest.approx(strength, abs=0.03)


def test_a_sensor_too_slow_for_tremor_says_nothing_of_it() -> None:
    samples = Lift().rest(3).reps(4, up_s=1.5).rest(3).samples(rate_hz=100, noise_mps2=0.05)
    rng = np.random.default_rng(0)
    points = np.arange(0, len(samples) - 1, 8)  # 12.5 Hz
    acc = np.column_stack([np.interp(np.arange(len(samples)), points, samples.acc_mps2[points, k]) for k in range(3)])
    up = np.tile([0.0, 0.0, 1.0], (len(acc), 1))
    rep = Phases(start=460.0, end=600.0, fall=None, before=None)
    for given, known in ((acc, False), (acc + rng.normal(scale=0.01, size=acc.shape), True)):
        window = Window(start_s=0.0, step_s=STEP_S, a_mps2=given[:, 2] - 9.81, up=up, acc_mps2=given, gyr_dps=None)
        (form,) = forms_without_height(window, [rep], PARAMS)
        assert (form.tremor_mps2 is not None) == known


@pytest.mark.parametrize("turns", [0.0, 0.1, 0.5])
def test_sway_is_the_largest_distance_from_the_straight_line(turns: float) -> None:
    s = np.linspace(0, 1, 151)
    smooth = s**3 * (10 - 15 * s + 6 * s**2)
    bow = np.sin(np.pi * smooth)  # out by 1 half way, and back
    still = np.zeros(100)
    side, ahead, rise = (
        np.concatenate([still, curve, np.full(100, curve[-1])]) for curve in (0.03 * bow, 0.1 * smooth, 0.5 * smooth)
    )
    window = path_window(side, ahead, rise, 2 * np.pi * turns * np.linspace(0, 1, len(side)))
    motion = replace(settled_motion(window), z_m=np.append(rise, rise[-1]))
    (form,) = forms(window, motion, [Phases(start=99, end=251, fall=None, before=None)], PARAMS)
    assert form.sway_m == pytest.approx(0.03, abs=0.003)


def test_a_straight_path_has_no_sway() -> None:
    forms_ = forms_of(Lift().rest(3).reps(4, up_s=1.0).rest(3).window())
    assert [form.sway_m for form in forms_] == pytest.approx([0.0] * 4, abs=0.002)


def test_sway_of_a_long_grind_is_unknown_since_its_error_grows() -> None:
    window = Lift().rest(3).reps(4, up_s=2.0).rest(3).window()
    long, short = (Phases(start=460, end=end, fall=None, before=None) for end in (720, 660))
    found = forms(window, settled_motion(window), [long, short], PARAMS)
    assert found[0].sway_m is None
    assert found[1].sway_m is not None


def test_turning_is_the_angle_of_gravity_in_the_sensor() -> None:
    form = forms_of(Lift().rest(3).reps(4, rom_m=0.5, up_s=1.0).rest(3).window(turn_deg_per_m=60))[1]
    assert form.turn_deg == pytest.approx(30.0, abs=0.5)
    assert form.peak_turn_dps == pytest.approx(60 * 0.9375, abs=2)


def test_tilt_is_told_from_the_starts_before() -> None:
    window = Lift().rest(3).reps(4, up_s=1.0).rest(3).window()
    leaning = np.where(np.arange(len(window.up)) * STEP_S > 11.5, np.radians(10.0), 0.0)  # during the last rep
    up = np.column_stack([np.sin(leaning), np.zeros(len(leaning)), np.cos(leaning)])
    assert [form.tilt_deg for form in forms_of(replace(window, up=up))] == [None, 0.0, 0.0, pytest.approx(10.0)]


def test_without_a_gyroscope_directions_are_unknown_and_times_are_not() -> None:
    window = replace(Lift().rest(3).reps(4, pause_s=0.5).rest(3).window(), gyr_dps=None)
    for form in forms_of(window):
        assert (form.sway_m, form.tilt_deg, form.turn_deg, form.peak_turn_dps) == (None, None, None, None)
        assert form.pause_bottom_s == pytest.approx(0.57, abs=0.03)


@pytest.mark.parametrize("pause_s", [0.02, 1.0])
def test_a_curl_tells_its_pauses_by_its_turning(pause_s: float) -> None:
    movement = movements.still(1) + movements.reps(3, angle_rad=2.2, pause_s=pause_s) + movements.still(1)
    angle = movement.angle_rad[1:-1]
    tops = [k for k in np.flatnonzero((angle[1:-1] >= angle[:-2]) & (angle[1:-1] > angle[2:])) + 1 if angle[k] > 1.0]
    bottoms = [int(top) - 100 for top in tops]
    reps = [
        Phases(start=float(bottom), end=float(top), fall=None, before=float(before) if before else None)
        for bottom, top, before in zip(bottoms, tops, [None, *tops], strict=False)
    ]
    first, *others = forms_without_height(movement.window(), reps, PARAMS)
    assert first.pause_bottom_s is None
    for form in others:
        # A movement of least jerk is slower than a tenth of its peak for the first and last 8 % of its time.
        assert form.pause_bottom_s == pytest.approx(pause_s + 0.20, abs=0.12)
        assert form.pause_top_s == pytest.approx(0.20, abs=0.08)
        assert form.turn_deg == pytest.approx(126, abs=15)


def test_a_row_on_a_cable_tells_no_pauses_since_it_does_not_turn() -> None:
    movement = movements.still(1) + movements.reps(3, forward_m=0.4, pause_s=0.5)
    reps = [
        Phases(start=100, end=200, fall=None, before=None),
        Phases(start=390, end=490, fall=None, before=200),
    ]
    found = forms_without_height(movement.window(), reps, PARAMS)
    assert {(form.pause_bottom_s, form.pause_top_s, form.sticking_depth) for form in found} == {(None, None, None)}


def test_no_reps_have_no_forms() -> None:
    window = Lift().rest(2).window()
    assert forms(window, settled_motion(window), [], PARAMS) == []
    assert forms_without_height(window, [], PARAMS) == []
