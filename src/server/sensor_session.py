"""A sensor's session: its samples through the intake, and what its link has to tell to the pages and the notes."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from functools import partial

import anyio
import anyio.to_thread

from sensing.ble.client import SensorClient
from sensing.ble.events import BatteryRead, LinkEvent, LinkLost, Retrying, SensorConnected, StreamMeasured
from sensing.ble.tally import Tally
from sensing.errors import LinkError
from sensing.samples import ImuBlock
from server.errors import ServerError
from server.hand import HandAction, HandCommand
from server.intake import Intake
from server.unbroken import unbroken
from server.wire import Message

logger = logging.getLogger(__name__)

LOW_BATTERY_FRAC = 0.15
"""Charge below which the session's notes mention it: a coin cell may not last another hour."""

RATE_DOUBT_FRAC = 0.03
"""A measured rate this far from the stated one is mentioned; clocks of cheap sensors stray by 1 %."""


NO_ANSWER = "The sensor's process does not answer. Start again."
"""Stands for an error without words."""


class SensorSession:
    """One sensor on its way through one intake.

    Parameters
    ----------
    open_client : gives what streams it; entered for the time of the session.
    intake : begun, or resumed.
    until_s : signal time at which the session ends by itself [s]; None is never.
    tell : called with one line for each thing that a person at the terminal wants to know.
    """

    def __init__(
        self,
        open_client: Callable[[], AbstractAsyncContextManager[SensorClient]],
        intake: Intake,
        *,
        until_s: float | None = None,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._open_client, self._intake = open_client, intake
        self._until_s, self._tell = until_s, tell
        self._sensor: SensorConnected | None = None
        self._measured: StreamMeasured | None = None
        self._battery_frac: float | None = None
        self._place: str | None = None
        self._attempt = 0
        self._lost = 0
        self.failure: str | None = None

    async def run(self) -> None:
        """Record until the end of the session, or until this is cancelled, which is its usual end."""
        try:
            await self._intake.take_all(self._blocks(), stop_is_end=True)
        except (LinkError, ServerError, OSError, TimeoutError) as error:
            self.failure = str(error) or NO_ANSWER
            self._tell(self.failure)
        finally:
            # Also when the lifter goes home, which is a cancellation: the home page shows what was measured.
            if await unbroken(self._remember()):
                raise asyncio.CancelledError

    async def _blocks(self) -> AsyncGenerator[ImuBlock, None]:
        self._intake.feed.tell_sensor(self._message(searching=True))
        try:
            async with self._open_client() as client, contextlib.aclosing(client.items()) as items:
                try:
                    async for item in items:
                        if isinstance(item, LinkEvent):
                            await self._heard(item)
                            continue
                        yield item
                        if self._until_s is not None and float(item.t_s[-1]) >= self._until_s:
                            break
                finally:
                    self._note_the_end(client.tally)
        except (LinkError, OSError, TimeoutError) as error:
            # Pages hear why before they hear that it is over.
            self.failure = str(error) or NO_ANSWER
            self._intake.feed.tell_sensor(self._message(searching=False))
            raise

    async def _heard(self, event: LinkEvent) -> None:
        self._attempt = event.attempt if isinstance(event, Retrying) else 0
        match event:
            case SensorConnected():
                await self._connected(event)
            case StreamMeasured():
                self._measured = event
                self._intake.rate_hz = event.rate_hz or self._intake.rate_hz
            case BatteryRead(battery_frac=battery_frac):
                self._battery_frac = battery_frac
            case LinkLost(message=message):
                self._lost += 1
                self._tell(f"{message} Searching for it.")
            case Retrying(message=message, wait_s=wait_s):
                logger.info("attempt failed, next in %.2f s: %s", wait_s, message)
            case _:
                pass
        lost = isinstance(event, LinkLost | Retrying)
        self._intake.feed.tell_sensor(self._message(searching=lost))

    async def _connected(self, event: SensorConnected) -> None:
        self._tell(f"{'Found again' if event.again else 'Connected'}: {sensor_words(event)}.")
        if event.battery_frac is not None:
            self._battery_frac = event.battery_frac
        if self._sensor is None:
            self._intake.rate_hz = self._intake.rate_hz or event.stated_rate_hz
            self._sensor = event
            await self._meet(event)

    async def _meet(self, event: SensorConnected) -> None:
        """A sensor that stays at a rack names it; one that is a person's names the lifter, unless someone was told."""
        sensors, feed = self._intake.sensors, self._intake.feed
        await anyio.to_thread.run_sync(partial(sensors.seen, event.address, name=event.name, kind=event.kind))
        sensor = await anyio.to_thread.run_sync(sensors.streams, event.address, self._intake.session_id)
        self._place = sensor.rack
        feed.info = replace(feed.info, rack=sensor.rack or feed.info.rack)
        if sensor.lifter_id is not None and feed.heading["label"]["lifter_id"] is None:
            await self._intake.do_by_hand(HandCommand(action=HandAction.LABEL, label={"lifter_id": sensor.lifter_id}))

    async def _remember(self) -> None:
        """Keep how the sensor was, for the list of sensors."""
        if self._sensor is None:
            return
        seen = partial(self._intake.sensors.seen, self._sensor.address, name=self._sensor.name, kind=self._sensor.kind)
        if self._measured is not None:
            seen = partial(seen, rate_hz=self._measured.rate_hz, missing_frac=self._measured.missing_frac)
        await anyio.to_thread.run_sync(partial(seen, battery_frac=self._battery_frac))

    def _message(self, *, searching: bool) -> Message:
        sensor, measured = self._sensor, self._measured
        return {
            "type": "sensor",
            "searching": searching,
            "attempt": self._attempt,
            "failure": self.failure,
            "place": self._place,
            "name": None if sensor is None else sensor.name,
            "title": None if sensor is None else sensor.title,
            "battery_frac": self._battery_frac,
            "rate_hz": None if measured is None or measured.rate_hz is None else round(measured.rate_hz, 2),
            "missing_frac": None if measured is None else round(measured.missing_frac, 4),
            "jitter_s": None if measured is None or measured.jitter_s is None else round(measured.jitter_s, 4),
        }

    def _note_the_end(self, tally: Tally) -> None:
        """Write down what a reader of the session must know of its sensor."""
        notes, measured = [], self._measured
        if self._sensor is not None:
            notes.append(f"Sensor: {sensor_words(self._sensor)}.")
        if self._lost:
            times = "once" if self._lost == 1 else f"{self._lost} times"
            notes.append(f"The link to the sensor was lost {times}; what it felt meanwhile is marked as a gap.")
        if tally.missing_frac:
            notes.append(f"{100 * tally.missing_frac:.2g} % of the sensor's samples never came.")
        if tally.damaged or tally.late or tally.repeated:
            notes.append(f"Packets: {tally.damaged} damaged, {tally.late} late, {tally.repeated} repeated.")
        if tally.restarts:
            notes.append(f"The sensor's clock restarted {tally.restarts} times; breaks are timed by this computer.")
        if measured is not None and measured.rate_hz is not None:
            stated_hz = measured.stated_rate_hz
            if abs(measured.rate_hz - stated_hz) > RATE_DOUBT_FRAC * stated_hz:
                notes.append(f"The sensor sent {measured.rate_hz:.4g} samples per second, not {stated_hz:.4g}.")
        if self._battery_frac is not None and self._battery_frac < LOW_BATTERY_FRAC:
            notes.append(f"The sensor's battery was at {100 * self._battery_frac:.0f} %.")
        self._intake.note(*notes)


def sensor_words(event: SensorConnected) -> str:
    """A sensor in one line."""
    parts = [f"{event.name} ({event.title})", f"{event.stated_rate_hz:.4g} Hz"]
    if event.battery_frac is not None:
        parts.append(f"battery {100 * event.battery_frac:.0f} %")
    if event.firmware is not None:
        parts.append(f"firmware {event.firmware}")
    return ", ".join(parts)
