"""Each way in which the rows of a file can be bad ends in one line that says what, where and what to do."""

import gzip
from pathlib import Path

import pytest

from sensing.errors import ErrorCode
from sensing.importers import ImportLimits, read_recording
from tests.support.bad_recordings import HEADER, good_row, good_rows, refusal, write


def test_the_good_file_of_these_tests_is_good(tmp_path: Path) -> None:
    assert len(read_recording(write(tmp_path, rows=good_rows())).samples) == 300


@pytest.mark.parametrize("content", [b"", b"\n", b" \r\n\t\n", b"\xef\xbb\xbf", gzip.compress(b"", mtime=0)])
def test_an_empty_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    error = refusal(path)
    assert error.code is ErrorCode.EMPTY
    assert error.message == "bad.csv: the file is empty. Record again, or give another file."


def test_no_header(tmp_path: Path) -> None:
    rows = good_rows()
    error = refusal(write(tmp_path, header=rows[0], rows=rows[1:]))
    assert error.code is ErrorCode.BAD_HEADER
    assert error.message.startswith(
        "bad.csv: line 1: the first line is '0.000000,0.000,0.000,1.000,0,0,0', numbers and"
    )
    assert "Put time_s,ax_g,ay_g,az_g" in error.message


@pytest.mark.parametrize(
    "header",
    [
        "time_s,ax_g,ay_g",
        "time_s,ax_g,ay_g,az_g,gx_dps",
        "time_s,az_g,ay_g,ax_g",
        "time_s,ax_mps2,ay_mps2,az_mps2",
        f"{HEADER},label",
        "ax_g,ay_g,az_g",
    ],
)
def test_a_header_that_is_nearly_ours_is_told_what_ours_is(tmp_path: Path, header: str) -> None:
    error = refusal(write(tmp_path, header=header, rows=good_rows()))
    assert error.code is ErrorCode.BAD_HEADER
    assert error.message.startswith(f"bad.csv: line 1: the header is '{header[:30]}")
    assert "Write time_s,ax_g,ay_g,az_g and, with a gyroscope, gx_dps,gy_dps,gz_dps." in error.message


def test_a_header_of_no_known_format_is_told_the_known_ones(tmp_path: Path) -> None:
    error = refusal(write(tmp_path, header="Date,Exercise,Reps,Weight", rows=["2026-01-02,Squat,5,100"]))
    assert error.code is ErrorCode.UNKNOWN_FORMAT
    for start in ("time_s,ax_g,", "epoch (ms),time (", "tMillis,ax,ay,"):
        assert start in error.message


@pytest.mark.parametrize(("separator", "called"), [(";", "semicolons"), ("\t", "tabs")])
def test_other_separators(tmp_path: Path, separator: str, called: str) -> None:
    rows = [row.replace(",", separator) for row in good_rows()]
    error = refusal(write(tmp_path, header=HEADER.replace(",", separator), rows=rows))
    assert error.code is ErrorCode.BAD_HEADER
    assert f"the columns are separated by {called}" in error.message


def test_a_header_and_nothing_else(tmp_path: Path) -> None:
    assert refusal(write(tmp_path, rows=[])).code is ErrorCode.TOO_SHORT


@pytest.mark.parametrize(
    ("field", "fault"),
    [
        ("fast", "ay_g is 'fast', not a number"),
        ("", "ay_g is missing"),
        ("nan", "ay_g is 'nan', not a finite number"),
        ("-Infinity", "ay_g is '-Infinity', not a finite number"),
        ("1e999", "ay_g is '1e999', not a finite number"),
        ("0x10", "ay_g is '0x10', not a number"),
        ("1_0", "ay_g is '1_0', not a number"),
        ("\x1b[31m", "ay_g is '\\x1b[31m', not a number"),
        ("٣", "ay_g is '٣', not a number"),
        ("7" * 99 + "x", f"ay_g is '{'7' * 40}…', not a number"),
        ("401", "ay_g is 401, more than any sensor reports (400 g)"),
        ("0.1,0.2", "8 values where the header has 7"),
    ],
)
def test_a_value_that_is_none(tmp_path: Path, field: str, fault: str) -> None:
    rows = good_rows()
    fields = rows[217].split(",")
    fields[2] = field
    rows[217] = ",".join(fields)
    error = refusal(write(tmp_path, rows=rows))
    assert error.code is ErrorCode.BAD_VALUE
    assert error.message.startswith(f"bad.csv: line 219: {fault}")


