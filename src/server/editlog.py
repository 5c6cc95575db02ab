"""Keeps edits, one after the other, and takes them back; what the engine found is never touched."""

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from server.deleting import find_row
from server.edited import edited_session
from server.edits import Edit, EditKind
from server.errors import ServerError
from server.lifters import check_lifter
from server.reading import edit_of, read_sessions
from server.rows import edit_row
from server.tables import EditRow, SessionRow, SessionStatus
from server.telling import clean_edit

MAX_EDITS = 5000
"""Edits of one session; nobody makes more by hand."""


class EditLog:
    """The edits of all sessions. All calls block.

    Parameters
    ----------
    sessions : opens the database.
    """

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def of(self, session_id: str) -> tuple[Edit, ...]:
        """Return a session's edits in the order they were made, those undone too."""
        with self._sessions() as db:
            rows = db.scalars(select(EditRow).where(EditRow.session_id == session_id).order_by(EditRow.id))
            return tuple(edit_of(row) for row in rows)

    def add(self, session_id: str, edit: Edit) -> Edit:
        """Keep an edit; return it with its number.

        Raises
        ------
        ServerError
            When there is no such session, the edit makes no sense, or nothing in the session is what it is about. While
            a session is recorded the latter is not asked: its set may not have ended yet.
        """
        clean = clean_edit(edit)
        with self._sessions.begin() as db:
            session = find_row(db, session_id)
            if clean.kind is EditKind.LIFTER and clean.value is not None:
                check_lifter(db, int(clean.value))
            if session.status != SessionStatus.RECORDING.value:
                _check_target(db, session_id, clean)
            row = edit_row(session_id, clean, datetime.now(UTC))
            db.add(row)
            db.flush()
            return edit_of(row)

    def undo(self, session_id: str, edit_id: int) -> Edit:
        """Take an edit back; it stays in the log. Taking back twice is taking back once.

        Raises
        ------
        ServerError
            When the session has no such edit.
        """
        return self._set_undone(session_id, edit_id, datetime.now(UTC))

    def redo(self, session_id: str, edit_id: int) -> Edit:
        """Put an edit that was taken back in force again, at its old place in the order; raises as `undo` does."""
        return self._set_undone(session_id, edit_id, None)

    def undo_last(self, session_id: str) -> Edit | None:
        """Take the newest edit in force back; None when there is none."""
        in_force = [edit for edit in self.of(session_id) if not edit.undone]
        return self.undo(session_id, in_force[-1].id) if in_force else None

    def _set_undone(self, session_id: str, edit_id: int, undone_at: datetime | None) -> Edit:
        with self._sessions.begin() as db:
            row = db.scalar(select(EditRow).where(EditRow.id == edit_id, EditRow.session_id == session_id))
            if row is None:
                raise ServerError("no_edit", "This session has no such edit.", status=404)
            row.undone_at = undone_at
            return edit_of(row)


def _check_target(db: Session, session_id: str, edit: Edit) -> None:
    (kept,) = read_sessions(db, select(SessionRow.id).where(SessionRow.id == session_id))
    if len(kept.edits) >= MAX_EDITS:
        raise ServerError("too_many_edits", f"A session takes {MAX_EDITS} edits. Upload its samples anew.", status=409)
    last = replace(edit, id=-1)
    if last in edited_session(kept.found, [*kept.edits, last], kept.heading).unused:
        raise ServerError(
            "nothing_there",
            f"Nothing in the session at {edit.start_s:.2f} s is what the edit is about. Load the session anew.",
            status=409,
        )
