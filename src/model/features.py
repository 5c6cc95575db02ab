"""What a rep says about effort: one row of numbers from the reps so far. Causal: no later rep is looked at.

What is not known is NaN, and the model was trained with it missing.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Final

import numpy as np
from numpy.typing import NDArray

from model.capacity import early_velocity, mean_reps, reps_at_load, reps_at_speed
from model.context import SetContext
from model.decline import Expected, Seen, reserve_by_decline
from model.expected import reps_expected
from model.first_rep import load_frac_at
from model.profile import LiftProfile, prior_profile
from model.reserve import AT_MOST
from sensing.events import Rep, RepStatus

KNOWN_LIFTS: Final = ("squat", "bench", "deadlift", "overhead_press", "row")
"""The lifts that the simulated populations do; any other is judged as "some lift"."""

DECLINE_AT_MOST: Final = tuple(f"decline_at_most_{n}" for n in AT_MOST)
"""Chances of so many reps left at most, by the fitted decline."""

FEATURES: Final = (
    "rep",
    "velocity_mps",
    "velocity_sd_mps",
    "set_sd_mps",
    "smooth_mps",
    "best_mps",
    "reps_since_best",
    "loss",
    "smooth_loss",
    "drop_1",
    "drop_2",
    "drop_3",
    "slope",
    "curvature",
    "unevenness",
    "end_mps",
    "end_sd_mps",
    "rep_loss_mps",
    "rep_loss_sd_mps",
    "profile_sets",
    "above_end_mps",
    "above_end_share",
    "line_rir",
    "curve_rir",
    "steady_rir",
    "equation_rir",
    "capacity_rir",
    "capacity_sets",
    "capacity_knows_load",
    "faster_mps",
    "heavier_frac",
    "speed_rir",
    "published_rir",
    "load_frac",
    "load_rir",
    "decline_rir",
    "decline_sd",
    *DECLINE_AT_MOST,
    "set_number",
    "rest_s",
    *KNOWN_LIFTS,
    "concentric_s",
    "eccentric_s",
    "eccentric_growth",
    "pause_growth",
    "rom_share",
    "sticking_depth",
    "tremor_growth",
)
"""Names of the columns, in order."""

_FAR_REPS: Final = 30.0
"""No forecast goes beyond this many reps in reserve."""

_BEND: Final = 1.4
"""Bend of the decline of velocity over a set; Gonzalez-Badillo et al. 2017 and LEVsim."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Course:
    """Velocities of the completed reps so far, and where the fastest stands (from 0)."""

    reps: tuple[Rep, ...]
    velocities_mps: tuple[float, ...]
    sds_mps: tuple[float, ...]
    places: tuple[int, ...]

    @property
    def best_mps(self) -> float:
        return max(self.velocities_mps)

    @property
    def early_mps(self) -> float:
        """How fast the set began."""
        return early_velocity(self.reps) or self.best_mps

    @property
    def best_place(self) -> int:
        return self.places[int(np.argmax(self.velocities_mps))]


def features(reps: Sequence[Rep], context: SetContext | None = None) -> Array | None:
    """Describe the state of a set after the last of its reps.

    Parameters
    ----------
    reps : the kept reps of one set so far, in order; failed attempts are passed over.
    context : what else is known; None = nothing.

    Returns
    -------
    (len(FEATURES),) numbers, NaN where unknown; None when no completed rep, or not the last one, has a velocity.
    """
    done = tuple(rep for rep in reps if rep.status is RepStatus.COMPLETED)
    known = [(i, rep.mean_velocity_mps) for i, rep in enumerate(done) if rep.mean_velocity_mps is not None]
    if not known or done[-1].mean_velocity_mps is None:
        return None
    sds_mps = tuple(done[i].mean_velocity_sd_mps or 0.0 for i, _ in known)
    course = _Course(done, tuple(v for _, v in known), sds_mps, tuple(i for i, _ in known))
    context = context or SetContext()
    profile = context.profile or prior_profile(context.exercise)
    row = {
        "rep": float(len(done)),
        **_speed(course),
        **_against_profile(course, profile),
        **_expected(course, context),
        **_declining(course, context, profile),
        **_lift(context.exercise),
        **_tempo(done),
    }
    return np.array([row[name] for name in FEATURES])


