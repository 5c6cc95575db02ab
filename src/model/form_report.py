"""Form as JSON: nine numbers a rep, each null with its reason when it cannot be known, and the verdict on a set."""

import math
from collections.abc import Sequence
from dataclasses import fields
from types import MappingProxyType
from typing import Any, Final

from model.form import FormFinding, form_held
from sensing.events import Rep, RepForm

DIGITS: Final = 4

_DIRECTION = "no gyroscope, or nothing to compare with"
UNKNOWN: Final = MappingProxyType(
    {
        "pause_bottom_s": "no way down belongs to this rep, or it was not seen",
        "pause_top_s": "no way down belongs to this rep, or no rep lies before it",
        "sticking_depth": "the height of the sensor tells too little",
        "slow_share": "the height of the sensor tells too little",
        "tremor_mps2": "the way up is too short, or the sensor too slow, for 8 to 12 Hz",
        "sway_m": "no gyroscope, a way up of over 2.5 s, or the height tells too little",
        "tilt_deg": _DIRECTION,
        "turn_deg": _DIRECTION,
        "peak_turn_dps": _DIRECTION,
    }
)
"""Why each field of `RepForm` may be None, in the lifter's words."""


def rep_form_report(rep: Rep) -> dict[str, Any]:  # Any: numbers, nulls and an object of reasons; the schema checks them
    """Describe how a rep was done.

    Returns
    -------
    The fields of `RepForm`, and under `reasons` why each that is null is null.

    Examples
    --------
    >>> from sensing.events import RepStatus
    >>> rep = Rep(status=RepStatus.COMPLETED, concentric_start_s=0, concentric_end_s=1, eccentric_s=None,
    ...           mean_velocity_mps=0.5, mean_propulsive_velocity_mps=0.5, peak_velocity_mps=0.9, rom_m=0.5,
    ...           form=RepForm(sway_m=0.0212345))
    >>> told = rep_form_report(rep)
    >>> told["sway_m"], told["turn_deg"], told["reasons"]["turn_deg"]
    (0.0212, None, 'no gyroscope, or nothing to compare with')
    """
    form = rep.form or RepForm()
    values = {field.name: _number(getattr(form, field.name)) for field in fields(RepForm)}
    missing = [name for name, value in values.items() if value is None]
    if not missing:
        return values
    return {**values, "reasons": {name: UNKNOWN[name] if rep.form else "not looked at" for name in missing}}


def set_form_report(reps: Sequence[Rep]) -> dict[str, Any]:  # Any: as above
    """Describe whether the form of a set held; see `model.form.form_held`.

    Examples
    --------
    >>> set_form_report([])
    {'held': None, 'reason': 'fewer than 4 completed reps', 'findings': []}
    """
    verdict = form_held(reps)
    told: dict[str, Any] = {"held": verdict.held}
    if verdict.held is None:
        told["reason"] = verdict.reason
    told["findings"] = [_finding(finding) for finding in verdict.findings]
    return told


def _finding(finding: FormFinding) -> dict[str, Any]:
    told: dict[str, Any] = {
        "measure": str(finding.measure),
        "start": _number(finding.start),
        "end": _number(finding.end),
        "unit": finding.unit,
        "held": finding.held,
        "words": finding.words,
    }
    if finding.since_rep is not None:
        told["since_rep"] = finding.since_rep
    return told


def _number(value: float | None) -> float | None:
    """Round; a number that is not finite is no measurement."""
    return None if value is None or not math.isfinite(value) else round(float(value), DIGITS)
