"""Sets of the past as the rules and the profiles see them: what was lifted and when, nothing derived."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from model.velocity_loss import reached_failure, velocity_loss
from sensing.events import Rep, RepStatus

FELT_RIR_OPEN = 5
"""The highest felt reps in reserve [reps]; it stands for five or more."""

FASTEST_MPS = 5.0
"""No bar is lifted as fast on average [m/s]; throws of light bars reach 2."""


class Experience(StrEnum):
    """How long the lifter has trained, by own account."""

    BEGINNER = "beginner"
    TRAINED = "trained"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastSet:
    """One kept set with the lifter's edits applied.

    Parameters
    ----------
    key : names this set for the caller; comes back in what is derived from it.
    exercise : as told; None when not told.
    started_at : start of the set, with a time zone.
    session : sets of one visit share it.
    reps : the kept reps in order, failed attempts included.
    load_kg : as told [kg]; None when not told.
    felt_rir : reps in reserve that the lifter entered [reps]; 5 stands for five or more, None for nothing entered.

    Raises
    ------
    ValueError
        When the start has no time zone, the load is not above 0, or the felt reps are not 0 to 5.
    """

    key: str
    exercise: str | None
    started_at: datetime
    session: str
    reps: tuple[Rep, ...]
    load_kg: float | None = None
    felt_rir: int | None = None

    def __post_init__(self) -> None:
        if self.started_at.tzinfo is None:
            raise ValueError(f"set {self.key}: the start {self.started_at} has no time zone. Give it one.")
        if self.load_kg is not None and not 0 < self.load_kg < float("inf"):
            raise ValueError(f"set {self.key}: a load of {self.load_kg} kg is not above 0. Give None when not known.")
        if self.felt_rir is not None and not 0 <= self.felt_rir <= FELT_RIR_OPEN:
            raise ValueError(f"set {self.key}: {self.felt_rir} felt reps in reserve are not 0 to {FELT_RIR_OPEN}.")

    @property
    def day(self) -> date:
        """Day on which the set was lifted, in the time zone of its start."""
        return self.started_at.date()

    @property
    def ended_at(self) -> datetime:
        """End of the last attempt; the start when there is none."""
        if not self.reps:
            return self.started_at
        return self.started_at + timedelta(seconds=self.reps[-1].concentric_end_s - self.reps[0].concentric_start_s)

    @property
    def completed_n(self) -> int:
        """Completed reps."""
        return sum(rep.status is RepStatus.COMPLETED for rep in self.reps)

    @property
    def failed(self) -> bool:
        """Whether the set holds a failed attempt."""
        return reached_failure(self.reps)

    @property
    def shows_its_end(self) -> bool:
        """Whether it is known how many reps were left: it failed, or the lifter entered a number below the open one."""
        return self.felt_rir in range(FELT_RIR_OPEN) or self.failed

    @property
    def velocity_loss_frac(self) -> float | None:
        """Share of the best velocity that the last completed rep had lost [-]; None when not known."""
        return velocity_loss(self.reps)

    @property
    def best_rep(self) -> Rep | None:
        """The fastest completed rep; None when no velocity is known."""
        best, best_mps = None, 0.0
        for rep in self.reps:
            measured = measured_mps(rep) if rep.status is RepStatus.COMPLETED else None
            if measured is not None and measured[0] > best_mps:
                best, best_mps = rep, measured[0]
        return best


def measured_mps(rep: Rep) -> tuple[float, float] | None:
    """Mean velocity of a rep and its standard deviation, 0 when that is not known [m/s]; None when it means nothing.

    Imported reps may hold anything: a velocity that no bar reaches is none, and one as unsure as that is not either.

    Examples
    --------
    >>> measured_mps(Rep(status=RepStatus.COMPLETED, concentric_start_s=0.0, concentric_end_s=1.0, eccentric_s=None,
    ...                  mean_velocity_mps=0.5, mean_propulsive_velocity_mps=None, peak_velocity_mps=None, rom_m=0.5))
    (0.5, 0.0)
    """
    velocity_mps, sd_mps = rep.mean_velocity_mps, rep.mean_velocity_sd_mps or 0.0
    if velocity_mps is None or not 0 < velocity_mps < FASTEST_MPS or not 0 <= sd_mps < FASTEST_MPS:
        return None
    return velocity_mps, sd_mps


def in_order(sets: Iterable[PastSet]) -> list[PastSet]:
    """Sort sets by time; those that start together keep their order by key.

    Examples
    --------
    >>> in_order([])
    []
    """
    return sorted(sets, key=lambda one: (one.started_at, one.key))


def set_numbers(sets: Iterable[PastSet]) -> dict[str, int]:
    """Place of each set among those of its lift in its session, from 1, by key.

    Examples
    --------
    >>> from datetime import UTC
    >>> def one(key, exercise, minute):
    ...     return PastSet(key=key, exercise=exercise, session="s", reps=(),
    ...                    started_at=datetime(2026, 5, 4, 18, minute, tzinfo=UTC))
    >>> set_numbers([one("b", "squat", 9), one("a", "squat", 5), one("c", "bench", 7)])
    {'a': 1, 'c': 1, 'b': 2}
    """
    counts: dict[tuple[str, str | None], int] = {}
    numbers = {}
    for one in in_order(sets):
        place = (one.session, one.exercise)
        counts[place] = counts.get(place, 0) + 1
        numbers[one.key] = counts[place]
    return numbers
