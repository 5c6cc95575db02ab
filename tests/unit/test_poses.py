from collections.abc import Callable

import numpy as np
import pytest

from sensing.events import RejectReason, RepStatus, SetCompleted
from sensing.look import Look, Looker, LookParams
from sensing.poses import PoseParams, differ_rad, not_on_one_bar, turned_before_rad, without_the_weight
from sensing.samples import Floats, ImuBlock
from sensing.swings import Swing
from sensing.track import Track, TrackParams
from tests.support.lifting import Lift, events_of

WRIST, BAR = 0.1, 0.0


def lying(angle_rad: Floats) -> Floats:
    return np.column_stack([np.sin(angle_rad), np.zeros_like(angle_rad), np.cos(angle_rad)])


def rises(*takes: int) -> list[Swing]:
    """Rises of half a metre, 3 s apart."""
    return [Swing(start=300 * k, end=300 * k + n, size_m=0.5, up=True) for k, n in enumerate(takes)]


def test_two_rises_differ_by_the_angle_between_them() -> None:
    angle = np.repeat([0.0, 0.2], 300)
    assert differ_rad(rises(100, 100), lying(angle)) == pytest.approx([0.2, 0.2])


def test_a_turn_within_each_rise_is_no_difference() -> None:
    angle = np.tile(np.linspace(0.0, 1.5, 300), 3)
    assert differ_rad(rises(100, 100, 100), lying(angle)) == pytest.approx(np.zeros(3), abs=1e-6)


def test_a_rise_at_the_end_of_the_window_lies_as_the_window_ends() -> None:
    two = [Swing(start=0, end=100, size_m=0.5, up=True), Swing(start=200, end=300, size_m=0.5, up=True)]
    assert differ_rad(two, lying(np.zeros(300))) == pytest.approx([0.0, 0.0])


def test_a_hand_that_came_from_elsewhere_has_turned_before_the_first_way_down() -> None:
    angle = np.concatenate([np.full(200, 1.0), np.zeros(800)])
    fall, rise = Swing(start=400, end=500, size_m=0.5, up=False), Swing(start=550, end=650, size_m=0.5, up=True)
    turned = [turned_before_rad(rise, swings, lying(angle), 0.01, PoseParams()) for swings in ([fall], [])]
    assert turned == pytest.approx([1.0, 0.0])


def test_a_way_down_long_before_belongs_to_something_else() -> None:
    angle = np.concatenate([np.full(200, 1.0), np.zeros(800)])
    fall, rise = Swing(start=200, end=300, size_m=0.5, up=False), Swing(start=560, end=650, size_m=0.5, up=True)
    assert turned_before_rad(rise, [fall], lying(angle), 0.01, PoseParams()) == 0.0


def test_what_lies_alike_is_a_set_wherever_the_hand_came_from() -> None:
    assert not_on_one_bar(0.08, 2.0, PoseParams()) is None
    assert not_on_one_bar(0.12, 2.0, PoseParams()) is not None


def test_restless_hands_are_a_set_where_they_held_still_before() -> None:
    assert not_on_one_bar(0.3, 0.2, PoseParams()) is None
    assert not_on_one_bar(0.4, 0.2, PoseParams()) is not None


def test_a_last_rise_faster_than_every_rep_is_the_hand_without_the_weight() -> None:
    up, p = lying(np.zeros(1500)), PoseParams()
    assert without_the_weight(rises(80, 150, 200, 60), up, 0.0, p) == "at 1.3 times the speed of the fastest rep"
    assert without_the_weight(rises(80, 150, 200, 75), up, 0.0, p) is None


def test_a_last_rise_that_lies_otherwise_and_is_felt_otherwise_is_the_hand_without_the_weight() -> None:
    turned, still = lying(np.concatenate([np.zeros(850), np.full(600, 0.2)])), lying(np.zeros(1500))
    four = rises(100, 100, 100, 100)
    why = without_the_weight(four, turned, 1.2, PoseParams())
    assert why == "120% off what the reps do, and turned 4.0 times further than any of them"
    assert without_the_weight(four, still, 1.2, PoseParams()) is None
    assert without_the_weight(four, turned, 0.8, PoseParams()) is None


