"""Movesense sensors whose firmware has the GATT SensorData Protocol: acceleration and angular rate as floats.

Facts from the maker's "GATT SensorData Protocol specification". One packet a thirteenth of a second, stamped in whole
milliseconds; what does not fit one notification comes in a second.
"""

import struct

import numpy as np

from sensing.decoders.frame import Frame, Stamped, Timing, checked
from sensing.decoders.profile import Link, Stream, Wanted, nearest_rate_hz
from sensing.errors import DecodeError, LinkError, LinkReason

SERVICE = "34802252-7185-4d5d-b431-630e7050e8f0"
WRITE = "34800001-7185-4d5d-b431-630e7050e8f0"
NOTIFY = "34800002-7185-4d5d-b431-630e7050e8f0"

_SUBSCRIBE, _UNSUBSCRIBE = 1, 2
_RESULT, _DATA, _DATA_REST = 1, 2, 3
_REFERENCE = 99
_OK = 200
_RATES_HZ = (13.0, 26.0, 52.0, 104.0, 208.0, 416.0)
_PACKETS_HZ = 13
_STAMP_BYTES, _VECTOR_BYTES = 4, 12
# The stamp is of whole milliseconds.
_TIMING = Timing(tick_hz=1000.0, tick_bits=32, stamped=Stamped.FIRST, stamp_noise_ticks=1.0)


class MovesenseDecoder:
    """Packets of one subscription.

    Parameters
    ----------
    rate_hz : the rate that was subscribed to [Hz]; fixes how many samples a packet holds.
    gyroscope : whether each packet holds angular rates after the accelerations.
    reference : the number given to the subscription.
    """

    def __init__(self, rate_hz: float, *, gyroscope: bool, reference: int = _REFERENCE) -> None:
        self.damaged = 0
        self._samples = max(1, round(rate_hz / _PACKETS_HZ))
        self._gyroscope = gyroscope
        self._reference = reference
        self._part = b""

    def feed(self, data: bytes) -> list[Frame]:
        """See `Decoder`."""
        if len(data) < 2:
            raise DecodeError(f"a notification of {len(data)} bytes")
        if data[0] == _RESULT:
            return []
        if data[0] not in (_DATA, _DATA_REST) or data[1] != self._reference:
            raise DecodeError(f"a notification of type {data[0]} for subscription {data[1]}")
        if data[0] == _DATA:
            self.damaged += bool(self._part)
            self._part = data[2:]
        elif not self._part:
            raise DecodeError("the second part of a packet without its first")
        else:
            self._part += data[2:]
        return self._whole()

    def _whole(self) -> list[Frame]:
        size = _STAMP_BYTES + _VECTOR_BYTES * self._samples * (2 if self._gyroscope else 1)
        if len(self._part) < size:
            return []
        packet, self._part = self._part, b""
        if len(packet) > size:
            raise DecodeError(f"a packet of {len(packet)} bytes where {size} were expected")
        values = np.frombuffer(packet, dtype="<f4", offset=_STAMP_BYTES).astype(np.float64).reshape(-1, 3)
        frame = Frame(
            acc_mps2=values[: self._samples],
            gyr_dps=values[self._samples :] if self._gyroscope else None,
            ticks=int.from_bytes(packet[:_STAMP_BYTES], "little"),
        )
        return [checked(frame)]


class MovesenseProfile:
    """Movesense HR+, HR2, MD and Flash."""

    kind = "movesense"
    title = "Movesense"
    order = 2
    services = (SERVICE,)
    names = ("Movesense",)
    notify = (NOTIFY,)
    data = (NOTIFY,)

    async def start(self, link: Link, wanted: Wanted) -> Stream:
        """See `Profile`."""
        rate_hz = nearest_rate_hz(_RATES_HZ, wanted.rate_hz)
        path = f"/Meas/{'IMU6' if wanted.gyroscope else 'Acc'}/{rate_hz:.0f}"
        command = bytes([_SUBSCRIBE, _REFERENCE]) + path.encode("ascii")
        status = await link.ask(WRITE, command, _status)
        # The protocol does not promise an answer, so that only a refusal counts.
        if status not in (None, _OK):
            raise LinkError(LinkReason.REFUSED, f"The Movesense sensor refuses {path} (status {status}). Update it.")
        return Stream(decoder=MovesenseDecoder(rate_hz, gyroscope=wanted.gyroscope), timing=_TIMING, rate_hz=rate_hz)

    async def stop(self, link: Link) -> None:
        """See `Profile`."""
        await link.write(WRITE, bytes([_UNSUBSCRIBE, _REFERENCE]))

    async def battery_frac(self, link: Link) -> float | None:  # noqa: ARG002  the standard service knows
        """See `Profile`."""
        return None


def _status(data: bytes) -> int | None:
    if len(data) < 4 or data[0] != _RESULT or data[1] != _REFERENCE:
        return None
    return int(struct.unpack_from("<H", data, 2)[0])


PROFILE = MovesenseProfile()
