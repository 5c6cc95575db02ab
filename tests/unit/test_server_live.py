"""The live feed: late, reloading and slow pages all end with every rep once."""

import asyncio
from dataclasses import replace

import pytest

from sensing.events import (
    Event,
    GapFound,
    RepCompleted,
    RepWithdrawn,
    SetCompleted,
    SetStarted,
    SignalDoubt,
    Trace,
    TraceAdvanced,
)
from server.live import FeedInfo, FeedLimits, Hub, LiveFeed, SlowClientError, Subscription
from server.tables import Origin, SessionStatus
from server.wire import LiveSets, Message
from tests.support.feeds import Teller
from tests.support.scripted import VELOCITIES_MPS, lifted_events, lifted_rep, lifted_set

INFO = FeedInfo(session_id="0" * 32, source="a.csv", origin=Origin.REPLAY, exercise=None, rate_hz=100.0, speed=1.0)


def rep_event(index: int) -> RepCompleted:
    rep = lifted_rep(index)
    return RepCompleted(t_s=rep.concentric_end_s + 0.1, set_index=1, rep_index=index, rep=rep)


def trace_event(at_s: float) -> TraceAdvanced:
    return TraceAdvanced(t_s=at_s, trace=Trace(start_s=at_s, step_s=0.05, velocity_mps=(0.12345,)))


async def take_waiting(subscription: Subscription) -> list[Message]:
    """Everything that is ready now."""
    found: list[Message] = []
    while True:
        asking = asyncio.ensure_future(subscription.next())
        await asyncio.sleep(0)
        if not asking.done():
            asking.cancel()
            return found
        message = asking.result()
        if message is None:
            return found
        found.append(message)


def numbers(messages: list[Message]) -> list[int]:
    return [message["n"] for message in messages if "n" in message]


