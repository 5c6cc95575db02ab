import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from lastrep.evaluation.labels import Span
from lastrep.evaluation.matching import match_spans
from lastrep.evaluation.metrics import SetCount, score_counts

SPANS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 8)).map(lambda pair: Span(start_s=pair[0], end_s=pair[0] + pair[1])),
    max_size=5,
)
COUNTS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=1, max_size=20)


def touches(true: Span, found: Span, tolerance_s: float) -> bool:
    return found.start_s <= true.end_s + tolerance_s and found.end_s >= true.start_s - tolerance_s


@settings(max_examples=150, deadline=None, derandomize=True)
@given(SPANS, SPANS, st.sampled_from([0.0, 0.25, 1.0]))
def test_as_many_touching_spans_as_possible_are_paired_each_once(
    true: list[Span], found: list[Span], tolerance_s: float
) -> None:
    pairs = match_spans(true, found, tolerance_s)
    assert len({a for a, _ in pairs}) == len({b for _, b in pairs}) == len(pairs)
    assert all(touches(true[a], found[b], tolerance_s) for a, b in pairs)
    few, many = sorted((true, found), key=len)
    most = max(
        (
            sum(touches(one, other, tolerance_s) for one, other in zip(few, chosen, strict=True))
            for chosen in itertools.permutations(many, len(few))
        ),
        default=0,
    )
    assert len(pairs) == most


@settings(max_examples=100, deadline=None, derandomize=True)
@given(COUNTS)
def test_scores_agree_with_each_other(counts: list[tuple[int, int]]) -> None:
    score = score_counts([SetCount(expected_n=expected, counted_n=counted) for expected, counted in counts])
    assert score is not None
    assert 0 <= score.exact_frac <= score.within_one_frac <= 1
    assert score.mae_n >= abs(score.bias_n)
    assert round(score.bias_n * score.sets_n) == score.ghosts_n - score.missed_n
    assert round(score.mae_n * score.sets_n) == score.ghosts_n + score.missed_n
