"""One session without its reps, for lists and headings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sensing.events import RepStatus
from server.tables import Origin, RepRow, SessionRow, SessionStatus, SetRow


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionInfo:
    """One session without its reps, for lists and headings.

    Parameters
    ----------
    id : name of the session in addresses.
    source : what the samples came from, as a person named it; not to be trusted as a path or as markup.
    origin : how the samples came here.
    exercise : as told, or None.
    started_at : when it was recorded or taken in, in the offset it was made in.
    status : recording, finished or interrupted.
    rate_hz, duration_s : None while unknown [Hz], [s].
    raw_name : file name of the raw samples in the data folder.
    raw_sha256 : of the raw samples; None while they grow.
    engine_version : version of lastrep that counted the reps.
    notes : what is odd about the samples, a sentence each.
    set_count, completed_count, failed_count : what was found.
    """

    id: str
    source: str
    origin: Origin
    exercise: str | None
    started_at: datetime
    status: SessionStatus
    rate_hz: float | None
    duration_s: float | None
    raw_name: str
    raw_sha256: str | None
    engine_version: str
    notes: tuple[str, ...]
    set_count: int
    completed_count: int
    failed_count: int


def counts_of(db: Session, ids: Sequence[str]) -> dict[str, tuple[int, int, int]]:
    """Count sets, completed and failed reps of each session."""
    if not ids:
        return {}
    completed = func.count(RepRow.id).filter(RepRow.status == RepStatus.COMPLETED.value)
    failed = func.count(RepRow.id).filter(RepRow.status == RepStatus.FAILED.value)
    query = (
        select(SetRow.session_id, func.count(SetRow.id.distinct()), completed, failed)
        .join(RepRow, RepRow.set_id == SetRow.id, isouter=True)
        .where(SetRow.session_id.in_(ids))
        .group_by(SetRow.session_id)
    )
    return {one_id: (sets, done, lost) for one_id, sets, done, lost in db.execute(query)}


def session_info(row: SessionRow, set_count: int, completed_count: int, failed_count: int) -> SessionInfo:
    """Return what one row and its counts say."""
    return SessionInfo(
        id=row.id,
        source=row.source,
        origin=Origin(row.origin),
        exercise=row.exercise,
        started_at=row.started_at.astimezone(timezone(timedelta(minutes=row.utc_offset_min))),
        status=SessionStatus(row.status),
        rate_hz=row.rate_hz,
        duration_s=row.duration_s,
        raw_name=row.raw_name,
        raw_sha256=row.raw_sha256,
        engine_version=row.engine_version,
        notes=tuple(row.notes),
        set_count=set_count,
        completed_count=completed_count,
        failed_count=failed_count,
    )
