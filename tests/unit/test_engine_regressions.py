"""Cases that the engine once got wrong; each was seen failing before it was mended."""

import pytest

from firmware_sim.session import simulate
from firmware_sim.spec import SessionSpec, clean, gym
from sensing.events import RejectReason
from sensing.session import analyze
from tests.support.lifting import Lift, events_of, recording_of
from tests.unit.test_engine_must_haves import FAILED, agree, lifted, without


@pytest.mark.parametrize("rise_m", [0.12, 0.15, 0.22])
def test_a_bar_put_up_higher_after_a_pause_at_the_top_does_not_change_the_last_rep(rise_m: float) -> None:
    lift = Lift().rest(3).reps(5).rest(2).move(rise_m, 1).rest(0.5).move(-rise_m, 1).rest(5)
    (found,) = analyze(recording_of(lift.samples())).sets
    assert [rep.mean_velocity_mps for rep in found.reps] == pytest.approx([0.527] * 5, abs=0.02)


@pytest.mark.parametrize(
    "spec",
    [
        clean("bench", 46, reps=6, gyroscope=False, load_frac=0.75),
        clean("row", 45, reps=6, load_frac=0.7),
        clean("overhead_press", 41, reps=5, load_frac=0.75),
    ],
    ids=lambda spec: f"{spec.exercise} {spec.seed}",
)
def test_neither_rack_nor_floor_is_swallowed_by_a_rep(spec: SessionSpec) -> None:
    made = simulate(spec)
    (found,) = analyze(made.recording).sets
    agree(found, made.truth.sets[0].reps)


@pytest.mark.parametrize("seed", [40, 41, 42, 45])
def test_without_a_gyroscope_walking_to_the_rack_does_not_spoil_the_last_rep(seed: int) -> None:
    made = simulate(clean("squat", seed, reps=6, gyroscope=False, load_frac=0.75))
    (found,) = analyze(made.recording).sets
    agree(found, made.truth.sets[0].reps)


@pytest.mark.parametrize("seed", [200, 201, 202, 203])
def test_propulsion_of_light_loads_ends_where_the_bar_is_braked(seed: int) -> None:
    made = simulate(clean("bench", seed, reps=5, load_frac=0.3))
    (found,) = analyze(made.recording).sets
    for rep, true in zip(found.reps, made.truth.sets[0].reps, strict=True):
        assert rep.mean_propulsive_velocity_mps == pytest.approx(true.mean_propulsive_velocity_mps, abs=0.04)


def test_the_spotters_help_is_told_once() -> None:
    assert analyze(lifted(FAILED).recording).rejected == ()


def test_events_stay_in_order_when_a_recording_ends_soon_after_a_gap() -> None:
    made = lifted(clean("bench", 11, reps=7, load_frac=0.7))
    last_s = made.truth.sets[0].reps[-1].concentric_end_s
    times = [event.t_s for event in events_of(without(made.recording.samples, last_s + 0.5, 2.0))]
    assert times == sorted(times)


def test_a_small_unrack_is_told() -> None:
    lift = Lift().rest(3).move(0.15, 1).rest(1).reps(5).rest(12)
    (found,) = analyze(recording_of(lift.samples())).sets
    assert [one.reason for one in found.rejected] == [RejectReason.UNRACK]


@pytest.mark.parametrize("seed", [209, 224, 229, 239])
def test_a_bar_that_is_picked_up_for_rows_is_no_rep(seed: int) -> None:
    made = simulate(clean("row", seed))
    (found,) = analyze(made.recording).sets
    assert len(found.reps) == len(made.truth.sets[0].reps)
    assert found.reps[0].concentric_start_s == pytest.approx(made.truth.sets[0].reps[0].concentric_start_s, abs=0.1)


@pytest.mark.parametrize("seed", [714, 754])
def test_a_row_that_stalls_has_failed_though_a_step_of_velocity_could_lift_it_to_the_top(seed: int) -> None:
    made = simulate(gym("row", seed))
    found = analyze(made.recording).sets
    for true in (one for one in made.truth.sets if one.reached_failure):
        (same,) = (one for one in found if one.start_s < true.end_s and true.start_s < one.end_s)
        assert [rep.status for rep in same.reps] == [rep.status for rep in true.reps]


@pytest.mark.parametrize(("exercise", "seed"), [("squat", 715), ("squat", 725), ("deadlift", 717)])
def test_plates_and_sips_between_the_sets_of_a_wrist_are_no_reps(exercise: str, seed: int) -> None:
    made = simulate(gym(exercise, seed, mount="wrist"))
    found = analyze(made.recording).sets
    assert len(found) == len(made.truth.sets)
    for one, true in zip(found, made.truth.sets, strict=True):
        assert max(one.start_s, true.start_s) < min(one.end_s, true.end_s)


@pytest.mark.parametrize("seed", [716, 736])
def test_a_bench_ends_when_the_arms_are_straight_however_long_the_bar_is_then_held(seed: int) -> None:
    made = simulate(gym("bench", seed))
    for one, true in zip(analyze(made.recording).sets, made.truth.sets, strict=True):
        last = [[rep for rep in side.reps if rep.status == "completed"][-1] for side in (one, true)]
        assert last[0].concentric_end_s == pytest.approx(last[1].concentric_end_s, abs=0.3)


@pytest.mark.parametrize(("exercise", "seed"), [("overhead_press", 708), ("row", 719), ("row", 759)])
def test_without_a_gyroscope_the_hand_that_leaves_the_weight_is_no_rep(exercise: str, seed: int) -> None:
    made = simulate(clean(exercise, seed, mount="wrist", gyroscope=False))
    (found,) = analyze(made.recording).sets
    assert [rep.status for rep in found.reps] == [rep.status for rep in made.truth.sets[0].reps]


@pytest.mark.parametrize(("exercise", "seed"), [("row", 744), ("deadlift", 752), ("squat", 755)])
def test_on_a_wrist_each_set_of_a_session_has_its_reps_and_no_more(exercise: str, seed: int) -> None:
    made = simulate(gym(exercise, seed, mount="wrist"))
    found = analyze(made.recording).sets
    assert [len(one.reps) for one in found] == [len(one.reps) for one in made.truth.sets]
