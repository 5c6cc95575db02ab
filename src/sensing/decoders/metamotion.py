"""MbientLab MetaMotion: packed acceleration, three samples a notification, without time or number.

Facts from the maker's open SDK and its unit tests. Only the accelerometer is read: the packed gyroscope stream comes
as separate packets that nothing ties to these.
"""

import numpy as np

from sensing.decoders.frame import Frame, Timing, checked
from sensing.decoders.profile import Link, Stream, Wanted, nearest_rate_hz
from sensing.errors import DecodeError
from sensing.units import STANDARD_GRAVITY_MPS2

SERVICE = "326a9000-85cb-9195-d9dd-464cfbbae75a"
COMMAND = "326a9001-85cb-9195-d9dd-464cfbbae75a"
NOTIFY = "326a9006-85cb-9195-d9dd-464cfbbae75a"

_ACCELEROMETER, _SETTINGS = 0x03, 0x11
_BATTERY = 0x8C
_ONE, _PACKED_BMI270, _PACKED_BMI160 = 0x04, 0x05, 0x1C
_VECTOR_BYTES = 6
_PACKED_SAMPLES = 3
_RANGE_G = 8
_ACC_MPS2 = _RANGE_G * STANDARD_GRAVITY_MPS2 / 32768
# Bosch's output data rate codes with the filter bits that the SDK sets; 8 g is 0x08 on the BMI160, 0x02 on the BMI270.
_BMI160_RATES = {100.0: 0x28, 200.0: 0x29, 400.0: 0x2A}
_BMI270_RATES = {100.0: 0xA8, 200.0: 0xA9, 400.0: 0xAA}
_MODULE_INFO = 0x80
_BMI270_IMPLEMENTATION = 4
_STOP = (bytes([0x03, 0x01, 0x00]), bytes([0x03, 0x02, 0x00, 0x01]))


class MetaMotionDecoder:
    """Notifications of the accelerometer at a range of 8 g; other modules' answers give no frame."""

    def __init__(self) -> None:
        self.damaged = 0

    def feed(self, data: bytes) -> list[Frame]:
        """See `Decoder`."""
        if len(data) < 2:
            raise DecodeError(f"a notification of {len(data)} bytes")
        if data[0] != _ACCELEROMETER or data[1] & _MODULE_INFO:
            return []
        body, packed = data[2:], data[1] in (_PACKED_BMI160, _PACKED_BMI270)
        if not packed and data[1] != _ONE:
            raise DecodeError(f"accelerometer register {data[1]:#04x} is not known")
        if len(body) != _VECTOR_BYTES * (_PACKED_SAMPLES if packed else 1):
            raise DecodeError(f"{len(body)} bytes of acceleration are no whole packet")
        values = np.frombuffer(body, dtype="<i2").astype(np.float64).reshape(-1, 3)
        return [checked(Frame(acc_mps2=values * _ACC_MPS2))]


class MetaMotionProfile:
    """MetaMotion R, RL, C and S."""

    kind = "metamotion"
    title = "MbientLab MetaMotion"
    order = 3
    services = (SERVICE,)
    names = ("MetaWear",)
    notify = (NOTIFY,)
    data = (NOTIFY,)

    async def start(self, link: Link, wanted: Wanted) -> Stream:
        """See `Profile`."""
        chip = await link.ask(COMMAND, bytes([_ACCELEROMETER, _MODULE_INFO]), _implementation, response=False)
        newer = chip == _BMI270_IMPLEMENTATION
        codes = _BMI270_RATES if newer else _BMI160_RATES
        rate_hz = nearest_rate_hz(tuple(codes), wanted.rate_hz)
        for command in (
            bytes([_ACCELEROMETER, 0x03, codes[rate_hz], 0x02 if newer else 0x08]),
            bytes([_ACCELEROMETER, _PACKED_BMI270 if newer else _PACKED_BMI160, 0x01]),
            bytes([_ACCELEROMETER, 0x02, 0x01, 0x00]),
            bytes([_ACCELEROMETER, 0x01, 0x01]),
        ):
            await link.write(COMMAND, command, response=False)
        return Stream(decoder=MetaMotionDecoder(), timing=Timing(), rate_hz=rate_hz)

    async def stop(self, link: Link) -> None:
        """See `Profile`."""
        for command in _STOP:
            await link.write(COMMAND, command, response=False)

    async def battery_frac(self, link: Link) -> float | None:
        """See `Profile`."""
        return await link.ask(COMMAND, bytes([_SETTINGS, _BATTERY]), _charge, response=False)


def _implementation(data: bytes) -> int | None:
    return data[2] if len(data) >= 3 and data[:2] == bytes([_ACCELEROMETER, _MODULE_INFO]) else None


def _charge(data: bytes) -> float | None:
    return min(data[2], 100) / 100 if len(data) >= 3 and data[:2] == bytes([_SETTINGS, _BATTERY]) else None


PROFILE = MetaMotionProfile()
