"""From simulated sensor samples through the engine to a lifter's profile and maximum; simulation, clean sets."""

from datetime import timedelta
from functools import cache

import numpy as np
import pytest

from firmware_sim.lifts import LIFTS
from firmware_sim.population import Person, Population, draw_person
from firmware_sim.session import simulate
from firmware_sim.spec import clean
from firmware_sim.truth import SetTruth
from model.history import PastSet
from model.load_points import load_points
from model.load_velocity import LoadVelocityProfile, load_velocity_profile
from model.profile import learned_profile, prior_profile
from sensing.session import analyze
from tests.support.past import FIRST_DAY

SEED = 900


def person(exercise: str) -> Person:
    return draw_person(np.random.default_rng(SEED), LIFTS[exercise], Population())


def lifted(exercise: str, place: int, *, load_frac: float, reps: int, failed: bool = False) -> tuple[PastSet, SetTruth]:
    """One set of the lifter, as the engine found it and as it was."""
    made = simulate(
        clean(
            exercise,
            10 * SEED + place,
            person=person(exercise),
            load_frac=load_frac,
            reps=reps,
            reps_in_reserve=0 if failed else None,
            failed_rep=failed,
            intent_frac=1.0,
        )
    )
    (found,) = analyze(made.recording).sets
    past = PastSet(
        key=str(place),
        exercise=exercise,
        started_at=FIRST_DAY + timedelta(minutes=5 * place),
        session="s",
        reps=found.reps,
        load_kg=made.truth.sets[0].load_kg,
    )
    return past, made.truth.sets[0]


@cache
def ramp(exercise: str) -> tuple[PastSet, ...]:
    loads = ((0.5, 3), (0.65, 3), (0.8, 3), (0.88, 2))
    return tuple(lifted(exercise, i, load_frac=load, reps=reps)[0] for i, (load, reps) in enumerate(loads))


@pytest.mark.parametrize("exercise", ["bench", "squat"])
def test_the_maximum_of_a_simulated_lifter_is_found_from_lighter_sets(exercise: str) -> None:
    line = load_velocity_profile(load_points(exercise, ramp(exercise)), prior_profile(exercise))
    assert isinstance(line, LoadVelocityProfile)
    assert len(line.kept) == 4
    # Each set is lifted on another day of the lifter, whose strength varies by 3 to 5 %.
    assert line.one_rm_kg == pytest.approx(person(exercise).one_rm_kg, rel=0.08)


def test_a_simulated_set_to_failure_moves_the_profile_towards_its_lifter() -> None:
    past, truth = lifted("bench", 7, load_frac=0.8, reps=7, failed=True)
    assert past.failed
    last_mps = [rep.mean_velocity_mps for rep in truth.reps if rep.reps_in_reserve == 0][-1]
    assert last_mps is not None
    prior, learned = prior_profile("bench"), learned_profile("bench", [past])
    assert learned.failure_sets == 1
    assert abs(prior.end_mps - last_mps) > 0.02
    assert abs(learned.end_mps - last_mps) < 0.6 * abs(prior.end_mps - last_mps)
    assert learned.end_sd_mps < 0.7 * prior.end_sd_mps
