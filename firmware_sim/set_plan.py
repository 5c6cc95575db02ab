"""What one set will be: load, reps, how near to failure, and the speed of each rep."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from firmware_sim.lifts import Lift
from firmware_sim.population import Person, Population, draw_reps_to_failure
from sensing.samples import Floats

_SLOWEST_MPS: Final = 0.08
"""Slowest rep that has been seen to be completed [m/s]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPlan:
    """One set as it will be lifted.

    Parameters
    ----------
    load_kg : on the bar, bar included [kg].
    load_frac : of today's 1RM [1].
    reps_to_failure : reps this set would have if taken to failure.
    mean_velocities_mps : of the completed reps, in order [m/s].
    failed_rep : whether one more rep is tried and not made.
    intent_frac : chosen speed of the first rep over the fastest possible [1]; 1 = full intent.
    end_velocity_mps : what the last possible rep of this set has [m/s].
    """

    load_kg: float
    load_frac: float
    reps_to_failure: int
    mean_velocities_mps: tuple[float, ...]
    failed_rep: bool
    intent_frac: float
    end_velocity_mps: float

    @property
    def reps_in_reserve(self) -> int:
        """Reps left when the set was ended."""
        return self.reps_to_failure - len(self.mean_velocities_mps)

    def effort(self, index: int) -> float:
        """Return how near failure the rep of this index (from 0) is: 0 = the first, 1 = the last possible."""
        return min(1.0, index / max(1, self.reps_to_failure - 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class SetWish:
    """What the caller asks of a set; None = drawn.

    Parameters
    ----------
    load_frac : of the lifter's usual 1RM [1].
    reps : completed reps. More than the lifter has stretches the reps to failure.
    reps_in_reserve : at the end of the set.
    failed_rep : one more attempt that fails; means 0 in reserve.
    grinder : last rep under 0.15 m/s; means 0 in reserve.
    intent_frac : below 1 = held back on purpose.
    """

    load_frac: float | None = None
    reps: int | None = None
    reps_in_reserve: int | None = None
    failed_rep: bool | None = None
    grinder: bool = False
    intent_frac: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Speeds:
    """Fastest first rep and last possible rep of a set [m/s], and the load they belong to [1]."""

    first_mps: float
    end_mps: float
    load_frac: float


def draw_sets(
    rng: np.random.Generator, lift: Lift, person: Person, wishes: tuple[SetWish, ...], population: Population
) -> tuple[SetPlan, ...]:
    """Draw the sets of a session one after the other, each with the fatigue the ones before it left.

    Parameters
    ----------
    rng : source of all draws.
    lift, person : who does what.
    wishes : one for each set.
    population : spreads.

    Examples
    --------
    >>> from firmware_sim.lifts import LIFTS
    >>> from firmware_sim.population import draw_person
    >>> rng, squat, people = np.random.default_rng(1), LIFTS["squat"], Population()
    >>> plan, = draw_sets(rng, squat, draw_person(rng, squat, people), (SetWish(reps=5, reps_in_reserve=2),), people)
    >>> len(plan.mean_velocities_mps), plan.reps_to_failure, plan.failed_rep
    (5, 7, False)
    """
    plans: list[SetPlan] = []
    usual_frac = float(rng.choice((0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)))
    fresh = 1.0
    for wish in wishes:
        asked_frac = usual_frac if wish.load_frac is None else wish.load_frac
        load_kg = max(2.5, 2.5 * round(asked_frac * person.one_rm_kg / 2.5))
        # What was meant as 80 % is more or less of today's strength; the true share is what counts.
        load_frac = min(load_kg / person.day_1rm_kg, 1.0)
        possible = draw_reps_to_failure(rng, load_frac, person.endurance, population)
        speeds = _draw_speeds(rng, lift, person, load_frac, population, grinder=wish.grinder)
        plans.append(_draw_set(rng, person, wish, load_kg, max(1, round(possible * fresh)), speeds, population))
        fresh = max(0.6, fresh * rng.uniform(*population.carry_over))
    return tuple(plans)


def _draw_set(
    rng: np.random.Generator,
    person: Person,
    wish: SetWish,
    load_kg: float,
    possible: int,
    speeds: _Speeds,
    population: Population,
) -> SetPlan:
    reps_to_failure, done = _draw_counts(rng, wish, possible)
    intent_frac = wish.intent_frac
    if intent_frac is None:
        # To failure nobody holds back; otherwise some sets are lifted at a chosen tempo.
        full = done == reps_to_failure or rng.random() < population.full_intent_share
        intent_frac = 1.0 if full else rng.uniform(0.6, 0.9)
    velocities = _velocities(rng, person, speeds, reps_to_failure, done, intent_frac, population)
    if wish.grinder:
        velocities[-1] = speeds.end_mps
    failed = wish.failed_rep
    if failed is None:
        failed = done == reps_to_failure and bool(rng.random() < population.failed_share)
    return SetPlan(
        load_kg=load_kg,
        load_frac=speeds.load_frac,
        reps_to_failure=reps_to_failure,
        mean_velocities_mps=tuple(float(v) for v in velocities),
        failed_rep=failed,
        intent_frac=intent_frac,
        end_velocity_mps=speeds.end_mps,
    )


def _draw_counts(rng: np.random.Generator, wish: SetWish, possible: int) -> tuple[int, int]:
    """Return the reps to failure and the reps done."""
    reserve = 0 if wish.failed_rep or wish.grinder else wish.reps_in_reserve
    if wish.reps is not None:
        return (max(possible, wish.reps) if reserve is None else wish.reps + reserve), wish.reps
    if reserve is not None:
        done = max(1, possible - reserve)
        return done + reserve, done
    return possible, max(min(3, possible), possible - int(rng.integers(0, 7)))


def _draw_speeds(
    rng: np.random.Generator,
    lift: Lift,
    person: Person,
    load_frac: float,
    population: Population,
    *,
    grinder: bool,
) -> _Speeds:
    around = float(np.exp(rng.normal(0.0, population.end_velocity_sd_log)))
    lighter = lift.light_end_gain * (1.0 - load_frac) * rng.uniform()
    end_mps = max(_SLOWEST_MPS, person.one_rm_velocity_mps * around + lighter)
    if grinder:
        end_mps = rng.uniform(_SLOWEST_MPS, 0.14)
    first_mps = max(person.first_rep_velocity_mps(lift, load_frac), 1.05 * end_mps)
    return _Speeds(first_mps=first_mps, end_mps=end_mps, load_frac=load_frac)


def _velocities(
    rng: np.random.Generator,
    person: Person,
    speeds: _Speeds,
    reps_to_failure: int,
    done: int,
    intent_frac: float,
    population: Population,
) -> Floats:
    # The bend lessens with load: LEVsim has 1.4 at 60 % and 1.05 at 90 %.
    power = float(np.clip(person.decline_power - 1.2 * (speeds.load_frac - 0.7), *population.decline_power_range))
    # In some sets the second or third rep is the fastest and the decline begins there.
    late_best = reps_to_failure >= 5 and rng.random() > population.first_best_share
    best = int(rng.integers(1, 3)) if late_best else 0
    place = np.maximum(0, np.arange(done) - best) / max(1, reps_to_failure - 1 - best)
    possible = speeds.first_mps - (speeds.first_mps - speeds.end_mps) * place**power
    velocity = np.minimum(possible, intent_frac * speeds.first_mps)
    velocity[:best] /= 1.0 + rng.uniform(0.01, 0.04)
    sd_frac = rng.uniform(*population.rep_noise_frac)
    return np.maximum(velocity * (1.0 + sd_frac * _rep_noise(rng, done, population.rep_noise_ar)), _SLOWEST_MPS)


def _rep_noise(rng: np.random.Generator, n: int, correlation: float) -> Floats:
    """Return noise of SD 1 in which neighbouring reps are correlated."""
    noise = rng.normal(size=n)
    for i in range(1, n):
        noise[i] = correlation * noise[i - 1] + np.sqrt(1.0 - correlation**2) * noise[i]
    return noise
