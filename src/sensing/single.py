"""A set of one rep on a bar: a heavy single is lowered and lifted, or lifted and lowered, over the same way.

One rise alone has nothing to be alike with. A bar that is unracked, carried or put up moves one way; one that is lifted
comes from where it goes, or goes back to where it came from, and soon.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sensing.motion import Motion
from sensing.swings import Swing


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleParams:
    """When one rise of a bar is a set.

    Origin: by hand, on simulated tune seeds (42 singles, 46 other movements of a bar) and those of two generators that
    share no code with this project's (23 other movements). No shared recording has a single on a bar.
    """

    least_m: float = 0.25
    """It rises by at least this [m]: bench presses of short arms have 0.26, a bar that is pushed into the rack and let
    down again has 0.20. Zero: any does."""
    known_share: float = 0.15
    """Its height is known to this share, as one standard deviation: singles of a sensor with a gyroscope have 0.03 to
    0.15, one press has 0.16, drift that seems to go down and up 0.17 to 0.5. Zero: nothing is a single. ..."""
    least_share: float = 0.75
    """The way down before it or after it is at least this share of the rise ... Zero: any way down will do. ..."""
    most_share: float = 1.33
    """... and at most this one ..."""
    within_s: float = 3.0
    """... and ends no longer before it, or begins no longer after it, than this [s]. Zero: without any pause."""


def is_single(rise: Swing, swings: Sequence[Swing], motion: Motion, params: SingleParams) -> bool:
    """Whether the only rise of a bar is a set of one rep.

    Parameters
    ----------
    rise : with its size.
    swings : all ways up and down of the window, in order.
    motion : the fit that they were found in.
    params : see `SingleParams`.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> motion = SimpleNamespace(step_s=0.01, rise_sd_m=lambda start, end: 0.03)
    >>> lowered = Swing(start=0, end=150, size_m=0.5, up=False)
    >>> rise = Swing(start=200, end=300, size_m=0.5, up=True)
    >>> is_single(rise, [lowered, rise], motion, SingleParams()), is_single(rise, [rise], motion, SingleParams())
    (True, False)
    """
    if rise.size_m < params.least_m:
        return False
    if motion.rise_sd_m(rise.start, rise.end) > params.known_share * rise.size_m:
        return False
    within = round(params.within_s / motion.step_s)
    low, high = params.least_share * rise.size_m, params.most_share * rise.size_m
    return any(
        not swing.up
        and low <= swing.size_m <= high
        and (-1 <= rise.start - swing.end <= within or -1 <= swing.start - rise.end <= within)
        for swing in swings
    )