def _speed(course: _Course) -> dict[str, float]:
    v, best = course.velocities_mps, course.best_mps
    smooth, slope, unevenness = _trend(course, 4)
    long_slope = _trend(course, 8)[1] if len(v) >= 6 else math.nan
    return {
        "velocity_mps": v[-1],
        "velocity_sd_mps": course.sds_mps[-1],
        "set_sd_mps": median(course.sds_mps),
        "smooth_mps": smooth,
        "best_mps": best,
        "reps_since_best": float(len(course.reps) - 1 - course.best_place),
        "loss": 1.0 - v[-1] / best,
        "smooth_loss": 1.0 - smooth / best,
        **{f"drop_{n}": (v[-1 - n] - v[-1]) / best if len(v) > n else math.nan for n in (1, 2, 3)},
        "slope": slope / best,
        "curvature": (slope - long_slope) / best,
        "unevenness": unevenness / best,
    }


def _against_profile(course: _Course, profile: LiftProfile) -> dict[str, float]:
    smooth, slope, _ = _trend(course, 4)
    above = smooth - profile.end_mps
    span = max(course.best_mps - profile.end_mps, 0.02)
    share = above / span
    since_best = len(course.reps) - 1 - course.best_place
    return {
        "end_mps": profile.end_mps,
        "end_sd_mps": profile.end_sd_mps,
        "rep_loss_mps": profile.slope_mps,
        "rep_loss_sd_mps": profile.slope_sd_mps,
        "profile_sets": float(profile.failure_sets + profile.felt_sets),
        "above_end_mps": above,
        "above_end_share": share,
        "line_rir": _bounded(above / profile.slope_mps),
        # How much of the way down the bent curve is done tells how much of the set is.
        "curve_rir": _left(since_best, max(1.0 - share, 0.0) ** (1.0 / _BEND)),
        "steady_rir": _bounded(above / max(-slope, 1e-4)),
        "equation_rir": _left(len(course.reps), published_share_done(1.0 - smooth / course.best_mps)),
    }


def _expected(course: _Course, context: SetContext) -> dict[str, float]:
    n, load_frac = len(course.reps), context.load_frac
    capacity = context.profile.capacity if context.profile else None
    by_speed = None if capacity is None else reps_at_speed(capacity, context.exercise, course.early_mps)
    published_frac = load_frac_at(context.exercise, course.early_mps)
    usual_mps = None if capacity is None else capacity.early_mps
    usual_kg = None if capacity is None else capacity.load_kg
    return {
        "capacity_rir": math.nan if capacity is None else reps_at_load(capacity, context.load_kg) - n,
        "capacity_sets": 0.0 if capacity is None else float(capacity.sets),
        "capacity_knows_load": float(
            capacity is not None and capacity.load_kg is not None and context.load_kg is not None
        ),
        "faster_mps": math.nan if usual_mps is None else course.early_mps - usual_mps,
        "heavier_frac": context.load_kg / usual_kg - 1.0 if context.load_kg and usual_kg else math.nan,
        "speed_rir": math.nan if by_speed is None else by_speed - n,
        "published_rir": math.nan if published_frac is None else mean_reps(published_frac) - n,
        "load_frac": math.nan if load_frac is None else load_frac,
        "load_rir": math.nan if load_frac is None else mean_reps(load_frac) - n,
        "set_number": math.nan if context.set_number is None else float(context.set_number),
        "rest_s": math.nan if context.rest_s is None else context.rest_s,
    }