async def test_a_late_page_gets_every_numbered_event_once_and_in_order() -> None:
    feed = LiveFeed(INFO)
    teller = Teller(feed)
    events = lifted_events()
    for event in events[: len(events) // 2]:
        teller.tell(event)
    late = feed.subscribe(0)
    for event in events[len(events) // 2 :]:
        teller.tell(event)
    feed.end(SessionStatus.FINISHED)
    messages = await take_waiting(late)
    told = [event for event in events if not isinstance(event, TraceAdvanced)]
    assert messages[0]["type"] == "hello"
    assert messages[0]["reset"] is True
    assert numbers(messages) == list(range(1, len(told) + 2))
    assert messages[-1]["type"] == "ended"
    assert await late.next() is None


async def test_a_page_that_comes_back_gets_only_what_it_has_not() -> None:
    feed = LiveFeed(INFO)
    teller = Teller(feed)
    for index in (1, 2, 3):
        teller.tell(rep_event(index))
    back = feed.subscribe(2)
    teller.tell(rep_event(4))
    messages = await take_waiting(back)
    assert messages[0]["reset"] is False
    assert numbers(messages) == [3, 4]
    assert [rep["index"] for rep in messages[-1]["set"]["reps"]] == [1, 2, 3, 4]


@pytest.mark.parametrize("after", [0, 99])
async def test_a_number_the_feed_does_not_know_starts_from_the_beginning(after: int) -> None:
    feed = LiveFeed(INFO)
    teller = Teller(feed)
    teller.tell(rep_event(1))
    messages = await take_waiting(feed.subscribe(after))
    assert messages[0]["reset"] is True
    assert numbers(messages) == [1]


async def test_a_page_older_than_the_kept_events_is_reset_and_still_has_the_whole_set() -> None:
    feed = LiveFeed(INFO, FeedLimits(max_events=3))
    teller = Teller(feed)
    for index in range(1, 8):
        teller.tell(rep_event(index))
    messages = await take_waiting(feed.subscribe(2))
    assert messages[0]["reset"] is True
    assert numbers(messages) == [5, 6, 7]
    assert len(messages[-1]["set"]["reps"]) == 7


async def test_a_slow_page_loses_trace_but_no_rep() -> None:
    feed = LiveFeed(INFO, FeedLimits(max_queue=20))
    teller = Teller(feed)
    slow = feed.subscribe(0)
    for index in range(1, 10):
        for part in range(100):
            teller.tell(trace_event(index + part / 100))
        teller.tell(rep_event(index))
    messages = await take_waiting(slow)
    assert numbers(messages) == list(range(1, 10))
    assert sum(message["type"] == "trace" for message in messages) == 10


async def test_a_page_that_takes_nothing_is_cut_off_and_comes_back_whole() -> None:
    feed = LiveFeed(INFO, FeedLimits(max_queue=4))
    teller = Teller(feed)
    stuck = feed.subscribe(0)
    for index in range(1, 10):
        teller.tell(rep_event(index))
    with pytest.raises(SlowClientError):
        await stuck.next()
    stuck.close()
    assert numbers(await take_waiting(feed.subscribe(0))) == list(range(1, 10))


async def test_a_page_that_left_is_told_nothing() -> None:
    feed = LiveFeed(INFO)
    teller = Teller(feed)
    gone = feed.subscribe(0)
    gone.close()
    teller.tell(rep_event(1))
    assert numbers(await take_waiting(gone)) == []


async def test_a_waiting_page_wakes_with_the_event() -> None:
    feed = LiveFeed(INFO)
    teller = Teller(feed)
    page = feed.subscribe(0)
    assert (await page.next() or {})["type"] == "hello"
    waiting = asyncio.ensure_future(page.next())
    await asyncio.sleep(0)
    assert not waiting.done()
    teller.tell(rep_event(1))
    assert (await waiting or {})["type"] == "rep"


async def test_only_the_last_seconds_of_trace_are_kept_for_a_new_page() -> None:
    feed = LiveFeed(INFO, FeedLimits(recent_trace_s=1.0))
    teller = Teller(feed)
    for step in range(100):
        teller.tell(trace_event(step * 0.05))
    messages = await take_waiting(feed.subscribe(0))
    starts_s = [message["start_s"] for message in messages if message["type"] == "trace"]
    assert starts_s[0] == pytest.approx(3.95)
    assert starts_s[-1] == pytest.approx(4.95)


async def test_a_page_that_comes_after_the_end_hears_why_before_it_hears_that_it_is_over() -> None:
    feed = LiveFeed(INFO)
    feed.tell_sensor({"type": "sensor", "failure": "No sensor was heard."})
    feed.end(SessionStatus.FINISHED)
    kinds = [message["type"] for message in await take_waiting(feed.subscribe(0))]
    assert kinds == ["hello", "sensor", "ended"]


def test_a_withdrawn_rep_leaves_the_set() -> None:
    fold = LiveSets()
    fold.message(rep_event(1))
    fold.message(rep_event(2))
    told = fold.message(RepWithdrawn(t_s=9.0, set_index=1, rep_index=2, reason="part of the next"))
    assert [rep["mean_velocity_mps"] for rep in told["set"]["reps"]] == [0.52]
    told = fold.message(rep_event(2))
    assert [rep["mean_velocity_mps"] for rep in told["set"]["reps"]] == [0.52, 0.50]


def test_loss_and_failure_follow_the_kept_reps() -> None:
    fold = LiveSets()
    told: Message = {}
    for index in range(1, 10):
        told = fold.message(rep_event(index))
    assert told["set"]["velocity_loss"] == pytest.approx(1 - 0.19 / 0.52)
    assert told["set"]["reached_failure"] is True
    assert (told["set"]["completed"], told["set"]["failed"]) == (8, 1)


def test_a_revision_at_the_end_names_the_rep_and_both_numbers() -> None:
    fold = LiveSets()
    for index in range(1, 10):
        event = rep_event(index)
        if index == 6:
            event = replace(event, rep=replace(event.rep, mean_velocity_mps=0.33))
        fold.message(event)
    told = fold.message(SetCompleted(t_s=36.0, set_index=1, result=lifted_set()))
    assert told["revised"] == [{"index": 6, "from_mps": 0.33, "to_mps": 0.34}]
    assert told["count_was"] is None
    assert told["set"]["final"] is True


def test_a_changed_count_at_the_end_is_said_instead_of_paired_wrongly() -> None:
    fold = LiveSets()
    fold.message(rep_event(1))
    told = fold.message(SetCompleted(t_s=36.0, set_index=1, result=lifted_set()))
    assert told["revised"] == []
    assert told["count_was"] == 1
    assert len(told["set"]["reps"]) == len(VELOCITIES_MPS)


def test_a_new_set_starts_empty() -> None:
    fold = LiveSets()
    fold.message(rep_event(1))
    told = fold.message(SetStarted(t_s=60.0, set_index=2, start_s=59.0))
    assert told["set"]["index"] == 2
    assert told["set"]["reps"] == []
    assert told["set"]["velocity_loss"] is None


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        (GapFound(t_s=2.0, start_s=1.0, end_s=1.5), "gap"),
        (SignalDoubt(t_s=2.0, message="clipped"), "doubt"),
        (trace_event(1.0), "trace"),
    ],
)
def test_other_events_are_told_as_they_are(event: Event, kind: str) -> None:
    assert LiveSets().message(event)["type"] == kind


def test_an_unknown_event_is_a_mistake_of_ours_and_not_silent() -> None:
    with pytest.raises(TypeError, match="no message for Event"):
        LiveSets().message(Event(t_s=0.0))


def test_the_hub_forgets_the_oldest_ended_feeds_and_no_running_one() -> None:
    hub = Hub(max_ended=2)
    running = hub.open(replace(INFO, session_id="running"))
    for name in ("a", "b", "c"):
        hub.open(replace(INFO, session_id=name)).end(SessionStatus.FINISHED)
    hub.open(replace(INFO, session_id="d")).end(SessionStatus.FINISHED)
    assert hub.get("running") is running
    assert hub.get("a") is None
    assert hub.get("c") is not None
    assert hub.running() == [running]
