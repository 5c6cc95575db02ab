"""Advice to stop: which rule fires when, and how far ahead the warning comes."""

import numpy as np
import pytest

from model.proximity import ProximityEstimate
from model.stop import Goal, StopAdvice, StopLevel, StopRule, StopTarget, stop_advice, usual_target
from sensing.events import Rep, RepStatus
from server.left import left_of
from tests.support.past import rep
from tests.support.velocity_sets import sets_to_failure
from tools.profile_figures import warning_leads

UNKNOWN = ProximityEstimate(estimate=None, reason="fewer than 3 reps")
LOSS_40 = StopTarget(goal=Goal.OWN, velocity_loss_frac=0.40)
ONE_LEFT = StopTarget(goal=Goal.OWN, reps_in_reserve=1)


def reps(*velocities_mps: float | None) -> list[Rep]:
    return [rep(velocity_mps) for velocity_mps in velocities_mps]


def left(estimate: float, low: float, high: float) -> ProximityEstimate:
    shares = {"0": 0.1, "1": 0.2, "2": 0.2, "3": 0.2, "4": 0.2, "5+": 0.1}
    return ProximityEstimate(estimate=estimate, low=low, high=high, probabilities=shares, near_failure=0.5)


def advise(done: list[Rep], estimate: ProximityEstimate, target: StopTarget, over_body: bool = False) -> StopAdvice:
    return stop_advice(done, estimate, target, over_body=over_body)


def test_a_fresh_set_gets_no_advice_but_what_is_known() -> None:
    advice = advise(reps(0.52, 0.50), UNKNOWN, LOSS_40)
    assert advice.level is StopLevel.NONE
    assert advice.rule == "Loss 4 %. Left unknown: fewer than 3 reps."


def test_the_warning_names_the_loss_and_the_line() -> None:
    advice = advise(reps(0.52, 0.50, 0.47, 0.45, 0.40, 0.34), UNKNOWN, LOSS_40)
    assert advice.level is StopLevel.ONE_MORE
    assert advice.rule == "Loss 35 %. The next rep should pass your 40 %."


def test_the_stop_names_the_loss_and_the_line() -> None:
    advice = advise(reps(0.52, 0.50, 0.47, 0.45, 0.40, 0.34, 0.27), UNKNOWN, LOSS_40)
    assert advice == StopAdvice(level=StopLevel.STOP, rule="Loss 48 %, over your 40 %.", fired=StopRule.LOSS_REACHED)


def test_what_is_shown_as_the_target_is_the_target() -> None:
    advice = advise(reps(0.500, 0.301), UNKNOWN, LOSS_40)
    assert advice.rule == "Loss 40 %, at your 40 %."


def test_a_failed_attempt_goes_before_every_other_rule() -> None:
    advice = advise([*reps(0.5, 0.2), rep(None, RepStatus.FAILED)], left(0.0, 0, 0), LOSS_40)
    assert (advice.level, advice.fired) == (StopLevel.STOP, StopRule.FAILED)


def test_a_target_of_reps_left_fires_without_any_velocity() -> None:
    done = reps(None, None, None, None)
    assert advise(done, left(1.3, 0, 3), ONE_LEFT).fired is StopRule.LEFT_REACHED
    assert advise(done, left(2.3, 1, 4), ONE_LEFT).fired is StopRule.LEFT_NEXT
    assert advise(done, left(3.3, 2, 5), ONE_LEFT).level is StopLevel.NONE


def test_when_nothing_is_known_both_reasons_are_given() -> None:
    advice = advise(reps(None, None), UNKNOWN, LOSS_40)
    assert advice.rule == (
        "Loss unknown: fewer than 2 completed reps with a velocity. Left unknown: fewer than 3 reps."
    )


