"""An engine that says what it was told to say, and a lifted session to tell it: nine attempts, the last one failed."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from model.context import SetContext
from model.proximity import ProximityEstimate
from sensing.events import (
    Event,
    GapFound,
    Rejection,
    RejectReason,
    Rep,
    RepCompleted,
    RepRejected,
    RepStatus,
    RepWithdrawn,
    SessionResult,
    SetCompleted,
    SetResult,
    SetStarted,
    Trace,
    TraceAdvanced,
)
from sensing.samples import ImuBlock, Recording
from sensing.session import collect

VELOCITIES_MPS = (0.52, 0.50, 0.47, 0.45, 0.40, 0.34, 0.27, 0.19, 0.10)
PERIOD_S = 3.0
FIRST_S = 4.0
STEP_S = 0.05


LEFT = {3: (4, 5), 4: (3, 5), 5: (3, 5), 6: (1, 4), 7: (0, 2), 8: (0, 1), 9: (0, 1)}
"""Ends of the interval of reps in reserve after so many attempts."""


LESS_SURE = "no set to failure of yours is known in this lift yet"
"""As long as such a reason gets."""


def scripted_estimate(reps: Sequence[Rep], context: SetContext | None = None) -> ProximityEstimate:
    """Say what it was told to say of so many attempts."""
    del context
    if len(reps) not in LEFT:
        return ProximityEstimate(estimate=None, reason="fewer than 3 reps")
    low, high = LEFT[len(reps)]
    shares = dict.fromkeys(("0", "1", "2", "3", "4", "5+"), 1 / 6)
    return ProximityEstimate(
        estimate=(low + high) / 2, low=low, high=high, probabilities=shares, near_failure=0.5, less_sure=LESS_SURE
    )


class ScriptedEngine:
    """Gives each event with the first block that reaches its time."""

    def __init__(self, events: Sequence[Event]) -> None:
        self._events = sorted(events, key=lambda event: event.t_s)

    def push(self, block: ImuBlock) -> list[Event]:
        now_s = float(block.t_s[-1])
        known = [event for event in self._events if event.t_s <= now_s]
        self._events = self._events[len(known) :]
        return known

    def finish(self) -> list[Event]:
        rest, self._events = self._events, []
        return rest


def scripted(events: Sequence[Event]) -> Callable[[str | None], ScriptedEngine]:
    """Return what a player makes its engine with."""
    return lambda _exercise: ScriptedEngine(events)


def lifted_recording(duration_s: float = 40.0, *, source: str = "bench.csv") -> Recording:
    count = round(duration_s * 100)
    rng = np.random.default_rng(5)
    acc = rng.normal((0, 0, 9.80665), 0.02, (count, 3))
    samples = ImuBlock(t_s=np.arange(count) / 100, acc_mps2=acc, gyr_dps=rng.normal(0, 1, (count, 3)))
    return Recording(source=source, samples=samples, rate_hz=100.0)


def lifted_rep(index: int) -> Rep:
    velocity_mps = VELOCITIES_MPS[index - 1]
    start_s = FIRST_S + PERIOD_S * (index - 1)
    return Rep(
        status=RepStatus.FAILED if index == len(VELOCITIES_MPS) else RepStatus.COMPLETED,
        concentric_start_s=start_s,
        concentric_end_s=start_s + 0.36 / max(velocity_mps, 0.25),
        eccentric_s=1.1,
        mean_velocity_mps=velocity_mps,
        mean_propulsive_velocity_mps=velocity_mps,
        peak_velocity_mps=1.6 * velocity_mps,
        rom_m=0.36,
    )


def lifted_trace(reps: Sequence[Rep], until_s: float) -> Trace:
    times_s = np.arange(0.0, until_s, STEP_S)
    velocity_mps = np.zeros_like(times_s)
    for rep in reps:
        up = (times_s >= rep.concentric_start_s) & (times_s <= rep.concentric_end_s)
        share = (times_s[up] - rep.concentric_start_s) / (rep.concentric_end_s - rep.concentric_start_s)
        velocity_mps[up] = (rep.peak_velocity_mps or 0) * np.sin(np.pi * share)
        down = (times_s >= rep.concentric_start_s - 1.1) & (times_s < rep.concentric_start_s)
        velocity_mps[down] = -0.45 * np.sin(np.pi * (times_s[down] - rep.concentric_start_s + 1.1) / 1.1)
    return Trace(start_s=0.0, step_s=STEP_S, velocity_mps=tuple(velocity_mps.tolist()))


UNRACK = Rejection(start_s=1.2, end_s=2.2, reason=RejectReason.UNRACK, detail="rose 0.04 m, no lowering before it")
RERACK = Rejection(start_s=33.0, end_s=33.8, reason=RejectReason.RERACK, detail="ended at the rack height, then still")


def lifted_events(duration_s: float = 40.0) -> list[Event]:
    """One set: an unrack, a rep that is withdrawn, nine attempts, a revision, a re-rack, a gap and the trace."""
    reps = [lifted_rep(index) for index in range(1, len(VELOCITIES_MPS) + 1)]
    trace = lifted_trace(reps, duration_s)
    events: list[Event] = [
        TraceAdvanced(
            t_s=at_s + STEP_S,
            trace=Trace(start_s=at_s, step_s=STEP_S, velocity_mps=(value,)),
        )
        for at_s, value in zip(np.arange(len(trace.velocity_mps)) * STEP_S, trace.velocity_mps, strict=True)
    ]
    events.append(RepRejected(t_s=2.4, rejection=UNRACK))
    events.append(SetStarted(t_s=3.0, set_index=1, start_s=2.9))
    for index, rep in enumerate(reps, start=1):
        live = rep if index != 6 else replace(rep, mean_velocity_mps=0.33)
        events.append(RepCompleted(t_s=rep.concentric_end_s + 0.2, set_index=1, rep_index=index, rep=live))
    ghost = replace(reps[2], concentric_start_s=8.4, concentric_end_s=8.7)
    events.append(RepCompleted(t_s=8.8, set_index=1, rep_index=3, rep=ghost))
    events.append(RepWithdrawn(t_s=8.95, set_index=1, rep_index=3, reason="part of the rep that follows"))
    events.append(RepRejected(t_s=34.0, rejection=RERACK))
    events.append(GapFound(t_s=31.6, start_s=31.0, end_s=31.5))
    events.append(SetCompleted(t_s=36.0, set_index=1, result=lifted_set(trace)))
    return events


def without_velocities(events: Sequence[Event], reason: str) -> list[Event]:
    """Return the events as of a lift in which the sensor hardly rises."""
    return [
        replace(
            event,
            rep=replace(
                event.rep,
                mean_velocity_mps=None,
                mean_propulsive_velocity_mps=None,
                peak_velocity_mps=None,
                rom_m=None,
                velocity_reason=reason,
            ),
        )
        if isinstance(event, RepCompleted)
        else event
        for event in events
    ]


def lifted_set(trace: Trace | None = None) -> SetResult:
    reps = tuple(lifted_rep(index) for index in range(1, len(VELOCITIES_MPS) + 1))
    return SetResult(
        start_s=2.9,
        end_s=30.0,
        exercise="bench",
        reps=reps,
        rejected=(UNRACK, RERACK),
        trace=trace or lifted_trace(reps, 36.0),
    )


def lifted_result(source: str = "bench.csv") -> SessionResult:
    return collect(lifted_events(), source=source, duration_s=39.99, rate_hz=100.0)
