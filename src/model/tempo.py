"""Proximity without velocity: what the rhythm and the turning of the reps say of effort, for curls on the wrist.

Learned from few people's real sets; a straight line in few numbers, so that there is little to memorise.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.reserve import NEAR_FAILURE_REPS, Reserve
from sensing.events import Rep, RepStatus

Array = NDArray[np.float64]

TEMPO_FEATURES: Final = ("log_rep", "log_cycle", "cycle_growth", "cycle_over_first", "turning_left", "rise_growth")
"""Logs of: completed reps; time from top to top, last two; the same over the shortest so far; last three over the first
three; fastest turning, last two, over the fastest so far; way up, last two, over the shortest after the first."""

TEMPO_AT_MOST: Final = (0, 1, 2, 3, 4, 5, 6, 7, 8)
"""Numbers of reps in reserve that are told apart; ratings of effort go from 1 to 10."""

FEWEST_TEMPO_REPS: Final = 4
"""Three cycles, the fewest that show a change of rhythm."""


def tempo_features(reps: Sequence[Rep]) -> Array | None:
    """Describe the rhythm of a set after the last of its reps; causal.

    Parameters
    ----------
    reps : the kept reps of one set so far, in order; failed attempts are passed over.

    Returns
    -------
    (len(TEMPO_FEATURES),) numbers; None with fewer than four completed reps or when the times make no sense.
    """
    done = [rep for rep in reps if rep.status is RepStatus.COMPLETED]
    if len(done) < FEWEST_TEMPO_REPS:
        return None
    cycles_s = [later.concentric_end_s - one.concentric_end_s for one, later in pairwise(done)]
    rises_s = [rep.concentric_end_s - rep.concentric_start_s for rep in done]
    if min(cycles_s) <= 0.0 or min(rises_s) <= 0.0:
        return None
    turning = [rep.form.peak_turn_dps for rep in done[1:] if rep.form is not None and rep.form.peak_turn_dps]
    return np.log(
        [
            len(done),
            fmean(cycles_s[-2:]),
            fmean(cycles_s[-2:]) / min(cycles_s),
            fmean(cycles_s[-3:]) / median(cycles_s[:3]),
            fmean(turning[-2:]) / max(turning) if turning else 1.0,
            fmean(rises_s[-2:]) / min(rises_s[1:]),
        ]
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TempoModel:
    """Two logistic regressions over scaled tempo features.

    Parameters
    ----------
    mean, scale : (features,) of the training rows.
    effort : (features,) weights of "at most so many left by the lifter's own rating".
    effort_starts : (len(TEMPO_AT_MOST),) log odds of each number at the mean.
    near : (features,) weights of "two reps or fewer were left".
    near_start : its log odds at the mean.
    """

    mean: Array
    scale: Array
    effort: Array
    effort_starts: Array
    near: Array
    near_start: float

    def reserve(self, row: Array) -> Reserve:
        """Return the distribution for one row (len(TEMPO_FEATURES),).

        Ratings spread over more reps than they name: near the end, what sets to failure showed goes before them.
        """
        z = (row - self.mean) / self.scale
        rated = np.array([_chance(start + float(z @ self.effort)) for start in self.effort_starts])
        near = _chance(self.near_start + float(z @ self.near))
        rated[: NEAR_FAILURE_REPS + 1] = np.minimum(rated[: NEAR_FAILURE_REPS + 1], near)
        rated[NEAR_FAILURE_REPS] = near
        return Reserve(np.array(TEMPO_AT_MOST, dtype=np.float64), np.maximum.accumulate(rated))


def _chance(log_odds: float) -> float:
    return 1.0 / (1.0 + math.exp(-min(max(log_odds, -30.0), 30.0)))
