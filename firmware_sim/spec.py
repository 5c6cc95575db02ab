"""What to simulate: one frozen description that, with its seed, fixes every byte of the result."""

from dataclasses import dataclass, field
from typing import Any

from firmware_sim.conditions import CLEAN, GYM, Conditions
from firmware_sim.lifts import LIFTS, Range
from firmware_sim.mount import Mount
from firmware_sim.population import Person, Population
from firmware_sim.sensors import LSM6DSOX, SensorModel
from firmware_sim.set_plan import SetPlan
from sensing.units import MAX_RATE_HZ, MIN_RATE_HZ


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSpec:
    """One recording to make.

    Parameters
    ----------
    exercise : squat, bench, deadlift, overhead_press or row.
    seed : fixes all draws; 0 or more.
    mount : "bar" or "wrist".
    rate_hz : nominal output rate, 10 to 1000 [Hz].
    gyroscope : whether the sensor has one.
    sets : how many, 1 to 20.
    sensor : the chip, see `firmware_sim.sensors`.
    hard : a gym instead of a tidy room; ignored when `conditions` is given.
    conditions : everything around the reps; None = by `hard`.
    population : how people differ.
    load_frac : of the 1RM, 0.3 to 1 [1]; None = drawn.
    reps : completed reps in each set; None = from load and reserve.
    reps_in_reserve : at the end of each set; None = 0 to 6, drawn.
    failed_rep : whether the last set ends with an attempt that fails; None = sometimes, when nothing is in reserve.
    grinder : the last rep of the last set is under 0.15 m/s and sticks.
    intent_frac : chosen speed over possible speed, 0.4 to 1; None = mostly 1.
    touch_and_go : turn at the bottom without a stop; None = as the lift is usually done.
    bottom_pause_s, top_pause_s : range of holds [s]; None = as the lift is usually done.
    upside_down : case top down at the start (True), up (False), or at any angle (None).
    person : who lifts; None = drawn from `population`.
    plans : the sets, rep by rep, `sets` of them; None = drawn. With plans, every wish about a set must be left out.

    Raises
    ------
    ValueError
        With one line that names the value and what it may be.

    Examples
    --------
    >>> SessionSpec(exercise="bench", seed=7).rate_hz
    100.0
    >>> SessionSpec(exercise="curl")
    Traceback (most recent call last):
    ValueError: exercise 'curl' cannot be simulated. Choose one of squat, bench, deadlift, overhead_press, row.
    """

    exercise: str = "squat"
    seed: int = 0
    mount: str = Mount.BAR.value
    rate_hz: float = 100.0
    gyroscope: bool = True
    sets: int = 1
    sensor: SensorModel = field(default=LSM6DSOX)
    hard: bool = False
    conditions: Conditions | None = None
    population: Population = field(default=Population())
    load_frac: float | None = None
    reps: int | None = None
    reps_in_reserve: int | None = None
    failed_rep: bool | None = None
    grinder: bool = False
    intent_frac: float | None = None
    touch_and_go: bool | None = None
    bottom_pause_s: Range | None = None
    top_pause_s: Range | None = None
    upside_down: bool | None = None
    person: Person | None = None
    plans: tuple[SetPlan, ...] | None = None

    def __post_init__(self) -> None:
        if self.exercise not in LIFTS:
            raise ValueError(f"exercise {self.exercise!r} cannot be simulated. Choose one of {', '.join(LIFTS)}.")
        if self.mount not in tuple(Mount):
            raise ValueError(f"mount {self.mount!r} is unknown. Choose one of {', '.join(Mount)}.")
        _check_range("seed", self.seed, 0, 2**63 - 1)
        _check_range("rate_hz", self.rate_hz, MIN_RATE_HZ, MAX_RATE_HZ)
        _check_range("sets", self.sets, 1, 20)
        for name, low, high in (
            ("load_frac", 0.3, 1.0),
            ("reps", 1, 60),
            ("reps_in_reserve", 0, 30),
            ("intent_frac", 0.4, 1.0),
        ):
            value = getattr(self, name)
            if value is not None:
                _check_range(name, value, low, high)
        for name in ("bottom_pause_s", "top_pause_s"):
            pause = getattr(self, name)
            if pause is not None and not 0.0 <= pause[0] <= pause[1] <= 30.0:
                raise ValueError(f"{name} {pause} must be two times in order, 0 to 30 s. Give the shorter one first.")
        if self.plans is not None:
            self._check_plans(self.plans)
        if self.reps_in_reserve and (self.failed_rep or self.grinder):
            raise ValueError(
                f"reps_in_reserve {self.reps_in_reserve} contradicts a set taken to failure. Leave one of them out."
            )

    def _check_plans(self, plans: tuple[SetPlan, ...]) -> None:
        if len(plans) != self.sets:
            raise ValueError(f"{len(plans)} plans were given for {self.sets} sets. Give one for each.")
        wishes = (self.load_frac, self.reps, self.reps_in_reserve, self.failed_rep, self.intent_frac)
        if self.grinder or any(wish is not None for wish in wishes):
            raise ValueError("plans fix load, reps, reserve, failure and speed of each set. Leave the wishes out.")

    @property
    def around(self) -> Conditions:
        """The conditions that hold."""
        return self.conditions or (GYM if self.hard else CLEAN)


def clean(exercise: str, seed: int, **choices: Any) -> SessionSpec:  # Any: the fields of SessionSpec, checked there
    """Return a single tidy set; `choices` are further fields of `SessionSpec`.

    Examples
    --------
    >>> clean("bench", 1, rate_hz=52.0).sets
    1
    """
    return SessionSpec(exercise=exercise, seed=seed, **{"conditions": CLEAN, **choices})


def gym(exercise: str, seed: int, **choices: Any) -> SessionSpec:  # Any: as above
    """Return a whole session of two to four sets in a gym; `choices` are further fields of `SessionSpec`.

    Examples
    --------
    >>> gym("row", 5).sets
    4
    """
    return SessionSpec(
        exercise=exercise, seed=seed, **{"conditions": GYM, "hard": True, "sets": 2 + seed % 3, **choices}
    )


def _check_range(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ValueError(f"{name} {value} is out of range. Give a number from {low:g} to {high:g}.")
