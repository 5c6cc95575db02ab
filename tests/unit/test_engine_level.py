import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from sensing.level import Level
from sensing.samples import Floats


def tilt(ups: Floats) -> float:
    level = Level()
    for up in ups:
        level.add(up)
    return level.tilt


def rolled(degrees: Floats) -> Floats:
    """Up directions of a bar that rolls about its own axis."""
    return np.asarray(Rotation.from_euler("x", degrees[:, None], degrees=True).apply([0.0, 0.0, 1.0]))


def test_a_bar_that_rolls_stays_level_however_the_sensor_sits_on_it() -> None:
    ups = rolled(np.linspace(0, 300, 100))
    assert tilt(ups) == pytest.approx(0.0, abs=1e-12)
    assert tilt(Rotation.from_rotvec([0.3, -1.0, 0.5]).apply(ups)) == pytest.approx(0.0, abs=1e-12)


def test_a_sensor_turned_every_way_is_level_in_none() -> None:
    assert tilt(Rotation.random(4000, random_state=1).apply([0.0, 0.0, 1.0])) == pytest.approx(1 / 3, abs=0.02)


def test_a_bar_that_is_held_askew_by_three_degrees_is_nearly_level() -> None:
    swaying = Rotation.from_euler("y", 3 * np.sin(np.arange(200))[:, None], degrees=True)
    askew = swaying.apply(rolled(np.linspace(0, 200, 200)))
    assert 0.0 < tilt(askew) < 0.004


def test_before_the_first_sample_nothing_is_tilted() -> None:
    assert Level().tilt == 0.0
