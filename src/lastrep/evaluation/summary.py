"""Turns the outcomes of single sets into the rows of a results table."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from lastrep.evaluation.labels import REST, Split, Trust
from lastrep.evaluation.metrics import (
    BootstrapParams,
    CountScore,
    SetCount,
    bootstrap_interval,
    ghosts_per_10_min,
    score_counts,
)
from lastrep.evaluation.outcome import Outcome
from lastrep.evaluation.velocity import Correlation, correlate


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryRow:
    """One line of results.

    Parameters
    ----------
    dataset : name of the data set.
    group : what the line is over: "all", "report", "tune", "doubtful labels", an exercise or a person.
    people_n : people in it (days, where all is of one person).
    score : of the counts in sets; None when the group is all rest.
    exact_interval : 95 % over people; None with fewer than three.
    rest_s : time without lifting [s].
    ghosts_in_rest_n : reps counted in it.
    ghosts_per_10_min : the same as a rate; None without rest.
    errors_n : recordings that could not be analysed; they count as nothing found.
    peers : scores of the plain methods, on the active parts of the same sets.
    peak_velocity : against a reference with its own scale; None where there is none.
    """

    dataset: str
    group: str
    people_n: int
    score: CountScore | None
    exact_interval: tuple[float, float] | None
    rest_s: float
    ghosts_in_rest_n: int
    ghosts_per_10_min: float | None
    errors_n: int
    peers: dict[str, CountScore]
    peak_velocity: Correlation | None


def summarise(outcomes: Sequence[Outcome]) -> list[SummaryRow]:
    """Make the rows of one data set.

    Parameters
    ----------
    outcomes : of one data set, in any order.

    Returns
    -------
    A row for all, each split, doubtful labels, the report split by exercise, and each person (or day), in this order.
    """
    trusted = [item for item in outcomes if item.trust is not Trust.DOUBTFUL]
    groups: list[tuple[str, list[Outcome]]] = [("all", trusted)]
    groups += [(split.value, [item for item in trusted if item.split is split]) for split in (Split.REPORT, Split.TUNE)]
    groups.append(("doubtful labels", [item for item in outcomes if item.trust is Trust.DOUBTFUL]))
    reported = [item for item in trusted if item.split is Split.REPORT and item.exercise != REST]
    groups += [(f"report, {key}", items) for key, items in _by(reported, [item.exercise for item in reported])]
    unit = _by_day if len({item.person for item in outcomes}) == 1 else _by_person
    groups += [(f"{items[0].split}, {key}", items) for key, items in _by(trusted, [unit(item) for item in trusted])]
    return [summary_row(name, items, unit) for name, items in groups if items]


def _by_person(outcome: Outcome) -> str:
    return outcome.person


def _by_day(outcome: Outcome) -> str:
    return f"{outcome.person} {outcome.day or 'on an unknown day'}"


def summary_row(group: str, outcomes: Sequence[Outcome], unit: Callable[[Outcome], str]) -> SummaryRow:
    """Make one row of outcomes.

    Parameters
    ----------
    group : what it is over.
    outcomes : at least one.
    unit : names the person (or day, or seed) of an outcome, over which intervals are drawn.
    """
    sets = [item for item in outcomes if item.expected_n is not None and item.exercise != REST]
    by_unit: dict[str, list[SetCount]] = defaultdict(list)
    for item in sets:
        by_unit[unit(item)].append(_set_count(item, item.counted_n))
    rest_s, ghosts_n = sum(item.rest_s for item in outcomes), sum(item.outside_n for item in outcomes)
    names = sets[0].peers if sets else {}
    peers = {name: score_counts([_plain_count(item, item.peers[name]) for item in sets]) for name in names}
    return SummaryRow(
        dataset=outcomes[0].dataset,
        group=group,
        people_n=len({unit(item) for item in outcomes}),
        score=score_counts([count for counts in by_unit.values() for count in counts]),
        exact_interval=bootstrap_interval(by_unit, lambda score: score.exact_frac, BootstrapParams()),
        rest_s=rest_s,
        ghosts_in_rest_n=ghosts_n,
        ghosts_per_10_min=ghosts_per_10_min(ghosts_n, rest_s),
        errors_n=sum(item.error is not None for item in outcomes),
        peers={name: score for name, score in peers.items() if score is not None},
        peak_velocity=_peak_velocity(sets),
    )


def _by(outcomes: Sequence[Outcome], keys: Iterable[str]) -> list[tuple[str, list[Outcome]]]:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for key, item in zip(keys, outcomes, strict=True):
        groups[key].append(item)
    return sorted(groups.items())


def _set_count(outcome: Outcome, counted_n: int) -> SetCount:
    assert outcome.expected_n is not None, "only sets with a known count are scored"
    return SetCount(
        expected_n=outcome.expected_n,
        counted_n=counted_n,
        marked_n=outcome.marked_n,
        paired_n=outcome.paired_n,
    )


def _plain_count(outcome: Outcome, counted_n: int) -> SetCount:
    """Return a count without times: the plain methods give none."""
    assert outcome.expected_n is not None, "only sets with a known count are scored"
    return SetCount(expected_n=outcome.expected_n, counted_n=counted_n)


def _peak_velocity(outcomes: Sequence[Outcome]) -> Correlation | None:
    sets = []
    for item in outcomes:
        pairs = [
            (pair.true_pv_mps, pair.final_pv_mps)
            for pair in item.pairs
            if pair.true_pv_mps is not None and pair.final_pv_mps is not None
        ]
        if pairs:
            sets.append(([pair[0] for pair in pairs], [pair[1] for pair in pairs]))
    return correlate(sets)
