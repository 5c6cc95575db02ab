"""How fast a first rep with full intent is at a share of the one-repetition maximum, as published, and the way back."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

LOAD_FRACS: Final = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)

FIRST_REP_MPS: Final[Mapping[str, tuple[float, ...]]] = MappingProxyType(
    {
        "bench": (1.10, 0.93, 0.77, 0.61, 0.465, 0.32, 0.17),
        "squat": (0.94, 0.83, 0.72, 0.61, 0.51, 0.41, 0.275),
        "deadlift": (0.94, 0.82, 0.70, 0.58, 0.46, 0.33, 0.16),
        "overhead_press": (0.98, 0.85, 0.72, 0.58, 0.45, 0.32, 0.19),
        "row": (1.28, 1.16, 1.03, 0.90, 0.77, 0.64, 0.51),
    }
)
"""Mean velocity of a first rep with full intent [m/s] at `LOAD_FRACS`. Bench: Gonzalez-Badillo & Sanchez-Medina 2010;
squat: 52 people measured by Balsalobre-Fernandez; deadlift: Lake et al. 2017, Benavides-Ubric et al. 2020; overhead
press: Balsalobre-Fernandez et al. 2018; row: Sanchez-Medina et al. 2014. Same as in `firmware_sim.lifts`, by source."""


def first_rep_mps(exercise: str | None, load_frac: float) -> float | None:
    """Return the velocity of a first rep at a share of the maximum [m/s]; None when nothing is published of the lift.

    Examples
    --------
    >>> first_rep_mps("squat", 0.8), first_rep_mps("curl", 0.8)
    (0.51, None)
    """
    published = FIRST_REP_MPS.get(exercise or "")
    return None if published is None else float(np.interp(load_frac, LOAD_FRACS, published))


def load_frac_at(exercise: str | None, velocity_mps: float) -> float | None:
    """Return the share of the maximum at which a first rep has this velocity; 0.4 to 1, None as above.

    Examples
    --------
    >>> round(load_frac_at("squat", 0.51), 6), load_frac_at("squat", 3.0)
    (0.8, 0.4)
    """
    published = FIRST_REP_MPS.get(exercise or "")
    return None if published is None else float(np.interp(velocity_mps, published[::-1], LOAD_FRACS[::-1]))
