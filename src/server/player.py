"""Plays a recording as if it were being lifted now: samples to disk, then engine, then store, then the live pages."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import anyio
import anyio.to_thread

from sensing.engine import Engine
from sensing.events import Event, SetCompleted, SignalDoubt, TraceAdvanced
from sensing.samples import ImuBlock, Recording
from sensing.session import collect
from server.live import FeedInfo, Hub, LiveFeed
from server.store import Store, now
from server.tables import Origin, SessionStatus

logger = logging.getLogger(__name__)


class BlockEngine(Protocol):
    """What the player needs of an engine."""

    def push(self, block: ImuBlock) -> list[Event]:
        """Take samples, return what became known."""
        ...

    def finish(self) -> list[Event]:
        """End the recording, return the last events."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How time passes while a recording is played.

    Parameters
    ----------
    speed : signal seconds per second of `clock`; default 1. Zero plays as fast as the engine goes.
    clock : monotonic time [s].
    sleep : waits for so many seconds of `clock`.
    """

    speed: float = 1.0
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    def __post_init__(self) -> None:
        if not 0 <= self.speed <= 1000:
            raise ValueError(f"speed {self.speed} is not between 0 and 1000")


class Player:
    """One recording on its way through one engine.

    Parameters
    ----------
    recording : what to play.
    store : keeps the session.
    hub : tells the pages.
    origin : how the session is labelled.
    exercise : as told, or None.
    pace : how time passes.
    block_s : signal time per push [s].
    make_engine : makes the engine; by default the real one.
    """

    def __init__(
        self,
        recording: Recording,
        *,
        store: Store,
        hub: Hub,
        origin: Origin = Origin.REPLAY,
        exercise: str | None = None,
        pace: Pace | None = None,
        block_s: float = 0.05,
        make_engine: Callable[[str | None], BlockEngine] | None = None,
    ) -> None:
        self._recording = recording
        self._store = store
        self._hub = hub
        self._origin = origin
        self._exercise = exercise
        self._pace = pace or Pace()
        self._block_s = block_s
        self._engine = make_engine(exercise) if make_engine else Engine(exercise=exercise)
        self._kept: list[Event] = []

    def begin(self) -> str:
        """Make the session, its file and its feed; return the session's id. Blocks."""
        recording = self._recording
        session_id, self._recorder = self._store.begin(
            source=recording.name,
            origin=self._origin,
            gyroscope=recording.samples.gyr_dps is not None,
            started_at=now(),
            exercise=self._exercise,
            rate_hz=recording.rate_hz,
            notes=recording.notes,
        )
        self._session_id = session_id
        self._feed = self._hub.open(
            FeedInfo(
                session_id=session_id,
                source=recording.name,
                origin=self._origin,
                exercise=self._exercise,
                rate_hz=recording.rate_hz,
                speed=self._pace.speed,
            )
        )
        return session_id

    @property
    def feed(self) -> LiveFeed:
        """The feed that `begin` made."""
        return self._feed

    async def run(self) -> None:
        """Play to the end. Whatever happens, the session is ended and says how."""
        status = SessionStatus.INTERRUPTED
        self._start = self._pace.clock()
        played_s = 0.0
        try:
            for block in self._blocks():
                await self._wait_until(float(block.t_s[-1]))
                self._publish(await anyio.to_thread.run_sync(self._step, block))
                played_s = float(block.t_s[-1])
            self._publish(await anyio.to_thread.run_sync(self._finish))
            status = SessionStatus.FINISHED
        finally:
            # Also when the server is shutting down: the samples so far are worth their checksum.
            with anyio.CancelScope(shield=True):
                await anyio.to_thread.run_sync(partial(self._end, status, played_s))
            self._feed.end(status)

    def _blocks(self) -> Iterator[ImuBlock]:
        size = max(1, round(self._block_s * self._recording.rate_hz))
        return self._recording.samples.blocks(size)

    async def _wait_until(self, t_s: float) -> None:
        if self._pace.speed == 0:
            return
        ahead_s = self._start + t_s / self._pace.speed - self._pace.clock()
        if ahead_s > 0:
            await self._pace.sleep(ahead_s)

    def _step(self, block: ImuBlock) -> list[Event]:
        self._recorder.append(block)
        return self._keep(self._engine.push(block))

    def _finish(self) -> list[Event]:
        return self._keep(self._engine.finish())

    def _keep(self, events: list[Event]) -> list[Event]:
        for event in events:
            if isinstance(event, SetCompleted):
                self._store.add_set(self._session_id, event.set_index, event.result)
            if not isinstance(event, TraceAdvanced):
                self._kept.append(event)
        return events

    def _publish(self, events: list[Event]) -> None:
        for event in events:
            self._feed.publish(event)

    def _end(self, status: SessionStatus, played_s: float) -> None:
        notes = [] if status is SessionStatus.FINISHED else ["The recording was stopped before its end."]
        notes += dict.fromkeys(event.message for event in self._kept if isinstance(event, SignalDoubt))
        source, rate_hz = self._recording.name, self._recording.rate_hz
        result = collect(self._kept, source=source, duration_s=played_s, rate_hz=rate_hz)
        sha256 = self._recorder.seal()
        self._store.finish(
            self._session_id,
            status=status,
            sha256=sha256,
            duration_s=played_s,
            gaps=result.gaps,
            rejected=result.rejected,
            notes=notes,
        )
        self._recorder.close()
