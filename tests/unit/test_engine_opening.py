"""What is told live as the beginning of a set, and what is held back."""

from dataclasses import replace

import pytest

from firmware_sim.session import simulate
from firmware_sim.spec import gym
from sensing.events import RepCompleted, RepWithdrawn
from sensing.look import Look, Looker, LookParams
from sensing.opening import OpeningParams, is_told_alone
from sensing.track import Track, TrackParams
from tests.support.lifting import Lift, events_of

STOOD = Lift().rest(8).move(-0.5, 1.5).move(0.5, 1.0).rest(0.4)


def looked(lift: Lift, *, turn_deg_per_m: float = 0.0) -> Look:
    track = Track(start_s=0.0, gyroscope=True, params=TrackParams())
    track.push(lift.samples(turn_deg_per_m=turn_deg_per_m))
    return Looker(track, LookParams()).look(0, len(track), tilt=0.1)


def told(lift: Lift, *, on_bar: bool = False, turn_deg_per_m: float = 0.0, **params: float) -> bool:
    look = looked(lift, turn_deg_per_m=turn_deg_per_m)
    assert len(look.attempts) == 1
    return is_told_alone(look, on_bar=on_bar, params=replace(OpeningParams(), **params))


def test_a_first_rep_after_standing_calm_is_told_at_once() -> None:
    assert told(STOOD)


def test_a_first_rep_on_a_wrist_that_moved_before_waits_for_the_second_and_on_a_bar_does_not() -> None:
    fidgeted = Lift().rest(3).move(0.1, 0.5).move(-0.1, 0.5).rest(2).move(-0.5, 1.5).move(0.5, 1.0).rest(0.4)
    assert not told(fidgeted, turn_deg_per_m=200.0)
    assert told(fidgeted, turn_deg_per_m=200.0, on_bar=True)


def test_a_small_first_rise_is_never_told_alone() -> None:
    assert not told(Lift().rest(8).move(-0.17, 1.0).move(0.17, 0.7).rest(0.4), on_bar=True)


@pytest.mark.parametrize(
    "lift",
    [
        Lift().rest(8).move(-0.5, 1.5).move(0.5, 1.0).rest(3),
        Lift().rest(1.5).move(-0.5, 1.5).move(0.5, 1.0).rest(0.4),
    ],
    ids=["long ago", "little seen before it"],
)
def test_a_rise_on_a_wrist_of_which_too_little_is_known_is_not_told_alone(lift: Lift) -> None:
    assert not told(lift)


def test_a_slow_first_rise_on_a_wrist_waits_for_the_second() -> None:
    assert not told(STOOD, lone_mps=0.6)


def test_next_to_nothing_is_told_between_the_sets_of_a_wrist() -> None:
    """Before, 25 movements of this session were told as reps and taken back, between sets of 43 reps in all."""
    made = simulate(gym("bench", 706, mount="wrist"))
    events = events_of(made.recording.samples, 50)
    sets = [(one.start_s - 5.0, one.end_s + 5.0) for one in made.truth.sets]
    ends_s = [event.rep.concentric_end_s for event in events if isinstance(event, RepCompleted)]
    outside = [end_s for end_s in ends_s if not any(start_s <= end_s <= stop_s for start_s, stop_s in sets)]
    assert len(outside) <= 2
    assert sum(isinstance(event, RepWithdrawn) for event in events) <= 3
