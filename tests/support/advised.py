"""Trainings of which advice is given, and the advice of one kind."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from model.advice import Advice, AdviceKind, TrainingHistory, advise
from model.history import Experience, PastSet
from model.proximity import ProximityEstimate
from model.stop import Goal, usual_target
from tests.support.past import past_set

EASY = (0.50, 0.49, 0.48, 0.47)
HARD = (0.50, 0.48, 0.45, 0.41, 0.37)
GROUND = (0.50, 0.46, 0.40, 0.33, 0.25)


def history(
    sets: Sequence[PastSet],
    *,
    goal: Goal | None = Goal.HYPERTROPHY,
    experience: Experience | None = Experience.TRAINED,
    safeties: bool | None = True,
) -> TrainingHistory:
    return TrainingHistory(
        sets=tuple(sets),
        today=max((one.day for one in sets), default=date(2026, 11, 24)),
        target=None if goal is None else usual_target(goal),
        experience=experience,
        safeties=safeties,
    )


def left(estimate: float, low: float, high: float) -> ProximityEstimate:
    shares = {"0": 0.1, "1": 0.3, "2": 0.3, "3": 0.2, "4": 0.1, "5+": 0.0}
    return ProximityEstimate(estimate=estimate, low=low, high=high, probabilities=shares, near_failure=0.7)


def of_kind(kind: AdviceKind, told: TrainingHistory) -> list[Advice]:
    return [advice for advice in advise(told) if advice.kind is kind]


def the(kind: AdviceKind, told: TrainingHistory) -> Advice:
    (advice,) = of_kind(kind, told)
    return advice


def sessions(best_mps: Callable[[int], float], days: Sequence[int], load_kg: float = 75.0) -> list[PastSet]:
    """A set a day whose first rep is as fast as told."""
    return [
        past_set([best_mps(day) - loss for loss in (0.0, 0.01, 0.03, 0.06, 0.09)], day=day, load_kg=load_kg)
        for day in days
    ]


def shrinking(velocities: Sequence[float], shrinks_after: int, **at: int) -> PastSet:
    """A set whose range of motion is cut short from some rep on."""
    one = past_set(velocities, **at)  # type: ignore[arg-type]  # day and minute only
    cut = [replace(rep, rom_m=0.5 if i < shrinks_after else 0.38) for i, rep in enumerate(one.reps)]
    return replace(one, reps=tuple(cut))
