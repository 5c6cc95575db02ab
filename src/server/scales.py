"""From values to places in a chart: percent across, pixels down, and round values for the ticks."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A labelled place on an axis, in percent across or pixels down."""

    at: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Across:
    """A value axis from left to right.

    Parameters
    ----------
    low, high : the values at the left and the right edge, of one unit; `high` above `low`.

    Examples
    --------
    >>> Across(low=40.0, high=80.0).pct(50.0)
    25.0
    """

    low: float
    high: float

    def pct(self, value: float) -> float:
        """Return where a value stands, in percent of the width; a value outside stands at the edge."""
        share = (value - self.low) / (self.high - self.low)
        return round(100 * min(1.0, max(0.0, share)), 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Down:
    """A value axis from the base line up.

    Parameters
    ----------
    low, high : the values at the base line and at the top, of one unit; `high` above `low`.
    height_px : from the top to the base line [px].

    Examples
    --------
    >>> Down(low=0.0, high=1.0, height_px=160.0).px(0.25)
    120.0
    """

    low: float
    high: float
    height_px: float

    def px(self, value: float) -> float:
        """Return where a value stands, in pixels from the top; a value outside stands at the edge."""
        share = (self.high - value) / (self.high - self.low)
        return round(self.height_px * min(1.0, max(0.0, share)), 1)


def ticks(low: float, high: float, most: int) -> list[float]:
    """Return round values between two bounds, at most `most` of them.

    Examples
    --------
    >>> ticks(0.0, 1.0, 4)
    [0.0, 0.5, 1.0]
    >>> ticks(38.0, 62.0, 4)
    [40.0, 50.0, 60.0]
    """
    power = 10.0 ** math.floor(math.log10((high - low) / most))
    for factor in (1, 2, 2.5, 5, 10, 20):
        step = factor * power
        found = range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
        if len(found) <= most:
            break
    return [round(step * k, 6) for k in found]
