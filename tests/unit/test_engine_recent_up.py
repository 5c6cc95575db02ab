"""What is remembered of the up direction is as good as smoothing everything, and costs a bounded part of it."""

import numpy as np
import pytest

from sensing import recent_up
from sensing.orientation import GyroUp, smoothed_up
from sensing.recent_up import RecentUp, RecentUpParams
from sensing.samples import Floats
from sensing.units import STANDARD_GRAVITY_MPS2
from tests.support.lifting import STEP_S

PARAMS = RecentUpParams()


def rolling(seconds: float) -> tuple[Floats, Floats, Floats]:
    """Specific force, angular rate and true up of a sensor that rolls to and fro, with a gyroscope that is off."""
    t = STEP_S * np.arange(round(seconds / STEP_S))
    angle = 0.6 * np.sin(2 * np.pi * 0.3 * t)
    up = np.column_stack([np.zeros_like(t), np.sin(angle), np.cos(angle)])
    gyr = np.zeros((len(t), 3))
    gyr[:, 0] = np.degrees(0.6 * 2 * np.pi * 0.3 * np.cos(2 * np.pi * 0.3 * t)) + 0.4
    noise = np.random.default_rng(1).normal(scale=0.3, size=(len(t), 3))
    return STANDARD_GRAVITY_MPS2 * up + noise, gyr, up


def off_deg(one: Floats, other: Floats) -> Floats:
    return np.asarray(np.degrees(np.sqrt(((one - other) ** 2).sum(axis=1))))


def turned(acc: Floats, gyr: Floats) -> Floats:
    finder = GyroUp(step_s=STEP_S)
    finder.push(acc, gyr)
    return finder.turned


def test_the_first_look_is_smoothed_as_a_whole() -> None:
    acc, gyr, _ = rolling(12.0)
    up = RecentUp(step_s=STEP_S, params=PARAMS).up(0, acc, gyr, turned(acc, gyr))
    assert np.array_equal(up, smoothed_up(acc, gyr, step_s=STEP_S))


@pytest.mark.parametrize("start_s", [0.0, 25.0])
def test_looks_at_a_growing_window_stay_as_good_as_smoothing_it_whole(start_s: float) -> None:
    acc, gyr, true_up = rolling(90.0)
    quaternions, recent = turned(acc, gyr), RecentUp(step_s=STEP_S, params=PARAMS)
    first = round(start_s / STEP_S)
    for stop in range(first + 3000, len(acc) + 1, 70):
        seen = slice(first, stop)
        up = recent.up(first, acc[seen], gyr[seen], quaternions[seen])
        assert len(up) == stop - first
    whole = smoothed_up(acc[seen], gyr[seen], step_s=STEP_S)
    true = true_up[seen]
    assert off_deg(up, true).max() < off_deg(whole, true).max() + 0.3
    assert off_deg(up, whole).max() < 0.5


def test_a_window_that_moves_on_forgets_what_lies_before_it() -> None:
    acc, gyr, true_up = rolling(60.0)
    quaternions, recent = turned(acc, gyr), RecentUp(step_s=STEP_S, params=PARAMS)
    for stop in range(3000, 6000, 130):
        seen = slice(stop - 3000, stop)
        up = recent.up(stop - 3000, acc[seen], gyr[seen], quaternions[seen])
        assert len(up) == 3000
        assert off_deg(up, true_up[seen]).max() < 1.0


def test_a_window_that_begins_earlier_is_smoothed_as_a_whole() -> None:
    acc, gyr, _ = rolling(50.0)
    quaternions, recent = turned(acc, gyr), RecentUp(step_s=STEP_S, params=PARAMS)
    recent.up(2000, acc[2000:], gyr[2000:], quaternions[2000:])
    assert np.array_equal(
        recent.up(100, acc[100:], gyr[100:], quaternions[100:]), smoothed_up(acc[100:], gyr[100:], step_s=STEP_S)
    )


def test_a_window_that_begins_where_nothing_is_remembered_is_smoothed_as_a_whole() -> None:
    acc, gyr, _ = rolling(12.0)
    quaternions, recent = turned(acc, gyr), RecentUp(step_s=STEP_S, params=PARAMS)
    recent.up(0, acc[:1000], gyr[:1000], quaternions[:1000])
    up = recent.up(1000, acc[1000:1100], gyr[1000:1100], quaternions[1000:1100])
    assert np.array_equal(up, smoothed_up(acc[1000:1100], gyr[1000:1100], step_s=STEP_S))


def test_no_look_smooths_more_than_the_last_part(monkeypatch: pytest.MonkeyPatch) -> None:
    lengths: list[int] = []

    def counted(acc: Floats, gyr: Floats, *, step_s: float) -> Floats:
        lengths.append(len(acc))
        return smoothed_up(acc, gyr, step_s=step_s)

    monkeypatch.setattr(recent_up, "smoothed_up", counted)
    acc, gyr, _ = rolling(80.0)
    quaternions, recent = turned(acc, gyr), RecentUp(step_s=STEP_S, params=PARAMS)
    stops = list(range(1000, 8000, 50))
    for stop in stops:
        recent.up(0, acc[:stop], gyr[:stop], quaternions[:stop])
    assert max(lengths) == round(PARAMS.smoothed_s / STEP_S)
    seconds = STEP_S * (stops[-1] - stops[0])
    assert len(lengths) <= 1 + seconds / PARAMS.carried_s
