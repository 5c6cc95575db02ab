"""The store keeps whole sessions or nothing, and the recorder writes before anything is shown."""

import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import CheckConstraint, create_engine, func, inspect, select, text
from sqlalchemy.orm import Session

from sensing.events import SessionResult
from server.db import migration_config, open_database
from server.errors import ServerError, StoreError
from server.recorder import Recorder, is_being_recorded
from server.rows import pack_velocity
from server.settings import Settings
from server.store import Store
from server.tables import Base, GapRow, Origin, RejectionRow, RepRow, SessionStatus, SetRow, TraceRow
from tests.support.sessions import STARTED, some_recording, some_result


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(Settings(data_dir=tmp_path))
    yield store
    store.close()


def add(store: Store, result: SessionResult | None = None) -> str:
    return store.add_recording(
        some_recording(), result or some_result(), origin=Origin.UPLOAD, started_at=STARTED, exercise="bench"
    )


def count_rows(store: Store) -> dict[str, int]:
    with Session(store._database) as db:
        return {
            table.__name__: db.scalar(select(func.count()).select_from(table)) or 0
            for table in (SetRow, RepRow, RejectionRow, GapRow, TraceRow)
        }


def test_a_session_comes_back_as_it_was_stored(store: Store) -> None:
    session_id = add(store)
    info, result = store.session(session_id)
    assert result == some_result()
    assert info.started_at == STARTED
    assert info.started_at.utcoffset() == timedelta(hours=1)
    assert (info.set_count, info.completed_count, info.failed_count) == (1, 2, 1)
    assert info.status is SessionStatus.FINISHED
    assert info.notes == ("odd",)


def test_raw_samples_are_the_canonical_recording_and_hashed(store: Store) -> None:
    info, _ = store.session(add(store))
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
    kept = add(store)
    session_id = add(store)
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
        add(store, broken)
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
    kept = add(store)
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


def test_a_fresh_database_has_exactly_the_tables_of_the_models(tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    database = open_database(f"sqlite:///{tmp_path / 'a.db'}")
    with database.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        inspector = inspect(connection)
        for table in Base.metadata.sorted_tables:
            names = {check["name"] for check in inspector.get_check_constraints(table.name)}
            assert names == {c.name for c in table.constraints if isinstance(c, CheckConstraint)}
    database.dispose()


def test_an_empty_old_database_is_upgraded_and_an_upgraded_one_kept(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'lastrep.db'}"
    first = Store(Settings(data_dir=tmp_path))
    session_id = add(first)
    first.close()
    second = Store(Settings(data_dir=tmp_path))
    assert second.session(session_id)[1] == some_result()
    second.close()
    engine = create_engine(url)
    with engine.connect() as connection:
        assert connection.execute(text("select version_num from alembic_version")).scalar_one() == "0002"
    engine.dispose()


def a_database_of_the_first_version(url: str) -> None:
    """One session with a set of one rep, a refused movement, a gap and a trace, as the first version kept them."""
    from alembic import command

    database = create_engine(url)
    with database.begin() as connection:
        command.upgrade(migration_config(connection=connection), "0001")
        for statement in (
            "insert into sessions values ('a', 'bench.csv', 'live', 'bench', '2026-11-23 17:05:00.000000', 60,"
            " 'finished', 100.0, 9.0, 'a.csv', null, '0.1.0', '[\"odd\"]')",
            "insert into sets values (1, 'a', 1, 'bench', 1.0, 3.0)",
            "insert into reps values (1, 1, 1, 'completed', 1.0, 2.0, null, 0.5, 0.5, 0.8, 0.5, 0.01, null)",
            "insert into rejections values (1, 'a', 1, 0.2, 0.8, 'unrack', 'rose 0.05 m')",
            "insert into gaps values (1, 'a', 2.1, 2.4)",
        ):
            connection.exec_driver_sql(statement)
        connection.execute(text("insert into traces values (1, 0.5, 0.04, :v)"), {"v": pack_velocity([0.0, 0.5])})
    database.dispose()


def test_a_database_of_the_first_version_keeps_all_it_holds(tmp_path: Path) -> None:
    a_database_of_the_first_version(f"sqlite:///{tmp_path / 'lastrep.db'}")
    store = Store(Settings(data_dir=tmp_path))
    info, result = store.session("a")
    assert (info.exercise, info.started_at, info.notes) == ("bench", STARTED, ("odd",))
    assert (info.load_kg, info.lifter, info.sensor_name, info.rack, info.edited) == (None, None, None, None, False)
    (one,) = result.sets
    assert (one.start_s, one.trace.velocity_mps, one.rejected[0].detail) == (1.0, (0.0, 0.5), "rose 0.05 m")
    assert (one.reps[0].mean_velocity_sd_mps, one.reps[0].form) == (0.01, None)
    assert result.gaps == ((2.1, 2.4),)
    assert count_rows(store) == {"SetRow": 1, "RepRow": 1, "RejectionRow": 1, "GapRow": 1, "TraceRow": 1}
    store.close()


def test_a_migration_that_breaks_off_leaves_the_database_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from alembic.operations import Operations

    url = f"sqlite:///{tmp_path / 'lastrep.db'}"
    a_database_of_the_first_version(url)
    create_table = Operations.create_table

    def fail(self: Operations, name: str, *columns: object, **options: object) -> object:
        if name == "edits":
            raise OSError("no space left")
        return create_table(self, name, *columns, **options)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(Operations, "create_table", fail)
    with pytest.raises(OSError, match="no space left"):
        open_database(url)
    engine = create_engine(url)
    assert "lifters" not in inspect(engine).get_table_names()
    assert "load_kg" not in {column["name"] for column in inspect(engine).get_columns("sessions")}
    engine.dispose()


def test_several_programs_may_bring_one_database_up_to_date_at_once(tmp_path: Path) -> None:
    a_database_of_the_first_version(f"sqlite:///{tmp_path / 'lastrep.db'}")

    def open_and_read(_: int) -> int:
        store = Store(Settings(data_dir=tmp_path))
        try:
            return len(store.session("a")[1].sets)
        finally:
            store.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(open_and_read, range(4))) == [1, 1, 1, 1]


