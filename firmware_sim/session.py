"""A whole recording: draw the people, lift the sets, fill the rests, and read it all with a cheap sensor."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.ndimage import gaussian_filter1d

from firmware_sim.artefacts import Stage
from firmware_sim.imu import FileClock, Sensed, sense
from firmware_sim.lifter import Attempt, Lifter
from firmware_sim.lifts import LIFTS, Lift, Start
from firmware_sim.mount import Felt, Mount, draw_fixing, feel
from firmware_sim.population import Person, draw_person
from firmware_sim.rest import rest, stand_still
from firmware_sim.set_plan import SetPlan, SetWish, draw_sets
from firmware_sim.spec import SessionSpec
from firmware_sim.style import Style, draw_style
from firmware_sim.track import GRID_HZ, Motion, Smoothing
from firmware_sim.truth import (
    ArtefactTruth,
    PersonTruth,
    SessionTruth,
    SetTruth,
    measure_rep,
    velocity_loss,
)
from firmware_sim.vibration import band_noise, ringing_m, trembling_m, whip_m
from sensing.samples import Floats, Recording


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LiftedSet:
    """One set as it was written: its plan, its style and where its attempts lie."""

    plan: SetPlan
    style: Style
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Simulated:
    """A recording and what really happened in it.

    Parameters
    ----------
    recording : as if it had been read from a file.
    truth : on the clock of the recording.
    motion : the smooth curves of the bar or the hand, true time.
    felt : what an ideal sensor would have read, true time.
    clock : turns true time into the recording's.
    """

    recording: Recording
    truth: SessionTruth
    motion: Motion
    felt: Felt
    clock: FileClock


def simulate(spec: SessionSpec) -> Simulated:
    """Make one recording with its truth.

    Parameters
    ----------
    spec : what to make; the same spec gives the same bytes.

    Examples
    --------
    >>> made = simulate(SessionSpec(exercise="bench", seed=3, reps=5))
    >>> len(made.truth.sets[0].reps), 95 < made.recording.rate_hz < 105
    (5, True)
    """
    rng = np.random.default_rng(spec.seed)
    lift, conditions, mount = LIFTS[spec.exercise], spec.around, Mount(spec.mount)
    person = spec.person or draw_person(rng, lift, spec.population)
    plans = spec.plans or draw_sets(rng, lift, person, _wishes(spec), spec.population)
    stage = Stage(rng)
    lifted = _lift_all(stage, spec, lift, person, plans)
    give = Smoothing(settling_frac=conditions.settling_frac, settling_hz=rng.uniform(*conditions.settling_hz))
    motion = stage.track.finish(give)
    fixing = draw_fixing(rng, mount, conditions.lever_m, spec.upside_down)
    n = len(motion.t_s)
    shake_m = ringing_m(rng, motion) + trembling_m(rng, motion, _tired(motion, lifted), conditions)
    shake_m[:, 2] += whip_m(rng, motion, conditions)
    # Hands roll a bar far more easily than they tilt it.
    restless_deg = conditions.hand_noise_deg * np.array([1.0, 0.35, 0.35])
    shake_deg = motion.held_frac[:, None] * band_noise(rng, n, 0.3, 2.5, 3) * restless_deg
    driven_mps2 = np.abs(np.gradient(gaussian_filter1d(motion.velocity_mps, 0.03 * GRID_HZ))) * GRID_HZ
    shake_deg[:, 0] += conditions.kick_deg * motion.held_frac * driven_mps2 * band_noise(rng, n, 2.0, 6.0, 1)[:, 0]
    shake_deg[:, 0] += _sleeve_roll_deg(rng, motion, lifted, spec)
    felt = feel(motion, fixing, shake_m, shake_deg)
    sensed = sense(rng, felt, spec.sensor, conditions, spec.rate_hz, spec.gyroscope)
    truth = _truth(spec, person, lifted, stage, motion, felt, sensed)
    return Simulated(recording=_recording(spec, sensed), truth=truth, motion=motion, felt=felt, clock=sensed.clock)


def _wishes(spec: SessionSpec) -> tuple[SetWish, ...]:
    last = SetWish(
        load_frac=spec.load_frac,
        reps=spec.reps,
        reps_in_reserve=spec.reps_in_reserve,
        failed_rep=spec.failed_rep,
        grinder=spec.grinder,
        intent_frac=spec.intent_frac,
    )
    # Only the last set may be asked to fail or to grind; the others may still be asked not to.
    usual = replace(last, failed_rep=False if spec.failed_rep is False else None, grinder=False)
    return (usual,) * (spec.sets - 1) + (last,)


def _lift_all(
    stage: Stage, spec: SessionSpec, lift: Lift, person: Person, plans: tuple[SetPlan, ...]
) -> tuple[LiftedSet, ...]:
    rng, conditions, mount = stage.rng, spec.around, Mount(spec.mount)
    lying = 0.0 if mount is Mount.BAR else 0.6
    on_floor = lift.start is not Start.RACK
    lifted: list[LiftedSet] = []
    stand_still(stage, rng.uniform(*conditions.idle_s), held=lying)
    for plan in plans:
        if lifted:
            duration_s = rng.uniform(*conditions.rest_s)
            if conditions.busy:
                rest(stage, mount, duration_s, on_floor=on_floor)
            else:
                stand_still(stage, duration_s, held=lying)
        style = draw_style(
            rng,
            lift,
            conditions,
            wrist=mount is Mount.WRIST,
            touch_and_go=spec.touch_and_go,
            bottom_pause_s=spec.bottom_pause_s,
            top_pause_s=spec.top_pause_s,
        )
        attempts = Lifter(stage, lift, person, plan, style, conditions).lift_set()
        lifted.append(LiftedSet(plan=plan, style=style, attempts=attempts))
        stand_still(stage, rng.uniform(*conditions.idle_s), held=lying)
    return tuple(lifted)


def _tired(motion: Motion, lifted: tuple[LiftedSet, ...]) -> Floats:
    """How near failure the lifter is at each moment of a set, 0 between sets."""
    tired = np.zeros(len(motion.t_s))
    for one in lifted:
        for i, attempt in enumerate(one.attempts):
            first, last = (round(t * GRID_HZ) for t in attempt.concentric)
            tired[first:last] = min(1.0, (i + 1) / one.plan.reps_to_failure)
    return tired


def _sleeve_roll_deg(
    rng: np.random.Generator, motion: Motion, lifted: tuple[LiftedSet, ...], spec: SessionSpec
) -> Floats:
    """Slow turning of the bar in the hands: even over each set, and it stays where it got to."""
    roll = np.zeros(len(motion.t_s))
    for one in lifted:
        start_s, end_s = one.attempts[0].concentric[0], one.attempts[-1].concentric[1]
        s = np.clip((motion.t_s - start_s) / max(1.0, end_s - start_s), 0.0, 1.0)
        roll += rng.uniform(*spec.around.sleeve_roll_deg) * s**2 * (3.0 - 2.0 * s)
    return roll if spec.mount == Mount.BAR else np.zeros(len(motion.t_s))


def _truth(
    spec: SessionSpec,
    person: Person,
    lifted: tuple[LiftedSet, ...],
    stage: Stage,
    motion: Motion,
    felt: Felt,
    sensed: Sensed,
) -> SessionTruth:
    clock = sensed.clock
    spans = [
        ArtefactTruth(kind=s.kind, start_s=clock.recorded_s(s.start_s), end_s=clock.recorded_s(s.end_s))
        for s in stage.spans
    ]
    spans += [ArtefactTruth(kind="lost samples", start_s=start, end_s=end) for start, end in sensed.lost]
    return SessionTruth(
        exercise=spec.exercise,
        seed=spec.seed,
        mount=spec.mount,
        sensor=spec.sensor.name,
        rate_hz=spec.rate_hz,
        gyroscope=spec.gyroscope,
        duration_s=float(sensed.samples.t_s[-1]),
        clock_rate_frac=clock.rate_frac,
        person=PersonTruth(
            rom_m=person.rom_m,
            one_rm_kg=person.one_rm_kg,
            day_1rm_kg=person.day_1rm_kg,
            one_rm_velocity_mps=person.one_rm_velocity_mps,
        ),
        sets=tuple(_set_truth(spec.exercise, i, one, motion, felt, clock) for i, one in enumerate(lifted, start=1)),
        artefacts=tuple(sorted(spans, key=lambda span: span.start_s)),
    )


def _set_truth(exercise: str, index: int, one: LiftedSet, motion: Motion, felt: Felt, clock: FileClock) -> SetTruth:
    plan = one.plan
    reps = tuple(
        measure_rep(
            felt,
            motion.height_m,
            attempt,
            clock,
            i,
            plan.reps_to_failure - i if attempt.completed else None,
        )
        for i, attempt in enumerate(one.attempts, start=1)
    )
    first = reps[0]
    return SetTruth(
        index=index,
        exercise=exercise,
        start_s=first.concentric_start_s if first.eccentric_start_s is None else first.eccentric_start_s,
        end_s=reps[-1].concentric_end_s,
        load_kg=plan.load_kg,
        load_frac_1rm=plan.load_frac,
        reps_to_failure=plan.reps_to_failure,
        reps_in_reserve=plan.reps_in_reserve,
        reached_failure=plan.failed_rep,
        velocity_loss=velocity_loss(reps),
        intent_frac=plan.intent_frac,
        touch_and_go=one.style.touch_and_go,
        reps=reps,
    )


def _recording(spec: SessionSpec, sensed: Sensed) -> Recording:
    t_s = sensed.samples.t_s
    return Recording(
        source=f"simulated {spec.exercise}, seed {spec.seed}",
        samples=sensed.samples,
        rate_hz=float(1.0 / np.median(np.diff(t_s))),
        notes=("made by the simulator",),
    )
