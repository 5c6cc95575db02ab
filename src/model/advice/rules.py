"""All rules, in the order in which their advice is shown."""

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from model.advice.best import new_best
from model.advice.failure import (
    back_soon_after_failure,
    failure_more_than_once,
    failure_spacing,
    failure_without_safeties,
    recovery_after_failure,
)
from model.advice.form import form_before_velocity
from model.advice.item import Advice
from model.advice.nearness import failure_for_the_goal, stopped_sets_for_the_goal
from model.advice.training import TrainingHistory, Visit, newest_visits
from model.advice.trend import falling_speed, plateau, rising_speed
from model.advice.warm_up import no_warm_up

Rule: TypeAlias = Callable[[Visit, TrainingHistory], Iterator[Advice]]
"""Looks at one lift of the newest session and says what it found, if anything."""

RULES: Final[tuple[Rule, ...]] = (
    new_best,
    rising_speed,
    failure_for_the_goal,
    failure_without_safeties,
    failure_more_than_once,
    recovery_after_failure,
    back_soon_after_failure,
    failure_spacing,
    no_warm_up,
    form_before_velocity,
    falling_speed,
    plateau,
    stopped_sets_for_the_goal,
)


def advise(history: TrainingHistory) -> tuple[Advice, ...]:
    """Return the advice on the newest session of a lifter: rule by rule, and within a rule lift by lift.

    The same history gives the same advice, whenever and wherever it is asked for.

    Examples
    --------
    >>> from datetime import date
    >>> advise(TrainingHistory(sets=(), today=date(2026, 11, 24)))
    ()
    """
    visits = newest_visits(history)
    return tuple(advice for rule in RULES for visit in visits for advice in rule(visit, history))
