"""Deletes for good: rows are overwritten with zeros, the log is emptied, the samples are removed.

What was copied out of the data folder (an export, a backup) is out of reach, and so is what a file system or a disk
keeps of removed files.
"""

from pathlib import Path

from sqlalchemy import Engine as Database
from sqlalchemy.orm import Session, sessionmaker

from server.db import wipe_log
from server.errors import ServerError
from server.reading import Kept, ids_of, read_sessions
from server.recorder import is_being_recorded
from server.tables import SessionRow, SessionStatus


def find_row(db: Session, session_id: str) -> SessionRow:
    """Return a session's row.

    Raises
    ------
    ServerError
        When there is none with this id.
    """
    row = db.get(SessionRow, session_id)
    if row is None:
        raise ServerError("not_found", "There is no such session. It may have been deleted.", status=404)
    return row


def delete_session(sessions: sessionmaker[Session], database: Database, raw_dir: Path, session_id: str) -> None:
    """Delete a session with its samples and its edits.

    Raises
    ------
    ServerError
        When there is none with this id, or it is being recorded.
    """
    with sessions.begin() as db:
        row = find_row(db, session_id)
        path = raw_dir / row.raw_name
        if row.status == SessionStatus.RECORDING.value and is_being_recorded(path):
            raise ServerError(
                "being_recorded", "This session is being recorded. Delete it when it has ended.", status=409
            )
        db.delete(row)
        db.flush()
        # Before the commit: a file that cannot be removed keeps its session, so that nothing is left unseen.
        path.unlink(missing_ok=True)
    wipe_log(database)


def sessions_of_one(sessions: sessionmaker[Session], lifter_id: int) -> list[str]:
    """Return the ids of the sessions in which this lifter, and nobody else who was told, lifted."""
    with sessions() as db:
        kept = read_sessions(db, ids_of(lifter_id), traces=False, reps=False)
    return [one.session_id for one in kept if _lifters(one) == {lifter_id}]


def _lifters(kept: Kept) -> set[int]:
    told = [one.told.lifter_id for one in kept.edited.sets] or [kept.heading.lifter_id]
    return {lifter_id for lifter_id in told if lifter_id is not None}
