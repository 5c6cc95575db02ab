"""`lastrep serve` and `lastrep replay` as processes: addresses, ports, Ctrl-C, and a kill in the middle of a set."""

import contextlib
import signal
import socket
import subprocess
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import pytest
from websockets.sync.client import connect

from server.recorder import sha256_of
from server.settings import Settings
from server.store import Store
from server.tables import SessionStatus
from tests.support.processes import heard_until, run, running
from tests.support.web import canonical_csv


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    path = tmp_path / "still.csv"
    path.write_bytes(canonical_csv(2000))
    return path


def origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def test_serve_prints_its_address_takes_an_upload_and_ends_cleanly(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with running(tmp_path, "serve", "--no-browser", "--port", "0", "--data", str(data)) as (process, address):
        with httpx2.Client(base_url=origin_of(address)) as client:
            assert client.get("/api/health").json()["status"] == "ok"
            sent = client.post("/api/sessions", files={"file": ("a.csv", canonical_csv(400))})
            assert sent.status_code == 201, sent.text
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert out.strip() == "Stopped."
    assert err == ""
    store = Store(Settings(data_dir=data))
    assert [info.source for info in store.sessions()] == ["a.csv"]
    store.close()


def test_the_users_own_folder_is_the_default(tmp_path: Path) -> None:
    with running(tmp_path, "serve", "--no-browser", "--port", "0"):
        assert (tmp_path / ".local/share/lastrep/lastrep.db").exists()


def test_a_port_in_use_gives_the_next_free_one(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with running(tmp_path, "serve", "--no-browser", "--port", str(port)) as (_, address):
            assert port < (urlsplit(address).port or 0) <= port + 20


@pytest.mark.parametrize("name", ["serve", "demo", "replay"])
def test_other_computers_are_kept_out_unless_a_switch_lets_them_in(tmp_path: Path, recording: Path, name: str) -> None:
    file = [str(recording)] if name == "replay" else []
    ended = run(tmp_path, name, *file, "--no-browser", "--host", "0.0.0.0")
    assert ended.returncode == 2
    assert "--allow-network" in ended.stderr


def test_the_switch_warns_and_lets_other_names_in(tmp_path: Path) -> None:
    arguments = ("serve", "--no-browser", "--port", "0", "--host", "0.0.0.0", "--allow-network")
    with running(tmp_path, *arguments) as (process, address):
        port = urlsplit(address).port
        request = urllib.request.Request(f"http://127.0.0.1:{port}/api/health", headers={"host": "gym-laptop:1"})
        with urllib.request.urlopen(request) as response:
            assert response.status == 200
        process.kill()
        _, err = process.communicate(timeout=30)
    assert err.startswith("Warning: anyone on the network")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("serve", "--data", "{file}"), "cannot be used as the data folder"),
        (("replay", "{missing}"), "missing.csv"),
        (("serve", "--host", "203.0.113.7", "--allow-network", "--port", "0"), "Cannot listen on 203.0.113.7"),
    ],
)
def test_what_cannot_be_used_ends_in_one_line(
    tmp_path: Path, recording: Path, arguments: tuple[str, ...], words: str
) -> None:
    filled = [part.format(file=recording, missing=tmp_path / "missing.csv") for part in arguments]
    ended = run(tmp_path, *filled, "--no-browser")
    assert ended.returncode == 1
    assert ended.stdout == ""
    line = ended.stderr.strip().splitlines()[-1]
    assert words in line
    assert "Traceback" not in ended.stderr


