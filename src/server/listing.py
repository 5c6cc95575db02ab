"""One session without its reps, for lists and headings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sensing.events import RepStatus
from server.edited import EditedSession
from server.edits import Told
from server.reading import local_time, read_sessions
from server.tables import EditRow, LifterRow, Origin, RepRow, SessionRow, SessionStatus, SetRow


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionInfo:
    """One session without its reps, for lists and headings.

    Parameters
    ----------
    id : name of the session in addresses.
    source : what the samples came from, as a person named it; not to be trusted as a path or as markup.
    origin : how the samples came here.
    exercise, load_kg : as told of all its sets, or of the session when they differ; None is not told [kg].
    lifter_id, lifter : who lifted, by number and name, likewise.
    sensor_name, rack : what the samples came from and where it stood; None when not known.
    started_at : when it was recorded or taken in, in the offset it was made in.
    status : recording, finished or interrupted.
    rate_hz, duration_s : None while unknown [Hz], [s].
    raw_name : file name of the raw samples in the data folder.
    raw_sha256 : of the raw samples; None while they grow.
    engine_version : version of lastrep that counted the reps.
    notes : what is odd about the samples, a sentence each.
    set_count, completed_count, failed_count : what was found, edits applied; reps in a gap count as completed.
    edited : whether a correction is in force.
    """

    id: str
    source: str
    origin: Origin
    exercise: str | None
    load_kg: float | None
    lifter_id: int | None
    lifter: str | None
    sensor_name: str | None
    rack: str | None
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
    edited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What a session holds, see `SessionInfo`; `told` is None when the session has no edits."""

    sets: int = 0
    completed: int = 0
    failed: int = 0
    edited: bool = False
    told: Told | None = None

    @classmethod
    def of(cls, session: EditedSession, heading: Told) -> "Counts":
        """Count an edited session, of which this was told as a whole."""
        reps = [rep for one in session.sets for rep in one.result.reps]
        completed = sum(rep.status is RepStatus.COMPLETED for rep in reps)
        untimed = sum(one.untimed_reps for one in session.sets)
        return cls(
            sets=len(session.sets),
            completed=completed + untimed,
            failed=len(reps) - completed,
            edited=session.edited,
            told=_told_of_all(session, heading),
        )


def _told_of_all(session: EditedSession, heading: Told) -> Told:
    """What holds for every set; where they differ, what was told of the session."""
    values: dict[str, Any] = {}  # Any: a name, a load or a number
    for name in ("exercise", "load_kg", "lifter_id"):
        of_sets = {getattr(one.told, name) for one in session.sets}
        values[name] = of_sets.pop() if len(of_sets) == 1 else getattr(heading, name)
    return Told(**values)


def counts_of(db: Session, ids: Sequence[str]) -> dict[str, Counts]:
    """Count sets, completed and failed reps of each session."""
    completed = func.count(RepRow.id).filter(RepRow.status == RepStatus.COMPLETED.value)
    failed = func.count(RepRow.id).filter(RepRow.status == RepStatus.FAILED.value)
    query = (
        select(SetRow.session_id, func.count(SetRow.id.distinct()), completed, failed)
        .join(RepRow, RepRow.set_id == SetRow.id, isouter=True)
        .where(SetRow.session_id.in_(ids))
        .group_by(SetRow.session_id)
    )
    counts = {one_id: Counts(sets=sets, completed=done, failed=lost) for one_id, sets, done, lost in db.execute(query)}
    # Few sessions have edits; only these are read whole.
    changed = select(EditRow.session_id).where(EditRow.session_id.in_(ids), EditRow.undone_at.is_(None))
    for kept in read_sessions(db, changed, traces=False):
        counts[kept.session_id] = Counts.of(kept.edited, kept.heading)
    return counts


def lifter_names(db: Session) -> dict[int, str]:
    """Return the names of all lifters."""
    return {row.id: row.name for row in db.scalars(select(LifterRow))}


def session_info(row: SessionRow, counts: Counts | None, names: Mapping[int, str]) -> SessionInfo:
    """Return what one row and its counts say, with the lifter's name; without counts nothing was found."""
    counts = counts or Counts()
    told = counts.told or Told(exercise=row.exercise, load_kg=row.load_kg, lifter_id=row.lifter_id)
    return SessionInfo(
        id=row.id,
        source=row.source,
        origin=Origin(row.origin),
        exercise=told.exercise,
        load_kg=told.load_kg,
        lifter_id=told.lifter_id,
        lifter=None if told.lifter_id is None else names.get(told.lifter_id),
        sensor_name=row.sensor_name,
        rack=row.rack,
        started_at=local_time(row.started_at, row.utc_offset_min),
        status=SessionStatus(row.status),
        rate_hz=row.rate_hz,
        duration_s=row.duration_s,
        raw_name=row.raw_name,
        raw_sha256=row.raw_sha256,
        engine_version=row.engine_version,
        notes=tuple(row.notes),
        set_count=counts.sets,
        completed_count=counts.completed,
        failed_count=counts.failed,
        edited=counts.edited,
    )
