"""The live feed: numbered events to any number of pages, each of which may come late, go, or be slow.

Events about reps and sets are numbered from 1 and kept, so that a page which reloads asks for what came after the last
number it has. Pieces of the trace have no number: they may be dropped, and only the last seconds are kept.
A feed belongs to one event loop and is not to be touched from other threads.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from server.coach import Message
from server.hand import HandCommand
from server.tables import Origin, SessionStatus

DoByHand: TypeAlias = Callable[[HandCommand], Awaitable[None]]
"""Carries out what a lifter does by hand in a session."""


class SlowClientError(Exception):
    """A page did not take its events; it is cut off and comes back by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedInfo:
    """What the heading of a live page says.

    Parameters
    ----------
    session_id : name of the session in addresses.
    source : what is played, as a person named it.
    origin : replay, simulation or live.
    exercise : as told, or None.
    rate_hz : samples per second [Hz].
    speed : how many times as fast as it was recorded; 0 is as fast as possible.
    rack : where it is lifted; None when not told.
    """

    session_id: str
    source: str
    origin: Origin
    exercise: str | None
    rate_hz: float
    speed: float
    rack: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLimits:
    """Bounds of what a feed keeps.

    Parameters
    ----------
    max_events : numbered events kept for late pages; the oldest go first.
    max_queue : messages that wait for one page before it counts as slow.
    recent_trace_s : how much of the trace a new page is given [s]; zero gives none.
    """

    max_events: int = 20_000
    max_queue: int = 512
    recent_trace_s: float = 15.0


