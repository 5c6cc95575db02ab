import numpy as np
import pytest

from sensing.look import Look, Looker, LookParams
from sensing.track import Track, TrackParams
from tests.support.lifting import Lift

LIFT = Lift().rest(3).reps(4).rest(3)


@pytest.fixture(scope="module")
def track() -> Track:
    samples = LIFT.samples(tilt_deg=40.0, bias_mps2=(0.1, 0.0, 0.1))
    track = Track(start_s=0.0, gyroscope=True, params=TrackParams())
    track.push(samples)
    return track


def looked(track: Track, first_s: float, stop_s: float, *, ends: bool = False) -> Look:
    params = LookParams()
    stop = min(track.step_at(stop_s), len(track))
    return Looker(track, params).look(track.step_at(first_s), stop, tilt=0.0, ends_recording=ends)


def test_a_look_measures_reps_in_signal_time(track: Track) -> None:
    look = looked(track, 1.0, 99.0, ends=True)
    assert len(look.attempts) == 4
    for rep, (start_s, end_s, _) in zip(look.reps(), LIFT.rises(), strict=True):
        assert (rep.concentric_start_s, rep.concentric_end_s) == pytest.approx((start_s + 0.03, end_s - 0.03), abs=0.03)
        assert rep.mean_velocity_mps == pytest.approx(0.527, abs=0.015)


def test_spans_are_steps_of_the_track_and_not_of_the_window(track: Track) -> None:
    early, late = looked(track, 0.0, 99.0), looked(track, 1.5, 99.0)
    spans = [np.array([look.span(attempt) for attempt in look.attempts]) for look in (early, late)]
    assert spans[0] == pytest.approx(spans[1], abs=3)


def test_a_look_sees_nothing_after_its_stop(track: Track) -> None:
    third_start_s, third_end_s, _ = LIFT.rises()[2]
    assert len(looked(track, 1.0, third_start_s + 0.5).attempts) == 2
    assert len(looked(track, 1.0, third_end_s + 0.3).attempts) == 3


def test_a_set_waits_for_at_least_ten_seconds(track: Track) -> None:
    assert looked(track, 1.0, 99.0).pause_s() == 10.0


def test_two_looks_at_the_same_steps_see_the_same(track: Track) -> None:
    one, other = looked(track, 1.0, 9.0), looked(track, 1.0, 9.0)
    assert one.reps() == other.reps()
    assert (one.motion.v_mps == other.motion.v_mps).all()


def test_the_last_reps_alone_have_the_same_numbers(track: Track) -> None:
    look = looked(track, 1.0, 99.0, ends=True)
    assert [look.reps(first) for first in range(5)] == [look.reps()[first:] for first in range(5)]
