"""How well a method counts: over sets, over reps, and in rest.

All are pure functions of numbers; a metric that has nothing to rest on is None.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True, kw_only=True)
class SetCount:
    """One set: what happened and what was counted.

    Parameters
    ----------
    expected_n, counted_n : completed reps.
    marked_n, paired_n : reps with known times and how many of them were found; None when no times are known.
    """

    expected_n: int
    counted_n: int
    marked_n: int | None = None
    paired_n: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountScore:
    """How well reps were counted over a group of sets.

    Parameters
    ----------
    sets_n, reps_n : how much this rests on.
    exact_frac, within_one_frac : share of sets counted exactly, and within one rep.
    mae_n : mean absolute error [reps a set].
    bias_n : mean of counted - expected [reps a set].
    missed_n, ghosts_n : reps that were not found, and found that were not. By pairs in time where those are known, else
        by the difference of the counts, which lets a miss and a ghost in one set hide each other.
    f1_frac : harmonic mean of precision and recall over reps with known times; None where none are.
    """

    sets_n: int
    reps_n: int
    exact_frac: float
    within_one_frac: float
    mae_n: float
    bias_n: float
    missed_n: int
    ghosts_n: int
    f1_frac: float | None


def score_counts(sets: Sequence[SetCount]) -> CountScore | None:
    """Score a group of sets; None when there are none.

    Examples
    --------
    >>> score = score_counts([SetCount(expected_n=5, counted_n=5), SetCount(expected_n=10, counted_n=8)])
    >>> score.exact_frac, score.within_one_frac, score.mae_n, score.missed_n, score.f1_frac
    (0.5, 0.5, 1.0, 2, None)
    """
    if not sets:
        return None
    errors = np.array([item.counted_n - item.expected_n for item in sets])
    missed, ghosts = zip(*(_missed_and_ghosts(item) for item in sets), strict=True)
    return CountScore(
        sets_n=len(sets),
        reps_n=sum(item.expected_n for item in sets),
        exact_frac=float(np.mean(errors == 0)),
        within_one_frac=float(np.mean(np.abs(errors) <= 1)),
        mae_n=float(np.mean(np.abs(errors))),
        bias_n=float(np.mean(errors)),
        missed_n=sum(missed),
        ghosts_n=sum(ghosts),
        f1_frac=_f1_frac(sets),
    )


def ghosts_per_10_min(ghosts_n: int, rest_s: float) -> float | None:
    """Return how many reps were counted in 10 minutes without lifting; None when there was no rest.

    Examples
    --------
    >>> ghosts_per_10_min(3, 1200.0)
    1.5
    """
    return ghosts_n / (rest_s / 600) if rest_s > 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class BootstrapParams:
    """How intervals over people are made.

    Parameters
    ----------
    draws_n : resamples; 2000 keeps the error of the ends below 1 % of the spread. Never 0.
    seed : of the resampling, so that results repeat.
    coverage_frac : share of resamples between the ends; 0.95 by custom.
    min_people_n : fewer people than this give no interval, since resampling two says nothing of a third.
    """

    draws_n: int = 2000
    seed: int = 20240
    coverage_frac: float = 0.95
    min_people_n: int = 3


def bootstrap_interval(
    by_person: Mapping[str, Sequence[SetCount]],
    value: Callable[[CountScore], float],
    params: BootstrapParams,
) -> tuple[float, float] | None:
    """Bound a metric by drawing whole people with replacement.

    Parameters
    ----------
    by_person : the sets of each person (or of each day, when all are of one person).
    value : picks the metric.
    params : how many draws, and so on.

    Returns
    -------
    (low, high), or None with too few people.

    Examples
    --------
    >>> same = {name: [SetCount(expected_n=5, counted_n=5)] for name in "ABC"}
    >>> bootstrap_interval(same, lambda score: score.exact_frac, BootstrapParams(draws_n=50))
    (1.0, 1.0)
    """
    people = sorted(person for person, sets in by_person.items() if sets)
    if len(people) < params.min_people_n:
        return None
    rng = np.random.default_rng(params.seed)
    values = []
    for _ in range(params.draws_n):
        drawn = rng.integers(len(people), size=len(people))
        score = score_counts([item for place in drawn for item in by_person[people[place]]])
        assert score is not None, "every person has a set"
        values.append(value(score))
    tail = (1 - params.coverage_frac) / 2
    low, high = np.quantile(values, [tail, 1 - tail])
    return float(low), float(high)


def _missed_and_ghosts(item: SetCount) -> tuple[int, int]:
    if item.marked_n is not None and item.paired_n is not None and item.marked_n == item.expected_n:
        return item.expected_n - item.paired_n, item.counted_n - item.paired_n
    return max(0, item.expected_n - item.counted_n), max(0, item.counted_n - item.expected_n)


def _f1_frac(sets: Sequence[SetCount]) -> float | None:
    marked = [item for item in sets if item.marked_n is not None and item.paired_n is not None]
    true_n = sum(item.marked_n or 0 for item in marked)
    found_n = sum(item.counted_n for item in marked)
    paired_n = sum(item.paired_n or 0 for item in marked)
    return 2 * paired_n / (true_n + found_n) if true_n else None
