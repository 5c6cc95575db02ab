"""A population of another make, held out from everything: the reps to failure follow from fatigue, they are not drawn.

Each rep lowers the load at which velocity would be zero; a set ends when the velocity falls under the person's own
least. That is the fatigue model of LEVsim. Nothing was fitted, chosen or set on these people; the card judges on them.
"""

from dataclasses import dataclass

import numpy as np

from firmware_sim.lifts import LIFTS, Lift, Range
from lastrep.training.population import SLOWEST_MPS, TrainingLifter, TrueSet


@dataclass(frozen=True, slots=True, kw_only=True)
class FadingParams:
    """How people, days and sets differ. A spread of 0 makes all of them alike.

    Parameters
    ----------
    fatigue, fatigue_sd_log : share of the load by which each rep lowers the load of zero velocity [-], middle and
        spread over people; 0.03 to 0.06 in LEVsim. Here the middle gives about 15 reps at 70 %.
    fatigue_set_sd_log : the same from set to set. Assumed.
    strength_day_sd_frac, speed_sd_frac : load of zero velocity from day to day, velocity without load between
        people [-]; LEVsim has 1 to 5 %.
    least_sd_log, least_set_sd_log : least velocity of a completed rep around the published one, between people and
        from set to set [-].
    noise_frac : spread of single reps [-]; 2 to 7.5 % in LEVsim.
    recovered : share of the fatigue of a set that is gone at the next one. Assumed.
    usual_load_fracs : loads over the usual maximum [-]. Assumed.
    reserve_at_end : reps in reserve at which half of the sets are ended. Assumed.
    most_reps : no set is longer [reps].

    Origin: LEVsim (github.com/mladenjovanovic/LEVsim) where it is named; the rest is assumed.
    """

    fatigue: float = 0.037
    fatigue_sd_log: float = 0.25
    fatigue_set_sd_log: float = 0.08
    strength_day_sd_frac: float = 0.03
    speed_sd_frac: float = 0.08
    least_sd_log: float = 0.2
    least_set_sd_log: float = 0.1
    noise_frac: Range = (0.02, 0.06)
    recovered: Range = (0.7, 0.95)
    usual_load_fracs: tuple[float, ...] = (0.6, 0.65, 0.7, 0.75, 0.8, 0.85)
    reserve_at_end: tuple[int, ...] = (1, 2, 3, 4, 5)
    most_reps: int = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class FadingLifter:
    """One person: the same description as others have, and what tires and ends the sets.

    Parameters
    ----------
    lifter : travel, maximum and tempo; its fatigue is not used.
    unloaded_mps : velocity without load [m/s].
    zero_frac : load of zero velocity over the usual maximum [-].
    fatigue : see `FadingParams`.
    least_mps : usual least velocity of a completed rep [m/s].
    """

    lifter: TrainingLifter
    unloaded_mps: float
    zero_frac: float
    fatigue: float
    least_mps: float


def draw_fading_lifter(rng: np.random.Generator, key: str, exercise: str, params: FadingParams) -> FadingLifter:
    """Draw one person.

    Examples
    --------
    >>> one = draw_fading_lifter(np.random.default_rng(1), "a", "bench", FadingParams())
    >>> one.zero_frac > 1.0
    True
    """
    lift = LIFTS[exercise]
    steepness_mps = 2.0 * (lift.first_rep_velocity_mps(0.5) - lift.one_rm_velocity_mps)
    unloaded_mps = (lift.one_rm_velocity_mps + steepness_mps) * float(np.exp(rng.normal(0.0, params.speed_sd_frac)))
    least_mps = lift.one_rm_velocity_mps * float(np.exp(rng.normal(0.0, _least_sd_log(lift, params))))
    return FadingLifter(
        lifter=TrainingLifter(
            key=key,
            exercise=exercise,
            rom_m=rng.uniform(*lift.rom_m),
            one_rm_kg=rng.uniform(*lift.one_rm_kg),
            one_rm_velocity_mps=least_mps,
            end_mps=least_mps,
            light_end_frac=0.0,
            line_factor=1.0,
            reps_log=0.0,
            decline_power=1.0,
            rep_noise_frac=rng.uniform(*params.noise_frac),
            usual_load_frac=float(rng.choice(params.usual_load_fracs)),
            eccentric_s=rng.uniform(*lift.eccentric_s),
        ),
        unloaded_mps=unloaded_mps,
        # At the usual maximum the velocity is the person's least.
        zero_frac=1.0 / (1.0 - least_mps / unloaded_mps),
        fatigue=params.fatigue * float(np.exp(rng.normal(0.0, params.fatigue_sd_log))),
        least_mps=least_mps,
    )


