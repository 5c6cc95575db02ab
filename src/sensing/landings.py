"""Which rises are followed by a landing: a weight that struck the floor after each rep does so after the last too.

Whoever stands up from a deadlift on the floor moves the hand as in the rep before, only without the weight. That rise
is known by what does not come after it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sensing.filters import highpass
from sensing.samples import Floats
from sensing.swings import Swing


@dataclass(frozen=True, slots=True, kw_only=True)
class LandingParams:
    """When a rise belongs to no weight.

    Origin: by hand, on the tune seeds of two generators that share no code with this project's: landings of 1.2 to
    15 m/s2, ten times and more what is felt on the way up; hands that stand up without the weight feel 0 to 0.8.
    """

    fast_hz: float = 12.0
    """Hands move more slowly than this; what is faster is a strike [Hz]."""
    least_mps2: float = 0.8
    """Softer strikes are no landing [m/s2]; zero: each is one."""
    times: float = 5.0
    """Nor are those that are not so many times harder than what is felt on the way up. Zero: each is one."""
    landed_share: float = 0.75
    """At least this share of the rises before the last must be followed by a landing. Zero: none need be."""
    soft_share: float = 0.7
    """A strike after the last that reaches this share of the softest of them is a landing. Zero: each is one."""
    waited_times: float = 1.2
    """It is waited for so many times longer than any before took. Zero: not at all, and nothing is told."""
    again_share: float = 0.75
    """What comes up in that time by this share of the last rise may be the hand, after a rep that landed softly. Zero:
    all that does."""


def never_landed(
    rises: Sequence[Swing], swings: Sequence[Swing], vertical_mps2: Floats, step_s: float, params: LandingParams
) -> str | None:
    """Why the last of three or more rises is a hand without the weight; None when it may be a rep.

    Parameters
    ----------
    rises : in order.
    swings : all ways up and down of the window, in order.
    vertical_mps2 : (n,) vertical acceleration, mean over each grid step [m/s2].
    step_s : grid step [s].
    params : see `LandingParams`.

    Examples
    --------
    >>> rises = [Swing(start=k, end=k + 100, size_m=0.5, up=True) for k in (100, 400, 700, 1000)]
    >>> felt = np.zeros(2000)
    >>> felt[[390, 391, 690, 691, 980, 981]] = 15.0, -15.0, 8.0, -8.0, 9.0, -9.0
    >>> never_landed(rises, rises, felt, 0.01, LandingParams())
    'the weight struck the floor after 3 of 3 reps, but not after this'
    >>> felt[[1250, 1251]] = 10.0, -10.0
    >>> never_landed(rises, rises, felt, 0.01, LandingParams())
    """
    fast = np.abs(highpass(params.fast_hz, step_s).both_ways(vertical_mps2))
    felt = float(np.median([_hardest(fast, (r.start + 3 * r.end) // 4, r.end) for r in rises]))
    strikes, waits = [], []
    for rise, later in pairwise(rises):
        until = (3 * later.start + later.end) // 4  # a weight still rings when the next rep begins
        strikes.append(_hardest(fast, rise.end, until))
        waits.append(until - rise.end)
    least = max(params.least_mps2, params.times * felt)
    landed = [strike for strike in strikes if strike >= least]
    last = rises[-1]
    seen = last.end + round(params.waited_times * max(waits))
    if not landed or len(landed) < params.landed_share * len(strikes) or seen > len(fast):
        return None
    if any(s.up and last.end <= s.start < seen and s.size_m >= params.again_share * last.size_m for s in swings):
        return None
    if _hardest(fast, last.end, seen) >= params.soft_share * min(landed):
        return None
    return f"the weight struck the floor after {len(landed)} of {len(strikes)} reps, but not after this"


def _hardest(fast: Floats, start: int, end: int) -> float:
    return float(fast[start:end].max(initial=0.0))
