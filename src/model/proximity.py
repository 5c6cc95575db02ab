"""How many reps are left before failure, and how sure that is.

No model is fitted yet, so every estimate is None with the reason: a made-up number would be acted on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from model.context import SetContext
from sensing.events import Rep


@dataclass(frozen=True, slots=True, kw_only=True)
class ProximityEstimate:
    """Reps in reserve after a rep or a set.

    Parameters
    ----------
    estimate : expected reps in reserve [reps]; None when unknown.
    low, high : bounds of an 80 % interval [reps]; None when unknown.
    probabilities : of "0", "1", "2", "3", "4" and "5+" reps in reserve, which sum to 1 [-]; None when unknown.
    reason : why the estimate is None, in the lifter's words; None when there is one.
    near_failure : chance that two reps or fewer are left [-]; None when unknown.
    less_sure : why the interval is wider than it could be, in the lifter's words; None when nothing is missing.

    Raises
    ------
    ValueError
        When an unknown estimate has no reason, or a known one lacks its interval, probabilities or near_failure.
    """

    estimate: float | None
    low: float | None = None
    high: float | None = None
    probabilities: Mapping[str, float] | None = None
    reason: str | None = None
    near_failure: float | None = None
    less_sure: str | None = None

    def __post_init__(self) -> None:
        rest = (self.low, self.high, self.probabilities, self.near_failure)
        if self.estimate is None:
            if not self.reason or any(part is not None for part in rest):
                raise ValueError("an unknown estimate has a reason and nothing else")
        elif any(part is None for part in rest) or self.reason is not None:
            raise ValueError("a known estimate has an interval, probabilities, near_failure and no reason")


def proximity(reps: Sequence[Rep], context: SetContext | None = None) -> ProximityEstimate:
    """Estimate the reps in reserve after the last of these reps of one set.

    Parameters
    ----------
    reps : the kept reps of one set so far, in order.
    context : what else is known; None = nothing.

    Examples
    --------
    >>> proximity([]).reason
    'not estimated yet'
    """
    del reps, context
    return ProximityEstimate(estimate=None, reason="not estimated yet")
