"""Prints the tables of docs/profile.md: maxima on public squats, and, in simulation, profiles and early warnings.

The simulated sets are velocities alone, without a signal; the people are those that the model is trained on. Run it
from the root:
`.venv/bin/python -m tools.profile_figures`.
"""

import sys

import numpy as np

from firmware_sim.lifts import LIFTS
from lastrep.training.population import draw_lifter, draw_session
from lastrep.training.spreads import PopulationParams
from model.history import PastSet
from model.profile import learned_profile
from model.proximity import ProximityEstimate
from model.stop import Goal, StopLevel, StopTarget, stop_advice
from tests.support.past import past_set, reps
from tests.support.squat_profiles import FOLDER, REPORT, TUNE, squat_score
from tests.support.velocity_sets import sets_to_failure

SIMULATED_PEOPLE, SIMULATED_SETS = 300, 2000

SENSOR_SD_MPS = 0.01
"""Error of a velocity that is added to the simulated ones [m/s]."""

MOST_LEFT = 6.0
"""Estimates of more reps left count as this many; the truth is 0 to 3 [reps]."""

_UNKNOWN = ProximityEstimate(estimate=None, reason="not looked at")


def main() -> None:
    """Print all tables."""
    if FOLDER.exists():
        print_maxima()
    else:
        sys.stderr.write(f"{FOLDER} is not there: no table of maxima.\n")
    print_profiles()
    print_warnings()


def print_maxima() -> None:
    """Error of the maximum, by bar, loads and split."""
    _row(
        "squat", "loads, % of maximum", "lines", "people", "refused", "bias", "mean absolute error", "± shown", "inside"
    )
    for kind in ("free_weight", "smith"):
        for percents in ((40, 60, 80, 90), (60, 80, 90), (40, 60, 80), (20, 40, 60)):
            for name, people in (("tune", TUNE), ("report", REPORT)):
                score = squat_score(kind, percents, people)
                shares = (score.bias_frac, score.mean_absolute_frac, score.half_frac)
                shown = [f"{100 * share:.1f} %" for share in shares] + [f"{100 * score.covered:.0f} %"]
                if score.refused == score.people:
                    shown = ["–"] * 4
                _row(kind.replace("_", " "), ", ".join(map(str, percents)), name, score.people, score.refused, *shown)


def print_profiles() -> None:
    """What a profile of earlier sets to failure says of the next one, in another session; simulated."""
    _row(
        "lift",
        "earlier sets to failure",
        "error of the last rep's velocity",
        "error of the reps left by the line alone",
    )
    for exercise in LIFTS:
        random = np.random.default_rng(1)
        people = [next_sets(random, str(i), exercise) for i in range(SIMULATED_PEOPLE)]
        for count in (0, 1, 2, 4):
            velocity_errors, left_errors = [], []
            for earlier, velocities in people:
                profile = learned_profile(exercise, earlier[:count])
                velocity_errors.append(abs(velocities[-1] - profile.end_mps))
                for left, velocity in enumerate(velocities[:-5:-1]):
                    estimate = max((velocity - profile.end_mps) / profile.slope_mps, 0.0)
                    left_errors.append(abs(min(estimate, MOST_LEFT) - left))
            _row(exercise, count, f"{np.mean(velocity_errors):.3f} m/s", f"{np.mean(left_errors):.2f} reps")


def next_sets(random: np.random.Generator, key: str, exercise: str) -> tuple[list[PastSet], list[float]]:
    """One lifter of the simulated population: four sets to failure, and the velocities of a fifth [m/s]."""
    population = PopulationParams()
    lifter = draw_lifter(random, key, exercise, population)
    sets = [draw_session(random, lifter, population, sets=1, to_failure=True)[0] for _ in range(5)]
    velocities = [[velocity + random.normal(0, SENSOR_SD_MPS) for velocity in one.velocities_mps] for one in sets]
    earlier = [
        past_set(known, day=4 * i, exercise=exercise, load_kg=sets[i].load_kg, failed=True)
        for i, known in enumerate(velocities[:4])
    ]
    return earlier, velocities[4]


def print_warnings() -> None:
    """How many reps before the stop the warning came; simulated."""
    _row("stop at", "load over the body", "sets that reached it", "warned", "one rep ahead", "two", "three or more")
    sets = sets_to_failure(SIMULATED_SETS, seed=2)
    for loss in (0.1, 0.2, 0.3, 0.4):
        for over_body in (True, False):
            lead = np.array(warning_leads(sets, loss, over_body=over_body))
            shares = [np.mean(part) for part in (lead > 0, lead == 1, lead == 2, lead > 2)]
            yes = "yes" if over_body else "no"
            _row(f"{100 * loss:.0f} %", yes, len(lead), *[f"{100 * share:.0f} %" for share in shares])


def warning_leads(sets: list[list[float]], loss_frac: float, *, over_body: bool) -> list[int]:
    """Reps from the first warning to the stop, 0 without a warning, for each set that reached its stop."""
    target, leads = StopTarget(goal=Goal.OWN, velocity_loss_frac=loss_frac), []
    for velocities in sets:
        levels = [
            stop_advice(reps(velocities[:n]), _UNKNOWN, target, over_body=over_body).level
            for n in range(1, len(velocities) + 1)
        ]
        if StopLevel.STOP in levels:
            stop = levels.index(StopLevel.STOP)
            warned = StopLevel.ONE_MORE in levels[:stop]
            leads.append(stop - levels.index(StopLevel.ONE_MORE) if warned else 0)
    return leads


def _row(*cells: object) -> None:
    sys.stdout.write("| " + " | ".join(map(str, cells)) + " |\n")


if __name__ == "__main__":
    main()
