"""The store: sessions with their raw samples, written whole or not at all.

All calls block (disk); async code goes through a worker thread.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from sensing.events import Rejection, SessionResult, SetResult
from sensing.samples import Recording
from server.cleaning import clean_up
from server.db import open_database, wipe_log
from server.deleting import delete_session, find_row, sessions_of_one
from server.edited import with_edits
from server.editlog import EditLog
from server.edits import Told
from server.errors import ServerError, StoreError
from server.history import History
from server.lifters import Lifters, check_lifter
from server.listing import Counts, SessionInfo, counts_of, lifter_names, session_info
from server.reading import Kept, read_sessions
from server.recorder import Recorder, recorded_s
from server.rows import forget_found, gap_rows, rejection_row, session_row, set_row, write_found
from server.sensors import Sensors
from server.settings import Settings
from server.tables import Origin, SessionRow, SessionStatus
from server.telling import clean_exercise, clean_load


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
        self.lifters = Lifters(self._sessions)
        self.sensors = Sensors(self._sessions)
        self.edits = EditLog(self._sessions)
        self.history = History(self._sessions)

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
        load_kg: float | None = None,
        lifter_id: int | None = None,
        sensor_name: str | None = None,
        rack: str | None = None,
        rate_hz: float | None = None,
        notes: Sequence[str] = (),
    ) -> tuple[str, Recorder]:
        """Start a session; return its id and its recorder.

        `gyroscope` is None when the first samples will tell. Exercise, load and lifter hold for all sets, as long as no
        edit says otherwise; a ServerError says when one of them makes no sense. For the others see `SessionInfo`.
        """
        told = Told(exercise=clean_exercise(exercise), load_kg=clean_load(load_kg), lifter_id=lifter_id)
        session_id = secrets.token_hex(16)
        recorder = Recorder(self.settings.raw_dir / f"{session_id}.csv", gyroscope=gyroscope)
        try:
            with self._sessions.begin() as db:
                check_lifter(db, lifter_id)
                row = session_row(
                    session_id,
                    source=source,
                    origin=origin,
                    started_at=started_at,
                    told=told,
                    raw_name=recorder.path.name,
                    sensor_name=sensor_name,
                    rack=rack,
                    rate_hz=rate_hz,
                    notes=notes,
                )
                db.add(row)
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
            row = find_row(db, session_id)
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
            row = find_row(db, session_id)
            forget_found(row)
            row.status, row.duration_s, row.raw_sha256 = SessionStatus.RECORDING.value, None, None

    def replace_result(self, session_id: str, result: SessionResult, *, sha256: str) -> None:
        """Keep what was found in a session's samples, of this checksum, instead of what is there."""
        with self._sessions.begin() as db:
            row = find_row(db, session_id)
            forget_found(row)
            db.flush()
            row.raw_sha256 = sha256
            write_found(row, result)

    def add_recording(
        self,
        recording: Recording,
        result: SessionResult,
        *,
        origin: Origin,
        started_at: datetime,
        exercise: str | None,
        load_kg: float | None = None,
        lifter_id: int | None = None,
    ) -> str:
        """Keep a whole recording with what was found in it; return its id. On any error nothing is kept.

        The parameters and errors are those of `begin`.
        """
        told = Told(exercise=clean_exercise(exercise), load_kg=clean_load(load_kg), lifter_id=lifter_id)

        def write(recorder: Recorder) -> None:
            for block in recording.samples.blocks(100_000):
                recorder.append(block)

        def make_row(db: Session, session_id: str, raw_name: str) -> SessionRow:
            check_lifter(db, lifter_id)
            row = session_row(
                session_id,
                source=recording.source,
                origin=origin,
                started_at=started_at,
                told=told,
                raw_name=raw_name,
                notes=recording.notes,
            )
            row.status = SessionStatus.FINISHED.value
            write_found(row, result)
            return row

        return self.keep_whole(write, make_row)

    def keep_whole(self, write: Callable[[Recorder], None], make_row: Callable[[Session, str, str], SessionRow]) -> str:
        """Keep a session that has ended; return its id. On any error nothing is kept.

        `write` writes its samples; `make_row` takes an open transaction, its id, and the name of the samples' file.
        """
        session_id = secrets.token_hex(16)
        recorder = Recorder(self.settings.raw_dir / f"{session_id}.csv", gyroscope=None)
        try:
            write(recorder)
            sha256 = recorder.seal()
            with self._sessions.begin() as db:
                row = make_row(db, session_id, recorder.path.name)
                row.raw_sha256 = sha256
                db.add(row)
        except BaseException:
            recorder.discard()
            raise
        recorder.close()
        return session_id

    def clean_up(self) -> list[str]:
        """Remove what a process that died left half done, and end its sessions; return their ids."""
        # What was deleted while another process read is in the log until now.
        wipe_log(self._database)
        return clean_up(self._sessions, self.settings, now().timestamp())

    def sessions(self, *, limit: int = 50, offset: int = 0) -> list[SessionInfo]:
        """Return sessions, the newest first."""
        with self._sessions() as db:
            rows = db.scalars(
                select(SessionRow).order_by(SessionRow.started_at.desc(), SessionRow.id).limit(limit).offset(offset)
            ).all()
            counts = counts_of(db, [row.id for row in rows])
            names = lifter_names(db)
            return [session_info(row, counts.get(row.id), names) for row in rows]

    def session(self, session_id: str) -> tuple[SessionInfo, SessionResult]:
        """Return one session with all that was found in it, the edits in force applied; raises as `kept` does."""
        info, kept = self.kept(session_id)
        return info, with_edits(kept.found, kept.edited)

    def kept(self, session_id: str) -> tuple[SessionInfo, Kept]:
        """Return one session as the engine found it, with all that was said of it beside.

        Raises
        ------
        ServerError
            When there is none with this id.
        """
        with self._sessions() as db:
            row = find_row(db, session_id)
            (kept,) = read_sessions(db, select(SessionRow.id).where(SessionRow.id == session_id))
            if row.duration_s is None:
                duration_s = recorded_s(self.raw_path(row.raw_name)) or 0.0
                kept = replace(kept, found=replace(kept.found, duration_s=duration_s))
            return session_info(row, Counts.of(kept.edited, kept.heading), lifter_names(db)), kept

    def info(self, session_id: str) -> SessionInfo:
        """Return one session without its reps; raises as `kept` does."""
        with self._sessions() as db:
            row = find_row(db, session_id)
            return session_info(row, counts_of(db, [session_id]).get(session_id), lifter_names(db))

    def ids_beginning(self, letters: str) -> list[str]:
        """Return the ids of two sessions at most whose ids begin so."""
        with self._sessions() as db:
            return list(
                db.scalars(select(SessionRow.id).where(SessionRow.id.startswith(letters, autoescape=True)).limit(2))
            )

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
        """Delete a session, its samples and its edits for good; raises as `delete_session` does."""
        delete_session(self._sessions, self._database, self.settings.raw_dir, session_id)

    def delete_lifter(self, lifter_id: int, *, with_sessions: bool = False) -> int:
        """Delete a person, and if asked the sessions in which nobody else lifted; return how many those were."""
        self.lifters.get(lifter_id)
        ids = sessions_of_one(self._sessions, lifter_id) if with_sessions else []
        for session_id in ids:
            self.delete(session_id)
        self.lifters.delete(lifter_id)
        wipe_log(self._database)
        return len(ids)


def now() -> datetime:
    """Return this moment with this computer's offset."""
    return datetime.now(UTC).astimezone()
