"""Our own open profile, for boards that anyone can flash: counted, stamped, several samples a notification.

The page `docs/sensor-profile.md` is its definition.
"""

import struct
from dataclasses import dataclass

import numpy as np

from sensing.decoders.frame import Frame, Stamped, Timing, checked
from sensing.decoders.profile import Link, Stream, Wanted, nearest_rate_hz
from sensing.errors import DecodeError, LinkError, LinkReason
from sensing.units import STANDARD_GRAVITY_MPS2

SERVICE = "6c5f0001-8b1e-4c57-a1d4-3f0e9a7c2b60"
SAMPLES = "6c5f0002-8b1e-4c57-a1d4-3f0e9a7c2b60"
CONTROL = "6c5f0003-8b1e-4c57-a1d4-3f0e9a7c2b60"
DESCRIPTION = "6c5f0004-8b1e-4c57-a1d4-3f0e9a7c2b60"

_HEAD = struct.Struct("<HIBB")
_DESCRIPTION = struct.Struct("<BBHHI")
_VERSION = 1
_LOST, _GYROSCOPE = 0x01, 0x02
_START, _STOP = 0x01, 0x02
_FULL_SCALE = 32768
_TIMING = Timing(tick_hz=1e6, tick_bits=32, stamped=Stamped.FIRST, sequence_bits=16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a board says about itself.

    Parameters
    ----------
    gyroscope : whether it has one.
    acc_range_g, gyr_range_dps : full scale [g], [deg/s].
    step_s : time between samples while it streams [s]; None when it does not.
    rates_hz : what it can be asked for [Hz].
    """

    gyroscope: bool
    acc_range_g: float
    gyr_range_dps: float
    step_s: float | None
    rates_hz: tuple[float, ...]


def parse_description(data: bytes) -> Description:
    """Read the description characteristic.

    Raises
    ------
    DecodeError
        When it is too short, of another version, or names no range or rate.
    """
    if len(data) < _DESCRIPTION.size + 2 or (len(data) - _DESCRIPTION.size) % 2:
        raise DecodeError(f"a description of {len(data)} bytes")
    version, features, acc_range_g, gyr_range_dps, step_ns = _DESCRIPTION.unpack_from(data)
    if version != _VERSION:
        raise DecodeError(f"version {version} of the sensor profile is not known. Update lastrep or the sensor")
    rates = [rate for (rate,) in struct.iter_unpack("<H", data[_DESCRIPTION.size :]) if rate]
    if not rates or acc_range_g == 0 or (features & 1 and gyr_range_dps == 0):
        raise DecodeError("a description without a rate or without a range")
    return Description(
        gyroscope=bool(features & 1),
        acc_range_g=acc_range_g,
        gyr_range_dps=gyr_range_dps,
        step_s=step_ns * 1e-9 if step_ns else None,
        rates_hz=tuple(float(rate) for rate in rates),
    )


class LastrepDecoder:
    """Frames of `SAMPLES`.

    Parameters
    ----------
    description : of the board that sends them.
    """

    def __init__(self, description: Description) -> None:
        self.damaged = 0
        self._acc_mps2 = description.acc_range_g * STANDARD_GRAVITY_MPS2 / _FULL_SCALE
        self._gyr_dps = description.gyr_range_dps / _FULL_SCALE

    def feed(self, data: bytes) -> list[Frame]:
        """See `Decoder`."""
        if len(data) < _HEAD.size:
            raise DecodeError(f"a frame of {len(data)} bytes")
        sequence, ticks, count, flags = _HEAD.unpack_from(data)
        columns = 6 if flags & _GYROSCOPE else 3
        if count == 0 or len(data) != _HEAD.size + 2 * columns * count:
            raise DecodeError(f"a frame of {len(data)} bytes that says it holds {count} samples")
        values = np.frombuffer(data, dtype="<i2", offset=_HEAD.size).reshape(count, columns).astype(np.float64)
        frame = Frame(
            acc_mps2=values[:, :3] * self._acc_mps2,
            gyr_dps=values[:, 3:] * self._gyr_dps if columns == 6 else None,
            ticks=ticks,
            sequence=sequence,
            lost_before=bool(flags & _LOST),
        )
        return [checked(frame)]


class LastrepProfile:
    """The open profile."""

    kind = "lastrep"
    title = "lastrep open sensor profile"
    order = 1
    services = (SERVICE,)
    names = ()
    notify = (SAMPLES,)
    data = (SAMPLES,)

    async def start(self, link: Link, wanted: Wanted) -> Stream:
        """See `Profile`."""
        before = _described(await link.read(DESCRIPTION))
        gyroscope = before.gyroscope and wanted.gyroscope
        rate_hz = nearest_rate_hz(before.rates_hz, wanted.rate_hz)
        fitting = (link.payload_bytes - _HEAD.size) // (12 if gyroscope else 6)
        per_frame = max(1, min(round(rate_hz * wanted.frame_s), fitting, 255))
        await link.write(CONTROL, struct.pack("<BHBB", _START, round(rate_hz), per_frame, int(gyroscope)))
        now = _described(await link.read(DESCRIPTION))
        return Stream(
            decoder=LastrepDecoder(now), timing=_TIMING, rate_hz=1 / now.step_s if now.step_s is not None else rate_hz
        )

    async def stop(self, link: Link) -> None:
        """See `Profile`."""
        await link.write(CONTROL, bytes([_STOP]))

    async def battery_frac(self, link: Link) -> float | None:  # noqa: ARG002  the standard service knows
        """See `Profile`."""
        return None


def _described(data: bytes) -> Description:
    try:
        return parse_description(data)
    except DecodeError as error:
        raise LinkError(LinkReason.REFUSED, f"The sensor describes itself wrongly: {error}.") from error


PROFILE = LastrepProfile()
