"""The database: how it is opened, and how an older one is brought up to date at the start."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, event
from sqlalchemy import Engine as Database
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry

from server.errors import StoreError

BUSY_TIMEOUT_MS = 10_000
"""How long one writer waits for another; a session's largest transaction takes well under a second [ms]."""

RETRY_MS = 50
"""Pause before the write-ahead log is asked for again [ms]."""

WIPE_WAIT_MS = 500
"""How long a deletion waits for readers, so that the log can be emptied at once [ms]."""


def open_database(url: str) -> Database:
    """Open a database and bring its tables up to date.

    Parameters
    ----------
    url : as SQLAlchemy wants it; SQLite and PostgreSQL are meant to work.

    Raises
    ------
    StoreError
        When it cannot be opened, is no database, or was made by a newer version.

    Examples
    --------
    >>> database = open_database("sqlite://")
    >>> database.dialect.name
    'sqlite'
    >>> database.dispose()
    """
    database = create_engine(url)
    if database.dialect.name == "sqlite":
        event.listen(database, "connect", _set_up_sqlite)
    try:
        _migrate(database)
    except DatabaseError as error:
        database.dispose()
        raise StoreError(
            "bad_database",
            f"{database.url.database}: cannot be used as the database ({error.orig}). "
            "Move the file away, or name another folder with --data.",
        ) from error
    except BaseException:
        database.dispose()
        raise
    return database


def _set_up_sqlite(connection: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    _log_ahead(cursor)
    cursor.execute("PRAGMA synchronous=NORMAL")
    # Off by default in SQLite; without it a deleted session leaves its sets behind.
    cursor.execute("PRAGMA foreign_keys=ON")
    # What is deleted is overwritten with zeros, not only unlinked.
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.close()


def _log_ahead(cursor: sqlite3.Cursor) -> None:
    """Turn to the write-ahead log: readers go on while one writes, and a crash costs at most the last transaction.

    SQLite does not wait by itself when another program turns to it, or is brought up to date, at the same moment.
    """
    cursor.execute("PRAGMA busy_timeout=0")
    for _ in range(BUSY_TIMEOUT_MS // RETRY_MS):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as trouble:
            if "locked" not in str(trouble):
                raise
            sleep(RETRY_MS / 1000)
        else:
            return
    cursor.execute("PRAGMA journal_mode=WAL")


def wipe_log(database: Database) -> None:
    """Empty SQLite's write-ahead log, which still holds what was deleted; of no effect elsewhere.

    While another connection reads, the log cannot be emptied; the next deletion, or the next start, does it then.
    """
    if database.dialect.name != "sqlite":
        return
    with database.connect() as connection:
        connection.exec_driver_sql(f"PRAGMA busy_timeout={WIPE_WAIT_MS}")
        try:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


def _migrate(database: Database) -> None:
    with database.connect() as connection, _schema_change(connection):
        config = migration_config(connection=connection)
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        current = MigrationContext.configure(connection).get_current_revision()
        if current is not None and current not in known:
            raise StoreError(
                "newer_database",
                f"{database.url.database} was made by a newer version of lastrep (revision {current}). "
                "Update lastrep, or name another folder with --data.",
            )
        command.upgrade(config, "head")


@contextmanager
def _schema_change(connection: Connection) -> Iterator[None]:
    """One transaction, all or nothing, in which tables may be rebuilt."""
    if connection.dialect.name != "sqlite":
        with connection.begin():
            yield
        return
    # SQLite changes a table by copying and dropping it; with foreign keys on, the drop would delete every set.
    connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    connection.commit()
    try:
        with connection.begin():
            # By itself Python's driver does not put a change of tables into a transaction.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield
    finally:
        connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        connection.commit()


def migration_config(**attributes: Any) -> Config:  # Any: alembic passes these through untyped
    """Return alembic's settings for the migrations that are shipped in this package."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes.update(attributes)
    return config
