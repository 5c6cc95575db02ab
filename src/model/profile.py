"""What is known of one lifter in one lift: how slow the last rep is, and how much speed each rep before it still had.

It starts from what is published and moves towards the person with each set that shows the end: a set to failure, or one
whose reps in reserve the lifter entered. Nothing of it is stored; it follows from the kept sets.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from model.capacity import RepCapacity, rep_capacity
from model.history import PastSet, in_order, measured_mps
from model.lifts import END_MVT_CORRELATION, facts_of
from sensing.events import Rep, RepStatus

Array: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftProfile:
    """Velocity at the end of a set and the line that leads to it: velocity = end + slope x reps in reserve.

    Parameters
    ----------
    exercise : the lift; None when not told.
    mvt_mps, mvt_sd_mps : mean velocity at the one-repetition maximum and its uncertainty [m/s].
    end_mps, end_sd_mps : velocity of the last completed rep of a usual set to failure and its uncertainty [m/s].
    slope_mps, slope_sd_mps : velocity per rep in reserve near the end and its uncertainty [m/s per rep].
    end_slope_cov : how the errors of end and slope hang together [m2/s2 per rep]. 0 = not at all.
    failure_sets, felt_sets : sets to failure, and sets with entered reps in reserve, that it was learned from. 0 and
        0 = the published prior.
    doubted_sets : how many of these lay so far from the rest that they were given less weight.
    capacity : how many reps these sets had, and at which load; None = no set showed its end.
    """

    exercise: str | None
    mvt_mps: float
    mvt_sd_mps: float
    end_mps: float
    end_sd_mps: float
    slope_mps: float
    slope_sd_mps: float
    end_slope_cov: float = 0.0
    failure_sets: int = 0
    felt_sets: int = 0
    doubted_sets: int = 0
    capacity: RepCapacity | None = None

    @property
    def learned(self) -> bool:
        """Whether any set of this lifter is in it."""
        return self.failure_sets + self.felt_sets > 0

    def velocity_at(self, rir: float) -> tuple[float, float]:
        """Return the velocity expected with that many reps in reserve, and its uncertainty by the line alone [m/s].

        Examples
        --------
        >>> mean_mps, sd_mps = prior_profile("bench").velocity_at(2)
        >>> round(mean_mps, 3), round(sd_mps, 3)
        (0.274, 0.062)
        """
        variance = self.end_sd_mps**2 + 2 * rir * self.end_slope_cov + (rir * self.slope_sd_mps) ** 2
        return self.end_mps + rir * self.slope_mps, max(variance, 0.0) ** 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileParams:
    """How much each kind of set is trusted.

    Parameters
    ----------
    line_reps : reps in reserve below which velocity falls in a straight line [reps]; 0 = the last rep alone. Sets
        bend: earlier reps lose less (Gonzalez-Badillo et al. 2017).
    rep_sd_mps : scatter of single reps about the line, beside the sensor's own error [m/s]; 2-5 % of 0.4 m/s.
    set_sd_mps : how much faster or slower a whole set ends than the lifter's others [m/s]. The velocity of the last rep
        scatters by 18 % (Garcia-Ramos et al. 2020, PeerJ 8760), which is this at bench press speeds.
    felt_sd_reps, felt_sd_gain : error of entered reps in reserve: [reps] at 0, and more per rep entered [-]. About 1
        rep near the end and 2 to 4 far from it (Hackett 2017, Zourdos 2021). 0 = believed as if seen.
    maximum_reps : a failure after at most that many completed reps shows the velocity at the maximum [reps].
    drift_mps, drift_slope_mps : standard deviation by which the velocities and the slope wander in 90 days [m/s, m/s
        per rep]; project rule, about half the spread between people. 0 = they never change.
    doubt_z : how many standard deviations off a set may lie before it counts less [-]; project rule.
    lowest_mps, lowest_slope_mps : no velocity and no slope is below these [m/s, m/s per rep]; the slowest grinders move
        at 0.08 m/s.
    """

    line_reps: int = 4
    rep_sd_mps: float = 0.015
    set_sd_mps: float = 0.035
    felt_sd_reps: float = 1.0
    felt_sd_gain: float = 0.5
    maximum_reps: int = 2
    drift_mps: float = 0.02
    drift_slope_mps: float = 0.005
    doubt_z: float = 3.0
    lowest_mps: float = 0.05
    lowest_slope_mps: float = 0.005

    @property
    def drift_per_day(self) -> Array:
        """Covariance (3, 3) that a day adds; the two velocities wander together."""
        velocity, slope = self.drift_mps**2 / 90, self.drift_slope_mps**2 / 90
        return np.array([[velocity, velocity, 0.0], [velocity, velocity, 0.0], [0.0, 0.0, slope]])

    @property
    def lowest(self) -> Array:
        """Lower bounds (3,) of the state."""
        return np.array([self.lowest_mps, self.lowest_mps, self.lowest_slope_mps])


def prior_profile(exercise: str | None) -> LiftProfile:
    """Return what is published of a lift; wide when nothing is.

    Examples
    --------
    >>> prior_profile("bench").mvt_mps, prior_profile("bench").learned
    (0.17, False)
    >>> prior_profile("pullover").mvt_sd_mps
    0.12
    """
    return _profile(exercise, *_prior(exercise))


def learned_profile(
    exercise: str | None, past_sets: Iterable[PastSet], *, params: ProfileParams | None = None
) -> LiftProfile:
    """Move the published prior towards this lifter with each set that shows the end.

    Parameters
    ----------
    exercise : the lift; sets of other lifts are passed over.
    past_sets : the lifter's sets, in any order. Only a failed attempt, or entered reps in reserve below five, tell
        where the end was; all other sets leave the profile as it is.
    params : how much each thing is trusted.

    Returns
    -------
    The profile after the newest of these sets.

    Notes
    -----
    Bayesian linear regression with known noise, a set at a time: state (velocity at the maximum, velocity at the end
    of a set, slope); the reps of one set share an error, since a set ends faster or slower as a whole; between
    sessions the state drifts. A set to failure after one or two reps shows the velocity at the maximum itself; longer
    sets show the end of a usual set.

    Examples
    --------
    >>> learned_profile("bench", []) == prior_profile("bench")
    True
    """
    params = params or ProfileParams()
    state, covariance = _prior(exercise)
    failure_n, felt_n, doubted_n = 0, 0, 0
    newest: date | None = None
    telling = in_order(one for one in past_sets if one.exercise == exercise and one.shows_its_end)
    for one in telling:
        seen = _end_of(one, params, float(state[2]))
        if seen is None:
            continue
        if newest is not None:
            covariance = covariance + (one.day - newest).days * params.drift_per_day
        state, covariance, doubted = _updated(state, covariance, seen, params)
        newest = one.day
        failure_n, felt_n, doubted_n = failure_n + one.failed, felt_n + (not one.failed), doubted_n + doubted
    learned = _profile(exercise, state, covariance, failure_sets=failure_n, felt_sets=felt_n, doubted=doubted_n)
    return replace(learned, capacity=rep_capacity(telling))


@dataclass(frozen=True, slots=True)
class _EndOfSet:
    """Velocities (n,) of the last reps [m/s], what they say of the state (n, 3), and their error (n, n) [m2/s2]."""

    velocity_mps: Array
    design: Array
    noise: Array


def _end_of(one: PastSet, params: ProfileParams, slope_mps: float) -> _EndOfSet | None:
    """What the last reps of a set that shows its end say; None without a velocity."""
    if one.failed or one.felt_rir is None:
        last_rir, rir_sd = 0, 0.0
    else:
        last_rir, rir_sd = one.felt_rir, params.felt_sd_reps + params.felt_sd_gain * one.felt_rir
    reps = _before_failure(one.reps)
    counted = [(last_rir + back, rep) for back, rep in enumerate(reversed(reps))]
    known = [
        (rir, *measured)
        for rir, rep in counted
        if (rir < params.line_reps or rir == last_rir) and (measured := measured_mps(rep)) is not None
    ]
    if not known:
        return None
    rir = np.array([one_rir for one_rir, _, _ in known], dtype=np.float64)
    at_maximum = one.failed and len(reps) <= params.maximum_reps
    design = np.column_stack([np.full_like(rir, at_maximum), np.full_like(rir, not at_maximum), rir])
    own = np.array([params.rep_sd_mps**2 + sd_mps**2 for _, _, sd_mps in known])
    shared = params.set_sd_mps**2 + (slope_mps * rir_sd) ** 2
    return _EndOfSet(np.array([v_mps for _, v_mps, _ in known], dtype=np.float64), design, np.diag(own) + shared)


def _before_failure(reps: Sequence[Rep]) -> list[Rep]:
    """Completed reps up to the first failed attempt; what follows was helped or rested for."""
    before: list[Rep] = []
    for rep in reps:
        if rep.status is RepStatus.FAILED:
            break
        before.append(rep)
    return before


def _updated(state: Array, covariance: Array, seen: _EndOfSet, params: ProfileParams) -> tuple[Array, Array, bool]:
    """Condition the state on one set; a set that lies far off counts less, as a misread one would."""
    miss = seen.velocity_mps - seen.design @ state
    noise = seen.noise
    spread = seen.design @ covariance @ seen.design.T + noise
    oddness = float(miss @ np.linalg.solve(spread, miss)) / (len(miss) * params.doubt_z**2)
    if oddness > 1:
        noise = noise * oddness
        spread = seen.design @ covariance @ seen.design.T + noise
    gain = np.linalg.solve(spread, seen.design @ covariance).T
    keep = np.eye(3) - gain @ seen.design
    # Joseph's form: stays symmetric and positive whatever the rounding.
    covariance = keep @ covariance @ keep.T + gain @ noise @ gain.T
    state = state + gain @ miss
    return np.maximum(state, params.lowest), covariance, oddness > 1


def _prior(exercise: str | None) -> tuple[Array, Array]:
    """State (velocity at the maximum, velocity at the end of a set, slope) and its covariance, as published."""
    facts = facts_of(exercise)
    mvt_var = facts.mvt_sd_mps**2
    end_var = mvt_var + facts.end_gain_sd_mps**2
    shared = END_MVT_CORRELATION * (mvt_var * end_var) ** 0.5
    state = np.array([facts.mvt_mps, facts.mvt_mps + facts.end_gain_mps, facts.slope_mps])
    covariance = np.array([[mvt_var, shared, 0.0], [shared, end_var, 0.0], [0.0, 0.0, facts.slope_sd_mps**2]])
    return state, covariance


def _profile(
    exercise: str | None,
    state: Array,
    covariance: Array,
    *,
    failure_sets: int = 0,
    felt_sets: int = 0,
    doubted: int = 0,
) -> LiftProfile:
    sd = np.sqrt(np.diag(covariance))
    return LiftProfile(
        exercise=exercise,
        mvt_mps=float(state[0]),
        mvt_sd_mps=float(sd[0]),
        end_mps=float(state[1]),
        end_sd_mps=float(sd[1]),
        slope_mps=float(state[2]),
        slope_sd_mps=float(sd[2]),
        end_slope_cov=float(covariance[1, 2]),
        failure_sets=failure_sets,
        felt_sets=felt_sets,
        doubted_sets=doubted,
    )
