"""Every format keeps the same promises; a new one is one more row in `CASES`."""

import gzip
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from sensing.errors import ErrorCode, RecordingError
from sensing.importers import FORMATS, read_recording
from sensing.samples import Floats
from sensing.units import STANDARD_GRAVITY_MPS2

RATE_HZ = 50.0
META = "Squat_MetaWear_2026-01-02T10.00.00.000_C0FFEE_{}_50.000Hz_1.4.4.csv"


@dataclass(frozen=True)
class Motion:
    t_s: Floats
    acc_g: Floats
    gyr_dps: Floats


def motion() -> Motion:
    rng = np.random.default_rng(7)
    t_s = np.round(np.arange(200) / RATE_HZ, 6)
    sway = np.sin(2 * np.pi * 0.7 * t_s)[:, None]
    acc_g = np.round(np.array([0.1, -0.2, 0.97]) + 0.3 * sway + rng.normal(0, 0.01, (200, 3)), 4)
    gyr_dps = np.round(40 * sway + rng.normal(0, 0.5, (200, 3)), 3)
    return Motion(t_s=t_s, acc_g=acc_g, gyr_dps=gyr_dps)


def rows(*columns: Floats) -> list[str]:
    return [",".join(f"{value:.10g}" for value in row) for row in np.column_stack(columns)]


def write_canonical(folder: Path, m: Motion) -> Path:
    path = folder / "squat.csv"
    lines = ["time_s,ax_g,ay_g,az_g,gx_dps,gy_dps,gz_dps", *rows(m.t_s + 1234.5, m.acc_g, m.gyr_dps)]
    path.write_text("\n".join(lines) + "\n")
    return path


def write_arduino(folder: Path, m: Motion) -> Path:
    path = folder / "log.csv"
    lines = ["tMillis,ax,ay,az,gx,gy,gz", *rows(np.round(m.t_s * 1000 + 71187), m.acc_g, m.gyr_dps)]
    path.write_text("\n".join(lines) + "\n")
    return path


def write_metabase(folder: Path, m: Motion) -> Path:
    for sensor, unit, values in (("Gyroscope", "deg/s", m.gyr_dps), ("Accelerometer", "g", m.acc_g)):
        path = folder / META.format(sensor)
        lines = [f"epoch (ms),time (01:00),elapsed (s),x-axis ({unit}),y-axis ({unit}),z-axis ({unit})"]
        for t_s, axes in zip(m.t_s, rows(values), strict=True):
            lines.append(f"{1547223864873 + round(t_s * 1000)},2019-01-11T17:24:24.873,{t_s:.3f},{axes}")
        path.write_text("\n".join(lines) + "\n")
    return path


@dataclass(frozen=True)
class Case:
    format_name: str
    write: Callable[[Path, Motion], Path]


CASES = (
    Case("lastrep CSV", write_canonical),
    Case("MetaBase", write_metabase),
    Case("Arduino log", write_arduino),
)


@pytest.fixture(params=CASES, ids=lambda case: case.format_name)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    case: Case = request.param
    return case.write(tmp_path, motion())


def test_every_format_has_a_case() -> None:
    assert [case.format_name for case in CASES] == [known.name for known in FORMATS]


def test_samples_come_out_in_si_units_on_their_own_times(path: Path) -> None:
    m = motion()
    recording = read_recording(path)
    np.testing.assert_allclose(recording.samples.t_s, m.t_s, atol=1e-6)
    np.testing.assert_allclose(recording.samples.acc_mps2, m.acc_g * STANDARD_GRAVITY_MPS2, rtol=1e-9)
    assert recording.samples.gyr_dps is not None
    np.testing.assert_allclose(recording.samples.gyr_dps, m.gyr_dps, rtol=1e-9)


def test_the_recording_says_where_it_came_from_and_how_fast_it_is(path: Path) -> None:
    recording = read_recording(path)
    assert recording.source == str(path)
    assert recording.rate_hz == pytest.approx(RATE_HZ, rel=1e-6)
    assert read_recording(path, source="upload.csv").source == "upload.csv"


@pytest.mark.parametrize(
    "change",
    [
        gzip.compress,
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data + b"\n\r\n \n",
        lambda data: data.removesuffix(b"\n"),
        lambda data: data.replace(b",", b", "),
        lambda data: gzip.compress(data[:999]) + gzip.compress(data[999:]),
    ],
    ids=["gzip", "CRLF", "BOM", "blank end", "no line end", "spaces", "gzip in two parts"],
)
def test_how_the_text_is_written_makes_no_difference(path: Path, change: Callable[[bytes], bytes]) -> None:
    plain = read_recording(path)
    path.write_bytes(change(path.read_bytes()))
    changed = read_recording(path)
    np.testing.assert_array_equal(changed.samples.t_s, plain.samples.t_s)
    np.testing.assert_array_equal(changed.samples.acc_mps2, plain.samples.acc_mps2)
    assert changed.notes == plain.notes


def test_a_repeated_row_is_dropped_and_said(path: Path) -> None:
    plain = read_recording(path)
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:50], lines[49], *lines[50:]]))
    repeated = read_recording(path)
    np.testing.assert_array_equal(repeated.samples.t_s, plain.samples.t_s)
    assert "1 row repeated the row before it and was dropped." in repeated.notes


def test_a_word_among_the_numbers_is_named_by_line_and_column(path: Path) -> None:
    lines = path.read_text().splitlines()
    lines[41] = ",".join([*lines[41].split(",")[:-1], "fast"])
    path.write_text("\n".join(lines))
    with pytest.raises(RecordingError) as caught:
        read_recording(path)
    assert caught.value.code is ErrorCode.BAD_VALUE
    last_column = lines[0].split(",")[-1]
    assert str(caught.value) == f"{path}: line 42: {last_column} is 'fast', not a number. Delete or mend the line."


def test_time_that_runs_backwards_is_named_by_line_and_amount(path: Path) -> None:
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:60], lines[50], *lines[60:]]))
    with pytest.raises(RecordingError) as caught:
        read_recording(path)
    assert caught.value.code is ErrorCode.BAD_TIME
    assert f"{path}: line 61: time runs backwards by 0.18 s" in str(caught.value)


def test_progress_rises_to_one(path: Path) -> None:
    seen: list[float] = []
    read_recording(path, progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
