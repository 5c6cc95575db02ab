"""Starts sessions with a sensor from a page, and ends them: what `lastrep live` does, in a server that runs already."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import TypeAlias

import anyio.to_thread

from sensing.ble.client import SensorClient
from server.errors import ServerError
from server.intake import Heading, Intake
from server.live import Hub
from server.sensor_session import SensorSession
from server.store import Store
from server.tables import Origin

logger = logging.getLogger(__name__)

OpenSensor: TypeAlias = Callable[[str | None], AbstractAsyncContextManager[SensorClient]]
"""Opens a client of the sensor of this name or address; of the best one around when None."""

MAX_STARTED = 7
"""Sessions that run at once; most Bluetooth adapters hold no more links."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be lifted.

    Parameters
    ----------
    sensor : name or address; None takes the best one around.
    exercise, load_kg, lifter_id : as told, or None [kg].
    """

    sensor: str | None = None
    exercise: str | None = None
    load_kg: float | None = None
    lifter_id: int | None = None


class Starter:
    """The sessions that were started from a page of this server; belongs to its event loop.

    Parameters
    ----------
    store, hub : as the session needs them.
    open_sensor : how a sensor is reached.
    """

    def __init__(self, store: Store, hub: Hub, open_sensor: OpenSensor) -> None:
        self._store, self._hub, self._open_sensor = store, hub, open_sensor
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._sensors: dict[str, str] = {}
        # One start at a time: else two that ask for the same sensor would both find it free.
        self._turn = asyncio.Lock()

    async def start(self, wish: Wish) -> str:
        """Begin a session and return its id; it looks for its sensor, and goes on until `end` or until none is found.

        Raises
        ------
        ServerError
            When the sensor is lifted with already, too many sessions run, or what was told makes no sense.
        """
        async with self._turn:
            await self._let_ended_go()
            if wish.sensor is not None and wish.sensor in self._sensors.values():
                raise ServerError(
                    "sensor_in_use", "A session with this sensor runs already. End it, or choose another.", status=409
                )
            if len(self._tasks) >= MAX_STARTED:
                raise ServerError("too_many", f"{MAX_STARTED} sessions run already. End one first.", status=409)
            heading = Heading(
                source="sensor",
                origin=Origin.LIVE,
                exercise=wish.exercise,
                load_kg=wish.load_kg,
                lifter_id=wish.lifter_id,
            )
            intake = Intake(heading, store=self._store, hub=self._hub)
            session_id = await anyio.to_thread.run_sync(intake.begin)
            session = SensorSession(lambda: self._open_sensor(wish.sensor), intake, tell=logger.info)
            task = asyncio.create_task(_guarded(session))
            self._tasks[session_id] = task
            if wish.sensor is not None:
                self._sensors[session_id] = wish.sensor
            task.add_done_callback(lambda _: self._forget(session_id))
            # A task that is cancelled before its first step never ends its session.
            await asyncio.sleep(0)
            return session_id

    def runs(self, session_id: str) -> bool:
        """Return whether this started the session and it still runs."""
        return session_id in self._tasks

    async def end(self, session_id: str) -> None:
        """End a session as usual, and wait until it is whole on the disk.

        Raises
        ------
        ServerError
            When no such session was started here, or it has ended.
        """
        task = self._tasks.get(session_id)
        if task is None:
            raise ServerError(
                "not_started_here", "This session was not started from this page, or has ended.", status=404
            )
        task.cancel()
        await asyncio.wait({task})

    async def end_all(self) -> None:
        """End all sessions, as when the server stops."""
        tasks = tuple(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _let_ended_go(self) -> None:
        """Wait for sessions that have told their pages that they are over, and still hold their sensor for a moment."""
        running = {feed.info.session_id for feed in self._hub.running()}
        leaving = {task for session_id, task in self._tasks.items() if session_id not in running}
        if leaving:
            await asyncio.wait(leaving)

    def _forget(self, session_id: str) -> None:
        del self._tasks[session_id]
        self._sensors.pop(session_id, None)


async def _guarded(session: SensorSession) -> None:
    try:
        await session.run()
    except Exception:  # one session's failure must not be silent, nor reach another's; it is logged whole
        logger.exception("a session failed")