class LiveFeed:
    """One session's feed.

    Parameters
    ----------
    info : what is constant about it.
    limits : bounds of what is kept.
    clock : monotonic time [s], for how long nothing was heard.
    """

    def __init__(
        self, info: FeedInfo, limits: FeedLimits | None = None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.info = info
        self.limits = limits or FeedLimits()
        self.status = SessionStatus.RECORDING
        self.do_by_hand: DoByHand | None = None
        self.heading: Message = {}
        self.now_s = 0.0
        self._clock = clock
        self._heard_at = clock()
        self._newest: dict[str, Message] = {}
        self._last = 0
        self._log: deque[Message] = deque(maxlen=self.limits.max_events)
        self._recent: deque[Message] = deque()
        self._subscribers: set[Subscription] = set()
        self._sensor: Message | None = None

    def tell_sensor(self, message: Message) -> None:
        """Tell all pages how the sensor is; a page that comes later is told the newest."""
        self._sensor = message
        for subscriber in self._subscribers:
            subscriber.offer(message)

    def publish(self, message: Message) -> None:
        """Tell all pages what became known: pieces of the trace may be lost, all else is numbered."""
        if message["type"] == "trace":
            self._heard_at = self._clock()
            self.now_s = message["start_s"] + message["step_s"] * len(message["velocity_mps"])
            self._keep_trace(message)
            for subscriber in self._subscribers:
                subscriber.offer(message)
            return
        self.now_s = max(self.now_s, message.get("t_s", 0.0))
        if message.get("set") is not None:
            self._newest["set"] = message["set"]
        if message["type"] in ("hand", "set_completed"):
            self._newest[message["type"]] = message
        if message["type"] == "hand":
            self.heading = {"label": message["label"], "target": message["target"]}
        self._number(message)

    @property
    def silent_s(self) -> float:
        """Time since the last piece of the trace [s]."""
        return self._clock() - self._heard_at

    def newest(self, kind: str) -> Message | None:
        """Return the newest "set", or the newest message of type "hand" or "set_completed"; None before the first."""
        return self._newest.get(kind)

    @property
    def sensor(self) -> Message | None:
        """How the sensor is; None when there is none, or it has not told yet."""
        return self._sensor

    def end(self, status: SessionStatus) -> None:
        """Tell all pages that nothing more will come."""
        self.status = status
        self._number({"type": "ended", "status": status.value})

    def subscribe(self, after: int) -> "Subscription":
        """Return a subscription that begins after the event with this number; 0 begins with the first kept."""
        first_kept = self._log[0]["n"] if self._log else 1
        known = 0 < after <= self._last and after >= first_kept - 1
        start = after if known else 0
        hello = {
            "type": "hello",
            "session": self.info.session_id,
            "reset": not known,
            "last": self._last,
            "rate_hz": round(self.info.rate_hz, 2),
            "speed": self.info.speed,
            "t_s": round(self.now_s, 3),
            **self.heading,
        }
        # Why a session ended goes before that it ended: a page listens no further than the end.
        sensor = [] if self._sensor is None else [self._sensor]
        backlog = [hello, *sensor, *(message for message in self._log if message["n"] > start), *self._recent]
        subscription = Subscription(self, backlog)
        self._subscribers.add(subscription)
        return subscription

    def forget(self, subscription: "Subscription") -> None:
        """Stop telling this page."""
        self._subscribers.discard(subscription)

    def _number(self, message: Message) -> None:
        self._last += 1
        numbered = {"n": self._last, **message}
        self._log.append(numbered)
        for subscriber in self._subscribers:
            subscriber.deliver(numbered)

    def _keep_trace(self, message: Message) -> None:
        self._recent.append(message)
        while message["start_s"] - self._recent[0]["start_s"] > self.limits.recent_trace_s:
            self._recent.popleft()


class Subscription:
    """One page's place in a feed."""

    def __init__(self, feed: LiveFeed, backlog: list[Message]) -> None:
        self._feed = feed
        # The backlog is bounded by the feed's own limits and does not count against the queue.
        self._backlog: deque[Message] = deque(backlog)
        self._queue: deque[Message] = deque()
        self._awake = asyncio.Event()
        self._overrun = False

    def offer(self, message: Message) -> None:
        """Queue a message that may be lost."""
        if len(self._queue) < self._feed.limits.max_queue // 2:
            self._push(message)

    def deliver(self, message: Message) -> None:
        """Queue a message that must not be lost; a page that cannot take it is cut off."""
        if len(self._queue) >= self._feed.limits.max_queue:
            self._overrun = True
            self._awake.set()
            return
        self._push(message)

    async def next(self) -> Message | None:
        """Wait for the next message; None after the last.

        Raises
        ------
        SlowClientError
            When the page fell too far behind.
        """
        while True:
            if self._overrun:
                raise SlowClientError
            if self._backlog:
                return self._backlog.popleft()
            if self._queue:
                return self._queue.popleft()
            if self._feed.status is not SessionStatus.RECORDING:
                return None
            self._awake.clear()
            await self._awake.wait()

    def close(self) -> None:
        """Leave the feed."""
        self._feed.forget(self)

    def _push(self, message: Message) -> None:
        self._queue.append(message)
        self._awake.set()


class Hub:
    """The live feeds of this process.

    Parameters
    ----------
    limits : bounds of each feed.
    max_ended : ended feeds that are kept, so that an open page can still catch up; the oldest go first.
    """

    def __init__(self, limits: FeedLimits | None = None, *, max_ended: int = 8) -> None:
        self._limits = limits or FeedLimits()
        self._max_ended = max_ended
        self._feeds: dict[str, LiveFeed] = {}

    def open(self, info: FeedInfo) -> LiveFeed:
        """Make the feed of a new session."""
        # Copies: sessions begin in threads, and pages are made in others.
        ended = [feed for feed in tuple(self._feeds.values()) if feed.status is not SessionStatus.RECORDING]
        for feed in ended[: max(0, len(ended) - self._max_ended)]:
            del self._feeds[feed.info.session_id]
        feed = LiveFeed(info, self._limits)
        self._feeds[info.session_id] = feed
        return feed

    def get(self, session_id: str) -> LiveFeed | None:
        """Return a session's feed, or None when this process has none."""
        return self._feeds.get(session_id)

    def running(self) -> list[LiveFeed]:
        """Return the feeds that still grow."""
        return [feed for feed in tuple(self._feeds.values()) if feed.status is SessionStatus.RECORDING]
