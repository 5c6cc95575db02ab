"""From the engine's results to the rows that keep them, losing nothing but float32 in the trace."""

import zlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import version

import numpy as np

from sensing.events import Rejection, Rep, SessionResult, SetResult
from server.edits import Edit, Told
from server.tables import (
    EditRow,
    GapRow,
    Origin,
    RejectionRow,
    RepRow,
    SessionRow,
    SessionStatus,
    SetRow,
    TraceRow,
)


def session_row(
    session_id: str,
    *,
    source: str,
    origin: Origin,
    started_at: datetime,
    told: Told,
    raw_name: str,
    sensor_name: str | None = None,
    rack: str | None = None,
    rate_hz: float | None = None,
    notes: Sequence[str] = (),
) -> SessionRow:
    """Return the row of a session that begins; text from outside is cut to what the table takes."""
    offset = started_at.utcoffset()
    if offset is None:
        raise ValueError("a moment without its offset cannot be stored")
    return SessionRow(
        id=session_id,
        source=source[:300],
        origin=origin.value,
        exercise=told.exercise,
        load_kg=told.load_kg,
        lifter_id=told.lifter_id,
        sensor_name=None if sensor_name is None else sensor_name[:100],
        rack=None if rack is None else rack[:60],
        started_at=started_at,
        utc_offset_min=int(offset.total_seconds() // 60),
        status=SessionStatus.RECORDING.value,
        rate_hz=rate_hz,
        raw_name=raw_name,
        engine_version=version("lastrep"),
        notes=[note[:500] for note in notes],
    )


def set_row(session_id: str, position: int, result: SetResult) -> SetRow:
    """Return the rows of one set, tied together; `position` counts from 1."""
    return SetRow(
        session_id=session_id,
        position=position,
        exercise=result.exercise,
        start_s=result.start_s,
        end_s=result.end_s,
        reps=[_rep_row(index, rep) for index, rep in enumerate(result.reps, start=1)],
        rejections=[rejection_row(session_id, rejection) for rejection in result.rejected],
        trace=TraceRow(
            start_s=result.trace.start_s,
            step_s=result.trace.step_s,
            velocity_zlib=pack_velocity(result.trace.velocity_mps),
        ),
    )


def write_found(row: SessionRow, result: SessionResult) -> None:
    """Put all that was found in a session into its row."""
    row.rate_hz, row.duration_s = result.rate_hz, result.duration_s
    row.sets.extend(set_row(row.id, index, one) for index, one in enumerate(result.sets, start=1))
    row.rejections.extend(rejection_row(row.id, one) for one in result.rejected)
    row.gaps.extend(gap_rows(row.id, result.gaps))


def forget_found(row: SessionRow) -> None:
    """Take all that was found out of a session's row."""
    for found in (row.sets, row.rejections, row.gaps):
        found.clear()


def rejection_row(session_id: str, rejection: Rejection) -> RejectionRow:
    """Return the row of one movement that was not counted."""
    return RejectionRow(
        session_id=session_id,
        start_s=rejection.start_s,
        end_s=rejection.end_s,
        reason=rejection.reason.value,
        detail=rejection.detail[:500],
    )


def gap_rows(session_id: str, gaps: Sequence[tuple[float, float]]) -> list[GapRow]:
    """Return the rows of the holes in one session."""
    return [GapRow(session_id=session_id, start_s=start_s, end_s=end_s) for start_s, end_s in gaps]


def edit_row(session_id: str, edit: Edit, made_at: datetime) -> EditRow:
    """Return the row of one edit; one that was undone elsewhere stays undone."""
    return EditRow(
        session_id=session_id,
        kind=edit.kind.value,
        start_s=edit.start_s,
        end_s=edit.end_s,
        value=edit.value,
        made_at=made_at,
        undone_at=made_at if edit.undone else None,
    )


def pack_velocity(velocity_mps: Sequence[float]) -> bytes:
    """Return a velocity trace [m/s] as compact bytes.

    Examples
    --------
    >>> unpack_velocity(pack_velocity([0.0, 0.5, -0.25]))
    (0.0, 0.5, -0.25)
    """
    return zlib.compress(np.asarray(velocity_mps, dtype="<f4").tobytes())


def unpack_velocity(packed: bytes) -> tuple[float, ...]:
    """Return the velocity trace [m/s] that `pack_velocity` packed."""
    return tuple(np.frombuffer(zlib.decompress(packed), dtype="<f4").astype(float).tolist())


def _rep_row(position: int, rep: Rep) -> RepRow:
    return RepRow(
        position=position,
        status=rep.status.value,
        concentric_start_s=rep.concentric_start_s,
        concentric_end_s=rep.concentric_end_s,
        eccentric_s=rep.eccentric_s,
        mean_velocity_mps=rep.mean_velocity_mps,
        mean_propulsive_velocity_mps=rep.mean_propulsive_velocity_mps,
        peak_velocity_mps=rep.peak_velocity_mps,
        rom_m=rep.rom_m,
        mean_velocity_sd_mps=rep.mean_velocity_sd_mps,
        velocity_reason=rep.velocity_reason,
        form=None if rep.form is None else asdict(rep.form),
    )
