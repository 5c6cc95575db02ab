"""The report of a session, field by field, and its schema."""

from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.proximity import ProximityEstimate
from model.report import error_report, report_schema
from model.velocity_loss import reached_failure, velocity_loss, velocity_loss_reason
from sensing.errors import ErrorCode, RecordingError
from sensing.events import Rejection, RejectReason, RepStatus
from tests.support.reports import VALIDATOR, checked, one_set, rep, session


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(report_schema())


def test_a_session_is_told_field_by_field() -> None:
    assert checked(session(one_set(rep(0.61), rep(0.4209)))) == {
        "schema": "lastrep.session/1",
        "source": "x.csv",
        "duration_s": 61.2,
        "rate_hz": 100.0,
        "gaps": [[12.1, 12.4]],
        "sets": [
            {
                "index": 1,
                "exercise": "squat",
                "start_s": 5.1,
                "end_s": 40.2,
                "velocity_loss": 0.31,
                "reached_failure": False,
                "reps_in_reserve": {"estimate": None, "reason": "fewer than 3 reps"},
                "form": {"held": None, "reason": "fewer than 4 completed reps", "findings": []},
                "reps": [
                    {
                        "index": index,
                        "status": "completed",
                        "concentric_start_s": 6.02,
                        "concentric_end_s": 6.71,
                        "eccentric_s": 1.1,
                        "mean_velocity_mps": velocity_mps,
                        "mean_propulsive_velocity_mps": 0.63,
                        "peak_velocity_mps": 0.9877,
                        "rom_m": 0.55,
                        "mean_velocity_sd_mps": 0.0123,
                        "form": {
                            "pause_bottom_s": 0.1,
                            "pause_top_s": 0.9,
                            "sticking_depth": 1.0,
                            "slow_share": 0.12,
                            "tremor_mps2": 0.3,
                            "sway_m": 0.0212,
                            "tilt_deg": None,
                            "turn_deg": 7.5,
                            "peak_turn_dps": 31.0,
                            "reasons": {"tilt_deg": "no gyroscope, or nothing to compare with"},
                        },
                        "reps_in_reserve": {"estimate": None, "reason": "fewer than 3 reps"},
                    }
                    for index, velocity_mps in ((1, 0.61), (2, 0.4209))
                ],
                "rejected": [{"start_s": 3.0, "end_s": 4.0, "reason": "unrack", "detail": "rose 0.08 m and stayed up"}],
            }
        ],
        "rejected": [],
    }


def test_movements_near_no_set_are_told_too() -> None:
    walk = Rejection(start_s=50.0, end_s=55.0, reason=RejectReason.WALKING, detail="steps at 1.9 Hz")
    report = checked(replace(session(), rejected=(walk,)))
    assert report["rejected"] == [{"start_s": 50.0, "end_s": 55.0, "reason": "walking", "detail": "steps at 1.9 Hz"}]


def test_what_the_importer_changed_is_told() -> None:
    assert checked(session(), notes=("2 rows were dropped.",))["notes"] == ["2 rows were dropped."]
    assert "notes" not in checked(session())


def test_a_set_whose_form_did_not_hold_says_since_when() -> None:
    reps = [replace(rep(), rom_m=rom_m) for rom_m in (0.55, 0.55, 0.45, 0.44)]
    told = checked(session(one_set(*reps)))["sets"][0]["form"]
    assert told["held"] is False
    assert told["findings"][0] == {
        "measure": "range of motion",
        "start": 0.55,
        "end": 0.445,
        "unit": "m",
        "held": False,
        "words": "Range of motion: 55 cm at the start, 44 cm at the end, not held since rep 3.",
        "since_rep": 3,
    }


def test_what_an_estimate_knows_beyond_its_interval_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    known = ProximityEstimate(
        estimate=2.04,
        low=1,
        high=4,
        probabilities={"0": 0.1, "1": 0.2, "2": 0.4, "3": 0.2, "4": 0.1, "5+": 0.0},
        near_failure=0.70001,
        less_sure="the lift was not told",
    )
    monkeypatch.setattr("model.report.proximity", lambda *_: known)
    told = checked(session(one_set(rep())))["sets"][0]["reps_in_reserve"]
    assert (told["near_failure"], told["less_sure"]) == (0.7, "the lift was not told")


def test_a_failed_last_rep_is_failure_and_no_velocity_loss() -> None:
    told = checked(session(one_set(rep(0.60), rep(0.45), rep(0.10, RepStatus.FAILED))))["sets"][0]
    assert told["reached_failure"] is True
    assert told["velocity_loss"] == 0.25
    assert told["reps"][2]["status"] == "failed"


def test_a_file_that_cannot_be_read_has_a_report_of_its_own() -> None:
    report = error_report("x.csv", RecordingError(ErrorCode.BAD_TIME, "x.csv: line 3: time repeats. Delete the line."))
    VALIDATOR.validate(report)
    assert report == {
        "schema": "lastrep.session/1",
        "source": "x.csv",
        "error": {"code": "bad_time", "message": "x.csv: line 3: time repeats. Delete the line."},
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"schema": "lastrep.session/1", "source": "x.csv"},
        {"schema": "lastrep.session/2", "source": "x.csv", "error": {"code": "empty", "message": "x"}},
        {"schema": "lastrep.session/1", "source": "x.csv", "error": {"code": "empty", "message": "two\nlines"}},
    ],
)
def test_the_schema_refuses_what_is_no_report(wrong: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid(wrong)


def test_every_reason_to_reject_is_in_the_schema() -> None:
    assert report_schema()["$defs"]["rejection"]["properties"]["reason"]["enum"] == [str(r) for r in RejectReason]


velocities = st.lists(st.none() | st.floats(0.05, 2.0), max_size=8)


@given(velocities, st.lists(st.booleans(), min_size=8, max_size=8))
def test_velocity_loss_is_known_or_has_a_reason(velocities_mps: list[float | None], failed: list[bool]) -> None:
    status = (RepStatus.COMPLETED, RepStatus.FAILED)
    reps = [rep(v, status[f]) for v, f in zip(velocities_mps, failed, strict=False)]
    loss_frac = velocity_loss(reps)
    assert (loss_frac is None) == (velocity_loss_reason(reps) is not None)
    assert loss_frac is None or 0 <= loss_frac < 1
    assert reached_failure(reps) == any(failed[: len(reps)])
    checked(session(one_set(*reps)))


def test_deleting_a_rep_moves_the_velocity_loss() -> None:
    reps = [rep(0.8), rep(0.6), rep(0.45)]
    assert velocity_loss(reps) == pytest.approx(0.4375)
    assert velocity_loss(reps[1:]) == pytest.approx(0.25)
    assert velocity_loss(reps[:2]) == pytest.approx(0.25)
