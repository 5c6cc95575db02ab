"""`lastrep live`, `lastrep sensors` and the demo as processes, with the virtual sensor as another."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import numpy as np
import pytest
from websockets.sync.client import connect

from sensing.importers import read_recording
from sensing.session import analyze
from server.recorder import Recorder
from server.recovery import recover
from server.settings import Settings
from server.store import Store
from server.tables import Origin, SessionStatus
from tests.support.bluetooth import starting_at
from tests.support.processes import environment, heard_until, run, running

SESSION = Path(__file__).parents[2] / "datasets/simulated"
ROW = SESSION / "row-bar.csv.gz"
PICKED_UP_S = 7.1


@pytest.fixture(scope="module")
def set_soon(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bar is picked up three seconds after the recording begins, instead of seven."""
    path = tmp_path_factory.mktemp("recording") / "row.csv"
    file = Recorder(path, gyroscope=True)
    recording = read_recording(ROW)
    file.append(starting_at(recording, PICKED_UP_S - 3).samples)
    file.close()
    return path


@contextmanager
def sensor_process(home: Path, recording: Path, *arguments: str) -> Iterator[str]:
    """Yield the name of a virtual sensor's adapter."""
    process = subprocess.Popen(
        [sys.executable, "-m", "firmware_sim.ble", "--recording", str(recording), *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(home),
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        yield json.loads(process.stdout.readline())["hci"]
    finally:
        process.terminate()
        process.communicate(timeout=30)


def test_sensors_are_listed_with_what_was_measured(tmp_path: Path) -> None:
    with sensor_process(tmp_path, ROW, "--make", "movesense", "--fault", "battery=0.42") as adapter:
        ended = run(tmp_path, "sensors", "--adapter", adapter, "--scan", "1", "--measure", "2")
    assert ended.returncode == 0, ended.stderr
    row = next(line for line in ended.stdout.splitlines() if line.startswith("Movesens"))
    for cell in ("movesense", "42 %", "0.1.0", "104.0 Hz", "0.0 %", "ms"):
        assert cell in row


def test_no_sensor_around_ends_in_one_line(tmp_path: Path) -> None:
    ended = run(tmp_path, "sensors", "--adapter", "tcp-client:127.0.0.1:1")
    assert ended.returncode == 1
    assert "cannot be opened" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_live_session_is_kept_as_its_own_replay_finds_it(tmp_path: Path, set_soon: Path) -> None:
    data = tmp_path / "data"
    arguments = ["--no-browser", "--port", "0", "--data", str(data), "--exercise", "row", "--lifter", "Ana"]
    with (
        sensor_process(tmp_path, set_soon) as adapter,
        running(tmp_path, "live", "--adapter", adapter, "--load-kg", "60", *arguments) as (process, address),
    ):
        told = heard_until(address, ["trace"])
        assert told["velocity_mps"] is not None
        heard_until(address, ["rep"])
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert "Connected: LASTREP" in out
    store = Store(Settings(data_dir=data))
    (listed,) = store.sessions()
    info, result = store.session(listed.id)
    replayed = analyze(read_recording(store.samples_path(listed.id)), exercise="row")
    store.close()
    assert (info.status, info.origin, info.exercise) == (SessionStatus.FINISHED, Origin.LIVE, "row")
    assert (info.lifter, info.load_kg) == ("Ana", 60.0)
    assert info.sensor_name is not None
    assert info.sensor_name.startswith("LASTREP")
    assert any(note.startswith("Sensor: LASTREP") for note in info.notes)
    assert [one.reps for one in result.sets] == [one.reps for one in replayed.sets]
    assert [one.rejected for one in result.sets] == [one.rejected for one in replayed.sets]
    assert result.gaps == replayed.gaps


def test_a_session_is_started_and_ended_from_the_page_of_a_server(tmp_path: Path, set_soon: Path) -> None:
    data = tmp_path / "data"
    with (
        sensor_process(tmp_path, set_soon) as adapter,
        running(tmp_path, "serve", "--adapter", adapter, "--no-browser", "--port", "0", "--data", str(data)) as (
            process,
            address,
        ),
        httpx2.Client(base_url=address.rstrip("/"), follow_redirects=False, timeout=60) as client,
    ):
        started = client.post("/start", data={"exercise": "row", "load_kg": "60"})
        live = f"{address.rstrip('/')}{started.headers['location']}"
        heard_until(live, ["rep"])
        ended = client.post(f"{live}/end")
        assert ended.status_code == 303, ended.text
        summary = client.get(ended.headers["location"]).text
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err) == (0, "Stopped.\n", "")
    assert "Row" in summary
    store = Store(Settings(data_dir=data))
    (info,) = store.sessions()
    replayed = analyze(read_recording(store.samples_path(info.id)), exercise="row")
    assert (info.status, info.exercise, info.load_kg) == (SessionStatus.FINISHED, "row", 60.0)
    assert [one.reps for one in store.session(info.id)[1].sets] == [one.reps for one in replayed.sets]
    store.close()


def test_kill_9_in_the_middle_of_a_set_loses_less_than_a_second_and_the_session_goes_on(
    tmp_path: Path, set_soon: Path
) -> None:
    data = tmp_path / "data"
    arguments = ["--no-browser", "--port", "0", "--data", str(data), "--exercise", "row"]
    with sensor_process(tmp_path, set_soon) as adapter:
        with running(tmp_path, "live", "--adapter", adapter, *arguments) as (process, address):
            session_id = address.rsplit("/", 1)[1]
            # Shown at the page's socket, so it must be on the disk.
            shown = heard_until(address, ["rep"])
            process.kill()
            process.wait(timeout=30)
        path = data / "raw" / f"{session_id}.csv"
        # What was cut off in the middle of a line is not counted.
        on_disk_s = float(path.read_text().rsplit("\n", 2)[-2].split(",")[0])
        assert isinstance(shown["t_s"], float)
        assert on_disk_s > shown["t_s"] - 1.0

        # The next start shows it, as interrupted, and its reps are those of its samples.
        store = Store(Settings(data_dir=data))
        assert store.clean_up() == [session_id]
        recover(store, [session_id])
        info, result = store.session(session_id)
        assert info.status is SessionStatus.INTERRUPTED
        assert info.duration_s == pytest.approx(on_disk_s)
        assert result.sets == analyze(read_recording(path), exercise="row").sets
        store.close()

        # And it goes on.
        with running(tmp_path, "live", "--adapter", adapter, "--resume", "last", *arguments) as (process, address):
            assert address.rsplit("/", 1)[1] == session_id
            with connect(f"ws://{urlsplit(address).netloc}/api/live/{session_id}/feed") as feed:
                for text in feed:
                    message = json.loads(text)
                    if message["type"] == "trace" and message["start_s"] > on_disk_s + 1:
                        break
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)
            assert process.returncode == 0
    store = Store(Settings(data_dir=data))
    info, result = store.session(session_id)
    t_s = read_recording(path).samples.t_s
    store.close()
    assert info.status is SessionStatus.FINISHED
    (hole,) = np.flatnonzero(np.diff(t_s) > 0.3)
    assert t_s[hole] == pytest.approx(on_disk_s)
    assert len(result.gaps) == 1
    assert info.duration_s == pytest.approx(t_s[-1])