def draw_fading_session(
    rng: np.random.Generator, person: FadingLifter, params: FadingParams, *, sets: int, to_failure: bool = False
) -> tuple[TrueSet, ...]:
    """Draw the sets of one visit.

    Examples
    --------
    >>> rng, params = np.random.default_rng(2), FadingParams()
    >>> one, = draw_fading_session(rng, draw_fading_lifter(rng, "a", "squat", params), params, sets=1, to_failure=True)
    >>> one.failed, one.reps_in_reserve[-1]
    (True, 0)
    """
    lifter = person.lifter
    load_frac = lifter.usual_load_frac + float(rng.choice((-0.05, 0.0, 0.0, 0.05)))
    load_kg = max(2.5, 2.5 * round(load_frac * lifter.one_rm_kg / 2.5))
    zero_frac = person.zero_frac * (1.0 + rng.normal(0.0, params.strength_day_sd_frac))
    tired_frac = 0.0
    made = []
    for number in range(1, sets + 1):
        rest_s = None if number == 1 else rng.uniform(90.0, 300.0)
        ends = (number, rest_s, to_failure or rng.random() < 0.5)
        one = _draw_set(rng, person, params, (load_kg, zero_frac - tired_frac), ends, failed=to_failure)
        lost_frac = person.fatigue * one.load_frac * len(one.velocities_mps)
        tired_frac = (tired_frac + lost_frac) * (1.0 - rng.uniform(*params.recovered))
        made.append(one)
    return tuple(made)


def _draw_set(
    rng: np.random.Generator,
    person: FadingLifter,
    params: FadingParams,
    load: tuple[float, float],
    place: tuple[int, float | None, bool],
    *,
    failed: bool,
) -> TrueSet:
    load_kg, zero_frac = load
    number, rest_s, full = place
    load_frac = load_kg / person.lifter.one_rm_kg
    fatigue = person.fatigue * float(np.exp(rng.normal(0.0, params.fatigue_set_sd_log)))
    least_mps = max(SLOWEST_MPS, person.least_mps * float(np.exp(rng.normal(0.0, params.least_set_sd_log))))
    left = zero_frac - fatigue * load_frac * np.arange(params.most_reps)
    possible_mps = person.unloaded_mps * (1.0 - load_frac / np.maximum(left, 0.5 * load_frac))
    reps = max(1, int(np.argmax(possible_mps < least_mps)) or params.most_reps)
    done = reps if full else max(min(reps, 3), reps - int(rng.choice(params.reserve_at_end)))
    noise = 1.0 + person.lifter.rep_noise_frac * rng.normal(size=done)
    return TrueSet(
        load_kg=load_kg,
        load_frac=min(load_frac, 1.0),
        set_number=number,
        rest_s=rest_s,
        reps_to_failure=reps,
        velocities_mps=tuple(float(v) for v in np.maximum(possible_mps[:done] * noise, SLOWEST_MPS)),
        failed=failed or (done == reps and bool(rng.random() < 0.5)),
        intent_frac=1.0,
        end_mps=float(max(SLOWEST_MPS, possible_mps[reps - 1])),
    )


def _least_sd_log(lift: Lift, params: FadingParams) -> float:
    # As much in m/s in lifts that end fast, not in per cent.
    bench_mps = LIFTS["bench"].one_rm_velocity_mps
    return params.least_sd_log * bench_mps / max(bench_mps, lift.one_rm_velocity_mps)
