"""Which way is up, for the looks that are taken while a set is under way.

Smoothing a whole window for every look would cost more than all the rest of it, and most of the window has been
smoothed before. So what is old enough stays as it was smoothed, the last part is smoothed again from time to time, and
in between the gyroscope carries the direction on. When a set is over its window is smoothed as a whole.
"""

from dataclasses import dataclass

import numpy as np

from sensing.orientation import carried_up, smoothed_up
from sensing.samples import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentUpParams:
    """When what is smoothed again. Zero for `carried_s` smooths at every look.

    Origin: by hand, by cost and live reps on simulated tune seeds; the filter's own constant is its paper's (Laidig
    and Seel 2023).
    """

    carried_s: float = 0.5
    """For so long the gyroscope carries the direction on [s]; VQF itself trusts it for longer (its `tauAcc` is 3 s)."""
    smoothed_s: float = 24.0
    """Of longer windows only the last part is smoothed again [s]."""
    settling_s: float = 8.0
    """The first of it is not taken: smoothing knows nothing there of what came before [s]; three times `tauAcc`."""


class RecentUp:
    """Remembers the smoothed up direction of the last window.

    Parameters
    ----------
    step_s : distance of the samples [s].
    params : see `RecentUpParams`.
    """

    def __init__(self, *, step_s: float, params: RecentUpParams) -> None:
        self._step_s = step_s
        self._carried = round(params.carried_s / step_s)
        self._smoothed = round(params.smoothed_s / step_s)
        self._settling = round(params.settling_s / step_s)
        self._first = 0
        self._up = np.empty((0, 3))

    def up(self, start: int, acc_mps2: Floats, gyr_dps: Floats, turned: Floats) -> Floats:
        """Return the up direction of a window, shape (n, 3).

        Parameters
        ----------
        start : number of its first grid step; never earlier than that of the window before.
        acc_mps2, gyr_dps : (n, 3) samples.
        turned : (n, 4) the forward filter's orientation, as quaternions.
        """
        end = self._first + len(self._up)
        stop = start + len(acc_mps2)
        if not self._first <= start < end <= stop <= end + self._carried:
            self._smooth(start, acc_mps2, gyr_dps)
        else:
            self._up = self._up[start - self._first :]
            self._first = start
        known = len(self._up)
        if known == len(acc_mps2):
            return self._up.copy()
        return np.vstack([self._up, carried_up(self._up[-1], turned[known - 1 :])])

    def _smooth(self, start: int, acc_mps2: Floats, gyr_dps: Floats) -> None:
        begin = max(0, len(acc_mps2) - self._smoothed)
        old = self._up[max(0, start - self._first) :]
        taken = begin + self._settling if begin else 0
        if start < self._first or len(old) < taken:
            begin = taken = 0
        fresh = smoothed_up(acc_mps2[begin:], gyr_dps[begin:], step_s=self._step_s)
        self._up = np.vstack([old[:taken], fresh[taken - begin :]])
        self._first = start
