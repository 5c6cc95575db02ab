import numpy as np
import pytest

from sensing.predictor import Predictor
from sensing.schedule import Schedule, ScheduleParams

STEP_S, HOP = 0.01, 10
PARAMS = ScheduleParams()


def asked(
    v_mps: list[float], *, common_m: float = 0.0, idle: bool = False, alone: bool = True, extra_mps: float = 0.0
) -> list[bool | None]:
    """What the schedule says at every hop of a velocity curve that is predicted with a constant error."""
    predictor, schedule = Predictor(step_s=STEP_S), Schedule(PARAMS, top_age_s=0.1)
    v = np.array(v_mps) + extra_mps
    a = np.diff(np.concatenate([[0.0], v])) / STEP_S
    answers = []
    for k in range(0, len(v) - HOP + 1, HOP):
        predictor.advance(a[k : k + HOP], np.zeros((HOP, 3)))
        answers.append(schedule.is_top_due(predictor, common_m=common_m, idle=idle, alone=lambda: alone))
    return answers


RISE = np.sin(np.linspace(0.0, np.pi, 101))[:100].tolist()
HOLD = [0.0] * 300


def test_one_look_is_due_once_the_top_is_old_enough() -> None:
    answers = asked(RISE + HOLD[:20])
    assert answers.index(True) == 10
    assert True not in answers[:10]


def test_a_top_that_the_prediction_misses_is_looked_for_all_the_same() -> None:
    answers = asked(RISE + HOLD[:50], extra_mps=0.15)
    assert 10 <= answers.index(True) <= 10 + PARAMS.near_hops


def test_slow_and_small_rises_are_no_tops() -> None:
    assert set(asked([0.05 * v for v in RISE] + HOLD[:20])) == {None}
    assert set(asked([0.1 * v for v in RISE] + HOLD[:20])) == {None}
    assert set(asked(RISE + HOLD[:20], common_m=1.5)) == {None}


@pytest.mark.parametrize(("idle", "hops"), [(False, PARAMS.late_hops), (True, PARAMS.idle_hops)])
def test_a_top_that_does_not_come_is_looked_for_less_and_less_often(idle: bool, hops: int) -> None:
    answers = asked(RISE + HOLD, idle=idle)
    due = [k for k, answer in enumerate(answers) if answer]
    assert due[: PARAMS.top_looks] == list(range(due[0], due[0] + PARAMS.top_looks))
    assert set(np.diff(due[PARAMS.top_looks :]).tolist()) == {hops}


def test_a_top_that_would_not_be_told_by_itself_is_looked_for_with_patience() -> None:
    answers = asked(RISE + HOLD, idle=True, alone=False)
    due = [k for k, answer in enumerate(answers) if answer]
    assert due[: PARAMS.patient_looks] == list(range(due[0], due[0] + PARAMS.patient_looks))
    assert set(np.diff(due[PARAMS.patient_looks :]).tolist()) == {PARAMS.idle_hops}


def test_past_the_usual_height_a_top_is_looked_for_even_while_it_rises() -> None:
    answers = asked([1.0] * 100, common_m=0.5)
    assert answers.index(True) == 5 + PARAMS.near_hops
