"""What the engine says: the results of one set, and the events that carry them as they come to be known.

Times are seconds of *signal* time, on the clock of the samples. Nothing derived from several reps (velocity loss,
failure, proximity) is stored here: it is a pure function of the kept reps, see `model`.
"""

from dataclasses import dataclass
from enum import StrEnum


class RepStatus(StrEnum):
    """How an attempt ended."""

    COMPLETED = "completed"
    FAILED = "failed"


class RejectReason(StrEnum):
    """Why a movement was not counted as a rep."""

    TOO_SMALL = "too small"
    TOO_SHORT = "too short"
    TOO_FAST = "too fast"
    UNRACK = "unrack"
    RERACK = "rerack"
    RE_GRIP = "re-grip"
    WALKING = "walking"
    IRREGULAR = "irregular"
    ALONE = "alone"
    GAP = "gap"


@dataclass(frozen=True, slots=True, kw_only=True)
class RepForm:
    """How one rep was done, each number None when it cannot be known.

    Parameters
    ----------
    pause_bottom_s : still at the bottom, between the way down and the way up [s].
    pause_top_s : from the end of the last way up to the start of this rep's way down [s].
    sticking_depth : lowest velocity after the first peak of the way up over that peak, 0 for a full stop [-]; 1 when
        velocity never dips.
    slow_share : share of the concentric time spent below 0.1 m/s [-].
    tremor_mps2 : root mean square of the acceleration between 8 and 12 Hz during the way up [m/s2].
    sway_m : sideways travel during the way up, the largest distance from a straight line [m].
    tilt_deg : angle between the sensor's up direction at the rep's start and the usual one of the set so far [deg].
    turn_deg : angle through which gravity turns in the sensor during the way up [deg]; large in a curl on the wrist.
    peak_turn_dps : fastest turning of gravity in the sensor during the way up [deg/s].
    """

    pause_bottom_s: float | None = None
    pause_top_s: float | None = None
    sticking_depth: float | None = None
    slow_share: float | None = None
    tremor_mps2: float | None = None
    sway_m: float | None = None
    tilt_deg: float | None = None
    turn_deg: float | None = None
    peak_turn_dps: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rep:
    """One attempt at one repetition.

    Parameters
    ----------
    status : completed, or failed (rose, stalled and came back).
    concentric_start_s, concentric_end_s : the way up, signal time [s].
    eccentric_s : duration of the way down that belongs to this rep [s]; None when there was none (a deadlift's first
        rep) or it was not seen.
    mean_velocity_mps : ROM over concentric time [m/s]; None with `velocity_reason` when it means nothing.
    mean_propulsive_velocity_mps : mean while the bar is driven, a > -g [m/s].
    peak_velocity_mps : fastest upward velocity [m/s].
    rom_m : height gained [m].
    mean_velocity_sd_mps : one standard deviation of the mean velocity by the estimator's own account [m/s].
    velocity_reason : why velocities are None, in the lifter's words; None when they are given.
    form : how it was done; None when it was not looked at.
    """

    status: RepStatus
    concentric_start_s: float
    concentric_end_s: float
    eccentric_s: float | None
    mean_velocity_mps: float | None
    mean_propulsive_velocity_mps: float | None
    peak_velocity_mps: float | None
    rom_m: float | None
    mean_velocity_sd_mps: float | None = None
    velocity_reason: str | None = None
    form: RepForm | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """A movement that was not counted, and why.

    Parameters
    ----------
    start_s, end_s : signal time [s].
    reason : for programs and for the page's label.
    detail : the reason in measured terms, for people ("rose 0.08 m, less than half of 0.52 m").
    """

    start_s: float
    end_s: float
    reason: RejectReason
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """Vertical motion on an even grid, for drawing.

    Parameters
    ----------
    start_s : time of the first value [s].
    step_s : distance of the values [s].
    velocity_mps : vertical velocity, up positive [m/s].
    """

    start_s: float
    step_s: float
    velocity_mps: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetResult:
    """One set, final: smoothed over all of it.

    Parameters
    ----------
    start_s, end_s : from the first movement of the first rep to the end of the last [s].
    exercise : as told, or None when unknown.
    reps : every attempt in order, failed ones included.
    rejected : movements in and around the set that were not counted.
    trace : the set's velocity, for drawing.
    """

    start_s: float
    end_s: float
    exercise: str | None
    reps: tuple[Rep, ...]
    rejected: tuple[Rejection, ...]
    trace: Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionResult:
    """All that the engine found in one recording.

    Parameters
    ----------
    source : where the samples came from.
    duration_s : first to last sample [s].
    rate_hz : measured accelerometer rate [Hz].
    gaps : (start, end) of each hole in the samples [s].
    sets : in order of time.
    rejected : movements that were not counted and lie near no set.
    """

    source: str
    duration_s: float
    rate_hz: float
    gaps: tuple[tuple[float, float], ...]
    sets: tuple[SetResult, ...]
    rejected: tuple[Rejection, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something became known.

    Parameters
    ----------
    t_s : signal time at which it was known [s]; never earlier than what it tells of.
    """

    t_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SetStarted(Event):
    """A set is under way; `set_index` counts from 1 and `start_s` lies in the past."""

    set_index: int
    start_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RepCompleted(Event):
    """A rep (or a failed attempt) just ended; the numbers are those known by now.

    `rep_index` counts the attempts of this set from 1. The final numbers come with `SetCompleted`.
    """

    set_index: int
    rep_index: int
    rep: Rep


@dataclass(frozen=True, slots=True, kw_only=True)
class RepWithdrawn(Event):
    """The attempt last announced as `rep_index` turned out to be no rep, or part of the one that follows."""

    set_index: int
    rep_index: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RepRejected(Event):
    """A movement was looked at and not counted."""

    rejection: Rejection


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCompleted(Event):
    """The set is over; `result` holds the final reps, which replace the live ones."""

    set_index: int
    result: SetResult


@dataclass(frozen=True, slots=True, kw_only=True)
class GapFound(Event):
    """Samples are missing from `start_s` to `end_s`."""

    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceAdvanced(Event):
    """The next piece of the live velocity trace: shown to prove that the sensor lives, too rough to be measured."""

    trace: Trace


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalDoubt(Event):
    """The signal is not what it should be (clipped, repeated rows, another rate than said); `message` is for people."""

    message: str
