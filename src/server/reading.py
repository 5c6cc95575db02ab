"""From rows back to what the engine found and what people said, for one session or a thousand, in a fixed number of
queries.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta, timezone
from functools import cached_property
from typing import TypeVar

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from sensing.events import Rejection, RejectReason, Rep, RepForm, RepStatus, SessionResult, SetResult, Trace
from server.edited import EditedSession, edited_session
from server.edits import Edit, EditKind, Told
from server.rows import unpack_velocity
from server.tables import EditRow, GapRow, RejectionRow, RepRow, SessionRow, SetRow, TraceRow

K = TypeVar("K")
T = TypeVar("T")

NO_TRACE = Trace(start_s=0.0, step_s=1.0, velocity_mps=())
"""Stands in a set whose trace was not asked for."""

# Looked up, because to call an enumeration costs more than all else about a rep.
_STATUS = {status.value: status for status in RepStatus}
_REASON = {reason.value: reason for reason in RejectReason}
_FORM_FIELDS = frozenset(field.name for field in fields(RepForm))


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One session as it is kept.

    Parameters
    ----------
    session_id : its id.
    started_at : in the offset it was made in.
    heading : what was told of the whole session.
    found : what the engine found.
    edits : all of them, those undone too, in the order they were made.
    """

    session_id: str
    started_at: datetime
    heading: Told
    found: SessionResult
    edits: tuple[Edit, ...]

    @cached_property
    def edited(self) -> EditedSession:
        """The session with the edits in force."""
        return edited_session(self.found, self.edits, self.heading)


def read_sessions(db: Session, ids: Select[str], *, traces: bool = True, reps: bool = True) -> list[Kept]:
    """Return sessions in the order of their start.

    Parameters
    ----------
    db : an open session of the database.
    ids : selects the ids of the sessions.
    traces : whether every set has its trace. Without them only sessions that need theirs, because a refused movement
        was restored, have them.
    reps : whether sets have their reps; without them only what was told of each set can be asked.
    """
    rows = db.scalars(select(SessionRow).where(SessionRow.id.in_(ids)).order_by(SessionRow.started_at, SessionRow.id))
    edits = _grouped(
        (row.session_id, edit_of(row))
        for row in db.scalars(select(EditRow).where(EditRow.session_id.in_(ids)).order_by(EditRow.id))
    )
    gaps = _grouped(
        (session_id, (start_s, end_s))
        for session_id, start_s, end_s in db.execute(
            select(GapRow.session_id, GapRow.start_s, GapRow.end_s)
            .where(GapRow.session_id.in_(ids))
            .order_by(GapRow.start_s, GapRow.id)
        )
    )
    loose, sets = _read_sets(db, ids, traces=traces, with_reps=reps)
    return [
        Kept(
            session_id=row.id,
            started_at=local_time(row.started_at, row.utc_offset_min),
            heading=Told(exercise=row.exercise, load_kg=row.load_kg, lifter_id=row.lifter_id),
            found=SessionResult(
                source=row.source,
                duration_s=row.duration_s or 0.0,
                rate_hz=row.rate_hz or 0.0,
                gaps=tuple(gaps[row.id]),
                sets=tuple(sets[row.id]),
                rejected=tuple(loose[row.id]),
            ),
            edits=tuple(edits[row.id]),
        )
        for row in rows
    ]


def ids_of(lifter_id: int | None) -> Select[str]:
    """Select sessions that may hold sets of a lifter: told to be theirs, or with an edit that names any lifter."""
    said = EditRow.kind == EditKind.LIFTER.value, EditRow.undone_at.is_(None)
    return select(SessionRow.id).where(
        or_(SessionRow.lifter_id == lifter_id, SessionRow.id.in_(select(EditRow.session_id).where(*said)))
    )


def edit_of(row: EditRow) -> Edit:
    """Return one edit from its row."""
    return Edit(
        kind=EditKind(row.kind),
        start_s=row.start_s,
        end_s=row.end_s,
        value=row.value,
        id=row.id,
        made_at=row.made_at,
        undone=row.undone_at is not None,
    )


