"""Firmware of Polar sensors: acceleration through the PMD service, a whole MTU at a time."""

import struct

import numpy as np
from bumble.device import Connection
from bumble.gatt import Characteristic, CharacteristicValue, Service

from firmware_sim.ble.firmware import Board, Order, to_integers
from firmware_sim.ble.motion import Batch

UUID = "fb005c%d-02e7-f387-1cad-8acd2d8df0c8"
HEAD_BYTES = 10
# The clock restarts at 2019-01-01 when the sensor has slept; it counts from 2000-01-01.
WAKE_NS = 6940 * 86_400 * 10**9
OK, INVALID_PARAMETER, NOT_SUPPORTED = 0, 5, 3
DELTAS_PER_BLOCK = 10


class PolarH10:
    """A chest strap: uncompressed frames."""

    name = "Polar H1"
    maker = "Polar Electro Oy"
    model = "H10 (simulation)"
    advertised = UUID % 80
    battery_service = True
    rates: tuple[int, ...] = (25, 50, 100, 200)
    channels = False
    largest_packet = 230

    def __init__(self, board: Board) -> None:
        self._board = board
        self.samples: Characteristic[bytes] = Characteristic(
            UUID % 82, Characteristic.Properties.NOTIFY, Characteristic.READABLE, b""
        )
        self._control: Characteristic[bytes] = Characteristic(
            UUID % 81,
            Characteristic.Properties.WRITE | Characteristic.Properties.READ | Characteristic.Properties.NOTIFY,
            Characteristic.READABLE | Characteristic.WRITEABLE,
            CharacteristicValue(read=lambda _: b"\x0f\x04\x02", write=self._command),
        )

    def rebooted(self) -> None:
        """See `Firmware`."""

    def services(self) -> list[Service]:
        """See `Firmware`."""
        return [Service(self.advertised, [self._control, self.samples])]

    def packets(self, batch: Batch, *, lost_before: bool) -> list[bytes]:  # noqa: ARG002  says nothing of losses
        """See `Firmware`."""
        milli_g = np.rint(batch.acc_g * 1000).astype(np.int64)
        last_ns = WAKE_NS + round((batch.first_s + (len(batch) - 1) * batch.step_s) * 1e9)
        return [b"\x02" + struct.pack("<Q", last_ns) + self._body(milli_g)]

    def _body(self, milli_g: "np.ndarray[tuple[int, ...], np.dtype[np.int64]]") -> bytes:
        values: bytes = np.clip(milli_g, -32768, 32767).astype("<i2").tobytes()
        return b"\x01" + values

    def _settings(self) -> bytes:
        offered = bytes([0, len(self.rates)]) + struct.pack(f"<{len(self.rates)}H", *self.rates)
        offered += struct.pack("<BBH", 1, 1, 16) + struct.pack("<BB3H", 2, 3, 2, 4, 8)
        return offered + (b"\x04\x01\x03" if self.channels else b"")

    def _command(self, connection: Connection, data: bytes) -> None:
        status, more = NOT_SUPPORTED, b""
        if data in (b"\x01\x02", b"\x04\x02"):
            status, more = OK, self._settings()
        elif data[:2] == b"\x02\x02":
            status, more = self._start(connection, data[2:])
        elif data == b"\x03\x02":
            self._board.stop()
            status = OK
        answer = b"\xf0" + data[:2] + bytes([status, 0]) + more
        self._board.answer(connection, self._control, answer)

    def _start(self, connection: Connection, chosen: bytes) -> tuple[int, bytes]:
        wanted = len(struct.pack("<BBHBBHBBH", *[0] * 9)) + (3 if self.channels else 0)
        if len(chosen) != wanted or chosen[0:2] != b"\x00\x01":
            return INVALID_PARAMETER, b""
        (rate,) = struct.unpack_from("<H", chosen, 2)
        if rate not in self.rates:
            return INVALID_PARAMETER, b""
        size = min(self._board.payload_bytes(connection), self.largest_packet)
        self._board.start(connection, Order(rate_hz=float(rate), per_packet=self._filling(size)))
        # A factor of 1, which the H10 leaves out and the Verity Sense sends.
        return OK, b"\x05\x01" + struct.pack("<f", 1.0) if self.channels else b""

    def _filling(self, size: int) -> int:
        return max(1, (size - HEAD_BYTES) // 6)


class PolarVerity(PolarH10):
    """An optical armband: a sample in full, then differences of as many bits as they need."""

    name = "Polar Se"
    model = "Verity Sense (simulation)"
    rates = (52, 104, 208)
    channels = True

    def _filling(self, size: int) -> int:
        # In the worst case a block of differences needs 17 bits a value.
        block_bytes = 2 + (DELTAS_PER_BLOCK * 3 * 17 + 7) // 8
        return 1 + DELTAS_PER_BLOCK * max(1, (size - HEAD_BYTES - 6) // block_bytes)

    def _body(self, milli_g: "np.ndarray[tuple[int, ...], np.dtype[np.int64]]") -> bytes:
        values = to_integers(milli_g.astype(np.float64), 32768)
        out: bytes = b"\x81" + values[0].astype("<i2").tobytes()
        deltas = np.diff(values, axis=0)
        for at in range(0, len(deltas), DELTAS_PER_BLOCK):
            out += _pack_block(deltas[at : at + DELTAS_PER_BLOCK])
        return out


def _pack_block(deltas: "np.ndarray[tuple[int, ...], np.dtype[np.int64]]") -> bytes:
    """Width, count, and the differences one after another from the lowest bit up."""
    flat = [int(value) for value in deltas.ravel()]
    width = max((value if value >= 0 else ~value).bit_length() + 1 for value in flat)
    stream = 0
    for place, value in enumerate(flat):
        stream |= (value % (1 << width)) << (place * width)
    size = (width * len(flat) + 7) // 8
    return bytes([width, len(deltas)]) + stream.to_bytes(size, "little")
