"""Butterworth filters of second order as sections, each designed once: that takes longer than filtering."""

from functools import lru_cache

import numpy as np
from scipy import signal

from sensing.samples import Floats


@lru_cache(maxsize=16)
def lowpass(cutoff_hz: float, step_s: float) -> Floats:
    """Keep what is slower than `cutoff_hz` in values `step_s` apart.

    Examples
    --------
    >>> lowpass(1.0, 0.01).shape
    (1, 6)
    """
    return np.asarray(signal.butter(2, cutoff_hz, "lowpass", fs=1 / step_s, output="sos"))


@lru_cache(maxsize=16)
def highpass(cutoff_hz: float, step_s: float) -> Floats:
    """Keep what is faster."""
    return np.asarray(signal.butter(2, cutoff_hz, "highpass", fs=1 / step_s, output="sos"))
