import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from sensing.orientation import (
    AccelerometerUp,
    GyroUp,
    UpFinder,
    smoothed_up,
    vertical_acceleration_mps2,
    vertical_without_gyroscope_mps2,
    zero_phase_up,
)
from sensing.samples import Floats
from sensing.units import STANDARD_GRAVITY_MPS2
from tests.support.lifting import STEP_S

G = STANDARD_GRAVITY_MPS2
CUTOFF_HZ = 0.25
TURNED = {
    "upright": (0.0, 0.0, 1.0),
    "upside down": (0.0, 0.0, -1.0),
    "on its side": (1.0, 0.0, 0.0),
    "anyhow": (0.48, -0.6, 0.64),
}


def rolling(seconds: float, *, sway_deg: float, hz: float) -> tuple[Floats, Floats, Floats]:
    """Specific force, angular rate and true up of a sensor that rolls to and fro without moving."""
    t = STEP_S * np.arange(round(seconds / STEP_S))
    angle = np.radians(sway_deg) * np.sin(2 * np.pi * hz * t)
    up = np.column_stack([np.zeros_like(t), np.sin(angle), np.cos(angle)])
    gyr = np.zeros((len(t), 3))
    gyr[:, 0] = sway_deg * 2 * np.pi * hz * np.cos(2 * np.pi * hz * t)
    return G * up, gyr, up


def off_deg(one: Floats, other: Floats) -> Floats:
    return np.asarray(np.degrees(np.arccos(np.clip((one * other).sum(axis=1), -1.0, 1.0))))


@pytest.mark.parametrize("name", TURNED)
def test_a_sensor_at_rest_has_no_vertical_acceleration_however_it_lies(name: str) -> None:
    up = np.tile(TURNED[name], (300, 1))
    finders: list[UpFinder] = [GyroUp(step_s=STEP_S), AccelerometerUp(step_s=STEP_S, cutoff_hz=CUTOFF_HZ)]
    for finder in finders:
        found = finder.push(G * up, np.zeros((300, 3)))
        assert np.abs(vertical_acceleration_mps2(G * up, found)[100:]).max() < 1e-3
        assert off_deg(found, up)[100:].max() < 0.1


@pytest.mark.parametrize("turn", [Rotation.from_euler("x", 180, degrees=True), Rotation.from_rotvec([1.0, -0.4, 0.7])])
def test_the_vertical_does_not_depend_on_how_the_sensor_is_mounted(turn: Rotation) -> None:
    acc, gyr, _ = rolling(8, sway_deg=20, hz=0.5)
    acc = acc + np.random.default_rng(1).normal(scale=0.3, size=acc.shape)
    plain = vertical_acceleration_mps2(acc, smoothed_up(acc, gyr, step_s=STEP_S))
    other_acc, other_gyr = turn.apply(acc), turn.apply(gyr)
    other = vertical_acceleration_mps2(other_acc, smoothed_up(other_acc, other_gyr, step_s=STEP_S))
    assert other == pytest.approx(plain, abs=0.02)


def test_rolling_is_followed_with_a_gyroscope() -> None:
    acc, gyr, up = rolling(10, sway_deg=40, hz=0.5)
    assert off_deg(smoothed_up(acc, gyr, step_s=STEP_S), up).max() < 1.0
    assert off_deg(GyroUp(step_s=STEP_S).push(acc, gyr), up)[200:].max() < 1.5


@pytest.mark.parametrize("size", [1, 7, 50])
def test_blocks_do_not_change_a_bit_of_up(size: int) -> None:
    acc, gyr, _ = rolling(3, sway_deg=30, hz=0.7)
    acc = acc + np.random.default_rng(2).normal(scale=1.0, size=acc.shape)
    for make in (lambda: GyroUp(step_s=STEP_S), lambda: AccelerometerUp(step_s=STEP_S, cutoff_hz=CUTOFF_HZ)):
        whole = make().push(acc, gyr)
        finder = make()
        parts = [finder.push(acc[k : k + size], gyr[k : k + size]) for k in range(0, len(acc), size)]
        assert (np.vstack(parts) == whole).all()
        assert finder.push(np.empty((0, 3)), np.empty((0, 3))).shape == (0, 3)


def test_both_directions_have_no_lag_where_one_has() -> None:
    acc, gyr, up = rolling(40, sway_deg=15, hz=0.04)
    forward = AccelerometerUp(step_s=STEP_S, cutoff_hz=CUTOFF_HZ).push(acc, gyr)
    inner = slice(500, -500)
    assert off_deg(zero_phase_up(acc, step_s=STEP_S, cutoff_hz=CUTOFF_HZ), up)[inner].max() < 0.2
    assert off_deg(forward, up)[inner].max() > 2.0


@pytest.mark.parametrize("tilt_deg", [5.0, 10.0])
def test_without_a_gyroscope_an_error_of_tilt_adds_no_bias(tilt_deg: float) -> None:
    """The slow part comes from the length of the force, which no tilt touches."""
    t = STEP_S * np.arange(2000)
    moving = 2.0 * np.sin(2 * np.pi * 1.0 * t)
    up = np.tile([0.0, 0.0, 1.0], (2000, 1))
    believed = np.tile([0.0, np.sin(np.radians(tilt_deg)), np.cos(np.radians(tilt_deg))], (2000, 1))
    acc = (G + moving)[:, None] * up
    found, doubt = vertical_without_gyroscope_mps2(acc, believed, step_s=STEP_S, cutoff_hz=CUTOFF_HZ)
    inner = slice(500, 1500)
    assert found[inner].mean() == pytest.approx(moving[inner].mean(), abs=1e-3)
    assert np.abs(found - moving)[inner].max() < 0.05
    assert abs(vertical_acceleration_mps2(acc, believed)[inner].mean()) > 0.03
    # What is in doubt is what the wrong direction hides of gravity.
    assert doubt[inner].mean() == pytest.approx(G * (1 - np.cos(np.radians(tilt_deg))), abs=2e-3)
