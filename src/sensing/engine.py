"""The streaming core: blocks of samples in, events out.

Live lifting, replay, simulation, evaluation and tests all call `Engine.push`. It reads no clock, does no I/O and keeps
no globals; the same recording cut into blocks of any size gives equal events.
"""

from sensing.events import Event
from sensing.samples import ImuBlock


class Engine:
    """Counts reps and measures them as samples arrive.

    Parameters
    ----------
    exercise : what is lifted, if told; only carried through to the results.
    """

    def __init__(self, *, exercise: str | None = None) -> None:
        self._exercise = exercise

    def push(self, block: ImuBlock) -> list[Event]:
        """Take the next samples; return what became known by them, in order."""
        raise NotImplementedError

    def finish(self) -> list[Event]:
        """End the recording: close the set under way and return the last events."""
        raise NotImplementedError
