"""The session as JSON, the same for the command line, the store and the page (`session.schema.json` describes it).

Times are seconds from the first sample. What is unknown is null with a reason beside it, never 0 and never NaN.
"""

import json
import math
from collections.abc import Sequence
from importlib.resources import files
from typing import Any, Final, TypeAlias

from model.context import SetContext
from model.form_report import rep_form_report, set_form_report
from model.proximity import ProximityEstimate, proximity
from model.velocity_loss import reached_failure, velocity_loss, velocity_loss_reason
from sensing.errors import RecordingError, SensingError
from sensing.events import Rejection, Rep, SessionResult, SetResult

SCHEMA: Final = "lastrep.session/1"

MEASURED: Final = ("mean_velocity_mps", "mean_propulsive_velocity_mps", "peak_velocity_mps", "rom_m")
"""Fields of a rep that share one `velocity_reason` when any of them is null."""

# The values of a JSON object are of many types; the schema, not the type checker, holds them to account.
Json: TypeAlias = dict[str, Any]

_TIME_DIGITS = 3
_VELOCITY_DIGITS = 4
_SHARE_DIGITS = 4
_UNTOLD = "not told"
_NO_ECCENTRIC = "no way down belongs to this rep, or it was not seen"
_UNMEASURED = "not measured"
_NO_MODEL = "the model of reps in reserve cannot be used; install lastrep again"


def session_report(result: SessionResult, *, notes: Sequence[str] = (), contexts: Sequence[SetContext] = ()) -> Json:
    """Describe a whole session.

    Parameters
    ----------
    result : what the engine found.
    notes : what the importer changed or found odd, one sentence each.
    contexts : what is known beside the reps of each set; only its exercise when left out.

    Returns
    -------
    An object that `json.dumps` takes with `allow_nan=False` and that the schema accepts.

    Examples
    --------
    >>> empty = SessionResult(source="x.csv", duration_s=61.23456, rate_hz=100.0, gaps=((12.1, 12.4),), sets=())
    >>> report = session_report(empty)
    >>> report["schema"], report["duration_s"], report["gaps"], report["sets"]
    ('lastrep.session/1', 61.235, [[12.1, 12.4]], [])
    """
    known = contexts or [SetContext(exercise=one.exercise) for one in result.sets]
    report: Json = {
        "schema": SCHEMA,
        "source": result.source,
        "duration_s": _time(result.duration_s),
        "rate_hz": _time(result.rate_hz),
        "gaps": [[_time(start_s), _time(end_s)] for start_s, end_s in result.gaps],
        "sets": [
            _set_report(index, one, context)
            for index, (one, context) in enumerate(zip(result.sets, known, strict=True), start=1)
        ],
        "rejected": [_rejection_report(rejection) for rejection in result.rejected],
    }
    if notes:
        report["notes"] = list(notes)
    return report


def error_report(source: str, error: RecordingError) -> Json:
    """Describe a file that cannot be read.

    Examples
    --------
    >>> from sensing.errors import ErrorCode
    >>> error_report("x.csv", RecordingError(ErrorCode.EMPTY, "x.csv: the file is empty."))["error"]
    {'code': 'empty', 'message': 'x.csv: the file is empty.'}
    """
    return {"schema": SCHEMA, "source": source, "error": {"code": str(error.code), "message": error.message}}


def report_schema() -> Json:
    """Return the JSON Schema of both kinds of report.

    Examples
    --------
    >>> report_schema()["$id"]
    'lastrep.session/1'
    """
    schema: Json = json.loads(files("model").joinpath("session.schema.json").read_text("utf-8"))
    return schema


def _set_report(index: int, result: SetResult, context: SetContext) -> Json:
    loss_frac = velocity_loss(result.reps)
    report: Json = {
        "index": index,
        "exercise": result.exercise,
        "start_s": _time(result.start_s),
        "end_s": _time(result.end_s),
        "velocity_loss": None if loss_frac is None else round(loss_frac, _SHARE_DIGITS),
        "reached_failure": reached_failure(result.reps),
        "reps_in_reserve": _proximity_report(_estimate(result.reps, context)),
        "form": set_form_report(result.reps),
        "reps": [_rep_report(i, result.reps[:i], context) for i in range(1, len(result.reps) + 1)],
        "rejected": [_rejection_report(rejection) for rejection in result.rejected],
    }
    if result.exercise is None:
        report["exercise_reason"] = _UNTOLD
    if loss_frac is None:
        report["velocity_loss_reason"] = velocity_loss_reason(result.reps)
    return report


def _rep_report(index: int, reps: Sequence[Rep], context: SetContext) -> Json:
    """Describe the last of `reps`, with the proximity that was known by then."""
    rep = reps[-1]
    report: Json = {
        "index": index,
        "status": str(rep.status),
        "concentric_start_s": _time(rep.concentric_start_s),
        "concentric_end_s": _time(rep.concentric_end_s),
        "eccentric_s": None if rep.eccentric_s is None else _time(rep.eccentric_s),
        "mean_velocity_mps": _measured(rep.mean_velocity_mps),
        "mean_propulsive_velocity_mps": _measured(rep.mean_propulsive_velocity_mps),
        "peak_velocity_mps": _measured(rep.peak_velocity_mps),
        "rom_m": _measured(rep.rom_m),
        "mean_velocity_sd_mps": _measured(rep.mean_velocity_sd_mps),
        "form": rep_form_report(rep),
        "reps_in_reserve": _proximity_report(_estimate(reps, context)),
    }
    if rep.eccentric_s is None:
        report["eccentric_reason"] = _NO_ECCENTRIC
    if None in (report[key] for key in MEASURED):
        report["velocity_reason"] = rep.velocity_reason or _UNMEASURED
    if report["mean_velocity_sd_mps"] is None:
        report["mean_velocity_sd_reason"] = rep.velocity_reason or _UNMEASURED
    return report


def _rejection_report(rejection: Rejection) -> Json:
    return {
        "start_s": _time(rejection.start_s),
        "end_s": _time(rejection.end_s),
        "reason": str(rejection.reason),
        "detail": rejection.detail,
    }


def _estimate(reps: Sequence[Rep], context: SetContext) -> ProximityEstimate:
    """Reps in reserve; a model that cannot be used costs the estimate, not the report."""
    try:
        return proximity(reps, context)
    except SensingError:
        return ProximityEstimate(estimate=None, reason=_NO_MODEL)


def _proximity_report(proximity: ProximityEstimate) -> Json:
    if proximity.estimate is None or proximity.probabilities is None:
        return {"estimate": None, "reason": proximity.reason}
    report: Json = {
        "estimate": round(proximity.estimate, 1),
        "low": proximity.low,
        "high": proximity.high,
        "probabilities": {reps: round(share, _SHARE_DIGITS) for reps, share in proximity.probabilities.items()},
    }
    if proximity.near_failure is not None:
        report["near_failure"] = round(proximity.near_failure, _SHARE_DIGITS)
    if proximity.less_sure is not None:
        report["less_sure"] = proximity.less_sure
    return report


def _time(seconds: float) -> float:
    return round(float(seconds), _TIME_DIGITS)


def _measured(value: float | None) -> float | None:
    """Round; a number that is not finite is no measurement."""
    return round(float(value), _VELOCITY_DIGITS) if value is not None and math.isfinite(value) else None
