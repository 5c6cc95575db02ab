"""What is not known comes as null with its reason."""

import json
import math
from dataclasses import fields, replace
from typing import Any

import pytest

from model.proximity import ProximityEstimate
from model.report import session_report
from model.velocity_loss import velocity_loss, velocity_loss_reason
from sensing.errors import SensingError
from sensing.events import RepForm, SessionResult
from tests.support.reports import FORM, VALIDATOR, checked, one_set, rep, session


@pytest.mark.parametrize("field", ["mean_velocity_mps", "mean_propulsive_velocity_mps", "peak_velocity_mps", "rom_m"])
@pytest.mark.parametrize("value", [None, math.nan, math.inf])
def test_an_unknown_velocity_is_null_with_a_reason(field: str, value: float | None) -> None:
    change: dict[str, Any] = {field: value, "velocity_reason": "the wrist hardly rises in a curl"}
    unknown = replace(rep(), **change)
    told = checked(session(one_set(rep(), unknown)))["sets"][0]["reps"][1]
    assert told[field] is None
    assert told["velocity_reason"] == "the wrist hardly rises in a curl"
    silent = replace(unknown, velocity_reason=None)
    assert checked(session(one_set(silent)))["sets"][0]["reps"][0]["velocity_reason"] == "not measured"


def test_a_known_velocity_has_no_reason_to_be_unknown() -> None:
    assert "velocity_reason" not in checked(session(one_set(rep())))["sets"][0]["reps"][0]


def test_a_velocity_that_cannot_be_trusted_still_tells_how_far_off_it_was() -> None:
    reason = "the signal allows no better than 0.40 ± 0.20 m/s"
    hidden = replace(rep(None), velocity_reason=reason, mean_velocity_sd_mps=0.1)
    told = checked(session(one_set(hidden)))["sets"][0]["reps"][0]
    assert (told["mean_velocity_mps"], told["mean_velocity_sd_mps"], told["velocity_reason"]) == (None, 0.1, reason)
    assert "mean_velocity_sd_reason" not in told


def test_a_rep_that_was_timed_only_has_no_error_of_a_velocity() -> None:
    timed = replace(rep(None), velocity_reason="the wrist hardly rises", mean_velocity_sd_mps=None)
    told = checked(session(one_set(timed)))["sets"][0]["reps"][0]
    assert (told["mean_velocity_sd_mps"], told["mean_velocity_sd_reason"]) == (None, "the wrist hardly rises")


def test_a_rep_whose_form_was_not_looked_at_says_so_of_each_measure() -> None:
    told = checked(session(one_set(replace(rep(), form=None))))["sets"][0]["reps"][0]["form"]
    assert set(told.pop("reasons").values()) == {"not looked at"}
    assert set(told.values()) == {None}


@pytest.mark.parametrize("field", [field.name for field in fields(RepForm)])
@pytest.mark.parametrize("value", [None, math.nan])
def test_an_unknown_measure_of_form_is_null_with_a_reason(field: str, value: float | None) -> None:
    change: dict[str, Any] = {field: value}
    report = checked(session(one_set(replace(rep(), form=replace(FORM, **change)))))
    told = report["sets"][0]["reps"][0]["form"]
    assert told[field] is None
    assert told["reasons"].pop(field)
    assert not VALIDATOR.is_valid(report)


def test_a_rep_without_a_way_down_says_so() -> None:
    told = checked(session(one_set(replace(rep(), eccentric_s=None))))["sets"][0]["reps"][0]
    assert told["eccentric_s"] is None
    assert told["eccentric_reason"] == "no way down belongs to this rep, or it was not seen"


def test_an_exercise_that_was_not_told_is_null() -> None:
    told = checked(session(one_set(rep(), exercise=None)))["sets"][0]
    assert (told["exercise"], told["exercise_reason"]) == (None, "not told")


def test_an_unknown_velocity_loss_is_null_with_a_reason() -> None:
    told = checked(session(one_set(rep())))["sets"][0]
    assert told["velocity_loss"] is None
    assert told["velocity_loss_reason"] == "fewer than 2 completed reps with a velocity"


def test_the_schema_refuses_a_null_without_its_reason() -> None:
    report = checked(session(one_set(replace(rep(), mean_velocity_mps=None))))
    del report["sets"][0]["reps"][0]["velocity_reason"]
    assert not VALIDATOR.is_valid(report)


def test_the_last_rep_without_a_velocity_leaves_the_loss_unknown() -> None:
    reps = [rep(0.8), rep(0.6), rep(None)]
    assert velocity_loss(reps) is None
    assert velocity_loss_reason(reps) == "the last completed rep has no velocity"


@pytest.mark.parametrize(
    "parts",
    [
        {"estimate": None},
        {"estimate": None, "reason": "x", "low": 1.0},
        {"estimate": 2.0, "low": 1.0, "high": 3.0},
        {"estimate": 2.0, "low": 1.0, "high": 3.0, "probabilities": {}, "reason": "x"},
    ],
)
def test_an_estimate_is_whole_or_has_a_reason(parts: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="estimate"):
        ProximityEstimate(**parts)


def test_a_model_that_cannot_be_used_costs_the_estimate_and_not_the_report(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> ProximityEstimate:
        raise SensingError("/somewhere/proximity.npz: No such file")

    monkeypatch.setattr("model.report.proximity", fail)
    session = SessionResult(source="x.csv", duration_s=60.0, rate_hz=100.0, gaps=(), sets=(one_set(rep(), rep(0.5)),))
    report = session_report(session)
    VALIDATOR.validate(report)
    reserve = report["sets"][0]["reps_in_reserve"]
    assert reserve["estimate"] is None
    assert "cannot be used" in reserve["reason"]
    assert "/somewhere" not in json.dumps(report)
