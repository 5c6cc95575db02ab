"""The ordinal classifier: for each number of reps, the chance that at most as many are left.

One set of boosted trees answers for all numbers. It is asked about a row once for each number, with the number and the
distance of each forecast from it as further columns, so that the answers hang together.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.features import DECLINE_AT_MOST, FEATURES
from model.reserve import AT_MOST, Reserve
from model.trees import BoostedTrees

Array = NDArray[np.float64]

_FORECASTS: Final = (
    "line_rir",
    "curve_rir",
    "steady_rir",
    "equation_rir",
    "capacity_rir",
    "load_rir",
    "speed_rir",
    "published_rir",
    "decline_rir",
)

_DECLINE: Final = slice(FEATURES.index(DECLINE_AT_MOST[0]), FEATURES.index(DECLINE_AT_MOST[-1]) + 1)
_PLAIN: Final = tuple(name for name in FEATURES if name not in DECLINE_AT_MOST)
_PLAIN_PLACES: Final = tuple(FEATURES.index(name) for name in _PLAIN)

_LEAST_CHANCE: Final = 1e-4
"""The fitted decline is never taken as surer than this."""

ASKED: Final = (
    *_PLAIN,
    "at_most",
    *(f"{name}_beyond" for name in _FORECASTS),
    "decline_odds",
)
"""Columns of a row that is asked."""

_PLACES: Final = tuple(FEATURES.index(name) for name in _FORECASTS)


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
    >>> asked_rows(np.zeros((1, len(FEATURES))), np.array([2.0]))[0, len(_PLAIN) :].tolist()[:2]
    [2.0, -2.0]
    """
    beyond = rows[:, _PLACES] - at_most[:, None]
    places = np.searchsorted(AT_MOST, at_most)
    chance = np.clip(rows[np.arange(len(rows)), _DECLINE.start + places], _LEAST_CHANCE, 1.0 - _LEAST_CHANCE)
    return np.column_stack([rows[:, _PLAIN_PLACES], at_most, beyond, np.log(chance / (1.0 - chance))])
