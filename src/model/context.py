"""What is known about a set beside its reps: the lift, the load, the lifter's own profile. All of it may be unknown."""

import math
from dataclasses import dataclass

from model.profile import LiftProfile


@dataclass(frozen=True, slots=True, kw_only=True)
class SetContext:
    """What the lifter told, or what earlier sets taught. None = not known, never a guess.

    Parameters
    ----------
    exercise : lift in our words (`squat`, `bench` ...).
    load_kg : weight moved [kg].
    one_rm_kg : the lifter's one-repetition maximum in this lift [kg].
    set_number : place of this set among the sets of this lift today, from 1.
    rest_s : time since the set before ended [s].
    profile : what is known of this lifter in this lift.

    Raises
    ------
    ValueError
        When a weight, a number or a time is not finite or has the wrong sign.

    Examples
    --------
    >>> SetContext(exercise="squat", load_kg=120.0, one_rm_kg=150.0).load_frac
    0.8
    """

    exercise: str | None = None
    load_kg: float | None = None
    one_rm_kg: float | None = None
    set_number: int | None = None
    rest_s: float | None = None
    profile: LiftProfile | None = None

    def __post_init__(self) -> None:
        for name, lowest in (("load_kg", 0.0), ("one_rm_kg", 0.0), ("set_number", 1.0), ("rest_s", 0.0)):
            value = getattr(self, name)
            if value is not None and not (math.isfinite(value) and value >= lowest):
                raise ValueError(f"{name} {value} must be a finite number of at least {lowest:g}, or left out.")

    @property
    def load_frac(self) -> float | None:
        """Load over the one-repetition maximum [-]; None when either is unknown or nothing was lifted."""
        if not self.load_kg or not self.one_rm_kg:
            return None
        return self.load_kg / self.one_rm_kg
