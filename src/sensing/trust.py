"""How far a velocity can be believed, and when it is better not shown.

The fit knows how its anchors leave room for error (`Motion.rise_sd_m`). Two more things make a velocity wrong. A rep
starts and ends at moments that are only found to about a hundredth of a second. And where "up" is wrong, the vertical
acceleration along it disagrees with the one that the length of the specific force tells, which needs no direction: that
disagreement is seen in each rep, and large on a turning wrist without a gyroscope.
"""

from dataclasses import dataclass

import numpy as np

from sensing.units import STANDARD_GRAVITY_MPS2
from sensing.window import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustParams:
    """What a velocity may be off by, and how far off is too far.

    Origin: the first three were fitted to the errors of 1632 reps of simulated tune seeds (clean sets and gym sessions,
    bar and wrist, with and without gyroscope) and rounded; `docs/engine.md` says how well they hold on other seeds.
    """

    border_s: float = 0.01
    """Error of the duration of a rep, one standard deviation [s]; 0 for borders that are exact."""
    level_share: float = 0.05
    """Share of the disagreement between length and direction that is error, with a gyroscope; 0 for none. Most of it
    is honest sideways motion then."""
    level_share_without: float = 0.18
    """The same without a gyroscope."""
    worst_share: float = 0.2
    """A standard deviation above this share of the velocity cannot be used: the loss of a set would be anything. 0
    trusts nothing. Simulated tune seeds: two in a hundred reps, all without gyroscope; four in five of them are wrong
    by more than 0.03 m/s."""
    worst_mps: float = 0.05
    """But smaller ones always can [m/s]: that a rep was slow is worth knowing. 0 asks `worst_share` alone."""
    fastest_mps: float = 3.0
    """No lift has a larger mean velocity [m/s]; a snatch peaks at about 2.5. Project rule."""
    highest_m: float = 2.6
    """No rep is higher [m]: from the floor to the stretched arms of a tall lifter. Project rule."""


def mean_velocity_sd_mps(
    window: Window, span: tuple[int, int], duration_s: float, rom_m: float, rom_sd_m: float, params: TrustParams
) -> float:
    """One standard deviation of the mean velocity of a rep [m/s].

    Parameters
    ----------
    window : samples.
    span : first and last grid point of the way up.
    duration_s : of the way up [s].
    rom_m, rom_sd_m : height gained, and what the fit says of its error [m].
    params : see `TrustParams`.

    Examples
    --------
    >>> still = np.tile([0.0, 0.0, 9.80665], (100, 1))
    >>> window = Window(start_s=0, step_s=0.01, a_mps2=np.zeros(100), up=still / 9.80665, acc_mps2=still, gyr_dps=None)
    >>> round(mean_velocity_sd_mps(window, (0, 100), 1.0, 0.5, 0.012, TrustParams()), 3)
    0.013
    """
    first, last = span
    acc = window.acc_mps2[first:last]
    length_mps2 = np.sqrt((acc * acc).sum(axis=1)) - STANDARD_GRAVITY_MPS2
    disagreement_mps2 = float(np.std(length_mps2 - window.a_mps2[first:last])) if last > first else 0.0
    share = params.level_share if window.gyr_dps is not None else params.level_share_without
    of_height = rom_sd_m / duration_s
    of_time = params.border_s * abs(rom_m) / duration_s**2
    of_level = share * disagreement_mps2 * duration_s
    return float(np.sqrt(of_height**2 + of_time**2 + of_level**2))


def untrusted_reason(
    mean_mps: float, peak_mps: float, rom_m: float, sd_mps: float, *, broken: bool, params: TrustParams
) -> str | None:
    """Say why the velocities of a rep are not to be shown, in the lifter's words; None when they are.

    Parameters
    ----------
    mean_mps, peak_mps, rom_m : as measured.
    sd_mps : see `mean_velocity_sd_mps`.
    broken : whether so much of the signal is missing in it that its height had to be joined across the hole.
    params : see `TrustParams`.

    Examples
    --------
    >>> untrusted_reason(0.5, 0.9, 0.5, 0.02, broken=False, params=TrustParams()) is None
    True
    >>> untrusted_reason(0.4, 0.7, 0.5, 0.1, broken=False, params=TrustParams())
    'the signal allows no better than 0.40 ± 0.20 m/s'
    """
    if broken:
        return "part of the signal is missing in this rep"
    if not (0.0 < mean_mps <= peak_mps and rom_m > 0.0):
        return "its velocity and its height contradict each other"
    if mean_mps > params.fastest_mps or rom_m > params.highest_m:
        return f"{mean_mps:.1f} m/s over {rom_m:.1f} m is more than any lift"
    if sd_mps > max(params.worst_mps, params.worst_share * mean_mps):
        return f"the signal allows no better than {mean_mps:.2f} ± {2 * sd_mps:.2f} m/s"
    return None
