from dataclasses import dataclass
from typing import Any

import pytest

from lastrep.evaluation.labels import Mount, Split, Trust
from lastrep.evaluation.outcome import Outcome
from lastrep.evaluation.runner import run_tasks, take_evenly
from lastrep.evaluation.simulation_plan import CLEAN_CONDITIONS, GYM_CONDITIONS, LIFTS, SeedPlan


@dataclass(frozen=True)
class Named:
    name: str

    def run(self) -> list[Outcome]:
        return [
            Outcome(
                dataset="made",
                name=self.name,
                person="A",
                day=None,
                split=Split.TUNE,
                exercise="squat",
                mount=Mount.BAR,
                trust=Trust.SEEN,
                expected_n=1,
                counted_n=1,
            )
        ]


def test_results_keep_the_order_of_the_tasks() -> None:
    steps: list[tuple[int, int]] = []
    found = run_tasks(
        [Named(name) for name in "cab"], workers=1, progress=lambda done, total: steps.append((done, total))
    )
    assert [item.name for item in found] == ["c", "a", "b"]
    assert steps == [(1, 3), (2, 3), (3, 3)]


def test_limit_takes_evenly_and_in_order() -> None:
    items: list[Any] = list(range(10))
    assert take_evenly(items, 4) == [0, 3, 6, 9]
    assert take_evenly(items, 1) == [0]
    assert take_evenly(items, 99) == items
    assert take_evenly(items, None) == items


def test_tune_and_report_seeds_never_meet() -> None:
    plan = SeedPlan()
    tune = {seed for lift in LIFTS for seed in plan.seeds(lift, 200, Split.TUNE)}
    report = {seed for lift in LIFTS for seed in plan.seeds(lift, 200, Split.REPORT)}
    assert tune == set(range(1000))
    assert min(report) == 10_000
    assert len(report) == 1000


def test_more_tune_seeds_than_there_are_is_an_error() -> None:
    with pytest.raises(ValueError, match="reach beyond the 1000 tune seeds"):
        SeedPlan().seeds("squat", 201, Split.TUNE)


def test_conditions_are_those_that_figures_are_asked_for() -> None:
    assert {str(condition) for condition in CLEAN_CONDITIONS} == {
        f"{place}, {gyroscope} gyroscope"
        for place in ("bar 52 Hz", "bar 100 Hz", "bar 200 Hz", "wrist 100 Hz")
        for gyroscope in ("with", "without")
    }
    assert len(GYM_CONDITIONS) == 4
