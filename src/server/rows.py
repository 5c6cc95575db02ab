"""Between the engine's results and the rows that keep them; both ways, losing nothing but float32 in the trace."""

import zlib
from collections.abc import Sequence

import numpy as np

from sensing.events import Rejection, RejectReason, Rep, RepStatus, SessionResult, SetResult, Trace
from server.tables import GapRow, RejectionRow, RepRow, SessionRow, SetRow, TraceRow


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


def rejection_row(session_id: str, rejection: Rejection) -> RejectionRow:
    """Return the row of one movement that was not counted."""
    return RejectionRow(
        session_id=session_id,
        start_s=rejection.start_s,
        end_s=rejection.end_s,
        reason=rejection.reason.value,
        detail=rejection.detail[:500],
    )


def session_result(row: SessionRow) -> SessionResult:
    """Return what the engine found in one session, as far as it is stored."""
    return SessionResult(
        source=row.source,
        duration_s=row.duration_s or 0.0,
        rate_hz=row.rate_hz or 0.0,
        gaps=tuple((gap.start_s, gap.end_s) for gap in row.gaps),
        sets=tuple(set_result(one) for one in row.sets),
        rejected=tuple(_rejection(one) for one in row.rejections if one.set_id is None),
    )


def set_result(row: SetRow) -> SetResult:
    """Return one set from its rows."""
    return SetResult(
        start_s=row.start_s,
        end_s=row.end_s,
        exercise=row.exercise,
        reps=tuple(_rep(one) for one in row.reps),
        rejected=tuple(_rejection(one) for one in row.rejections),
        trace=Trace(
            start_s=row.trace.start_s,
            step_s=row.trace.step_s,
            velocity_mps=unpack_velocity(row.trace.velocity_zlib),
        ),
    )


def gap_rows(session_id: str, gaps: Sequence[tuple[float, float]]) -> list[GapRow]:
    """Return the rows of the holes in one session."""
    return [GapRow(session_id=session_id, start_s=start_s, end_s=end_s) for start_s, end_s in gaps]


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
    )


def _rep(row: RepRow) -> Rep:
    return Rep(
        status=RepStatus(row.status),
        concentric_start_s=row.concentric_start_s,
        concentric_end_s=row.concentric_end_s,
        eccentric_s=row.eccentric_s,
        mean_velocity_mps=row.mean_velocity_mps,
        mean_propulsive_velocity_mps=row.mean_propulsive_velocity_mps,
        peak_velocity_mps=row.peak_velocity_mps,
        rom_m=row.rom_m,
        mean_velocity_sd_mps=row.mean_velocity_sd_mps,
        velocity_reason=row.velocity_reason,
    )


def _rejection(row: RejectionRow) -> Rejection:
    return Rejection(start_s=row.start_s, end_s=row.end_s, reason=RejectReason(row.reason), detail=row.detail)
