"""The ordinal classifier: for each number of reps, the chance that at most as many are left.

One set of boosted trees answers for all numbers. It is asked about a row once for each number, with the number and the
distance of each forecast from it as further columns, so that the answers hang together.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.features import FEATURES
from model.reserve import Reserve
from model.trees import BoostedTrees

Array = NDArray[np.float64]

AT_MOST: Final = (0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20)
"""The numbers of reps that are asked about; farther ones are rarer and matter less."""

_FORECASTS: Final = ("line_rir", "curve_rir", "steady_rir", "equation_rir", "capacity_rir", "load_rir", "decline_rir")

_LEAST_SD_REPS: Final = 0.3
"""The fitted decline is never taken as surer than this."""

ASKED: Final = (
    *FEATURES,
    "at_most",
    *(f"{name}_beyond" for name in _FORECASTS),
    "decline_z",
)
"""Columns of a row that is asked."""

_PLACES: Final = tuple(FEATURES.index(name) for name in _FORECASTS)
_DECLINE, _DECLINE_SD = FEATURES.index("decline_rir"), FEATURES.index("decline_sd")


@dataclass(frozen=True, slots=True, eq=False)
class OrdinalClassifier:
    """Boosted trees over asked rows."""

    trees: BoostedTrees

    def reserve(self, row: Array) -> Reserve:
        """Return the distribution for one row (len(FEATURES),) of features."""
        return Reserve(np.array(AT_MOST, dtype=np.float64), self.chances(row[None, :])[0])

    def chances(self, rows: Array) -> Array:
        """Return the chances (n, len(AT_MOST)) for rows (n, len(FEATURES)) of features."""
        numbers = np.array(AT_MOST, dtype=np.float64)
        asked = asked_rows(np.repeat(rows, len(numbers), axis=0), np.tile(numbers, len(rows)))
        odds = self.trees.log_odds(asked).reshape(len(rows), len(numbers))
        rising: Array = np.maximum.accumulate(1.0 / (1.0 + np.exp(-odds)), axis=1)
        return rising


def asked_rows(rows: Array, at_most: Array) -> Array:
    """Add to rows (n, len(FEATURES)) the number (n,) that each is asked about; return (n, len(ASKED)).

    Examples
    --------
    >>> asked_rows(np.zeros((1, len(FEATURES))), np.array([2.0]))[0, len(FEATURES):].tolist()[:2]
    [2.0, -2.0]
    """
    beyond = rows[:, _PLACES] - at_most[:, None]
    z = (at_most + 0.5 - rows[:, _DECLINE]) / np.maximum(rows[:, _DECLINE_SD], _LEAST_SD_REPS)
    return np.column_stack([rows, at_most, beyond, z])
