"""How orderly the world is: a clean lab set, or a gym. Every number that makes a signal harder stands here."""

from dataclasses import dataclass
from typing import Final

from firmware_sim.lifts import Range


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What surrounds the reps. 0 switches a thing off unless said otherwise.

    Parameters
    ----------
    bottom_sd_frac, top_sd_frac : spread of the lowest and highest point from rep to rep, over the ROM [1].
    rom_fade_frac : share of the ROM lost by the last possible rep [1].
    whip_frac : how strongly a bending bar answers to acceleration; 1 = all of it moves like a mass on a spring.
    whip_hz : range of its natural frequency [Hz].
    tremor_mps2 : shaking of the hands at 8-12 Hz when fresh [m/s2 RMS]; three times that at failure.
    sway_m : slow wandering of the body [m RMS].
    hand_noise_deg : restlessness of the hands [deg RMS].
    speed_wobble_frac : unevenness of speed within one movement, RMS over the speed itself [1].
    settling_frac : how much the body gives way when the bar is caught at the top or bottom; 1 = all of the load on a
        soft spring. This moves the bar and is part of the truth.
    settling_hz : its natural frequency [Hz]. Assumed, from how real squats and presses end.
    kick_deg : turn of the bar in the hands for each m/s2 it is accelerated [deg RMS].
    rattle_prob : chance of a plate rattle at a turn of the bar.
    re_grip_prob : chance of a re-grip between two reps.
    rest_pause_prob : chance of a rest of some seconds before a late rep.
    partial_prob : chance that a set has a half movement that is no rep.
    sleeve_roll_deg : range of slow turning of the bar in the sleeve or hands over a set [deg].
    lever_m : range of the distance of the sensor from the bar's axis, or from the grip on a wrist [m].
    idle_s : range of the quiet time before and after each set [s].
    rest_s : range of the time between two sets that is lived through, not skipped [s].
    busy : whether rests hold plates, walking, phone, bottle and rolling bars; False = standing still.
    rom_turn_deg : range of the turn of a bar sensor from bottom to top [deg].
    range_g : accelerometer range over the sensor's own [g]; 0 = the sensor's own.
    loss_frac : share of packets lost.
    loss_burst : mean number of packets lost in a row, at least 1.
    packet_samples : samples in one packet.
    repeat_frac : share of samples that repeat the one before.
    jitter_s : spread of the time stamps [s RMS], never so far that two change places.
    clock_error_frac : spread of the sensor clock's rate, which is also the error of all stamps [1].
    bias_wander_gain : multiplies the sensor's wandering of bias; 1 = as in its data.
    """

    bottom_sd_frac: float = 0.008
    top_sd_frac: float = 0.012
    rom_fade_frac: float = 0.0
    whip_frac: float = 0.0
    whip_hz: Range = (5.0, 8.0)
    tremor_mps2: float = 0.08
    sway_m: float = 0.003
    hand_noise_deg: float = 0.3
    speed_wobble_frac: float = 0.03
    settling_frac: float = 0.05
    settling_hz: Range = (2.0, 3.5)
    kick_deg: float = 0.05
    rattle_prob: float = 0.1
    re_grip_prob: float = 0.0
    rest_pause_prob: float = 0.0
    partial_prob: float = 0.0
    sleeve_roll_deg: Range = (-10.0, 10.0)
    lever_m: Range = (0.015, 0.025)
    idle_s: Range = (2.0, 5.0)
    rest_s: Range = (8.0, 15.0)
    busy: bool = False
    rom_turn_deg: Range = (2.0, 10.0)
    range_g: float = 0.0
    loss_frac: float = 0.0
    loss_burst: float = 1.0
    packet_samples: int = 1
    repeat_frac: float = 0.0
    jitter_s: float = 0.0
    clock_error_frac: float = 0.00005
    bias_wander_gain: float = 1.0


CLEAN: Final = Conditions()
"""One orderly set: travel repeats within 1-3 %, nothing is lost."""

GYM: Final = Conditions(
    bottom_sd_frac=0.05,
    top_sd_frac=0.05,
    rom_fade_frac=0.10,
    whip_frac=0.35,
    whip_hz=(4.0, 7.0),
    tremor_mps2=0.2,
    sway_m=0.008,
    hand_noise_deg=1.0,
    speed_wobble_frac=0.10,
    settling_frac=0.30,
    kick_deg=0.4,
    rattle_prob=0.5,
    re_grip_prob=0.06,
    rest_pause_prob=0.05,
    partial_prob=0.1,
    sleeve_roll_deg=(-60.0, 60.0),
    lever_m=(0.02, 0.05),
    idle_s=(3.0, 10.0),
    rest_s=(40.0, 90.0),
    busy=True,
    rom_turn_deg=(3.0, 15.0),
    range_g=8.0,
    loss_frac=0.01,
    loss_burst=3.0,
    packet_samples=4,
    repeat_frac=0.005,
    jitter_s=0.002,
    clock_error_frac=0.01,
    bias_wander_gain=3.0,
)
"""A whole session in a gym: untidy reps, a busy rest, a lossy link."""