def test_a_replayed_recording_is_kept_like_an_uploaded_one(tmp_path: Path, recording: Path) -> None:
    data = tmp_path / "data"
    arguments = ("replay", str(recording), "--speed", "0", "--no-browser", "--port", "0", "--data", str(data))
    with running(tmp_path, *arguments) as (process, address):
        session_id = address.rsplit("/", 1)[1]
        with connect(f"ws://{urlsplit(address).netloc}/api/live/{session_id}/feed") as feed:
            assert [part for part in feed if '"ended"' in str(part)]
        with httpx2.Client(base_url=origin_of(address)) as client:
            info = client.get(f"/api/sessions/{session_id}/info").json()
            with recording.open("rb") as file:
                uploaded = client.post("/api/sessions", files={"file": ("still.csv", file)}).json()
            played, sent = (
                client.get(f"/api/sessions/{one}").json() | {"id": "", "source": ""}
                for one in (session_id, uploaded["id"])
            )
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode == 0
    assert (info["status"], info["origin"], info["source"]) == ("finished", "replay", "still.csv")
    assert info["raw_sha256"] == uploaded["raw_sha256"]
    assert played == sent


def test_a_killed_replay_is_interrupted_at_the_next_start_and_keeps_its_samples(
    tmp_path: Path, recording: Path
) -> None:
    data = tmp_path / "data"
    told = ("--lifter", "Ana", "--load-kg", "60")
    arguments = ("replay", str(recording), *told, "--no-browser", "--port", "0", "--data", str(data))
    with running(tmp_path, *arguments) as (process, address):
        session_id = address.rsplit("/", 1)[1]
        with connect(f"ws://{urlsplit(address).netloc}/api/live/{session_id}/feed") as feed:
            for message in feed:
                if '"trace"' in str(message):
                    break
        # While it runs, another process leaves the session alone.
        store = Store(Settings(data_dir=data))
        assert store.clean_up() == []
        info = store.info(session_id)
        assert (info.lifter, info.load_kg) == ("Ana", 60.0)
        process.kill()
        process.wait(timeout=30)
    assert store.clean_up() == [session_id]
    info = store.info(session_id)
    assert info.status is SessionStatus.INTERRUPTED
    assert info.duration_s is not None
    assert info.duration_s > 0
    assert info.raw_sha256 is not None
    store.close()


@pytest.mark.parametrize(("name", "at_once"), [("serve", True), ("serve", False), ("replay", False), ("demo", False)])
def test_ctrl_c_pressed_until_it_ends_is_one_quiet_end(
    tmp_path: Path, recording: Path, name: str, at_once: bool
) -> None:
    data = tmp_path / "data"
    file = [str(recording)] if name == "replay" else []
    arguments = (name, *file, "--no-browser", "--port", "0", "--data", str(data))
    with running(tmp_path, *arguments) as (process, address):
        if name != "serve":
            heard_until(address, ["trace"])
        elif not at_once:
            assert httpx2.get(address).status_code == 200
        press_until_it_ends(process)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")
    assert out.splitlines()[-1] == "Stopped."
    store = Store(Settings(data_dir=data))
    # Ended by itself: nothing is left to be cleaned up, and the samples have their checksum.
    assert store.clean_up() == []
    for info in store.sessions():
        assert info.raw_sha256 == sha256_of(store.samples_path(info.id))
    assert len(store.sessions()) == (name != "serve")
    store.close()


def test_a_termination_signal_ends_like_ctrl_c(tmp_path: Path) -> None:
    with running(tmp_path, "serve", "--no-browser", "--port", "0") as (process, _):
        process.terminate()
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (0, "Stopped.\n", "")


def press_until_it_ends(process: subprocess.Popen[str]) -> None:
    """Press Ctrl-C fifty times a second."""
    while process.poll() is None:
        process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.02)


def test_ctrl_c_in_the_middle_of_a_replay_ends_the_session(tmp_path: Path, recording: Path) -> None:
    data = tmp_path / "data"
    arguments = ("replay", str(recording), "--no-browser", "--port", "0", "--data", str(data))
    with running(tmp_path, *arguments) as (process, address):
        session_id = address.rsplit("/", 1)[1]
        with connect(f"ws://{urlsplit(address).netloc}/api/live/{session_id}/feed") as feed:
            assert '"hello"' in str(feed.recv(timeout=30))
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert err == ""
    store = Store(Settings(data_dir=data))
    assert store.info(session_id).status is SessionStatus.INTERRUPTED
    assert store.info(session_id).notes[-1] == "The recording was stopped before its end."
    store.close()
