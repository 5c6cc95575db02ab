"""Removes what a process that died left half done, and ends its sessions."""

import shutil

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from server.recorder import is_being_recorded, recorded_s, sha256_of
from server.settings import Settings
from server.tables import Origin, SessionRow, SessionStatus
from server.words import RESUME_NOTE

UPLOAD_PREFIX = "upload-"
"""Beginning of the names of folders in which uploads are read."""

OLDEST_UPLOAD_S = 24 * 3600
"""Age after which such a folder belongs to no living process [s]."""

INTERRUPTED_NOTE = (
    "The program stopped while this session was recorded. All samples up to the break are kept, and the reps are "
    "counted from them."
)


def clean_up(sessions: sessionmaker[Session], settings: Settings, now_s: float) -> list[str]:
    """Clean up a data folder; return the ids of the sessions that were ended.

    Parameters
    ----------
    sessions : opens the database.
    settings : where the folder is.
    now_s : the computer's clock [s].
    """
    interrupted = _mark_interrupted(sessions, settings)
    with sessions() as db:
        known = set(db.scalars(select(SessionRow.raw_name)))
    for path in settings.raw_dir.glob("*.csv"):
        # Whoever still works on a session holds its file locked until the database knows of it.
        if path.name not in known and not is_being_recorded(path):
            path.unlink(missing_ok=True)
    for folder in settings.data_dir.glob(f"{UPLOAD_PREFIX}*"):
        if folder.stat().st_mtime < now_s - OLDEST_UPLOAD_S:
            shutil.rmtree(folder, ignore_errors=True)
    return interrupted


def _mark_interrupted(sessions: sessionmaker[Session], settings: Settings) -> list[str]:
    with sessions.begin() as db:
        rows = db.scalars(select(SessionRow).where(SessionRow.status == SessionStatus.RECORDING.value)).all()
        dead = [row for row in rows if not is_being_recorded(settings.raw_dir / row.raw_name)]
        for row in dead:
            path = settings.raw_dir / row.raw_name
            row.status = SessionStatus.INTERRUPTED.value
            row.duration_s = recorded_s(path)
            row.raw_sha256 = sha256_of(path) if path.exists() else None
            live = row.origin == Origin.LIVE.value
            row.notes = [*row.notes, INTERRUPTED_NOTE, *([RESUME_NOTE] if live else [])]
        return [row.id for row in dead]
