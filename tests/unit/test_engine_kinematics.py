import numpy as np
import pytest

from sensing.kinematics import BorderParams, borders, mean_propulsive_velocity_mps
from sensing.samples import Floats

PARAMS = BorderParams()
N = 101


def min_jerk() -> Floats:
    s = np.linspace(0, 1, N)
    return np.asarray(30 * s**2 * (1 - s) ** 2 / 1.875)


def test_a_sine_starts_and_ends_where_it_crosses_zero() -> None:
    rise = np.sin(np.linspace(-0.4, np.pi + 0.4, 400))
    per_sample = (np.pi + 0.8) / 399
    start, end = borders(rise, PARAMS)
    # Zero is `zero_mps`: a hundredth of the peak here.
    assert start == pytest.approx((0.4 + 0.01) / per_sample, abs=0.1)
    assert end == pytest.approx((0.4 + np.pi - 0.01) / per_sample, abs=0.1)


def test_a_start_from_rest_is_where_speed_passes_zero() -> None:
    start, end = borders(np.concatenate([np.zeros(50), min_jerk(), np.zeros(50)]), PARAMS)
    # 16 s^2 passes a hundredth of the peak at s = 0.025.
    assert start == pytest.approx(52.5, abs=0.1)
    assert end == pytest.approx(147.5, abs=0.1)


def test_a_small_error_of_velocity_does_not_move_the_border_of_a_pause() -> None:
    curve = np.concatenate([np.zeros(50), min_jerk(), np.zeros(50)])
    exact = borders(curve, PARAMS)
    for error_mps in (-0.008, 0.008):
        assert borders(curve + error_mps, PARAMS) == pytest.approx(exact, abs=1.5)


def test_a_sticking_point_does_not_end_the_rise() -> None:
    s = np.linspace(0, np.pi, 101)
    stuck = np.concatenate([np.sin(s) ** 2, np.full(30, 0.012), 0.6 * np.sin(s) ** 2])
    start, end = borders(np.concatenate([np.zeros(20), stuck, np.zeros(20)]), PARAMS)
    assert start == pytest.approx(24, abs=2)
    assert end == pytest.approx(20 + 232 - 4, abs=2)


def test_a_curve_turned_in_time_has_mirrored_borders() -> None:
    curve = np.concatenate([np.zeros(30), min_jerk() ** 2, min_jerk(), np.zeros(10)])
    start, end = borders(curve, PARAMS)
    turned = borders(curve[::-1], PARAMS)
    # The peak is met twice, so that both sides follow their own.
    assert turned == pytest.approx((len(curve) - 1 - end, len(curve) - 1 - start), abs=1e-9)


def test_what_hardly_moves_is_taken_whole() -> None:
    assert borders(np.full(40, 0.009), PARAMS) == (0.0, 39.0)
    assert borders(np.zeros(2), PARAMS) == (0.0, 1.0)


@pytest.mark.parametrize("shift", [0.0, 0.25, 0.5, 0.75])
def test_borders_lie_between_samples(shift: float) -> None:
    t = np.arange(200) - 20 - shift
    curve = np.where((t > -10) & (t < 160), np.sin(np.pi * t / 150), -0.2)
    start, _ = borders(curve, PARAMS)
    assert start == pytest.approx(20 + shift + 150 / np.pi * 0.01, abs=0.02)


def test_propulsion_ends_where_the_bar_falls_faster_than_freely() -> None:
    v = np.array([0.2, 0.8, 1.4, 1.2, 0.3])
    assert mean_propulsive_velocity_mps(v, np.array([6.0, 6.0, 0.0, -12.0, -12.0])) == pytest.approx(2.9 / 3)
    # Braking by less than gravity is still propulsion: not a > 0.
    assert mean_propulsive_velocity_mps(v, np.array([6.0, 6.0, -5.0, -9.0, -9.8])) == pytest.approx(3.65 / 4)


def test_one_noisy_sample_does_not_end_the_propulsion() -> None:
    v = np.array([0.2, 0.8, 1.4, 1.2])
    assert mean_propulsive_velocity_mps(v, np.array([6.0, -10.0, 6.0, 0.0])) == pytest.approx(2.9 / 3)


def test_propulsion_of_two_samples_is_unknown() -> None:
    assert mean_propulsive_velocity_mps(np.array([0.2, 0.8]), np.zeros(2)) is None
    assert mean_propulsive_velocity_mps(np.array([0.2, 0.8, 0.4]), np.array([0.0, -10.0, -10.0])) is None
