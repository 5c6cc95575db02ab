"""Firmware of a Movesense sensor with the GATT SensorData Protocol."""

import re
import struct

from bumble.device import Connection
from bumble.gatt import Characteristic, CharacteristicValue, Service

from firmware_sim.ble.firmware import Board, Order
from firmware_sim.ble.motion import Batch

UUID = "3480%s-7185-4d5d-b431-630e7050e8f0"
RATES_HZ = (13, 26, 52, 104, 208, 416)
PATH = re.compile(rb"/Meas/(Acc|IMU6)/(\d{1,4})")
MPS2_PER_G = 9.80665
SUBSCRIBE, UNSUBSCRIBE = 1, 2
LARGEST_PAYLOAD = 155


class Movesense:
    """A Movesense with one subscription."""

    name = "Movesens"
    maker = "Movesense"
    model = "Movesense (simulation)"
    advertised = UUID % "2252"
    battery_service = True

    def __init__(self, board: Board) -> None:
        self._board = board
        self._reference, self._gyroscope = 0, False
        self.samples: Characteristic[bytes] = Characteristic(
            UUID % "0002", Characteristic.Properties.NOTIFY, Characteristic.READABLE, b""
        )

    def rebooted(self) -> None:
        """See `Firmware`."""

    def services(self) -> list[Service]:
        """See `Firmware`."""
        commands: Characteristic[bytes] = Characteristic(
            UUID % "0001",
            Characteristic.Properties.WRITE,
            Characteristic.WRITEABLE,
            CharacteristicValue(write=self._command),
        )
        return [Service(self.advertised, [self.samples, commands])]

    def packets(self, batch: Batch, *, lost_before: bool) -> list[bytes]:  # noqa: ARG002  says nothing of losses
        """See `Firmware`."""
        body = struct.pack("<I", round(batch.first_s * 1000) & 0xFFFFFFFF)
        body += (batch.acc_g * MPS2_PER_G).astype("<f4").tobytes()
        if self._gyroscope:
            body += batch.gyr_dps.astype("<f4").tobytes()
        room = LARGEST_PAYLOAD - 2
        parts = [body[at : at + room] for at in range(0, len(body), room)]
        return [bytes([2 if number == 0 else 3, self._reference]) + part for number, part in enumerate(parts)]

    def _command(self, connection: Connection, data: bytes) -> None:
        if len(data) < 2:
            return
        match = PATH.fullmatch(data[2:])
        if data[0] == UNSUBSCRIBE:
            self._board.stop()
            status = 200
        elif data[0] == SUBSCRIBE and match is not None and int(match[2]) in RATES_HZ:
            rate = int(match[2])
            self._reference, self._gyroscope = data[1], match[1] == b"IMU6"
            self._board.start(connection, Order(rate_hz=float(rate), per_packet=max(1, round(rate / 13))))
            status = 200
        else:
            status = 404
        self._board.answer(connection, self.samples, struct.pack("<BBH", 1, data[1], status))