def test_an_angular_rate_beyond_any_sensor(tmp_path: Path) -> None:
    rows = good_rows()
    rows[5] = rows[5].rsplit(",", 1)[0] + ",-10001"
    assert (
        "line 7: gz_dps is -10001, more than any sensor reports (10000 deg/s)"
        in refusal(write(tmp_path, rows=rows)).message
    )


def test_a_row_that_was_cut_off(tmp_path: Path) -> None:
    rows = good_rows()
    rows[-1] = rows[-1][:14]
    error = refusal(write(tmp_path, rows=rows))
    assert (
        error.message
        == "bad.csv: line 301: 2 values where the header has 7: '2.990000,0.050'. Delete or mend the line."
    )


def test_an_empty_line_between_rows(tmp_path: Path) -> None:
    error = refusal(write(tmp_path, rows=[*good_rows(100), "", *good_rows(300)[100:]]))
    assert error.message == "bad.csv: line 102: the line is empty. Delete it."


def test_too_many_values_in_one_row_and_too_few_in_the_next_do_not_cancel(tmp_path: Path) -> None:
    rows = good_rows()
    rows[10], rows[11] = f"{rows[10]},1", rows[11].rsplit(",", 1)[0]
    assert "line 12: 8 values where the header has 7" in refusal(write(tmp_path, rows=rows)).message


def test_the_line_is_right_in_a_file_of_several_pieces(tmp_path: Path) -> None:
    rows = good_rows(60_000, rate_hz=1000.0)
    assert sum(map(len, rows)) > 1 << 20
    rows[54_321] = rows[54_321].replace(",", ",x", 1)
    assert refusal(write(tmp_path, rows=rows)).message.startswith("bad.csv: line 54323: ax_g is 'x")


def test_time_that_repeats_with_other_values(tmp_path: Path) -> None:
    rows = good_rows()
    rows[50] = rows[49].split(",")[0] + "," + rows[50].split(",", 1)[1]
    error = refusal(write(tmp_path, rows=rows))
    assert error.code is ErrorCode.BAD_TIME
    assert error.message.startswith("bad.csv: line 52: time 0.49 s repeats, with other values.")


def test_time_that_runs_backwards(tmp_path: Path) -> None:
    rows = good_rows()
    rows = rows[:100] + rows[60:]
    error = refusal(write(tmp_path, rows=rows))
    assert error.code is ErrorCode.BAD_TIME
    assert error.message.startswith("bad.csv: line 102: time runs backwards by 0.39 s, from 0.99 s to 0.6 s.")


def test_a_time_in_nanoseconds_since_1970(tmp_path: Path) -> None:
    rows = [f"{1_700_000_000_000_000_000 + i * 10_000_000},{good_row(i).split(',', 1)[1]}" for i in range(300)]
    assert refusal(write(tmp_path, rows=rows)).code is ErrorCode.BAD_TIME


def test_times_too_close_for_floating_point_are_no_crash(tmp_path: Path) -> None:
    rows = good_rows()
    rows[0] = "-1.0" + rows[0].removeprefix("0.000000")
    rows[1] = "1e-20" + rows[1].removeprefix("0.010000")
    rows[2] = "2e-20" + rows[2].removeprefix("0.020000")
    assert refusal(write(tmp_path, rows=rows)).code is ErrorCode.BAD_TIME


@pytest.mark.parametrize(
    ("rate_hz", "code"),
    [(9.4, ErrorCode.RATE_TOO_LOW), (0.1, ErrorCode.RATE_TOO_LOW), (1060.0, ErrorCode.RATE_TOO_HIGH)],
)
def test_a_rate_outside_the_limits(tmp_path: Path, rate_hz: float, code: ErrorCode) -> None:
    error = refusal(write(tmp_path, rows=good_rows(2000, rate_hz)))
    assert error.code is code
    assert f"{rate_hz:g} samples per second" in error.message


@pytest.mark.parametrize("rate_hz", [10.0, 9.6, 1000.0, 1040.0])
def test_a_rate_at_the_limits_with_the_error_of_a_sensors_clock(tmp_path: Path, rate_hz: float) -> None:
    assert read_recording(write(tmp_path, rows=good_rows(2000, rate_hz))).rate_hz == pytest.approx(rate_hz, rel=1e-3)


