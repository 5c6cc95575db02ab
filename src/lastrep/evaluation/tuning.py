"""Chooses engine settings by number, on recordings that may be chosen on, and shows what the choice is worth on others.

Plain tuning sees the tune split alone: the tune people and days of the real sets, the tune seeds of the simulation. The
other way leaves one person (or day) out at a time, chooses on all others, and scores the choice on the one left out: no
setting comes of it, but an answer to what choosing in this way reaches with somebody new.
"""

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any  # values of a JSON object

import numpy as np

from lastrep.evaluation.catalogue import find_source
from lastrep.evaluation.errors import DatasetError
from lastrep.evaluation.labels import Split, Trust
from lastrep.evaluation.metrics import CountScore
from lastrep.evaluation.outcome import Outcome
from lastrep.evaluation.report import table
from lastrep.evaluation.runner import Progress, Task, recording_tasks, run_tasks
from lastrep.evaluation.settings import Setting, numeric_settings, with_values
from lastrep.evaluation.simulation_plan import TITLES
from lastrep.evaluation.summary import summary_row
from sensing.engine import EngineParams

MOST_TRIALS = 200
"""Combinations that one run may try."""


class Goal(StrEnum):
    """What is made small."""

    ERRORS = "errors"
    VELOCITY = "velocity"


