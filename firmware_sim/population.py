"""Who lifts, and what they can do today: person, day, load, reps to failure and the speed of each rep.

All from published distributions (named per field in `Population`); what is assumed says so. One random generator is
handed through, so a seed fixes everything.
"""

from dataclasses import dataclass

import numpy as np

from firmware_sim.lifts import Lift, Range
from sensing.samples import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """How people, days and sets differ.

    Parameters
    ----------
    load_fracs, reps_mean, reps_sd : reps to failure by share of the 1RM; Nuzzo 2024 (means between the published
        loads and SD at 70 and 90 % are interpolated).
    person_share : share of the spread of log reps that belongs to the person and not to the set; 0 = none. Assumed.
    line_sd_frac : person's slope of the load-velocity line [1]; between-person CV 11-25 % at a load (recreational).
    day_velocity_sd_frac : velocity at a load from day to day [1]; CV 5-10 % between sessions.
    day_1rm_sd_frac : 1RM from day to day [1]; CV 4.2 % (Grgic 2020).
    end_velocity_sd_log : last rep before failure around the person's 1RM velocity [1]; CV > 18 %
        (Garcia-Ramos 2020).
    decline_power, decline_power_sd, decline_power_range : bend of the velocity decline over a set, 1 = straight
        line; implied by Gonzalez-Badillo 2017 and LEVsim.
    rep_noise_frac : spread of single reps around the decline [1]; 2-5 %.
    rep_noise_ar : correlation of neighbouring reps; 0 = none. Assumed.
    carry_over : reps to failure of a following set over the set before it [1]; sets 2+ have 0.6-0.9 of the first.
    first_best_share : sets whose first rep is the fastest [1].
    """

    load_fracs: tuple[float, ...] = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
    reps_mean: tuple[float, ...] = (38.0, 28.0, 20.0, 14.5, 9.5, 4.5, 2.6, 1.0)
    reps_sd: tuple[float, ...] = (8.0, 6.0, 4.36, 3.4, 2.51, 1.6, 0.9, 0.0)
    person_share: float = 0.6
    line_sd_frac: float = 0.10
    day_velocity_sd_frac: float = 0.04
    day_1rm_sd_frac: float = 0.04
    end_velocity_sd_log: float = 0.18
    decline_power: float = 1.4
    decline_power_sd: float = 0.3
    decline_power_range: Range = (0.9, 2.3)
    rep_noise_frac: Range = (0.02, 0.05)
    rep_noise_ar: float = 0.3
    carry_over: Range = (0.75, 0.92)
    first_best_share: float = 0.65


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One lifter doing one lift on one day.

    Parameters
    ----------
    rom_m : usual travel of the bar [m].
    one_rm_kg, day_1rm_kg : usual 1RM and today's [kg].
    one_rm_velocity_mps : mean velocity at the 1RM [m/s].
    line_factor : steepness of the load-velocity line over the population's, day included.
    endurance : person's place in the spread of reps to failure [standard deviations].
    decline_power : bend of the velocity decline.
    eccentric_s : usual duration of the way down [s].
    """

    rom_m: float
    one_rm_kg: float
    day_1rm_kg: float
    one_rm_velocity_mps: float
    line_factor: float
    endurance: float
    decline_power: float
    eccentric_s: float

    def first_rep_velocity_mps(self, lift: Lift, load_frac: float) -> float:
        """Return the mean velocity of a fresh first rep with full intent [m/s]."""
        rise = lift.first_rep_velocity_mps(load_frac) - lift.one_rm_velocity_mps
        return self.one_rm_velocity_mps + self.line_factor * rise


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


@dataclass(frozen=True, slots=True, kw_only=True)
class SetWish:
    """What the caller asks of a set; None = drawn.

    Parameters
    ----------
    load_frac : of today's 1RM [1].
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


def draw_person(rng: np.random.Generator, lift: Lift, population: Population) -> Person:
    """Draw one lifter and day.

    Examples
    --------
    >>> from firmware_sim.lifts import LIFTS
    >>> person = draw_person(np.random.default_rng(1), LIFTS["bench"], Population())
    >>> 0.3 <= person.rom_m <= 0.46
    True
    """
    one_rm_kg = rng.uniform(*lift.one_rm_kg)
    velocity = rng.normal(lift.one_rm_velocity_mps, lift.one_rm_velocity_sd_mps)
    spread = rng.normal(0.0, population.line_sd_frac) + rng.normal(0.0, population.day_velocity_sd_frac)
    return Person(
        rom_m=rng.uniform(*lift.rom_m),
        one_rm_kg=one_rm_kg,
        day_1rm_kg=one_rm_kg * (1.0 + rng.normal(0.0, population.day_1rm_sd_frac)),
        one_rm_velocity_mps=max(velocity, 0.5 * lift.one_rm_velocity_mps),
        line_factor=float(np.exp(spread)),
        endurance=rng.normal(),
        decline_power=rng.normal(population.decline_power, population.decline_power_sd),
        eccentric_s=rng.uniform(*lift.eccentric_s),
    )


