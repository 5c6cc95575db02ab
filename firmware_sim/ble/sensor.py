"""The board of a virtual sensor: a GATT server on Bumble, a sampling clock, a packet queue, and faults on demand."""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from bumble import data_types, hci
from bumble.core import UUID, AdvertisingData
from bumble.device import Connection, Device
from bumble.gatt import Characteristic
from bumble.profiles.battery_service import BatteryService
from bumble.profiles.device_information_service import DeviceInformationService
from bumble.transport.common import TransportSink, TransportSource

from firmware_sim.ble.faults import Faults
from firmware_sim.ble.firmware import Board, Firmware, Order
from firmware_sim.ble.motion import Batch, Motion
from firmware_sim.ble.sending import Sender

FIRMWARE_VERSION = "0.1.0"
"""What the Device Information service says."""

ADVERTISING_MS = 100
"""Interval of advertisements [ms]: found at once, and still years of a button cell."""

PATIENT_SPEED = 10.0
"""When its time runs faster than this, the sensor waits for its link instead of losing samples."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorClock:
    """The device's clock and the pace of its time.

    Parameters
    ----------
    start_s : what the clock says when the sensor is switched on [s]. Default 4290: a 32-bit count of microseconds
        turns over five seconds later, so that every session goes through it.
    fast_frac : by how much it runs fast. Default 20 parts per million.
    speed : seconds of the device per second of the host.
    """

    start_s: float = 4290.0
    fast_frac: float = 20e-6
    speed: float = 1.0

    @property
    def pace(self) -> float:
        """Device seconds per host second."""
        return self.speed * (1 + self.fast_frac)


class VirtualSensor:
    """One sensor on one controller.

    Parameters
    ----------
    source, sink : the controller's HCI; a virtual radio is both.
    motion : what it feels.
    make : which firmware it runs.
    address : its Bluetooth address.
    played : called once, when the recording has been played to its end.
    """

    def __init__(
        self,
        source: TransportSource,
        sink: TransportSink,
        motion: Motion,
        make: Callable[[Board], Firmware],
        *,
        address: str,
        faults: Faults | None = None,
        clock: SensorClock | None = None,
        played: Callable[[], None] | None = None,
    ) -> None:
        self.faults, self.clock = faults or Faults(), clock or SensorClock()
        self.stats: Counter[str] = Counter()
        self._motion, self._played = motion, played
        self._firmware = make(self)
        self._device = Device.with_hci(self._firmware.name, hci.Address(address), source, sink)
        self._device.add_services([*self._firmware.services(), *self._standard_services()])
        self._device.on(Device.EVENT_CONNECTION, self._connected)
        self._sender = Sender(self.faults, self.stats, patient=self.clock.speed > PATIENT_SPEED)
        self._tasks: set[asyncio.Task[None]] = set()
        self._stream: asyncio.Task[None] | None = None
        self._order: Order | None = None
        self._off = False
        self._began_host_s: float | None = None
        self._booted_s = 0.0
        self.began = asyncio.Event()

    @property
    def order(self) -> Order | None:
        """See `Board`."""
        return self._order

    @property
    def battery_frac(self) -> float:
        """See `Board`."""
        return self.faults.battery_frac

    def payload_bytes(self, connection: Connection) -> int:
        """See `Board`."""
        return connection.att_mtu - 3

    @property
    def signal_s(self) -> float:
        """Time in the recording [s]; 0 until the first stream is started."""
        if self._began_host_s is None:
            return 0.0
        return (time.monotonic() - self._began_host_s) * self.clock.pace

    async def switch_on(self) -> None:
        """Power up and advertise."""
        await self._device.power_on()
        await self._advertise()

    async def switch_off(self) -> None:
        """End all tasks and power down."""
        self.stop()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._device.power_off()

    def lose_power(self) -> None:
        """The clock stops and nothing is sent until `reboot`; the link must be dropped by the caller."""
        self._off = True
        self.stop()

    async def reboot(self) -> None:
        """Power is back: clock, counters and settings begin anew."""
        self._off = False
        self._booted_s = self.signal_s
        self._firmware.rebooted()
        self.stats["reboots"] += 1
        await self._advertise()

    def start(self, connection: Connection, order: Order) -> None:
        """See `Board`."""
        self.stop()
        self._order = order
        if self._began_host_s is None:
            self._began_host_s = time.monotonic()
            self.began.set()
        self._stream = self._keep(asyncio.create_task(self._sample(connection, order)))

    def stop(self) -> None:
        """See `Board`."""
        self._order = None
        if self._stream is not None:
            self._stream.cancel()
            self._stream = None

    def answer(self, connection: Connection, characteristic: Characteristic[bytes], data: bytes) -> None:
        """See `Board`."""
        self._keep(asyncio.create_task(self._device.notify_subscriber(connection, characteristic, data)))

    def _keep(self, task: asyncio.Task[None]) -> asyncio.Task[None]:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _standard_services(self) -> list[BatteryService | DeviceInformationService]:
        information = DeviceInformationService(
            manufacturer_name=self._firmware.maker,
            model_number=self._firmware.model,
            firmware_revision=FIRMWARE_VERSION,
        )
        if not self._firmware.battery_service:
            return [information]
        return [BatteryService(lambda _: round(100 * self.battery_frac)), information]

    async def _advertise(self) -> None:
        if self._device.is_advertising or self._off:
            return
        flags = AdvertisingData.Flags.LE_GENERAL_DISCOVERABLE_MODE | AdvertisingData.Flags.BR_EDR_NOT_SUPPORTED
        data = bytes(
            AdvertisingData(
                [
                    data_types.Flags(flags),
                    data_types.CompleteLocalName(self._firmware.name),
                    (
                        AdvertisingData.Type.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS,
                        UUID(self._firmware.advertised).to_bytes(),
                    ),
                ]
            )
        )
        # Bumble's virtual controller sends no scan response of its own: all must fit the one packet.
        if len(data) > 31:
            raise ValueError(f"{self._firmware.name} is too long a name beside a UUID")
        self._device.advertising_data = data
        self._device.advertising_interval_min = self._device.advertising_interval_max = ADVERTISING_MS
        await self._device.start_advertising(auto_restart=False)

    def _connected(self, connection: Connection) -> None:
        self.stats["connections"] += 1
        connection.on(connection.EVENT_DISCONNECTION, self._disconnected)

    def _disconnected(self, reason: int) -> None:
        self.stats[f"disconnected_{reason:#04x}"] += 1
        self.stop()
        if not self._off:
            self._keep(asyncio.create_task(self._advertise()))

    async def _sample(self, connection: Connection, order: Order) -> None:
        """Gather samples at the device's own pace and send them."""
        rate_hz = self.faults.rate_hz or order.rate_hz
        index = int(np.ceil(self.signal_s * rate_hz - 1e-6)) if self.signal_s > 0.05 else 0
        began_host_s = self._began_host_s or 0.0
        while True:
            samples = index + np.arange(order.per_packet)
            t_s = samples / rate_hz
            index += order.per_packet
            wait_s = began_host_s + float(t_s[-1]) / self.clock.pace - time.monotonic()
            if wait_s > 0:
                await asyncio.sleep(wait_s)
            acc_g, gyr_dps = self._motion.at(t_s)
            first_s = float(t_s[0]) - self._booted_s + self.clock.start_s
            batch = Batch(acc_g=acc_g, gyr_dps=gyr_dps, first_s=first_s, step_s=1 / rate_hz)
            self.stats["samples"] += len(batch)
            packets = self._firmware.packets(batch, lost_before=self._sender.lost_before)
            await self._sender.send(self._device, connection, self._firmware.samples, packets, batch)
            if float(t_s[-1]) >= self._motion.duration_s and self._played is not None:
                played, self._played = self._played, None
                played()


def random_address(seed: int) -> str:
    """A static address that is always the same for a seed."""
    draw = random.Random(seed)
    return ":".join(f"{byte:02X}" for byte in [0xC0 | draw.getrandbits(6), *(draw.getrandbits(8) for _ in range(5))])
