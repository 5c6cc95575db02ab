"""Velocity between two looks: integrated forward from the last one, to know when a top may have been reached."""

import numpy as np

from sensing.motion import Bias, Motion
from sensing.samples import Floats


class Predictor:
    """Carries the last look's velocity forward until the next one.

    Parameters
    ----------
    step_s : distance of the samples [s].
    over_share : below this share of its peak, upward speed has ended.
    forget_s : a rise that has been falling for this long is over [s].

    Examples
    --------
    >>> predictor = Predictor(step_s=0.1)
    >>> predictor.advance(np.array([1.0, 1.0, -1.0, -1.0]), np.zeros((4, 3))).round(2).tolist()
    [0.1, 0.2, 0.1, 0.0]
    >>> round(predictor.peak_mps, 2), round(predictor.rise_m, 3)
    (0.2, 0.04)
    """

    def __init__(self, *, step_s: float, over_share: float = 0.08, forget_s: float = 0.5) -> None:
        self._step_s = step_s
        self._over_share = over_share
        self._forget_s = forget_s
        self._bias: Bias | None = None
        self.v_mps = 0.0
        self.peak_mps = 0.0
        """Fastest since the last way down [m/s]."""
        self.rise_m = 0.0
        """Height gained since the last way down [m]."""
        self.over_s = 0.0
        """For how long upward speed has ended [s]."""
        self._falling_s = 0.0

    def restart(self, motion: Motion) -> None:
        """Take over where a look ended."""
        self._bias = motion.next_bias()  # once, as it is asked for at every hop
        self.v_mps = float(motion.v_mps[-1])

    def forget_rise(self) -> None:
        """The top was dealt with: wait for the next way up."""
        self.peak_mps = self.rise_m = 0.0

    def advance(self, a_mps2: Floats, up: Floats) -> Floats:
        """Return the velocity after each further step [m/s]; `up` is the up direction at each, shape (n, 3)."""
        true_mps2 = a_mps2 if self._bias is None else a_mps2 - self._bias.along(up)
        v = self.v_mps + true_mps2.cumsum() * self._step_s
        self.v_mps = float(v[-1])
        self.rise_m += float(np.maximum(v, 0.0).sum()) * self._step_s
        self.peak_mps = max(self.peak_mps, float(v.max()))
        fast = (v > self._over_share * self.peak_mps).nonzero()[0]
        self.over_s = self._step_s * (len(v) - 1 - int(fast[-1])) if len(fast) else self.over_s + self._step_s * len(v)
        self._falling_s = self._falling_s + self._step_s * len(v) if self.v_mps < 0 else 0.0
        if self._falling_s > self._forget_s:
            self.forget_rise()
        return v
