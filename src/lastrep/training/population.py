"""Whole populations of simulated lifters: people, days and sets, each set planned rep by rep to failure and beyond.

Simulation: the spreads are published where a source is named and assumed where it says so. Frozen before the model was
tuned; `checks` holds it to published findings that it was not drawn from.
"""

from dataclasses import dataclass

import numpy as np

from firmware_sim.lifts import LIFTS, Lift
from lastrep.training.shapes import lost_share
from lastrep.training.spreads import PopulationParams
from sensing.samples import Floats


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
    possible = first_mps - (first_mps - end_mps) * lost_share(
        params.shape, place, float(np.clip(bend, *params.decline_range))
    )
    velocity = np.minimum(possible, intent_frac * first_mps)
    velocity[:best] /= 1.0 + rng.uniform(*params.late_best_frac)
    noise = rng.normal(size=reps_to_failure)
    for i in range(1, reps_to_failure):
        noise[i] = params.rep_noise_ar * noise[i - 1] + np.sqrt(1.0 - params.rep_noise_ar**2) * noise[i]
    return np.maximum(velocity * (1.0 + lifter.rep_noise_frac * noise), SLOWEST_MPS)
