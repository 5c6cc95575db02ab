"""Velocity between two looks: integrated forward from the last one, to know when a top may have been reached."""

import numpy as np

from sensing.motion import Motion
from sensing.samples import Floats


class Predictor:
    """Carries the last look's velocity forward until the next one.

    Parameters
    ----------
    step_s : distance of the samples [s].

    Examples
    --------
    >>> predictor = Predictor(step_s=0.1)
    >>> predictor.advance(np.array([1.0, 1.0, -1.0, -1.0])).round(2).tolist()
    [0.1, 0.2, 0.1, 0.0]
    >>> round(predictor.peak_mps, 2), round(predictor.rise_m, 3)
    (0.2, 0.04)
    """

    def __init__(self, *, step_s: float) -> None:
        self._step_s = step_s
        self._bias_mps2 = 0.0
        self.v_mps = 0.0
        self.peak_mps = 0.0
        """Fastest since the last way down [m/s]."""
        self.rise_m = 0.0
        """Height gained since the last way down [m]."""

    def restart(self, motion: Motion, a_mps2: Floats) -> None:
        """Take over where a look ended; `a_mps2` are its samples."""
        back = min(round(1.0 / self._step_s), len(a_mps2))
        gained = float(motion.v_mps[-1] - motion.v_mps[-1 - back]) / (back * self._step_s)
        self._bias_mps2 = float(a_mps2[-back:].mean()) - gained
        self.v_mps = float(motion.v_mps[-1])

    def forget_rise(self) -> None:
        """The top was dealt with: wait for the next way up."""
        self.peak_mps = self.rise_m = 0.0

    def advance(self, a_mps2: Floats) -> Floats:
        """Return the velocity after each further step [m/s]."""
        v = np.asarray(self.v_mps + np.cumsum(a_mps2 - self._bias_mps2) * self._step_s)
        self.v_mps = float(v[-1])
        self.rise_m += float(np.maximum(v, 0.0).sum()) * self._step_s
        self.peak_mps = max(self.peak_mps, float(v.max()))
        if self.v_mps < -0.3 * self.peak_mps:
            self.forget_rise()
        return v