def test_every_migration_can_be_taken_back_and_run_again(tmp_path: Path) -> None:
    from alembic import command

    database = open_database(f"sqlite:///{tmp_path / 'a.db'}")
    with database.begin() as connection:
        command.downgrade(migration_config(connection=connection), "base")
    with database.begin() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]
        command.upgrade(migration_config(connection=connection), "head")
    assert set(inspect(database).get_table_names()) == {*Base.metadata.tables, "alembic_version"}
    database.dispose()


def test_a_database_of_a_newer_version_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'lastrep.db'}")
    with database.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '9999'"))
    database.dispose()
    with pytest.raises(StoreError) as caught:
        Store(Settings(data_dir=tmp_path))
    assert caught.value.code == "newer_database"
    assert "newer version of lastrep (revision 9999)" in caught.value.message
    assert "\n" not in caught.value.message


def test_a_file_that_is_no_database_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "lastrep.db").write_bytes(b"this is not a database, whatever its name says" * 100)
    with pytest.raises(StoreError) as caught:
        Store(Settings(data_dir=tmp_path))
    assert caught.value.code == "bad_database"
    assert "\n" not in caught.value.message


def test_a_data_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "here").write_text("")
    with pytest.raises(StoreError, match="cannot be used as the data folder"):
        Store(Settings(data_dir=tmp_path / "here"))


def test_foreign_keys_and_wal_are_on(store: Store) -> None:
    with store._database.connect() as connection:
        assert connection.execute(text("pragma foreign_keys")).scalar_one() == 1
        assert connection.execute(text("pragma journal_mode")).scalar_one() == "wal"
        assert connection.execute(text("pragma busy_timeout")).scalar_one() == 10_000


def test_the_tables_can_be_made_on_postgresql() -> None:
    from sqlalchemy.dialects import postgresql
    from sqlalchemy.schema import CreateTable

    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
    statements = [str(CreateTable(table).compile(dialect=dialect)) for table in Base.metadata.sorted_tables]
    assert any("TIMESTAMP WITH TIME ZONE" in statement for statement in statements)
    assert any("BYTEA" in statement for statement in statements)


def test_a_moment_without_offset_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="without its offset"):
        store.begin(source="x", origin=Origin.LIVE, gyroscope=False, started_at=datetime(2026, 1, 1))  # noqa: DTZ001
    assert list(store.settings.raw_dir.iterdir()) == []
    assert STARTED.astimezone(UTC).hour == 17
