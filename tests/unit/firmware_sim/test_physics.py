"""The signal obeys mechanics: what a sensor reads, summed up, is the motion that the truth tells of."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from firmware_sim.conditions import CLEAN, GYM
from firmware_sim.lifts import LIFTS
from firmware_sim.mount import Fixing, feel, second_difference
from firmware_sim.session import Simulated
from firmware_sim.spec import SessionSpec, clean
from firmware_sim.track import GRID_HZ, Motion, Smoothing, Track
from firmware_sim.vibration import band_noise, ringing_m, trembling_m, whip_m
from sensing.units import STANDARD_GRAVITY_MPS2

Make = Callable[[SessionSpec], Simulated]


def grid(made: Simulated, recorded_s: float) -> int:
    return round(made.clock.true_s(recorded_s) * GRID_HZ)


def motion_of(track: Track) -> Motion:
    return track.finish(Smoothing())


@pytest.mark.parametrize("exercise", LIFTS)
def test_specific_force_summed_up_gives_the_true_velocity(make: Make, exercise: str) -> None:
    motion = make(clean(exercise, 1, reps=4)).motion
    still = np.zeros((len(motion.t_s), 3))
    felt = feel(motion, Fixing(lever_m=np.zeros(3), case=Rotation.from_euler("x", 40, degrees=True)), still, still)
    vertical = felt.attitude.apply(felt.force_mps2)[:, 2] - STANDARD_GRAVITY_MPS2
    velocity = np.cumsum(vertical) / GRID_HZ
    # The sum of second differences is the forward difference quotient: half a grid step later than the truth.
    forward = np.diff(motion.height_m) * GRID_HZ
    assert velocity[:-1] == pytest.approx(forward, abs=1e-6)
    middle = 0.5 * (velocity[1:] + velocity[:-1])
    assert middle[:-1] == pytest.approx(felt.velocity_mps[1:-1], abs=1e-6)


@pytest.mark.parametrize("exercise", LIFTS)
def test_velocity_is_the_slope_of_height(make: Make, exercise: str) -> None:
    motion = make(clean(exercise, 1, reps=4)).motion
    assert np.diff(motion.height_m) * GRID_HZ == pytest.approx(motion.velocity_mps[1:], abs=1e-9)


def test_a_resting_sensor_reads_one_g(make: Make) -> None:
    felt = make(clean("deadlift", 1, reps=4)).felt
    assert np.linalg.norm(felt.force_mps2[:1500], axis=1) == pytest.approx(STANDARD_GRAVITY_MPS2, abs=1e-6)
    assert np.abs(felt.rate_dps[:1500]).max() < 1e-6


@pytest.mark.parametrize("mount", ["bar", "wrist"])
def test_angular_rate_summed_up_gives_the_attitude(make: Make, mount: str) -> None:
    felt = make(SessionSpec(exercise="bench", seed=2, mount=mount, reps=4, hard=True)).felt
    attitude = felt.attitude[0]
    turns = Rotation.from_rotvec(np.radians(felt.rate_dps) / GRID_HZ)
    # The rate at a sample covers half a step before and half a step after it.
    for k in range(20_000):
        attitude = attitude * turns[k]
    expected = felt.attitude[20_000]
    assert (attitude.inv() * expected).magnitude() < np.radians(0.2)


def test_a_lever_on_a_turning_bar_feels_the_centripetal_pull() -> None:
    track = Track()
    n = 4000
    track.climb(np.zeros(n), turn=np.radians(180.0) * np.arange(n) / GRID_HZ)
    motion = motion_of(track)
    still = np.zeros((n, 3))
    felt = feel(motion, Fixing(lever_m=np.array([0.0, 0.0, 0.05]), case=Rotation.identity()), still, still)
    middle = n // 2
    world = felt.attitude.apply(felt.force_mps2)[middle] - (0.0, 0.0, STANDARD_GRAVITY_MPS2)
    outwards = felt.attitude.apply((0.0, 0.0, 1.0))[middle]
    assert world @ outwards == pytest.approx(-0.05 * np.pi**2, rel=0.001)
    assert felt.rate_dps[middle] == pytest.approx((180.0, 0.0, 0.0), abs=1e-6)


def test_an_impact_stops_the_bar_and_covers_no_distance() -> None:
    track = Track()
    track.rest(0.5)
    track.climb(np.full(500, -1.0))
    track.stop(-1.0, 0.0, 0.016)
    track.rest(0.5)
    motion = motion_of(track)
    assert motion.velocity_mps[-100:] == pytest.approx(0.0, abs=1e-9)
    assert motion.height_m[-1] == pytest.approx(-0.5, abs=1e-3)
    deceleration = np.diff(motion.velocity_mps).max() * GRID_HZ
    # A raised-cosine stop from 1 m/s in 16 ms peaks at pi / 2 times its mean.
    assert deceleration == pytest.approx(np.pi / 2 / 0.016, rel=0.02)


def test_deadlift_floor_impacts_are_hard_and_the_bar_returns_to_the_same_floor(make: Make) -> None:
    made = make(clean("deadlift", 5, reps=6, load_frac=0.7))
    peaks_g = []
    for rep, following in zip(made.truth.reps, made.truth.reps[1:], strict=False):
        after = slice(grid(made, rep.concentric_end_s), grid(made, following.concentric_start_s))
        peaks_g.append(np.linalg.norm(made.felt.force_mps2[after], axis=1).max() / STANDARD_GRAVITY_MPS2)
        bottom_m = made.motion.height_m[after.stop - 100 : after.stop]
        assert bottom_m == pytest.approx(made.motion.height_m[500], abs=0.002)
    assert 3.0 < min(peaks_g) < max(peaks_g) < 20.0


def test_vibration_adds_neither_velocity_nor_height(make: Make) -> None:
    motion = make(clean("bench", 1, reps=4)).motion
    rng = np.random.default_rng(0)
    n = len(motion.t_s)
    conditions = replace(GYM, sway_m=0.0)
    shake_m = ringing_m(rng, motion) + trembling_m(rng, motion, np.zeros(n), conditions)
    shake_m[:, 2] += whip_m(rng, motion, conditions)
    assert np.abs(shake_m[-1]).max() < 1e-6
    assert np.abs(np.cumsum(second_difference(shake_m), axis=0)[-1] / GRID_HZ).max() < 1e-3
    assert np.abs(second_difference(shake_m)).max() > 1.0


def test_bar_whip_at_rest_is_nothing() -> None:
    track = Track()
    track.rest(2.0)
    assert not whip_m(np.random.default_rng(0), motion_of(track), GYM).any()
    assert not whip_m(np.random.default_rng(0), motion_of(track), CLEAN).any()


def test_band_noise_lies_in_its_band_with_unit_size() -> None:
    noise = band_noise(np.random.default_rng(1), 60_000, 8.0, 12.0, 1)[:, 0]
    power = np.abs(np.fft.rfft(noise)) ** 2
    frequency_hz = np.fft.rfftfreq(len(noise), 1 / GRID_HZ)
    inside = power[(frequency_hz > 7.0) & (frequency_hz < 13.0)].sum() / power.sum()
    assert noise.std() == pytest.approx(1.0, rel=0.1)
    assert inside > 0.98


def test_the_wrist_draws_an_arc_of_20_to_60_degrees_and_the_bar_does_not(make: Make) -> None:
    turned = {}
    for mount in ("bar", "wrist"):
        made = make(SessionSpec(exercise="row", seed=6, mount=mount, reps=4, bottom_pause_s=(0.3, 0.5)))
        rep = made.truth.reps[1]
        first, last = (grid(made, t) for t in (rep.concentric_start_s, rep.concentric_end_s))
        turn = np.degrees(made.motion.turn_rad[first:last])
        turned[mount] = abs(turn[-1] - turn[0])
        height = made.motion.height_m[first:last]
        if mount == "wrist":
            assert abs(np.corrcoef(turn, height)[0, 1]) > 0.98
            assert abs(rep.rom_m - rep.bar_rom_m) > 0.003
    assert turned["bar"] < 15.0
    assert 20.0 < turned["wrist"] < 66.0


@pytest.mark.parametrize(("upside_down", "sign"), [(False, 1.0), (True, -1.0)])
def test_an_upside_down_sensor_reads_gravity_upside_down(make: Make, upside_down: bool, sign: float) -> None:
    samples = make(clean("squat", 4, reps=3, upside_down=upside_down)).recording.samples
    assert sign * samples.acc_mps2[:50, 2].mean() > 0.85 * STANDARD_GRAVITY_MPS2
