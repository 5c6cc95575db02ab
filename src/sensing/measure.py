"""From a judged movement to the numbers of a rep."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np

from sensing.events import Rejection, Rep, RepForm
from sensing.form import FormParams, Phases, forms, forms_without_height
from sensing.kinematics import BorderParams, borders, mean_propulsive_velocity_mps
from sensing.motion import Motion
from sensing.reps import Attempt, Judged, Refused
from sensing.settle import Settled
from sensing.swings import Swing
from sensing.trust import TrustParams, mean_velocity_sd_mps, untrusted_reason

Span: TypeAlias = tuple[float, float]
"""Start and end of a movement, as places between grid points."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureParams:
    """One object for each part of measuring."""

    borders: BorderParams = BorderParams()
    form: FormParams = FormParams()
    trust: TrustParams = TrustParams()


def measured_reps(judged: Judged, settled: Settled, params: MeasureParams, *, first: int = 0) -> list[Rep]:
    """Measure the attempts of a window, and how they were done.

    Parameters
    ----------
    judged : what was taken for reps.
    settled : the window's swings.
    params : see `MeasureParams`.
    first : attempts before this place are not asked for: measuring all costs as much as all else in a look.

    Returns
    -------
    The reps in order. Velocities that mean nothing, or that cannot be trusted, are None with their reason.
    """
    window, motion = settled.basis.window, judged.motion
    if judged.velocity_reason is not None:
        timed = [_timed(attempt, judged, judged.velocity_reason) for attempt in judged.attempts[first:]]
        spans = [(float(attempt.rise.start), float(attempt.rise.end)) for attempt in judged.attempts]
        found = forms_without_height(window, _phases(spans, [None] * len(spans)), params.form, first=first)
        return [replace(rep, form=form) for rep, form in zip(timed, found, strict=True)]
    spans = [_borders(attempt.rise, motion, params.borders) for attempt in judged.attempts]
    falls = [_fall(attempt.rise, motion, settled, params.borders) for attempt in judged.attempts[first:]]
    found = forms(window, motion, _phases(spans, [None] * first + falls), params.form, first=first)
    return [
        _rep(attempt, span, fall, form, settled, motion, params.trust)
        for attempt, span, fall, form in zip(judged.attempts[first:], spans[first:], falls, found, strict=True)
    ]


def rejection(refused: Refused, motion: Motion) -> Rejection:
    """Put a refused movement into signal time."""
    return Rejection(
        start_s=motion.time_s(refused.rise.start),
        end_s=motion.time_s(refused.rise.end),
        reason=refused.reason,
        detail=refused.detail,
    )


def _phases(spans: Sequence[Span], falls: Sequence[Span | None]) -> list[Phases]:
    before: list[float | None] = [None, *(end for _, end in spans)]
    return [
        Phases(start=start, end=end, fall=fall, before=top)
        for (start, end), fall, top in zip(spans, falls, before[: len(spans)], strict=True)
    ]


def _rep(
    attempt: Attempt, span: Span, fall: Span | None, form: RepForm, settled: Settled, motion: Motion, trust: TrustParams
) -> Rep:
    rise, (start, end), window = attempt.rise, span, settled.basis.window
    duration_s = max(end - start, 1.0) * motion.step_s
    v = motion.v_mps[round(start) : round(end) + 1]
    a = np.gradient(v, motion.step_s) if len(v) > 1 else np.zeros(len(v))
    rom_sd_m = motion.rise_sd_m(rise.start, rise.end)
    rep = Rep(
        status=attempt.status,
        concentric_start_s=motion.time_s(start),
        concentric_end_s=motion.time_s(end),
        eccentric_s=None if fall is None else max(fall[1] - fall[0], 0.0) * motion.step_s,
        mean_velocity_mps=rise.size_m / duration_s,
        mean_propulsive_velocity_mps=mean_propulsive_velocity_mps(v, a),
        peak_velocity_mps=float(v.max()),
        rom_m=rise.size_m,
        mean_velocity_sd_mps=mean_velocity_sd_mps(
            window, (rise.start, rise.end), duration_s, rise.size_m, rom_sd_m, trust
        ),
        form=form,
    )
    broken = any(b.rise_m > 0.0 and rise.start < b.node <= rise.end for b in window.breaks)
    return _trusted(rep, broken, trust)


def _trusted(rep: Rep, broken: bool, params: TrustParams) -> Rep:
    """The rep as it is, or without the numbers that rest on its height; how far they were off is still told."""
    mean_mps, peak_mps = rep.mean_velocity_mps, rep.peak_velocity_mps
    assert mean_mps is not None
    assert peak_mps is not None
    assert rep.rom_m is not None
    assert rep.mean_velocity_sd_mps is not None
    assert rep.form is not None
    reason = untrusted_reason(mean_mps, peak_mps, rep.rom_m, rep.mean_velocity_sd_mps, broken=broken, params=params)
    if reason is None:
        return rep
    return replace(
        rep,
        mean_velocity_mps=None,
        mean_propulsive_velocity_mps=None,
        peak_velocity_mps=None,
        rom_m=None,
        velocity_reason=reason,
        form=replace(rep.form, sticking_depth=None, slow_share=None),
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


def _borders(swing: Swing, motion: Motion, params: BorderParams) -> Span:
    """Start and end of a swing between grid points, by the tangents of its flanks."""
    margin = round(params.margin_s / motion.step_s)
    first = max(0, swing.start - margin)
    speed = motion.v_mps[first : swing.end + margin + 1]
    start, end = borders(speed if swing.up else -speed, params)
    return first + start, first + end


def _fall(rise: Swing, motion: Motion, settled: Settled, params: BorderParams) -> Span | None:
    """The way down that ends where this rise starts; None when there was none of like size."""
    falls = [s for s in settled.swings if not s.up and s.end <= rise.start]
    if not falls or falls[-1].size_m < params.whole_fall_share * rise.size_m:
        return None
    return _borders(falls[-1], motion, params)
