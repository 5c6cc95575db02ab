"""Velocity for drawing: piece by piece while it is lifted, and once more when the set is over."""

from dataclasses import dataclass

import numpy as np

from sensing.events import Event, Trace, TraceAdvanced
from sensing.motion import Motion
from sensing.samples import Floats
from sensing.track import Track


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceParams:
    """What is drawn.

    Origin: project rules, by what a page can show.
    """

    step_s: float = 0.04
    """Distance of the values [s]; 25 a second look smooth."""
    values: int = 5
    """Values told at a time."""


class LiveTrace:
    """Cuts the predicted velocity into pieces that are told.

    Parameters
    ----------
    track : whose time counts.
    params : see `TraceParams`.
    """

    def __init__(self, track: Track, params: TraceParams) -> None:
        self._track = track
        self._params = params
        self._stride = round(params.step_s / track.params.step_s)
        self._waiting: list[float] = []

    def advance(self, velocities: Floats, done: int) -> list[Event]:
        """Take the velocities of the grid steps up to `done` [m/s]; return the pieces that are full."""
        p = self._params
        first = -(done - len(velocities)) % self._stride
        self._waiting += velocities[first :: self._stride].tolist()
        events: list[Event] = []
        while len(self._waiting) >= p.values:
            values, self._waiting = self._waiting[: p.values], self._waiting[p.values :]
            now_s = self._track.time_s(done)
            start_s = now_s - p.step_s * (len(self._waiting) + p.values)
            trace = Trace(start_s=start_s, step_s=p.step_s, velocity_mps=tuple(round(value, 4) for value in values))
            events.append(TraceAdvanced(t_s=now_s, trace=trace))
        return events


def drawn(motion: Motion, params: TraceParams) -> Trace:
    """Return a settled motion's velocity, thinned for drawing."""
    stride = round(params.step_s / motion.step_s)
    return Trace(
        start_s=motion.start_s,
        step_s=stride * motion.step_s,
        velocity_mps=tuple(np.round(motion.v_mps[::stride], 4).tolist()),
    )
