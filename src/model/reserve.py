"""A distribution over reps in reserve, as the chance of at most 0, 1, 2 ... reps, and what is read from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

CLASSES: Final = ("0", "1", "2", "3", "4", "5+")
"""The classes of reps in reserve that are told."""

NEAR_FAILURE_REPS: Final = 2
"""Near failure: two reps or fewer left."""

_HALF_WIDTH_REPS: Final = 0.25
"""A whole number of reps is spread this far to both sides when a value between two is read off. With 0 estimates jump;
with 0.5 the end of a set is never reached."""

_FARTHEST_REPS: Final = 30.0


@dataclass(frozen=True, slots=True, eq=False)
class Reserve:
    """Chances of having at most so many reps left.

    Parameters
    ----------
    at_most : (n,) reps, whole numbers in rising order that begin with 0 to 4.
    chance : (n,) chance of at most as many [-], never falling.
    """

    at_most: Array
    chance: Array

    def probabilities(self) -> Mapping[str, float]:
        """Return the chance of each class; together 1.

        Examples
        --------
        >>> Reserve(np.arange(5.0), np.array([0.1, 0.3, 0.6, 0.8, 0.9])).probabilities()["5+"].__round__(6)
        0.1
        """
        shares = np.diff(np.concatenate([[0.0], self.chance[:5], [1.0]]))
        return dict(zip(CLASSES, shares.tolist(), strict=True))

    def near_failure(self) -> float:
        """Return the chance that two reps or fewer are left."""
        return float(self.chance[NEAR_FAILURE_REPS])

    def quantile(self, share: float) -> float:
        """Return the reps in reserve that are not exceeded with this chance; whole numbers have a little width.

        Examples
        --------
        >>> even = Reserve(np.arange(5.0), np.array([0.2, 0.4, 0.6, 0.8, 1.0]))
        >>> even.quantile(0.5)
        2.0
        >>> Reserve(np.arange(5.0), np.array([0.9, 1.0, 1.0, 1.0, 1.0])).quantile(0.5)
        0.0277...
        """
        below = np.concatenate([[0.0], self.chance])
        borders = np.concatenate(
            [
                np.column_stack([self.at_most - _HALF_WIDTH_REPS, self.at_most + _HALF_WIDTH_REPS]).ravel(),
                [_FARTHEST_REPS],
            ]
        )
        chances = np.concatenate([np.column_stack([below[:-1], self.chance]).ravel(), [1.0]])
        return float(np.interp(share, chances, borders))
