"""Other worlds than the published one: a part of the training people is drawn from spreads that are themselves drawn.

No population fits every gym. A model that has met only one leans on what holds there alone.
"""

from dataclasses import dataclass, replace

import numpy as np

from firmware_sim.lifts import Range
from lastrep.training.population import TrainingLifter
from lastrep.training.shapes import Shape
from lastrep.training.spreads import PopulationParams


@dataclass(frozen=True, slots=True, kw_only=True)
class VarietyParams:
    """How far other worlds may lie from the published one; each range is drawn from evenly, once for each person.

    Parameters
    ----------
    share : people that are drawn from other worlds [-]. 0 = none.
    reps_factor : reps to failure at a load over the published mean; 8.8 in the bench press and 13.1 in the leg press at
        80 % (Nuzzo et al. 2024).
    person_reps_sd_log, set_reps_sd_log : spread of log reps between people and from set to set; the coefficient of
        variation is 15 to 34 % (Rodriguez-Rosell et al. 2020).
    line_sd_frac, day_velocity_sd_frac, day_1rm_sd_frac : as in `PopulationParams`, over the published ranges.
    end_factor : end velocity over the published mean; 0.10 in powerlifters against 0.17 m/s (Helms et al. 2017).
    end_sd_log, end_corr, end_set_sd_mps : as there; the published CV of 18 % of a last rep is 0.09 m/s in a row.
    shapes : courses of a set, each as likely.
    decline_power, decline_set_sd, decline_load_gain : as there.
    rep_noise_frac : largest spread of single reps [-]; 2 to 7.5 % in LEVsim.
    first_best_share, carry_velocity_frac, held_back_share : as there.
    full_share : sets without reserve; the others end with 1 to 6 reps left, each as likely.
    error_factor : the engine's errors over those that were seen [-].
    speed_sd_frac : how far all velocities of a person's sensor are off [-].

    Origin: ranges around the published figures of `PopulationParams`; their widths are assumed.
    """

    share: float = 0.25
    reps_factor: Range = (0.75, 1.4)
    person_reps_sd_log: Range = (0.12, 0.32)
    set_reps_sd_log: Range = (0.05, 0.2)
    line_sd_frac: Range = (0.06, 0.2)
    day_velocity_sd_frac: Range = (0.02, 0.07)
    day_1rm_sd_frac: Range = (0.01, 0.045)
    end_factor: Range = (0.75, 1.3)
    end_sd_log: Range = (0.1, 0.3)
    end_corr: Range = (0.2, 0.9)
    end_set_sd_mps: Range = (0.01, 0.06)
    shapes: tuple[Shape, ...] = tuple(Shape)
    decline_power: Range = (1.0, 2.0)
    decline_set_sd: Range = (0.05, 0.35)
    decline_load_gain: Range = (0.0, 1.5)
    rep_noise_frac: Range = (0.02, 0.075)
    first_best_share: Range = (0.4, 0.95)
    carry_velocity_frac: Range = (0.1, 0.8)
    held_back_share: Range = (0.0, 0.2)
    full_share: Range = (0.2, 0.6)
    error_factor: Range = (0.7, 1.8)
    speed_sd_frac: float = 0.03


_DRAWN = (
    "person_reps_sd_log",
    "set_reps_sd_log",
    "line_sd_frac",
    "day_velocity_sd_frac",
    "day_1rm_sd_frac",
    "end_sd_log",
    "end_corr",
    "end_set_sd_mps",
    "decline_power",
    "decline_set_sd",
    "decline_load_gain",
    "first_best_share",
    "carry_velocity_frac",
    "held_back_share",
)
"""Fields that a world has in place of the published ones, under the same name."""


def draw_world(rng: np.random.Generator, published: PopulationParams, params: VarietyParams) -> PopulationParams:
    """Draw one world.

    Examples
    --------
    >>> world = draw_world(np.random.default_rng(1), PopulationParams(), VarietyParams())
    >>> 0.01 <= world.end_set_sd_mps <= 0.06
    True
    """
    factor = rng.uniform(*params.reps_factor)
    full = rng.uniform(*params.full_share)
    others = len(published.stop_rir) - 1
    noisiest = rng.uniform(*params.rep_noise_frac)
    drawn = {name: rng.uniform(*getattr(params, name)) for name in _DRAWN}
    return replace(
        published,
        reps_mean=tuple(max(1.0, factor * reps) for reps in published.reps_mean),
        rep_noise_frac=(min(published.rep_noise_frac[0], noisiest), noisiest),
        stop_weights=(full, *(others * ((1.0 - full) / others,))),
        shape=params.shapes[int(rng.integers(len(params.shapes)))],
        **drawn,
    )


def moved(rng: np.random.Generator, lifter: TrainingLifter, params: VarietyParams) -> TrainingLifter:
    """Move a person's velocities at the maximum and at the end of a set off the published ones."""
    factor = rng.uniform(*params.end_factor)
    return replace(lifter, one_rm_velocity_mps=factor * lifter.one_rm_velocity_mps, end_mps=factor * lifter.end_mps)
