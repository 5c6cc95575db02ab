"""What is published about each lift before any person does it, and whether its load hangs over the lifter's body."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftFacts:
    """One lift as groups of lifters do it; the starting point for every person.

    Parameters
    ----------
    exercise : as written in recordings.
    mvt_mps, mvt_sd_mps : mean velocity at the one-repetition maximum, mean and standard deviation over people [m/s].
    end_gain_mps, end_gain_sd_mps : how much faster than that the last rep of a usual set to failure is [m/s]. 0 = no
        difference. Small in most lifts; 0.28 to 0.34 m/s against 0.14 to 0.16 m/s in the deadlift.
    slope_mps, slope_sd_mps : loss of velocity from one rep to the next near the end of a set [m/s per rep], mean and
        standard deviation over people and loads.
    over_body : whether the load hangs over the body when a rep is not finished. Advice to stop errs early then.
    free_barbell : whether it is lifted with a free barbell that has to be put back.

    Notes
    -----
    The slopes are not published as such. They follow from the first-rep velocities at 70 and 80 % of the maximum, the
    velocity at the end, 14 and 9 reps to failure, and the bent decline of a set (exponent 1.4, seen over the last four
    reps). Their spread is that of the reps to failure between people, which is 20 to 35 %.

    References
    ----------
    Bench press: Gonzalez-Badillo & Sanchez-Medina 2010, Int J Sports Med 31:347. Squat: Helms et al. 2017, J Strength
    Cond Res 31:292 (0.23, spread 0.05) and 52 people measured by Balsalobre-Fernandez (0.275, spread 0.02). Deadlift:
    Lake et al. 2017 (PMC5968962) and Helms 2017. Overhead press: Balsalobre-Fernandez et al. 2018. Row:
    Sanchez-Medina et al. 2014. Pull-up: Sanchez-Moreno et al. 2017. Hip thrust: reviews only, so the spread is wide.
    Reps to failure: Nuzzo et al. 2024.
    """

    exercise: str
    mvt_mps: float
    mvt_sd_mps: float
    end_gain_mps: float
    end_gain_sd_mps: float
    slope_mps: float
    slope_sd_mps: float
    over_body: bool
    free_barbell: bool


def _facts(
    exercise: str,
    *,
    mvt: tuple[float, float],
    end_gain: tuple[float, float],
    slope: tuple[float, float],
    over_body: bool = False,
    free_barbell: bool = True,
) -> LiftFacts:
    """Facts from (mean, standard deviation) pairs."""
    return LiftFacts(
        exercise=exercise,
        mvt_mps=mvt[0],
        mvt_sd_mps=mvt[1],
        end_gain_mps=end_gain[0],
        end_gain_sd_mps=end_gain[1],
        slope_mps=slope[0],
        slope_sd_mps=slope[1],
        over_body=over_body,
        free_barbell=free_barbell,
    )


LIFTS: Final[Mapping[str, LiftFacts]] = MappingProxyType(
    {
        facts.exercise: facts
        for facts in (
            _facts("bench", mvt=(0.17, 0.04), end_gain=(0.02, 0.04), slope=(0.042, 0.013), over_body=True),
            _facts("squat", mvt=(0.275, 0.04), end_gain=(0.03, 0.04), slope=(0.033, 0.011), over_body=True),
            _facts("deadlift", mvt=(0.15, 0.05), end_gain=(0.16, 0.06), slope=(0.030, 0.010)),
            _facts("overhead_press", mvt=(0.19, 0.04), end_gain=(0.02, 0.04), slope=(0.036, 0.012), over_body=True),
            _facts("row", mvt=(0.51, 0.05), end_gain=(0.01, 0.04), slope=(0.036, 0.012)),
            _facts("pull_up", mvt=(0.20, 0.05), end_gain=(0.02, 0.04), slope=(0.040, 0.014), free_barbell=False),
            _facts("hip_thrust", mvt=(0.275, 0.06), end_gain=(0.03, 0.05), slope=(0.033, 0.013)),
        )
    }
)
"""The lifts that something is published about, by name."""

OTHER_LIFT: Final = _facts(
    "", mvt=(0.25, 0.12), end_gain=(0.05, 0.08), slope=(0.036, 0.02), over_body=True, free_barbell=False
)
"""Any other lift, so wide that it holds all of the above; over the body, because erring early costs one rep; no free
barbell, because nothing is to be said about its bar."""

END_MVT_CORRELATION: Final = 0.35
"""Correlation over people between the velocity of the last rep of a set and that at the maximum [-]. Garcia-Ramos et
al. 2020 (PeerJ 8760) saw 0.18 and 0.37 in single sets; without the scatter of single sets that is 0.2 to 0.4. So sets
to failure say little of the velocity at the maximum."""

_NEVER_OVER_BODY: Final = frozenset(
    {"curl", "barbell_curl", "dumbbell_curl", "romanian_deadlift", "cable_row", "lat_pulldown", "leg_press", "crunch"}
)
"""Lifts without published velocities of which it is plain that the load does not hang over the body."""


def facts_of(exercise: str | None) -> LiftFacts:
    """Return what is published about a lift; the wide facts of any lift when nothing is.

    Examples
    --------
    >>> facts_of("squat").mvt_mps, facts_of("hammer_throw").mvt_sd_mps
    (0.275, 0.12)
    """
    return LIFTS.get(exercise or "", OTHER_LIFT)


def is_over_body(exercise: str | None) -> bool:
    """Whether the load hangs over the lifter; True when the lift is not known.

    Examples
    --------
    >>> is_over_body("bench"), is_over_body("deadlift"), is_over_body("curl"), is_over_body(None)
    (True, False, False, True)
    """
    return exercise not in _NEVER_OVER_BODY and facts_of(exercise).over_body
