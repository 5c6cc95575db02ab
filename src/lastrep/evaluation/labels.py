"""A recording together with what is known to have happened in it."""

from dataclasses import dataclass, replace
from enum import StrEnum

from sensing.samples import Recording


class Mount(StrEnum):
    """Where the sensor sat."""

    BAR = "bar"
    WRIST = "wrist"


class Split(StrEnum):
    """What a recording may be used for; decided by person or day, in the data set's `source.toml`."""

    TUNE = "tune"
    REPORT = "report"


class Trust(StrEnum):
    """How the expected number of reps was found.

    `SEEN` was counted on plots or marked by hand, `TYPED` was written down by the lifter, and `DOUBTFUL` disagrees
    with what the signal shows or comes from a recording that is hardly usable. Doubtful recordings are run and shown
    apart, never mixed into the headline.
    """

    SEEN = "seen"
    TYPED = "typed"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of signal time.

    Parameters
    ----------
    start_s, end_s : on the clock of the recording [s]; `end_s` may equal `start_s` for a single instant.

    Examples
    --------
    >>> Span(start_s=1.0, end_s=3.0).middle_s
    2.0
    """

    start_s: float
    end_s: float

    def __post_init__(self) -> None:
        if not self.end_s >= self.start_s:
            raise ValueError(f"end_s {self.end_s} lies before start_s {self.start_s}")

    @property
    def middle_s(self) -> float:
        """Half way [s]."""
        return (self.start_s + self.end_s) / 2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LabelledRecording:
    """One recording and its labels; what is not known is None.

    Parameters
    ----------
    dataset : name of the data set.
    name : name of this recording within it.
    recording : the samples as a user's file would hold them, repeated rows included.
    person : code of the lifter.
    day : training day or session, where known.
    split : whether parameters may be chosen by it.
    exercise : the lift in our words (`squat`, `bench`, `overhead_press` ...); "rest" when nothing is lifted.
    mount : where the sensor sat.
    reps_expected : completed reps; 0 in rest, None when not known.
    ascents : the way up of each rep, in order of time; None when not marked.
    active : when lifting goes on; None when the whole recording is one set (or, with 0 reps expected, all rest).
    trust : how `reps_expected` was found.
    peak_velocities_mps : measured peak velocity of each rep, in order [m/s]; None when not measured.
    note : what a reader of the result should know about this recording.
    """

    dataset: str
    name: str
    recording: Recording
    person: str
    day: str | None
    split: Split
    exercise: str
    mount: Mount
    reps_expected: int | None
    ascents: tuple[Span, ...] | None
    active: tuple[Span, ...] | None
    trust: Trust
    peak_velocities_mps: tuple[float, ...] | None = None
    note: str = ""

    @property
    def is_rest(self) -> bool:
        """Whether nothing is lifted in the whole recording."""
        return self.reps_expected == 0 and self.exercise == REST

    def without_gyroscope(self) -> "LabelledRecording":
        """The same as a sensor without a gyroscope would have heard it."""
        samples = replace(self.recording.samples, gyr_dps=None)
        return replace(self, recording=replace(self.recording, samples=samples))


REST = "rest"
"""The exercise of a recording in which nothing is lifted."""
