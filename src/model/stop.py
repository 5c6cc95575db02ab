"""Advice to stop a set, with an early warning one rep ahead, and always the rule that fired.

It advises and ends nothing. A pure function of the reps so far, so that live, replay and summary say the same.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

import numpy as np

from model.history import FELT_RIR_OPEN
from model.proximity import ProximityEstimate
from model.velocity_loss import completed_velocities_mps, reached_failure, velocity_loss, velocity_loss_reason
from sensing.events import Rep


class Goal(StrEnum):
    """What the lifter trains for."""

    STRENGTH = "strength"
    POWER = "power"
    HYPERTROPHY = "hypertrophy"
    OWN = "own"


class StopLevel(StrEnum):
    """How urgent it is."""

    NONE = "none"
    ONE_MORE = "one more"
    STOP = "stop"


class StopRule(StrEnum):
    """Which rule fired."""

    NOTHING = "nothing"
    FAILED = "failed attempt"
    LOSS_REACHED = "velocity loss reached"
    LEFT_REACHED = "reps in reserve reached"
    NONE_LEFT = "none left"
    LOSS_NEXT = "velocity loss with the next rep"
    LEFT_NEXT = "reps in reserve with the next rep"
    LOW_END = "low end of the interval"


@dataclass(frozen=True, slots=True, kw_only=True)
class StopTarget:
    """Where the lifter wants to stop; with both, whichever comes first.

    Parameters
    ----------
    goal : what for.
    velocity_loss_frac : share of the set's best velocity that may be lost, above 0 and below 1 [-]; None = not watched.
    reps_in_reserve : reps to be left when the set ends, 0 to 5 [reps]; None = not watched.

    Raises
    ------
    ValueError
        When neither is given, or one is out of its range.
    """

    goal: Goal
    velocity_loss_frac: float | None = None
    reps_in_reserve: int | None = None

    def __post_init__(self) -> None:
        if self.velocity_loss_frac is None and self.reps_in_reserve is None:
            raise ValueError("A target to stop at needs a velocity loss, reps in reserve, or both.")
        if self.velocity_loss_frac is not None and not 0 < self.velocity_loss_frac < 1:
            raise ValueError(f"A velocity loss of {self.velocity_loss_frac} is not between 0 and 1.")
        if self.reps_in_reserve is not None and not 0 <= self.reps_in_reserve <= 5:
            raise ValueError(f"{self.reps_in_reserve} reps in reserve are not 0 to 5.")


@dataclass(frozen=True, slots=True, kw_only=True)
class StopAdvice:
    """What to tell the lifter after a rep.

    Parameters
    ----------
    level : nothing, one more, or stop.
    rule : the rule that fired with its numbers, in the lifter's words; with level NONE what is known so far.
    fired : the same for programs.
    """

    level: StopLevel
    rule: str
    fired: StopRule = StopRule.NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class StopParams:
    """How far ahead and how carefully is looked.

    Parameters
    ----------
    forecast_reps : newest reps whose slope is carried on to the next one [reps]; chosen on simulated sets, see
        docs/profile.md.
    early_frac, early_over_body_frac : the next rep is taken to lose that much more than forecast [-], the second when
        the load hangs over the body. Half of and all of the scatter of single reps, which is 2-5 %. 0 = as forecast.
    rounding_reps : an estimate within that of a whole number counts as it [reps].
    low_end_reps : how far above the target the estimate may be for the low end of its interval to count [reps]; project
        rule. 0 = the estimate itself has to be there.
    """

    forecast_reps: int = 4
    early_frac: float = 0.015
    early_over_body_frac: float = 0.03
    rounding_reps: float = 0.5
    low_end_reps: float = 2.0


def usual_target(goal: Goal) -> StopTarget:
    """Return where to stop for a goal when the lifter chose nothing else.

    References
    ----------
    Strength 20 %: Pareja-Blanco et al. 2017, Scand J Med Sci Sports 27:724. Power 10 %: the light end of the 10-20 %
    used for jumps and sprints. Growth 30 % or one rep left: inside the range of 0 to 3 reps left and 20 to 40 % loss
    (Refalo et al. 2023, Sports Med 53:649; Jukic et al. 2023, Sports Med 53:177).

    Examples
    --------
    >>> usual_target(Goal.STRENGTH).velocity_loss_frac, usual_target(Goal.HYPERTROPHY).reps_in_reserve
    (0.2, 1)
    """
    if goal is Goal.POWER:
        return StopTarget(goal=goal, velocity_loss_frac=0.10)
    if goal is Goal.STRENGTH:
        return StopTarget(goal=goal, velocity_loss_frac=0.20)
    return StopTarget(goal=goal, velocity_loss_frac=0.30, reps_in_reserve=1)


def stop_advice(
    reps: Sequence[Rep],
    estimate: ProximityEstimate,
    target: StopTarget,
    *,
    over_body: bool,
    params: StopParams | None = None,
) -> StopAdvice:
    """Advise after the last of these reps of one set.

    Parameters
    ----------
    reps : the kept reps so far.
    estimate : reps in reserve after the last of them.
    target : where the lifter wants to stop.
    over_body : whether the load hangs over the body (`model.lifts.is_over_body`); the advice errs early then.
    params : how far ahead and how carefully is looked.

    Returns
    -------
    The most urgent advice; of equally urgent ones the first in the order of `StopRule`.

    Examples
    --------
    >>> unknown = ProximityEstimate(estimate=None, reason="fewer than 3 reps")
    >>> stop_advice([], unknown, usual_target(Goal.STRENGTH), over_body=True)
    StopAdvice(level=<StopLevel.NONE: 'none'>, rule='No rep yet.', fired=<StopRule.NOTHING: 'nothing'>)
    """
    if not reps:
        return StopAdvice(level=StopLevel.NONE, rule="No rep yet.")
    params = params or StopParams()
    if reached_failure(reps):
        return StopAdvice(level=StopLevel.STOP, rule="The last attempt failed.", fired=StopRule.FAILED)
    told = chain(
        _reached(reps, estimate, target, params),
        _next_rep(reps, estimate, target, over_body, params),
    )
    return next(told, StopAdvice(level=StopLevel.NONE, rule=_known_so_far(reps, estimate)))


def whole_left(low: float, high: float) -> tuple[int, int]:
    """Return the whole reps that an interval of reps left holds; `FELT_RIR_OPEN` stands for as many or more.

    The only place that rounds them for people: cue and page say the same. It rounds outwards, so that an interval never
    seems surer than it is.

    Examples
    --------
    >>> whole_left(0.6, 3.2), whole_left(7.0, 11.0)
    ((0, 4), (5, 5))
    """
    return max(0, min(FELT_RIR_OPEN, math.floor(low))), max(0, min(FELT_RIR_OPEN, math.ceil(high)))


def left_words(estimate: ProximityEstimate) -> str:
    """Return the interval of a known estimate in the lifter's words.

    Examples
    --------
    >>> shares = {"0": 0.1, "1": 0.2, "2": 0.3, "3": 0.2, "4": 0.1, "5+": 0.1}
    >>> left_words(ProximityEstimate(estimate=2.3, low=1.0, high=4.0, probabilities=shares, near_failure=0.6))
    '1 to 4 left'
    """
    low, high = whole_left(estimate.low or 0.0, estimate.high or 0.0)
    if high >= FELT_RIR_OPEN:
        return f"{low} or more left"
    return f"{low} left" if low == high else f"{low} to {high} left"


def _reached(
    reps: Sequence[Rep], estimate: ProximityEstimate, target: StopTarget, params: StopParams
) -> Iterator[StopAdvice]:
    """Targets that the last rep met."""
    loss, own_loss, own_left = velocity_loss(reps), target.velocity_loss_frac, target.reps_in_reserve
    if loss is not None and own_loss is not None and _percent(loss) >= _percent(own_loss):
        place = "over" if _percent(loss) > _percent(own_loss) else "at"
        rule = f"Loss {_percent(loss)} %, {place} your {_percent(own_loss)} %."
        yield StopAdvice(level=StopLevel.STOP, rule=rule, fired=StopRule.LOSS_REACHED)
    if estimate.estimate is None:
        return
    if own_left is not None and estimate.estimate < own_left + params.rounding_reps:
        rule = f"{left_words(estimate)}, by the estimate. Your stop is at {own_left}."
        yield StopAdvice(level=StopLevel.STOP, rule=rule, fired=StopRule.LEFT_REACHED)
    if estimate.estimate < params.rounding_reps:
        rule = f"{left_words(estimate)}, by the estimate."
        yield StopAdvice(level=StopLevel.STOP, rule=rule, fired=StopRule.NONE_LEFT)


def _next_rep(
    reps: Sequence[Rep], estimate: ProximityEstimate, target: StopTarget, over_body: bool, params: StopParams
) -> Iterator[StopAdvice]:
    """Targets that the next rep should meet."""
    loss, own_loss, own_left = velocity_loss(reps), target.velocity_loss_frac, target.reps_in_reserve
    next_loss = _next_loss(reps, params)
    early = params.early_over_body_frac if over_body else params.early_frac
    if loss is not None and own_loss is not None and next_loss is not None and next_loss + early >= own_loss:
        surety = "should" if next_loss >= own_loss else "may"
        rule = f"Loss {_percent(loss)} %. The next rep {surety} pass your {_percent(own_loss)} %."
        yield StopAdvice(level=StopLevel.ONE_MORE, rule=rule, fired=StopRule.LOSS_NEXT)
    if estimate.estimate is None or estimate.low is None:
        return
    wanted = own_left or 0
    if own_left is not None and estimate.estimate - 1 < own_left + params.rounding_reps:
        rule = f"{left_words(estimate)}, by the estimate. The next rep should reach your {own_left}."
        yield StopAdvice(level=StopLevel.ONE_MORE, rule=rule, fired=StopRule.LEFT_NEXT)
    # A wide interval alone would warn through the whole set and soon be unheard.
    near = estimate.estimate < wanted + params.low_end_reps + params.rounding_reps
    if over_body and near and estimate.low <= wanted:
        rule = f"{left_words(estimate)}, by the estimate. The load is over you, so the low end counts."
        yield StopAdvice(level=StopLevel.ONE_MORE, rule=rule, fired=StopRule.LOW_END)


def _next_loss(reps: Sequence[Rep], params: StopParams) -> float | None:
    """Velocity loss after one more rep that falls like the newest ones did; None before two with a velocity."""
    known = [velocity_mps for velocity_mps in completed_velocities_mps(reps) if velocity_mps is not None]
    newest_mps = np.array(known[-params.forecast_reps :], dtype=np.float64)
    if len(newest_mps) < 2 or max(known) <= 0:
        return None
    _, slope_mps = np.polynomial.polynomial.polyfit(np.arange(len(newest_mps)), newest_mps, 1)
    # A tired set does not get faster; newest reps that did show noise or a change of effort.
    next_mps = known[-1] + min(float(slope_mps), 0.0)
    return 1 - next_mps / max(known)


def _known_so_far(reps: Sequence[Rep], estimate: ProximityEstimate) -> str:
    loss = velocity_loss(reps)
    loss_words = f"Loss unknown: {velocity_loss_reason(reps)}." if loss is None else f"Loss {_percent(loss)} %."
    left = f"Left unknown: {estimate.reason}." if estimate.estimate is None else f"{left_words(estimate)}, estimate."
    return f"{loss_words} {left}"


def _percent(share: float) -> int:
    """Whole per cent, which is what the lifter sees and what is compared."""
    return round(100 * share)
