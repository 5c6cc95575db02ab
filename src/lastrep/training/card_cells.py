"""How figures are written into the tables of the model card."""

from collections.abc import Sequence

import numpy as np

from lastrep.evaluation.report import table
from lastrep.training.figures import Figures

SHORT = ("MAE 0-3", "MAE 0-5", "bias", "within 1", "near-failure F1")
HEADER = ("reps", "answered", *SHORT, "80 % holds", "at 0-5", "width")


def cells(one: Figures) -> list[str]:
    """Write one group of reps, in the order of `HEADER`."""
    return [
        str(one.reps),
        f"{one.answered:.0%}",
        *short(one),
        f"{one.coverage:.0%}",
        f"{one.coverage_0_5:.0%}",
        f"{one.width_0_5:.1f}",
    ]


def short(one: Figures) -> list[str]:
    """Write the figures that every method has, in the order of `SHORT`."""
    return [
        number(one.mae_0_3),
        number(one.mae_0_5),
        signed(one.bias_0_5),
        f"{one.within_1:.0%}",
        number(one.near_f1),
    ]


def number(value: float) -> str:
    """Write a number; nothing when there is none."""
    return "" if np.isnan(value) else f"{value:.2f}"


def signed(value: float) -> str:
    """Write a number with its sign; nothing when there is none."""
    return "" if np.isnan(value) else f"{value:+.2f}"


def markdown(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Write a table."""
    return table(header, rows) + "\n"
