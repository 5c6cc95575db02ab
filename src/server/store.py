"""The store: sessions with their raw samples, written whole or not at all.

All calls block (disk); async code goes through a worker thread.
"""

import secrets
import shutil
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from sensing.events import Rejection, SessionResult, SetResult
from sensing.samples import Recording
from server.db import open_database
from server.errors import ServerError, StoreError
from server.listing import SessionInfo, counts_of, session_info
from server.recorder import Recorder, is_being_recorded, recorded_s, sha256_of
from server.rows import gap_rows, rejection_row, session_result, set_row
from server.settings import Settings
from server.tables import Origin, SessionRow, SessionStatus
from server.words import RESUME_NOTE

UPLOAD_PREFIX = "upload-"
"""Beginning of the names of folders in which uploads are read."""

OLDEST_UPLOAD_S = 24 * 3600
"""Age after which such a folder belongs to no living process [s]."""


class Store:
    """Keeps sessions in one folder.

    Parameters
    ----------
    settings : where.

    Raises
    ------
    StoreError
        When the folder or the database cannot be used.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        try:
            settings.raw_dir.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                "bad_data_dir",
                f"{settings.data_dir}: cannot be used as the data folder ({error.strerror}). Name another with --data.",
            ) from error
        self._database = open_database(settings.database_url)
        self._sessions = sessionmaker(self._database, expire_on_commit=False)

    def close(self) -> None:
        """Close all connections."""
        self._database.dispose()

    def begin(
        self,
        *,
        source: str,
        origin: Origin,
        gyroscope: bool | None,
        started_at: datetime,
        exercise: str | None = None,
        rate_hz: float | None = None,
        notes: Sequence[str] = (),
    ) -> tuple[str, Recorder]:
        """Start a session; return its id and its recorder. `gyroscope` is None when the first samples will tell."""
        session_id = secrets.token_hex(16)
        recorder = Recorder(self.settings.raw_dir / f"{session_id}.csv", gyroscope=gyroscope)
        try:
            with self._sessions.begin() as db:
                db.add(
                    SessionRow(
                        id=session_id,
                        source=source[:300],
                        origin=origin.value,
                        exercise=exercise,
                        started_at=started_at,
                        utc_offset_min=_offset_min(started_at),
                        status=SessionStatus.RECORDING.value,
                        rate_hz=rate_hz,
                        raw_name=recorder.path.name,
                        engine_version=version("lastrep"),
                        notes=[note[:500] for note in notes],
                    )
                )
        except BaseException:
            recorder.discard()
            raise
        return session_id, recorder

    def add_set(self, session_id: str, position: int, result: SetResult) -> None:
        """Keep one set of a session that is under way, in one transaction."""
        with self._sessions.begin() as db:
            db.add(set_row(session_id, position, result))

    def finish(
        self,
        session_id: str,
        *,
        status: SessionStatus,
        sha256: str,
        duration_s: float,
        rate_hz: float | None = None,
        gaps: Sequence[tuple[float, float]] = (),
        rejected: Sequence[Rejection] = (),
        notes: Sequence[str] = (),
    ) -> None:
        """End a session: what belongs to no set, and the checksum of its samples. A rate of None changes nothing."""
        with self._sessions.begin() as db:
            row = self._row(db, session_id)
            row.status = status.value
            row.raw_sha256 = sha256
            row.duration_s = duration_s
            row.rate_hz = row.rate_hz if rate_hz is None else rate_hz
            row.notes = [*row.notes, *(note[:500] for note in notes)]
            db.add_all(gap_rows(session_id, gaps))
            db.add_all(rejection_row(session_id, one) for one in rejected)

    def restart(self, session_id: str) -> None:
        """Let an interrupted session grow again; its reps go, for they are counted again from its samples."""
        with self._sessions.begin() as db:
            row = self._row(db, session_id)
            _forget_found(row)
            row.status, row.duration_s, row.raw_sha256 = SessionStatus.RECORDING.value, None, None

    def replace_result(self, session_id: str, result: SessionResult, *, sha256: str) -> None:
        """Keep what was found in a session's samples, of this checksum, instead of what is there."""
        with self._sessions.begin() as db:
            row = self._row(db, session_id)
            _forget_found(row)
            db.flush()
            row.rate_hz, row.duration_s, row.raw_sha256 = result.rate_hz, result.duration_s, sha256
            row.sets.extend(set_row(session_id, index, one) for index, one in enumerate(result.sets, start=1))
            row.rejections.extend(rejection_row(session_id, one) for one in result.rejected)
            row.gaps.extend(gap_rows(session_id, result.gaps))

    def add_recording(
        self, recording: Recording, result: SessionResult, *, origin: Origin, started_at: datetime, exercise: str | None
    ) -> str:
        """Keep a whole recording with what was found in it; return its id. On any error nothing is kept."""
        session_id = secrets.token_hex(16)
        gyroscope = recording.samples.gyr_dps is not None
        recorder = Recorder(self.settings.raw_dir / f"{session_id}.csv", gyroscope=gyroscope)
        try:
            for block in recording.samples.blocks(100_000):
                recorder.append(block)
            sha256 = recorder.seal()
            with self._sessions.begin() as db:
                db.add(
                    SessionRow(
                        id=session_id,
                        source=recording.source[:300],
                        origin=origin.value,
                        exercise=exercise,
                        started_at=started_at,
                        utc_offset_min=_offset_min(started_at),
                        status=SessionStatus.FINISHED.value,
                        rate_hz=result.rate_hz,
                        duration_s=result.duration_s,
                        raw_name=recorder.path.name,
                        raw_sha256=sha256,
                        engine_version=version("lastrep"),
                        notes=[note[:500] for note in recording.notes],
                        sets=[set_row(session_id, index, one) for index, one in enumerate(result.sets, start=1)],
                        rejections=[rejection_row(session_id, one) for one in result.rejected],
                        gaps=gap_rows(session_id, result.gaps),
                    )
                )
        except BaseException:
            recorder.discard()
            raise
        recorder.close()
        return session_id

    def clean_up(self) -> list[str]:
        """Remove what a process that died left half done, and end its sessions; return their ids."""
        interrupted = self._mark_interrupted()
        with self._sessions() as db:
            known = set(db.scalars(select(SessionRow.raw_name)))
        for path in self.settings.raw_dir.glob("*.csv"):
            # Whoever still works on a session holds its file locked until the database knows of it.
            if path.name not in known and not is_being_recorded(path):
                path.unlink(missing_ok=True)
        oldest_s = now().timestamp() - OLDEST_UPLOAD_S
        for folder in self.settings.data_dir.glob(f"{UPLOAD_PREFIX}*"):
            if folder.stat().st_mtime < oldest_s:
                shutil.rmtree(folder, ignore_errors=True)
        return interrupted

    def _mark_interrupted(self) -> list[str]:
        with self._sessions.begin() as db:
            rows = db.scalars(select(SessionRow).where(SessionRow.status == SessionStatus.RECORDING.value)).all()
            dead = [row for row in rows if not is_being_recorded(self.raw_path(row.raw_name))]
            for row in dead:
                path = self.raw_path(row.raw_name)
                row.status = SessionStatus.INTERRUPTED.value
                row.duration_s = recorded_s(path)
                row.raw_sha256 = sha256_of(path) if path.exists() else None
                row.notes = [
                    *row.notes,
                    "The program stopped while this session was recorded. All samples up to the break are kept, and "
                    "the reps are counted from them.",
                    *([RESUME_NOTE] if row.origin == Origin.LIVE.value else []),
                ]
            return [row.id for row in dead]

    def sessions(self, *, limit: int = 50, offset: int = 0) -> list[SessionInfo]:
        """Return sessions, the newest first."""
        with self._sessions() as db:
            rows = db.scalars(
                select(SessionRow).order_by(SessionRow.started_at.desc(), SessionRow.id).limit(limit).offset(offset)
            ).all()
            counts = counts_of(db, [row.id for row in rows])
            return [session_info(row, *counts.get(row.id, (0, 0, 0))) for row in rows]

    def session(self, session_id: str) -> tuple[SessionInfo, SessionResult]:
        """Return one session with all that was found in it.

        Raises
        ------
        ServerError
            When there is none with this id.
        """
        with self._sessions() as db:
            row = self._row(db, session_id)
            counts = counts_of(db, [session_id])
            result = session_result(row)
            if row.duration_s is None:
                result = replace(result, duration_s=recorded_s(self.raw_path(row.raw_name)) or 0.0)
            return session_info(row, *counts.get(session_id, (0, 0, 0))), result

    def info(self, session_id: str) -> SessionInfo:
        """Return one session without its reps; raises as `session` does."""
        with self._sessions() as db:
            row = self._row(db, session_id)
            return session_info(row, *counts_of(db, [session_id]).get(session_id, (0, 0, 0)))

    def samples_path(self, session_id: str) -> Path:
        """Return where a session's raw samples are, for reading.

        Raises
        ------
        ServerError
            When there is no such session, or its file is gone.
        """
        path = self.raw_path(self.info(session_id).raw_name)
        if not path.exists():
            raise ServerError("samples_gone", "The samples of this session are no longer on the disk.", status=404)
        return path

    def raw_path(self, raw_name: str) -> Path:
        """Return the path of a session's raw samples."""
        return self.settings.raw_dir / raw_name

    def delete(self, session_id: str) -> None:
        """Delete a session and its samples; refused while it is recorded."""
        with self._sessions.begin() as db:
            row = self._row(db, session_id)
            path = self.raw_path(row.raw_name)
            if row.status == SessionStatus.RECORDING.value and is_being_recorded(path):
                raise ServerError(
                    "being_recorded", "This session is being recorded. Delete it when it has ended.", status=409
                )
            db.delete(row)
            db.flush()
            # Before the commit: a file that cannot be removed keeps its session, so that nothing is left unseen.
            path.unlink(missing_ok=True)

    def _row(self, db: Session, session_id: str) -> SessionRow:
        row = db.get(SessionRow, session_id)
        if row is None:
            raise ServerError("not_found", "There is no such session. It may have been deleted.", status=404)
        return row


def _forget_found(row: SessionRow) -> None:
    for found in (row.sets, row.rejections, row.gaps):
        found.clear()


def _offset_min(moment: datetime) -> int:
    offset = moment.utcoffset()
    if offset is None:
        raise ValueError("a moment without its offset cannot be stored")
    return int(offset.total_seconds() // 60)


def now() -> datetime:
    """Return this moment with this computer's offset."""
    return datetime.now(UTC).astimezone()
