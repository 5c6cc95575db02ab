"""Real first-rep velocities of squats against the published ones that the model leans on."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lastrep.evaluation.tables import read_rows
from model.first_rep import load_frac_at

_FOLDER, _PERCENTS = "squat-load-velocity-profiles", (60, 80, 90)


@dataclass(frozen=True, slots=True, kw_only=True)
class SquatSpeeds:
    """How well the share of the maximum is told from a first-rep velocity.

    Parameters
    ----------
    kind : free weight or Smith machine.
    people : measured at each load.
    load_percent : true share of the maximum [%].
    bias, mae : mean and mean absolute error of the share that the velocity tells [percentage points].
    """

    kind: str
    people: int
    load_percent: int
    bias: float
    mae: float


def judge_squat_speeds(data_dir: Path) -> list[SquatSpeeds]:
    """Look each measured velocity up in the published table; nothing when the data are not there.

    Raises
    ------
    DatasetError
        When the data are damaged.
    """
    found: list[SquatSpeeds] = []
    if not (data_dir / _FOLDER).is_dir():
        return found
    for name, kind in (("free_weight_squat.csv", "free weight"), ("smith_squat.csv", "Smith machine")):
        columns = tuple(f"mv{percent}_mps" for percent in _PERCENTS)
        rows = list(read_rows(data_dir / _FOLDER / name, columns))
        for percent, column in zip(_PERCENTS, columns, strict=True):
            told = np.array([load_frac_at("squat", float(row[column])) for row in rows], dtype=np.float64)
            errors = 100.0 * told - percent
            found.append(
                SquatSpeeds(
                    kind=kind,
                    people=len(rows),
                    load_percent=percent,
                    bias=float(errors.mean()),
                    mae=float(np.abs(errors).mean()),
                )
            )
    return found
