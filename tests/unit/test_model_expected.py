"""How many reps were expected: by earlier sets, load and speed, and how fast first reps are."""

import math
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from firmware_sim.lifts import LIFTS
from model.capacity import RepCapacity, early_velocity, rep_capacity, reps_at_speed
from model.context import SetContext
from model.expected import ExpectationParams, reps_expected
from model.first_rep import FIRST_REP_MPS, LOAD_FRACS, first_rep_mps, load_frac_at
from model.history import PastSet
from model.profile import prior_profile
from sensing.events import Rep, RepStatus

USUAL = RepCapacity(reps=9.5, load_kg=80.0, sets=2, early_mps=0.465)
KNOWN = replace(prior_profile("bench"), failure_sets=2, capacity=USUAL)


def rep(mean_mps: float | None, status: RepStatus = RepStatus.COMPLETED) -> Rep:
    return Rep(
        status=status,
        concentric_start_s=0.0,
        concentric_end_s=1.0,
        eccentric_s=None,
        mean_velocity_mps=mean_mps,
        mean_propulsive_velocity_mps=None,
        peak_velocity_mps=None,
        rom_m=None,
    )


def past(speeds: tuple[float, ...], day: int, load_kg: float | None = None) -> PastSet:
    reps = (*(rep(speed) for speed in speeds), rep(0.1, RepStatus.FAILED))
    at = datetime(2026, 5, day, 18, tzinfo=UTC)
    return PastSet(key=str(day), exercise="bench", started_at=at, session=str(day), reps=reps, load_kg=load_kg)


def expected(context: SetContext, early_mps: float) -> tuple[float, float]:
    found = reps_expected(context, early_mps)
    assert found is not None
    return math.exp(found[0]), found[1]


@pytest.mark.parametrize("exercise", sorted(FIRST_REP_MPS))
def test_first_reps_are_as_fast_as_in_the_simulator_and_can_be_looked_up_both_ways(exercise: str) -> None:
    assert (LIFTS[exercise].load_fracs, LIFTS[exercise].first_rep_mps) == (LOAD_FRACS, FIRST_REP_MPS[exercise])
    for load_frac in np.linspace(0.4, 1.0, 13):
        speed = first_rep_mps(exercise, float(load_frac))
        assert speed is not None
        assert load_frac_at(exercise, speed) == pytest.approx(load_frac)


def test_of_a_lift_without_published_speeds_nothing_is_said() -> None:
    assert first_rep_mps("curl", 0.5) is None
    assert load_frac_at(None, 0.5) is None
    assert reps_at_speed(USUAL, "curl", 0.4) is None


def test_how_a_set_begins_is_the_mean_of_three_completed_reps() -> None:
    reps = [rep(0.5), rep(0.2, RepStatus.FAILED), rep(None), rep(0.6), rep(0.4), rep(0.1)]
    assert early_velocity(reps) == pytest.approx(0.5)
    assert early_velocity([rep(None)]) is None


def test_who_begins_as_usual_has_the_usual_reps_and_who_is_slower_has_fewer() -> None:
    at = [reps_at_speed(USUAL, "bench", speed) for speed in (0.55, 0.465, 0.40)]
    assert at[1] == pytest.approx(9.5)
    assert at[0] is not None
    assert at[2] is not None
    assert at[0] > 9.5 > at[2]


def test_earlier_sets_at_other_loads_are_carried_over_to_the_mean_of_their_reps() -> None:
    capacity = rep_capacity([past((0.61,) * 14, 1), past((0.465,) * 9, 2)])
    assert capacity is not None
    assert capacity.early_mps is not None
    assert 0.465 < capacity.early_mps < 0.61
    assert reps_at_speed(capacity, "bench", capacity.early_mps) == pytest.approx(capacity.reps)


def test_each_thing_that_is_known_makes_the_expectation_surer() -> None:
    told = SetContext(exercise="bench", load_kg=80.0, one_rm_kg=100.0)
    spreads = [
        expected(SetContext(exercise="bench"), 0.465)[1],
        expected(told, 0.465)[1],
        expected(SetContext(exercise="bench", profile=KNOWN), 0.465)[1],
        expected(replace(told, profile=KNOWN), 0.465)[1],
    ]
    assert spreads == sorted(spreads, reverse=True)
    assert len(set(spreads)) == 4
    assert reps_expected(SetContext(), 0.465) is None


def test_a_later_set_of_a_session_is_expected_to_be_shorter() -> None:
    first = SetContext(exercise="bench", load_kg=80.0, set_number=1, profile=KNOWN)
    assert expected(first, 0.465)[0] == pytest.approx(9.5)
    assert expected(replace(first, set_number=2), 0.465)[0] < 0.92 * 9.5


def test_without_fatigue_and_with_load_alone_the_load_decides() -> None:
    params = ExpectationParams(tired_load=1.0, speed_share=0.0)
    found = reps_expected(SetContext(exercise="bench", load_kg=80.0, set_number=3, profile=KNOWN), 0.2, params)
    assert found is not None
    assert math.exp(found[0]) == pytest.approx(9.5)
