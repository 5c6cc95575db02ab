"""Polar Verity Sense and H10 through the PMD service: acceleration, stamped in nanoseconds, in large late batches.

Facts from the maker's open SDK and its documentation. Good for logging; a frame of up to two seconds is late for
feedback between reps.
"""

import struct
from collections.abc import Iterator, Mapping

import numpy as np

from sensing.decoders.frame import Frame, Stamped, Timing, checked
from sensing.decoders.profile import Link, Stream, Wanted, nearest_rate_hz
from sensing.errors import DecodeError, LinkError, LinkReason
from sensing.samples import Floats
from sensing.units import STANDARD_GRAVITY_MPS2

SERVICE = "fb005c80-02e7-f387-1cad-8acd2d8df0c8"
CONTROL = "fb005c81-02e7-f387-1cad-8acd2d8df0c8"
DATA = "fb005c82-02e7-f387-1cad-8acd2d8df0c8"

_ACCELERATION = 0x02
_QUERY, _START, _STOP, _QUERY_SDK_MODE = 0x01, 0x02, 0x03, 0x04
_SDK_MODE = 0x09
_ANSWER, _OK, _ALREADY = 0xF0, 0x00, 0x06
_RATE, _RESOLUTION, _RANGE, _CHANNELS, _FACTOR = 0x00, 0x01, 0x02, 0x04, 0x05
_VALUE_BYTES = {_RATE: 2, _RESOLUTION: 2, _RANGE: 2, 0x03: 4, _CHANNELS: 1, _FACTOR: 4}
_COMPRESSED = 0x80
_HEAD_BYTES = 10
_MILLI_G_MPS2 = STANDARD_GRAVITY_MPS2 / 1000
_RAW_BYTES = {0: 1, 1: 2, 2: 3}
_WANTED_RANGE_G = 8
_WANTED_BITS = 16
_MAX_SAMPLES = 4096
_TIMING = Timing(tick_hz=1e9, tick_bits=64, stamped=Stamped.LAST, stamp_noise_ticks=1e5)

Settings = Mapping[int, tuple[int, ...]]


class PolarDecoder:
    """Frames of the data characteristic.

    Parameters
    ----------
    factor : what compressed values are multiplied by, as told when the stream was started.
    """

    def __init__(self, factor: float = 1.0) -> None:
        self.damaged = 0
        self._factor = factor

    def feed(self, data: bytes) -> list[Frame]:
        """See `Decoder`."""
        if len(data) <= _HEAD_BYTES:
            raise DecodeError(f"a frame of {len(data)} bytes")
        if data[0] & 0x3F != _ACCELERATION:
            raise DecodeError(f"measurement type {data[0] & 0x3F} is not acceleration")
        ticks, kind, body = int.from_bytes(data[1:9], "little"), data[9] & 0x7F, data[_HEAD_BYTES:]
        if data[9] & _COMPRESSED:
            if kind not in (0, 1):
                raise DecodeError(f"compressed frame type {kind} is not known")
            scale_mps2 = self._factor * (STANDARD_GRAVITY_MPS2 if kind == 0 else _MILLI_G_MPS2)
            values = _decompress(body)
        else:
            scale_mps2, values = _MILLI_G_MPS2, _raw(body, kind)
        return [checked(Frame(acc_mps2=values * scale_mps2, ticks=ticks))]


def _raw(body: bytes, kind: int) -> Floats:
    if kind not in _RAW_BYTES:
        raise DecodeError(f"frame type {kind} is not known")
    width = _RAW_BYTES[kind]
    if len(body) % (3 * width):
        raise DecodeError(f"{len(body)} bytes are no whole number of samples")
    values = [int.from_bytes(body[at : at + width], "little", signed=True) for at in range(0, len(body), width)]
    return np.array(values, dtype=np.float64).reshape(-1, 3)


def _decompress(body: bytes) -> Floats:
    """A sample in full, then blocks of differences, each block with a width of its own."""
    if len(body) < 6:
        raise DecodeError("a compressed frame without its first sample")
    rows = [np.frombuffer(body, dtype="<i2", count=3).astype(np.int64)[None, :]]
    count, at = 1, 6
    while at < len(body):
        if at + 2 > len(body):
            raise DecodeError("a compressed block is cut off")
        width, samples = body[at], body[at + 1]
        size = (width * samples * 3 + 7) // 8
        at += 2
        count += samples
        if not 0 < width <= 32 or samples == 0 or at + size > len(body) or count > _MAX_SAMPLES:
            raise DecodeError("a compressed block that does not fit its frame")
        rows.append(_deltas(body[at : at + size], width, samples))
        at += size
    # The sum cannot leave 64 bits: 4096 differences of 32 bits each.
    return np.cumsum(np.vstack(rows), axis=0).astype(np.float64)