def test_resume_without_an_interrupted_session_says_so(tmp_path: Path) -> None:
    ended = run(tmp_path, "live", "--resume", "last", "--no-browser", "--port", "0")
    assert ended.returncode == 1
    assert "No session was interrupted" in ended.stderr


def test_more_lifters_than_sensors_or_a_resumed_pair_are_wrong_usage(tmp_path: Path) -> None:
    for arguments in (["--lifter", "Ana", "--lifter", "Ben"], ["--sensor", "A", "--sensor", "B", "--resume", "last"]):
        assert run(tmp_path, "live", *arguments, "--no-browser", "--port", "0").returncode == 2


def test_a_live_session_without_bluetooth_leaves_nothing_behind(tmp_path: Path) -> None:
    data = tmp_path / "data"
    arguments = ("--adapter", "tcp-client:127.0.0.1:1", "--no-browser", "--port", "0", "--data", str(data))
    ended = run(tmp_path, "live", *arguments)
    assert ended.returncode == 1
    assert "cannot be opened" in ended.stdout
    store = Store(Settings(data_dir=data))
    assert store.sessions() == []
    store.close()
    assert list((data / "raw").iterdir()) == []


def test_the_virtual_sensor_ends_with_the_program_that_started_it(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "firmware_sim.ble", "--attached", "--recording", str(ROW)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(tmp_path),
        start_new_session=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["event"] == "ready"
        # What the system does when the other end of the pipe is killed; `communicate` closes it.
        out, err = process.communicate(timeout=30)
        assert (process.returncode, err) == (0, "")
        assert json.loads(out.splitlines()[-1])["event"] == "ended"
    finally:
        process.kill()


def test_a_wrong_fault_is_refused_in_one_line(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "firmware_sim.ble", "--fault", "gremlins=1"],
        capture_output=True, text=True, env=environment(tmp_path), check=False, timeout=120,
    )  # fmt: skip
    assert ended.returncode == 1
    assert ended.stderr.startswith("virtual sensor: fault 'gremlins=1' is not known")
