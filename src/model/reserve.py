"""A distribution over reps in reserve, as the chance of at most 0, 1, 2 ... reps, and what is read from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

CLASSES: Final = ("0", "1", "2", "3", "4", "5+")
"""The classes of reps in reserve that are told."""

AT_MOST: Final = (0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 20)
"""The numbers of reps that the classifier is asked about; farther ones are rarer and matter less."""

NEAR_FAILURE_REPS: Final = 2
"""Near failure: two reps or fewer left."""

ZONES: Final = ("near failure", "farther")
"""Where estimates are judged apart; which one it is, is known when it is told."""

NEAR_CHANCE: Final = 0.5
"""From this chance on a set is called near failure."""

_HALF_WIDTH_REPS: Final = 0.25
"""A whole number of reps is spread this far to both sides when a value between two is read off. With 0 estimates jump;
with 0.5 the end of a set is never reached."""

_FARTHEST_REPS: Final = 30.0

_ROUNDING: Final = 1e-9


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

    @property
    def zone(self) -> int:
        """Which of `ZONES` it belongs to: near failure or not; each has a reach of its own."""
        return int(self.near_failure() < NEAR_CHANCE)

    def place(self, reps: int) -> float:
        """Return where a number of reps stands in the distribution, 0 to 1; half of its own chance lies below.

        Examples
        --------
        >>> even = Reserve(np.arange(5.0), np.array([0.2, 0.4, 0.6, 0.8, 1.0]))
        >>> round(even.place(0), 6), round(even.place(2), 6), round(even.place(9), 6)
        (0.1, 0.5, 1.0)
        """
        known, chances = np.append(self.at_most, _FARTHEST_REPS), np.append(self.chance, 1.0)
        below = 0.0 if reps <= 0 else float(np.interp(reps - 1, known, chances))
        return 0.5 * (below + float(np.interp(reps, known, chances)))

    def interval(self, reach: float) -> tuple[int, int]:
        """Return the lowest and highest number of reps that stand within `reach` of the middle; one at least.

        Examples
        --------
        >>> even = Reserve(np.arange(5.0), np.array([0.2, 0.4, 0.6, 0.8, 1.0]))
        >>> even.interval(0.25), even.interval(0.0)
        ((1, 3), (2, 2))
        """
        off = [abs(self.place(reps) - 0.5) for reps in range(int(_FARTHEST_REPS) + 1)]
        near = [reps for reps, one in enumerate(off) if one <= reach + _ROUNDING]
        if not near:
            near = [off.index(min(off))]
        return near[0], near[-1]

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
