"""Simulated lifters are spread as the literature says people are."""

import numpy as np
import pytest

from firmware_sim.lifts import LIFTS
from firmware_sim.population import Population, draw_person, draw_reps_to_failure
from firmware_sim.set_plan import SetPlan, SetWish, draw_sets

PEOPLE = Population()


def plans(exercise: str, wish: SetWish, n: int) -> list[SetPlan]:
    rng, lift = np.random.default_rng(7), LIFTS[exercise]
    return [draw_sets(rng, lift, draw_person(rng, lift, PEOPLE), (wish,), PEOPLE)[0] for _ in range(n)]


@pytest.mark.parametrize(("load_frac", "mean", "sd"), [(0.6, 20.0, 4.36), (0.7, 14.5, 3.4), (0.8, 9.5, 2.51)])
def test_reps_to_failure_have_the_published_mean_and_spread(load_frac: float, mean: float, sd: float) -> None:
    rng = np.random.default_rng(3)
    reps = [draw_reps_to_failure(rng, load_frac, rng.normal(), PEOPLE) for _ in range(4000)]
    assert np.mean(reps) == pytest.approx(mean, abs=0.25)
    assert np.std(reps) == pytest.approx(sd, abs=0.2)
    assert min(reps) >= 1


def test_the_same_person_has_much_the_same_endurance_again() -> None:
    rng = np.random.default_rng(3)
    pairs = np.array(
        [[draw_reps_to_failure(rng, load_frac, z, PEOPLE) for load_frac in (0.7, 0.8)] for z in rng.normal(size=2000)]
    )
    assert 0.45 < np.corrcoef(pairs.T)[0, 1] < 0.75


@pytest.mark.parametrize(
    ("exercise", "load_frac", "expected_mps"),
    [
        ("bench", 0.6, 0.77),
        ("bench", 0.8, 0.465),
        ("bench", 0.9, 0.32),
        ("squat", 0.6, 0.72),
        ("squat", 0.8, 0.51),
        ("squat", 0.9, 0.41),
    ],
)
def test_first_rep_velocity_lies_on_the_published_line(exercise: str, load_frac: float, expected_mps: float) -> None:
    first = [p.mean_velocities_mps[0] for p in plans(exercise, SetWish(load_frac=load_frac, intent_frac=1.0), 800)]
    assert np.mean(first) == pytest.approx(expected_mps, abs=0.02)
    assert 0.10 < np.std(first) / np.mean(first) < 0.25


@pytest.mark.parametrize(("exercise", "low_mps", "high_mps"), [("bench", 0.15, 0.21), ("squat", 0.26, 0.32)])
def test_the_last_possible_rep_is_near_the_velocity_at_the_one_rm(
    exercise: str, low_mps: float, high_mps: float
) -> None:
    last = [p.mean_velocities_mps[-1] for p in plans(exercise, SetWish(load_frac=0.8, reps_in_reserve=0), 600)]
    assert low_mps < np.mean(last) < high_mps
    assert np.std(last) / np.mean(last) > 0.15


def test_velocity_loss_of_20_percent_uses_about_two_fifths_of_the_bench_press_reps() -> None:
    """Gonzalez-Badillo 2017 has 39 % at 50-70 % of the 1RM, with 5 to 20 % spread between people."""
    shares = []
    for plan in plans("bench", SetWish(load_frac=0.6, reps_in_reserve=0, intent_frac=1.0), 500):
        velocity = np.array(plan.mean_velocities_mps)
        loss = 1 - velocity / np.maximum.accumulate(velocity)
        shares.append((int(np.argmax(loss >= 0.2)) + 1) / plan.reps_to_failure)
    assert 0.35 < np.mean(shares) < 0.55
    assert 0.05 < np.std(shares) < 0.20


def test_first_rep_velocity_does_not_tell_the_reps_to_failure_at_one_load() -> None:
    drawn = plans("squat", SetWish(load_frac=0.7, reps_in_reserve=0, intent_frac=1.0), 800)
    first = [p.mean_velocities_mps[0] for p in drawn]
    assert np.corrcoef(first, [p.reps_to_failure for p in drawn])[0, 1] ** 2 < 0.26


def test_most_sets_are_fastest_at_the_first_rep() -> None:
    rng_free = plans("bench", SetWish(load_frac=0.7, intent_frac=1.0), 500)
    first_best = np.mean([np.argmax(p.mean_velocities_mps) == 0 for p in rng_free])
    assert 0.4 < first_best < 0.75


def test_a_set_that_is_held_back_keeps_its_speed_until_the_reps_run_out() -> None:
    for plan in plans("bench", SetWish(load_frac=0.6, reps_in_reserve=0, intent_frac=0.65), 50):
        early = np.array(plan.mean_velocities_mps[: plan.reps_to_failure // 3])
        assert np.ptp(early) / early.mean() < 0.35
        assert plan.mean_velocities_mps[-1] < 0.8 * early.mean()


def test_following_sets_have_fewer_reps() -> None:
    rng, lift = np.random.default_rng(5), LIFTS["squat"]
    firsts, thirds = [], []
    for _ in range(300):
        person = draw_person(rng, lift, PEOPLE)
        sets = draw_sets(rng, lift, person, (SetWish(load_frac=0.7),) * 3, PEOPLE)
        firsts.append(sets[0].reps_to_failure)
        thirds.append(sets[2].reps_to_failure)
    assert 0.6 < np.mean(thirds) / np.mean(firsts) < 0.9


@pytest.mark.parametrize("wish_reps", [1, 5, 12])
def test_what_was_asked_for_is_what_is_planned(wish_reps: int) -> None:
    for plan in plans("deadlift", SetWish(reps=wish_reps, reps_in_reserve=2), 20):
        assert len(plan.mean_velocities_mps) == wish_reps
        assert plan.reps_in_reserve == 2
        assert not plan.failed_rep
    for plan in plans("bench", SetWish(reps=4, failed_rep=True, grinder=True), 20):
        assert plan.failed_rep
        assert plan.reps_in_reserve == 0
        assert 0.08 <= plan.mean_velocities_mps[-1] < 0.15
