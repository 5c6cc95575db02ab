"""How people, days and sets differ: the numbers that a simulated population is drawn from, each with its source.

Frozen before the model was tuned, with one exception that the model card tells.
"""

from dataclasses import dataclass

from firmware_sim.lifts import Range
from lastrep.training.shapes import Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationParams:
    """How people, days and sets differ. A spread of 0 makes all of them alike.

    Parameters
    ----------
    load_fracs, reps_mean : mean reps to failure of a rested lifter by share of today's 1RM; Nuzzo et al. 2024 at 60 to
        90 %, carried on beyond.
    person_reps_sd_log : spread of log reps between people at a load of the same true share. With the spreads of day and
        set it gives Nuzzo's SD of 4.4 reps at 60 % and 2.5 at 80 %.
    set_reps_sd_log : the same from set to set of one person. Assumed; with the day's it has to explain the standard
        error of reps to failure of 1.1 in the bench press and the limits of agreement of 5.4 in the squat.
    line_sd_frac : slope of the load-velocity line between people; CV of 11 to 25 % at a load in recreational lifters.
    day_velocity_sd_frac : velocity at a load from day to day; CV of 5 to 10 % together with the day's strength.
    day_1rm_sd_frac : 1RM from day to day; 3 to 5 % (Grgic et al. 2020), of which a part is error of the test and no
        change of strength.
    end_sd_log : velocity of the last possible rep between people; a CV of 18 % within people and an ICC under 0.60
        (Garcia-Ramos et al. 2020) leave 22 %.
    end_corr : correlation of that with the person's velocity at the 1RM, in logs; with the spread from set to set it
        gives the published r of 0.2 to 0.4.
    end_set_sd_mps : the same from set to set of one person [m/s]. Two findings pull apart: 18 % of the last rep in the
        bench press (Garcia-Ramos et al. 2020, 0.033 m/s), and at most 8 % at two to eight in reserve in four lifts
        (Moran-Navarro et al. 2019), which 0.033 breaks by far. This lies between; it gives 14 and 9.5 %.
    decline_power, decline_person_sd, decline_set_sd, decline_range : bend of the decline of velocity over a set, 1 =
        straight; mean and spread from Gonzalez-Badillo et al. 2017 and LEVsim. That half of the variance belongs to the
        person is assumed.
    shape : course of the loss of velocity over a set.
    decline_load_gain : how much straighter it gets by the whole 1RM of load; LEVsim has 1.4 at 60 and 1.05 at 90 %.
    rep_noise_frac, rep_noise_ar : spread of single reps around the decline, and the correlation of neighbours.
    first_best_share : sets in which the first rep is the fastest; else the second or third by `late_best_frac`.
    late_best_frac : how much slower than the best the reps before it are.
    held_back_share, held_back_frac : sets that are started below the possible speed, and at what share of it. Assumed.
    usual_load_fracs : loads that people usually train with, as a share of their 1RM. Assumed.
    carry_over : reps to failure of a set over those of the set before it; together not below `carry_floor`.
    carry_floor : 0.6.
    carry_velocity_frac : loss of first-rep velocity over loss of reps; 25 % at most after six sets to failure
        (Refalo et al. 2023), about a quarter of it within three.
    rest_s : time between two sets [s]. Assumed.
    stop_rir, stop_weights : reps in reserve at which sets are ended, and how often. Assumed.
    failed_share : sets without reserve in which one more rep is tried. Assumed.
    """

    load_fracs: tuple[float, ...] = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
    reps_mean: tuple[float, ...] = (38.0, 28.0, 20.0, 14.5, 9.5, 4.7, 2.6, 1.0)
    person_reps_sd_log: float = 0.20
    set_reps_sd_log: float = 0.07
    line_sd_frac: float = 0.10
    day_velocity_sd_frac: float = 0.04
    day_1rm_sd_frac: float = 0.028
    end_sd_log: float = 0.22
    end_corr: float = 0.5
    end_set_sd_mps: float = 0.024
    decline_power: float = 1.4
    decline_person_sd: float = 0.19
    decline_set_sd: float = 0.19
    decline_range: Range = (0.9, 2.3)
    shape: Shape = Shape.POWER
    decline_load_gain: float = 1.2
    rep_noise_frac: Range = (0.02, 0.05)
    rep_noise_ar: float = 0.3
    first_best_share: float = 0.65
    late_best_frac: Range = (0.01, 0.04)
    held_back_share: float = 0.12
    held_back_frac: Range = (0.6, 0.9)
    usual_load_fracs: tuple[float, ...] = (0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
    carry_over: Range = (0.75, 0.92)
    carry_floor: float = 0.6
    carry_velocity_frac: float = 0.3
    rest_s: Range = (90.0, 300.0)
    stop_rir: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    stop_weights: tuple[float, ...] = (0.5, 0.12, 0.12, 0.1, 0.06, 0.05, 0.05)
    failed_share: float = 0.5
