"""Places the samples of one sensor on one time line, across lost packets, new connections and restarts.

The distance of samples comes from the sensor's own clock, or from its counted samples where it has none, and never from
the times of arrival. Those only tell how the sensor's clock lies to this computer's, and how long a break was during
which the sensor's clock was lost.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from sensing.ble.envelope import Envelope, EnvelopeParams
from sensing.ble.tally import Tally
from sensing.decoders.frame import Frame
from sensing.samples import Floats, ImuBlock

LAGS_KEPT = 400
"""Arrivals that jitter is computed from: the last 20 s at 20 notifications a second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineParams:
    """What counts as lost, late or restarted.

    Origin: project rules, each with its reason, watched on the simulated link.

    Parameters
    ----------
    envelope : see `EnvelopeParams`.
    back_s : a clock that goes back by more has restarted; by less, a packet is late [s]. Default 1: more than any
        reordering, less than any switching off and on.
    early_s : samples from further in the future than this come from a clock that was set [s]. Default 1.
    agree_s : after a new connection, a clock that is further off than this has restarted [s]. Default 1: more than the
        delay of the first packet.
    measure_s : without a clock: how long samples are held back at the start to measure their rate [s]. Default 2.
    rate_tolerance_frac : a measured rate this close to the stated one is taken as the stated one at first. Default
        0.06: two seconds of arrivals do not know better.
    lost_s : without a clock: arrivals that stay behind by more than this have lost samples [s]. Default 0.25.
    lost_watch_s : and for how long they must stay behind [s]. Default 1: a delay is made up for within that.
    """

    envelope: EnvelopeParams = field(default=EnvelopeParams())
    back_s: float = 1.0
    early_s: float = 1.0
    agree_s: float = 1.0
    measure_s: float = 2.0
    rate_tolerance_frac: float = 0.06
    lost_s: float = 0.25
    lost_watch_s: float = 1.0


class Timeline(Protocol):
    """Turns frames into blocks; `sensing.ble.clock.make_timeline` chooses which one."""

    @property
    def rate_hz(self) -> float | None:
        """Samples per second of this computer's clock, as measured [Hz]; None while too little is known."""
        ...

    @property
    def jitter_s(self) -> float | None:
        """Delay that 95 % of packets stay under, against the promptest [s]; None before the first."""
        ...

    def connected(self) -> None:
        """A new connection begins; the sensor may have been off."""
        ...

    def place(self, frame: Frame, arrival_s: float) -> list[ImuBlock]:
        """Return the samples that have their place now, in order of time.

        Parameters
        ----------
        frame : the next of the sensor.
        arrival_s : when it came, monotonic [s].
        """
        ...

    def flush(self) -> list[ImuBlock]:
        """Return what is held back; the connection is over."""
        ...

    def host_s(self, t_s: float) -> float:
        """Monotonic time of this computer at which something at `t_s` arrives without delay [s]."""
        ...


@dataclass(slots=True, kw_only=True)
class Placed:
    """Where the time line has come to, kept across connections.

    Parameters
    ----------
    last_t_s : of the last sample placed [s]; None before the first.
    host_of_last_s : when that sample would arrive without delay [s].
    skew_frac : by how much more this computer's clock advances than the sensor's.
    """

    last_t_s: float | None = None
    host_of_last_s: float = 0.0
    skew_frac: float = 0.0

    def after(self, host_s: float, step_s: float) -> float:
        """Time of a sample that arrived at `host_s` after a break in which the sensor's clock was lost [s]."""
        if self.last_t_s is None:
            return 0.0
        passed_s = (host_s - self.host_of_last_s) / (1 + self.skew_frac)
        return self.last_t_s + max(passed_s, step_s)


class Arrivals:
    """The envelope of one stretch of a sensor's clock, and the delays over it."""

    def __init__(self, params: EnvelopeParams) -> None:
        self._params = params
        self.envelope = Envelope(params)
        self._lags_s: deque[float] = deque(maxlen=LAGS_KEPT)

    def add(self, device_s: float, arrival_s: float) -> float:
        """Take one; return how late it is [s]."""
        self.envelope.add(device_s, arrival_s)
        lag_s = self.envelope.lag_s(device_s, arrival_s)
        self._lags_s.append(lag_s)
        return lag_s

    def restart(self) -> None:
        """Forget the line: the sensor's clock began anew."""
        self.envelope = Envelope(self._params)

    @property
    def jitter_s(self) -> float | None:
        """See `Timeline.jitter_s`."""
        return float(np.percentile(self._lags_s, 95)) if self._lags_s else None


def block_of(frame: Frame, t_s: Floats, tally: Tally) -> ImuBlock:
    """Return a frame's samples at these times, counted."""
    tally.packets += 1
    tally.samples += len(frame)
    return ImuBlock(t_s=t_s, acc_mps2=frame.acc_mps2, gyr_dps=frame.gyr_dps)
