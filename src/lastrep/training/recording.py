"""A planned set as a recording of a simulated sensor, pushed live through the engine, to the reps known after each."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from firmware_sim.conditions import CLEAN, GYM, Conditions
from firmware_sim.population import Person
from firmware_sim.session import Simulated, simulate
from firmware_sim.set_plan import SetPlan
from firmware_sim.spec import SessionSpec
from firmware_sim.truth import RepTruth
from lastrep.evaluation.labels import Span
from lastrep.evaluation.matching import match_spans
from lastrep.training.population import TrainingLifter, TrueSet
from sensing.engine import Engine
from sensing.events import Event, Rep, RepCompleted, RepStatus, RepWithdrawn, SetCompleted
from sensing.samples import Recording

MATCH_S = 0.3
"""How far a counted rep may lie beside a true one and still be it [s]."""

_SOFT_ENDS_S = 0.045
"""By so much the simulator's way up takes longer than planned, because the body gives way at both ends [s]. Taken off
beforehand, so that what is measured has the population's velocities."""

_BLOCK_S = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensor:
    """A sensor and how orderly the set around it is.

    Parameters
    ----------
    mount : "bar" or "wrist".
    rate_hz : samples a second [Hz].
    gyroscope : whether it has one.
    untidy : reps, hands and link as in a gym, rests left out.
    """

    mount: str = "bar"
    rate_hz: float = 100.0
    gyroscope: bool = True
    untidy: bool = False

    def __str__(self) -> str:
        """Return it in words."""
        words = f"{self.mount} {self.rate_hz:g} Hz, {'with' if self.gyroscope else 'without'} gyroscope"
        return f"{words}, untidy" if self.untidy else words

    @property
    def conditions(self) -> Conditions:
        """What surrounds the reps; short, because rest costs time and teaches nothing about effort."""
        return replace(GYM if self.untidy else CLEAN, idle_s=(2.0, 3.0), partial_prob=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What was known right after one rep, and the truth about it.

    Parameters
    ----------
    reps : of this set, as known by then.
    rir : true reps in reserve; None when the last of them is no true completed rep.
    error_mps : mean velocity of the last of them less the true one [m/s]; None when either is missing.
    """

    reps: tuple[Rep, ...]
    rir: int | None
    error_mps: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardSet:
    """One true set as the engine told of it.

    Parameters
    ----------
    truth : what was planned.
    moments : one for each announced rep, in order of time.
    final : the reps as they stand after the set.
    """

    truth: TrueSet
    moments: tuple[Moment, ...]
    final: tuple[Rep, ...]


def record_set(lifter: TrainingLifter, one: TrueSet, sensor: Sensor, seed: int) -> Simulated:
    """Make the recording of one set; the same arguments give the same bytes."""
    planned = tuple(_planned_mps(v, lifter.rom_m) for v in one.velocities_mps)
    plan = SetPlan(
        load_kg=one.load_kg,
        load_frac=one.load_frac,
        reps_to_failure=one.reps_to_failure,
        mean_velocities_mps=planned,
        failed_rep=one.failed,
        intent_frac=one.intent_frac,
        end_velocity_mps=_planned_mps(one.end_mps, lifter.rom_m),
    )
    person = Person(
        rom_m=lifter.rom_m,
        one_rm_kg=lifter.one_rm_kg,
        day_1rm_kg=one.load_kg / one.load_frac,
        one_rm_velocity_mps=lifter.one_rm_velocity_mps,
        line_factor=lifter.line_factor,
        endurance=0.0,
        decline_power=lifter.decline_power,
        eccentric_s=lifter.eccentric_s,
    )
    return simulate(
        SessionSpec(
            exercise=lifter.exercise,
            seed=seed,
            mount=sensor.mount,
            rate_hz=sensor.rate_hz,
            gyroscope=sensor.gyroscope,
            conditions=sensor.conditions,
            person=person,
            plans=(plan,),
        )
    )


def hear_set(lifter: TrainingLifter, one: TrueSet, sensor: Sensor, seed: int) -> HeardSet:
    """Lift one planned set, push it through the engine as a sensor would, and lay the truth beside what was told."""
    made = record_set(lifter, one, sensor, seed)
    true = [rep for rep in made.truth.sets[0].reps if rep.reps_in_reserve is not None]
    spans = [Span(start_s=rep.concentric_start_s, end_s=rep.concentric_end_s) for rep in true]
    moments: list[Moment] = []
    final: tuple[Rep, ...] = ()
    for reps, over in told_reps(made.recording):
        if over:
            final = reps
            continue
        pairs = {found: place for place, found in match_spans(spans, [span_of(rep) for rep in reps], MATCH_S)}
        place = pairs.get(len(reps) - 1)
        moments.append(_moment(reps, None if place is None else true[place]))
    return HeardSet(truth=one, moments=tuple(moments), final=final)


def _moment(reps: tuple[Rep, ...], true: RepTruth | None) -> Moment:
    if true is None or reps[-1].status is RepStatus.FAILED:
        return Moment(reps=reps, rir=None, error_mps=None)
    mean_mps = reps[-1].mean_velocity_mps
    error_mps = None if mean_mps is None else mean_mps - true.mean_velocity_mps
    return Moment(reps=reps, rir=true.reps_in_reserve, error_mps=error_mps)


def told_reps(recording: Recording) -> Iterator[tuple[tuple[Rep, ...], bool]]:
    """Yield the reps of the longest set after each announcement (False), and as smoothed at its end (True).

    Parameters
    ----------
    recording : what to push through the engine in small blocks, as a sensor would.
    """
    engine = Engine()
    events: list[Event] = []
    for block in recording.samples.blocks(max(1, round(_BLOCK_S * recording.rate_hz))):
        events += engine.push(block)
    events += engine.finish()
    ended = [event for event in events if isinstance(event, SetCompleted)]
    if not ended:
        return
    longest = max(ended, key=lambda event: len(event.result.reps))
    known: dict[int, Rep] = {}
    for event in events:
        if isinstance(event, RepCompleted) and event.set_index == longest.set_index:
            known[event.rep_index] = event.rep
            yield tuple(known[i] for i in sorted(known) if i <= event.rep_index), False
        elif isinstance(event, RepWithdrawn) and event.set_index == longest.set_index:
            known.pop(event.rep_index, None)
    yield longest.result.reps, True


def span_of(rep: Rep) -> Span:
    """Return the way up of a rep."""
    return Span(start_s=rep.concentric_start_s, end_s=max(rep.concentric_start_s, rep.concentric_end_s))


def _planned_mps(wanted_mps: float, rom_m: float) -> float:
    return rom_m / max(rom_m / wanted_mps - _SOFT_ENDS_S, 0.2)
