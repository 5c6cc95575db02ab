"""Whatever a file holds, it is a recording or one clear line; never another exception, never a warning."""

import gzip
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sensing.errors import RecordingError
from sensing.importers import read_recording

HEADERS = (
    "time_s,ax_g,ay_g,az_g",
    "time_s,ax_g,ay_g,az_g,gx_dps,gy_dps,gz_dps",
    "tMillis,ax,ay,az,gx,gy,gz",
    "epoch (ms),time (01:00),elapsed (s),x-axis (g),y-axis (g),z-axis (g)",
    "epoch (ms),time (01:00),elapsed (s),x-axis (deg/s),y-axis (deg/s),z-axis (deg/s)",
)
HARD_FIELDS = ("", "nan", "inf", "-1e308", "1e308", "5e-324", "0", "-0", "1_0", "0x1", "1e400", "x", "\x1b", "٣", '"1"')
STEP = {"time_s": 0.02, "tMillis": 20.0, "epoch (ms)": 20.0}
many = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def valid_lines(header: str) -> list[list[str]]:
    rng = np.random.default_rng(3)
    names = header.split(",")
    lines = [names]
    for i in range(80):
        fields = [f"{i * STEP[names[0]]:.6g}", *(f"{value:.4f}" for value in rng.normal(0.6, 0.1, len(names) - 1))]
        lines.append(fields)
    return lines


def is_recording_or_one_line(data: bytes) -> bool:
    """Read the bytes; True when they are a recording that keeps its promises."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.csv"
        path.write_bytes(data)
        try:
            recording = read_recording(path, source="any.csv")
        except RecordingError as error:
            refusal = error
        else:
            assert recording.samples.t_s[0] == 0
            assert 9.5 <= recording.rate_hz <= 1050
            assert len(recording.samples) >= 10
            return True
    assert refusal.message.startswith("any.csv: ")
    assert refusal.message.isprintable()
    assert len(refusal.message) < 400
    return False


@pytest.mark.parametrize("header", HEADERS[:-1])
def test_the_files_that_are_mutated_here_are_good(header: str) -> None:
    assert is_recording_or_one_line("\n".join(map(",".join, valid_lines(header))).encode())


@many
@given(st.binary(max_size=2000))
def test_any_bytes(data: bytes) -> None:
    is_recording_or_one_line(data)


@many
@given(st.sampled_from(HEADERS), st.binary(max_size=2000))
def test_any_bytes_after_a_known_header(header: str, data: bytes) -> None:
    is_recording_or_one_line(header.encode() + b"\n" + data)


@many
@given(st.binary(max_size=500))
def test_any_bytes_that_claim_to_be_gzip(data: bytes) -> None:
    assert not is_recording_or_one_line(b"\x1f\x8b\x08" + data)


@many
@given(st.text(max_size=500))
def test_any_text_packed_or_not(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    assert is_recording_or_one_line(data) == is_recording_or_one_line(gzip.compress(data))


@many
@given(st.data(), st.sampled_from(HEADERS))
def test_fields_of_a_valid_file_replaced_by_hard_ones(data: st.DataObject, header: str) -> None:
    lines = valid_lines(header)
    for _ in range(data.draw(st.integers(0, 4))):
        line = data.draw(st.integers(0, len(lines) - 1))
        field = data.draw(st.integers(0, len(lines[0]) - 1))
        hard = st.sampled_from(HARD_FIELDS) | st.floats().map(repr) | st.text(max_size=8)
        lines[line][field] = data.draw(hard)
    is_recording_or_one_line("\n".join(map(",".join, lines)).encode("utf-8", "surrogatepass"))


@many
@given(st.data(), st.sampled_from(HEADERS))
def test_lines_of_a_valid_file_moved_cut_or_doubled(data: st.DataObject, header: str) -> None:
    lines = list(map(",".join, valid_lines(header)))
    for _ in range(data.draw(st.integers(0, 3))):
        at, to = data.draw(st.integers(0, len(lines) - 1)), data.draw(st.integers(0, len(lines) - 1))
        change = data.draw(st.sampled_from(("move", "cut", "double", "drop")))
        line = lines[at] if change == "double" else lines.pop(at)
        if change != "drop":
            lines.insert(to, line[: len(line) // 2] if change == "cut" else line)
    is_recording_or_one_line("\n".join(lines).encode())


@many
@given(st.data(), st.sampled_from(HEADERS))
def test_bytes_of_a_valid_file_flipped(data: st.DataObject, header: str) -> None:
    octets = bytearray("\n".join(map(",".join, valid_lines(header))).encode())
    for _ in range(data.draw(st.integers(1, 5))):
        octets[data.draw(st.integers(0, len(octets) - 1))] = data.draw(st.integers(0, 255))
    is_recording_or_one_line(bytes(octets))


@many
@given(st.lists(st.floats(0.011, 0.09), min_size=100, max_size=200), st.sampled_from(HEADERS[:2]))
def test_uneven_steps_are_kept_as_they_are(steps_s: list[float], header: str) -> None:
    rng = np.random.default_rng(5)
    table = np.column_stack([np.cumsum(steps_s), rng.normal(0.6, 0.1, (len(steps_s), header.count(",")))])
    rows = [",".join(f"{value:.4f}" for value in row) for row in table]
    assert is_recording_or_one_line("\n".join([header, *rows]).encode())
