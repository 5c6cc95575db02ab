"""What estimates are worth: errors by how many reps were left, near failure, intervals, and all of it over people."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from lastrep.training.judge import Judged
from model.reserve import NEAR_CHANCE, NEAR_FAILURE_REPS
from sensing.samples import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of one group of reps; NaN when it holds none that count.

    Parameters
    ----------
    reps, people : how many are in it.
    answered : share of the reps that got an estimate.
    mae_0_3, mae_0_5 : mean absolute error at true reps in reserve of 0-3 and 0-5 [reps].
    bias_0_5 : mean error there [reps]; above 0 = more reps were promised than were left.
    within_1 : share there that is off by one rep at most, of whole numbers.
    near_f1 : F1 of "two reps or fewer left", all reps.
    coverage : share of truths in the 80 % interval, all reps.
    coverage_0_5, width_0_5 : the same, and its mean width [reps], at 0-5.
    """

    reps: int
    people: int
    answered: float
    mae_0_3: float
    mae_0_5: float
    bias_0_5: float
    within_1: float
    near_f1: float
    coverage: float
    coverage_0_5: float
    width_0_5: float


def figures(judged: Sequence[Judged]) -> Figures:
    """Work out the figures of a group of reps."""
    told = [one for one in judged if one.estimate is not None]
    truth = np.array([one.rir for one in told], dtype=np.float64)
    estimate, low, high, near = (
        np.array([getattr(one, name) for one in told], dtype=np.float64)
        for name in ("estimate", "low", "high", "near_failure")
    )
    error, few, fewer = estimate - truth, truth <= 5, truth <= 3
    inside = (low <= truth) & (truth <= high)
    return Figures(
        reps=len(judged),
        people=len({one.person for one in judged}),
        answered=len(told) / len(judged) if judged else float("nan"),
        mae_0_3=_mean(np.abs(error[fewer])),
        mae_0_5=_mean(np.abs(error[few])),
        bias_0_5=_mean(error[few]),
        within_1=_mean((np.abs(np.round(estimate) - truth) <= 1)[few]),
        near_f1=f1(near >= NEAR_CHANCE, truth <= NEAR_FAILURE_REPS),
        coverage=_mean(inside),
        coverage_0_5=_mean(inside[few]),
        width_0_5=_mean((high - low)[few]),
    )


def baseline(judged: Sequence[Judged], name: str) -> list[Judged]:
    """Return the same answered reps with a baseline's word in place of the model's; it has no interval."""
    changed = []
    for one in judged:
        said = one.baselines[name]
        if one.estimate is None or said is None:
            continue
        near = float(said <= NEAR_FAILURE_REPS + 0.5)
        changed.append(
            Judged(
                person=one.person,
                exercise=one.exercise,
                sensor=one.sensor,
                rir=one.rir,
                estimate=said,
                low=float("nan"),
                high=float("nan"),
                near_failure=near,
                reason=None,
                baselines=one.baselines,
            )
        )
    return changed


def over_people(
    judged: Sequence[Judged], measure: Callable[[Sequence[Judged]], float], *, draws: int = 300, seed: int = 1
) -> tuple[float, float]:
    """Return a 95 % interval of a figure, by drawing people with replacement."""
    by_person: dict[str, list[Judged]] = {}
    for one in judged:
        by_person.setdefault(one.person, []).append(one)
    people, rng = list(by_person.values()), np.random.default_rng(seed)
    found = [
        measure([one for place in rng.integers(len(people), size=len(people)) for one in people[place]])
        for _ in range(draws)
    ]
    low, high = np.nanquantile(found, [0.025, 0.975])
    return float(low), float(high)


def errors_by_rir(judged: Sequence[Judged], most: int = 8) -> list[tuple[int, int, float, float]]:
    """Return (true reps in reserve, answered reps, mean absolute error, mean error) for each number."""
    table = []
    for rir in range(most + 1):
        errors = np.array([one.estimate - one.rir for one in judged if one.estimate is not None and one.rir == rir])
        table.append((rir, len(errors), _mean(np.abs(errors)), _mean(errors)))
    return table


def reliability(judged: Sequence[Judged], bins: int = 5) -> list[tuple[str, int, float, float]]:
    """Return (bin, reps, mean chance told, share that came true) of near failure."""
    told = [(one.near_failure, one.rir) for one in judged if one.near_failure is not None]
    near = np.array([chance for chance, _ in told], dtype=np.float64)
    true = np.array([rir <= NEAR_FAILURE_REPS for _, rir in told], dtype=bool)
    place = np.minimum((near * bins).astype(int), bins - 1)
    return [
        (f"{i / bins:.1f}-{(i + 1) / bins:.1f}", int(here.sum()), _mean(near[here]), _mean(true[here]))
        for i in range(bins)
        if (here := place == i).any()
    ]


def f1(said: NDArray[np.bool_], true: NDArray[np.bool_]) -> float:
    """Return the F1 score; NaN when nothing is true and nothing was said.

    Examples
    --------
    >>> f1(np.array([True, True, False]), np.array([True, False, False])).__round__(3)
    0.667
    """
    total = int(said.sum()) + int(true.sum())
    return 2.0 * int((said & true).sum()) / total if total else float("nan")


def _mean(values: Floats | NDArray[np.bool_]) -> float:
    return float(np.mean(values)) if len(values) else float("nan")
