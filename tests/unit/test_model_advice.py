"""Of what there is advice, and what no rule ever says."""

import re
from dataclasses import replace
from itertools import product

from model.advice import AdviceKind, EvidenceKind, TrainingHistory, advise
from model.advice import evidence as evidence_module
from model.advice.evidence import Evidence
from model.history import Experience
from model.stop import Goal
from tests.support.advised import EASY, GROUND, HARD, history, of_kind, sessions, shrinking
from tests.support.past import past_set


def test_without_sets_there_is_no_advice() -> None:
    assert advise(history([])) == ()


def test_sets_without_a_lift_get_no_advice() -> None:
    assert advise(history([past_set(GROUND, exercise=None, failed=True)])) == ()


def test_advice_is_about_the_newest_session_only() -> None:
    told = history([past_set(GROUND, day=0, failed=True), past_set(HARD, day=9)])
    assert of_kind(AdviceKind.FAILURE, told) == []


def test_each_lift_of_a_session_gets_its_own_advice() -> None:
    sets = [past_set(GROUND, exercise="squat", failed=True), past_set(GROUND, minute=9, failed=True)]
    told = of_kind(AdviceKind.RECOVERY, history(sets))
    assert [advice.exercise for advice in told] == ["squat", "bench"]


def test_the_same_history_in_any_order_gives_the_same_advice() -> None:
    sets = [past_set(HARD, day=day, minute=minute) for day, minute in product(range(0, 60, 4), (0, 5))]
    sets.append(past_set(GROUND, day=56, minute=10, failed=True))
    assert advise(history(sets)) == advise(history(sets[::-1]))


FORBIDDEN = re.compile(
    r"injur|\bmust\b|guarantee|\bpain|harm|danger|\bsafe\b|\brisk|doctor|medical|diagnos|treat|heal|overtrain|"
    r"always|never|certain|\bprove|optimal|unlock|should|have to|need to|!",
    re.IGNORECASE,
)


def every_kind_of_training() -> list[TrainingHistory]:
    """Histories that set off every rule, under every goal and for every kind of lifter."""
    shapes = [
        [past_set(GROUND, minute=5 * i, failed=True) for i in range(3)],
        [past_set(GROUND, day=0, failed=True), past_set((*GROUND, 0.2), day=1, failed=True)],
        [past_set(EASY), past_set((*EASY, 0.46), day=2, load_kg=80)],
        [past_set(HARD, day=day) for day in (0, 4, 8)],
        sessions(lambda day: 0.52 - 0.004 * day, range(0, 25, 4)),
        sessions(lambda day: 0.45 + 0.001 * day, range(0, 80, 5)),
        sessions(lambda _: 0.5, range(0, 84, 6)),
        [shrinking((0.50, 0.50, 0.49, 0.49, 0.48, 0.48, 0.47, 0.46), 4)],
    ]
    lifters = product((*Goal, None), (*Experience, None), (True, False, None))
    return [
        history([replace(one, exercise=exercise) for one in shape], goal=goal, experience=experience, safeties=safeties)
        for goal, experience, safeties in lifters
        for shape in shapes
        for exercise in ("bench", "deadlift", "hammer_curl")
    ]


def test_no_advice_is_medical_an_order_or_surer_than_the_data() -> None:
    told = [advice for one in every_kind_of_training() for advice in advise(one)]
    assert {advice.kind for advice in told} == set(AdviceKind)
    for advice in told:
        assert not FORBIDDEN.search(advice.finding), advice.finding
        assert not FORBIDDEN.search(advice.consequence), advice.consequence


def test_every_advice_reads_as_a_headline_and_sentences_with_a_source() -> None:
    for advice in (advice for one in every_kind_of_training() for advice in advise(one)):
        assert advice.evidence
        assert not advice.finding.endswith(".")
        assert advice.finding[0].isupper() or advice.finding[0].isdigit()
        assert len(advice.finding) < 110
        assert advice.consequence.endswith(".")
        assert "  " not in advice.consequence
        assert "None" not in advice.finding + advice.consequence


def test_every_source_says_where_it_was_published_or_that_it_is_a_rule_of_ours() -> None:
    published = [one for one in vars(evidence_module).values() if isinstance(one, Evidence)]
    assert len(published) >= 10
    for one in published:
        assert re.search(r"\d+:\d+|\d+\(\d+\):\d+", one.reference), one.name
        assert one.doi is None or one.doi.startswith("10.")
    for advice in (advice for one in every_kind_of_training() for advice in advise(one)):
        for one in advice.evidence:
            assert (one.kind is EvidenceKind.PROJECT_RULE) == (one not in published)
