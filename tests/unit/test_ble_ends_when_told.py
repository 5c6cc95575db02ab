"""A Bluetooth client that is told to stop stops, at whatever moment: else a session would never end.

On Python 3.11 `asyncio.wait_for` drops a cancellation that comes in the same turn of the loop as what it waits for.
"""

import asyncio
from collections import deque
from typing import Any, cast

import pytest
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner

from sensing.ble.link import BleakLink
from sensing.ble.receiving import Receiver
from sensing.ble.scan import Backends, find
from sensing.ble.tally import Tally
from sensing.ble.timeline import Timeline
from sensing.ble.timings import LinkTimings
from sensing.decoders.profile import Stream

TURNS = 8
"""Turns of the event loop in which all that follows from one event has happened."""


async def turns(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


class Quiet:
    """As much of a link as a receiver needs while nothing comes."""

    def __init__(self) -> None:
        self.arrived: deque[tuple[float, bytes]] = deque()
        self.awake = asyncio.Event()
        self.overflowed = 0


async def ends_when_told(task: "asyncio.Task[Any]", *, after: int) -> bool:
    """Whether one cancellation, so many turns of the loop from now, ends a task; it is over afterwards in any case."""
    await turns(after)
    task.cancel()
    await turns(TURNS)
    ended = task.cancelled()
    task.cancel()
    await asyncio.wait({task})
    return ended


@pytest.mark.parametrize("turn", range(TURNS))
async def test_a_receiver_ends_in_whatever_turn_after_a_notification_it_is_told_to(turn: int) -> None:
    link, none = Quiet(), cast(Any, None)
    receiver = Receiver(
        cast(BleakLink, link), cast(Stream, none), cast(Timeline, none), Tally(), LinkTimings(), name="x"
    )

    async def receive() -> None:
        async for _ in receiver.items(asyncio.Event()):
            pass

    task = asyncio.create_task(receive())
    await turns(TURNS)
    link.awake.set()
    assert await ends_when_told(task, after=turn)


class Scanner(BaseBleakScanner):
    """Hears one sensor when the test says so."""

    begun: "list[Scanner]"

    def __init__(self, detection_callback: Any, service_uuids: Any, *_: Any, **__: Any) -> None:
        super().__init__(detection_callback, service_uuids)

    async def start(self) -> None:
        self.begun.append(self)

    async def stop(self) -> None:
        pass

    def hear(self) -> None:
        device = BLEDevice("C0:00:00:00:00:01", "WT901BLE67", None)
        data = AdvertisementData("WT901BLE67", {}, {}, [], None, -50, ())
        self.call_detection_callbacks(device, data)


@pytest.mark.parametrize("turn", range(TURNS))
async def test_a_search_ends_in_whatever_turn_after_the_sensor_was_heard_it_is_told_to(turn: int) -> None:
    begun: list[Scanner] = []
    backends = Backends(scanner=type("Here", (Scanner,), {"begun": begun}))
    # So that a search that was not ended would go on for others.
    task = asyncio.create_task(find(None, backends, LinkTimings()))
    await turns(TURNS)
    begun[0].hear()
    assert await ends_when_told(task, after=turn)
