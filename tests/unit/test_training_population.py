"""The simulated populations: held to published findings, seeded, and whole."""

from dataclasses import replace

import numpy as np
import pytest

from lastrep.training.checks import Check, published_checks
from lastrep.training.population import draw_lifter, draw_session
from lastrep.training.spreads import PopulationParams

CHECKS = published_checks(PopulationParams())


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_the_population_answers_as_the_published_studies_did(check: Check) -> None:
    assert check.holds, f"{check.name}: {check.found:.3f}, published {check.low} to {check.high}"


def test_the_checks_can_fail() -> None:
    alike = replace(PopulationParams(), end_sd_log=0.0, end_set_sd_mps=0.0, decline_person_sd=0.0, decline_set_sd=0.0)
    failing = {check.name for check in published_checks(alike) if not check.holds}
    assert "last rep, bench 70 %, CV between tests" in failing


def test_the_same_seed_draws_the_same_people_and_sets() -> None:
    def draw() -> object:
        rng, params = np.random.default_rng(4), PopulationParams()
        return draw_session(rng, draw_lifter(rng, "a", "row", params), params, sets=3)

    assert draw() == draw()


@pytest.mark.parametrize("exercise", ["squat", "bench", "deadlift", "overhead_press", "row"])
def test_a_set_is_whole(exercise: str) -> None:
    rng, params = np.random.default_rng(6), PopulationParams()
    for i in range(50):
        lifter = draw_lifter(rng, str(i), exercise, params)
        for number, one in enumerate(draw_session(rng, lifter, params, sets=3), start=1):
            done = len(one.velocities_mps)
            assert one.set_number == number
            assert (one.rest_s is None) == (number == 1)
            assert 1 <= done <= one.reps_to_failure
            assert one.reps_in_reserve[-1] == one.reps_to_failure - done
            assert not one.failed or done == one.reps_to_failure
            assert not (one.intent_frac < 1 and done == one.reps_to_failure)
            assert min(one.velocities_mps) >= 0.08


def test_following_sets_have_fewer_reps_in_them() -> None:
    rng, params = np.random.default_rng(7), PopulationParams()
    sessions = [draw_session(rng, draw_lifter(rng, str(i), "bench", params), params, sets=2) for i in range(300)]
    shares = [second.reps_to_failure / first.reps_to_failure for first, second in sessions]
    assert 0.75 < np.mean(shares) < 0.92
