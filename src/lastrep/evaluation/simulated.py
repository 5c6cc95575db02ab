"""Simulated sessions with exact truth, run live in small blocks and scored set by set. Simulation, not measurement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any  # fields of `Outcome`, which are checked there

from firmware_sim.session import Simulated, simulate
from firmware_sim.spec import SessionSpec, clean, gym
from firmware_sim.truth import RepTruth, SetTruth
from lastrep.evaluation.form_truth import true_forms
from lastrep.evaluation.labels import REST, Span, Split, Trust
from lastrep.evaluation.matching import match_spans
from lastrep.evaluation.outcome import Failure, Outcome, RepPair, SetLoss
from lastrep.evaluation.peers import PEERS
from lastrep.evaluation.score import ScoreParams, concentric
from lastrep.evaluation.simulation_plan import CLEAN, CLEAN_CONDITIONS, GYM_CONDITIONS, LIFTS, Condition, SeedPlan
from model.velocity_loss import velocity_loss
from sensing.engine import Engine, EngineParams
from sensing.events import Event, Rep, RepCompleted, RepForm, RepStatus, RepWithdrawn, SetCompleted
from sensing.samples import ImuBlock, Recording


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveRun:
    """What the engine said while a recording was pushed block by block.

    Parameters
    ----------
    final : reps of all completed sets, as smoothed at their end.
    live : the events of reps as they were announced, those withdrawn later left out.
    """

    final: tuple[Rep, ...]
    live: tuple[RepCompleted, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedTask:
    """Simulate one session, run it live, and score it.

    Parameters
    ----------
    dataset : `simulated-clean` or `simulated-gym`.
    lift, seed, condition : what to simulate.
    split : which seeds it comes from.
    peers : whether the plain methods run too.
    fails : whether the last set must end in a failed attempt; else the draw decides.
    params : of the engine; None for those in use.
    """

    dataset: str
    lift: str
    seed: int
    condition: Condition
    split: Split
    peers: bool
    fails: bool = False
    params: EngineParams | None = None

    def run(self) -> list[Outcome]:
        """Return an outcome for each set, and one for all that lies between."""
        made = simulate(self.spec)
        return score_simulated(self, made, run_live(made.recording, params=self.params))

    @property
    def spec(self) -> SessionSpec:
        """What the simulator is asked for."""
        make = clean if self.dataset == CLEAN else gym
        return make(
            self.lift,
            self.seed,
            mount=self.condition.mount.value,
            rate_hz=self.condition.rate_hz,
            gyroscope=self.condition.gyroscope,
            failed_rep=True if self.fails else None,
        )


def simulated_tasks(
    dataset: str,
    *,
    split: Split,
    peers: bool,
    limit: int | None,
    plan: SeedPlan | None = None,
    params: EngineParams | None = None,
) -> list[SimulatedTask]:
    """Lay out the sessions to simulate: every condition with the same seeds of each lift.

    Parameters
    ----------
    dataset : `simulated-clean` or `simulated-gym`.
    split : tune or report seeds.
    peers : whether the plain methods run too.
    limit : seeds a lift and condition; None for the usual number.
    plan : the seeds.
    params : of the engine; None for those in use.
    """
    plan = plan or SeedPlan()
    conditions, usual_n = (CLEAN_CONDITIONS, plan.clean_n) if dataset == CLEAN else (GYM_CONDITIONS, plan.gym_n)
    return [
        SimulatedTask(
            dataset=dataset,
            lift=lift,
            seed=seed,
            condition=condition,
            split=split,
            peers=peers,
            fails=plan.fails(place),
            params=params,
        )
        for condition in conditions
        for lift in LIFTS
        for place, seed in enumerate(plan.seeds(lift, limit or usual_n, split))
    ]


def run_live(recording: Recording, block_s: float = 0.05, *, params: EngineParams | None = None) -> LiveRun:
    """Push a recording in blocks of `block_s`, as a sensor would deliver it."""
    engine = Engine(params=params)
    events: list[Event] = []
    for block in recording.samples.blocks(max(1, round(block_s * recording.rate_hz))):
        events += engine.push(block)
    events += engine.finish()
    announced: dict[tuple[int, int], RepCompleted] = {}
    for event in events:
        if isinstance(event, RepCompleted):
            announced[event.set_index, event.rep_index] = event
        elif isinstance(event, RepWithdrawn):
            announced.pop((event.set_index, event.rep_index), None)
    final = tuple(rep for event in events if isinstance(event, SetCompleted) for rep in event.result.reps)
    return LiveRun(final=final, live=tuple(announced.values()))


def score_simulated(
    task: SimulatedTask, made: Simulated, run: LiveRun, params: ScoreParams | None = None
) -> list[Outcome]:
    """Compare a live run with the truth.

    Parameters
    ----------
    task : what was simulated.
    made : recording and truth.
    run : what the engine said.
    params : how reps are paired.

    Returns
    -------
    An outcome for each true set. In a single tidy set everything that was counted belongs to the set, an unrack too. In
    a session a rep belongs to the nearest set within `_NEAR_S`, and one more outcome tells of the rest.
    """
    params = params or ScoreParams()
    near_s = float("inf") if task.dataset == CLEAN else _NEAR_S
    owners = [_owner(made.truth.sets, concentric(rep), near_s) for rep in run.final]
    outcomes = [
        _score_set(
            task,
            made,
            (one, forms),
            [rep for rep, owner in zip(run.final, owners, strict=True) if owner == place],
            run,
            params,
        )
        for place, (one, forms) in enumerate(zip(made.truth.sets, true_forms(made), strict=True))
    ]
    if task.dataset == CLEAN:
        return outcomes
    lifting_s = sum(one.end_s - one.start_s for one in made.truth.sets)
    ghosts_n = sum(
        owner is None and rep.status is RepStatus.COMPLETED for rep, owner in zip(run.final, owners, strict=True)
    )
    rest_s = max(0.0, made.recording.duration_s - lifting_s)
    return [*outcomes, _outcome(task, "rest", exercise=REST, expected_n=0, outside_n=ghosts_n, rest_s=rest_s)]


_NEAR_S = 3.0
"""A movement this near to a set (an unrack, a rerack) is the set's own ghost when it is counted [s]."""


