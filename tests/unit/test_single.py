"""One rep is a set on a bar: whoever tests a maximum lifts once."""

import pytest

from sensing.events import RepStatus
from sensing.look import Look, Looker, LookParams
from sensing.motion import MotionParams
from sensing.settle import SettleParams, settle
from sensing.single import SingleParams, is_single
from sensing.track import Track, TrackParams
from tests.support.lifting import Lift

SQUAT = Lift().rest(3).move(-0.5, 1.5).move(0.5, 1.4).rest(15)
DEADLIFT = Lift().rest(3).move(0.5, 1.4).rest(1.5).move(-0.5, 1.2).rest(15)


def looked(lift: Lift, *, tilt: float = 0.0001, gyroscope: bool = True) -> Look:
    track = Track(start_s=0.0, gyroscope=gyroscope, params=TrackParams())
    track.push(lift.samples(gyroscope=gyroscope))
    return Looker(track, LookParams()).look(0, len(track), tilt=tilt, whole=True, ends_recording=True)


def statuses(look: Look) -> list[RepStatus]:
    return [attempt.status for attempt in look.attempts]


@pytest.mark.parametrize("lift", [SQUAT, DEADLIFT], ids=["squat", "deadlift"])
def test_a_single_on_a_bar_is_a_set_of_one(lift: Lift) -> None:
    assert statuses(looked(lift)) == [RepStatus.COMPLETED]


def test_a_single_on_a_wrist_is_none() -> None:
    assert statuses(looked(SQUAT, tilt=0.03)) == []


def test_without_a_gyroscope_a_single_is_none() -> None:
    assert statuses(looked(SQUAT, gyroscope=False)) == []


@pytest.mark.parametrize(
    "lift",
    [
        Lift().rest(3).move(0.5, 1.4).rest(15),
        Lift().rest(3).move(0.5, 1.4).rest(6).move(-0.5, 1.4).rest(15),
        Lift().rest(3).move(-0.2, 1.0).move(0.5, 1.4).rest(15),
        Lift().rest(3).move(-0.15, 0.8).move(0.15, 0.8).rest(15),
    ],
    ids=["put up", "put up and taken down again", "picked up", "bounced"],
)
def test_a_bar_that_is_moved_otherwise_is_not_lifted(lift: Lift) -> None:
    assert statuses(looked(lift)) == []


def test_a_rise_of_which_too_little_is_known_is_no_single() -> None:
    settled = settle(SQUAT.window(), MotionParams(), SettleParams())
    (rise,) = [swing for swing in settled.rises() if swing.size_m > 0.4]
    assert is_single(rise, settled.swings, settled.motion, SingleParams())
    assert not is_single(rise, settled.swings, settled.motion, SingleParams(known_share=0.001))
    assert not is_single(rise, [], settled.motion, SingleParams())


def test_an_attempt_at_a_second_rep_leaves_the_first() -> None:
    lift = Lift().rest(3).move(-0.5, 1.5).move(0.5, 1.4).rest(2).move(-0.5, 1.5).move(0.15, 1.0).move(-0.15, 1.0)
    assert statuses(looked(lift.rest(15))) == [RepStatus.COMPLETED, RepStatus.FAILED]
