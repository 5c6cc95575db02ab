"""The sensor model makes the errors it was asked for, and no others."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy.signal import welch
from scipy.spatial.transform import Rotation

from firmware_sim.conditions import CLEAN, Conditions
from firmware_sim.imu import Sensed, sense
from firmware_sim.mount import Felt
from firmware_sim.sensors import BMI270, IDEAL, LSM6DSOX, MPU_6050, SENSORS, SensorModel
from firmware_sim.session import Simulated
from firmware_sim.spec import SessionSpec, clean
from firmware_sim.track import GRID_HZ
from sensing.samples import Floats
from sensing.units import STANDARD_GRAVITY_MPS2

Make = Callable[[SessionSpec], Simulated]
EXACT = replace(CLEAN, clock_error_frac=0.0)


def still(duration_s: float, force_mps2: Floats | None = None, rate_dps: Floats | None = None) -> Felt:
    n = round(duration_s * GRID_HZ)
    up = np.tile((0.0, 0.0, STANDARD_GRAVITY_MPS2), (n, 1))
    return Felt(
        t_s=np.arange(n) / GRID_HZ,
        force_mps2=up if force_mps2 is None else force_mps2,
        rate_dps=np.zeros((n, 3)) if rate_dps is None else rate_dps,
        velocity_mps=np.zeros(n),
        height_m=np.zeros(n),
        attitude=Rotation.identity(n),
    )


def sensed(sensor: SensorModel, conditions: Conditions = EXACT, seed: int = 0, duration_s: float = 60.0) -> Sensed:
    return sense(np.random.default_rng(seed), still(duration_s), sensor, conditions, 100.0, True)


@pytest.mark.parametrize("sensor", [LSM6DSOX, BMI270, MPU_6050], ids=lambda sensor: sensor.name)
def test_noise_density_is_as_asked(sensor: SensorModel) -> None:
    # A fine converter, or its steps of 0.5 mg would add to the noise.
    quiet = replace(sensor, acc_wander_mg_rts=0.0, gyr_wander_dps_rts=0.0, bits=24)
    samples = sensed(quiet, duration_s=200.0).samples
    rate_hz = 1.0 / np.median(np.diff(samples.t_s))
    assert samples.gyr_dps is not None
    for values, density in (
        (samples.acc_mps2 / STANDARD_GRAVITY_MPS2, sensor.acc_noise_ug_rthz * 1e-6),
        (samples.gyr_dps, sensor.gyr_noise_mdps_rthz * 1e-3),
    ):
        _, power = welch(values, fs=rate_hz, nperseg=512, axis=0)
        # All noise up to the corner of the chip's filter is folded into the band up to half the rate.
        expected = density**2 * 1.11 * sensor.low_pass_frac / 0.5
        assert power[3:-3].mean() == pytest.approx(expected, rel=0.10)


def test_an_ideal_sensor_changes_nothing() -> None:
    samples = sensed(IDEAL).samples
    assert samples.acc_mps2 == pytest.approx(np.tile((0, 0, STANDARD_GRAVITY_MPS2), (len(samples), 1)), abs=1e-5)
    assert np.diff(samples.t_s) == pytest.approx(0.01, abs=2e-6)


def test_units_of_a_chip_differ_as_its_data_sheet_says() -> None:
    offsets_g, biases_dps = [], []
    for seed in range(300):
        samples = sensed(LSM6DSOX, seed=seed, duration_s=0.5).samples
        assert samples.gyr_dps is not None
        offsets_g.append(samples.acc_mps2[:, 0].mean() / STANDARD_GRAVITY_MPS2)
        biases_dps.append(samples.gyr_dps.mean(axis=0))
    # Gravity on z leaks into x through the cross-axis error.
    assert np.std(offsets_g) == pytest.approx(np.hypot(0.010, LSM6DSOX.cross_axis_sd_frac), rel=0.15)
    assert np.std(biases_dps) == pytest.approx(LSM6DSOX.gyr_bias_sd_dps, rel=0.15)


def test_bias_wanders_with_the_root_of_time() -> None:
    walker = replace(IDEAL, acc_wander_mg_rts=1.0)
    ends = [sensed(walker, seed=seed, duration_s=25.0).samples.acc_mps2[-1, 0] for seed in range(200)]
    assert np.std(ends) / STANDARD_GRAVITY_MPS2 * 1e3 == pytest.approx(5.0, rel=0.15)


def test_values_beyond_the_range_are_clipped_and_all_lie_on_the_steps_of_the_converter(make: Make) -> None:
    spec = clean("deadlift", 5, reps=4, load_frac=0.7, conditions=replace(CLEAN, range_g=2.0))
    values_g = make(spec).recording.samples.acc_mps2 / STANDARD_GRAVITY_MPS2
    step_g = 4.0 / 2**16
    assert np.abs(values_g).max() == pytest.approx(2.0, abs=step_g)
    assert values_g / step_g == pytest.approx(np.round(values_g / step_g), abs=0.02)


def test_the_filter_of_the_chip_delays_the_signal() -> None:
    n = 20_000
    wave = np.zeros((n, 3))
    wave[:, 2] = STANDARD_GRAVITY_MPS2 * (1 + 0.5 * np.sin(2 * np.pi * 2.0 * np.arange(n) / GRID_HZ))

    def phase_s(sensor: SensorModel) -> float:
        got = sense(np.random.default_rng(0), still(20.0, wave), sensor, EXACT, 100.0, False)
        true_s = got.samples.t_s + got.clock.first_sample_s
        value = got.samples.acc_mps2[:, 2] - STANDARD_GRAVITY_MPS2
        turn = np.exp(-2j * np.pi * 2.0 * true_s)
        return float(-np.angle(1j * (value * turn).mean()) / (2 * np.pi * 2.0))

    assert phase_s(IDEAL) == pytest.approx(0.0, abs=2e-4)
    # A second-order Butterworth at 40 Hz delays slow signals by sqrt(2) / (2 pi 40 Hz).
    assert phase_s(replace(IDEAL, low_pass_frac=0.4)) == pytest.approx(0.0056, abs=4e-4)


def test_a_unit_runs_at_its_own_rate_and_its_stamps_stay_true() -> None:
    fast = replace(IDEAL, odr_error_sd_frac=0.03)
    rates = [1 / np.diff(sensed(fast, seed=seed, duration_s=5.0).samples.t_s).mean() for seed in range(200)]
    assert np.std(rates) == pytest.approx(3.0, rel=0.15)


def test_recorded_time_runs_as_fast_as_its_clock_says() -> None:
    got = sensed(IDEAL, replace(CLEAN, clock_error_frac=0.05), seed=3)
    assert abs(got.clock.rate_frac - 1.0) > 0.005
    assert np.diff(got.samples.t_s).mean() == pytest.approx(0.01 * got.clock.rate_frac, rel=1e-6)
    assert got.clock.true_s(got.clock.recorded_s(12.3)) == pytest.approx(12.3)


def test_truth_stands_on_the_clock_of_the_recording(make: Make) -> None:
    """A floor impact is seen by anybody in the samples: it must lie where the truth says the way down ended."""
    conditions = replace(CLEAN, clock_error_frac=0.08, settling_frac=0.0)
    made = make(clean("deadlift", 11, reps=6, load_frac=0.7, conditions=conditions))
    assert abs(made.clock.rate_frac - 1.0) > 0.01
    samples = made.recording.samples
    strength = np.abs(np.linalg.norm(samples.acc_mps2, axis=1) - STANDARD_GRAVITY_MPS2)
    for rep in made.truth.reps[1:]:
        assert rep.eccentric_start_s is not None
        assert rep.eccentric_s is not None
        during = (samples.t_s > rep.eccentric_start_s) & (samples.t_s < rep.concentric_start_s - 0.1)
        impact_s = samples.t_s[during][np.argmax(strength[during])]
        assert impact_s == pytest.approx(rep.eccentric_start_s + rep.eccentric_s, abs=0.03)


def test_lost_packets_leave_exactly_the_holes_that_are_told() -> None:
    got = sensed(IDEAL, replace(EXACT, loss_frac=0.05, loss_burst=2.0, packet_samples=4), duration_s=300.0)
    t_s = got.samples.t_s
    wide = np.flatnonzero(np.diff(t_s) > 0.015)
    assert [(t_s[i], t_s[i + 1]) for i in wide] == list(got.lost)
    missing = sum(round((end - start) / 0.01) - 1 for start, end in got.lost)
    assert missing % 4 <= 3
    assert missing / 30_000 == pytest.approx(0.05, abs=0.01)
    assert missing / 4 / len(got.lost) == pytest.approx(2.0, abs=0.4)


def test_repeated_rows_are_as_many_as_asked() -> None:
    samples = sensed(LSM6DSOX, replace(EXACT, repeat_frac=0.2), duration_s=100.0).samples
    assert samples.gyr_dps is not None
    same = (np.diff(samples.acc_mps2, axis=0) == 0).all(axis=1) & (np.diff(samples.gyr_dps, axis=0) == 0).all(axis=1)
    assert same.mean() == pytest.approx(0.2, abs=0.015)


def test_jitter_moves_stamps_but_never_past_each_other() -> None:
    small = np.diff(sensed(IDEAL, replace(EXACT, jitter_s=0.001)).samples.t_s)
    assert np.std(small) == pytest.approx(0.001 * np.sqrt(2), rel=0.1)
    huge = np.diff(sensed(IDEAL, replace(EXACT, jitter_s=0.1)).samples.t_s)
    assert huge.min() > 0.0


def test_without_a_gyroscope_the_acceleration_is_the_same() -> None:
    one = sense(np.random.default_rng(4), still(5.0), LSM6DSOX, CLEAN, 100.0, True).samples
    other = sense(np.random.default_rng(4), still(5.0), LSM6DSOX, CLEAN, 100.0, False).samples
    assert other.gyr_dps is None
    assert np.array_equal(one.acc_mps2, other.acc_mps2)


def test_every_preset_is_found_by_its_name() -> None:
    assert {"LSM6DSOX", "LSM6DS3", "BMI270", "ICM-42688-P", "ICM-20948", "MPU-6050"} < set(SENSORS)
    assert all(SENSORS[name].name == name for name in SENSORS)
