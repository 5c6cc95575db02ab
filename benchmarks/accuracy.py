"""Fails when the engine became less accurate than what was accepted last.

    python -m benchmarks.accuracy            simulated sets, a minute; exit code 1 on a drop
    python -m benchmarks.accuracy --real     a sample of the public data too, some minutes; they must be here
    python -m benchmarks.accuracy --update   accept what is measured now

The simulated part needs no data and runs with the tests. `accuracy.json` holds what was accepted. It is committed, so
that a reader of a change sees what went up and what went down.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from lastrep.commands.progress import shown_progress
from lastrep.evaluation.catalogue import DATA_ENVIRONMENT, DEFAULT_DATA_DIR
from lastrep.evaluation.labels import Split
from lastrep.evaluation.outcome import Outcome
from lastrep.evaluation.registry import LOADERS
from lastrep.evaluation.runner import Task, recording_tasks, run_tasks
from lastrep.evaluation.simulated import simulated_tasks
from lastrep.evaluation.simulation_plan import CLEAN, CLEAN_CONDITIONS, GYM, GYM_CONDITIONS, Condition
from lastrep.evaluation.simulation_summary import VelocityRow, summarise_simulation
from lastrep.evaluation.summary import SummaryRow, summarise
from lastrep.evaluation.velocity import Agreement

ACCEPTED = Path(__file__).parent / "accuracy.json"

Figures: TypeAlias = dict[str, dict[str, float | None]]
"""What is watched, by group and name."""

QUICK: tuple[tuple[str, Condition, int], ...] = (
    (CLEAN, CLEAN_CONDITIONS[1], 2),  # bar, 100 Hz; the second seed of each lift ends in a failed rep
    (CLEAN, CLEAN_CONDITIONS[3], 1),  # wrist
    (CLEAN, CLEAN_CONDITIONS[5], 1),  # bar without gyroscope
    (GYM, GYM_CONDITIONS[0], 1),  # bar
    (GYM, GYM_CONDITIONS[1], 1),  # wrist
)
"""Data set, condition and report seeds a lift that are run: 25 tidy sets and 10 sessions."""


REAL_LIMIT = 12
"""Recordings of each public data set, spread over the whole; `lastrep datasets evaluate` runs all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DropParams:
    """How much worse is a drop. Project rules.

    The same code gives the same numbers, but for last bits on another machine; what these let through is less than one
    set, and less than a reader of the tables would see. 0 lets nothing through.

    Parameters
    ----------
    share : loss of a share of sets or reps, such as those counted exactly [1].
    error_mps : growth of the RMSE of mean velocity [m/s].
    loss_frac : growth of the RMSE of velocity loss [1]; 0.005 is half a point.
    delay_s : growth of the 95th percentile of the event delay [s].
    correlation : loss of correlation with a reference [1].
    """

    share: float = 0.02
    error_mps: float = 0.003
    loss_frac: float = 0.005
    delay_s: float = 0.05
    correlation: float = 0.02

    def worse_by(self, name: str, before: float, now: float) -> float:
        """Return by how much a figure got worse beyond what it may; 0 or less is no drop."""
        if name.endswith("_n"):
            return now - before
        if name.endswith("_frac") and "rmse" not in name:
            return before - now - self.share
        if name.startswith("r_"):
            return before - now - self.correlation
        may_grow = {"mean_velocity_rmse_mps": self.error_mps, "loss_rmse_frac": self.loss_frac}
        return now - before - may_grow.get(name, self.delay_s)


def simulated_figures(rows: Sequence[SummaryRow], velocities: Sequence[VelocityRow]) -> Figures:
    """Take out of the rows of one simulated data set what is watched: all, and each condition."""
    figures: Figures = {}
    for row, velocity in zip(rows, velocities, strict=True):
        if row.score is None or (row.group != "all" and "Hz" not in row.group):
            continue
        figures[f"{row.dataset}: {row.group}"] = {
            "exact_frac": row.score.exact_frac,
            "missed_and_ghosts_n": row.score.missed_n + row.score.ghosts_n + row.ghosts_in_rest_n,
            "failures_wrong_n": velocity.failed_n - velocity.caught_n + velocity.false_failed_n,
            "measured_frac": velocity.measured_n / velocity.paired_n if velocity.paired_n else None,
            "mean_velocity_rmse_mps": _rmse(velocity.mean_velocity),
            "within_two_sd_frac": velocity.within_two_sd_frac,
            "loss_rmse_frac": _rmse(velocity.loss),
            "delay_p95_s": velocity.delay_p95_s,
        }
    return figures


