"""Who lifts, and what they can do today: person, day, 1RM, load-velocity line and reps to failure.

All from published distributions (named per field in `Population`); what is assumed says so. One random generator is
handed through, so a seed fixes everything.
"""

from dataclasses import dataclass

import numpy as np

from firmware_sim.lifts import Lift, Range


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
    full_intent_share : sets short of failure that are lifted as fast as possible [1]. Assumed.
    failed_share : sets without reserve in which one more rep is tried and fails [1]. Assumed.
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
    full_intent_share: float = 0.85
    failed_share: float = 0.35


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
    """Draw how many reps a fresh lifter has at a load; log-normal, at least 1.

    Parameters
    ----------
    rng : source of draws.
    load_frac : of today's 1RM [1].
    endurance : the person's place in the spread [standard deviations].
    population : spreads.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> [draw_reps_to_failure(rng, 0.8, 0.0, Population()) for _ in range(5)]
    [10, 11, 10, 7, 11]
    """
    mean = float(np.interp(load_frac, population.load_fracs, population.reps_mean))
    sd = float(np.interp(load_frac, population.load_fracs, population.reps_sd))
    sigma = np.sqrt(np.log1p((sd / mean) ** 2))
    share = population.person_share
    z = np.sqrt(share) * endurance + np.sqrt(1.0 - share) * rng.normal()
    return max(1, round(float(mean * np.exp(sigma * z - sigma**2 / 2))))