def local_time(moment: datetime, utc_offset_min: int) -> datetime:
    """Return a moment as the clocks showed it where it was made."""
    return moment.astimezone(timezone(timedelta(minutes=utc_offset_min)))


def _read_sets(
    db: Session, ids: Select[str], *, traces: bool, with_reps: bool
) -> tuple[dict[str, list[Rejection]], dict[str, list[SetResult]]]:
    """Refused movements near no set, and sets, by session."""
    reps = _read_reps(db, ids) if with_reps else defaultdict(list)
    loose: dict[str, list[Rejection]] = defaultdict(list)
    refused: dict[int, list[Rejection]] = defaultdict(list)
    for session_id, set_id, start_s, end_s, reason, detail in db.execute(
        select(
            RejectionRow.session_id,
            RejectionRow.set_id,
            RejectionRow.start_s,
            RejectionRow.end_s,
            RejectionRow.reason,
            RejectionRow.detail,
        )
        .where(RejectionRow.session_id.in_(ids))
        .order_by(RejectionRow.start_s, RejectionRow.id)
    ):
        one = Rejection(start_s=start_s, end_s=end_s, reason=_REASON[reason], detail=detail)
        (loose[session_id] if set_id is None else refused[set_id]).append(one)
    drawn = _read_traces(db, ids, traces=traces)
    sets = _grouped(
        (
            session_id,
            SetResult(
                start_s=start_s,
                end_s=end_s,
                exercise=exercise,
                reps=tuple(reps[set_id]),
                rejected=tuple(refused[set_id]),
                trace=drawn.get(set_id, NO_TRACE),
            ),
        )
        for set_id, session_id, start_s, end_s, exercise in db.execute(
            select(SetRow.id, SetRow.session_id, SetRow.start_s, SetRow.end_s, SetRow.exercise)
            .where(SetRow.session_id.in_(ids))
            .order_by(SetRow.session_id, SetRow.position)
        )
    )
    return loose, sets


def _read_reps(db: Session, ids: Select[str]) -> dict[int, list[Rep]]:
    columns = (
        RepRow.set_id,
        RepRow.status,
        RepRow.concentric_start_s,
        RepRow.concentric_end_s,
        RepRow.eccentric_s,
        RepRow.mean_velocity_mps,
        RepRow.mean_propulsive_velocity_mps,
        RepRow.peak_velocity_mps,
        RepRow.rom_m,
        RepRow.mean_velocity_sd_mps,
        RepRow.velocity_reason,
        RepRow.form,
    )
    rows = db.execute(
        select(*columns).join(SetRow).where(SetRow.session_id.in_(ids)).order_by(RepRow.set_id, RepRow.position)
    )
    return _grouped(
        (
            row[0],
            Rep(
                status=_STATUS[row[1]],
                concentric_start_s=row[2],
                concentric_end_s=row[3],
                eccentric_s=row[4],
                mean_velocity_mps=row[5],
                mean_propulsive_velocity_mps=row[6],
                peak_velocity_mps=row[7],
                rom_m=row[8],
                mean_velocity_sd_mps=row[9],
                velocity_reason=row[10],
                form=_form(row[11]),
            ),
        )
        for row in rows
    )


def _form(kept: dict[str, float | None] | None) -> RepForm | None:
    """A measure of another version that this one does not know is passed over; one it lacks is unknown."""
    if kept is None:
        return None
    return RepForm(**{name: value for name, value in kept.items() if name in _FORM_FIELDS})


def _read_traces(db: Session, ids: Select[str], *, traces: bool) -> dict[int, Trace]:
    query = select(TraceRow).join(SetRow).where(SetRow.session_id.in_(ids))
    if not traces:
        restored = EditRow.kind == EditKind.RESTORE.value, EditRow.undone_at.is_(None)
        query = query.where(SetRow.session_id.in_(select(EditRow.session_id).where(*restored)))
    return {
        row.set_id: Trace(start_s=row.start_s, step_s=row.step_s, velocity_mps=unpack_velocity(row.velocity_zlib))
        for row in db.scalars(query)
    }


def _grouped(pairs: Iterable[tuple[K, T]]) -> dict[K, list[T]]:
    groups: dict[K, list[T]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups
