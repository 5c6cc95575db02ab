"""The one way of samples into the program: to disk, then to the engine, then to the store, then to the pages.

A recording that is played and a sensor that streams both go through here, so that they cannot differ.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

import anyio
import anyio.to_thread

from sensing.engine import Engine
from sensing.events import Event, SetCompleted, SignalDoubt, TraceAdvanced
from sensing.samples import ImuBlock
from sensing.session import collect
from server.coach import Coach, Message
from server.edits import Told
from server.errors import ServerError
from server.hand import Hand, HandCommand
from server.live import FeedInfo, Hub, LiveFeed
from server.resume import Resumed, reopen
from server.sensors import Sensors
from server.store import Store, now
from server.tables import Origin, SessionStatus
from server.unbroken import unbroken
from server.wire import LiveSets

logger = logging.getLogger(__name__)

RESUMED_BLOCK = 5000
"""Samples a call when a session is gone on with; of no effect on the result."""


class BlockEngine(Protocol):
    """What is needed of an engine."""

    def push(self, block: ImuBlock) -> list[Event]:
        """Take samples, return what became known."""
        ...

    def finish(self) -> list[Event]:
        """End the recording, return the last events."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What a session is called.

    Parameters
    ----------
    source : where its samples come from, in a person's words.
    origin : replay, simulation or live.
    exercise : as told, or None.
    gyroscope : whether there is one; None when the first samples will tell.
    rate_hz : samples per second; None while unknown [Hz].
    speed : how many times as fast as it was lifted; 0 is as fast as possible.
    notes : what is odd about it, a sentence each.
    load_kg : bar and plates, as told [kg].
    lifter_id : who lifts, as told.
    sensor_name, rack : what streams, and where it stands.
    """

    source: str
    origin: Origin
    exercise: str | None = None
    load_kg: float | None = None
    lifter_id: int | None = None
    sensor_name: str | None = None
    rack: str | None = None
    gyroscope: bool | None = None
    rate_hz: float | None = None
    speed: float = 1.0
    notes: Sequence[str] = ()


class Intake:
    """One session while it is being recorded.

    Parameters
    ----------
    heading : see `Heading`.
    store : keeps the session.
    hub : tells the pages.
    make_engine : makes the engine; by default the real one.
    """

    def __init__(
        self,
        heading: Heading,
        *,
        store: Store,
        hub: Hub,
        make_engine: Callable[[str | None], BlockEngine] | None = None,
    ) -> None:
        self.heading = heading
        self.rate_hz = heading.rate_hz
        self._store, self._hub = store, hub
        self._engine = make_engine(heading.exercise) if make_engine else Engine(exercise=heading.exercise)
        self._kept: list[Event] = []
        self._last_s: float | None = None
        self._resumed: Resumed | None = None
        # Samples and hands take turns: both change the sets, and both are written to disk first.
        self._turn = anyio.Lock()
        self._over = False
        self.feed: LiveFeed

    def begin(self) -> str:
        """Make the session, its file and its feed; return the session's id. Blocks."""
        heading = self.heading
        session_id, self._recorder = self._store.begin(
            source=heading.source,
            origin=heading.origin,
            gyroscope=heading.gyroscope,
            started_at=now(),
            exercise=heading.exercise,
            load_kg=heading.load_kg,
            lifter_id=heading.lifter_id,
            sensor_name=heading.sensor_name,
            rack=heading.rack,
            rate_hz=heading.rate_hz,
            notes=heading.notes,
        )
        self._open_feed(session_id)
        return session_id

    def resume(self, session_id: str) -> None:
        """Go on with a session that was interrupted: count again what is on disk, then wait for more. Blocks.

        Raises
        ------
        ServerError
            When there is no such session, or it was not interrupted.
        """
        self._resumed = reopen(self._store, session_id)
        self._recorder = self._resumed.recorder
        self.rate_hz = self._resumed.rate_hz
        self._open_feed(session_id)
        events: list[Event] = []
        for block in self._resumed.samples.blocks(RESUMED_BLOCK) if self._resumed.samples is not None else ():
            events += self._engine.push(block)
            self._last_s = float(block.t_s[-1])
        self._publish(self._keep(events))

    async def do_by_hand(self, command: HandCommand) -> None:
        """Keep what the lifter does by hand, then tell all pages.

        Raises
        ------
        ServerError
            When it cannot be done, or the session is over.
        """
        async with self._turn:
            if self._over:
                raise ServerError("over", "The session has ended. Its summary takes corrections.", status=409)
            message = await anyio.to_thread.run_sync(lambda: self._hand.do(command, self._last_s or 0.0))
            self.feed.publish(message)

    async def take_all(self, blocks: AsyncGenerator[ImuBlock, None], *, stop_is_end: bool = False) -> None:
        """Take samples until there are no more. Whatever happens, the session is ended and says how.

        Parameters
        ----------
        blocks : in order of time.
        stop_is_end : to be cancelled is the usual end of this session, as when a lifter goes home.
        """
        # The engine and the file are never left in the middle of a step: threads cannot be cancelled.
        status, cancelled = SessionStatus.INTERRUPTED, False
        try:
            try:
                async with contextlib.aclosing(blocks):
                    async for block in blocks:
                        if await unbroken(self._take(block)):
                            raise asyncio.CancelledError
            except asyncio.CancelledError:
                if not stop_is_end:
                    raise
                cancelled = True
            cancelled |= await unbroken(self._finish())
            status = SessionStatus.FINISHED
        finally:
            # Also when the server is shutting down: the samples so far are worth their checksum.
            cancelled |= await unbroken(self._close(status))
            if cancelled:
                raise asyncio.CancelledError

    @property
    def sensors(self) -> Sensors:
        """The sensors that were seen so far, by this session or others."""
        return self._store.sensors

    @property
    def session_id(self) -> str:
        """Name of the session, once it has begun."""
        return self._session_id

    def note(self, *notes: str) -> None:
        """Add to what is odd about the session."""
        self.heading = replace(self.heading, notes=(*self.heading.notes, *notes))

    def _open_feed(self, session_id: str) -> None:
        self._session_id = session_id
        self._begun_notes = len(self.heading.notes)
        kept = self._store.info(session_id)
        coach = Coach(
            self._store,
            Told(exercise=kept.exercise, load_kg=kept.load_kg, lifter_id=kept.lifter_id),
            session_id=session_id,
            started_at=kept.started_at,
            edits=self._store.edits.of(session_id),
        )
        coach.refresh()
        self._sets = LiveSets(coach)
        self._hand = Hand(self._store, session_id, self._sets)
        info = FeedInfo(
            session_id=session_id,
            source=self.heading.source,
            origin=self.heading.origin,
            exercise=self.heading.exercise,
            rate_hz=self.rate_hz or 0.0,
            speed=self.heading.speed,
            rack=self.heading.rack,
        )
        self.feed = self._hub.open(info)
        self.feed.heading = {"label": coach.label(), "target": coach.target_message()}
        self.feed.do_by_hand = self.do_by_hand

    async def _take(self, block: ImuBlock) -> None:
        async with self._turn:
            self._publish(await anyio.to_thread.run_sync(self._step, block))

    async def _finish(self) -> None:
        async with self._turn:
            self._publish(await anyio.to_thread.run_sync(lambda: self._keep(self._engine.finish())))

    async def _close(self, status: SessionStatus) -> None:
        async with self._turn:
            self._over = True
            await anyio.to_thread.run_sync(partial(self._end, status))
        self.feed.end(status)

    def _step(self, block: ImuBlock) -> list[Message]:
        if self._resumed is not None:
            block = self._resumed.shifted(block)
            if self._recorder.gyroscope and block.gyr_dps is None:
                raise ServerError(
                    "other_sensor",
                    "The session was recorded with a gyroscope, this sensor has none. Start a new session.",
                    status=409,
                )
        kept = self._recorder.keep(block)
        self._last_s = float(kept.t_s[-1])
        return self._keep(self._engine.push(kept))

    def _keep(self, events: list[Event]) -> list[Message]:
        """Write to disk what is to last, and return what the pages are told of it."""
        messages = []
        for event in events:
            if isinstance(event, SetCompleted):
                self._store.add_set(self._session_id, event.set_index, event.result)
            if not isinstance(event, TraceAdvanced):
                self._kept.append(event)
            messages.append(self._sets.message(event))
            if isinstance(event, SetCompleted):
                self._sets.coach.refresh()
        return messages

    def _publish(self, messages: list[Message]) -> None:
        for message in messages:
            self.feed.publish(message)

    def _end(self, status: SessionStatus) -> None:
        notes = [] if status is SessionStatus.FINISHED else ["The recording was stopped before its end."]
        notes += self.heading.notes[self._begun_notes :]
        notes += dict.fromkeys(event.message for event in self._kept if isinstance(event, SignalDoubt))
        duration_s = self._last_s or 0.0
        result = collect(self._kept, source=self.heading.source, duration_s=duration_s, rate_hz=self.rate_hz or 0.0)
        sha256 = self._recorder.seal()
        self._store.finish(
            self._session_id,
            status=status,
            sha256=sha256,
            duration_s=duration_s,
            rate_hz=self.rate_hz,
            gaps=result.gaps,
            rejected=result.rejected,
            notes=notes,
        )
        self._recorder.close()
        if self._last_s is None and self.heading.gyroscope is None:
            # A sensor that never sent anything leaves no session behind.
            self._store.delete(self._session_id)