def _declining(course: _Course, context: SetContext, profile: LiftProfile) -> dict[str, float]:
    """Reps in reserve by the published course of a set: mean, spread, and how likely none, two or four at most are."""
    expected = Expected(
        end_mps=profile.end_mps, end_sd_mps=profile.end_sd_mps, reps=reps_expected(context, course.early_mps)
    )
    seen = Seen(course.places, course.velocities_mps, course.sds_mps)
    shares = reserve_by_decline(seen, len(course.reps), expected)
    left, at_most = np.arange(len(shares)), np.cumsum(shares)
    mean = float(shares @ left)
    return {
        "decline_rir": min(mean, _FAR_REPS),
        "decline_sd": math.sqrt(float(shares @ (left - mean) ** 2)),
        **{name: float(at_most[n]) for name, n in zip(DECLINE_AT_MOST, AT_MOST, strict=True)},
    }


def _lift(exercise: str | None) -> dict[str, float]:
    return {name: float(exercise == name) for name in KNOWN_LIFTS}


def _tempo(done: Sequence[Rep]) -> dict[str, float]:
    last = done[-1]
    return {
        "concentric_s": last.concentric_end_s - last.concentric_start_s,
        "eccentric_s": _or_nan(last.eccentric_s),
        "eccentric_growth": _growth([rep.eccentric_s for rep in done]),
        "pause_growth": _growth([None if rep.form is None else rep.form.pause_top_s for rep in done]),
        "rom_share": _growth([rep.rom_m for rep in done]),
        "sticking_depth": _recent([None if rep.form is None else rep.form.sticking_depth for rep in done]),
        "tremor_growth": _growth([None if rep.form is None else rep.form.tremor_mps2 for rep in done]),
    }


def published_share_done(loss: float) -> float:
    """Share of the possible reps that is done at a velocity loss [-]; bench press, 50 to 70 % of the maximum.

    References
    ----------
    Gonzalez-Badillo et al. 2017, Int J Sports Med 38(3):217-225: -0.00855 x2 + 1.83311 x + 5.55281, x in per cent.

    Examples
    --------
    >>> round(published_share_done(0.3), 2)
    0.53
    """
    percent = 100.0 * min(max(loss, 0.0), 1.0)
    return min((-0.00855 * percent**2 + 1.83311 * percent + 5.55281) / 100.0, 1.0)


def _trend(course: _Course, n: int) -> tuple[float, float, float]:
    """Value now, change per rep, and spread around the straight line through the last `n` velocities [m/s]."""
    v = course.velocities_mps[-n:]
    last = len(course.reps) - 1
    at = [place - last for place in course.places[-n:]]
    n = len(v)
    if n == 1:
        return v[0], 0.0, math.nan
    v_mean, at_mean = sum(v) / n, sum(at) / n
    across = sum((x - at_mean) ** 2 for x in at)
    slope = sum((x - at_mean) * (y - v_mean) for x, y in zip(at, v, strict=True)) / across
    misses = sum((y - v_mean - slope * (x - at_mean)) ** 2 for x, y in zip(at, v, strict=True))
    return v_mean - slope * at_mean, slope, math.sqrt(misses / n) if n > 2 else math.nan


def _left(done: float, share_done: float) -> float:
    """Reps left when `done` of them are this share of all."""
    return _bounded(done / share_done - done) if share_done > 0.0 else _FAR_REPS


def _bounded(rir: float) -> float:
    return min(max(rir, -5.0), _FAR_REPS)


def _growth(values: Sequence[float | None]) -> float:
    """Mean of the last two over the median of the first three; NaN with fewer than four known."""
    known = [value for value in values if value is not None]
    if len(known) < 4 or values[-1] is None:
        return math.nan
    usual = median(known[:3])
    return min(fmean(known[-2:]) / usual, 10.0) if usual > 0 else math.nan


def _recent(values: Sequence[float | None]) -> float:
    known = [value for value in values[-2:] if value is not None]
    return fmean(known) if known else math.nan


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else value
