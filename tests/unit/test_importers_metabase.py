"""MetaBase writes one file a sensor; the pair becomes one recording on one clock."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from sensing.errors import ErrorCode, RecordingError
from sensing.importers import read_recording
from sensing.samples import Floats
from sensing.units import STANDARD_GRAVITY_MPS2

PREFIX = "A-squat_MetaWear_2019-01-15T20.04.08.637_C42732BE255C"
ACC_NAME = f"{PREFIX}_Accelerometer_12.500Hz_1.4.4.csv"
GYR_NAME = f"{PREFIX}_Gyroscope_25.000Hz_1.4.4.csv"
EPOCH_MS = 1547579048637


def acc_g(t_s: Floats) -> Floats:
    """A motion far below half of 12.5 Hz, so that it is known between the samples too."""
    up = 1 + 0.3 * np.sin(2 * np.pi * 1.0 * t_s)
    return np.column_stack([0.1 * np.cos(2 * np.pi * 0.8 * t_s), up, 0.2 * np.sin(2 * np.pi * 0.5 * t_s)])


def gyr_dps(t_s: Floats) -> Floats:
    return np.column_stack([30 * np.sin(2 * np.pi * 0.8 * t_s), 5 * np.cos(t_s), 10 * np.sin(t_s + 1)])


def write_stream(path: Path, t_ms: Floats, values: Floats, unit: str) -> Path:
    header = f"epoch (ms),time (01:00),elapsed (s),x-axis ({unit}),y-axis ({unit}),z-axis ({unit})"
    lines = [header]
    for ms, (x, y, z) in zip(t_ms, values, strict=True):
        lines.append(f"{EPOCH_MS + ms:.0f},2019-01-15T20:04:08.637,{ms / 1000:.3f},{x:.6f},{y:.6f},{z:.6f}")
    text = ("\n".join(lines) + "\n").encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path


def write_acc(folder: Path, t_ms: Floats, name: str = ACC_NAME) -> Path:
    return write_stream(folder / name, t_ms, acc_g(t_ms / 1000), "g")


def write_gyr(folder: Path, t_ms: Floats, name: str = GYR_NAME) -> Path:
    return write_stream(folder / name, t_ms, gyr_dps(t_ms / 1000), "deg/s")


def steps_ms(start: float, step: float, n: int) -> Floats:
    return start + step * np.arange(n, dtype=np.float64)


def test_streams_that_start_apart_are_aligned_by_epoch(tmp_path: Path) -> None:
    path = write_acc(tmp_path, steps_ms(313, 80, 120))
    write_gyr(tmp_path, steps_ms(0, 40, 260))
    recording = read_recording(path)
    # The first gyroscope sample after 313 ms stands at 320 ms.
    truth_s = 0.320 + recording.samples.t_s
    assert recording.samples.gyr_dps is not None
    np.testing.assert_allclose(np.diff(recording.samples.t_s), 0.040, atol=1e-6)
    np.testing.assert_allclose(recording.samples.gyr_dps, gyr_dps(truth_s), atol=1e-5)
    inner = slice(3, -3)
    np.testing.assert_allclose(
        recording.samples.acc_mps2[inner], acc_g(truth_s)[inner] * STANDARD_GRAVITY_MPS2, atol=0.02
    )


def test_the_rate_is_that_of_the_accelerometer(tmp_path: Path) -> None:
    path = write_acc(tmp_path, steps_ms(0, 80, 120))
    write_gyr(tmp_path, steps_ms(0, 40, 240))
    recording = read_recording(path)
    assert recording.rate_hz == pytest.approx(12.5, rel=1e-6)
    assert "Accelerometer (12.5 Hz) and gyroscope (25 Hz) were put on one time grid." in recording.notes


def test_a_faster_accelerometer_keeps_its_own_samples(tmp_path: Path) -> None:
    path = write_acc(tmp_path, steps_ms(5, 10, 400))
    write_gyr(tmp_path, steps_ms(0, 40, 100))
    recording = read_recording(path)
    truth_s = 0.005 + recording.samples.t_s
    np.testing.assert_allclose(recording.samples.acc_mps2, acc_g(truth_s) * STANDARD_GRAVITY_MPS2, atol=1e-5)
    assert recording.samples.gyr_dps is not None
    np.testing.assert_allclose(recording.samples.gyr_dps, gyr_dps(truth_s), atol=0.02)


@pytest.mark.parametrize("holed", ["accelerometer", "gyroscope", "both"])
def test_no_sample_is_made_inside_a_hole(tmp_path: Path, holed: str) -> None:
    acc_ms, gyr_ms = steps_ms(0, 80, 150), steps_ms(0, 40, 300)
    if holed != "gyroscope":
        acc_ms = acc_ms[(acc_ms <= 4000) | (acc_ms >= 6400)]
    if holed != "accelerometer":
        gyr_ms = gyr_ms[(gyr_ms <= 4000) | (gyr_ms >= 6400)]
    path = write_acc(tmp_path, acc_ms)
    write_gyr(tmp_path, gyr_ms)
    t_s = read_recording(path).samples.t_s
    assert np.sort(np.diff(t_s))[-2:] == pytest.approx([0.040, 2.400], abs=1e-6)
    assert t_s[np.argmax(np.diff(t_s))] == pytest.approx(4.0, abs=1e-6)


def test_one_lost_sample_is_bridged(tmp_path: Path) -> None:
    acc_ms = steps_ms(0, 80, 150)
    path = write_acc(tmp_path, np.delete(acc_ms, 70))
    write_gyr(tmp_path, steps_ms(0, 40, 300))
    assert np.diff(read_recording(path).samples.t_s).max() == pytest.approx(0.040, abs=1e-6)


@pytest.mark.parametrize(
    "gyr_name", [GYR_NAME, f"{GYR_NAME}.gz", f"{PREFIX}_Gyroscope_50.000Hz_1.5.0.csv", f"{PREFIX}_Gyroscope.csv"]
)
def test_the_sibling_is_found_whatever_follows_the_sensor_in_its_name(tmp_path: Path, gyr_name: str) -> None:
    path = write_acc(tmp_path, steps_ms(0, 80, 120))
    write_gyr(tmp_path, steps_ms(0, 40, 240), gyr_name)
    assert read_recording(path).samples.gyr_dps is not None


@pytest.mark.parametrize("gyr_name", [GYR_NAME.replace("A-squat", "B-squat"), GYR_NAME.replace("Gyro", "Magneto")])
def test_files_of_other_recordings_are_no_siblings(tmp_path: Path, gyr_name: str) -> None:
    path = write_acc(tmp_path, steps_ms(0, 80, 120))
    write_gyr(tmp_path, steps_ms(0, 40, 240), gyr_name)
    assert read_recording(path).samples.gyr_dps is None


@pytest.mark.parametrize("name", [ACC_NAME, f"{ACC_NAME}.gz", "renamed.csv"])
def test_without_a_sibling_it_is_read_alone_and_said(tmp_path: Path, name: str) -> None:
    recording = read_recording(write_acc(tmp_path, steps_ms(0, 80, 120), name))
    assert recording.samples.gyr_dps is None
    assert len(recording.samples) == 120
    assert recording.notes == ("No gyroscope file was found beside this one: read with the accelerometer only.",)


def test_the_gyroscope_alone_names_the_file_to_give(tmp_path: Path) -> None:
    write_acc(tmp_path, steps_ms(0, 80, 120))
    with pytest.raises(RecordingError, match="this is the gyroscope file") as caught:
        read_recording(write_gyr(tmp_path, steps_ms(0, 40, 240)))
    assert caught.value.code is ErrorCode.MISSING_SIBLING
    assert f"Give {ACC_NAME} instead" in caught.value.message


def test_the_gyroscope_without_a_partner_asks_for_one(tmp_path: Path) -> None:
    with pytest.raises(RecordingError) as caught:
        read_recording(write_gyr(tmp_path, steps_ms(0, 40, 240)), source="g.csv")
    assert caught.value.code is ErrorCode.MISSING_SIBLING
    assert caught.value.message == (
        "g.csv: this is a gyroscope file alone. Give the accelerometer file of the same recording."
    )


def test_siblings_that_share_no_time(tmp_path: Path) -> None:
    path = write_acc(tmp_path, steps_ms(0, 80, 120))
    write_gyr(tmp_path, steps_ms(60_000, 40, 240))
    with pytest.raises(RecordingError) as caught:
        read_recording(path)
    assert caught.value.code is ErrorCode.BAD_TIME
    assert GYR_NAME in caught.value.message


def test_a_fault_in_the_sibling_names_the_sibling(tmp_path: Path) -> None:
    path = write_acc(tmp_path, steps_ms(0, 80, 120))
    sibling = write_gyr(tmp_path, steps_ms(0, 40, 240))
    lines = sibling.read_text().splitlines()
    lines[99] = lines[99].rsplit(",", 1)[0] + ",spun"
    sibling.write_text("\n".join(lines))
    with pytest.raises(RecordingError) as caught:
        read_recording(path)
    assert caught.value.message.startswith(f"{sibling}: line 100: z-axis (deg/s) is 'spun', not a number.")
    with pytest.raises(RecordingError) as caught:
        read_recording(path, source="upload.csv")
    assert caught.value.message.startswith(f"{GYR_NAME}: line 100: ")


def test_a_sibling_of_another_format_is_refused(tmp_path: Path) -> None:
    path = write_acc(tmp_path, steps_ms(0, 80, 120))
    (tmp_path / GYR_NAME).write_text("time_s,ax_g,ay_g,az_g\n0,0,0,1\n")
    with pytest.raises(RecordingError) as caught:
        read_recording(path)
    assert caught.value.code is ErrorCode.BAD_HEADER


def test_a_stuck_gyroscope_axis_is_found_before_it_is_interpolated(tmp_path: Path) -> None:
    path = write_acc(tmp_path, steps_ms(0, 80, 120))
    t_ms = steps_ms(0, 40, 240)
    values = gyr_dps(t_ms / 1000)
    values[:, 1] = 0.0
    write_stream(tmp_path / GYR_NAME, t_ms, values, "deg/s")
    with pytest.raises(RecordingError, match=r"y-axis \(deg/s\) never changes") as caught:
        read_recording(path)
    assert caught.value.code is ErrorCode.AXIS_STUCK


def test_the_header_of_older_versions_of_the_app_is_read(tmp_path: Path) -> None:
    path = write_acc(tmp_path, steps_ms(0, 80, 120))
    path.write_text(path.read_text().replace("epoch (ms),time (01:00)", "epoc (ms),timestamp (-0700)"))
    assert len(read_recording(path).samples) == 120
