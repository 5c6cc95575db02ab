"""Simulated reps look like reps: shapes, holds, failures and what surrounds them."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from scipy.signal import find_peaks

from firmware_sim.conditions import CLEAN
from firmware_sim.lifts import LIFTS
from firmware_sim.session import Simulated, simulate
from firmware_sim.spec import SessionSpec, clean, gym
from firmware_sim.truth import RepTruth
from sensing.events import RepStatus
from sensing.samples import Floats

Make = Callable[[SessionSpec], Simulated]
STEADY = replace(CLEAN, speed_wobble_frac=0.0)


def velocity(made: Simulated, rep: RepTruth) -> Floats:
    first, last = (round(made.clock.true_s(t) * 1000) for t in (rep.concentric_start_s, rep.concentric_end_s))
    return made.felt.velocity_mps[first : last + 1]


def humps(v: Floats) -> int:
    return len(find_peaks(v, prominence=0.08 * v.max())[0])


@pytest.mark.parametrize("exercise", LIFTS)
def test_mean_velocity_is_rom_over_time(make: Make, exercise: str) -> None:
    made = make(clean(exercise, 1, reps=4))
    for rep in made.truth.reps:
        true_s = (rep.concentric_end_s - rep.concentric_start_s) / made.truth.clock_rate_frac
        assert rep.mean_velocity_mps == pytest.approx(rep.rom_m / true_s, rel=1e-9)
        assert velocity(made, rep).mean() == pytest.approx(rep.mean_velocity_mps, rel=0.01)
        assert rep.peak_velocity_mps == velocity(made, rep).max()
        assert rep.mean_velocity_mps <= rep.mean_propulsive_velocity_mps + 1e-9 < rep.peak_velocity_mps


def test_light_reps_have_one_hump_and_the_last_heavy_reps_two(make: Make) -> None:
    light = make(clean("bench", 3, load_frac=0.5, reps=3, reps_in_reserve=15, intent_frac=1.0, conditions=STEADY))
    assert [humps(velocity(light, rep)) for rep in light.truth.reps] == [1, 1, 1]
    two = 0
    for seed in range(8):
        heavy = make(
            clean("bench", seed, load_frac=0.85, reps=4, reps_in_reserve=0, failed_rep=False, conditions=STEADY)
        )
        two += humps(velocity(heavy, heavy.truth.reps[-1])) == 2
    assert two >= 7


def test_a_grinder_nearly_stops_in_mid_way_and_is_still_one_rep(make: Make) -> None:
    slowest = []
    for seed in range(8):
        made = make(clean("bench", seed, load_frac=0.8, reps=3, grinder=True, failed_rep=False))
        rep = made.truth.reps[-1]
        assert rep.status is RepStatus.COMPLETED
        assert 0.07 < rep.mean_velocity_mps < 0.15
        assert rep.rom_m == pytest.approx(made.truth.person.rom_m, rel=0.1)
        assert 2.0 < rep.concentric_end_s - rep.concentric_start_s < 6.5
        v = velocity(made, rep)
        slowest.append(v[len(v) // 5 : -len(v) // 5].min())
    assert sum(v < 0.02 for v in slowest) >= 3


@pytest.mark.parametrize("exercise", LIFTS)
def test_a_failed_rep_rises_stalls_and_comes_back(make: Make, exercise: str) -> None:
    made = make(clean(exercise, 4, reps=3, failed_rep=True))
    *done, failed = made.truth.reps
    assert [rep.status for rep in done] == [RepStatus.COMPLETED] * 3
    assert failed.status is RepStatus.FAILED
    assert 0.15 < failed.rom_m / made.truth.person.rom_m < 0.65
    assert failed.reps_in_reserve is None
    assert made.truth.sets[0].reached_failure
    height = made.felt.height_m
    start, end = (round(made.clock.true_s(t) * 1000) for t in (failed.concentric_start_s, failed.concentric_end_s))
    back = height[end : end + 3000].min()
    assert back == pytest.approx(height[start], abs=0.02)


def test_reps_in_reserve_count_down_to_what_was_left(make: Make) -> None:
    one = make(clean("squat", 2, reps=5, reps_in_reserve=2)).truth.sets[0]
    assert [rep.reps_in_reserve for rep in one.reps] == [6, 5, 4, 3, 2]
    assert one.reps_in_reserve == 2


def test_velocity_loss_is_against_the_fastest_completed_rep(make: Make) -> None:
    one = make(clean("bench", 6, load_frac=0.8, reps_in_reserve=0, failed_rep=True)).truth.sets[0]
    done = [rep.mean_velocity_mps for rep in one.reps if rep.status is RepStatus.COMPLETED]
    assert one.velocity_loss == pytest.approx(1 - done[-1] / max(done))
    assert one.velocity_loss is not None
    assert one.velocity_loss > 0.25


@pytest.mark.parametrize("exercise", LIFTS)
def test_only_the_first_rep_of_a_lift_that_starts_upwards_has_no_eccentric(make: Make, exercise: str) -> None:
    reps = make(clean(exercise, 1, reps=4)).truth.reps
    assert [rep.eccentric_s is None for rep in reps] == [not LIFTS[exercise].eccentric_first, False, False, False]
    for rep in reps:
        if rep.eccentric_s is not None and rep.eccentric_start_s is not None:
            assert 0.4 < rep.eccentric_s < 3.0
            assert rep.eccentric_start_s + rep.eccentric_s <= rep.concentric_start_s + 0.01


def test_touch_and_go_leaves_no_rest_on_the_floor_and_the_usual_deadlift_does(make: Make) -> None:
    def rests(touch_and_go: bool) -> list[float]:
        reps = make(clean("deadlift", 8, reps=5, touch_and_go=touch_and_go)).truth.reps
        return [
            rep.concentric_start_s - (rep.eccentric_start_s + rep.eccentric_s)
            for rep in reps
            if rep.eccentric_start_s is not None and rep.eccentric_s is not None
        ]

    assert max(rests(True)) < 0.05
    assert min(rests(False)) > 0.25


def test_asked_pauses_are_held(make: Make) -> None:
    made = make(clean("bench", 8, reps=4, bottom_pause_s=(1.0, 1.2), top_pause_s=(0.0, 0.0)))
    reps = made.truth.reps
    for rep, following in pairwise(reps):
        assert rep.eccentric_start_s is not None
        assert rep.eccentric_s is not None
        assert 0.85 < rep.concentric_start_s - rep.eccentric_start_s - rep.eccentric_s < 1.35
        assert following.eccentric_start_s is not None
        assert abs(following.eccentric_start_s - rep.concentric_end_s) < 0.15


def test_travel_repeats_in_a_clean_set_and_varies_in_a_gym(make: Make) -> None:
    spread = {}
    for maker in (clean, gym):
        sds = []
        for seed in range(6):
            made = make(maker("squat", seed, sets=1, reps=8, reps_in_reserve=1))
            rom_m = [rep.rom_m for rep in made.truth.reps]
            sds.append(np.std(rom_m) / np.mean(rom_m))
        spread[maker.__name__] = np.mean(sds)
    assert 0.008 < spread["clean"] < 0.03
    assert 0.04 < spread["gym"] < 0.11


def test_each_lift_is_surrounded_by_its_own_artefacts(make: Make) -> None:
    kinds = {exercise: {a.kind for a in make(clean(exercise, 1, reps=3)).truth.artefacts} for exercise in LIFTS}
    assert {"unrack", "walk-out", "walk-in", "rerack"} <= kinds["squat"]
    assert {"unrack", "bring out", "rerack"} <= kinds["bench"]
    assert {"set-up", "put down"} <= kinds["deadlift"]
    assert {"lean over"} <= kinds["row"]
    assert {"pick-up", "put down"} <= kinds["row"] or {"unrack", "stand up", "rerack"} <= kinds["row"]


def test_a_gym_session_holds_rests_that_look_like_lifting() -> None:
    bar = simulate(gym("deadlift", 6, sets=2))
    wrist = simulate(gym("bench", 5, sets=2, mount="wrist"))
    assert {"plates", "rolling bar"} & {a.kind for a in bar.truth.artefacts}
    assert {"walking", "phone", "bottle", "plates"} & {a.kind for a in wrist.truth.artefacts}
    for made in (bar, wrist):
        first, second = made.truth.sets
        between = [a for a in made.truth.artefacts if first.end_s < a.start_s < second.start_s]
        assert second.start_s - first.end_s > 40.0
        assert len(between) > 4
