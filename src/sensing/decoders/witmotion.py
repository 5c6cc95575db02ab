"""WitMotion sensors with Bluetooth 5 (WT901BLE and its kin): a byte stream of frames without time or number.

Facts from the maker's "Bluetooth 5.0 communication protocol". The rate that such a sensor really sends at is measured:
some send at 25 Hz whatever they are told.
"""

import struct

import numpy as np

from sensing.decoders.frame import Frame, Timing, checked
from sensing.decoders.profile import Link, Stream, Wanted, nearest_rate_hz
from sensing.errors import DecodeError
from sensing.units import STANDARD_GRAVITY_MPS2

# The maker's base ends in 9a34fb, where the Bluetooth SIG's ends in 9b34fb.
SERVICE = "0000ffe5-0000-1000-8000-00805f9a34fb"
NOTIFY = "0000ffe4-0000-1000-8000-00805f9a34fb"
WRITE = "0000ffe9-0000-1000-8000-00805f9a34fb"
# What one manual of the WT9011DCL says, against the maker's own programs; whichever is there is used.
OTHER_NOTIFY = "0000fff1-0000-1000-8000-00805f9b34fb"
OTHER_WRITE = "0000fff2-0000-1000-8000-00805f9b34fb"

_HEAD = 0x55
_MOTION, _REGISTERS = 0x61, 0x71
_FRAME, _FRAME_WITH_TIME = 20, 28
_ACC_MPS2 = 16 * STANDARD_GRAVITY_MPS2 / 32768
_GYR_DPS = 2000 / 32768
_MAX_NOTIFICATION = 512

_UNLOCK = bytes([0xFF, 0xAA, 0x69, 0x88, 0xB5])
_RATE_REGISTER, _BATTERY_REGISTER = 0x03, 0x64
# 200 Hz is 0x0B in the serial protocol and in many users' programs, 0x0A in the Bluetooth text.
_RATE_CODES = {10.0: 0x06, 20.0: 0x07, 50.0: 0x08, 100.0: 0x09, 200.0: 0x0B}
# Centivolts of a lithium cell against charge, from the maker's table; straight lines between.
_CELL_CV, _CELL_FRAC = (340.0, 379.0, 396.0), (0.0, 0.5, 1.0)


class WitMotionDecoder:
    """Finds frames in the stream of bytes; a notification may hold several, or a part of one."""

    def __init__(self) -> None:
        self.damaged = 0
        self._rest = b""
        self._motion_bytes = _FRAME

    def feed(self, data: bytes) -> list[Frame]:
        """See `Decoder`."""
        if not data or len(data) > _MAX_NOTIFICATION:
            raise DecodeError(f"a notification of {len(data)} bytes")
        if self._rest and self._starts_afresh(data):
            # A truncated frame; its beginning must not be completed with the bytes of the next.
            self.damaged += 1
            self._rest = b""
        if not self._rest and len(data) % _FRAME_WITH_TIME == 0 and data[0] == _HEAD and data[1] == _MOTION:
            self._motion_bytes = _FRAME_WITH_TIME
        return self._frames(self._rest + data)

    def _starts_afresh(self, data: bytes) -> bool:
        whole = len(data) % self._motion_bytes == 0 or len(data) == _FRAME
        return whole and data[0] == _HEAD and data[1] in (_MOTION, _REGISTERS)

    def _frames(self, stream: bytes) -> list[Frame]:
        frames: list[Frame] = []
        at, skipping = 0, False
        while at + 1 < len(stream):
            if stream[at] != _HEAD or stream[at + 1] not in (_MOTION, _REGISTERS):
                self.damaged += not skipping
                skipping = True
                at += 1
                continue
            skipping = False
            size = self._motion_bytes if stream[at + 1] == _MOTION else _FRAME
            if at + size > len(stream):
                break
            if stream[at + 1] == _MOTION:
                frames.append(_motion(stream[at : at + size]))
            at += size
        self._rest = stream[at:]
        return frames


def register_answer(register: int, data: bytes) -> tuple[int, ...] | None:
    """The eight values of an answer to a read of this register, else None.

    Examples
    --------
    >>> register_answer(0x3A, bytes.fromhex("55713a00680169007a0000000000000000000000"))[:3]
    (360, 105, 122)
    """
    if len(data) < _FRAME or data[:3] != bytes([_HEAD, _REGISTERS, register]):
        return None
    return struct.unpack_from("<8H", data, 4)


class WitMotionProfile:
    """WT901BLE, BWT901BLE, WT9011DCL and others of the family."""

    kind = "witmotion"
    title = "WitMotion BLE 5"
    order = 4
    services = (SERVICE,)
    names = ("WT",)
    notify = (NOTIFY, OTHER_NOTIFY)
    data = (NOTIFY, OTHER_NOTIFY)

    async def start(self, link: Link, wanted: Wanted) -> Stream:
        """See `Profile`."""
        rate_hz = nearest_rate_hz(tuple(_RATE_CODES), wanted.rate_hz)
        await link.write(_write_uuid(link), _UNLOCK, response=False)
        # Not saved in the sensor: its owner's own setting is back after it is switched off.
        await link.write(_write_uuid(link), _set(_RATE_REGISTER, _RATE_CODES[rate_hz]), response=False)
        return Stream(decoder=WitMotionDecoder(), timing=Timing(), rate_hz=rate_hz)

    async def stop(self, link: Link) -> None:
        """See `Profile`; this sensor sends for as long as it is connected."""

    async def battery_frac(self, link: Link) -> float | None:
        """See `Profile`."""
        ask = bytes([0xFF, 0xAA, 0x27, _BATTERY_REGISTER, 0x00])
        values = await link.ask(
            _write_uuid(link), ask, lambda data: register_answer(_BATTERY_REGISTER, data), response=False
        )
        return None if values is None else float(np.interp(values[0], _CELL_CV, _CELL_FRAC))


def _write_uuid(link: Link) -> str:
    return WRITE if link.has(WRITE) else OTHER_WRITE


def _motion(data: bytes) -> Frame:
    values = np.frombuffer(data, dtype="<i2", count=6, offset=2).astype(np.float64)
    return checked(Frame(acc_mps2=values[None, :3] * _ACC_MPS2, gyr_dps=values[None, 3:] * _GYR_DPS))


def _set(register: int, value: int) -> bytes:
    return struct.pack("<BBBH", 0xFF, 0xAA, register, value)


PROFILE = WitMotionProfile()
