import numpy as np
import pytest

from lastrep.evaluation.labels import Span
from lastrep.evaluation.matching import match_spans
from lastrep.evaluation.metrics import (
    BootstrapParams,
    SetCount,
    bootstrap_interval,
    ghosts_per_10_min,
    score_counts,
)


def spans(*borders: tuple[float, float]) -> list[Span]:
    return [Span(start_s=start_s, end_s=end_s) for start_s, end_s in borders]


def test_counts_are_scored_by_set() -> None:
    sets = [SetCount(expected_n=5, counted_n=n) for n in (5, 6, 3, 5)]
    score = score_counts(sets)
    assert score is not None
    assert (score.sets_n, score.reps_n) == (4, 20)
    assert (score.exact_frac, score.within_one_frac) == (0.5, 0.75)
    assert (score.mae_n, score.bias_n) == (0.75, -0.25)
    assert (score.missed_n, score.ghosts_n) == (2, 1)
    assert score.f1_frac is None


def test_a_miss_and_a_ghost_in_one_set_do_not_hide_each_other_when_times_are_known() -> None:
    score = score_counts([SetCount(expected_n=5, counted_n=5, marked_n=5, paired_n=4)])
    assert score is not None
    assert score.exact_frac == 1.0
    assert (score.missed_n, score.ghosts_n) == (1, 1)
    assert score.f1_frac == pytest.approx(0.8)


def test_f1_rests_on_marked_sets_alone() -> None:
    marked = SetCount(expected_n=4, counted_n=4, marked_n=4, paired_n=4)
    score = score_counts([marked, SetCount(expected_n=9, counted_n=0)])
    assert score is not None
    assert score.f1_frac == 1.0


def test_no_sets_give_no_score() -> None:
    assert score_counts([]) is None


def test_no_rest_gives_no_ghost_rate() -> None:
    assert ghosts_per_10_min(0, 0.0) is None
    assert ghosts_per_10_min(0, 300.0) == 0.0
    assert ghosts_per_10_min(2, 300.0) == 4.0


def test_interval_spans_people_not_sets() -> None:
    good = [SetCount(expected_n=5, counted_n=5)] * 50
    bad = [SetCount(expected_n=5, counted_n=9)] * 50
    people = {"A": good, "B": good, "C": bad}
    assert bootstrap_interval(people, lambda score: score.exact_frac, BootstrapParams()) == (0.0, 1.0)


def test_interval_repeats() -> None:
    rng = np.random.default_rng(1)
    people = {
        name: [SetCount(expected_n=5, counted_n=int(n)) for n in rng.integers(4, 7, size=6)] for name in "ABCDEFG"
    }
    first, second = (bootstrap_interval(people, lambda score: score.mae_n, BootstrapParams()) for _ in range(2))
    assert first == second
    assert first is not None
    assert 0 < first[0] < first[1] < 1


def test_two_people_give_no_interval() -> None:
    people = {name: [SetCount(expected_n=5, counted_n=5)] for name in "AB"}
    assert bootstrap_interval(people, lambda score: score.exact_frac, BootstrapParams()) is None


def test_each_span_is_paired_at_most_once() -> None:
    true = spans((0, 1), (3, 4))
    found = spans((0, 0.4), (0.5, 1), (3.1, 3.9))
    assert match_spans(true, found, 0.25) == [(0, 1), (1, 2)]


def test_as_many_pairs_as_possible_come_before_near_middles() -> None:
    # The second found span is nearest to the first true one, but only the first found one can take that.
    true = spans((0, 2), (2.2, 4))
    found = spans((0, 0.1), (1.0, 2.1))
    assert match_spans(true, found, 0.25) == [(0, 0), (1, 1)]


def test_spans_apart_by_more_than_the_tolerance_are_not_paired() -> None:
    assert match_spans(spans((0, 1)), spans((1.3, 2)), 0.25) == []
    assert match_spans(spans((0, 1)), spans((1.2, 2)), 0.25) == [(0, 0)]


def test_an_instant_can_be_matched() -> None:
    assert match_spans(spans((5, 5)), spans((4.6, 5.4)), 0.0) == [(0, 0)]


def test_nothing_pairs_with_nothing() -> None:
    assert match_spans([], spans((0, 1)), 1.0) == []
    assert match_spans(spans((0, 1)), [], 1.0) == []


def test_a_span_cannot_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match="before"):
        Span(start_s=2, end_s=1)
