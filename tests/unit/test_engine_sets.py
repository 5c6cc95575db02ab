"""When sets start and end, and what is told in between, on movements that are known exactly."""

from itertools import pairwise

import pytest

from sensing.events import (
    Event,
    RejectReason,
    RepCompleted,
    RepRejected,
    RepStatus,
    RepWithdrawn,
    SetCompleted,
    SetStarted,
    TraceAdvanced,
)
from tests.support.lifting import Lift, events_of

SET = Lift().rest(3).reps(4)


def sets(events: list[Event]) -> list[SetCompleted]:
    return [event for event in events if isinstance(event, SetCompleted)]


def live(events: list[Event]) -> list[RepCompleted]:
    return [event for event in events if isinstance(event, RepCompleted)]


def test_a_set_ends_ten_seconds_after_its_last_rep() -> None:
    lift = SET.rest(30)
    (over,) = sets(events_of(lift.samples()))
    assert over.t_s - lift.rises()[-1][1] == pytest.approx(10.0, abs=0.3)
    assert len(over.result.reps) == 4


def test_a_set_ends_with_the_recording() -> None:
    lift = SET.rest(1)
    (over,) = sets(events_of(lift.samples()))
    assert over.t_s == pytest.approx(lift.duration_s, abs=0.1)
    assert len(over.result.reps) == 4


def test_every_rep_is_told_once_within_a_third_of_a_second() -> None:
    lift = SET.rest(12)
    events = events_of(lift.samples())
    told = live(events)
    assert [event.rep_index for event in told] == [1, 2, 3, 4]
    assert not [event for event in events if isinstance(event, RepWithdrawn)]
    for event, (start_s, end_s, _) in zip(told, lift.rises(), strict=True):
        assert event.rep.concentric_start_s == pytest.approx(start_s, abs=0.1)
        assert 0.0 < event.t_s - end_s < 0.3


def test_a_live_velocity_is_near_the_final_one() -> None:
    events = events_of(SET.rest(12).samples(bias_mps2=(0.05, 0.0, 0.05)))
    (over,) = sets(events)
    for event, final in zip(live(events), over.result.reps, strict=True):
        assert event.rep.mean_velocity_mps == pytest.approx(final.mean_velocity_mps, abs=0.03)


def test_a_set_starts_before_its_reps_are_told_and_begins_in_the_past() -> None:
    events = events_of(SET.rest(12).samples())
    kinds = [type(event) for event in events if isinstance(event, SetStarted | RepCompleted | SetCompleted)]
    assert kinds == [SetStarted, *[RepCompleted] * 4, SetCompleted]
    (started,) = [event for event in events if isinstance(event, SetStarted)]
    assert started.start_s < started.t_s
    assert started.start_s == pytest.approx(SET.rises()[0][0], abs=0.1)


def test_two_sets_are_numbered_and_do_not_share_reps() -> None:
    lift = SET.rest(20).reps(3, rom_m=0.4).rest(15)
    first, second = sets(events_of(lift.samples()))
    assert (first.set_index, second.set_index) == (1, 2)
    assert (len(first.result.reps), len(second.result.reps)) == (4, 3)
    assert first.result.end_s < second.result.start_s
    assert [rep.rom_m for rep in second.result.reps] == pytest.approx([0.4] * 3, abs=0.015)


def test_a_pause_of_eight_seconds_does_not_split_a_set() -> None:
    (over,) = sets(events_of(SET.rest(6).reps(2).rest(12).samples()))
    assert len(over.result.reps) == 6


def test_a_bar_that_is_only_raised_once_is_no_set_and_is_refused() -> None:
    events = events_of(Lift().rest(4.5).move(0.5, 1.0).rest(25).samples())
    assert sets(events) == []
    refused = [event.rejection for event in events if isinstance(event, RepRejected)]
    assert [one.reason for one in refused] == [RejectReason.ALONE]
    assert refused[0].start_s == pytest.approx(4.5, abs=0.1)
    told, taken_back = live(events), [event for event in events if isinstance(event, RepWithdrawn)]
    assert len(told) == len(taken_back)


def test_a_single_on_a_bar_is_a_set_and_one_that_was_refused_after_a_set_is_not_one_later() -> None:
    (single,) = sets(events_of(Lift().rest(3).move(-0.5, 1.5).move(0.5, 1.4).rest(15).samples()))
    assert len(single.result.reps) == 1
    racked = SET.move(-0.5, 1.5).move(0.15, 0.8).move(-0.15, 0.8).rest(4).move(0.35, 2.0).move(-0.35, 2.0).rest(8)
    (only,) = sets(events_of(racked.samples()))
    assert [rep.status for rep in only.result.reps] == [RepStatus.COMPLETED] * 4 + [RepStatus.FAILED]


def test_a_failed_attempt_is_told_after_it_came_back_and_not_before() -> None:
    lift = SET.move(-0.5, 1.5).move(0.25, 1.5).move(-0.25, 1.0).rest(14)
    events = events_of(lift.samples())
    (over,) = sets(events)
    assert [rep.status for rep in over.result.reps] == [RepStatus.COMPLETED] * 4 + [RepStatus.FAILED]
    (failed,) = [event for event in live(events) if event.rep.status is RepStatus.FAILED]
    assert failed.t_s > lift.rises()[-1][1] + 0.3


def test_the_drawn_curve_covers_the_set_and_shows_its_speed() -> None:
    lift = SET.rest(12)
    events = events_of(lift.samples())
    (over,) = sets(events)
    trace = over.result.trace
    assert trace.start_s < over.result.start_s
    assert trace.start_s + trace.step_s * len(trace.velocity_mps) > over.result.end_s
    assert max(trace.velocity_mps) == pytest.approx(0.9375, abs=0.02)


def test_the_live_curve_has_no_holes() -> None:
    lift = SET.rest(4)
    pieces = [event.trace for event in events_of(lift.samples()) if isinstance(event, TraceAdvanced)]
    for one, other in pairwise(pieces):
        assert other.start_s == pytest.approx(one.start_s + one.step_s * len(one.velocity_mps), abs=1e-6)
    assert sum(len(piece.velocity_mps) for piece in pieces) * 0.04 == pytest.approx(lift.duration_s, abs=0.3)


def test_rest_gives_nothing_but_the_live_curve() -> None:
    assert [event for event in events_of(Lift().rest(40).samples()) if not isinstance(event, TraceAdvanced)] == []
