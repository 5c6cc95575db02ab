"""Runs migrations on the connection that `server.db` hands over; alembic loads this file by its path."""

from alembic import context
from sqlalchemy import Connection

from server.tables import Base


def run_migrations(connection: Connection) -> None:
    """Run what alembic was asked for on an open connection, in its transaction."""
    # SQLite cannot alter a column in place, so alembic rebuilds the table there.
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


# Alembic gives the file this name; a plain import, as doctest does it, has no migration under way.
if __name__ == "env_py":
    run_migrations(context.config.attributes["connection"])
