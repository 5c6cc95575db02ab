"""Prints at which rep the stop cue comes through the engine, against the true velocities of simulated sets to failure.

Clean sets, sensor on the bar, 100 Hz. Takes some minutes. Run it from the root: `.venv/bin/python -m tools.stop_cues`.
"""

import sys
from collections.abc import Sequence

import numpy as np

from firmware_sim.lifts import LIFTS
from firmware_sim.session import Simulated, simulate
from firmware_sim.spec import clean
from model.proximity import ProximityEstimate
from model.stop import Goal, StopRule, StopTarget, stop_advice
from sensing.engine import Engine
from sensing.events import Rep, RepCompleted, RepStatus, RepWithdrawn
from tests.support.past import rep

SEEDS = range(5000, 5012)
LOSSES = (0.2, 0.3)
BLOCK_SAMPLES = 10
_UNKNOWN = ProximityEstimate(estimate=None, reason="not looked at")


def main() -> None:
    """Simulate, cue and print, lift by lift."""
    _row("lift", "stop at", "sets", "right rep", "within one", "cue on one side only")
    for exercise in LIFTS:
        made = [simulate(clean(exercise, seed, reps_in_reserve=0)) for seed in SEEDS]
        known = [live_reps(one) for one in made]
        for loss in LOSSES:
            cues = [(true_cue(one, loss), told_cue(one, reps, loss)) for one, reps in zip(made, known, strict=True)]
            due = [pair for pair in cues if pair != (None, None)]
            off = [told - true for true, told in due if true is not None and told is not None]
            right, within = sum(miss == 0 for miss in off), sum(abs(miss) <= 1 for miss in off)
            _row(exercise, f"{100 * loss:.0f} %", len(due), right, within, len(due) - len(off))


def live_reps(made: Simulated) -> list[list[Rep]]:
    """The reps known after each announcement."""
    engine = Engine()
    reps: list[Rep] = []
    known: list[list[Rep]] = []
    for block in made.recording.samples.blocks(BLOCK_SAMPLES):
        for event in engine.push(block):
            if isinstance(event, RepCompleted | RepWithdrawn):
                reps = reps[: event.rep_index - 1]
            if isinstance(event, RepCompleted):
                reps = [*reps, event.rep]
                known.append(reps)
    return known


def true_cue(made: Simulated, loss: float) -> int | None:
    """True rep, from 1, at which the loss is reached; None when it is not."""
    reps = [rep(one.mean_velocity_mps) for one in made.truth.reps if one.status is RepStatus.COMPLETED]
    return next((n for n in range(1, len(reps) + 1) if _reached(reps[:n], loss)), None)


def told_cue(made: Simulated, known: Sequence[Sequence[Rep]], loss: float) -> int | None:
    """True rep nearest to the one at which the cue was given; None when there was no cue."""
    done = [one for one in made.truth.reps if one.status is RepStatus.COMPLETED]
    for reps in known:
        if _reached(reps, loss):
            middle_s = reps[-1].concentric_start_s + reps[-1].concentric_end_s
            return 1 + int(np.argmin([abs(one.concentric_start_s + one.concentric_end_s - middle_s) for one in done]))
    return None


def _reached(reps: Sequence[Rep], loss: float) -> bool:
    target = StopTarget(goal=Goal.OWN, velocity_loss_frac=loss)
    return stop_advice(reps, _UNKNOWN, target, over_body=False).fired is StopRule.LOSS_REACHED


def _row(*cells: object) -> None:
    sys.stdout.write("| " + " | ".join(map(str, cells)) + " |\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
