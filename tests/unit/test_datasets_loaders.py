"""Loaders on tiny stand-ins of each format, made here; never on real data."""

import csv
import gzip
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from lastrep.evaluation.errors import DatasetError
from lastrep.evaluation.labels import Mount, Span, Split, Trust
from lastrep.evaluation.registry import load
from sensing.units import STANDARD_GRAVITY_MPS2

G = STANDARD_GRAVITY_MPS2


def write_table(path: Path, header: str, *rows: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


def write_signal(path: Path, header: str, rows: Sequence[Sequence[object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="ascii", newline="") as file:
        file.write(header + "\n")
        csv.writer(file, lineterminator="\n").writerows(rows)


def make_metamotion(data: Path) -> Path:
    folder = data / "metamotion-wrist-barbell"
    acc = "B-bench-heavy_MetaWear_2019-01-11T16.00.00.000_X_Accelerometer_12.500Hz_1.4.4.csv.gz"
    gyr = "B-bench-heavy_MetaWear_2019-01-11T16.00.00.000_X_Gyroscope_25.000Hz_1.4.4.csv.gz"
    epoch_ms = 1547000000000
    write_signal(
        folder / "raw" / acc,
        "epoch (ms),time (01:00),elapsed (s),x-axis (g),y-axis (g),z-axis (g)",
        [
            (
                epoch_ms + 200 + 80 * i,
                "x",
                f"{i * 0.08:.3f}",
                0.01 * (i % 3),
                f"{1 + 0.1 * np.sin(i):.3f}",
                0.02 * (i % 5),
            )
            for i in range(100)
        ],
    )
    write_signal(
        folder / "raw" / gyr,
        "epoch (ms),time (01:00),elapsed (s),x-axis (deg/s),y-axis (deg/s),z-axis (deg/s)",
        [(epoch_ms + 40 * i, "x", f"{i * 0.04:.3f}", i % 7, -(i % 4), i % 2) for i in range(210)],
    )
    write_table(
        folder / "recordings.csv",
        "start_local,participant,exercise_judged,reps_visible,acc_file,ascents_s,note",
        f"2019-01-11T16.00.00.000,B,ohp,2,{acc},1.00-2.50 4.00-5.00,label says 5",
    )
    return folder


def test_metamotion_takes_what_can_be_seen_and_the_importers_samples(tmp_path: Path) -> None:
    make_metamotion(tmp_path)
    (item,) = load("metamotion", tmp_path)
    assert (item.person, item.day, item.split) == ("B", "2019-01-11", Split.REPORT)
    assert (item.exercise, item.mount, item.reps_expected) == ("overhead_press", Mount.WRIST, 2)
    assert item.ascents == (Span(start_s=1.0, end_s=2.5), Span(start_s=4.0, end_s=5.0))
    assert item.recording.rate_hz == pytest.approx(12.5, abs=0.01)
    assert item.recording.samples.gyr_dps is not None
    assert np.linalg.norm(item.recording.samples.acc_mps2, axis=1).mean() == pytest.approx(G, rel=0.05)


def test_metamotion_with_a_broken_span_says_where(tmp_path: Path) -> None:
    table = make_metamotion(tmp_path) / "recordings.csv"
    table.write_text(table.read_text().replace("1.00-2.50", "1.00-two"))
    with pytest.raises(DatasetError, match=r"recordings\.csv.*ascents_s"):
        list(load("metamotion", tmp_path))


def make_barbell_centre(data: Path) -> Path:
    folder = data / "barbell-centre-rep-sets"
    folder.mkdir()
    t_ms = np.array([100, 103, 130, 130, 160, 0, 20, 40, 60])
    acc = np.tile([0.0, 0.0, G], (9, 1)).astype(np.float32)
    acc[1], acc[4] = acc[0], [1.0, 0.0, G]
    acc[2] = [0.5, 0.0, G]
    acc[5:, 1] = [0, 1, 2, 3]
    gyr = np.full((9, 3), np.pi / 180, dtype=np.float32)
    np.savez(folder / "imu.npz", offsets=np.array([0, 5, 9]), t_ms=t_ms, acc_ms2=acc, gyro_rad_s=gyr)
    write_table(
        folder / "sets.csv",
        "i,participant,exercise,set_no,variant,reps_label,reps_seen,quality,peak_times_s,note",
        "0,P1,back squat,1,,10,9.0,usable,0.01 0.04,",
        "1,P3,barbell curl,2,actual,10,,sparse,,few rows",
    )
    return folder


def test_barbell_centre_keeps_repeated_rows_and_drops_those_where_time_stands(tmp_path: Path) -> None:
    make_barbell_centre(tmp_path)
    first, second = load("barbell-centre", tmp_path)
    assert first.recording.samples.t_s.tolist() == pytest.approx([0, 0.003, 0.03, 0.06])
    assert first.recording.rate_hz == pytest.approx(2 / 0.06)
    assert len(first.recording.notes) == 2
    assert first.recording.samples.gyr_dps is not None
    assert first.recording.samples.gyr_dps[0, 0] == pytest.approx(1.0, rel=1e-6)
    assert (first.exercise, first.reps_expected, first.trust, first.split) == ("squat", 9, Trust.SEEN, Split.TUNE)
    # The peak times of the table were found by a program and are no truth.
    assert first.ascents is None
    assert (second.exercise, second.reps_expected, second.trust, second.split) == (
        "curl",
        10,
        Trust.DOUBTFUL,
        Split.REPORT,
    )
    assert second.ascents is None


def make_deadlift(data: Path) -> Path:
    folder = data / "barbell-deadlift-peak-velocity"
    rows = [(1000 + 17 * i, 0.1 * (i % 3), 0, 1, 10, 0, i % 2) for i in range(40)]
    write_signal(folder / "imu/dl01.csv.gz", "tMillis,ax,ay,az,gx,gy,gz", rows)
    write_table(
        folder / "sets.csv",
        "set,batch,lifter,reps_visible,pairable,imu_file,note",
        "dl01,1,B,2.0,yes,imu/dl01.csv.gz,",
        "dl01,3,,,no,imu/dl01.csv.gz,count unclear",
    )
    write_table(folder / "reps.csv", "set,rep,ref_peak_velocity_mps", "dl01,2,1.1", "dl01,1,0.9")
    return folder


def test_deadlift_pairs_peak_velocities_by_order_and_only_where_that_is_sure(tmp_path: Path) -> None:
    make_deadlift(tmp_path)
    sure, unsure = load("deadlift", tmp_path)
    assert sure.peak_velocities_mps == (0.9, 1.1)
    assert (sure.person, sure.split, sure.reps_expected, sure.mount) == ("B", Split.REPORT, 2, Mount.BAR)
    assert sure.recording.samples.acc_mps2[0].tolist() == pytest.approx([0, 0, G])
    assert sure.recording.samples.t_s[1] == pytest.approx(0.017)
    assert unsure.peak_velocities_mps is None
    assert (unsure.reps_expected, unsure.trust) == (None, Trust.DOUBTFUL)


@pytest.mark.parametrize("content", [b"not gzip", gzip.compress(b"wrong,header\n1,2\n", mtime=0)])
def test_deadlift_with_a_damaged_file_says_which(tmp_path: Path, content: bytes) -> None:
    path = make_deadlift(tmp_path) / "imu/dl01.csv.gz"
    path.write_bytes(content)
    with pytest.raises(DatasetError, match=r"dl01\.csv\.gz"):
        list(load("deadlift", tmp_path))


def test_curl_counts_its_samples_into_seconds(tmp_path: Path) -> None:
    folder = tmp_path / "wrist-curl-rpe"
    folder.mkdir()
    values = np.tile(np.array([0, 0, 2048, 164, 0, 0], dtype=np.int16), (800, 1))
    np.savez(folder / "imu.npz", T417_5_1=values)
    write_table(
        folder / "sets.csv",
        "set,participant,date,imu_available,reps",
        "T417_5_1,T417,28/01/2025 14:37:21,yes,1",
        "T417_5_2,T417,,no,9",
    )
    write_table(folder / "reps.csv", "set,rep,start_idx,top_idx", "T417_5_1,1,100,470.0", "T417_5_2,1,,")
    (item,) = load("curl", tmp_path)
    assert item.recording.samples.acc_mps2[0].tolist() == pytest.approx([0, 0, G])
    assert item.recording.samples.gyr_dps is not None
    assert item.recording.samples.gyr_dps[0].tolist() == pytest.approx([10, 0, 0])
    assert item.recording.duration_s == pytest.approx(799 / 370.3704)
    assert item.ascents == (Span(start_s=100 / 370.3704, end_s=470 / 370.3704),)
    assert (item.day, item.split) == ("28/01/2025", Split.REPORT)


def make_dumbbell(data: Path) -> None:
    folder = data / "wrist-dumbbell-phase-labels"
    folder.mkdir()
    n = 300
    phase = np.zeros(n, dtype=np.uint8)
    phase[20:40], phase[40:60], phase[70:90], phase[90:99] = 1, 2, 1, 2
    acc = np.zeros((3 * n, 3), dtype=np.int16)
    acc[:, 2] = 2049
    acc[:, 0] = np.arange(3 * n) % 2
    np.savez(
        folder / "imu.npz",
        offsets=np.array([0, n, 2 * n, 3 * n]),
        t_us=np.tile(np.arange(n) * 10_000, 3),
        acc_lsb=acc,
        gyro_lsb=np.full((3 * n, 3), 100, dtype=np.int16),
        phase=np.tile(phase, 3),
    )
    write_table(
        folder / "segments.csv",
        "i,participant,session,exercise,segment,kind,concentric_blocks",
        "0,S2,S2a,db_bench_press,set0,set,2",
        "1,S2,S2b,one_arm_db_row,set1,set,2",
        "2,S2,S2b,,session0,rest,0",
    )


def test_dumbbell_phases_are_swapped_for_lifts_that_begin_with_lowering(tmp_path: Path) -> None:
    make_dumbbell(tmp_path)
    bench, row, rest = load("dumbbell", tmp_path)
    assert bench.ascents == (Span(start_s=0.4, end_s=0.59), Span(start_s=0.9, end_s=0.98))
    assert row.ascents == (Span(start_s=0.2, end_s=0.39), Span(start_s=0.7, end_s=0.89))
    assert (bench.split, row.split) == (Split.TUNE, Split.REPORT)
    assert bench.recording.samples.acc_mps2[0, 2] == pytest.approx(2049 * 0.000488 * G)
    assert rest.is_rest
    assert rest.ascents is None


def make_watch(data: Path) -> Path:
    folder = data / "applewatch-gym-sets"
    folder.mkdir()
    n = 400
    active = np.zeros(n, dtype=np.int32)
    active[100:200], active[300:350] = 1, 1
    acc = np.tile(np.array([0, 0, 4096], dtype=np.int16), (n, 1))
    acc[:, 0] = np.arange(n) % 5
    np.savez(
        folder / "imu.npz",
        offsets=np.array([0, n]),
        acc_g_x4096=acc,
        gyro_rad_s_x1000=np.full((n, 3), 1000, dtype=np.int16),
        tick100_active=np.column_stack([np.arange(n, dtype=np.int32), active]),
    )
    write_table(
        folder / "sets.csv",
        "i,recording,exercise_label,reps_label,label_check",
        "0,2024-11-29_15-04-06,TricepExt,12,unexplained: verify before use",
    )
    return folder


def test_watch_marks_where_lifting_goes_on(tmp_path: Path) -> None:
    make_watch(tmp_path)
    (item,) = load("watch", tmp_path)
    assert item.active == (Span(start_s=1.0, end_s=1.99), Span(start_s=3.0, end_s=3.49))
    assert (item.exercise, item.reps_expected, item.trust) == ("tricep_ext", 12, Trust.DOUBTFUL)
    assert (item.day, item.split) == ("2024-11-29", Split.TUNE)
    assert item.recording.samples.gyr_dps is not None
    assert item.recording.samples.gyr_dps[0, 0] == pytest.approx(np.degrees(1.0))


def test_missing_folder_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"applewatch-gym-sets is missing.*--data DIR.*fetch watch"):
        list(load("watch", tmp_path))


def test_table_of_figures_holds_no_recordings(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="holds no recordings"):
        list(load("squat-profiles", tmp_path))


def test_array_file_with_python_objects_is_refused(tmp_path: Path) -> None:
    folder = make_watch(tmp_path)
    np.savez(folder / "imu.npz", offsets=np.array([{"a": 1}], dtype=object))
    with pytest.raises(DatasetError, match=r"imu\.npz cannot be used"):
        list(load("watch", tmp_path))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a zip", b"\x00" * 50])
def test_damaged_array_file_is_one_clear_line(tmp_path: Path, content: bytes) -> None:
    (make_watch(tmp_path) / "imu.npz").write_bytes(content)
    with pytest.raises(DatasetError, match=r"imu\.npz cannot be used") as caught:
        list(load("watch", tmp_path))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("label", ["twelve", "-1", "2.5", "nan", ""])
def test_label_that_is_no_count_is_refused(tmp_path: Path, label: str) -> None:
    table = make_watch(tmp_path) / "sets.csv"
    table.write_text(table.read_text().replace("TricepExt,12", f"TricepExt,{label}"))
    with pytest.raises(DatasetError, match=r"sets\.csv.*reps_label"):
        list(load("watch", tmp_path))


def test_row_beyond_the_arrays_is_refused(tmp_path: Path) -> None:
    table = make_watch(tmp_path) / "sets.csv"
    table.write_text(table.read_text().replace("\n0,", "\n7,"))
    with pytest.raises(DatasetError, match="row 7 does not fit"):
        list(load("watch", tmp_path))


def test_table_without_a_column_is_refused(tmp_path: Path) -> None:
    table = make_watch(tmp_path) / "sets.csv"
    table.write_text(table.read_text().replace("reps_label", "reps"))
    with pytest.raises(DatasetError, match=r"sets\.csv: line 1: no column 'reps_label'"):
        list(load("watch", tmp_path))
