"""Fails when the engine became less accurate: the simulated evaluation beside the last accepted result.

    python -m benchmarks.accuracy            compare; exit code 1 on a drop
    python -m benchmarks.accuracy --update   accept what is measured now

It runs on report seeds of the simulator alone, since the public data are not part of the project. A change is accepted
by committing the result file, where a reader sees what went up and what went down.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any  # values of a JSON object

from lastrep.commands.progress import shown_progress
from lastrep.evaluation.evaluate import EvaluationPlan, evaluate
from lastrep.evaluation.simulation_plan import TITLES

ACCEPTED = Path(__file__).parent / "results" / "accuracy.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class DropParams:
    """How much worse is a drop. The seeds are fixed, so the same code gives the same numbers.

    Parameters
    ----------
    limit : seeds a lift and condition.
    exact_frac : loss of sets counted exactly; 0.02 is about one set of a group of 40. 0 lets nothing through.
    error_mps : growth of the RMSE of mean velocity [m/s].
    loss_frac : growth of the RMSE of velocity loss, 0.005 is half a point.
    delay_s : growth of the 95th percentile of the event delay [s].
    ghosts_n : more missed reps and ghosts together.
    """

    limit: int = 1
    exact_frac: float = 0.02
    error_mps: float = 0.003
    loss_frac: float = 0.005
    delay_s: float = 0.02
    ghosts_n: int = 2


def key_figures(results: dict[str, Any]) -> dict[str, dict[str, float | None]]:
    """Take out of evaluation results what is watched, by data set and group.

    Parameters
    ----------
    results : as `evaluate` returns them.
    """
    figures: dict[str, dict[str, float | None]] = {}
    for dataset in results["datasets"]:
        for group, velocity in zip(dataset["groups"], dataset["velocities"], strict=True):
            score = group["score"]
            figures[f"{dataset['name']}: {group['group']}"] = {
                "exact_frac": score and score["exact_frac"],
                "missed_and_ghosts_n": score and score["missed_n"] + score["ghosts_n"] + group["ghosts_in_rest_n"],
                "mean_velocity_rmse_mps": _rmse(velocity["mean_velocity"]),
                "loss_rmse_frac": _rmse(velocity["loss"]),
                "delay_p95_s": velocity["delay_p95_s"],
            }
    return figures


def drops(
    accepted: dict[str, dict[str, float | None]], found: dict[str, dict[str, float | None]], params: DropParams
) -> Iterator[str]:
    """Yield a line for each figure that got worse by more than it may, or that is gone."""
    may_grow = {
        "missed_and_ghosts_n": params.ghosts_n,
        "mean_velocity_rmse_mps": params.error_mps,
        "loss_rmse_frac": params.loss_frac,
        "delay_p95_s": params.delay_s,
    }
    for group, before in accepted.items():
        for name, old in before.items():
            new = found.get(group, {}).get(name)
            if old is None:
                continue
            if new is None:
                yield f"{group}: {name} was {old:.4g} and is no longer known"
            elif name == "exact_frac" and old - new > params.exact_frac:
                yield f"{group}: {name} fell from {old:.4g} to {new:.4g}"
            elif name in may_grow and new - old > may_grow[name]:
                yield f"{group}: {name} grew from {old:.4g} to {new:.4g}"


def main(arguments: list[str] | None = None) -> int:
    """Compare with, or replace, the accepted result."""
    parser = argparse.ArgumentParser(prog="benchmarks.accuracy", description=__doc__)
    parser.add_argument("--update", action="store_true", help="accept what is measured now")
    parser.add_argument("--accepted", type=Path, default=ACCEPTED, help="file with the accepted result")
    parser.add_argument("--workers", type=int, default=min(os.cpu_count() or 1, 8))
    chosen = parser.parse_args(arguments)
    params = DropParams()
    if not chosen.update and not chosen.accepted.is_file():
        print(f"{chosen.accepted} is missing. Make it with: python -m benchmarks.accuracy --update", file=sys.stderr)
        return 1
    plan = EvaluationPlan(names=tuple(TITLES), data_dir=Path(), limit=params.limit, peers=False, workers=chosen.workers)
    with shown_progress("accuracy") as progress:
        found = key_figures(evaluate(plan, progress=progress))
    if chosen.update:
        chosen.accepted.parent.mkdir(parents=True, exist_ok=True)
        chosen.accepted.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        print(f"accuracy accepted as it is now: {chosen.accepted}")
        return 0
    worse = list(drops(json.loads(chosen.accepted.read_text(encoding="utf-8")), found, params))
    print("\n".join(worse) if worse else "no accuracy was lost")
    return 1 if worse else 0


def _rmse(agreement: dict[str, Any] | None) -> float | None:
    return None if agreement is None else float(agreement["rmse"])


if __name__ == "__main__":
    sys.exit(main())
