"""How a weight is lowered after a rise: as far as it comes down, it had come up.

A way up in doubt is a grinder, slow and full of holds that are none. The way down after it is quick and hard to
mistake: what is lowered by all that the reps rise had reached their top, and what comes down by half had not. And what
is lowered far below where the reps begin was put away from there.
"""

import math
from dataclasses import dataclass
from statistics import median

from sensing.rep_params import LoweringParams
from sensing.rises import mean_speed
from sensing.settle import Settled
from sensing.swings import Swing


@dataclass(frozen=True, slots=True, kw_only=True)
class Lowering:
    """A way down.

    Parameters
    ----------
    share : how far it goes, as a share of what the rise is measured by.
    sd_share : one standard deviation of that, likewise.
    takes_s : how long it takes [s].
    lies : whether the weight then lies still, as nothing that is held does.
    """

    share: float
    sd_share: float
    takes_s: float
    lies: bool


def reached_top(
    rise: Swing, sd_m: float, usual_m: float, settled: Settled, params: LoweringParams, *, level: bool
) -> bool | None:
    """Whether a rise reached the top, by what is lowered after it; None when that does not tell.

    Parameters
    ----------
    rise : the way up, as it is in any fit of the window.
    sd_m : one standard deviation of what it gained there [m].
    usual_m : what the reps rise [m].
    settled : the window.
    params : see there.
    level : the sensor sits on a bar. On a wrist a hand that let go of the weight may come down all the way.
    """
    lowering = _lowering_after(rise, usual_m, settled, params)
    if lowering is None:
        return None
    # Ways that surely differ led elsewhere: to a rack lower than the top, or down to the floor after a row that failed.
    over_share, sure_share = rise.size_m / usual_m - lowering.share, math.hypot(sd_m / usual_m, lowering.sd_share)
    if abs(over_share) > params.alike_sds * sure_share and not _is_between_strikes(rise, settled, params):
        return None
    if lowering.share <= params.short_share:
        known_share = params.short_lies_sd_share if lowering.lies else params.short_sd_share
        return False if lowering.sd_share <= known_share and lowering.takes_s <= params.short_s else None
    is_full = params.full_share <= lowering.share <= params.full_most_share
    return True if level and is_full and lowering.sd_share <= params.full_sd_share else None


def puts_away(rises: list[Swing], settled: Settled, params: LoweringParams) -> bool:
    """Whether the last of three rises or more is no rep, but what brought the weight to where it was put away from."""
    *reps, last = rises
    usual_m = median(rise.size_m for rise in reps)
    alike = params.away_least_share <= last.size_m / usual_m <= params.away_most_share
    speed_share = mean_speed(last) / mean_speed(reps[-1])
    in_time = params.away_slowest_share <= speed_share <= params.away_fastest_share
    return not (alike and in_time) and stands_up(rises, settled, params)


def stands_up(rises: list[Swing], settled: Settled, params: LoweringParams) -> bool:
    """Whether, after the last of some rises, the weight is held for long and then lowered far below the others."""
    *reps, last = rises
    usual_m = median(rise.size_m for rise in reps)
    lowering = _lowering_after(last, usual_m, settled, params)
    if lowering is None or lowering.sd_share > params.away_sd_share or last.size_m < params.away_rise_share * usual_m:
        return False
    if lowering.share < min(params.away_share, params.below_times * last.size_m / usual_m):
        return False
    held = [_held_s(rise, settled) for rise in rises]
    longest_s = max(params.away_held_s, *(one for one in held[:-1] if one is not None))
    return held[-1] is not None and held[-1] >= params.away_held_times * longest_s


def stays_up(rise: Swing, settled: Settled, params: LoweringParams) -> bool:
    """Whether a weight is seen not to be lowered soon after a rise. Without a gyroscope a slow drift looks the same."""
    if settled.basis.window.gyr_dps is None:
        return False
    soon = round(params.soon_s / settled.motion.step_s)
    fall = _fall_after(rise, settled)
    return len(settled.motion.z_m) - 1 - rise.end >= soon and (fall is None or fall.start - rise.end > soon)


def _is_between_strikes(rise: Swing, settled: Settled, params: LoweringParams) -> bool:
    """Whether a weight struck the floor before a rise and after it."""
    near = round(params.strike_s / settled.motion.step_s)
    before = next((s for s in reversed(settled.swings) if not s.up and s.start + s.end < 2 * rise.start), None)
    after = _fall_after(rise, settled)
    return all(
        fall is not None and settled.basis.window.is_struck(fall.end - near, fall.end + near, params.strike_mps)
        for fall in (before, after)
    )


def _lowering_after(rise: Swing, usual_m: float, settled: Settled, params: LoweringParams) -> Lowering | None:
    fall, step_s = _fall_after(rise, settled), settled.motion.step_s
    if fall is None or (fall.start - rise.end) * step_s > params.soon_s:
        return None
    end = fall.end
    if (len(settled.motion.z_m) - end) * step_s < params.over_s:
        return None  # it may go on
    after = settled.still[end + round(params.lies_from_s / step_s) : end + round(params.lies_until_s / step_s)]
    return Lowering(
        share=fall.size_m / usual_m,
        sd_share=settled.motion.rise_sd_m(fall.start, end) / usual_m,
        takes_s=(end - fall.start) * step_s,
        lies=bool(len(after) and after.mean() >= params.lies_share),
    )


def _fall_after(rise: Swing, settled: Settled) -> Swing | None:
    """The first way down most of which comes after a rise: another fit may put the top a little elsewhere."""
    return next((s for s in settled.swings if not s.up and s.start + s.end > 2 * rise.end), None)


def _held_s(rise: Swing, settled: Settled) -> float | None:
    """How long a rise is held at its top before it is lowered [s]; None when it is not."""
    fall = _fall_after(rise, settled)
    return None if fall is None else (fall.start - rise.end) * settled.motion.step_s
