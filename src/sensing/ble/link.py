"""One connection, as the sensor modules see it."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Iterator
from typing import TypeVar

from bleak import BleakClient
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.exc import BleakError

from sensing.ble.scan import Found
from sensing.ble.timings import LinkTimings
from sensing.errors import LinkError, LinkReason

Answer = TypeVar("Answer")

BATTERY_LEVEL = "00002a19-0000-1000-8000-00805f9b34fb"
MAKER, MODEL, FIRMWARE = (f"0000{number}-0000-1000-8000-00805f9b34fb" for number in ("2a29", "2a24", "2a26"))

LEAST_PAYLOAD = 20
"""Notification payload that every link carries [bytes]."""


class BleakLink:
    """See `sensing.decoders.profile.Link`.

    Parameters
    ----------
    client : connected.
    found : which sensor it is.
    clock : monotonic time for arrivals [s].
    timings : see `LinkTimings`.
    """

    def __init__(self, client: BleakClient, found: Found, clock: Callable[[], float], timings: LinkTimings) -> None:
        self._client, self._found, self._clock, self._timings = client, found, clock, timings
        self._asked: Callable[[bytes], bool] | None = None
        self.arrived: deque[tuple[float, bytes]] = deque(maxlen=timings.backlog)
        self.overflowed = 0
        self.awake = asyncio.Event()

    @property
    def payload_bytes(self) -> int:
        """See `Link`."""
        # The one size that every system tells truly; BlueZ's `mtu_size` is 23 until it is asked for in its own way.
        sizes = [
            one.max_write_without_response_size
            for uuid in self._found.profile.data
            if (one := self._characteristic(uuid)) is not None
        ]
        return max([LEAST_PAYLOAD, *sizes])

    def has(self, uuid: str) -> bool:
        """See `Link`."""
        return self._characteristic(uuid) is not None

    async def read(self, uuid: str) -> bytes:
        """See `Link`."""
        with self._told(f"reading {uuid}"):
            return bytes(await self._client.read_gatt_char(self._need(uuid)))

    async def write(self, uuid: str, data: bytes, *, response: bool = True) -> None:
        """See `Link`."""
        with self._told(f"writing {uuid}"):
            await self._client.write_gatt_char(self._need(uuid), data, response=response)

    async def ask(
        self, uuid: str, data: bytes, answer: Callable[[bytes], Answer | None], *, response: bool = True
    ) -> Answer | None:
        """See `Link`."""
        told: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

        def take(data: bytes) -> bool:
            value = answer(data)
            if value is not None and not told.done():
                told.set_result(value)
            return value is not None

        self._asked = take
        try:
            await self.write(uuid, data, response=response)
            async with asyncio.timeout(self._timings.answer_s):
                return await told
        except TimeoutError:
            return None
        finally:
            self._asked = None

    async def subscribe(self) -> None:
        """Subscribe to all that the sensor's profile names.

        Raises
        ------
        LinkError
            `WRONG_SERVICES` when no characteristic carries samples.
        """
        profile = self._found.profile
        if not any(self.has(uuid) for uuid in profile.data):
            raise LinkError(
                LinkReason.WRONG_SERVICES,
                f"{self._found.name} looks like a {profile.title} but has no characteristic {profile.data[0]}. "
                "Update its firmware.",
            )
        for uuid in profile.notify:
            if self.has(uuid):
                with self._told(f"subscribing to {uuid}"):
                    await self._client.start_notify(self._need(uuid), self._receiver(uuid in profile.data))

    async def standard_battery_frac(self) -> float | None:
        """Charge by the standard service; None when it has none or says nonsense."""
        if not self.has(BATTERY_LEVEL):
            return None
        level = await self.read(BATTERY_LEVEL)
        return level[0] / 100 if len(level) == 1 and level[0] <= 100 else None

    async def text(self, uuid: str) -> str | None:
        """A text of the Device Information service; None when it has none."""
        if not self.has(uuid):
            return None
        text = (await self.read(uuid)).decode("utf-8", "replace").strip("\0 ")
        return "".join(letter for letter in text if letter.isprintable())[:80] or None

    def _receiver(self, carries_samples: bool) -> Callable[[BleakGATTCharacteristic, bytearray], None]:
        def received(_: BleakGATTCharacteristic, data: bytearray) -> None:
            # Plain function, time first: an async callback would be a task for each notification.
            now_s = self._clock()
            asked = self._asked
            if (asked is not None and asked(bytes(data))) or not carries_samples:
                return
            self.overflowed += len(self.arrived) == self.arrived.maxlen
            self.arrived.append((now_s, bytes(data)))
            self.awake.set()

        return received

    def _characteristic(self, uuid: str) -> BleakGATTCharacteristic | None:
        return self._client.services.get_characteristic(uuid) if self._client.is_connected else None

    def _need(self, uuid: str) -> BleakGATTCharacteristic:
        found = self._characteristic(uuid)
        if found is None:
            what = "is gone" if not self._client.is_connected else f"has no characteristic {uuid}"
            raise LinkError(LinkReason.LOST, f"{self._found.name} {what}.")
        return found

    @contextlib.contextmanager
    def _told(self, doing: str) -> Iterator[None]:
        try:
            yield
        except (BleakError, OSError, EOFError) as error:
            raise LinkError(LinkReason.REFUSED, f"{self._found.name} failed at {doing}: {error}") from error
