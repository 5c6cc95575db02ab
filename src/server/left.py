"""Reps in reserve as the pages show them: five marks for what is sure, maybe and not there, and a line of words."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from model.artifact import ModelError
from model.context import SetContext
from model.history import FELT_RIR_OPEN
from model.proximity import ProximityEstimate, proximity
from model.stop import left_words, whole_left
from model.velocity_loss import reached_failure
from sensing.events import Rep, RepStatus
from server.words import NO_VALUE

logger = logging.getLogger(__name__)

NO_MODEL = "the model of reps left cannot be used; the log of the server says why"
"""Stands where an installation that is not whole left nothing to show."""

PIP_COUNT = FELT_RIR_OPEN
"""Marks drawn; the fifth stands for five reps or more."""

SURE, MAYBE, NONE, UNKNOWN = "sure", "maybe", "none", "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """Reps in reserve, ready to draw.

    Parameters
    ----------
    known : whether there is an estimate.
    pips : five of "sure" (below the interval's low end), "maybe" (inside it), "none" and "unknown".
    words : the interval in words, or "not enough data".
    reason : why there is no estimate, or why it is less sure than usual; None when there is nothing to add.
    """

    known: bool
    pips: tuple[str, ...]
    words: str
    reason: str | None

    @property
    def short(self) -> str:
        """The words for a table, whose heading says that it is about reps left."""
        return self.words.removesuffix(" left") if self.known else NO_VALUE


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What was estimated after a rep, and how many reps then followed; `truth` is None when nobody knows."""

    after: int
    left: Left
    truth: int | None


def steps(reps: Sequence[Rep], context: SetContext | None = None) -> tuple[Step, ...]:
    """Return the estimate after each completed rep of a set, beside the truth where the set reached failure.

    Parameters
    ----------
    reps : the kept reps of one set, in order.
    context : what is known beside them.

    Examples
    --------
    >>> steps([])
    ()
    """
    first_failed = next((index for index, rep in enumerate(reps) if rep.status is RepStatus.FAILED), len(reps))
    done = reps[:first_failed]
    failed = first_failed < len(reps)
    return tuple(
        Step(after=count, left=left_of(estimated(done[:count], context)), truth=len(done) - count if failed else None)
        for count in range(1, len(done) + 1)
    )


def set_left(
    reps: Sequence[Rep], context: SetContext | None = None, *, estimate: ProximityEstimate | None = None
) -> Left:
    """Return what was left at the end of a set.

    Parameters
    ----------
    reps : of the set.
    context : what is known beside them.
    estimate : what the model says of these; asked for here when None.
    """
    return left_of(estimated(reps, context) if estimate is None else estimate, failed=reached_failure(reps))


def estimated(reps: Sequence[Rep], context: SetContext | None = None) -> ProximityEstimate:
    """Return the estimate after some reps; a model that cannot be used costs the estimate, never the count."""
    try:
        return proximity(reps, context)
    except ModelError as error:
        tell_once(str(error))
        return ProximityEstimate(estimate=None, reason=NO_MODEL)


@cache
def tell_once(message: str) -> None:
    """Log an error of the model; once, for a page asks for an estimate after each rep."""
    logger.error("no reps left and no advice: %s", message)


def left_of(estimate: ProximityEstimate, *, failed: bool = False) -> Left:
    """Return how an estimate is shown; after a failed rep the reserve is known to be none.

    Examples
    --------
    >>> shares = {"0": 0.1, "1": 0.2, "2": 0.3, "3": 0.2, "4": 0.1, "5+": 0.1}
    >>> one = left_of(ProximityEstimate(estimate=2.3, low=1, high=4, probabilities=shares, near_failure=0.6))
    >>> one.words, one.pips
    ('1 to 4 left', ('sure', 'maybe', 'maybe', 'maybe', 'none'))
    >>> left_of(ProximityEstimate(estimate=None, reason="fewer than 3 reps")).words
    'not enough data'
    """
    if failed:
        return Left(known=True, pips=(NONE,) * PIP_COUNT, words="0, failure", reason=None)
    if estimate.estimate is None or estimate.low is None or estimate.high is None:
        return Left(known=False, pips=(UNKNOWN,) * PIP_COUNT, words="not enough data", reason=estimate.reason)
    low, high = whole_left(estimate.low, estimate.high)
    kinds = (SURE if pip <= low else MAYBE if pip <= high else NONE for pip in range(1, PIP_COUNT + 1))
    return Left(known=True, pips=tuple(kinds), words=left_words(estimate), reason=estimate.less_sure)
