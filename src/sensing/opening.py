"""Whether what was seen is told as the beginning of a set, or held back until more is known.

A bar that rises is lifted: one movement is enough. A wrist also lifts telephones, bottles and plates, and what is told
live and taken back later costs more trust than a first rep that is told with the second. So on a wrist two movements
must pass what a whole set has to pass, and a single one is told only where a person stood calm before it.
"""

from dataclasses import dataclass

import numpy as np

from sensing.look import Look
from sensing.rises import mean_speed
from sensing.samples import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningParams:
    """When a first rep is told at once.

    Origin: by hand, on the first rises of simulated tune seeds, tidy and gym.
    """

    lone_rom_m: float = 0.2
    """A first rep is told at once only if it is at least this high [m]. Zero: of any height. On a wrist also ..."""
    lone_s: float = 1.0
    """... only if its top is no older than this [s]: what stayed alone for longer begins nothing. Zero: all has. ..."""
    lone_mps: float = 0.2
    """... if it is at least this fast [m/s]: slower ones are drift as often. Zero: at any speed. ..."""
    lone_turned_rad: float = 0.8
    """... if it leaves the sensor turned no further than this from where it began [rad]. Zero: all turn it. ..."""
    calm_rad: float = 0.25
    """... and if gravity had not turned by more than this about any axis [rad]. Zero: nothing is ever calm. ..."""
    calm_s: float = 6.0
    """... in so long before the movement began [s]. Zero: what was before is not asked. ..."""
    calm_seen_s: float = 2.5
    """... of which so much must have been seen [s]. Zero: what was not seen was calm."""
    bottom_s: float = 2.0
    """A way down that ends no longer than this before the rise belongs to the movement [s]. Zero: none does."""


def is_told_alone(look: Look, *, on_bar: bool, params: OpeningParams) -> bool:
    """Whether the first rise of a look is told before there is a second one.

    Parameters
    ----------
    look : with at least one attempt.
    on_bar : whether the sensor sits on a bar.
    params : see `OpeningParams`.
    """
    rise, motion = look.attempts[0].rise, look.motion
    if rise.size_m < params.lone_rom_m:
        return False
    if on_bar:
        return True
    if (len(motion.z_m) - rise.end) * motion.step_s > params.lone_s:
        return False
    if mean_speed(rise) / motion.step_s < params.lone_mps:
        return False
    up, began = look.settled.basis.window.up, _began(look, params)
    before = up[max(0, began - round(params.calm_s / motion.step_s)) : began]
    if len(before) * motion.step_s < params.calm_seen_s or _turned(before) > params.calm_rad:
        return False
    return bool(np.arccos(np.clip(up[began] @ up[rise.end - 1], -1.0, 1.0)) <= params.lone_turned_rad)


def _began(look: Look, params: OpeningParams) -> int:
    """Grid point at which the movement of the first rise began: with the way down before it, if there is one."""
    rise = look.attempts[0].rise
    falls = [s for s in look.settled.swings if not s.up and s.end <= rise.start]
    if falls and (rise.start - falls[-1].end) * look.motion.step_s <= params.bottom_s:
        return falls[-1].start
    return rise.start


def _turned(up: Floats) -> float:
    return float(np.ptp(up, axis=0).max())
