"""What every decoder owes its caller. A new sensor is one more row: a decoder, good notifications, and what they say.

The bytes come from the makers' documents and unit tests, or were packed here by hand; no encoder of ours is involved.
"""

import contextlib
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from sensing.decoders import profile_for, profiles
from sensing.decoders.frame import Decoder, Frame
from sensing.decoders.lastrep import LastrepDecoder, parse_description
from sensing.decoders.metamotion import MetaMotionDecoder
from sensing.decoders.movesense import MovesenseDecoder
from sensing.decoders.polar import PolarDecoder
from sensing.decoders.witmotion import WitMotionDecoder
from sensing.errors import DecodeError
from sensing.units import STANDARD_GRAVITY_MPS2 as G

DESCRIPTION = parse_description(struct.pack("<BBHHI2H", 1, 1, 16, 2000, 0, 100, 200))


@dataclass(frozen=True)
class Row:
    kind: str
    make: Callable[[], Decoder]
    good: Sequence[bytes]
    """Notifications that together give `frames`."""
    frames: Sequence[tuple[list[list[float]], list[list[float]] | None, int | None, int | None]]
    """Accelerations [g], angular rates [deg/s], ticks, sequence."""


def _lastrep(sequence: int, ticks: int, samples: list[tuple[int, ...]]) -> bytes:
    body = b"".join(struct.pack(f"<{len(one)}h", *one) for one in samples)
    return struct.pack("<HIBB", sequence, ticks, len(samples), 2 if len(samples[0]) == 6 else 0) + body


MOVESENSE = struct.pack("<I", 1234) + struct.pack("<24f", *([0.0, 0.0, G] * 8)) + struct.pack("<24f", *([1.5] * 24))

ROWS = [
    Row(
        "lastrep",
        lambda: LastrepDecoder(DESCRIPTION),
        [_lastrep(65535, 4_000_000_000, [(2048, -2048, 0, 16384, 0, -16384), (0, 0, 4096, 0, 0, 0)])],
        [([[1, -1, 0], [0, 0, 2]], [[1000, 0, -1000], [0, 0, 0]], 4_000_000_000, 65535)],
    ),
    Row(
        "lastrep",
        lambda: LastrepDecoder(DESCRIPTION),
        [_lastrep(7, 5, [(2048, 0, 0)])],
        [([[1, 0, 0]], None, 5, 7)],
    ),
    Row(
        "witmotion",
        WitMotionDecoder,
        [
            struct.pack("<BB9h", 0x55, 0x61, 2048, -2048, 0, 0, 0, 16384, 0, 0, 0),
            bytes.fromhex("55713a00680169007a0000000000000000000000"),
            struct.pack("<BB9h", 0x55, 0x61, 0, 0, 4096, -16384, 0, 0, 0, 0, 0)[:12],
            struct.pack("<BB9h", 0x55, 0x61, 0, 0, 4096, -16384, 0, 0, 0, 0, 0)[12:],
        ],
        [([[1, -1, 0]], [[0, 0, 1000]], None, None), ([[0, 0, 2]], [[-1000, 0, 0]], None, None)],
    ),
    Row(
        "witmotion",
        WitMotionDecoder,
        [struct.pack("<BB9h8s", 0x55, 0x61, 2048, 0, 0, 0, 0, 0, 0, 0, 0, b"\x1a\x0b\x18\x06\x00\x00\x00\x00") * 2],
        [([[1, 0, 0]], [[0, 0, 0]], None, None)] * 2,
    ),
    Row(
        "polar",  # the maker's unit test: raw type 1
        PolarDecoder,
        [bytes.fromhex("02009435770000000001F7FFFFFFE703F8FFFEFFE503")],
        [([[-0.009, -0.001, 0.999], [-0.008, -0.002, 0.997]], None, 2_000_000_000, None)],
    ),
    Row(
        "polar",  # the maker's unit test: a reference sample and the first of its 10-bit differences
        PolarDecoder,
        [bytes.fromhex("02009435770000000081") + bytes.fromhex("7107F06A9E8D0A01BE5CBEBA")],
        [([[1.905, 27.376, -29.282], [2.095, 27.271, -29.367]], None, 2_000_000_000, None)],
    ),
    Row(
        "movesense",
        lambda: MovesenseDecoder(104, gyroscope=True),
        [bytes([1, 99, 200, 0]), bytes([2, 99]) + MOVESENSE[:150], bytes([3, 99]) + MOVESENSE[150:]],
        [([[0, 0, 1]] * 8, [[1.5, 1.5, 1.5]] * 8, 1234, None)],
    ),
    Row(
        "metamotion",  # the maker's unit test at 8 g; its numbers are rounded to a thousandth
        MetaMotionDecoder,
        [bytes.fromhex("118c5a0000"), bytes.fromhex("031c62b7530de9fd16d04d0e57028affa1050a01")],
        [([[-4.539, 0.833, -0.131], [-2.995, 0.894, 0.146], [-0.029, 0.352, 0.065]], None, None, None)],
    ),
]


