"""`lastrep analyze` and `lastrep simulate` as a person or another program runs them."""

import gzip
import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import sensing.session
from lastrep import cli
from model.report import report_schema
from sensing.events import SessionResult
from sensing.samples import Recording

LASTREP = (sys.executable, "-c", "from lastrep.cli import main; main()")
VALIDATOR = jsonschema.Draft202012Validator(report_schema())


def lastrep(*args: str | Path, **kwargs: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*LASTREP, *map(str, args)], capture_output=True, text=True, timeout=120, check=False, **kwargs
    )


def reports(stdout: str) -> list[dict[str, Any]]:
    """Every line as an object that the schema accepts."""
    objects = [json.loads(line) for line in stdout.splitlines()]
    for one in objects:
        VALIDATOR.validate(one)
    return objects


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("simulated") / "bench.csv.gz"
    answer = lastrep("simulate", out, "--exercise", "bench", "--seed", "8")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.startswith("Simulation written to ")
    return out


@pytest.fixture(scope="module")
def dull(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sensor that lies still for two seconds: quick to analyse, for tests of everything around the engine."""
    rows = [f"{i / 50},{0.001 * (i % 3)},{0.001 * (i % 5)},{1 + 0.001 * (i % 2)}" for i in range(101)]
    path = tmp_path_factory.mktemp("dull") / "dull.csv.gz"
    path.write_bytes(gzip.compress("\n".join(["time_s,ax_g,ay_g,az_g", *rows]).encode()))
    return path


def test_a_simulated_set_is_counted_as_its_truth_says(simulated: Path) -> None:
    truth = json.loads(simulated.with_name("bench.truth.json").read_text())["sets"][0]
    answer = lastrep("analyze", simulated, "--exercise", "bench", "--json")
    assert answer.returncode == 0
    assert answer.stderr == ""
    (report,) = reports(answer.stdout)
    (one,) = report["sets"]
    assert report["source"] == str(simulated)
    assert one["exercise"] == "bench"
    assert [rep["status"] for rep in one["reps"]] == [rep["status"] for rep in truth["reps"]]
    for rep, true in zip(one["reps"], truth["reps"], strict=True):
        assert rep["mean_velocity_mps"] == pytest.approx(true["mean_velocity_mps"], abs=0.03)


def test_the_table_tells_the_same_as_the_json(simulated: Path) -> None:
    (report,) = reports(lastrep("analyze", simulated, "--json").stdout)
    answer = lastrep("analyze", simulated)
    assert answer.returncode == 0
    lines = answer.stdout.splitlines()
    assert lines[0] == str(simulated)
    assert f"1 set, {len(report['sets'][0]['reps'])} reps" in lines[1]
    assert "Set 1: exercise not told" in answer.stdout
    assert f"Velocity loss: {100 * report['sets'][0]['velocity_loss']:.0f} %" in answer.stdout
    left = report["sets"][0]["reps_in_reserve"]
    told = left.get("reason") or f"{left['estimate']:.1f} ({left['low']} to {left['high']})"
    assert f"Reps in reserve: {told}" in answer.stdout
    assert f"Form: {'held' if report['sets'][0]['form']['held'] else 'not held.'}" in answer.stdout
    for rep in report["sets"][0]["reps"]:
        assert any(line.split()[:2] == [str(rep["index"]), f"{rep['concentric_start_s']:.2f}"] for line in lines)


def test_each_file_has_one_line_in_the_order_given_and_bad_ones_do_not_stop_the_rest(
    dull: Path, tmp_path: Path
) -> None:
    empty, missing, binary = tmp_path / "empty.csv", tmp_path / "missing.csv", tmp_path / "binary.csv"
    empty.write_text("")
    binary.write_bytes(bytes(100))
    files = [empty, dull, missing, tmp_path, binary, dull]
    answer = lastrep("analyze", "--json", *files)
    assert answer.returncode == 1
    assert answer.stderr == ""
    told = reports(answer.stdout)
    assert [one["source"] for one in told] == [str(file) for file in files]
    codes = [one["error"]["code"] if "error" in one else None for one in told]
    assert codes == ["empty", None, "unreadable", "unreadable", "not_text", None]


def test_without_json_bad_files_are_told_on_standard_error(dull: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("time_s,ax_g,ay_g,az_g\n0,0,0,one\n")
    answer = lastrep("analyze", bad, dull)
    assert answer.returncode == 1
    assert answer.stderr == f"lastrep: {bad}: line 2: az_g is 'one', not a number. Delete or mend the line.\n"
    assert answer.stdout.startswith(f"{dull}\n")


def test_a_hostile_file_name_cannot_write_to_the_terminal(dull: Path, tmp_path: Path) -> None:
    hostile = tmp_path / "a[red]\x1b[31m\n.csv"
    hostile.write_bytes(gzip.decompress(dull.read_bytes()))
    answer = lastrep("analyze", hostile)
    assert answer.returncode == 0
    assert answer.stdout.splitlines()[0] == f"{tmp_path}/a[red]\\x1b[31m\\n.csv"
    assert "\x1b" not in answer.stdout


def test_a_file_name_of_foreign_bytes_is_no_crash(dull: Path, tmp_path: Path) -> None:
    foreign = os.fsencode(tmp_path) + b"/caf\xe9.csv"
    Path(os.fsdecode(foreign)).write_bytes(dull.read_bytes())
    for option in ([], [b"--json"]):
        answer = subprocess.run([*LASTREP, b"analyze", foreign, *option], capture_output=True, check=False, timeout=120)
        assert (answer.returncode, answer.stderr) == (0, b"")
        assert b"caf\\udce9.csv" in answer.stdout


def test_a_terminal_without_unicode_is_no_crash(dull: Path) -> None:
    answer = lastrep("analyze", dull, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert (answer.returncode, answer.stderr) == (0, "")


@pytest.mark.parametrize("args", [("analyze",), ("analyze", "x.csv", "--fast"), ("analyze", "x.csv", "-e", "\n")])
def test_wrong_usage_has_its_own_exit_code(args: tuple[str, ...]) -> None:
    answer = lastrep(*args)
    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr


def test_a_reader_that_has_enough_is_no_fault(dull: Path) -> None:
    with subprocess.Popen(
        [*LASTREP, "analyze", "--json", *[str(dull)] * 3], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=120) == 0


def test_a_person_sees_a_progress_bar_on_standard_error_only(dull: Path) -> None:
    ours, theirs = pty.openpty()
    try:
        answer = subprocess.run(
            [*LASTREP, "analyze", "--json", str(dull)],
            stdout=subprocess.PIPE,
            stderr=theirs,
            text=True,
            check=False,
            timeout=120,
            env={**os.environ, "TERM": "xterm", "COLUMNS": "80"},
        )
        shown = os.read(ours, 65536).decode()
    finally:
        os.close(theirs)
        os.close(ours)
    assert len(reports(answer.stdout)) == 1
    assert "1/1" in shown
    assert "%" in shown


def test_each_line_is_out_before_the_next_file_is_begun(
    dull: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seen: list[int] = []
    with (tmp_path / "out").open("w+") as out:

        def watch(recording: Recording, **kwargs: Any) -> SessionResult:
            seen.append((tmp_path / "out").read_text().count("\n"))
            return SessionResult(source=recording.source, duration_s=1.0, rate_hz=100.0, gaps=(), sets=())

        monkeypatch.setattr(sensing.session, "analyze", watch)
        monkeypatch.setattr(sys, "argv", ["lastrep", "analyze", "--json", *[str(dull)] * 3])
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", io.StringIO())
        with pytest.raises(SystemExit) as stop:
            cli.main()
    assert stop.value.code == 0
    assert seen == [0, 1, 2]


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("x.csv", "--exercise", "curl"), 2),
        (("x.csv", "--rate-hz", "5"), 2),
        (("x.txt",), 1),
        (("none/x.csv",), 1),
    ],
)
def test_a_simulation_that_cannot_be_made_is_one_clear_answer(tmp_path: Path, args: tuple[str, ...], code: int) -> None:
    answer = lastrep("simulate", *args, cwd=tmp_path)
    assert answer.returncode == code
    assert "Traceback" not in answer.stderr
    assert list(tmp_path.iterdir()) == []
