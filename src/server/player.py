"""Plays a recording as if it were being lifted now, through the intake that a sensor's samples take."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass

from sensing.samples import ImuBlock, Recording
from server.intake import BlockEngine, Heading, Intake
from server.live import Hub, LiveFeed
from server.store import Store
from server.tables import Origin


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
    exercise, load_kg, lifter_id : as told, or None [kg].
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
        load_kg: float | None = None,
        lifter_id: int | None = None,
        pace: Pace | None = None,
        block_s: float = 0.05,
        make_engine: Callable[[str | None], BlockEngine] | None = None,
    ) -> None:
        self._recording = recording
        self._pace = pace or Pace()
        self._block_s = block_s
        heading = Heading(
            source=recording.name,
            origin=origin,
            exercise=exercise,
            load_kg=load_kg,
            lifter_id=lifter_id,
            gyroscope=recording.samples.gyr_dps is not None,
            rate_hz=recording.rate_hz,
            speed=self._pace.speed,
            notes=recording.notes,
        )
        self._intake = Intake(heading, store=store, hub=hub, make_engine=make_engine)

    def begin(self) -> str:
        """Make the session, its file and its feed; return the session's id. Blocks."""
        return self._intake.begin()

    @property
    def feed(self) -> LiveFeed:
        """The feed that `begin` made."""
        return self._intake.feed

    async def run(self) -> None:
        """Play to the end. Whatever happens, the session is ended and says how."""
        self._start = self._pace.clock()
        await self._intake.take_all(self._paced_blocks())

    async def _paced_blocks(self) -> AsyncGenerator[ImuBlock, None]:
        size = max(1, round(self._block_s * self._recording.rate_hz))
        for block in self._recording.samples.blocks(size):
            await self._wait_until(float(block.t_s[-1]))
            yield block

    async def _wait_until(self, t_s: float) -> None:
        if self._pace.speed == 0:
            return
        ahead_s = self._start + t_s / self._pace.speed - self._pace.clock()
        if ahead_s > 0:
            await self._pace.sleep(ahead_s)
