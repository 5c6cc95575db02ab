"""The store keeps whole sessions or nothing, and the recorder writes before anything is shown."""

import hashlib
import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import text

from server.errors import ServerError, StoreError
from server.recorder import Recorder, is_being_recorded
from server.settings import Settings
from server.store import Store
from server.tables import Origin, SessionStatus
from tests.support.sessions import STARTED, some_recording, some_result
from tests.support.stores import add_some, count_rows


def test_a_session_comes_back_as_it_was_stored(store: Store) -> None:
    session_id = add_some(store)
    info, result = store.session(session_id)
    assert result == some_result()
    assert info.started_at == STARTED
    assert info.started_at.utcoffset() == timedelta(hours=1)
    assert (info.set_count, info.completed_count, info.failed_count) == (1, 2, 1)
    assert info.status is SessionStatus.FINISHED
    assert info.notes == ("odd",)


def test_raw_samples_are_the_canonical_recording_and_hashed(store: Store) -> None:
    info, _ = store.session(add_some(store))
    raw = store.raw_path(info.raw_name).read_bytes()
    lines = raw.decode().splitlines()
    assert lines[0] == "time_s,ax_g,ay_g,az_g,gx_dps,gy_dps,gz_dps"
    assert len(lines) == 401
    values = np.array([[float(value) for value in line.split(",")] for line in lines[1:]])
    samples = some_recording().samples
    assert samples.gyr_dps is not None
    np.testing.assert_allclose(values[:, 0], samples.t_s, atol=5e-7)
    np.testing.assert_allclose(values[:, 1:4] * 9.80665, samples.acc_mps2, rtol=1e-9)
    np.testing.assert_allclose(values[:, 4:], samples.gyr_dps, rtol=1e-9)
    assert info.raw_sha256 == hashlib.sha256(raw).hexdigest()


def test_sessions_are_listed_newest_first(store: Store) -> None:
    ids = [
        store.add_recording(
            some_recording(),
            some_result(),
            origin=Origin.UPLOAD,
            started_at=STARTED + timedelta(days=day),
            exercise=None,
        )
        for day in (0, 2, 1)
    ]
    assert [info.id for info in store.sessions()] == [ids[1], ids[2], ids[0]]
    assert [info.id for info in store.sessions(limit=1, offset=1)] == [ids[2]]


def test_delete_removes_every_row_and_the_samples(store: Store) -> None:
    kept = add_some(store)
    session_id = add_some(store)
    info, _ = store.session(session_id)
    assert count_rows(store)["RepRow"] == 6
    store.delete(session_id)
    assert count_rows(store) == {"SetRow": 1, "RepRow": 3, "RejectionRow": 2, "GapRow": 1, "TraceRow": 1}
    assert not store.raw_path(info.raw_name).exists()
    with pytest.raises(ServerError) as caught:
        store.session(session_id)
    assert caught.value.code == "not_found"
    assert [one.id for one in store.sessions()] == [kept]


def test_nothing_is_half_stored_when_the_database_refuses(store: Store) -> None:
    bad = some_result()
    rep = replace(bad.sets[0].reps[0], concentric_start_s=None)  # type: ignore[arg-type]  # what a bug would do
    broken = replace(bad, sets=(bad.sets[0], replace(bad.sets[0], reps=(rep,))))
    with pytest.raises(Exception, match="NOT NULL"):
        add_some(store, broken)
    assert store.sessions() == []
    assert set(count_rows(store).values()) == {0}
    assert list(store.settings.raw_dir.iterdir()) == []


def begin(store: Store) -> tuple[str, Recorder]:
    return store.begin(source="x", origin=Origin.REPLAY, gyroscope=True, started_at=STARTED, rate_hz=100.0)


def test_samples_are_on_disk_as_soon_as_append_returns(store: Store) -> None:
    session_id, recorder = begin(store)
    recorder.append(some_recording().samples.slice(0, 5))
    assert len(recorder.path.read_text().splitlines()) == 6
    sha256 = recorder.seal()
    store.finish(session_id, status=SessionStatus.FINISHED, sha256=sha256, duration_s=0.04)
    recorder.close()
    assert store.session(session_id)[0].raw_sha256 == hashlib.sha256(recorder.path.read_bytes()).hexdigest()


def test_a_recorder_never_writes_over_samples(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("kept")
    with pytest.raises(FileExistsError):
        Recorder(tmp_path / "a.csv", gyroscope=False)
    assert (tmp_path / "a.csv").read_text() == "kept"


def test_a_session_whose_process_died_is_marked_interrupted(store: Store) -> None:
    session_id, recorder = begin(store)
    recorder.append(some_recording().samples)
    store.add_set(session_id, 1, some_result().sets[0])
    # Death of the process: the lock goes, and a line is cut in the middle.
    with recorder.path.open("a") as file:
        file.write("4.0,0.1")
    recorder._file.close()
    assert store.clean_up() == [session_id]
    info, result = store.session(session_id)
    assert info.status is SessionStatus.INTERRUPTED
    assert result.sets == some_result().sets
    assert result.duration_s == pytest.approx(3.99)
    assert "stopped while" in info.notes[-1]
    assert store.clean_up() == []


def test_a_session_that_another_process_records_is_left_alone(store: Store) -> None:
    session_id, recorder = begin(store)
    assert is_being_recorded(recorder.path)
    assert store.clean_up() == []
    with pytest.raises(ServerError) as caught:
        store.delete(session_id)
    assert caught.value.status == 409
    recorder.close()
    assert store.clean_up() == [session_id]


def test_what_a_dead_process_left_half_done_is_removed_and_nothing_else(store: Store) -> None:
    kept = add_some(store)
    session_id, recorder = begin(store)
    orphan = store.settings.raw_dir / f"{'0' * 32}.csv"
    orphan.write_text("time_s,ax_g,ay_g,az_g\n")
    half_done = Recorder(store.settings.raw_dir / f"{'1' * 32}.csv", gyroscope=False)
    old, fresh = (store.settings.data_dir / f"upload-{name}" for name in ("old", "fresh"))
    for folder in (old, fresh):
        folder.mkdir()
        (folder / "a.csv").write_text("x")
    os.utime(old, (0, 0))
    assert store.clean_up() == []
    assert not orphan.exists()
    assert half_done.path.exists()
    assert (old.exists(), fresh.exists()) == (False, True)
    assert store.samples_path(kept).exists()
    assert store.samples_path(session_id) == recorder.path
    recorder.close()
    half_done.close()


def test_a_data_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "here").write_text("")
    with pytest.raises(StoreError, match="cannot be used as the data folder"):
        Store(Settings(data_dir=tmp_path / "here"))


def test_foreign_keys_and_wal_are_on(store: Store) -> None:
    with store._database.connect() as connection:
        assert connection.execute(text("pragma foreign_keys")).scalar_one() == 1
        assert connection.execute(text("pragma journal_mode")).scalar_one() == "wal"
        assert connection.execute(text("pragma busy_timeout")).scalar_one() == 10_000


def test_a_moment_without_offset_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="without its offset"):
        store.begin(source="x", origin=Origin.LIVE, gyroscope=False, started_at=datetime(2026, 1, 1))  # noqa: DTZ001
    assert list(store.settings.raw_dir.iterdir()) == []
    assert STARTED.astimezone(UTC).hour == 17
