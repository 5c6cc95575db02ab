"""Prints the tables of docs/profile.md: maxima on public squats, and, in simulation, profiles and early warnings.

The simulated sets are velocities alone, without a signal. Run it from the root:
`.venv/bin/python -m tools.profile_figures`.
"""

import sys

import numpy as np

from model.profile import learned_profile
from model.proximity import ProximityEstimate
from model.stop import Goal, StopLevel, StopTarget, stop_advice
from tests.support.past import reps
from tests.support.squat_profiles import FOLDER, REPORT, TUNE, squat_score
from tests.support.velocity_sets import person, sets_to_failure

SIMULATED_PEOPLE, SIMULATED_SETS = 2000, 2000
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
    """Error of the velocity at the end after 0 to 4 sets to failure; simulated."""
    random = np.random.default_rng(1)
    people = [person(random, 4) for _ in range(SIMULATED_PEOPLE)]
    _row("sets to failure", "mean absolute error of the end velocity", "sd stated", "inside 80 %")
    for count in range(5):
        learned = [(truth, learned_profile("bench", sets[:count])) for truth, sets in people]
        miss = np.array([abs(profile.end_mps - truth) for truth, profile in learned])
        sd = np.array([profile.end_sd_mps for _, profile in learned])
        _row(count, f"{miss.mean():.3f} m/s", f"{sd.mean():.3f} m/s", f"{100 * np.mean(miss < 1.2816 * sd):.0f} %")


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
