"""The scoring of simulated sessions, with runs made up from the truth itself."""

from dataclasses import replace

import pytest

from firmware_sim.session import Simulated, simulate
from firmware_sim.spec import gym
from firmware_sim.truth import RepTruth
from lastrep.evaluation.labels import REST, Mount, Split
from lastrep.evaluation.outcome import Outcome
from lastrep.evaluation.simulated import LiveRun, SimulatedTask, score_simulated, simulated_tasks
from lastrep.evaluation.simulation_plan import CLEAN, CLEAN_CONDITIONS, GYM, LIFTS, Condition
from sensing.events import Rep, RepCompleted, RepStatus

TASK = SimulatedTask(
    dataset=GYM,
    lift="squat",
    seed=10_000,
    condition=Condition(mount=Mount.BAR, rate_hz=52.0, gyroscope=False),
    split=Split.REPORT,
    peers=False,
)


@pytest.fixture(scope="module")
def session() -> Simulated:
    return simulate(gym("squat", 4, rate_hz=25.0, sets=2, reps=4, failed_rep=True))


def found(truth: RepTruth) -> Rep:
    return Rep(
        status=truth.status,
        concentric_start_s=truth.concentric_start_s,
        concentric_end_s=truth.concentric_end_s,
        eccentric_s=None,
        mean_velocity_mps=truth.mean_velocity_mps + 0.01,
        mean_propulsive_velocity_mps=None,
        peak_velocity_mps=truth.peak_velocity_mps,
        rom_m=truth.rom_m - 0.02,
    )


def event(rep: Rep, place: int, delay_s: float) -> RepCompleted:
    return RepCompleted(t_s=rep.concentric_end_s + delay_s, set_index=1, rep_index=place, rep=rep)


def perfect(session: Simulated) -> LiveRun:
    reps = tuple(found(rep) for rep in session.truth.reps)
    return LiveRun(final=reps, live=tuple(event(rep, place, 0.2) for place, rep in enumerate(reps)))


def score(session: Simulated, run: LiveRun) -> tuple[list[Outcome], Outcome]:
    *sets, rest = score_simulated(TASK, session, run)
    return sets, rest


def test_what_is_found_as_it_was_scores_full(session: Simulated) -> None:
    sets, rest = score(session, perfect(session))
    assert [(item.expected_n, item.counted_n, item.paired_n) for item in sets] == [(4, 4, 4)] * 2
    assert [item.failures[0].true for item in sets] == [False, True]
    assert all(item.failures[0].found == item.failures[0].true for item in sets)
    assert (rest.exercise, rest.outside_n) == (REST, 0)
    lifting_s = sum(one.end_s - one.start_s for one in session.truth.sets)
    assert rest.rest_s == pytest.approx(session.recording.duration_s - lifting_s)
    pair = sets[0].pairs[0]
    assert pair.delay_s == pytest.approx(0.2)
    assert pair.true_mv_mps is not None
    assert pair.final_mv_mps == pytest.approx(pair.true_mv_mps + 0.01)
    assert pair.true_rom_m is not None
    assert pair.final_rom_m == pytest.approx(pair.true_rom_m - 0.02)
    assert sets[0].losses[0].final_frac is not None
    assert sets[0].losses[0].final_frac < sets[0].losses[0].true_frac


def test_missed_rep_is_no_pair_and_has_no_delay(session: Simulated) -> None:
    run = perfect(session)
    sets, _ = score(session, LiveRun(final=run.final[1:], live=run.live[1:]))
    assert (sets[0].counted_n, sets[0].paired_n, len(sets[0].pairs)) == (3, 3, 3)


def test_rep_without_a_live_event_has_no_delay(session: Simulated) -> None:
    sets, _ = score(session, LiveRun(final=perfect(session).final, live=()))
    assert all(pair.delay_s is None and pair.live_mv_mps is None for pair in sets[0].pairs)


def test_rep_in_the_rest_between_sets_is_a_ghost(session: Simulated) -> None:
    run = perfect(session)
    middle_s = (session.truth.sets[0].end_s + session.truth.sets[1].start_s) / 2
    ghost = replace(run.final[0], concentric_start_s=middle_s - 0.5, concentric_end_s=middle_s + 0.5)
    sets, rest = score(session, LiveRun(final=(*run.final, ghost), live=run.live))
    assert rest.outside_n == 1
    assert [item.counted_n for item in sets] == [4, 4]


def test_counted_unrack_spoils_its_set(session: Simulated) -> None:
    run = perfect(session)
    start_s = session.truth.sets[1].start_s - 2.0
    unrack = replace(run.final[0], concentric_start_s=start_s, concentric_end_s=start_s + 0.5)
    sets, rest = score(session, LiveRun(final=(*run.final, unrack), live=run.live))
    assert rest.outside_n == 0
    assert [item.counted_n for item in sets] == [4, 5]


def test_failed_attempt_reported_as_a_rep_is_a_ghost_and_a_missed_failure(session: Simulated) -> None:
    run = perfect(session)
    claimed = tuple(replace(rep, status=RepStatus.COMPLETED) for rep in run.final)
    sets, _ = score(session, LiveRun(final=claimed, live=run.live))
    assert (sets[1].expected_n, sets[1].counted_n) == (4, 5)
    assert (sets[1].failures[0].true, sets[1].failures[0].found) == (True, False)


def test_single_tidy_set_owns_all_that_was_counted(session: Simulated) -> None:
    run = perfect(session)
    stray = replace(run.final[0], concentric_start_s=0.0, concentric_end_s=0.5)
    clean = replace(TASK, dataset=CLEAN)
    outcomes = score_simulated(clean, session, LiveRun(final=(stray, *run.final), live=run.live))
    assert [item.counted_n for item in outcomes] == [5, 4]


def test_one_seed_of_four_must_end_in_a_failed_attempt() -> None:
    tasks = simulated_tasks(CLEAN, split=Split.REPORT, peers=False, limit=4)
    assert sum(task.fails for task in tasks) == len(tasks) / 4
    assert {task.spec.failed_rep for task in tasks if not task.fails} == {None}
    assert all(task.spec.failed_rep for task in tasks if task.fails)


def test_every_condition_gets_the_same_lifts_and_seeds() -> None:
    tasks = simulated_tasks(CLEAN, split=Split.REPORT, peers=True, limit=2)
    assert len(tasks) == len(CLEAN_CONDITIONS) * len(LIFTS) * 2
    by_condition = {
        condition: [(task.lift, task.seed) for task in tasks if task.condition == condition]
        for condition in CLEAN_CONDITIONS
    }
    assert len({tuple(plan) for plan in by_condition.values()}) == 1
    assert all(task.seed >= 10_000 for task in tasks)
    assert tasks[0].spec.rate_hz == 52.0
    assert not tasks[-1].spec.gyroscope
