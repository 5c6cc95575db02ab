"""Any bytes give samples or `DecodeError`, whatever came before them."""

import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensing.decoders.lastrep import parse_description
from sensing.decoders.polar import choose, parse_settings
from sensing.decoders.profile import Wanted
from sensing.errors import DecodeError
from tests.contract.test_decoders import ROWS, Row

BY_ID = {f"{row.kind}-{index}": row for index, row in enumerate(ROWS)}


def notifications(row: Row) -> st.SearchStrategy[bytes]:
    """Random bytes, and good packets with bytes changed, cut off or added: the latter reach deeper."""

    def spoil(good: bytes, at: int, value: int, keep: int, tail: bytes) -> bytes:
        data = bytearray(good)
        data[at % len(data)] = value
        return bytes(data[: len(data) - keep % len(data)]) + tail

    spoiled = st.builds(
        spoil, st.sampled_from(list(row.good)), st.integers(0, 600), st.integers(0, 255), st.integers(0, 40),
        st.binary(max_size=8),
    )  # fmt: skip
    return st.one_of(st.binary(max_size=300), spoiled, st.sampled_from(list(row.good)))


@pytest.mark.parametrize("name", sorted(BY_ID))
@settings(deadline=None, max_examples=80)
@given(data=st.data())
def test_any_bytes_give_samples_or_decode_error(name: str, data: st.DataObject) -> None:
    row = BY_ID[name]
    decoder = row.make()
    for packet in data.draw(st.lists(notifications(row), max_size=12)):
        try:
            frames = decoder.feed(packet)
        except DecodeError:
            continue
        for frame in frames:
            assert frame.acc_mps2.shape[1] == 3
            assert len(frame) > 0
            assert np.isfinite(frame.acc_mps2).all()
            assert frame.gyr_dps is None or frame.gyr_dps.shape == frame.acc_mps2.shape
    # However broken the stream was: at most one good packet is lost to it.
    frames = []
    for packet in [*row.good, *row.good]:
        try:
            frames += decoder.feed(packet)
        except DecodeError:
            continue
    wanted = [frame for packet in row.good for frame in row.make().feed(packet)] if len(row.good) == 1 else None
    if wanted is not None:
        np.testing.assert_array_equal(frames[-1].acc_mps2, wanted[-1].acc_mps2)


@settings(deadline=None)
@given(data=st.binary(max_size=40))
def test_any_description_is_read_or_refused(data: bytes) -> None:
    try:
        described = parse_description(data)
    except DecodeError:
        return
    assert described.rates_hz
    assert min(described.rates_hz) > 0
    assert described.acc_range_g > 0


@settings(deadline=None)
@given(data=st.binary(max_size=40))
def test_any_polar_settings_are_chosen_from_or_refused(data: bytes) -> None:
    try:
        offered = parse_settings(data)
        rate_hz, chosen = choose(offered, Wanted(rate_hz=200))
    except DecodeError:
        return
    assert rate_hz in offered[0]
    assert set(parse_settings(chosen)) <= set(offered)


def test_a_polar_request_is_the_one_in_its_makers_documents() -> None:
    h10 = parse_settings(bytes.fromhex("00041900320064 00C800 01011000 0203020004000800"))
    assert choose(h10, Wanted(rate_hz=200)) == (200, bytes.fromhex("0001C800010110000201 0800"))
    verity = parse_settings(struct.pack("<BBHBBHBBHBBB", 0, 1, 52, 1, 1, 16, 2, 1, 8, 4, 1, 3))
    assert choose(verity, Wanted(rate_hz=100)) == (52, bytes.fromhex("0001340001011000020108 00040103"))
