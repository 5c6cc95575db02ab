"""All rules, in the order in which their advice is shown."""

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from model.advice.item import Advice
from model.advice.training import TrainingHistory, Visit, newest_visits

Rule: TypeAlias = Callable[[Visit, TrainingHistory], Iterator[Advice]]
"""Looks at one lift of the newest session and says what it found, if anything."""

RULES: Final[tuple[Rule, ...]] = ()


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