def real_figures(rows: Sequence[SummaryRow]) -> Figures:
    """Take out of the rows of one real data set what is watched: all, and each split."""
    figures: Figures = {}
    for row in rows:
        if row.group not in ("all", *Split):
            continue
        score, peak = row.score, row.peak_velocity
        figures[f"{row.dataset}: {row.group}"] = {
            "exact_frac": None if score is None else score.exact_frac,
            "within_one_frac": None if score is None else score.within_one_frac,
            "missed_and_ghosts_n": None if score is None else score.missed_n + score.ghosts_n,
            "ghosts_in_rest_n": row.ghosts_in_rest_n,
            "errors_n": row.errors_n,
            "r_peak_velocity": None if peak is None else peak.pooled,
            "r_peak_velocity_within_set": None if peak is None else peak.within_set,
        }
    return figures


def drops(accepted: Figures, found: Figures, params: DropParams) -> Iterator[str]:
    """Yield a line for each figure that got worse by more than it may, or that is gone."""
    for group, before in accepted.items():
        for name, old in before.items():
            new = found.get(group, {}).get(name)
            if old is None:
                continue
            if new is None:
                yield f"{group}: {name} was {old:.4g} and is no longer known"
            elif params.worse_by(name, old, new) > 0:
                yield f"{group}: {name} was {old:.4g} and is {new:.4g}"


def measure(part: str, *, data_dir: Path, workers: int) -> Figures:
    """Run one part, "simulated" or "real", and return what is watched."""
    tasks: dict[str, list[Task]] = {}
    if part == "simulated":
        for name, condition, seeds in QUICK:
            made = simulated_tasks(name, split=Split.REPORT, peers=False, limit=seeds)
            tasks.setdefault(name, []).extend(task for task in made if task.condition == condition)
    else:
        tasks = {name: recording_tasks(name, data_dir, peers=False, limit=REAL_LIMIT) for name in LOADERS}
    every = [task for some in tasks.values() for task in some]
    with shown_progress(part) as progress:
        outcomes = run_tasks(every, workers=workers, progress=progress)
    figures: Figures = {}
    for name in tasks:
        figures |= _figures(part, [outcome for outcome in outcomes if outcome.dataset == name])
    return figures


def main(arguments: list[str] | None = None) -> int:
    """Compare with, or replace, the accepted result."""
    parser = argparse.ArgumentParser(prog="benchmarks.accuracy", description=__doc__)
    parser.add_argument("--real", action="store_true", help="the public data sets too")
    parser.add_argument("--update", action="store_true", help="accept what is measured now")
    parser.add_argument("--data", type=Path, default=data_dir_in_use(), help="folder with the public data")
    parser.add_argument("--accepted", type=Path, default=ACCEPTED, help="file with the accepted result")
    parser.add_argument("--workers", type=int, default=min(os.cpu_count() or 1, 8))
    chosen = parser.parse_args(arguments)
    parts = ["simulated", "real"] if chosen.real else ["simulated"]
    accepted = json.loads(chosen.accepted.read_text(encoding="utf-8")) if chosen.accepted.is_file() else {}
    missing = [part for part in parts if part not in accepted]
    if missing and not chosen.update:
        print(f"{chosen.accepted} has no {missing[0]} part. Make it with: --update", file=sys.stderr)
        return 1
    found = {part: measure(part, data_dir=chosen.data, workers=chosen.workers) for part in parts}
    if chosen.update:
        chosen.accepted.write_text(_text({**accepted, **found}), encoding="utf-8")
        print(f"accuracy accepted as it is now: {chosen.accepted}")
        return 0
    worse = [line for part in parts for line in drops(accepted[part], found[part], DropParams())]
    print("\n".join(worse) if worse else "no accuracy was lost")
    return 1 if worse else 0


def data_dir_in_use() -> Path:
    """Return the folder in which the public data are looked for."""
    return Path(os.environ.get(DATA_ENVIRONMENT, "").strip() or DEFAULT_DATA_DIR)


def _figures(part: str, outcomes: Sequence[Outcome]) -> Figures:
    if part == "simulated":
        return simulated_figures(*summarise_simulation(outcomes))
    return real_figures(summarise(outcomes))


def _text(accepted: dict[str, Figures]) -> str:
    """JSON in which equal figures give equal lines."""
    rounded = {
        part: {
            group: {name: None if value is None else round(value, 4) for name, value in figures.items()}
            for group, figures in groups.items()
        }
        for part, groups in accepted.items()
    }
    return json.dumps(rounded, indent=1) + "\n"


def _rmse(agreement: Agreement | None) -> float | None:
    return None if agreement is None else agreement.rmse


if __name__ == "__main__":
    sys.exit(main())