@dataclass(frozen=True, slots=True, kw_only=True)
class TuningPlan:
    """What to try, and on what.

    Parameters
    ----------
    names : data sets.
    data_dir : the folder with the data.
    settings : each with its values; all combinations are tried, and what is in use now.
    goal : what is made small; errors are missed reps and ghosts, those in rest included.
    leave_out : leave one person or day out at a time, instead of choosing on the tune split.
    limit : at most so many recordings a data set, or seeds a lift and condition in simulation; None for the usual.
    workers : processes.
    """

    names: tuple[str, ...]
    data_dir: Path
    settings: tuple[Setting, ...]
    goal: Goal = Goal.ERRORS
    leave_out: bool = False
    limit: int | None = None
    workers: int = 1

    def __post_init__(self) -> None:
        count = 1 + int(np.prod([len(setting.values) for setting in self.settings]))
        if not self.settings or count > MOST_TRIALS:
            raise DatasetError(f"{count} combinations are too many or none. Give settings with up to {MOST_TRIALS}.")
        simulated = [name for name in self.names if name in TITLES]
        if self.leave_out and simulated:
            raise DatasetError(f"{simulated[0]} has no people to leave out: every seed is another lifter already.")
        if self.goal is Goal.VELOCITY and len(simulated) < len(self.names):
            raise DatasetError("only the simulated sets have a true velocity. Name these alone, or choose by errors.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One combination of values and what came of it; `values` is empty for what is in use."""

    values: dict[str, float]
    outcomes: tuple[Outcome, ...]


def tune(plan: TuningPlan, *, progress: Progress | None = None, say: Callable[[str], None] = print) -> dict[str, Any]:
    """Try every combination and show what each reaches.

    Parameters
    ----------
    plan : what to do.
    progress : told of combinations done.
    say : given each piece of text.

    Returns
    -------
    What was shown, as a JSON object.

    Raises
    ------
    DatasetError
        When data are missing, a step refuses a value, or there is nothing to choose on.
    """
    trials = _trials(plan, progress)
    if plan.leave_out:
        return _left_out(plan, trials, say)
    best = _best(trials, plan.goal)
    rows = [_cells(trial, plan, marked=trial is best) for trial in trials]
    say(table((*(s.path for s in plan.settings), *_HEADER, ""), rows))
    shown = _written(best.values) or "what is in use"
    say(f"\nBest by {plan.goal} on the tune split: {shown}. Report recordings and seeds were not looked at.")
    return {"goal": str(plan.goal), "best": best.values, "trials": [_json(trial) for trial in trials]}


def chosen_without(trials: Sequence[Trial], unit: str, goal: Goal) -> Trial:
    """Return the trial that is best on everybody but one.

    Parameters
    ----------
    trials : what is in use first; it wins ties.
    unit : name of the person or day that is left out, see `unit_of`.
    goal : what is made small.
    """
    return _best(trials, goal, lambda outcome: unit_of(outcome) != unit)


def unit_of(outcome: Outcome) -> str:
    """Name the person, or where all are of one person the day, that a recording belongs to."""
    by_day = find_source(outcome.dataset).split_by == "day"
    return f"{outcome.dataset}, {outcome.day if by_day else outcome.person}"


_HEADER = ("sets", "exact", "within 1", "missed", "ghosts", "in rest", "MV RMSE m/s")


def _trials(plan: TuningPlan, progress: Progress | None) -> list[Trial]:
    in_use = numeric_settings()
    grid = itertools.product(*(setting.values for setting in plan.settings))
    named = [dict(zip((setting.path for setting in plan.settings), values, strict=True)) for values in grid]
    combinations = [{}, *(values for values in named if any(in_use[path] != value for path, value in values.items()))]
    trials = []
    for done, values in enumerate(combinations, start=1):
        params = with_values(EngineParams(), values)
        tasks = [task for name in plan.names for task in _tasks(name, plan, params)]
        if not tasks:
            raise DatasetError(f"{', '.join(plan.names)}: nothing in the tune split to choose on.")
        outcomes = _outcomes(tasks, values, plan)
        trials.append(Trial(values=values, outcomes=tuple(o for o in outcomes if o.trust is not Trust.DOUBTFUL)))
        if progress:
            progress(done, len(combinations))
    return trials


def _outcomes(tasks: Sequence[Task], values: dict[str, float], plan: TuningPlan) -> list[Outcome]:
    try:
        return run_tasks(tasks, workers=plan.workers)
    except (ArithmeticError, ValueError, IndexError) as error:
        # A value that no step refuses may still make no sense; the settings in use are no fault of the user's.
        if not values:
            raise
        raise DatasetError(f"the engine cannot run with {_written(values)} ({error}).") from None


def _tasks(name: str, plan: TuningPlan, params: EngineParams) -> Sequence[Task]:
    if name in TITLES:
        from lastrep.evaluation.simulated import simulated_tasks

        return simulated_tasks(name, split=Split.TUNE, peers=False, limit=plan.limit, params=params)
    split = None if plan.leave_out else Split.TUNE
    return recording_tasks(name, plan.data_dir, peers=False, limit=plan.limit, split=split, params=params)


def _best(trials: Sequence[Trial], goal: Goal, keep: Callable[[Outcome], bool] = lambda _: True) -> Trial:
    """The trial with the least cost over some outcomes; of equal ones the first, which is what is in use."""
    return min(trials, key=lambda trial: _cost([outcome for outcome in trial.outcomes if keep(outcome)], goal))


def _cost(outcomes: Sequence[Outcome], goal: Goal) -> float:
    if not outcomes:
        raise DatasetError("nobody is left to choose on. Name more data sets.")
    if goal is Goal.VELOCITY:
        return _velocity_rmse_mps(outcomes) or 0.0
    row = summary_row("", outcomes, unit_of)
    return row.ghosts_in_rest_n + (0 if row.score is None else row.score.missed_n + row.score.ghosts_n)


def _velocity_rmse_mps(outcomes: Iterable[Outcome]) -> float | None:
    errors = [
        pair.final_mv_mps - pair.true_mv_mps
        for outcome in outcomes
        for pair in outcome.pairs
        if pair.final_mv_mps is not None and pair.true_mv_mps is not None
    ]
    return float(np.sqrt(np.mean(np.square(errors)))) if errors else None


def _cells(trial: Trial, plan: TuningPlan, *, marked: bool) -> list[str]:
    in_use = numeric_settings()
    values = [f"{trial.values.get(setting.path, in_use[setting.path]):g}" for setting in plan.settings]
    note = ", ".join(word for word, holds in (("in use", not trial.values), ("best", marked)) if holds)
    return [*values, *_figures(trial.outcomes), note]


def _figures(outcomes: Sequence[Outcome]) -> list[str]:
    row, rmse_mps = summary_row("", outcomes, unit_of), _velocity_rmse_mps(outcomes)
    return [*_counts(row.score), str(row.ghosts_in_rest_n), "" if rmse_mps is None else f"{rmse_mps:.4f}"]


def _counts(score: CountScore | None) -> list[str]:
    if score is None:
        return ["0", "", "", "", ""]
    return [
        str(score.sets_n),
        f"{score.exact_frac:.1%}",
        f"{score.within_one_frac:.1%}",
        str(score.missed_n),
        str(score.ghosts_n),
    ]


def _left_out(plan: TuningPlan, trials: list[Trial], say: Callable[[str], None]) -> dict[str, Any]:
    units: dict[str, None] = dict.fromkeys(unit_of(outcome) for outcome in trials[0].outcomes)
    rows, kept, told = [], defaultdict[str, list[Outcome]](list), []
    for unit in units:
        choice = chosen_without(trials, unit, plan.goal)
        found = [outcome for outcome in choice.outcomes if unit_of(outcome) == unit]
        before = [outcome for outcome in trials[0].outcomes if unit_of(outcome) == unit]
        kept["chosen without them"] += found
        kept["in use now"] += before
        rows.append([unit, _written(choice.values) or "in use", *_figures(found), _figures(before)[1]])
        told.append({"left_out": unit, "chosen": choice.values, "found": _figures(found), "in_use": _figures(before)})
    rows += [["all", name, *_figures(outcomes), ""] for name, outcomes in kept.items()]
    say(table(("left out", "chosen on the others", *_HEADER, "exact in use"), rows))
    say(
        "\nChosen on everybody but the one in the line, scored on that one. No setting comes of this."
        "\nWhat is in use, and how the engine is built, was chosen after looking at all shared recordings."
    )
    return {"goal": str(plan.goal), "left_out": told}


def _written(values: dict[str, float]) -> str:
    return ", ".join(f"{path}={value:g}" for path, value in values.items())


def _json(trial: Trial) -> dict[str, Any]:
    return {"values": trial.values, **dict(zip(_HEADER, _figures(trial.outcomes), strict=True))}