def _deltas(packed: bytes, width: int, samples: int) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    bits = np.unpackbits(np.frombuffer(packed, dtype=np.uint8), bitorder="little")[: width * samples * 3]
    weights = 1 << np.arange(width, dtype=np.int64)
    weights[-1] = -weights[-1]  # two's complement
    return (bits.reshape(samples * 3, width).astype(np.int64) @ weights).reshape(samples, 3)


def parse_settings(data: bytes) -> dict[int, tuple[int, ...]]:
    """Read the settings in an answer: type, how many, the values.

    Raises
    ------
    DecodeError
        When they are cut off or of an unknown type.

    Examples
    --------
    >>> parse_settings(bytes.fromhex("00021900c80002010800"))
    {0: (25, 200), 2: (8,)}
    """
    return dict(_settings(data))


def _settings(data: bytes) -> Iterator[tuple[int, tuple[int, ...]]]:
    at = 0
    while at < len(data):
        if at + 2 > len(data) or data[at] not in _VALUE_BYTES:
            raise DecodeError("settings that are not known or cut off")
        kind, count, width = data[at], data[at + 1], _VALUE_BYTES[data[at]]
        at += 2
        if at + count * width > len(data):
            raise DecodeError("settings that are cut off")
        values = [data[at + i * width : at + (i + 1) * width] for i in range(count)]
        at += count * width
        yield kind, tuple(int.from_bytes(value, "little") for value in values)


def choose(offered: Settings, wanted: Wanted) -> tuple[float, bytes]:
    """One value for each setting that is offered; a device refuses when one is left out.

    Returns
    -------
    The rate [Hz], and the settings as bytes.

    Raises
    ------
    DecodeError
        When no rate is offered.
    """
    if not offered.get(_RATE):
        raise DecodeError("the sensor offers no rate")
    rate = int(nearest_rate_hz(offered[_RATE], wanted.rate_hz))
    best = {
        _RATE: rate,
        _RESOLUTION: _WANTED_BITS,
        _RANGE: int(nearest_rate_hz(offered.get(_RANGE) or (_WANTED_RANGE_G,), _WANTED_RANGE_G)),
    }
    out = b""
    for kind, values in sorted(offered.items()):
        if kind == _FACTOR or not values:
            continue
        value = best.get(kind, values[0])
        out += bytes([kind, 1]) + (value if value in values else values[0]).to_bytes(_VALUE_BYTES[kind], "little")
    return float(rate), out


class PolarProfile:
    """Verity Sense, OH1 and H10."""

    kind = "polar"
    title = "Polar Verity Sense / H10"
    order = 5
    services = (SERVICE,)
    names = ("Polar",)
    notify = (CONTROL, DATA)
    data = (DATA,)

    async def start(self, link: Link, wanted: Wanted) -> Stream:
        """See `Profile`."""
        try:
            offered = parse_settings(await _command(link, bytes([_QUERY, _ACCELERATION])) or b"")
            if max(offered.get(_RATE, (0,))) < wanted.rate_hz:
                offered = await _in_sdk_mode(link) or offered
            rate_hz, chosen = choose(offered, wanted)
            told = await _command(link, bytes([_START, _ACCELERATION]) + chosen)
            if told is None:
                raise LinkError(LinkReason.REFUSED, "The Polar sensor refuses to start. Switch it off and on.")
            factors = parse_settings(told).get(_FACTOR)
        except DecodeError as error:
            raise LinkError(LinkReason.REFUSED, f"The Polar sensor answers wrongly: {error}.") from error
        factor = struct.unpack("<f", factors[0].to_bytes(4, "little"))[0] if factors else 1.0
        return Stream(decoder=PolarDecoder(factor), timing=_TIMING, rate_hz=rate_hz)

    async def stop(self, link: Link) -> None:
        """See `Profile`; an H10 stays on, and drains, when this is forgotten."""
        await _command(link, bytes([_STOP, _ACCELERATION]))

    async def battery_frac(self, link: Link) -> float | None:  # noqa: ARG002  the standard service knows
        """See `Profile`."""
        return None


async def _in_sdk_mode(link: Link) -> dict[int, tuple[int, ...]] | None:
    """The faster rates of a Verity Sense; None where there is no such mode."""
    if await _command(link, bytes([_START, _SDK_MODE])) is None:
        return None
    answer = await _command(link, bytes([_QUERY_SDK_MODE, _ACCELERATION]))
    return parse_settings(answer) if answer else None


async def _command(link: Link, command: bytes) -> bytes | None:
    """What an accepted command is answered with; None when it is refused or not answered."""

    def answer(data: bytes) -> tuple[int, bytes] | None:
        if len(data) < 4 or data[0] != _ANSWER or data[1:3] != command[:2]:
            return None
        return data[3], data[5:]

    told = await link.ask(CONTROL, command, answer)
    return told[1] if told is not None and told[0] in (_OK, _ALREADY) else None


PROFILE = PolarProfile()