def _owner(sets: Sequence[SetTruth], span: Span, near_s: float) -> int | None:
    """Return the place of the set that a rep belongs to."""
    away_s = [max(one.start_s - span.middle_s, span.middle_s - one.end_s, 0.0) for one in sets]
    nearest = min(range(len(sets)), key=away_s.__getitem__)
    return nearest if away_s[nearest] <= near_s else None


def _score_set(
    task: SimulatedTask,
    made: Simulated,
    truth_and_forms: tuple[SetTruth, list[RepForm]],
    reps: list[Rep],
    run: LiveRun,
    params: ScoreParams,
) -> Outcome:
    truth, forms = truth_and_forms
    done = [rep for rep in truth.reps if rep.status is RepStatus.COMPLETED]
    done_forms = [form for rep, form in zip(truth.reps, forms, strict=True) if rep.status is RepStatus.COMPLETED]
    counted = [rep for rep in reps if rep.status is RepStatus.COMPLETED]
    paired = match_spans([_span(rep) for rep in done], [concentric(rep) for rep in counted], params.tolerance_s)
    live = _live_of(done, run, params)
    # A loss needs a fastest rep and a later one to be told from it.
    losses = (
        (SetLoss(true_frac=truth.velocity_loss, final_frac=velocity_loss(reps)),)
        if (truth.velocity_loss is not None and len(done) > 1)
        else ()
    )
    return _outcome(
        task,
        f"set {truth.index}",
        exercise=truth.exercise,
        expected_n=len(done),
        counted_n=len(counted),
        marked_n=len(done),
        paired_n=len(paired),
        pairs=tuple(_pair(done[true], done_forms[true], counted[found], live.get(true)) for true, found in paired),
        losses=losses,
        failures=(Failure(true=truth.reached_failure, found=any(rep.status is RepStatus.FAILED for rep in reps)),),
        peers=_count_with_peers(made.recording, truth) if task.peers else {},
    )


def _live_of(done: Sequence[RepTruth], run: LiveRun, params: ScoreParams) -> dict[int, RepCompleted]:
    """Return the live event of each true rep, by its place."""
    spans = [concentric(event.rep) for event in run.live]
    pairs = match_spans([_span(rep) for rep in done], spans, params.tolerance_s)
    return {true: run.live[found] for true, found in pairs}


def _pair(truth: RepTruth, form: RepForm, rep: Rep, event: RepCompleted | None) -> RepPair:
    return RepPair(
        true_mv_mps=truth.mean_velocity_mps,
        final_mv_mps=rep.mean_velocity_mps,
        live_mv_mps=None if event is None else event.rep.mean_velocity_mps,
        true_rom_m=truth.rom_m,
        final_rom_m=rep.rom_m,
        true_pv_mps=truth.peak_velocity_mps,
        final_pv_mps=rep.peak_velocity_mps,
        final_sd_mps=rep.mean_velocity_sd_mps,
        true_eccentric_s=truth.eccentric_s,
        final_eccentric_s=rep.eccentric_s,
        true_form=form,
        final_form=rep.form,
        delay_s=None if event is None else event.t_s - truth.concentric_end_s,
    )


def _span(rep: RepTruth) -> Span:
    return Span(start_s=rep.concentric_start_s, end_s=rep.concentric_end_s)


def _count_with_peers(recording: Recording, truth: SetTruth, slack_s: float = 1.0) -> dict[str, int]:
    """Count on the true set alone, which the plain methods are given and the engine is not."""
    samples = recording.samples
    start, stop = samples.t_s.searchsorted([truth.start_s - slack_s, truth.end_s + slack_s])
    cut = samples.slice(int(start), int(stop))
    moved = ImuBlock(t_s=cut.t_s - cut.t_s[0], acc_mps2=cut.acc_mps2, gyr_dps=cut.gyr_dps)
    part = Recording(source=recording.source, samples=moved, rate_hz=recording.rate_hz)
    return {peer.name: peer.count(part, truth.exercise) for peer in PEERS}


def _outcome(task: SimulatedTask, part: str, *, exercise: str, expected_n: int, **found: Any) -> Outcome:
    """Fill in what all outcomes of a session share; `found` holds further fields of `Outcome`."""
    return Outcome(
        dataset=task.dataset,
        name=f"{task.lift} {task.seed}, {task.condition}, {part}",
        person=f"seed {task.seed}",
        day=None,
        split=task.split,
        exercise=exercise,
        mount=task.condition.mount,
        trust=Trust.SEEN,
        expected_n=expected_n,
        condition=str(task.condition),
        **{"counted_n": 0, **found},
    )
