"""The database: how it is opened, and how an older one is brought up to date at the start."""

import sqlite3
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine as Database
from sqlalchemy import create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry

from server.errors import StoreError

BUSY_TIMEOUT_MS = 10_000
"""How long one writer waits for another; a session's largest transaction takes well under a second [ms]."""


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
    # Readers go on while one writes, and a crash costs at most the last transaction.
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    # Off by default in SQLite; without it a deleted session leaves its sets behind.
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.close()


def _migrate(database: Database) -> None:
    config = migration_config()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with database.begin() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        if current is not None and current not in known:
            raise StoreError(
                "newer_database",
                f"{database.url.database} was made by a newer version of lastrep (revision {current}). "
                "Update lastrep, or name another folder with --data.",
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def migration_config(**attributes: Any) -> Config:  # Any: alembic passes these through untyped
    """Return alembic's settings for the migrations that are shipped in this package."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes.update(attributes)
    return config
