"""Butterworth filters of second order, each designed once: that takes longer than filtering."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from scipy import signal

from sensing.samples import Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Biquad:
    """A filter of second order.

    Parameters
    ----------
    b, a : (3,) coefficients of its input and of its output.
    settled : (2,) its state when the input has always been 1.
    """

    b: Floats
    a: Floats
    settled: Floats

    def settled_at(self, value: Floats) -> Floats:
        """State when the input has always been `value`, shape (2, columns)."""
        return np.multiply.outer(self.settled, value)

    def push(self, values: Floats, state: Floats) -> tuple[Floats, Floats]:
        """Filter the next values, shape (n, columns); return them and the state after them."""
        found, after = signal.lfilter(self.b, self.a, values, axis=0, zi=state)
        return np.asarray(found), np.asarray(after)

    def both_ways(self, values: Floats, *, pad: int = 9, turned: bool = True) -> Floats:
        """Filter forwards and then backwards, so that nothing is delayed.

        SciPy's own `sosfiltfilt` gives the same; for one section and a minute of signal it takes three times as long.

        Parameters
        ----------
        values : (n,) or (n, columns), more than `pad`.
        pad : values added at both ends, mirrored there; SciPy's default for one section.
        turned : mirrored in the end point, as a slope goes on; else in the end only, as a level does.

        Examples
        --------
        >>> steady = np.full((20, 2), 3.0)
        >>> lowpass(1.0, 0.1).both_ways(steady).round(6).tolist() == steady.tolist()
        True
        """
        before, after = values[pad:0:-1], values[-2 : -pad - 2 : -1]
        if turned:
            before, after = 2.0 * values[:1] - before, 2.0 * values[-1:] - after
        padded = np.concatenate([before, values, after])
        forwards, _ = self.push(padded, self.settled_at(padded[0]))
        backwards, _ = self.push(forwards[::-1], self.settled_at(forwards[-1]))
        return backwards[::-1][pad : pad + len(values)]


@lru_cache(maxsize=16)
def lowpass(cutoff_hz: float, step_s: float) -> Biquad:
    """Keep what is slower than `cutoff_hz` in values `step_s` apart.

    Examples
    --------
    >>> lowpass(1.0, 0.01).settled.shape
    (2,)
    """
    return _designed(cutoff_hz, step_s, "lowpass")


@lru_cache(maxsize=16)
def highpass(cutoff_hz: float, step_s: float) -> Biquad:
    """Keep what is faster."""
    return _designed(cutoff_hz, step_s, "highpass")


def _designed(cutoff_hz: float, step_s: float, kind: Literal["lowpass", "highpass"]) -> Biquad:
    b, a = signal.butter(2, cutoff_hz, kind, fs=1 / step_s)
    return Biquad(b=b, a=a, settled=signal.lfilter_zi(b, a))
