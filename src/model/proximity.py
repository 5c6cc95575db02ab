"""How many reps are left before failure, and how sure that is; None with a reason where a set does not tell.

Reps with a velocity go to the ordinal classifier, sets without any (curls on the wrist) to the tempo model. An interval
holds the truth of unseen people in 80 of 100 reps, by conformal calibration.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from model.artifact import ProximityModel, shipped_model
from model.context import SetContext
from model.doubt import doubt_of
from model.features import KNOWN_LIFTS, features
from model.reserve import CLASSES, Reserve
from model.tempo import FEWEST_TEMPO_REPS, tempo_features
from sensing.events import Rep, RepStatus

TEMPO_LIFTS: Final = frozenset({"curl", "barbell_curl", "dumbbell_curl", "hammer_curl"})
"""Lifts that the tempo model was made for."""


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


def proximity(
    reps: Sequence[Rep], context: SetContext | None = None, *, model: ProximityModel | None = None
) -> ProximityEstimate:
    """Estimate the reps in reserve after the last of these reps of one set.

    Parameters
    ----------
    reps : the kept reps of one set so far, in order.
    context : what else is known; None = nothing.
    model : what estimates; None = the one that comes with the package.

    Returns
    -------
    An estimate with its interval, or the reason why there is none. After a failed attempt nothing is left.

    Examples
    --------
    >>> proximity([]).reason
    'fewer than 3 reps'
    """
    context = context or SetContext()
    if reps and reps[-1].status is RepStatus.FAILED:
        return _NOTHING_LEFT
    done = [rep for rep in reps if rep.status is RepStatus.COMPLETED]
    if _goes_by_tempo(done, context):
        return _by_tempo(done, context, model or shipped_model())
    doubt = doubt_of(done, context)
    row = None if doubt else features(done, context)
    if row is None:
        return ProximityEstimate(estimate=None, reason=doubt or "no velocity of the last rep")
    model = model or shipped_model()
    knowledge = knowledge_of(context)
    return _estimate(model.classifier.reserve(row), model.reach[knowledge], _LESS_SURE[knowledge])


def knowledge_of(context: SetContext) -> str:
    """Say how much is known of a set with velocities: "profile", "lift" or "unknown".

    Examples
    --------
    >>> knowledge_of(SetContext(exercise="squat")), knowledge_of(SetContext(exercise="log_press"))
    ('lift', 'unknown')
    """
    if context.profile is not None and context.profile.learned:
        return "profile"
    return "lift" if context.exercise in KNOWN_LIFTS else "unknown"


_LESS_SURE: Final[Mapping[str, str | None]] = MappingProxyType(
    {
        "profile": None,
        "lift": "no set to failure of yours is known in this lift yet",
        "unknown": "the lift was not told, or nothing was learned about it",
        "tempo": "no velocity in this lift: judged by rhythm alone, which was learned from a few people's curls",
    }
)

_NOTHING_LEFT: Final = ProximityEstimate(
    estimate=0.0,
    low=0.0,
    high=0.0,
    probabilities=MappingProxyType({name: float(name == "0") for name in CLASSES}),
    near_failure=1.0,
)


def _goes_by_tempo(done: Sequence[Rep], context: SetContext) -> bool:
    if not done or any(rep.mean_velocity_mps is not None for rep in done):
        return False
    return context.exercise is None or context.exercise in TEMPO_LIFTS


def _by_tempo(done: Sequence[Rep], context: SetContext, model: ProximityModel) -> ProximityEstimate:
    row = tempo_features(done)
    if row is None:
        few = len(done) < FEWEST_TEMPO_REPS
        reason = f"fewer than {FEWEST_TEMPO_REPS} reps" if few else "the times of the reps make no sense"
        return ProximityEstimate(estimate=None, reason=reason)
    less_sure = _LESS_SURE["tempo"] if context.exercise else _LESS_SURE["unknown"]
    return _estimate(model.tempo.reserve(row), model.reach["tempo"], less_sure)


def _estimate(reserve: Reserve, reach: tuple[float, float], less_sure: str | None) -> ProximityEstimate:
    low, high = reserve.interval(reach[reserve.zone])
    return ProximityEstimate(
        estimate=max(0.0, reserve.quantile(0.5)),
        low=float(low),
        high=float(high),
        probabilities=MappingProxyType(dict(reserve.probabilities())),
        near_failure=reserve.near_failure(),
        less_sure=less_sure,
    )