def test_nor_is_one_that_lies_otherwise_where_the_reps_do_so_too() -> None:
    restless_hand = lying(np.repeat([0.0, 0.3, 0.0, 0.35], 300))
    assert without_the_weight(rises(100, 100, 100, 100), restless_hand, 1.2, PoseParams()) is None


def looked(lift: Lift, *, tilt: float) -> Look:
    track = Track(start_s=0.0, gyroscope=True, params=TrackParams())
    track.push(lift.samples(tilt_deg=20.0, turn_deg_per_m=20.0))
    return Looker(track, LookParams()).look(0, len(track), tilt=tilt, whole=True, ends_recording=True)


LEFT = Lift().rest(3).pulls(5, up_s=1.4).rest(1).move(0.5, 0.7).rest(4)


def test_the_hand_that_leaves_the_weight_is_no_rep_and_is_said_so() -> None:
    look = looked(LEFT, tilt=WRIST)
    assert len(look.attempts) == 5
    assert [(r.reason, r.detail[-24:]) for r in look.judged.refused] == [
        (RejectReason.RERACK, "speed of the fastest rep")
    ]


def test_nor_is_it_where_only_the_height_is_asked_and_the_slow_rep_before_it_stays() -> None:
    grind = Lift().rest(3).pulls(2, up_s=1.2).rest(2).pulls(1, up_s=3.0).rest(1)
    look = looked(grind.move(0.5, 0.6).rest(1).move(-0.4, 0.8).rest(4), tilt=WRIST)
    assert [look.motion.time_s(a.rise.start) for a in look.attempts] == pytest.approx([3.0, 6.9, 12.8], abs=0.3)


def test_a_grinder_that_likeness_does_not_know_stays_once_the_hand_after_it_is_dropped() -> None:
    grind = Lift().rest(3).pulls(6, up_s=0.9).rest(4).pulls(1, up_s=6.5, down_s=0.8).rest(1)
    look = looked(grind.move(0.5, 0.4).rest(1).move(-0.4, 0.8).rest(4), tilt=WRIST)
    assert len(look.attempts) == 7


def test_on_a_bar_the_fastest_rep_may_be_the_last() -> None:
    assert len(looked(LEFT, tilt=BAR).attempts) == 6


def handled(lift: Lift, *, elsewhere_rad: float = 0.0, regrip_rad: float = 0.0, regrip_s: float = 15.1) -> ImuBlock:
    """What a wrist feels that is lifted so, that lay elsewhere until 9.5 s, and that turns between two rises."""
    t_s = np.arange(round(100 * lift.duration_s)) / 100
    a = elsewhere_rad * (_turned(t_s, 3.0) - _turned(t_s, 9.5)) + 0.2
    b = regrip_rad * _turned(t_s, regrip_s) + 0.8 * np.sin(2 * np.pi * t_s / 4.5) * (t_s < 9.0)
    up = np.column_stack([np.sin(a), np.cos(a) * np.sin(b), np.cos(a) * np.cos(b)])
    _, _, vertical = lift.state(t_s)
    acc = (9.80665 + vertical)[:, None] * up + np.random.default_rng(0).normal(scale=0.03, size=up.shape)
    gyr = -np.degrees(np.cross(up, np.gradient(up, 0.01, axis=0)))
    return ImuBlock(t_s=t_s, acc_mps2=acc, gyr_dps=gyr)


def _turned(t_s: Floats, at_s: float) -> Floats:
    """From 0 to 1 within a second about a time."""
    u = np.clip(t_s - at_s + 0.5, 0.0, 1.0)
    return np.asarray(u**2 * (3 - 2 * u))


def on_a_wrist(lift: Lift, turned_rad: Callable[[Floats], Floats]) -> ImuBlock:
    """What a wrist feels that was handled before 9 s, that is then lifted so, and that turns so."""
    t_s = np.arange(round(100 * lift.duration_s)) / 100
    a = 0.2 + 0.9 * (_turned(t_s, 3.0) - _turned(t_s, 8.0))
    b = 0.3 + 0.8 * np.sin(2 * np.pi * t_s / 4.5) * (t_s < 9.0) + turned_rad(t_s)
    up = np.column_stack([np.sin(a), np.cos(a) * np.sin(b), np.cos(a) * np.cos(b)])
    _, _, vertical = lift.state(t_s)
    acc = (9.80665 + vertical)[:, None] * up + np.random.default_rng(0).normal(scale=0.03, size=up.shape)
    return ImuBlock(t_s=t_s, acc_mps2=acc, gyr_dps=-np.degrees(np.cross(up, np.gradient(up, 0.01, axis=0))))


