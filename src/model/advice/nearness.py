"""How near to failure the hard sets ended, and what that is good for under the goal chosen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from types import MappingProxyType
from typing import Final

from model.advice.evidence import (
    HERNANDEZ_BELMONTE_2022,
    JUKIC_2023,
    PAREJA_BLANCO_2017,
    REFALO_2023,
    ROBINSON_2024,
    Evidence,
)
from model.advice.item import Advice, AdviceKind, Tone
from model.advice.training import TrainingHistory, Visit
from model.advice.words import count_words, lift_words, percent_words
from model.history import FELT_RIR_OPEN
from model.proximity import ProximityEstimate
from model.stop import Goal, whole_left


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalRange:
    """Losses that are used for a goal, and what is known of ending below, in, above them, and in failure.

    Parameters
    ----------
    low_frac, high_frac : velocity losses [-]; the practical ranges of the field, inside what the sources compare.
    most_left : reps in reserve up to which a set is inside the range as well, whatever it lost [reps]; a heavy set ends
        near failure with little loss. None = only the loss counts.
    name : the range in words.
    below, inside, above, failed : what follows, in sentences.
    evidence : what all that rests on.
    """

    low_frac: float
    high_frac: float
    most_left: int | None
    name: str
    below: str
    inside: str
    above: str
    failed: str
    evidence: tuple[Evidence, ...]


RANGES: Final[Mapping[Goal, GoalRange]] = MappingProxyType(
    {
        Goal.HYPERTROPHY: GoalRange(
            low_frac=0.20,
            high_frac=0.40,
            most_left=3,
            name="used for size (20 to 40 % loss, 0 to 3 reps left)",
            below="Size grows somewhat more the nearer sets end to failure.",
            inside="Growth was the goal chosen.",
            above="For size, losing more than 25 % against 20 to 25 % made little difference "
            "(effect 0.08, from −0.16 to 0.32).",
            failed="For size, failure adds little over stopping just short (effect 0.12, from −0.13 to 0.37).",
            evidence=(REFALO_2023, ROBINSON_2024, JUKIC_2023),
        ),
        Goal.STRENGTH: GoalRange(
            low_frac=0.10,
            high_frac=0.25,
            most_left=None,
            name="used for strength (10 to 25 % loss)",
            below="For strength that is no loss by itself: how near sets end to failure makes little difference.",
            inside="Strength was the goal chosen.",
            above="In 22 men a loss of 20 % gave similar strength to 40 %, for 40 % fewer reps.",
            failed="For strength, how near sets end to failure makes little difference: the interval of its effect "
            "includes zero.",
            evidence=(ROBINSON_2024, PAREJA_BLANCO_2017),
        ),
        Goal.POWER: GoalRange(
            low_frac=0.05,
            high_frac=0.20,
            most_left=None,
            name="used for power (up to 10 to 20 % loss)",
            below="Power was the goal chosen.",
            inside="Power was the goal chosen.",
            above="In 22 men a loss of 20 % gave more jump height than 40 % (9.5 against 3.5 %).",
            failed="For power, losses of up to 25 % did better on light loads than larger ones, for about half the "
            "reps.",
            evidence=(HERNANDEZ_BELMONTE_2022, PAREJA_BLANCO_2017),
        ),
    }
)
"""By goal; a goal of one's own has none."""

_BOTH_FAILED: Final = (
    "For size, failure adds little over stopping just short (effect 0.12, from −0.13 to 0.37). "
    "For strength, nearness to failure makes little difference."
)

_NO_ESTIMATE: Final = ProximityEstimate(estimate=None, reason="not asked for")


def failure_for_the_goal(visit: Visit, history: TrainingHistory) -> Iterator[Advice]:
    """Hard sets went to failure: what that adds."""
    failed = [one for one in visit.hard_sets if one.failed]
    if not failed:
        return
    goal = RANGES.get(history.target.goal) if history.target else None
    hard = count_words(len(visit.hard_sets), "hard set")
    yield Advice(
        kind=AdviceKind.NEARNESS,
        exercise=visit.exercise,
        finding=f"{len(failed)} of {hard} of {lift_words(visit.exercise)} ended in a failed rep",
        consequence=goal.failed if goal else _BOTH_FAILED,
        evidence=goal.evidence if goal else (REFALO_2023, ROBINSON_2024),
        tone=Tone.HEED,
        set_keys=tuple(one.key for one in failed),
    )


def stopped_sets_for_the_goal(visit: Visit, history: TrainingHistory) -> Iterator[Advice]:
    """Hard sets ended before failure: where, and whether that is the range of the goal."""
    goal = RANGES.get(history.target.goal) if history.target else None
    stopped = [one for one in visit.hard_sets if not one.failed and one.velocity_loss_frac is not None]
    if goal is None or not stopped:
        return
    losses = [one.velocity_loss_frac or 0.0 for one in stopped]
    estimates = [history.estimates.get(one.key, _NO_ESTIMATE) for one in stopped]
    sets = f"{count_words(len(stopped), 'set')} of {lift_words(visit.exercise)}"
    yield Advice(
        kind=AdviceKind.NEARNESS,
        exercise=visit.exercise,
        finding=f"{sets} stopped at {percent_words(losses)} loss{_left_words(estimates)}",
        consequence=_place(goal, losses, estimates),
        evidence=goal.evidence,
        set_keys=tuple(one.key for one in stopped),
    )


def _place(goal: GoalRange, losses: Sequence[float], estimates: Sequence[ProximityEstimate]) -> str:
    """Whether the middle one of the sets lies under, in or over the range of a goal, and what follows."""
    middle = round(median(losses), 2)
    left = [one.estimate for one in estimates if one.estimate is not None]
    near = goal.most_left is not None and len(left) == len(losses) and median(left) <= goal.most_left
    if middle > goal.high_frac:
        return f"Over the range {goal.name}. {goal.above}"
    if middle < goal.low_frac and not near:
        return f"Under the range {goal.name}. {goal.below}"
    return f"Inside the range {goal.name}. {goal.inside}"


def _left_words(estimates: Sequence[ProximityEstimate]) -> str:
    """Reps left over these sets as a range, when each of them has an estimate; otherwise nothing."""
    lows = [one.low for one in estimates if one.low is not None]
    highs = [one.high for one in estimates if one.high is not None]
    if len(lows) < len(estimates) or len(highs) < len(estimates):
        return ""
    low, high = whole_left(min(lows), max(highs))
    words = f"{low} or more" if high >= FELT_RIR_OPEN else f"{low}" if low == high else f"{low} to {high}"
    return f", {words} reps left by the estimate"
