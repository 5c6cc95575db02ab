"""A database of any version is brought up to date whole, or refused and left as it is."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import CheckConstraint, create_engine, inspect, text

from server.db import migration_config, open_database
from server.errors import StoreError
from server.rows import pack_velocity
from server.settings import Settings
from server.store import Store
from server.tables import Base
from tests.support.sessions import STARTED, some_result
from tests.support.stores import add_some, count_rows


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
    session_id = add_some(first)
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


def test_a_database_that_another_program_holds_for_a_moment_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.db"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("CREATE TABLE something (a)")
    other.execute("BEGIN EXCLUSIVE")
    pauses_s: list[float] = []

    def let_go(pause_s: float) -> None:
        pauses_s.append(pause_s)
        if other.in_transaction and len(pauses_s) == 3:
            other.execute("ROLLBACK")

    monkeypatch.setattr("server.db.sleep", let_go)
    open_database(f"sqlite:///{path}").dispose()
    assert pauses_s == [0.05] * 3
    other.close()


def test_a_database_that_is_never_let_go_is_refused_in_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.db"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("CREATE TABLE something (a)")
    other.execute("BEGIN EXCLUSIVE")
    monkeypatch.setattr("server.db.sleep", lambda _: None)
    with pytest.raises(StoreError):
        open_database(f"sqlite:///{path}")
    other.close()


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


def test_the_tables_can_be_made_on_postgresql() -> None:
    from sqlalchemy.dialects import postgresql
    from sqlalchemy.schema import CreateTable

    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
    statements = [str(CreateTable(table).compile(dialect=dialect)) for table in Base.metadata.sorted_tables]
    assert any("TIMESTAMP WITH TIME ZONE" in statement for statement in statements)
    assert any("BYTEA" in statement for statement in statements)
