"""The signal that the speed benchmark times, and its sums."""

import numpy as np
import pytest

from benchmarks.speed import SpeedParams, live_speed, long_recording


def test_the_long_signal_is_as_long_as_asked_for_and_never_stops() -> None:
    recording = long_recording(SpeedParams(minutes=12.0, rate_hz=50.0))
    steps_s = np.diff(recording.samples.t_s)
    assert recording.duration_s == pytest.approx(720.0, abs=0.05)
    # More than one turn of the session, whose own sampling jitters by less than half a step.
    assert steps_s.max() < 1.5 / 50.0
    assert recording.samples.gyr_dps is not None


def test_cost_is_counted_per_time_of_signal() -> None:
    speed = live_speed(np.full(100, 0.0005), np.arange(100.0), block_s=0.05, windows=4)
    assert speed.cost_frac == pytest.approx(0.01)
    assert speed.sensors_per_core == pytest.approx(100.0)
    assert speed.cost_by_window_frac == pytest.approx([0.01] * 4)
    assert speed.block_max_ms == pytest.approx(0.5)
    assert speed.memory_by_window_mb == pytest.approx([24.0, 49.0, 74.0, 99.0])
