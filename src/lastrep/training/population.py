"""Whole populations of simulated lifters: people, days and sets, each set planned rep by rep to failure and beyond.

Simulation: the spreads are published where a source is named and assumed where it says so. Frozen before the model was
tuned; `checks` holds it to published findings that it was not drawn from.
"""

from dataclasses import dataclass

import numpy as np

from firmware_sim.lifts import LIFTS, Lift, Range
from sensing.samples import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationParams:
    """How people, days and sets differ. A spread of 0 makes all of them alike.

    Parameters
    ----------
    load_fracs, reps_mean : mean reps to failure of a rested lifter by share of today's 1RM; Nuzzo et al. 2024 at 60 to
        90 %, carried on beyond.
    person_reps_sd_log : spread of log reps between people at a load of the same true share. With the spreads of day and
        set it gives Nuzzo's SD of 4.4 reps at 60 % and 2.5 at 80 %.
    set_reps_sd_log : the same from set to set of one person. Assumed; with the day's it has to explain the standard
        error of reps to failure of 1.1 in the bench press and the limits of agreement of 5.4 in the squat.
    line_sd_frac : slope of the load-velocity line between people; CV of 11 to 25 % at a load in recreational lifters.
    day_velocity_sd_frac : velocity at a load from day to day; CV of 5 to 10 % together with the day's strength.
    day_1rm_sd_frac : 1RM from day to day; 3 to 5 % (Grgic et al. 2020), of which a part is error of the test and no
        change of strength.
    end_sd_log : velocity of the last possible rep between people; a CV of 18 % within people and an ICC under 0.60
        (Garcia-Ramos et al. 2020) leave 22 %.
    end_corr : correlation of that with the person's velocity at the 1RM, in logs; with the spread from set to set it
        gives the published r of 0.2 to 0.4.
    end_set_sd_mps : the same from set to set of one person [m/s]. Two findings pull apart: 18 % of the last rep in the
        bench press (Garcia-Ramos et al. 2020, 0.033 m/s), and at most 8 % at two to eight in reserve in four lifts
        (Moran-Navarro et al. 2019), which 0.033 breaks by far. This lies between; it gives 14 and 9.5 %.
    decline_power, decline_person_sd, decline_set_sd, decline_range : bend of the decline of velocity over a set, 1 =
        straight; mean and spread from Gonzalez-Badillo et al. 2017 and LEVsim. That half of the variance belongs to the
        person is assumed.
    decline_load_gain : how much straighter it gets by the whole 1RM of load; LEVsim has 1.4 at 60 and 1.05 at 90 %.
    rep_noise_frac, rep_noise_ar : spread of single reps around the decline, and the correlation of neighbours.
    first_best_share : sets in which the first rep is the fastest; else the second or third by `late_best_frac`.
    late_best_frac : how much slower than the best the reps before it are.
    held_back_share, held_back_frac : sets that are started below the possible speed, and at what share of it. Assumed.
    usual_load_fracs : loads that people usually train with, as a share of their 1RM. Assumed.
    carry_over : reps to failure of a set over those of the set before it; together not below `carry_floor`.
    carry_floor : 0.6.
    carry_velocity_frac : loss of first-rep velocity over loss of reps; 25 % at most after six sets to failure
        (Refalo et al. 2023), about a quarter of it within three.
    rest_s : time between two sets [s]. Assumed.
    stop_rir, stop_weights : reps in reserve at which sets are ended, and how often. Assumed.
    failed_share : sets without reserve in which one more rep is tried. Assumed.
    """

    load_fracs: tuple[float, ...] = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
    reps_mean: tuple[float, ...] = (38.0, 28.0, 20.0, 14.5, 9.5, 4.7, 2.6, 1.0)
    person_reps_sd_log: float = 0.20
    set_reps_sd_log: float = 0.07
    line_sd_frac: float = 0.10
    day_velocity_sd_frac: float = 0.04
    day_1rm_sd_frac: float = 0.028
    end_sd_log: float = 0.22
    end_corr: float = 0.5
    end_set_sd_mps: float = 0.024
    decline_power: float = 1.4
    decline_person_sd: float = 0.19
    decline_set_sd: float = 0.19
    decline_range: Range = (0.9, 2.3)
    decline_load_gain: float = 1.2
    rep_noise_frac: Range = (0.02, 0.05)
    rep_noise_ar: float = 0.3
    first_best_share: float = 0.65
    late_best_frac: Range = (0.01, 0.04)
    held_back_share: float = 0.12
    held_back_frac: Range = (0.6, 0.9)
    usual_load_fracs: tuple[float, ...] = (0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
    carry_over: Range = (0.75, 0.92)
    carry_floor: float = 0.6
    carry_velocity_frac: float = 0.3
    rest_s: Range = (90.0, 300.0)
    stop_rir: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    stop_weights: tuple[float, ...] = (0.5, 0.12, 0.12, 0.1, 0.06, 0.05, 0.05)
    failed_share: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingLifter:
    """One person doing one lift.

    Parameters
    ----------
    key : names the person in splits.
    exercise : the lift.
    rom_m : usual travel of the bar [m].
    one_rm_kg : usual 1RM [kg].
    one_rm_velocity_mps : mean velocity at the 1RM [m/s].
    end_mps : usual velocity of the last possible rep at the 1RM's load [m/s].
    light_end_frac : place in the lift's range of faster ends at lighter loads [-].
    line_factor : steepness of the load-velocity line over the population's [-].
    reps_log : log of the reps to failure over the population's mean.
    decline_power : usual bend of the decline [-].
    rep_noise_frac : spread of single reps [-].
    usual_load_frac : of the 1RM [-].
    eccentric_s : usual way down [s].
    """

    key: str
    exercise: str
    rom_m: float
    one_rm_kg: float
    one_rm_velocity_mps: float
    end_mps: float
    light_end_frac: float
    line_factor: float
    reps_log: float
    decline_power: float
    rep_noise_frac: float
    usual_load_frac: float
    eccentric_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What a lifter can do on one day: 1RM [kg] and factor of the load-velocity line [-]."""

    one_rm_kg: float
    line_factor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueSet:
    """One set as it happens.

    Parameters
    ----------
    load_kg : on the bar [kg].
    load_frac : of that day's 1RM [-].
    set_number : place in the session, from 1.
    rest_s : since the set before [s]; None for the first.
    reps_to_failure : completed reps that the set would have.
    velocities_mps : mean velocity of each completed rep [m/s].
    failed : whether one more rep is tried and not made.
    intent_frac : chosen over possible speed of the first rep [-]; 1 = as fast as possible.
    end_mps : velocity of the last possible rep [m/s].
    """

    load_kg: float
    load_frac: float
    set_number: int
    rest_s: float | None
    reps_to_failure: int
    velocities_mps: tuple[float, ...]
    failed: bool
    intent_frac: float
    end_mps: float

    @property
    def reps_in_reserve(self) -> tuple[int, ...]:
        """Reps left after each completed rep."""
        return tuple(self.reps_to_failure - i for i in range(1, len(self.velocities_mps) + 1))


SLOWEST_MPS = 0.08
"""The slowest rep that has been seen to be completed [m/s]."""


def draw_lifter(rng: np.random.Generator, key: str, exercise: str, params: PopulationParams) -> TrainingLifter:
    """Draw one person.

    Examples
    --------
    >>> lifter = draw_lifter(np.random.default_rng(1), "a", "bench", PopulationParams())
    >>> lifter.exercise, 0.3 <= lifter.rom_m <= 0.46
    ('bench', True)
    """
    lift = LIFTS[exercise]
    usual, own = rng.normal(), rng.normal()
    strongest_sd_log = lift.one_rm_velocity_sd_mps / lift.one_rm_velocity_mps
    shared = params.end_corr * usual + np.sqrt(1.0 - params.end_corr**2) * own
    return TrainingLifter(
        key=key,
        exercise=exercise,
        rom_m=rng.uniform(*lift.rom_m),
        one_rm_kg=rng.uniform(*lift.one_rm_kg),
        one_rm_velocity_mps=lift.one_rm_velocity_mps * float(np.exp(strongest_sd_log * usual)),
        end_mps=lift.one_rm_velocity_mps * float(np.exp(_end_sd_log(lift, params) * shared)),
        light_end_frac=rng.uniform(),
        line_factor=float(np.exp(rng.normal(0.0, params.line_sd_frac))),
        reps_log=rng.normal(0.0, params.person_reps_sd_log),
        decline_power=rng.normal(params.decline_power, params.decline_person_sd),
        rep_noise_frac=rng.uniform(*params.rep_noise_frac),
        usual_load_frac=float(rng.choice(params.usual_load_fracs)),
        eccentric_s=rng.uniform(*lift.eccentric_s),
    )


def draw_day(rng: np.random.Generator, lifter: TrainingLifter, params: PopulationParams) -> Day:
    """Draw one day of a person."""
    return Day(
        one_rm_kg=lifter.one_rm_kg * (1.0 + rng.normal(0.0, params.day_1rm_sd_frac)),
        line_factor=lifter.line_factor * float(np.exp(rng.normal(0.0, params.day_velocity_sd_frac))),
    )


def draw_session(
    rng: np.random.Generator,
    lifter: TrainingLifter,
    params: PopulationParams,
    *,
    sets: int,
    load_frac: float | None = None,
    to_failure: bool = False,
) -> tuple[TrueSet, ...]:
    """Draw the sets of one visit.

    Parameters
    ----------
    rng : source of all draws.
    lifter : who.
    params : spreads.
    sets : how many.
    load_frac : of the usual 1RM [-]; None = near the lifter's usual load.
    to_failure : every set ends with an attempt that fails.

    Examples
    --------
    >>> rng, params = np.random.default_rng(3), PopulationParams()
    >>> one, = draw_session(rng, draw_lifter(rng, "a", "squat", params), params, sets=1, to_failure=True)
    >>> one.failed, one.reps_in_reserve[-1], len(one.velocities_mps) == one.reps_to_failure
    (True, 0, True)
    """
    day = draw_day(rng, lifter, params)
    asked_frac = lifter.usual_load_frac + rng.choice((-0.05, 0.0, 0.0, 0.05)) if load_frac is None else load_frac
    load_kg = max(2.5, 2.5 * round(float(np.clip(asked_frac, 0.5, 0.95)) * lifter.one_rm_kg / 2.5))
    made: list[TrueSet] = []
    fresh = 1.0
    for number in range(1, sets + 1):
        rest_s = None if number == 1 else rng.uniform(*params.rest_s)
        made.append(_draw_set(rng, lifter, day, params, load_kg, (number, rest_s, fresh), to_failure=to_failure))
        fresh = max(params.carry_floor, fresh * rng.uniform(*params.carry_over))
    return tuple(made)


def _draw_set(
    rng: np.random.Generator,
    lifter: TrainingLifter,
    day: Day,
    params: PopulationParams,
    load_kg: float,
    place: tuple[int, float | None, float],
    *,
    to_failure: bool,
) -> TrueSet:
    number, rest_s, fresh = place
    load_frac = min(load_kg / day.one_rm_kg, 1.0)
    mean = float(np.interp(load_frac, params.load_fracs, params.reps_mean))
    reps_log = lifter.reps_log + rng.normal(0.0, params.set_reps_sd_log)
    reps_to_failure = max(1, round(mean * float(np.exp(reps_log)) * fresh))
    stop_rir = 0 if to_failure else int(rng.choice(params.stop_rir, p=params.stop_weights))
    done = max(min(reps_to_failure, 3), reps_to_failure - stop_rir)
    # To failure nobody holds back; short of it some sets are lifted at a chosen tempo.
    held = done < reps_to_failure and rng.random() < params.held_back_share / (1.0 - params.stop_weights[0])
    intent_frac = rng.uniform(*params.held_back_frac) if held else 1.0
    end_mps = _end_mps(rng, lifter, load_frac, params)
    velocities_mps = _velocities_mps(
        rng, lifter, day, params, (load_frac, end_mps, fresh, intent_frac), reps_to_failure
    )
    return TrueSet(
        load_kg=load_kg,
        load_frac=load_frac,
        set_number=number,
        rest_s=rest_s,
        reps_to_failure=reps_to_failure,
        velocities_mps=tuple(float(v) for v in velocities_mps[:done]),
        failed=to_failure or (done == reps_to_failure and bool(rng.random() < params.failed_share)),
        intent_frac=intent_frac,
        end_mps=end_mps,
    )


def _end_sd_log(lift: Lift, params: PopulationParams) -> float:
    # The published 22 % is the bench press's; in fast-ending lifts it is as much in m/s, not in per cent.
    bench_mps = LIFTS["bench"].one_rm_velocity_mps
    return params.end_sd_log * bench_mps / max(bench_mps, lift.one_rm_velocity_mps)


def _end_mps(rng: np.random.Generator, lifter: TrainingLifter, load_frac: float, params: PopulationParams) -> float:
    lift = LIFTS[lifter.exercise]
    lighter = lift.light_end_gain * (1.0 - load_frac) * lifter.light_end_frac
    return max(SLOWEST_MPS, lifter.end_mps + lighter + rng.normal(0.0, params.end_set_sd_mps))


def _velocities_mps(
    rng: np.random.Generator,
    lifter: TrainingLifter,
    day: Day,
    params: PopulationParams,
    state: tuple[float, float, float, float],
    reps_to_failure: int,
) -> Floats:
    """Return the velocity of each rep up to the last possible one."""
    load_frac, end_mps, fresh, intent_frac = state
    rise_mps = LIFTS[lifter.exercise].first_rep_velocity_mps(load_frac) - LIFTS[lifter.exercise].one_rm_velocity_mps
    first_mps = lifter.one_rm_velocity_mps + day.line_factor * rise_mps
    first_mps = max(first_mps * (1.0 - params.carry_velocity_frac * (1.0 - fresh)), 1.05 * end_mps)
    bend = lifter.decline_power + rng.normal(0.0, params.decline_set_sd) - params.decline_load_gain * (load_frac - 0.7)
    late_best = reps_to_failure >= 5 and rng.random() > params.first_best_share
    best = int(rng.integers(1, 3)) if late_best else 0
    place = np.maximum(0, np.arange(reps_to_failure) - best) / max(1, reps_to_failure - 1 - best)
    possible = first_mps - (first_mps - end_mps) * place ** float(np.clip(bend, *params.decline_range))
    velocity = np.minimum(possible, intent_frac * first_mps)
    velocity[:best] /= 1.0 + rng.uniform(*params.late_best_frac)
    noise = rng.normal(size=reps_to_failure)
    for i in range(1, reps_to_failure):
        noise[i] = params.rep_noise_ar * noise[i - 1] + np.sqrt(1.0 - params.rep_noise_ar**2) * noise[i]
    return np.maximum(velocity * (1.0 + lifter.rep_noise_frac * noise), SLOWEST_MPS)
