"""Many sets without a signal: planned reps with the errors that our own engine made on sets that did go through it.

Hearing a set costs a second; a model wants a hundred thousand. The errors are drawn from whole sets of the tune people,
so that a bad sensor is bad for all reps of a set. What a rep's form says of effort is assumed weaker than in the
simulator's signal, which ties it to the truth: a model must not learn the simulator's own rules.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lastrep.training.people import HeardPerson
from lastrep.training.population import TrainingLifter, TrueSet
from lastrep.training.recording import HeardSet, Moment
from sensing.events import Rep, RepForm, RepStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class SetErrors:
    """What went wrong in one heard set.

    Parameters
    ----------
    velocity_mps : errors of the mean velocities and their standard deviations by the engine's own account [m/s]; None
        where there was a rep but no velocity.
    before : movements that were counted before the first true rep.
    missed_share : true reps that were not announced, over all [-].
    failure_seen : whether a failed attempt was seen as one; None when there was none.
    """

    velocity_mps: tuple[tuple[float, float] | None, ...]
    before: int
    missed_share: float
    failure_seen: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormParams:
    """How reps look besides their speed. A spread of 0 makes them all alike.

    Parameters
    ----------
    plan_sd_frac : how far a set's speeds lie off its plan, as a whole [-]; as found in the simulator.
    eccentric_gain : largest change of the way down by the last possible rep, either way [-].
    pause_s : usual pause at the top over people [s].
    pause_gain : how much longer the pause gets by the last possible rep, 0 to this over people [-]. Assumed.
    rom_sd_frac, rom_fade_frac : spread of the travel, and how much is lost by the last possible rep [-].
    stickers_share : lifters who have a sticking region at all; 10 of 15 in van den Tillaar 2014.
    tremor_gain : how much stronger tremor is at the last possible rep, 0 to this over people [-]. Assumed.
    tremor_sd_log : spread of tremor from rep to rep. Assumed.
    error_factor, speed_factor : the engine's errors over those that were seen, and all velocities over the true ones
        [-]. 1 = as seen.
    unseen_share : sets whose form is not known at all. Assumed.

    Origin: assumed weaker than in the simulator's signal, but for `plan_sd_frac`, found there, and `stickers_share`, 10
    of 15 lifters in van den Tillaar 2014.
    """

    plan_sd_frac: float = 0.015
    eccentric_gain: float = 0.2
    pause_s: tuple[float, float] = (0.1, 1.5)
    pause_gain: float = 2.0
    rom_sd_frac: float = 0.02
    rom_fade_frac: float = 0.08
    stickers_share: float = 0.67
    tremor_gain: float = 2.0
    tremor_sd_log: float = 0.3
    error_factor: float = 1.0
    speed_factor: float = 1.0
    unseen_share: float = 0.3


def errors_of(heard: Sequence[HeardPerson]) -> list[SetErrors]:
    """Collect the errors of all heard sets."""
    return [_errors(one) for person in heard for one in (*person.earlier, *person.session)]


def quick_reps(
    rng: np.random.Generator, lifter: TrainingLifter, one: TrueSet, bank: Sequence[SetErrors], params: FormParams
) -> tuple[tuple[Rep, ...], tuple[int | None, ...]]:
    """Draw how one planned set would have been told.

    Returns
    -------
    The reps, and after each the true reps in reserve; None for a movement that is no rep and for a failed attempt.
    """
    errors = bank[int(rng.integers(len(bank)))]
    form = _FormOfSet(rng, lifter, one, params)
    reps: list[Rep] = []
    left: list[int | None] = []
    speed = 1.0 + rng.normal(0.0, params.plan_sd_frac)
    at_s = 0.0
    for _ in range(errors.before):
        reps.append(form.rep(at_s, rng.uniform(0.2, 0.8), 0, None))
        left.append(None)
        at_s = reps[-1].concentric_end_s
    for i, (true_mps, rir) in enumerate(zip(one.velocities_mps, one.reps_in_reserve, strict=True)):
        error = errors.velocity_mps[int(rng.integers(len(errors.velocity_mps)))] if errors.velocity_mps else _NO_ERROR
        if rng.random() < errors.missed_share:
            continue
        reps.append(form.rep(at_s, true_mps * speed, i, error))
        left.append(rir)
        at_s = reps[-1].concentric_end_s
    if one.failed and errors.failure_seen is not False:
        reps.append(form.rep(at_s, one.end_mps, one.reps_to_failure, _NO_ERROR, status=RepStatus.FAILED))
        left.append(None)
    return tuple(reps), tuple(left)


class _FormOfSet:
    """Draws the looks of the reps of one set."""

    def __init__(self, rng: np.random.Generator, lifter: TrainingLifter, one: TrueSet, params: FormParams) -> None:
        self._rng, self._lifter, self._one, self._params = rng, lifter, one, params
        self._pause_s = rng.uniform(*params.pause_s)
        self._pause_gain = rng.uniform(0.0, params.pause_gain)
        self._eccentric_s = lifter.eccentric_s * rng.uniform(0.9, 1.1)
        self._fade = rng.uniform(0.0, params.rom_fade_frac)
        self._sticking = rng.uniform(0.2, 1.0) if rng.random() < params.stickers_share else 0.0
        self._tremor_gain = rng.uniform(0.0, params.tremor_gain)
        self._unseen = rng.random() < params.unseen_share

    def rep(
        self,
        at_s: float,
        true_mps: float,
        place: int,
        error: tuple[float, float] | None,
        *,
        status: RepStatus = RepStatus.COMPLETED,
    ) -> Rep:
        """Draw one rep that begins after `at_s`, the `place`-th of the set (from 0)."""
        rng, params = self._rng, self._params
        late = min(1.0, place / max(1, self._one.reps_to_failure - 1))
        rom_m = self._lifter.rom_m * (1.0 - self._fade * late) * (1.0 + rng.normal(0.0, params.rom_sd_frac))
        mean_mps = None if error is None else self._measured_mps(true_mps, error[0])
        eccentric_s = self._eccentric_s * rng.uniform(0.9, 1.1)
        eccentric_s *= 1.0 + rng.uniform(-params.eccentric_gain, params.eccentric_gain) * late
        pause_s = self._pause_s * rng.uniform(0.75, 1.25) * (1.0 + self._pause_gain * max(0.0, late - 0.66))
        start_s = at_s + pause_s + eccentric_s
        return Rep(
            status=status,
            concentric_start_s=start_s,
            concentric_end_s=start_s + rom_m / (mean_mps or true_mps),
            eccentric_s=eccentric_s,
            mean_velocity_mps=mean_mps,
            mean_propulsive_velocity_mps=None,
            peak_velocity_mps=None,
            rom_m=None if mean_mps is None else rom_m,
            mean_velocity_sd_mps=None if error is None else error[1],
            form=None if self._unseen else self._form(true_mps, late, pause_s),
        )

    def _measured_mps(self, true_mps: float, error_mps: float) -> float:
        return max(0.03, self._params.speed_factor * true_mps + self._params.error_factor * error_mps)

    def _form(self, true_mps: float, late: float, pause_s: float) -> RepForm:
        rng, end_mps = self._rng, self._one.end_mps
        effort = float(np.clip((2.5 * end_mps - true_mps) / (1.5 * end_mps), 0.0, 1.0))
        dip = self._sticking * effort * rng.uniform(0.2, 1.0)
        tremor = (1.0 + self._tremor_gain * late) * float(np.exp(rng.normal(0.0, self._params.tremor_sd_log)))
        return RepForm(pause_top_s=pause_s, sticking_depth=1.0 - dip, tremor_mps2=0.1 * tremor)


_NO_ERROR = (0.0, 0.02)


def _error(one: Moment) -> tuple[float, float] | None:
    sd_mps = one.reps[-1].mean_velocity_sd_mps
    return None if one.error_mps is None or sd_mps is None else (one.error_mps, sd_mps)


def _errors(heard: HeardSet) -> SetErrors:
    true_n = len(heard.truth.velocities_mps)
    first = next((i for i, one in enumerate(heard.moments) if one.rir is not None), 0)
    found = {one.rir for one in heard.moments if one.rir is not None}
    failed = any(rep.status is RepStatus.FAILED for rep in heard.final)
    return SetErrors(
        velocity_mps=tuple(_error(one) for one in heard.moments if one.rir is not None),
        before=min(first, 2),
        missed_share=min(1.0 - len(found) / true_n, 0.5),
        failure_seen=failed if heard.truth.failed else None,
    )
