"""The streaming core: blocks of samples in, events out.

Live lifting, replay, simulation, evaluation and tests all call `Engine.push`. It reads no clock, does no I/O and keeps
no globals; the same recording cut into blocks of any size gives equal events.
"""

import itertools
from dataclasses import dataclass

import numpy as np

from sensing.events import Event, GapFound
from sensing.grid import Hole
from sensing.joining import JoinParams, SetJoiner
from sensing.look import LookParams
from sensing.samples import ImuBlock, joined
from sensing.set_params import SetParams
from sensing.sets import SetWatcher
from sensing.track import Track, TrackParams


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineParams:
    """All that can be set, one object a step."""

    track: TrackParams = TrackParams()
    look: LookParams = LookParams()
    sets: SetParams = SetParams()
    join: JoinParams = JoinParams()


class Engine:
    """Counts reps and measures them as samples arrive.

    Parameters
    ----------
    exercise : what is lifted, if told; only carried through to the results.
    params : see `EngineParams`.

    Examples
    --------
    >>> engine = Engine()
    >>> still = ImuBlock(t_s=np.arange(300) / 100, acc_mps2=np.tile([0.0, 0.0, 9.81], (300, 1)))
    >>> [event for event in engine.push(still) if not hasattr(event, "trace")], engine.finish()
    ([], [])
    """

    def __init__(self, *, exercise: str | None = None, params: EngineParams | None = None) -> None:
        self._exercise = exercise
        self._params = params or EngineParams()
        self._stream: _Stream | None = None
        self._joiner = SetJoiner(self._params.join)
        self._next_index = 1

    def push(self, block: ImuBlock) -> list[Event]:
        """Take the next samples; return what became known by them, in order."""
        events: list[Event] = []
        for piece in self._unbroken(block):
            if self._stream is not None and not self._stream.continues(piece):
                hole = Hole(start_s=self._stream.last_t_s, end_s=float(piece.t_s[0]))
                events += self._joiner.broken(self._end_stream(), hole)
                events.append(GapFound(t_s=hole.end_s, start_s=hole.start_s, end_s=hole.end_s))
                # A set that may go on behind the gap keeps its number.
                self._next_index = self._joiner.first_index or self._next_index
            if self._stream is None:
                self._stream = _Stream(
                    piece, exercise=self._exercise, first_index=self._next_index, params=self._params
                )
            events += self._joiner.passed(self._stream.push(piece))
        return events

    def finish(self) -> list[Event]:
        """End the recording: close the set under way and return the last events."""
        now_s = 0.0 if self._stream is None else self._stream.last_t_s
        return [*self._end_stream(), *self._joiner.ended(now_s)]

    def _end_stream(self) -> list[Event]:
        if self._stream is None:
            return []
        events = self._joiner.passed(self._stream.finish())
        self._next_index = self._stream.next_index + self._joiner.shift
        self._stream = None
        return events

    def _unbroken(self, block: ImuBlock) -> list[ImuBlock]:
        """The block, cut where nothing is known across a hole."""
        if not len(block):
            return []
        break_s = self._params.join.break_s
        if block.t_s[-1] - block.t_s[0] <= break_s:
            return [block]
        cuts = (np.flatnonzero(np.diff(block.t_s) > break_s) + 1).tolist()
        bounds = [0, *cuts, len(block)]
        return [block.slice(a, b) for a, b in itertools.pairwise(bounds) if b > a]


class _Stream:
    """Samples without a long break, from one kind of sensor."""

    def __init__(self, first: ImuBlock, *, exercise: str | None, first_index: int, params: EngineParams) -> None:
        self._params = params
        self._gyroscope = first.gyr_dps is not None
        self._track = Track(start_s=float(first.t_s[0]), gyroscope=self._gyroscope, params=params.track)
        self._watcher = SetWatcher(
            self._track,
            exercise=exercise,
            first_index=first_index,
            params=params.sets,
            look_params=params.look,
        )
        self.last_t_s = float(first.t_s[0])
        self._gaps: list[Hole] = []
        self._waiting: list[ImuBlock] = []

    @property
    def next_index(self) -> int:
        """Number for the set after the last of this stream."""
        return self._watcher.next_index

    def continues(self, block: ImuBlock) -> bool:
        """Whether a block is the continuation of this stream."""
        same_sensor = (block.gyr_dps is not None) == self._gyroscope
        return same_sensor and float(block.t_s[0]) - self.last_t_s <= self._params.join.break_s

    def push(self, block: ImuBlock) -> list[Event]:
        """Take samples; they wait until there are enough for the watcher to take a step."""
        self._waiting.append(block)
        self.last_t_s = float(block.t_s[-1])
        return [] if self.last_t_s < self._watcher.next_step_s else self._taken()

    def finish(self) -> list[Event]:
        """No more samples."""
        events = [*self._taken(), *self._with_gaps(self._watcher.finish())]
        return [*events, *(_gap_event(hole) for hole in self._gaps)]

    def _taken(self) -> list[Event]:
        if not self._waiting:
            return []
        holes = self._track.push(joined(self._waiting))
        self._waiting = []
        self._gaps += [hole for hole in holes if hole.length_s > self._params.track.gap_s]
        return self._with_gaps(self._watcher.advance())

    def _with_gaps(self, events: list[Event]) -> list[Event]:
        """Put each gap before the first event that was known after it, however the samples came."""
        merged: list[Event] = []
        for event in events:
            while self._gaps and self._gaps[0].end_s <= event.t_s:
                merged.append(_gap_event(self._gaps.pop(0)))
            merged.append(event)
        return merged


def _gap_event(hole: Hole) -> GapFound:
    return GapFound(t_s=hole.end_s, start_s=hole.start_s, end_s=hole.end_s)
