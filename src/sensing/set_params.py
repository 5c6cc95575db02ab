"""How sets are watched: when to look, how far back, and how long to wait."""

from dataclasses import dataclass

from sensing.opening import OpeningParams
from sensing.schedule import ScheduleParams
from sensing.trace import TraceParams


@dataclass(frozen=True, slots=True, kw_only=True)
class SetParams:
    """When to look, and how far back.

    Origin: project rules for delay and cost, watched on simulated tune seeds, unless a field says otherwise.
    """

    hop_s: float = 0.1
    """Time between chances to look [s]; with `top_age_s` it bounds the delay of a rep."""
    look_back_s: float = 30.0
    """How far back a look reaches while no set is under way [s]; four slow reps fit in."""
    longest_s: float = 240.0
    """Longest window [s]; of what goes on for longer only the last part is looked at. The track must keep more."""
    margin_s: float = 12.0
    """Kept before the first rep that was told [s]: the unrack lies there, and reps that were not seen at once."""
    lifting_s: float = 4.0
    """How much longer to wait for the end of a set while something moves [s]: a slow rep."""
    moving_mps2: float = 0.12
    """Spread of vertical acceleration over one second above which something moves [m/s2]."""
    top_age_s: float = 0.1
    """A top counts when the height has not been exceeded for this long [s]."""
    just_now_s: float = 0.6
    """A told rep that ended this recently is the one whose top was waited for [s]."""
    patience: int = 3
    """A told rep that this many looks in a row do not see is taken back [looks]."""
    opening: OpeningParams = OpeningParams()
    """When a first rep is told at once."""
    schedule: ScheduleParams = ScheduleParams()
    """When a look is worth its cost."""
    trace: TraceParams = TraceParams()
    """What is told for drawing."""
