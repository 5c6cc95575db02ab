"""Firmware of a WitMotion sensor with Bluetooth 5: sends from the moment it is listened to, one sample a packet."""

import struct

import numpy as np
from bumble.device import Connection
from bumble.gatt import Characteristic, CharacteristicValue, Service

from firmware_sim.ble.firmware import Board, Order, to_integers
from firmware_sim.ble.motion import Batch

UUID = "0000%s-0000-1000-8000-00805f9a34fb"
DEFAULT_HZ = 10.0
RATE_CODES = {6: 10.0, 7: 20.0, 8: 50.0, 9: 100.0, 11: 200.0}
UNLOCK = bytes.fromhex("ffaa6988b5")


class WitMotion:
    """A WT901BLE."""

    name = "WT901"
    maker = "WitMotion"
    model = "WT901BLE (simulation)"
    advertised = UUID % "ffe5"
    battery_service = False

    def __init__(self, board: Board) -> None:
        self._board = board
        self.samples: Characteristic[bytes] = Characteristic(
            UUID % "ffe4", Characteristic.Properties.NOTIFY, Characteristic.READABLE, b""
        )
        self.samples.on(Characteristic.EVENT_SUBSCRIPTION, self._subscribed)
        self.rebooted()

    def rebooted(self) -> None:
        """See `Firmware`."""
        self._unlocked = False

    def services(self) -> list[Service]:
        """See `Firmware`."""
        properties = Characteristic.Properties.WRITE | Characteristic.Properties.WRITE_WITHOUT_RESPONSE
        commands: Characteristic[bytes] = Characteristic(
            UUID % "ffe9", properties, Characteristic.WRITEABLE, CharacteristicValue(write=self._command)
        )
        return [Service(self.advertised, [self.samples, commands])]

    def packets(self, batch: Batch, *, lost_before: bool) -> list[bytes]:  # noqa: ARG002  says nothing of losses
        """See `Firmware`."""
        acc, gyr = to_integers(batch.acc_g, 16), to_integers(batch.gyr_dps, 2000)
        angles = np.zeros_like(acc)
        return [
            b"\x55\x61" + np.concatenate([acc[i], gyr[i], angles[i]]).astype("<i2").tobytes() for i in range(len(batch))
        ]

    def _subscribed(self, bearer: object, notify: bool, _indicate: bool) -> None:
        if notify and isinstance(bearer, Connection):
            self._board.start(bearer, Order(rate_hz=DEFAULT_HZ, per_packet=1))

    def _command(self, connection: Connection, data: bytes) -> None:
        if data == UNLOCK:
            self._unlocked = True
        elif data[:3] == b"\xff\xaa\x03" and len(data) == 5 and self._unlocked and data[3] in RATE_CODES:
            self._board.start(connection, Order(rate_hz=RATE_CODES[data[3]], per_packet=1))
        elif data[:3] == b"\xff\xaa\x27" and len(data) == 5:
            self._board.answer(connection, self.samples, self._registers(data[3]))

    def _registers(self, register: int) -> bytes:
        values = [0] * 8
        if register == 0x64:
            # The maker's table: 3.40 V is empty, 3.79 V half full, 3.96 V full.
            values[0] = round(float(np.interp(self._board.battery_frac, [0, 0.5, 1], [340, 379, 396])))
        return b"\x55\x71" + struct.pack("<BB8H", register, 0, *values)
