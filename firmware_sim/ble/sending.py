"""The way of packets out of the sensor: a bounded queue, and the faults that hit single packets."""

import asyncio
import random
from collections import Counter

from bumble.device import Connection, Device
from bumble.gatt import Characteristic

from firmware_sim.ble.faults import Faults
from firmware_sim.ble.motion import Batch

QUEUE_PACKETS = 256
"""What the firmware holds for a slow link before it loses samples: over ten seconds of the open profile."""

PATIENT_PACKETS = 48
"""What is queued at most when time is accelerated; the sensor then waits for its link."""


class Sender:
    """Sends batches and loses some.

    Parameters
    ----------
    faults : which.
    stats : where what happened is counted.
    patient : wait for a full queue instead of losing samples.
    """

    def __init__(self, faults: Faults, stats: Counter[str], *, patient: bool) -> None:
        self._faults, self._stats, self._patient = faults, stats, patient
        self._random = random.Random(faults.seed)
        self._bursts = sorted(faults.bursts, key=lambda burst: burst.at_s)
        self._burst_left = 0
        self._held: list[bytes] = []
        self._sent_s = 0.0
        self.lost_before = False

    async def send(
        self,
        device: Device,
        connection: Connection,
        characteristic: Characteristic[bytes],
        packets: list[bytes],
        batch: Batch,
    ) -> None:
        """Send the packets of one batch, or lose all of them."""
        self._sent_s += len(batch) * batch.step_s
        if await self._is_lost(connection):
            self.lost_before = True
            self._stats["dropped_batches"] += 1
            self._stats["dropped_samples"] += len(batch)
            return
        self.lost_before = False
        if self._faults.jitter_s:
            await asyncio.sleep(self._random.uniform(0, self._faults.jitter_s))
        for data in self._spoiled(packets):
            self._stats["packets"] += 1
            await device.notify_subscriber(connection, characteristic, data)

    async def _is_lost(self, connection: Connection) -> bool:
        if self._bursts and self._sent_s >= self._bursts[0].at_s:
            self._burst_left = round(self._bursts.pop(0).size)
        if self._burst_left:
            self._burst_left -= 1
            return True
        if self._random.random() < self._faults.drop:
            return True
        while self._patient and _pending(connection) >= PATIENT_PACKETS:
            await _flow(connection)
        full = _pending(connection) >= QUEUE_PACKETS
        self._stats["queue_full"] += full
        return full

    def _spoiled(self, packets: list[bytes]) -> list[bytes]:
        """What is really sent, in which order."""
        draw, faults = self._random, self._faults
        out: list[bytes] = []
        for data in packets:
            if len(data) > 1 and draw.random() < faults.truncate:
                self._stats["truncated"] += 1
                out.append(data[: draw.randrange(1, len(data))])
            elif not self._held and draw.random() < faults.reorder:
                self._stats["reordered"] += 1
                self._held = [data]
                continue
            else:
                out.append(data)
                if draw.random() < faults.repeat:
                    self._stats["repeated"] += 1
                    out.append(data)
            out += self._held
            self._held = []
        return out


def _pending(connection: Connection) -> int:
    queue = connection.data_packet_queue
    return queue.pending if queue is not None else 0


async def _flow(connection: Connection) -> None:
    """Wait until some packets have left; if the link ends first, the caller's task is cancelled."""
    queue = connection.data_packet_queue
    if queue is None:
        return
    left = asyncio.Event()
    queue.once("flow", left.set)
    await left.wait()
