"""From a judged movement to the numbers of a rep."""

import numpy as np

from sensing.events import Rejection, Rep
from sensing.kinematics import BorderParams, borders, mean_propulsive_velocity_mps
from sensing.motion import Motion
from sensing.reps import Attempt, Judged, Refused
from sensing.settle import Settled
from sensing.swings import Swing


def measured_reps(judged: Judged, settled: Settled, params: BorderParams) -> list[Rep]:
    """Measure every attempt of a window."""
    if judged.velocity_reason is not None:
        return [_timed(attempt, judged, judged.velocity_reason) for attempt in judged.attempts]
    return [_rep(attempt, judged.motion, settled, params) for attempt in judged.attempts]


def rejection(refused: Refused, motion: Motion) -> Rejection:
    """Put a refused movement into signal time."""
    return Rejection(
        start_s=motion.time_s(refused.rise.start),
        end_s=motion.time_s(refused.rise.end),
        reason=refused.reason,
        detail=refused.detail,
    )


def _rep(attempt: Attempt, motion: Motion, settled: Settled, params: BorderParams) -> Rep:
    rise = attempt.rise
    start, end = _borders(rise, motion, params)
    duration_s = max(end - start, 1.0) * motion.step_s
    v = motion.v_mps[round(start) : round(end) + 1]
    a = np.gradient(v, motion.step_s) if len(v) > 1 else np.zeros(len(v))
    return Rep(
        status=attempt.status,
        concentric_start_s=motion.time_s(start),
        concentric_end_s=motion.time_s(end),
        eccentric_s=_eccentric_s(rise, motion, settled, params),
        mean_velocity_mps=rise.size_m / duration_s,
        mean_propulsive_velocity_mps=mean_propulsive_velocity_mps(v, a),
        peak_velocity_mps=float(v.max()),
        rom_m=rise.size_m,
        mean_velocity_sd_mps=motion.rise_sd_m(rise.start, rise.end) / duration_s,
    )


def _timed(attempt: Attempt, judged: Judged, reason: str) -> Rep:
    """A rep whose height means nothing: its times only."""
    motion, rise = judged.motion, attempt.rise
    before = [a.rise.end for a in judged.attempts if a.rise.end <= rise.start]
    return Rep(
        status=attempt.status,
        concentric_start_s=motion.time_s(rise.start),
        concentric_end_s=motion.time_s(rise.end),
        eccentric_s=(rise.start - before[-1]) * motion.step_s if before else None,
        mean_velocity_mps=None,
        mean_propulsive_velocity_mps=None,
        peak_velocity_mps=None,
        rom_m=None,
        velocity_reason=reason,
    )


def _borders(swing: Swing, motion: Motion, params: BorderParams) -> tuple[float, float]:
    """Start and end of a swing between grid points, by the tangents of its flanks."""
    margin = round(params.margin_s / motion.step_s)
    first = max(0, swing.start - margin)
    speed = motion.v_mps[first : swing.end + margin + 1]
    start, end = borders(speed if swing.up else -speed, params)
    return first + start, first + end


def _eccentric_s(rise: Swing, motion: Motion, settled: Settled, params: BorderParams) -> float | None:
    """Duration of the way down that ends where this rise starts [s]; None when there was none of like size."""
    falls = [s for s in settled.swings if not s.up and s.end <= rise.start]
    if not falls or falls[-1].size_m < params.whole_fall_share * rise.size_m:
        return None
    start, end = _borders(falls[-1], motion, params)
    return max(end - start, 0.0) * motion.step_s