def draw_reps_to_failure(rng: np.random.Generator, load_frac: float, endurance: float, population: Population) -> int:
    """Draw how many reps a fresh lifter has at a load; log-normal, at least 1."""
    mean = float(np.interp(load_frac, population.load_fracs, population.reps_mean))
    sd = float(np.interp(load_frac, population.load_fracs, population.reps_sd))
    sigma = np.sqrt(np.log1p((sd / mean) ** 2))
    share = population.person_share
    z = np.sqrt(share) * endurance + np.sqrt(1.0 - share) * rng.normal()
    return max(1, round(float(mean * np.exp(sigma * z - sigma**2 / 2))))


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
    """
    plans: list[SetPlan] = []
    drawn_frac = rng.choice((0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9))
    fresh = 1.0
    for wish in wishes:
        asked_frac = drawn_frac if wish.load_frac is None else wish.load_frac
        load_kg = max(2.5, 2.5 * round(asked_frac * person.one_rm_kg / 2.5))
        # What was meant as 80 % is more or less of today's strength; the true share is what counts.
        load_frac = min(load_kg / person.day_1rm_kg, 1.0)
        n_fresh = draw_reps_to_failure(rng, load_frac, person.endurance, population)
        plans.append(_plan_set(rng, lift, person, wish, load_kg, load_frac, max(1, round(n_fresh * fresh)), population))
        fresh = max(0.6, fresh * rng.uniform(*population.carry_over))
    return tuple(plans)


def _plan_set(
    rng: np.random.Generator,
    lift: Lift,
    person: Person,
    wish: SetWish,
    load_kg: float,
    load_frac: float,
    reps_to_failure: int,
    population: Population,
) -> SetPlan:
    rir = int(rng.integers(0, 7)) if wish.reps_in_reserve is None else wish.reps_in_reserve
    to_the_end = bool(wish.failed_rep) or wish.grinder
    if to_the_end:
        rir = 0
    elif wish.failed_rep is None and wish.reps_in_reserve is None and rir == 0:
        to_the_end = bool(rng.random() < 0.35)
    n_done = max(min(3, reps_to_failure), reps_to_failure - rir) if wish.reps is None else wish.reps
    if wish.reps is not None:
        reps_to_failure = n_done if to_the_end else max(reps_to_failure, n_done + (wish.reps_in_reserve or 0))
        if wish.reps_in_reserve is not None:
            reps_to_failure = n_done + rir
    elif wish.reps_in_reserve is not None:
        reps_to_failure = n_done + rir
    end_mps = _end_velocity_mps(rng, lift, person, load_frac, population)
    if wish.grinder:
        end_mps = rng.uniform(0.08, 0.14)
    intent = (1.0 if rng.random() < 0.85 else rng.uniform(0.6, 0.9)) if wish.intent_frac is None else wish.intent_frac
    first_mps = max(person.first_rep_velocity_mps(lift, load_frac), 1.05 * end_mps)
    velocities = _velocities(rng, first_mps, end_mps, reps_to_failure, n_done, person, load_frac, intent, population)
    if wish.grinder:
        velocities[-1] = end_mps
    failed = to_the_end and wish.failed_rep is not False and not (wish.grinder and not wish.failed_rep)
    return SetPlan(
        load_kg=load_kg,
        load_frac=load_frac,
        reps_to_failure=reps_to_failure,
        mean_velocities_mps=tuple(float(v) for v in velocities),
        failed_rep=failed,
        intent_frac=intent,
        end_velocity_mps=end_mps,
    )


def _end_velocity_mps(
    rng: np.random.Generator, lift: Lift, person: Person, load_frac: float, population: Population
) -> float:
    around = float(np.exp(rng.normal(0.0, population.end_velocity_sd_log)))
    return max(0.08, person.one_rm_velocity_mps * around + lift.light_end_gain * (1.0 - load_frac) * rng.uniform())


def _velocities(
    rng: np.random.Generator,
    first_mps: float,
    end_mps: float,
    reps_to_failure: int,
    n_done: int,
    person: Person,
    load_frac: float,
    intent_frac: float,
    population: Population,
) -> Floats:
    # The bend lessens with load: LEVsim has 1.4 at 60 % and 1.05 at 90 %.
    power = float(np.clip(person.decline_power - 1.2 * (load_frac - 0.7), *population.decline_power_range))
    place = np.arange(n_done) / max(1, reps_to_failure - 1)
    full = first_mps - (first_mps - end_mps) * place**power
    velocity = np.minimum(full, intent_frac * first_mps)
    if n_done >= 3 and rng.random() > population.first_best_share:
        velocity[int(rng.integers(1, 3))] = velocity[0] * (1.0 + rng.uniform(0.01, 0.04))
    sd = rng.uniform(*population.rep_noise_frac)
    noise = np.zeros(n_done)
    state = 0.0
    for i in range(n_done):
        state = population.rep_noise_ar * state + np.sqrt(1.0 - population.rep_noise_ar**2) * rng.normal()
        noise[i] = state
    return np.maximum(velocity * (1.0 + sd * noise), 0.08)