def statuses(samples: ImuBlock) -> list[RepStatus]:
    (done,) = (event.result for event in events_of(samples) if isinstance(event, SetCompleted))
    return [rep.status for rep in done.reps]


PULLS = Lift().rest(12).pulls(5, up_s=1.4)
SHORT = PULLS.rest(1.5).move(0.2, 0.6).move(-0.2, 0.6).rest(25)
AWAY = PULLS.rest(1).move(0.5, 2.4).rest(25)
AWAY_TWICE = PULLS.rest(1).move(0.5, 2.4).rest(1).move(-0.5, 1.0).rest(1).move(0.5, 2.4).rest(25)


@pytest.mark.parametrize(("turned_rad", "failed"), [(0.0, 1), (0.1, 1), (0.3, 0)])
def test_a_short_rise_that_begins_where_no_rep_began_is_no_failed_attempt(turned_rad: float, failed: int) -> None:
    samples = on_a_wrist(SHORT, lambda t_s: turned_rad * _turned(t_s, SHORT.duration_s - 26.9))
    assert statuses(samples).count(RepStatus.FAILED) == failed


@pytest.mark.parametrize(("turned_rad", "reps"), [(0.0, 6), (0.2, 5)])
def test_a_hand_as_slow_as_a_grinder_is_known_by_how_it_turns(turned_rad: float, reps: int) -> None:
    begins_s = AWAY.duration_s - 27.4
    samples = on_a_wrist(AWAY, lambda t_s: turned_rad * np.clip((t_s - begins_s) / 2.4, 0.0, 1.0))
    assert len(statuses(samples)) == reps


@pytest.mark.parametrize(("turned_rad", "reps"), [(0.0, 7), (0.2, 5)])
def test_nor_are_two_movements_of_it_reps_for_being_like_each_other(turned_rad: float, reps: int) -> None:
    turns_s, back_s, again_s = (AWAY_TWICE.duration_s - before_s for before_s in (32.8, 29.4, 27.4))

    def turned(t_s: Floats) -> Floats:
        up = np.clip((t_s - turns_s) / 2.4, 0.0, 1.0) + np.clip((t_s - again_s) / 2.4, 0.0, 1.0)
        return np.asarray(turned_rad * (up - np.clip(t_s - back_s, 0.0, 1.0)))

    assert len(statuses(on_a_wrist(AWAY_TWICE, turned))) == reps


def sets_of(samples: ImuBlock) -> int:
    return sum(isinstance(event, SetCompleted) for event in events_of(samples))


TWICE = Lift().rest(12).reps(2, up_s=0.9).rest(23)
BEGINS_BEFORE_WHAT_IS_SEEN = TWICE.move(0.1, 0.3).move(-0.1, 0.3).rest(20)


def test_two_movements_after_the_hand_came_from_elsewhere_are_no_set() -> None:
    assert sets_of(handled(Lift().rest(12).reps(2, up_s=0.9).rest(12), elsewhere_rad=1.2, regrip_rad=0.25)) == 0


@pytest.mark.parametrize("lift", [TWICE, BEGINS_BEFORE_WHAT_IS_SEEN])
def test_nor_are_they_later_when_it_is_no_longer_seen_where_the_hand_came_from(lift: Lift) -> None:
    assert sets_of(handled(lift, elsewhere_rad=1.2, regrip_rad=0.25)) == 0


def test_the_same_two_movements_are_a_set_where_the_wrist_lies_alike() -> None:
    assert sets_of(handled(TWICE, elsewhere_rad=1.2)) == 1


def test_and_where_it_lay_still_before() -> None:
    assert sets_of(handled(TWICE, regrip_rad=0.25)) == 1


def test_the_poses_of_many_movements_are_not_asked() -> None:
    many = Lift().rest(12).reps(6, up_s=0.9).rest(20)
    assert sets_of(handled(many, elsewhere_rad=1.2, regrip_rad=0.25)) == 1
