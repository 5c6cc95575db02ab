import numpy as np
import pytest

from sensing.grid import REPEATS_DROPPED, EvenGrid, Hole
from sensing.samples import Floats

STEP_S = 0.01


def signal(rate_hz: float, *, jitter: float = 0.0, seed: int = 0, seconds: float = 5.0) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    n = round(seconds * rate_hz)
    t_s = (np.arange(n) + jitter * rng.uniform(-0.45, 0.45, n)) / rate_hz
    return t_s, rng.normal(size=(n, 3))


def gridded(t_s: Floats, values: Floats, sizes: list[int] | None = None) -> Floats:
    grid = EvenGrid(step_s=STEP_S, signals=1)
    cuts = np.cumsum(sizes or [len(t_s)])
    parts = zip(np.split(t_s, cuts), np.split(values, cuts), strict=True)
    return np.vstack([grid.push(t, v)[0] for t, v in parts])


def integral(t_s: Floats, values: Floats, until_s: float) -> Floats:
    """Area under the straight lines between the samples, up to any time."""
    ends = np.column_stack([np.interp(until_s, t_s, values[:, axis]) for axis in range(3)])
    inner = t_s < until_s
    return np.asarray(np.trapezoid(np.vstack([values[inner], ends]), np.append(t_s[inner], until_s), axis=0))


@pytest.mark.parametrize("rate_hz", [10.0, 12.5, 99.7, 100.0, 333.3, 1000.0])
@pytest.mark.parametrize("jitter", [0.0, 1.0])
def test_integrals_are_kept_at_any_rate_and_jitter(rate_hz: float, jitter: float) -> None:
    t_s, values = signal(rate_hz, jitter=jitter)
    out = gridded(t_s, values)
    assert t_s[-1] - STEP_S < t_s[0] + STEP_S * len(out) <= t_s[-1]
    for steps in (1, len(out) // 2, len(out)):
        expected = integral(t_s, values, t_s[0] + STEP_S * steps)
        assert out[:steps].sum(axis=0) * STEP_S == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("rate_hz", [12.5, 100.0, 812.0])
def test_blocks_of_any_size_give_the_same_bits(rate_hz: float) -> None:
    t_s, values = signal(rate_hz, jitter=1.0, seed=3)
    whole = gridded(t_s, values)
    rng = np.random.default_rng(1)
    for sizes in ([1] * (len(t_s) - 1), rng.integers(0, 9, len(t_s) // 9).tolist()):
        assert (gridded(t_s, values, sizes) == whole).all()


def test_vibration_above_the_grid_is_averaged_away() -> None:
    t_s = np.arange(5001) / 1000
    shaking = np.repeat(np.sin(2 * np.pi * 200 * t_s)[:, None], 3, axis=1)
    assert np.abs(gridded(t_s, shaking)).max() < 1e-12


@pytest.mark.parametrize("copies", range(1, REPEATS_DROPPED + 1))
def test_stale_copies_of_a_value_are_dropped(copies: int) -> None:
    t_s, values = signal(20.0)
    sent_s = (t_s[:, None] + np.arange(copies + 1) * 0.002).ravel()
    sent = np.repeat(values, copies + 1, axis=0)
    assert gridded(sent_s, sent) == pytest.approx(gridded(t_s, values), abs=1e-12)
    assert (gridded(sent_s, sent, [1] * (len(sent) - 1)) == gridded(sent_s, sent)).all()


def test_a_sensor_that_stays_at_one_value_is_believed() -> None:
    t_s = np.arange(20) / 10
    values = np.repeat(np.where(t_s < 0.95, 1.0, 2.0)[:, None], 3, axis=1)
    out = gridded(t_s, values)
    # After three copies the rest is real: the jump is as short as it was, from 0.9 to 1.0 s.
    assert out[:90] == pytest.approx(np.ones((90, 3)), abs=1e-12)
    assert out[100:189] == pytest.approx(2 * np.ones((89, 3)), abs=1e-12)


@pytest.mark.parametrize("sizes", [[300], [20] * 15, [1] * 300], ids=str)
def test_two_signals_are_gridded_as_each_by_itself(sizes: list[int]) -> None:
    t_s, acc = signal(100.0, jitter=1.0, seed=4, seconds=3.0)
    gyr = np.random.default_rng(5).normal(size=acc.shape)
    gyr[100:103] = gyr[99]  # a gyroscope that stops telling for a while, and an accelerometer another time
    acc[180:182] = acc[179]
    grid, cuts = EvenGrid(step_s=STEP_S, signals=2), np.cumsum(sizes)
    parts = zip(np.split(t_s, cuts), np.split(acc, cuts), np.split(gyr, cuts), strict=True)
    found = [grid.push(*part) for part in parts]
    for nth, values in enumerate((acc, gyr)):
        assert (np.vstack([each[nth] for each in found]) == gridded(t_s, values)).all()


def test_the_first_sample_alone_gives_no_step() -> None:
    grid = EvenGrid(step_s=STEP_S, signals=1)
    assert grid.push(np.array([7.0]), np.ones((1, 3)))[0].shape == (0, 3)
    assert grid.push(np.array([]), np.empty((0, 3)))[0].shape == (0, 3)
    assert grid.push(np.array([7.05]), 3 * np.ones((1, 3)))[0].shape == (5, 3)


def test_a_hole_is_as_long_as_it_lasts() -> None:
    assert Hole(start_s=1.25, end_s=2.0).length_s == 0.75
