"""Waits that double."""

import random

from sensing.ble.timings import LinkTimings


class BackOff:
    """The waits between attempts.

    Examples
    --------
    >>> waits = BackOff(LinkTimings(first_wait_s=1, longest_wait_s=3, spread_frac=0), random.Random(1))
    >>> [waits.next_s() for _ in range(4)]
    [1.0, 2.0, 3.0, 3.0]
    """

    def __init__(self, timings: LinkTimings, draw: random.Random) -> None:
        self._timings, self._draw = timings, draw
        self.reset()

    def reset(self) -> None:
        """Begin with the shortest again: the sensor was there."""
        self._next_s = float(self._timings.first_wait_s)

    def next_s(self) -> float:
        """The next wait [s]."""
        wait_s = self._next_s
        self._next_s = min(2 * wait_s, float(self._timings.longest_wait_s))
        spread_frac = self._timings.spread_frac
        return wait_s * self._draw.uniform(1 - spread_frac, 1 + spread_frac)
