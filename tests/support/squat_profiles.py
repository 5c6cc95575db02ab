"""Public squat load-velocity profiles, when they are on this machine."""

import csv
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lastrep.evaluation.catalogue import DATA_ENVIRONMENT, DEFAULT_DATA_DIR
from model.load_points import LoadPoint
from model.load_velocity import LoadVelocityProfile, load_velocity_profile
from model.profile import prior_profile

ROOT = Path(__file__).parents[2]
FOLDER = Path(os.environ.get(DATA_ENVIRONMENT) or ROOT / DEFAULT_DATA_DIR) / "squat-load-velocity-profiles"

TUNE = slice(0, 13)
REPORT = slice(13, 26)
"""People by line, as the card of the data set splits them."""


@dataclass(frozen=True)
class SquatScore:
    """Estimated against measured maxima of some people.

    `refused` counts those without an estimate; errors are shares of the measured maximum, `half_frac` is the mean half
    width of the interval, `covered` the share of intervals that hold the measured maximum.
    """

    people: int
    refused: int
    bias_frac: float
    mean_absolute_frac: float
    half_frac: float
    covered: float


def squat_score(kind: str, percents: Sequence[int], people: slice) -> SquatScore:
    """Estimate maxima from the loads at these shares of it, with the published velocity at the maximum.

    `kind` is `free_weight` or `smith`.
    """
    with (FOLDER / f"{kind}_squat.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))[people]
    errors, halves, inside = [], [], []
    for row in rows:
        points = [
            LoadPoint(
                key=str(percent),
                load_kg=float(row[f"load{percent}_kg"]),
                velocity_mps=float(row[f"mv{percent}_mps"]),
                day=date(2026, 5, 4),
            )
            for percent in percents
        ]
        line, truth_kg = load_velocity_profile(points, prior_profile("squat")), float(row["load100_kg"])
        if isinstance(line, LoadVelocityProfile):
            errors.append(line.one_rm_kg / truth_kg - 1)
            halves.append((line.one_rm_high_kg - line.one_rm_low_kg) / 2 / truth_kg)
            inside.append(line.one_rm_low_kg <= truth_kg <= line.one_rm_high_kg)
    n = len(errors) or 1
    return SquatScore(
        people=len(rows),
        refused=len(rows) - len(errors),
        bias_frac=sum(errors) / n,
        mean_absolute_frac=sum(map(abs, errors)) / n,
        half_frac=sum(halves) / n,
        covered=sum(inside) / n,
    )
