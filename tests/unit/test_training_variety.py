"""Training people of other worlds, and the people of another make that nothing is fitted on."""

from dataclasses import replace

import numpy as np
import pytest

from lastrep.training.dataset import DatasetParams, training_rows
from lastrep.training.fading import FadingParams, draw_fading_lifter, draw_fading_session
from lastrep.training.population import TrueSet
from lastrep.training.quick import SetErrors
from lastrep.training.shapes import Shape, lost_share
from lastrep.training.spreads import PopulationParams
from lastrep.training.variety import VarietyParams, draw_world

BANK = (SetErrors(velocity_mps=((0.005, 0.01), (-0.004, 0.01)), before=0, missed_share=0.0, failure_seen=True),)


@pytest.mark.parametrize("shape", list(Shape))
@pytest.mark.parametrize("bend", [0.9, 1.0, 1.4, 2.3])
def test_every_course_of_a_set_falls_from_the_first_to_the_last_velocity(shape: Shape, bend: float) -> None:
    lost = lost_share(shape, np.linspace(0.0, 1.0, 50), bend)
    assert (lost[0], lost[-1]) == pytest.approx((0.0, 1.0), abs=1e-12)
    assert (np.diff(lost) > 0).all()


def test_worlds_differ_and_the_published_one_stays_as_it_was() -> None:
    published, rng = PopulationParams(), np.random.default_rng(1)
    worlds = [draw_world(rng, published, VarietyParams()) for _ in range(40)]
    assert len({world.shape for world in worlds}) == len(Shape)
    assert min(world.reps_mean[3] for world in worlds) < published.reps_mean[3] < worlds[0].reps_mean[3] * 2
    assert all(sum(world.stop_weights) == pytest.approx(1.0) for world in worlds)
    assert published == PopulationParams()


def test_no_person_is_of_another_world_when_none_is_asked_for() -> None:
    few = DatasetParams(lifters=20, variety=VarietyParams(share=0.0))
    varied = replace(few, variety=VarietyParams(share=1.0))
    plain, other = (training_rows(one, PopulationParams(), BANK) for one in (few, varied))
    assert not np.array_equal(plain.rir, other.rir)
    assert np.array_equal(plain.rir, training_rows(few, PopulationParams(), BANK).rir)


def fading_sets(n: int = 200) -> list[TrueSet]:
    made: list[TrueSet] = []
    for i in range(n):
        rng = np.random.default_rng((4, i))
        person = draw_fading_lifter(rng, str(i), ("squat", "bench", "row")[i % 3], FadingParams())
        made += draw_fading_session(rng, person, FadingParams(), sets=2)
    return made


def test_sets_of_people_of_another_make_are_whole() -> None:
    for one in fading_sets():
        assert 1 <= len(one.velocities_mps) <= one.reps_to_failure
        assert one.reps_in_reserve[-1] == one.reps_to_failure - len(one.velocities_mps)
        assert not one.failed or one.reps_in_reserve[-1] == 0
        assert min(one.velocities_mps) >= 0.08


def test_their_reps_to_failure_follow_from_load_and_fatigue() -> None:
    sets = [one for one in fading_sets() if one.set_number == 1]
    light = np.mean([one.reps_to_failure for one in sets if one.load_frac < 0.65])
    heavy = np.mean([one.reps_to_failure for one in sets if one.load_frac > 0.78])
    assert heavy < 0.6 * light
    seconds = [one for one in fading_sets() if one.set_number == 2]
    shares = [later.reps_to_failure / first.reps_to_failure for first, later in zip(sets, seconds, strict=True)]
    assert 0.7 < np.mean(shares) < 1.0
