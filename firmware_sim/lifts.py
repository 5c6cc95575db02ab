"""What each lift looks like before any person does it: travel, speeds by load, tempo, and where it starts and ends.

The numbers are data, not code: a new lift is one more entry in `LIFTS`.
"""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import numpy as np

Range = tuple[float, float]
"""Lowest and highest value of an even draw."""


class Start(StrEnum):
    """Where the bar waits before the first rep."""

    RACK = "rack"
    FLOOR = "floor"
    HANG = "hang"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lift:
    """One exercise, as the population does it.

    Parameters
    ----------
    name : as written in recordings and truth.
    start : where the bar waits; `FLOOR` also means that each rep ends with the plates on the floor, `HANG` that it is
        picked up from the floor or taken from a rack and then hangs from the arms.
    eccentric_first : whether the first movement of a set is downwards (squat, bench press).
    rom_m : range of travel over people [m].
    load_fracs, first_rep_mps : mean velocity of the first rep with full intent [m/s] at shares of the 1RM; the last
        pair is the 1RM itself. Bench press: Gonzalez-Badillo & Sanchez-Medina 2010; squat: Balsalobre's 52 people;
        deadlift: Lake 2017 and Benavides-Ubric 2020; overhead press: Balsalobre 2018; row: Sanchez-Medina 2014.
    one_rm_velocity_sd_mps : between people [m/s].
    light_end_gain : how much faster than at the 1RM the last rep before failure is, per share of load below the
        1RM [m/s]. Deadlift: last reps of 70-80 % sets at 0.28-0.34 m/s (Lake 2017, Helms 2017). 0 = no difference.
    eccentric_s : duration of the way down [s]; 0.8-2.5 s in general, the floor lifts are let down faster.
    bottom_pause_s, top_pause_s : holds when nothing was asked for [s]. Zero at the bottom = stretch reflex.
    sticking : how deep the dip between the two humps may get, 0 = one hump only, 1 = as in the bench press.
    path_m : horizontal excursion of the bar over one rep [m]; 3-8 cm in general.
    forearm_turn_deg : turn of the forearm from bottom to top [deg], for wrist mounts.
    one_rm_kg : range of the 1RM over people [kg]; only used to name a load.
    """

    name: str
    start: Start
    eccentric_first: bool
    rom_m: Range
    load_fracs: tuple[float, ...]
    first_rep_mps: tuple[float, ...]
    one_rm_velocity_sd_mps: float
    light_end_gain: float
    eccentric_s: Range
    bottom_pause_s: Range
    top_pause_s: Range
    sticking: float
    path_m: Range
    forearm_turn_deg: Range
    one_rm_kg: Range

    def first_rep_velocity_mps(self, load_frac: float) -> float:
        """Return the population's mean velocity of a first rep at a share of the 1RM [m/s].

        Examples
        --------
        >>> LIFTS["squat"].first_rep_velocity_mps(0.8)
        0.51
        """
        return float(np.interp(load_frac, self.load_fracs, self.first_rep_mps))

    @property
    def one_rm_velocity_mps(self) -> float:
        """Mean velocity at the 1RM in the population [m/s]."""
        return self.first_rep_mps[-1]


_FRACS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)

_SQUAT = Lift(
    name="squat",
    start=Start.RACK,
    eccentric_first=True,
    rom_m=(0.48, 0.70),
    load_fracs=_FRACS,
    first_rep_mps=(0.94, 0.83, 0.72, 0.61, 0.51, 0.41, 0.275),
    one_rm_velocity_sd_mps=0.04,
    light_end_gain=0.10,
    eccentric_s=(0.9, 2.0),
    bottom_pause_s=(0.0, 0.15),
    top_pause_s=(0.2, 1.5),
    sticking=0.8,
    path_m=(0.02, 0.06),
    forearm_turn_deg=(20.0, 40.0),
    one_rm_kg=(80.0, 200.0),
)

_BENCH = Lift(
    name="bench",
    start=Start.RACK,
    eccentric_first=True,
    rom_m=(0.30, 0.46),
    load_fracs=_FRACS,
    first_rep_mps=(1.10, 0.93, 0.77, 0.61, 0.465, 0.32, 0.17),
    one_rm_velocity_sd_mps=0.04,
    light_end_gain=0.08,
    eccentric_s=(0.8, 2.0),
    bottom_pause_s=(0.0, 0.3),
    top_pause_s=(0.05, 1.2),
    sticking=1.0,
    path_m=(0.04, 0.10),
    forearm_turn_deg=(20.0, 45.0),
    one_rm_kg=(60.0, 150.0),
)

_DEADLIFT = Lift(
    name="deadlift",
    start=Start.FLOOR,
    eccentric_first=False,
    rom_m=(0.44, 0.62),
    load_fracs=_FRACS,
    first_rep_mps=(0.94, 0.82, 0.70, 0.58, 0.46, 0.33, 0.16),
    one_rm_velocity_sd_mps=0.05,
    light_end_gain=0.50,
    eccentric_s=(0.7, 1.6),
    bottom_pause_s=(0.4, 2.0),
    top_pause_s=(0.2, 1.0),
    sticking=0.6,
    path_m=(0.03, 0.08),
    forearm_turn_deg=(20.0, 30.0),
    one_rm_kg=(100.0, 240.0),
)

_OVERHEAD_PRESS = Lift(
    name="overhead_press",
    start=Start.RACK,
    eccentric_first=False,
    rom_m=(0.45, 0.62),
    load_fracs=_FRACS,
    first_rep_mps=(0.98, 0.85, 0.72, 0.58, 0.45, 0.32, 0.19),
    one_rm_velocity_sd_mps=0.04,
    light_end_gain=0.08,
    eccentric_s=(0.8, 1.8),
    bottom_pause_s=(0.0, 0.8),
    top_pause_s=(0.2, 1.0),
    sticking=0.9,
    path_m=(0.04, 0.09),
    forearm_turn_deg=(20.0, 50.0),
    one_rm_kg=(40.0, 95.0),
)

_ROW = Lift(
    name="row",
    start=Start.HANG,
    eccentric_first=False,
    rom_m=(0.30, 0.45),
    load_fracs=_FRACS,
    first_rep_mps=(1.28, 1.16, 1.03, 0.90, 0.77, 0.64, 0.51),
    one_rm_velocity_sd_mps=0.05,
    light_end_gain=0.05,
    eccentric_s=(0.7, 1.4),
    bottom_pause_s=(0.0, 0.6),
    top_pause_s=(0.0, 0.3),
    sticking=0.0,
    path_m=(0.03, 0.08),
    forearm_turn_deg=(25.0, 60.0),
    one_rm_kg=(60.0, 130.0),
)

LIFTS: Final = MappingProxyType({lift.name: lift for lift in (_SQUAT, _BENCH, _DEADLIFT, _OVERHEAD_PRESS, _ROW)})
"""The lifts that can be simulated, by name."""
