"""A server in a thread, whose player goes on only as far as the test lets it."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import pytest
from fastapi import FastAPI

from sensing.events import Event
from server.app import create_app, make_hub
from server.live import LiveFeed
from server.player import Pace, Player
from server.run import address_of, listen, run_app
from server.settings import Settings
from server.store import Store
from server.tables import Origin
from tests.support.scripted import lifted_events, lifted_recording, lifted_result, scripted
from tests.support.sessions import STARTED
from tests.support.web import count_as_scripted

AT_USUAL_SPEED = pytest.mark.parametrize("speed", [1.0])
"""The pages take a second and a half without a sample for a silent sensor."""


class GatedTime:
    """Signal time that runs freely up to a mark, and waits there until the test moves the mark.

    The player that waits by it may be told any speed: a mark is signal time all the same.
    """

    def __init__(self, speed: float = 1.0) -> None:
        self._speed = speed
        self._now_s = 0.0
        self._allowed_s = 0.0
        self._moved = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def clock(self) -> float:
        return self._now_s / self._speed

    async def sleep(self, duration_s: float) -> None:
        self._loop = asyncio.get_running_loop()
        target_s = self._now_s + duration_s * self._speed
        while target_s > self._allowed_s:
            self._moved.clear()
            await self._moved.wait()
        self._now_s = target_s

    def allow(self, until_s: float) -> None:
        self._allowed_s = until_s
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._moved.set)


@dataclass
class Site:
    """What a browser test works with."""

    address: str
    store: Store
    session_id: str
    live_id: str
    time: GatedTime
    feed: LiveFeed
    loop: asyncio.AbstractEventLoop | None = None
    expected_troubles: list[str] = field(default_factory=list)

    def cut_all_pages_off(self) -> None:
        """Treat every live page as too slow."""

        def cut() -> None:
            for subscriber in list(self.feed._subscribers):
                subscriber._overrun = True
                subscriber._awake.set()

        assert self.loop is not None
        self.loop.call_soon_threadsafe(cut)


@contextmanager
def serve_scripted(data_dir: Path, events: Sequence[Event] | None = None, speed: float = 1.0) -> Iterator[Site]:
    """Serve a recording that is played, and one that is kept; `speed` is what the pages are told of the first."""
    settings = Settings(data_dir=data_dir, port=0, max_upload_bytes=500_000)
    store = Store(settings)
    hub = make_hub(settings)
    time = GatedTime(speed)
    player = Player(
        lifted_recording(source="demo (simulation)"),
        store=store,
        hub=hub,
        origin=Origin.SIMULATION,
        exercise="bench",
        pace=Pace(speed=speed, clock=time.clock, sleep=time.sleep),
        make_engine=scripted(lifted_events() if events is None else events),
    )
    kept = store.add_recording(
        lifted_recording(), lifted_result(), origin=Origin.UPLOAD, started_at=STARTED, exercise="bench"
    )
    live_id = player.begin()
    listener = listen(settings)
    site = Site(address_of(listener), store, kept, live_id, time, player.feed)

    async def play() -> None:
        site.loop = asyncio.get_running_loop()
        await player.run()

    app: FastAPI = create_app(settings, store, hub=hub, jobs=[play], count=count_as_scripted)
    stopping: list[bool] = []
    thread = Thread(target=run_app, args=(app, listener), kwargs={"done": lambda: bool(stopping)})
    thread.start()
    try:
        yield site
    finally:
        stopping.append(True)
        thread.join(timeout=30)
        listener.close()
        store.close()
        assert not thread.is_alive()
