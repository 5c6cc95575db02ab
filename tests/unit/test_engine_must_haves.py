"""What any counter of reps must get right, each on a simulated session whose truth is exact.

Counts are exact. A velocity may be off by less than 0.025 m/s, so that an error of 0.03 m/s fails.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from firmware_sim.conditions import CLEAN
from firmware_sim.session import Simulated, simulate
from firmware_sim.spec import SessionSpec, clean
from firmware_sim.truth import RepTruth, SetTruth
from model.velocity_loss import reached_failure, velocity_loss
from sensing.events import (
    Event,
    GapFound,
    RejectReason,
    RepCompleted,
    RepStatus,
    SessionResult,
    SetCompleted,
    SetResult,
    SetStarted,
)
from sensing.samples import ImuBlock
from sensing.session import analyze, collect
from tests.support.lifting import Lift, events_of, recording_of

CLOSE_MPS = 0.025

TOUCH_AND_GO = clean("deadlift", 23, reps=6, load_frac=0.7, touch_and_go=True)
FROM_THE_FLOOR = clean("deadlift", 22, reps=5, load_frac=0.8)
PAUSED = clean("bench", 31, reps=5, load_frac=0.75, bottom_pause_s=(2.0, 3.0))
GRINDER = clean("bench", 33, load_frac=0.8, grinder=True, failed_rep=False)
FAILED = clean("bench", 33, load_frac=0.8, failed_rep=True)
WALKED_OUT = clean("squat", 34, reps=5, load_frac=0.75)
PRESSED = clean("bench", 35, reps=6, load_frac=0.75, upside_down=False)
WRIST_AT_12HZ = clean("bench", 36, reps=8, load_frac=0.6, mount="wrist", rate_hz=12.5)
NO_GYROSCOPE = [clean("bench", seed, reps=6, load_frac=0.75, gyroscope=False) for seed in range(44, 52)]
SUBMAXIMAL = clean("bench", 38, reps=6, load_frac=0.6, intent_frac=0.7)
TWO_SETS = SessionSpec(exercise="bench", seed=39, sets=2, reps=5, load_frac=0.75)


@cache
def lifted(spec: SessionSpec) -> Simulated:
    return simulate(spec)


@cache
def result_of(spec: SessionSpec) -> SessionResult:
    return analyze(lifted(spec).recording)


def only_set(spec: SessionSpec) -> tuple[SetResult, SetTruth]:
    (found,), (truth,) = result_of(spec).sets, lifted(spec).truth.sets
    return found, truth


def agree(found: SetResult, truth: Sequence[RepTruth]) -> None:
    """Every rep of the truth and no other, each with its status, time, height and velocities."""
    assert [rep.status for rep in found.reps] == [rep.status for rep in truth]
    for rep, true in zip(found.reps, truth, strict=True):
        assert true.concentric_start_s < (rep.concentric_start_s + rep.concentric_end_s) / 2 < true.concentric_end_s
        assert rep.mean_velocity_mps == pytest.approx(true.mean_velocity_mps, abs=CLOSE_MPS)
        assert rep.peak_velocity_mps == pytest.approx(true.peak_velocity_mps, abs=0.035)
        assert rep.rom_m == pytest.approx(true.rom_m, abs=0.025)


def without(samples: ImuBlock, start_s: float, length_s: float) -> ImuBlock:
    kept = (samples.t_s < start_s) | (samples.t_s >= start_s + length_s)
    assert samples.gyr_dps is not None
    return ImuBlock(t_s=samples.t_s[kept], acc_mps2=samples.acc_mps2[kept], gyr_dps=samples.gyr_dps[kept])


def live(events: Sequence[Event]) -> list[RepCompleted]:
    return [event for event in events if isinstance(event, RepCompleted)]


def test_the_first_rep_of_a_deadlift_from_the_floor_is_counted() -> None:
    found, truth = only_set(FROM_THE_FLOOR)
    agree(found, truth.reps)
    assert found.reps[0].eccentric_s is None
    assert [rep.eccentric_s for rep in found.reps[1:]] == pytest.approx(
        [rep.eccentric_s for rep in truth.reps[1:]], abs=0.05
    )


def test_touch_and_go_reps_are_counted_each() -> None:
    found, truth = only_set(TOUCH_AND_GO)
    agree(found, truth.reps)
    assert [rep.concentric_start_s for rep in found.reps] == pytest.approx(
        [rep.concentric_start_s for rep in truth.reps], abs=0.03
    )


def test_a_pause_on_the_chest_neither_splits_a_rep_nor_slows_it() -> None:
    found, truth = only_set(PAUSED)
    agree(found, truth.reps)
    for rep, true in zip(found.reps, truth.reps, strict=True):
        assert rep.concentric_start_s == pytest.approx(true.concentric_start_s, abs=0.03)


def test_a_grinder_under_fifteen_centimetres_a_second_is_counted() -> None:
    found, truth = only_set(GRINDER)
    agree(found, truth.reps)
    slowest = found.reps[-1]
    assert slowest.status is RepStatus.COMPLETED
    assert slowest.mean_velocity_mps == pytest.approx(truth.reps[-1].mean_velocity_mps, abs=0.015)
    assert truth.reps[-1].mean_velocity_mps < 0.15


def test_a_last_rep_that_fails_is_a_failed_rep() -> None:
    found, truth = only_set(FAILED)
    agree(found, truth.reps)
    assert found.reps[-1].status is RepStatus.FAILED
    assert reached_failure(found.reps)


def test_what_helps_the_failed_bar_up_is_refused_with_a_reason() -> None:
    found, truth = only_set(FAILED)
    (spotter,) = [one for one in lifted(FAILED).truth.artefacts if one.kind == "spotter"]
    (helped,) = [one for one in found.rejected if one.start_s > truth.reps[-1].concentric_end_s]
    assert helped.reason is RejectReason.RERACK
    assert spotter.start_s < helped.end_s < spotter.end_s + 0.5


@pytest.mark.parametrize("spec", [WALKED_OUT, PRESSED, PAUSED], ids=lambda spec: f"{spec.exercise} {spec.seed}")
def test_unrack_walk_out_and_rerack_are_no_reps(spec: SessionSpec) -> None:
    found, truth = only_set(spec)
    agree(found, truth.reps)
    kinds = {one.kind for one in lifted(spec).truth.artefacts}
    assert {"unrack", "rerack"} <= kinds
    for one in lifted(spec).truth.artefacts:
        middle_s = (one.start_s + one.end_s) / 2
        assert not any(rep.concentric_start_s < middle_s < rep.concentric_end_s for rep in found.reps)


def test_an_unrack_that_looks_like_a_small_rep_is_refused_with_a_reason() -> None:
    found, _ = only_set(PRESSED)
    (refused,) = [one for one in found.rejected if one.reason is RejectReason.UNRACK]
    assert refused.end_s < found.reps[0].concentric_start_s
    assert refused.detail.endswith("before the first rep")


@pytest.mark.parametrize("exercise", ["bench", "squat"])
def test_a_re_grip_between_reps_is_no_rep(exercise: str) -> None:
    spec = clean(exercise, 47, reps=6, load_frac=0.75, conditions=replace(CLEAN, re_grip_prob=1.0))
    made = simulate(spec)
    assert sum(one.kind == "re-grip" for one in made.truth.artefacts) == 5
    (found,) = analyze(made.recording).sets
    agree(found, made.truth.sets[0].reps)


def test_a_sensor_upside_down_gives_the_same_reps() -> None:
    found, truth = only_set(PRESSED)
    turned, turned_truth = only_set(replace(PRESSED, upside_down=True))
    agree(turned, turned_truth.reps)
    assert len(truth.reps) == len(turned.reps)
    for one, other in zip(found.reps, turned.reps, strict=True):
        assert other.mean_velocity_mps == pytest.approx(one.mean_velocity_mps, abs=0.01)
        assert other.concentric_start_s == pytest.approx(one.concentric_start_s, abs=0.02)


@pytest.mark.parametrize("seed", [0, 1])
def test_a_sensor_turned_to_any_side_gives_the_same_reps(seed: int) -> None:
    """The very same samples in other axes."""
    samples = lifted(WALKED_OUT).recording.samples
    turn = np.linalg.qr(np.random.default_rng(seed).normal(size=(3, 3)))[0]
    turn *= np.sign(np.linalg.det(turn))
    assert samples.gyr_dps is not None
    turned = ImuBlock(t_s=samples.t_s, acc_mps2=samples.acc_mps2 @ turn, gyr_dps=samples.gyr_dps @ turn)
    (found,) = analyze(recording_of(turned)).sets
    plain, _ = only_set(WALKED_OUT)
    for one, other in zip(plain.reps, found.reps, strict=True):
        assert other.mean_velocity_mps == pytest.approx(one.mean_velocity_mps, abs=0.005)


@pytest.mark.parametrize("into_s", [0.1, 0.4])
def test_packets_lost_inside_a_rep_do_not_lose_the_rep(into_s: float) -> None:
    made = lifted(WALKED_OUT)
    reps = made.truth.sets[0].reps
    samples = without(made.recording.samples, reps[2].concentric_start_s + into_s, 0.25)
    result = analyze(recording_of(samples))
    (found,) = result.sets
    agree(found, reps)
    assert result.gaps == ()


def test_a_longer_hole_is_told_as_a_gap_where_it_is() -> None:
    made = lifted(WALKED_OUT)
    reps = made.truth.sets[0].reps
    start_s = reps[2].concentric_end_s + 0.1
    events = events_of(without(made.recording.samples, start_s, 0.5))
    (gap,) = [event for event in events if isinstance(event, GapFound)]
    assert (gap.start_s, gap.end_s) == pytest.approx((start_s, start_s + 0.5), abs=0.015)
    (over,) = [event for event in events if isinstance(event, SetCompleted)]
    assert len(over.result.reps) == len(reps)


def test_a_link_that_drops_for_three_seconds_leaves_one_set_and_no_rep_twice() -> None:
    made = lifted(clean("bench", 11, reps=7, load_frac=0.7))
    reps = made.truth.sets[0].reps
    start_s = reps[2].concentric_end_s + 0.3
    events = events_of(without(made.recording.samples, start_s, 3.0))
    assert len([event for event in events if isinstance(event, SetStarted)]) == 1
    (over,) = [event for event in events if isinstance(event, SetCompleted)]
    seen = [rep for rep in reps if rep.concentric_end_s < start_s or rep.concentric_start_s > start_s + 3.0]
    assert 4 <= len(seen) < len(reps)
    agree(over.result, seen)
    told = [event.rep for event in live(events)]
    for one, other in pairwise(told):
        assert one.concentric_end_s < other.concentric_start_s


def test_velocity_loss_follows_when_a_rep_is_deleted_afterwards() -> None:
    found, truth = only_set(GRINDER)
    loss = velocity_loss(found.reps)
    assert loss == pytest.approx(truth.velocity_loss, abs=0.03)
    fastest = max(found.reps, key=lambda rep: rep.mean_velocity_mps or 0.0)
    kept = [rep for rep in found.reps if rep is not fastest]
    expected = 1.0 - (kept[-1].mean_velocity_mps or 0.0) / max(rep.mean_velocity_mps or 0.0 for rep in kept)
    assert velocity_loss(kept) == pytest.approx(expected, abs=1e-12)
    assert velocity_loss(kept) != loss
    assert velocity_loss(found.reps) == loss


def test_a_wristband_at_twelve_and_a_half_hertz_is_enough() -> None:
    found, truth = only_set(WRIST_AT_12HZ)
    agree(found, truth.reps)


def test_bars_are_counted_and_measured_without_a_gyroscope() -> None:
    misses_mps, misses_m = [], []
    for spec in NO_GYROSCOPE:
        found, truth = only_set(spec)
        assert lifted(spec).recording.samples.gyr_dps is None
        assert [rep.status for rep in found.reps] == [rep.status for rep in truth.reps]
        for rep, true in zip(found.reps, truth.reps, strict=True):
            assert rep.mean_velocity_mps is not None
            assert rep.rom_m is not None
            misses_mps.append(rep.mean_velocity_mps - true.mean_velocity_mps)
            misses_m.append(rep.rom_m - true.rom_m)
    # Single reps may be off by 4 cm, as the bar rolls in the hands unseen; all together they are not.
    assert np.sqrt(np.mean(np.square(misses_mps))) < 0.012
    assert np.sqrt(np.mean(np.square(misses_m))) < 0.01


def test_a_first_rep_lifted_with_less_than_all_effort_is_counted() -> None:
    found, truth = only_set(SUBMAXIMAL)
    agree(found, truth.reps)
    velocities = [rep.mean_velocity_mps or 0.0 for rep in found.reps]
    # The fastest comes later: loss is against the fastest, not the first.
    assert max(velocities) > velocities[0] + 0.01
    assert velocity_loss(found.reps) == pytest.approx(truth.velocity_loss, abs=0.03)


def test_two_sets_in_a_session_are_two_sets() -> None:
    result, truth = result_of(TWO_SETS), lifted(TWO_SETS).truth
    assert len(result.sets) == len(truth.sets) == 2
    for found, true in zip(result.sets, truth.sets, strict=True):
        agree(found, true.reps)
    assert result.sets[0].end_s < result.sets[1].start_s


@pytest.mark.parametrize("gyroscope", [True, False])
def test_a_sensor_that_lies_still_gives_nothing(gyroscope: bool) -> None:
    still = Lift().rest(60.0).samples(tilt_deg=25.0, gyroscope=gyroscope, bias_mps2=(0.1, -0.1, 0.2))
    result = analyze(recording_of(still))
    assert (result.sets, result.rejected, result.gaps) == ((), (), ())


@pytest.mark.parametrize("spec", [FROM_THE_FLOOR, PRESSED], ids=lambda spec: spec.exercise)
def test_live_reps_come_within_a_third_of_a_second_and_near_the_final_ones(spec: SessionSpec) -> None:
    found, truth = only_set(spec)
    events = events_of(lifted(spec).recording.samples)
    told = live(events)
    assert [event.rep_index for event in told] == list(range(1, len(truth.reps) + 1))
    # The first one may have to wait until it is sure that a set is under way.
    for event, true in zip(told[1:], truth.reps[1:], strict=True):
        assert 0.0 < event.t_s - true.concentric_end_s < 0.35
    for event, final in zip(told, found.reps, strict=True):
        assert event.rep.mean_velocity_mps == pytest.approx(final.mean_velocity_mps, abs=0.03)


def test_a_session_told_live_ends_as_the_file_of_it_does() -> None:
    events = events_of(lifted(WALKED_OUT).recording.samples, 7)
    folded = collect(events, source="live", duration_s=1.0, rate_hz=100.0)
    assert folded.sets == result_of(WALKED_OUT).sets
