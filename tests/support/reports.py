"""Reps and sessions of which a report is made, and the report as a reader gets it."""

import json
from typing import Any

import jsonschema

from model.report import report_schema, session_report
from sensing.events import Rejection, RejectReason, Rep, RepForm, RepStatus, SessionResult, SetResult, Trace

VALIDATOR = jsonschema.Draft202012Validator(report_schema())

FORM = RepForm(
    pause_bottom_s=0.1,
    pause_top_s=0.9,
    sticking_depth=1.0,
    slow_share=0.12,
    tremor_mps2=0.3,
    sway_m=0.0212345,
    tilt_deg=None,
    turn_deg=7.5,
    peak_turn_dps=31.0,
)


def rep(mean_velocity_mps: float | None = 0.61, status: RepStatus = RepStatus.COMPLETED) -> Rep:
    return Rep(
        status=status,
        concentric_start_s=6.0204,
        concentric_end_s=6.71,
        eccentric_s=1.1,
        mean_velocity_mps=mean_velocity_mps,
        mean_propulsive_velocity_mps=0.63,
        peak_velocity_mps=0.98765432,
        rom_m=0.55,
        mean_velocity_sd_mps=0.01234,
        form=FORM,
    )


def one_set(*reps: Rep, exercise: str | None = "squat") -> SetResult:
    trace = Trace(start_s=5.1, step_s=0.01, velocity_mps=(0.0, 0.1))
    unrack = Rejection(start_s=3.0, end_s=4.0, reason=RejectReason.UNRACK, detail="rose 0.08 m and stayed up")
    return SetResult(start_s=5.1, end_s=40.2, exercise=exercise, reps=reps, rejected=(unrack,), trace=trace)


def session(*sets: SetResult) -> SessionResult:
    return SessionResult(source="x.csv", duration_s=61.2, rate_hz=100.0, gaps=((12.1, 12.4),), sets=sets)


def checked(result: SessionResult, **kwargs: Any) -> dict[str, Any]:
    """The report as a reader of the line gets it, checked against the schema."""
    report: dict[str, Any] = json.loads(json.dumps(session_report(result, **kwargs), allow_nan=False))
    VALIDATOR.validate(report)
    return report