@pytest.mark.parametrize(("low", "high"), [(0.0, 2.0), (0.6, 2.4), (1.5, 2.5), (2.0, 2.0), (3.0, 7.0), (7.0, 11.0)])
def test_the_cue_says_the_same_reps_left_as_the_page(low: float, high: float) -> None:
    estimate = left((low + high) / 2, low, high)
    shown = left_of(estimate).words
    for target in (StopTarget(goal=Goal.OWN, reps_in_reserve=5), LOSS_40):
        assert f"{shown}, " in advise(reps(0.50, 0.49), estimate, target).rule


def test_no_rep_left_stops_a_set_that_is_watched_for_loss_only() -> None:
    advice = advise(reps(0.50, 0.48, 0.45), left(0.2, 0, 1), LOSS_40)
    assert (advice.level, advice.fired) == (StopLevel.STOP, StopRule.NONE_LEFT)


def test_over_the_body_the_low_end_of_the_interval_warns() -> None:
    done, estimate = reps(0.50, 0.49, 0.48, 0.47), left(2.0, 0, 4)
    assert advise(done, estimate, LOSS_40, over_body=True).fired is StopRule.LOW_END
    assert advise(done, estimate, LOSS_40, over_body=False).level is StopLevel.NONE


def test_a_wide_interval_early_in_a_set_does_not_warn_by_itself() -> None:
    advice = advise(reps(0.50, 0.49, 0.48, 0.47), left(4.2, 0, 6), LOSS_40, over_body=True)
    assert advice.level is StopLevel.NONE


def test_over_the_body_the_loss_warning_comes_earlier_and_says_may() -> None:
    done = reps(0.50, 0.46, 0.42, 0.36)
    assert advise(done, UNKNOWN, LOSS_40, over_body=False).level is StopLevel.NONE
    advice = advise(done, UNKNOWN, LOSS_40, over_body=True)
    assert advice.rule == "Loss 28 %. The next rep may pass your 40 %."


def test_a_set_that_gets_faster_is_not_told_that_it_will_pass() -> None:
    advice = advise(reps(0.40, 0.42, 0.44, 0.46), UNKNOWN, StopTarget(goal=Goal.POWER, velocity_loss_frac=0.1))
    assert advice.level is StopLevel.NONE


def test_the_advice_depends_on_the_reps_alone() -> None:
    velocities = (0.52, 0.50, 0.47, 0.45, 0.40, 0.34, 0.27, 0.19)
    live = [advise(reps(*velocities[:n]), UNKNOWN, LOSS_40) for n in range(len(velocities) + 1)]
    replay = [advise(reps(*velocities)[:n], UNKNOWN, LOSS_40) for n in range(len(velocities) + 1)]
    assert live == replay
    assert [advice.level for advice in live] == [StopLevel.NONE] * 6 + [StopLevel.ONE_MORE] + [StopLevel.STOP] * 2


@pytest.mark.parametrize("bad", [{"velocity_loss_frac": 1.2}, {"reps_in_reserve": 6}, {}])
def test_a_target_out_of_range_is_refused(bad: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"target|loss|reserve"):
        StopTarget(goal=Goal.OWN, **bad)  # type: ignore[arg-type]  # wrong on purpose


@pytest.mark.parametrize("goal", list(Goal))
def test_every_goal_has_a_usual_target(goal: Goal) -> None:
    assert usual_target(goal).goal is goal


@pytest.mark.parametrize(
    ("loss", "over_body", "warned_floor", "early_ceiling"),
    [(0.2, True, 0.75, 0.20), (0.4, True, 0.86, 0.11), (0.2, False, 0.66, 0.13), (0.4, False, 0.76, 0.07)],
)
def test_most_simulated_sets_are_warned_before_the_stop_and_few_long_before(
    loss: float, over_body: bool, warned_floor: float, early_ceiling: float
) -> None:
    lead = np.array(warning_leads(sets_to_failure(400), loss, over_body=over_body))
    assert len(lead) > 300
    assert np.mean(lead > 0) > warned_floor
    assert np.mean(lead > 2) < early_ceiling
