"""Firmware of a board with our open profile, as `docs/sensor-profile.md` defines it."""

import struct

import numpy as np
from bumble.att import ATT_Error, ErrorCode
from bumble.device import Connection
from bumble.gatt import Characteristic, CharacteristicValue, Service

from firmware_sim.ble.firmware import Board, Order, to_integers
from firmware_sim.ble.motion import Batch

BASE = "6c5f%04x-8b1e-4c57-a1d4-3f0e9a7c2b60"
RATES_HZ = (50, 100, 200, 400)
ACC_G, GYR_DPS = 16, 2000
VALUE_NOT_ALLOWED = 0x13


class OpenProfile:
    """A board of anyone's making."""

    name = "LASTREP"
    maker = "lastrep"
    model = "virtual sensor"
    advertised = BASE % 1
    battery_service = True

    def __init__(self, board: Board) -> None:
        self._board = board
        self._gyroscope = True
        self.samples: Characteristic[bytes] = Characteristic(
            BASE % 2, Characteristic.Properties.NOTIFY, Characteristic.READABLE, b""
        )
        self.rebooted()

    def rebooted(self) -> None:
        """See `Firmware`."""
        self._sequence = 0

    def services(self) -> list[Service]:
        """See `Firmware`."""
        control: Characteristic[bytes] = Characteristic(
            BASE % 3,
            Characteristic.Properties.WRITE,
            Characteristic.WRITEABLE,
            CharacteristicValue(write=self._command),
        )
        description: Characteristic[bytes] = Characteristic(
            BASE % 4,
            Characteristic.Properties.READ,
            Characteristic.READABLE,
            CharacteristicValue(read=self._describe),
        )
        return [Service(self.advertised, [self.samples, control, description])]

    def packets(self, batch: Batch, *, lost_before: bool) -> list[bytes]:
        """See `Firmware`."""
        columns = [to_integers(batch.acc_g, ACC_G)]
        if self._gyroscope:
            columns.append(to_integers(batch.gyr_dps, GYR_DPS))
        body = np.hstack(columns).astype("<i2").tobytes()
        ticks = round(batch.first_s * 1e6) & 0xFFFFFFFF
        flags = (1 if lost_before else 0) | (2 if self._gyroscope else 0)
        head = struct.pack("<HIBB", self._sequence, ticks, len(batch), flags)
        self._sequence = (self._sequence + 1) & 0xFFFF
        return [head + body]

    def _command(self, connection: Connection, data: bytes) -> None:
        if data == b"\x02":
            self._board.stop()
            return
        if len(data) != 5 or data[0] != 1:
            raise ATT_Error(ErrorCode(VALUE_NOT_ALLOWED))
        rate, per_packet, gyroscope = struct.unpack_from("<HBB", data, 1)
        size = 8 + per_packet * (12 if gyroscope & 1 else 6)
        if rate not in RATES_HZ or per_packet == 0 or size > self._board.payload_bytes(connection):
            raise ATT_Error(ErrorCode(VALUE_NOT_ALLOWED))
        self._gyroscope = bool(gyroscope & 1)
        self._board.start(connection, Order(rate_hz=float(rate), per_packet=per_packet))

    def _describe(self, _connection: Connection) -> bytes:
        order = self._board.order
        step_ns = round(1e9 / order.rate_hz) if order is not None else 0
        return struct.pack("<BBHHI4H", 1, 1, ACC_G, GYR_DPS, step_ns, *RATES_HZ)
