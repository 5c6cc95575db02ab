"""From a device's clock to this computer's: the line under all arrivals.

A packet can only be late, never early: arrival = device time + offset + skew x device time + delay, with delay >= 0.
So the lower envelope of (arrival - device time) is the clean signal, and averages are not: they move with the radio.

References
----------
Moon, Skelly, Towsley 1999, "Estimation and removal of clock skew from network delay measurements", IEEE INFOCOM;
Zhang, Liu, Xia 2002 for the form with a convex hull.
"""

from collections import deque
from dataclasses import dataclass

from sensing.ble.hull import line_below


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvelopeParams:
    """How the line is found.

    Origin: project rules, each with its reason, watched on the simulated link; what parts allow is from data sheets.

    Parameters
    ----------
    bucket_s : one minimum is kept for each stretch this long [s]. Default 1: holds 20 notifications, of which one is
        almost always prompt.
    window_s : how far back minima are kept [s]. Default 120: long enough for parts per million, short enough to follow
        a crystal that warms in the hand.
    settled_s : span from which the slope is trusted however small it is [s]. Default 15: 1 ms of delay is 70 ppm.
    delay_s : before that, a slope counts only when it is more than delays of this size could feign [s]. Default 0.1:
        more than the retransmissions of a good link.
    max_skew_frac : steeper lines are not believed. Default 0.08: parts stray by up to 5 %, as data sheets allow.
    """

    bucket_s: float = 1.0
    window_s: float = 120.0
    settled_s: float = 15.0
    delay_s: float = 0.1
    max_skew_frac: float = 0.08

    def __post_init__(self) -> None:
        if not 0 < self.bucket_s <= self.settled_s <= self.window_s:
            raise ValueError(
                f"bucket_s {self.bucket_s}, settled_s {self.settled_s} and window_s {self.window_s} do not increase"
            )
        if not 0 < self.max_skew_frac < 1:
            raise ValueError(f"max_skew_frac {self.max_skew_frac} is not between 0 and 1")


class Envelope:
    """The line under the arrivals so far; constant cost per packet.

    Examples
    --------
    >>> envelope = Envelope()
    >>> for index in range(3000):
    ...     envelope.add(index / 100, 5.0 + index / 100 + 0.001 * (index % 7))
    >>> round(envelope.host_s(10.0), 3), abs(round(envelope.skew_frac, 6))
    (15.0, 0.0)
    """

    def __init__(self, params: EnvelopeParams | None = None) -> None:
        self._params = params or EnvelopeParams()
        self._minima: deque[tuple[float, float]] = deque()
        self._newest: tuple[float, float] | None = None
        self._origin_s = 0.0
        self._line = (0.0, 0.0)

    def __bool__(self) -> bool:
        return self._newest is not None

    @property
    def skew_frac(self) -> float:
        """By how much more than the device's the host's clock advances [1]; 0 while unknown."""
        return self._line[0]

    @property
    def span_s(self) -> float:
        """Device time that the line rests on [s]."""
        if self._newest is None or not self._minima:
            return 0.0
        return self._newest[0] - self._minima[0][0]

    def add(self, device_s: float, arrival_s: float) -> None:
        """Take the arrival of what happened at `device_s` by the device's clock, `arrival_s` by the host's [s]."""
        if self._newest is None:
            self._origin_s = device_s
        x, y = device_s - self._origin_s, arrival_s - device_s
        bucket_s = self._params.bucket_s
        if self._newest is not None and x // bucket_s > self._newest[0] // bucket_s:
            self._minima.append(self._newest)
            self._newest = None
            while x - self._minima[0][0] > self._params.window_s:
                self._minima.popleft()
                if not self._minima:
                    break
        if self._newest is None or y < self._newest[1]:
            self._newest = (x, y)
            self._line = self._fit()

    def host_s(self, device_s: float) -> float:
        """Host time at which a packet of `device_s` would arrive without delay [s]."""
        slope, intercept = self._line
        return device_s + intercept + slope * (device_s - self._origin_s)

    def lag_s(self, device_s: float, arrival_s: float) -> float:
        """How late an arrival is against the line [s]; negative when it is earlier than any before."""
        return arrival_s - self.host_s(device_s)

    def _fit(self) -> tuple[float, float]:
        params = self._params
        points = [*self._minima] if self._newest is None else [*self._minima, self._newest]
        slope, intercept = line_below(points)
        span_s = points[-1][0] - points[0][0]
        if span_s < params.settled_s and abs(slope) * span_s < params.delay_s:
            slope = 0.0
        elif abs(slope) > params.max_skew_frac:
            slope = params.max_skew_frac if slope > 0 else -params.max_skew_frac
        else:
            return slope, intercept
        return slope, min(y - slope * x for x, y in points)
