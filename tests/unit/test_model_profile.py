"""From what is published to the person: what a set teaches, and how fast."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from model.history import PastSet
from model.profile import LiftProfile, ProfileParams, learned_profile, prior_profile
from sensing.events import Rep, RepStatus
from tests.support.past import past_set, rep
from tests.support.velocity_sets import person


def set_to_failure(end_mps: float, slope_mps: float = 0.04, n: int = 8, day: int = 0) -> PastSet:
    """A set that loses the same speed with each rep and fails after the last."""
    return past_set([end_mps + slope_mps * (n - 1 - i) for i in range(n)], day=day, failed=True)


def test_without_sets_the_profile_is_the_published_one() -> None:
    assert learned_profile("squat", []) == prior_profile("squat")
    assert not prior_profile("squat").learned


def test_a_lift_that_nothing_is_published_of_starts_wide_enough_for_all_others() -> None:
    other = prior_profile("pullover")
    for known in ("bench", "squat", "deadlift", "row"):
        assert abs(other.mvt_mps - prior_profile(known).mvt_mps) < 2.2 * other.mvt_sd_mps


def test_the_first_set_to_failure_already_moves_the_profile_to_the_person() -> None:
    learned = learned_profile("bench", [set_to_failure(0.30)])
    prior = prior_profile("bench")
    assert abs(learned.end_mps - 0.30) < 0.6 * abs(prior.end_mps - 0.30)
    assert learned.end_sd_mps < 0.65 * prior.end_sd_mps
    assert learned.failure_sets == 1


def test_many_sets_to_failure_end_at_the_person() -> None:
    sets = [set_to_failure(0.27, slope_mps=0.055, day=3 * i) for i in range(12)]
    learned = learned_profile("bench", sets)
    assert learned.end_mps == pytest.approx(0.27, abs=0.01)
    assert learned.slope_mps == pytest.approx(0.055, abs=0.004)


def test_sets_that_ended_before_failure_teach_nothing() -> None:
    assert learned_profile("bench", [past_set([0.5, 0.45, 0.4])]) == prior_profile("bench")


def test_sets_of_other_lifts_teach_nothing() -> None:
    assert learned_profile("squat", [set_to_failure(0.30)]) == prior_profile("squat")


def test_reps_after_the_failed_attempt_teach_nothing() -> None:
    one = set_to_failure(0.25)
    helped = replace(one, reps=(*one.reps, rep(0.60, at_s=40.0), rep(0.60, at_s=43.0)))
    assert learned_profile("bench", [helped]) == learned_profile("bench", [one])


def test_entered_reps_in_reserve_teach_less_than_failure() -> None:
    failed = learned_profile("bench", [set_to_failure(0.30)])
    felt = learned_profile("bench", [replace(past_set([0.46, 0.42, 0.38, 0.34, 0.30]), felt_rir=0)])
    prior = prior_profile("bench")
    assert prior.end_mps < felt.end_mps < failed.end_mps
    assert failed.end_sd_mps < felt.end_sd_mps < prior.end_sd_mps
    assert (felt.failure_sets, felt.felt_sets) == (0, 1)


def test_five_or_more_felt_reps_have_no_upper_end_and_teach_nothing() -> None:
    assert learned_profile("bench", [past_set([0.5, 0.49, 0.48], felt_rir=5)]) == prior_profile("bench")


def test_a_failed_attempt_outweighs_what_was_felt() -> None:
    one = set_to_failure(0.25)
    assert learned_profile("bench", [replace(one, felt_rir=3)]) == learned_profile("bench", [one])


def test_a_failed_single_shows_the_velocity_at_the_maximum_itself() -> None:
    single = past_set([0.26], failed=True)
    long = set_to_failure(0.26)
    assert learned_profile("deadlift", [replace(single, exercise="deadlift")]).mvt_mps > 0.20
    assert learned_profile("deadlift", [replace(long, exercise="deadlift")]).mvt_mps < 0.15


def test_sets_to_failure_say_little_of_the_velocity_at_the_maximum() -> None:
    sets = [set_to_failure(0.29, day=3 * i) for i in range(10)]
    learned, prior = learned_profile("bench", sets), prior_profile("bench")
    assert learned.end_mps - prior.end_mps > 0.08
    assert 0.01 < learned.mvt_mps - prior.mvt_mps < 0.04
    assert learned.mvt_sd_mps > 0.9 * prior.mvt_sd_mps


def test_a_set_without_velocities_teaches_no_velocity() -> None:
    learned, prior = learned_profile("bench", [past_set([None, None, None], failed=True)]), prior_profile("bench")
    assert (learned.end_mps, learned.end_sd_mps, learned.failure_sets) == (prior.end_mps, prior.end_sd_mps, 0)


def test_time_between_sets_makes_the_profile_less_sure() -> None:
    soon = learned_profile("bench", [set_to_failure(0.2, day=0), set_to_failure(0.2, day=7)])
    late = learned_profile("bench", [set_to_failure(0.2, day=0), set_to_failure(0.2, day=360)])
    assert late.end_sd_mps > soon.end_sd_mps


def test_an_impossible_set_is_doubted_and_moves_little() -> None:
    usual = [set_to_failure(0.20, day=3 * i) for i in range(4)]
    learned = learned_profile("bench", [*usual, set_to_failure(0.80, day=15)])
    assert learned.doubted_sets == 1
    assert abs(learned.end_mps - 0.20) < 0.07


def test_no_set_makes_the_velocity_or_the_slope_negative() -> None:
    rising = past_set([0.05, 0.1, 0.15, 0.2], failed=True)
    learned = learned_profile("bench", [rising] * 10)
    assert learned.slope_mps >= ProfileParams().lowest_slope_mps
    assert learned.end_mps >= ProfileParams().lowest_mps


def test_the_order_in_which_sets_are_given_does_not_matter() -> None:
    sets = [set_to_failure(0.2 + 0.01 * i, day=5 * i) for i in range(5)]
    assert learned_profile("bench", sets) == learned_profile("bench", sets[::-1])


def test_a_rep_the_sensor_doubts_teaches_less() -> None:
    sure = set_to_failure(0.30)
    unsure = replace(sure, reps=tuple(_doubted(one) for one in sure.reps))
    prior = prior_profile("bench")
    assert prior.end_mps < learned_profile("bench", [unsure]).end_mps < learned_profile("bench", [sure]).end_mps


def _doubted(one: Rep) -> Rep:
    return replace(one, mean_velocity_sd_mps=0.1) if one.status is RepStatus.COMPLETED else one


def mean_error_mps(profiles: Sequence[tuple[float, LiftProfile]]) -> float:
    return float(np.mean([abs(profile.end_mps - truth) for truth, profile in profiles]))


def test_over_simulated_people_the_first_failure_helps_and_each_more_helps_further() -> None:
    random = np.random.default_rng(20261124)
    people = [person(random, 4) for _ in range(200)]
    errors = [
        mean_error_mps([(truth, learned_profile("bench", sets[:count])) for truth, sets in people])
        for count in (0, 1, 2, 4)
    ]
    assert errors[0] == pytest.approx(0.045, abs=0.008)
    assert errors[1] < 0.65 * errors[0]
    assert errors[2] < 0.85 * errors[1]
    assert errors[3] < 0.85 * errors[2]


def test_over_simulated_people_the_stated_uncertainty_is_the_real_one() -> None:
    random = np.random.default_rng(7)
    people = [person(random, 2) for _ in range(300)]
    learned = [(truth, learned_profile("bench", sets)) for truth, sets in people]
    inside = np.mean([abs(profile.end_mps - truth) < 1.28 * profile.end_sd_mps for truth, profile in learned])
    assert 0.74 < inside < 0.88