def feed_all(decoder: Decoder, notifications: Sequence[bytes]) -> list[Frame]:
    return [frame for data in notifications for frame in decoder.feed(data)]


@pytest.fixture(params=ROWS, ids=[f"{row.kind}-{index}" for index, row in enumerate(ROWS)])
def row(request: pytest.FixtureRequest) -> Row:
    assert isinstance(request.param, Row)
    return request.param


def test_every_kind_of_sensor_has_a_row() -> None:
    assert {row.kind for row in ROWS} == {profile.kind for profile in profiles()}


def test_published_bytes_give_their_numbers(row: Row) -> None:
    frames = feed_all(row.make(), row.good)
    assert len(frames) == len(row.frames)
    for frame, (acc_g, gyr_dps, ticks, sequence) in zip(frames, row.frames, strict=True):
        np.testing.assert_allclose(frame.acc_mps2 / G, acc_g, atol=6e-4)
        if gyr_dps is None:
            assert frame.gyr_dps is None
        else:
            assert frame.gyr_dps is not None
            np.testing.assert_allclose(frame.gyr_dps, gyr_dps, atol=1e-6)
        assert (frame.ticks, frame.sequence) == (ticks, sequence)


def test_whole_packets_are_not_damage(row: Row) -> None:
    decoder = row.make()
    feed_all(decoder, row.good)
    feed_all(decoder, row.good)
    assert decoder.damaged == 0


@pytest.mark.parametrize("missing", [1, 3, 5])
def test_a_truncated_packet_is_an_error_or_counted_and_spoils_nothing_after_it(row: Row, missing: int) -> None:
    decoder = row.make()
    complaints = 0
    frames = []
    # Movesense's second part is the one that is cut, so that the packet is never completed.
    for data in [*row.good[:-1], row.good[-1][:-missing], *row.good, *row.good]:
        try:
            frames += decoder.feed(data)
        except DecodeError:
            complaints += 1
    assert complaints + decoder.damaged >= 1
    wanted = feed_all(row.make(), row.good)
    for frame, good in zip(frames[-len(wanted) :], wanted, strict=True):
        np.testing.assert_array_equal(frame.acc_mps2, good.acc_mps2)


@pytest.mark.parametrize("data", [b"", b"\x00", b"\xff" * 20, bytes(512)])
def test_nonsense_gives_no_frame(row: Row, data: bytes) -> None:
    decoder = row.make()
    with contextlib.suppress(DecodeError):
        assert decoder.feed(data) == []


def test_the_profile_subscribes_to_its_data_and_is_lower_case() -> None:
    for profile in profiles():
        assert set(profile.data) <= set(profile.notify)
        for uuid in (*profile.services, *profile.notify):
            assert uuid == uuid.lower()
            assert len(uuid) == 36
        assert profile_for(profile.kind) is profile


def test_a_float_that_is_no_number_is_refused() -> None:
    packet = struct.pack("<I", 1) + struct.pack("<24f", *([float("nan")] + [0.0] * 23))
    with pytest.raises(DecodeError, match="acceleration"):
        MovesenseDecoder(104, gyroscope=False).feed(bytes([2, 99]) + packet)


def test_a_frame_flags_what_the_board_dropped() -> None:
    data = bytearray(_lastrep(1, 2, [(1, 2, 3)]))
    data[7] |= 1
    (frame,) = LastrepDecoder(DESCRIPTION).feed(bytes(data))
    assert frame.lost_before


@pytest.mark.parametrize(
    "data",
    [
        b"",
        struct.pack("<BBHHI", 1, 1, 16, 2000, 0),
        struct.pack("<BBHHIH", 2, 1, 16, 2000, 0, 100),
        struct.pack("<BBHHIH", 1, 1, 0, 2000, 0, 100),
        struct.pack("<BBHHIH", 1, 1, 16, 0, 0, 100),
        struct.pack("<BBHHIH", 1, 1, 16, 2000, 0, 0),
        struct.pack("<BBHHIHB", 1, 1, 16, 2000, 0, 100, 1),
    ],
)
def test_a_board_that_describes_itself_wrongly_is_refused(data: bytes) -> None:
    with pytest.raises(DecodeError):
        parse_description(data)
