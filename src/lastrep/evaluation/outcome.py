"""What a method did on one recording, small enough to be kept and sent between processes."""

from dataclasses import dataclass, field

from lastrep.evaluation.labels import Mount, Split, Trust
from sensing.events import RepForm


@dataclass(frozen=True, slots=True, kw_only=True)
class RepPair:
    """One true rep beside the estimate that was paired with it; what has no truth or no estimate is None.

    Parameters
    ----------
    true_mv_mps, final_mv_mps, live_mv_mps : mean velocity [m/s].
    true_rom_m, final_rom_m : range of motion [m].
    true_pv_mps, final_pv_mps : peak velocity [m/s].
    final_sd_mps : what the estimator says of the error of `final_mv_mps`, one standard deviation [m/s].
    true_eccentric_s, final_eccentric_s : duration of the way down [s].
    true_form, final_form : how it was done.
    delay_s : from the true top to the live event [s].
    """

    true_mv_mps: float | None = None
    final_mv_mps: float | None = None
    live_mv_mps: float | None = None
    true_rom_m: float | None = None
    final_rom_m: float | None = None
    true_pv_mps: float | None = None
    final_pv_mps: float | None = None
    final_sd_mps: float | None = None
    true_eccentric_s: float | None = None
    final_eccentric_s: float | None = None
    true_form: RepForm | None = None
    final_form: RepForm | None = None
    delay_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLoss:
    """Velocity loss of one set, a share of the fastest rep.

    Parameters
    ----------
    true_frac, final_frac : 1 - last / fastest completed rep.
    """

    true_frac: float
    final_frac: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Whether a true set ended in a failed attempt, and whether that was said."""

    true: bool
    found: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One set (or one stretch of rest) and what was counted in it.

    Parameters
    ----------
    dataset, name, person, day, split, exercise, mount, trust : as labelled.
    expected_n : completed reps that happened; 0 in rest; None when not known.
    counted_n : completed reps that were reported inside of the active part.
    outside_n : completed reps that were reported outside of it.
    rest_s : time outside of the active part, or of the whole recording when it is all rest [s].
    marked_n, paired_n : reps with known times, and how many of them were found; None when no times are known.
    pairs : what was measured of the reps that were paired.
    losses, failures : by true set, where the truth is known.
    peers : what each plain method counted in the same recording.
    condition : sensor place, rate and gyroscope, for simulation; empty for real recordings.
    error : why the recording could not be analysed; None when it could.
    """

    dataset: str
    name: str
    person: str
    day: str | None
    split: Split
    exercise: str
    mount: Mount
    trust: Trust
    expected_n: int | None
    counted_n: int
    outside_n: int = 0
    rest_s: float = 0.0
    marked_n: int | None = None
    paired_n: int | None = None
    pairs: tuple[RepPair, ...] = ()
    losses: tuple[SetLoss, ...] = ()
    failures: tuple[Failure, ...] = ()
    peers: dict[str, int] = field(default_factory=dict)
    condition: str = ""
    error: str | None = None