def test_three_samples(tmp_path: Path) -> None:
    error = refusal(write(tmp_path, rows=good_rows(3)))
    assert error.code is ErrorCode.TOO_SHORT
    assert error.message.startswith("bad.csv: 3 samples are too short for a movement")


def test_less_than_a_second(tmp_path: Path) -> None:
    assert refusal(write(tmp_path, rows=good_rows(99))).code is ErrorCode.TOO_SHORT


def test_one_sample_more_than_the_limit_is_named_and_the_limit_is_not(tmp_path: Path) -> None:
    limits = ImportLimits(max_rows=300)
    assert len(read_recording(write(tmp_path, rows=good_rows(300)), limits=limits).samples) == 300
    error = refusal(write(tmp_path, rows=good_rows(301)), limits=limits)
    assert error.code is ErrorCode.TOO_LARGE
    assert error.message.startswith("bad.csv: line 302: more than 300 samples. Split the recording")


def test_ten_million_samples_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    block = "".join(f"{good_row(i)}\n" for i in range(1000)).encode()
    with path.open("wb") as file:
        file.write(f"{HEADER}\n".encode())
        for _ in range(10_000):
            file.write(block)
    error = refusal(path)
    assert error.code is ErrorCode.TOO_LARGE
    assert error.message.startswith("long.csv: line 5000002: more than 5,000,000 samples.")


def test_a_gzip_bomb_is_refused_without_unpacking_it(tmp_path: Path) -> None:
    path = tmp_path / "bad.csv.gz"
    with gzip.open(path, "wb", compresslevel=9) as file:
        file.write(f"{HEADER}\n".encode())
        for _ in range(64):
            file.write(b"1" * (1 << 20))
    assert path.stat().st_size < 200_000
    assert refusal(path).code is ErrorCode.NOT_TEXT


def test_too_many_bytes(tmp_path: Path) -> None:
    limits = ImportLimits(max_bytes=10_000, max_line_bytes=1000)
    assert refusal(write(tmp_path, rows=good_rows(400)), limits=limits).code is ErrorCode.TOO_LARGE


def test_two_clusters_years_apart(tmp_path: Path) -> None:
    rows = good_rows()
    late = [f"{1e8 + i / 100},{row.split(',', 1)[1]}" for i, row in enumerate(rows)]
    assert refusal(write(tmp_path, rows=rows + late)).code is ErrorCode.TOO_LARGE


@pytest.mark.parametrize("axis", [1, 2, 3, 4, 5, 6])
def test_an_axis_that_never_changes(tmp_path: Path, axis: int) -> None:
    rows = [",".join("0.5" if i == axis else f for i, f in enumerate(row.split(","))) for row in good_rows()]
    error = refusal(write(tmp_path, rows=rows))
    assert error.code is ErrorCode.AXIS_STUCK
    assert f"{HEADER.split(',')[axis]} never changes in the whole recording" in error.message


def test_an_axis_that_stops_half_way_while_the_others_move(tmp_path: Path) -> None:
    rows = [
        f"{i / 100},{0.3 * (i % 50) / 50:.3f},{0.02 * (min(i, 500) % 5):.3f},{1 + 0.01 * (i % 3):.3f}"
        for i in range(1000)
    ]
    error = refusal(write(tmp_path, header="time_s,ax_g,ay_g,az_g", rows=rows))
    assert error.code is ErrorCode.AXIS_STUCK
    assert error.message.startswith("bad.csv: line 502: ay_g stays at 0 g for 4.99 s while the other axes move.")


def test_a_sensor_at_rest_may_repeat_its_values(tmp_path: Path) -> None:
    rows = good_rows(200) + [
        f"{i / 100:.6f},{good_row(200).split(',', 1)[1]}" if i < 900 else good_row(i) for i in range(200, 1000)
    ]
    assert len(read_recording(write(tmp_path, rows=rows)).samples) == 1000


@pytest.mark.parametrize(("scale", "hint"), [(9.80665, "not in m/s2"), (0.05, "gravity included")])
def test_acceleration_that_cannot_be_in_g(tmp_path: Path, scale: float, hint: str) -> None:
    rows = []
    for row in good_rows():
        fields = row.split(",")
        rows.append(",".join([fields[0], *(f"{scale * float(f):.4f}" for f in fields[1:4]), *fields[4:]]))
    error = refusal(write(tmp_path, rows=rows))
    assert error.code is ErrorCode.BAD_VALUE
    assert hint in error.message
