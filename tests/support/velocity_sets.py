"""Simulated people and sets as velocities alone: no signal, no engine. Drawn from the published spreads."""

import numpy as np

from model.history import PastSet
from tests.support.past import past_set


def sets_to_failure(n: int, seed: int = 20261124) -> list[list[float]]:
    """Bench press sets to failure at 60 to 90 % of the maximum, by the published decline and its scatter [m/s]."""
    random = np.random.default_rng(seed)
    sets = []
    for _ in range(n):
        first_mps, usual_n = ((0.77, 20.0), (0.61, 14.5), (0.465, 9.5), (0.32, 4.5))[random.integers(4)]
        count = max(3, round(usual_n * float(np.exp(random.normal(0, 0.25)))))
        end_mps = max(0.08, 0.19 * float(np.exp(random.normal(0, 0.18))))
        bend = float(np.clip(random.normal(1.4, 0.3), 0.9, 2.3))
        decline = first_mps - (first_mps - end_mps) * (np.arange(count) / (count - 1)) ** bend
        sets.append((decline * (1 + random.uniform(0.02, 0.05) * random.standard_normal(count))).tolist())
    return sets


def person(random: np.random.Generator, sets: int) -> tuple[float, list[PastSet]]:
    """A bench presser drawn from the published spread: the velocity at the end [m/s], and that many sets to failure."""
    end_mps = max(random.normal(0.19, (0.04**2 + 0.04**2) ** 0.5), 0.08)
    slope_mps = max(random.normal(0.042, 0.013), 0.015)
    done = []
    for day in range(sets):
        n = int(random.integers(5, 13))
        shift = random.normal(0, 0.035)
        velocities = [end_mps + shift + slope_mps * (n - 1 - i) + random.normal(0, 0.015) for i in range(n)]
        done.append(past_set([max(velocity, 0.05) for velocity in velocities], day=4 * day, failed=True))
    return float(end_mps), done
