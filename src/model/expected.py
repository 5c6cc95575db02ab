"""How many reps a set was expected to have before it showed its end: all that is known, weighed by how sure it is."""

import math
from dataclasses import dataclass

from model.capacity import RepCapacity, mean_reps, reps_at_load, reps_at_speed
from model.context import SetContext
from model.first_rep import load_frac_at


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectationParams:
    """How much each forecast of the reps to failure is worth.

    Parameters
    ----------
    tired_load, tired_speed : reps of a later set of a session over what load and speed forecast [-]; 0.6 to 0.9 over
        several sets, of which the speed of the first reps already shows a part. 1 = no fatigue.
    speed_share : weight of the forecast by speed beside the one by load [-]. 0 = load alone.
    speed_share_no_load : the same when a load was not told and earlier sets give the number of reps alone.
    published_share : weight of the published speed beside the published load, without earlier sets.
    sd_load_speed, sd_load, sd_reps_speed, sd_reps, sd_maximum_published, sd_published : spread of the true reps around
        each forecast, in logs [-]. 0 = sure.

    Origin: regressions over simulated training lifters, rounded; half of them from other worlds than the published one.
    """

    tired_load: float = 0.83
    tired_speed: float = 0.95
    speed_share: float = 0.45
    speed_share_no_load: float = 0.6
    published_share: float = 0.2
    sd_load_speed: float = 0.20
    sd_load: float = 0.23
    sd_reps_speed: float = 0.22
    sd_reps: float = 0.32
    sd_maximum_published: float = 0.28
    sd_published: float = 0.36


def reps_expected(
    context: SetContext, early_mps: float, params: ExpectationParams | None = None
) -> tuple[float, float] | None:
    """Forecast the reps to failure of a set.

    Parameters
    ----------
    context : what is known beside the reps.
    early_mps : how fast the set began, see `model.capacity.early_velocity` [m/s].
    params : how much each forecast is worth.

    Returns
    -------
    Mean and spread of the log of the reps; None when nothing is known.

    Examples
    --------
    >>> log_reps, spread = reps_expected(SetContext(exercise="bench"), 0.465)
    >>> round(math.exp(log_reps), 1), spread
    (9.5, 0.36)
    >>> reps_expected(SetContext(), 0.4) is None
    True
    """
    params = params or ExpectationParams()
    later = context.set_number is not None and context.set_number > 1
    tired, tired_speed = (params.tired_load, params.tired_speed) if later else (1.0, 1.0)
    capacity = None if context.profile is None else context.profile.capacity
    if capacity is not None:
        return _by_own_sets(capacity, context, early_mps, (tired, tired_speed), params)
    published = load_frac_at(context.exercise, early_mps)
    by_speed = None if published is None else mean_reps(published)
    if context.load_frac is None:
        return None if by_speed is None else (_log(by_speed), params.sd_published)
    by_load = tired * mean_reps(context.load_frac)
    if by_speed is None:
        return _log(by_load), params.sd_maximum_published
    return _between(by_load, by_speed, params.published_share), params.sd_maximum_published


def _by_own_sets(
    capacity: RepCapacity,
    context: SetContext,
    early_mps: float,
    tired: tuple[float, float],
    params: ExpectationParams,
) -> tuple[float, float]:
    knows_load = capacity.load_kg is not None and context.load_kg is not None
    reps = tired[0] * reps_at_load(capacity, context.load_kg)
    by_speed = reps_at_speed(capacity, context.exercise, early_mps)
    if by_speed is None:
        return _log(reps), params.sd_load if knows_load else params.sd_reps
    share = params.speed_share if knows_load else params.speed_share_no_load
    return _between(reps, tired[1] * by_speed, share), params.sd_load_speed if knows_load else params.sd_reps_speed


def _between(one: float, other: float, share: float) -> float:
    return (1.0 - share) * _log(one) + share * _log(other)


def _log(reps: float) -> float:
    return math.log(max(reps, 0.5))
