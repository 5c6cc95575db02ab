"""What is said of sets to failure."""

from datetime import date, timedelta

import pytest

from model.advice import AdviceKind, EvidenceKind, Tone
from model.history import Experience
from sensing.events import RepStatus
from tests.support.advised import EASY, GROUND, history, of_kind, the
from tests.support.past import FIRST_DAY, past_set


class TestFailureIsUsedSparingly:
    def test_a_first_failure_names_the_day_of_the_next(self) -> None:
        advice = the(AdviceKind.FAILURE, history([past_set(GROUND, failed=True)]))
        assert advice.finding == "First set to failure in bench press in this history"
        assert advice.consequence == "About one in two weeks is enough. Next one: not before 15 September."
        assert advice.tone is Tone.PLAIN

    @pytest.mark.parametrize(("gap_days", "early"), [(6, True), (13, True), (14, False), (18, False)])
    def test_a_second_failure_within_two_weeks_is_early(self, gap_days: int, early: bool) -> None:
        sets = [past_set(GROUND, day=0, failed=True), past_set(GROUND, day=gap_days, failed=True)]
        advice = the(AdviceKind.FAILURE, history(sets))
        assert advice.finding == f"Failure in bench press, {gap_days} days after the last one"
        assert (advice.tone is Tone.HEED) == early
        assert ("That is early." in advice.consequence) == early

    @pytest.mark.parametrize(("experience", "safeties"), [(Experience.BEGINNER, True), (Experience.TRAINED, False)])
    def test_beginners_and_bare_bars_get_four_weeks(self, experience: Experience, safeties: bool) -> None:
        sets = [past_set(GROUND, day=0, failed=True), past_set(GROUND, day=20, failed=True)]
        told = of_kind(AdviceKind.FAILURE, history(sets, experience=experience, safeties=safeties))
        assert any("About one in four weeks is enough" in advice.consequence for advice in told)
        assert any("That is early." in advice.consequence for advice in told)

    def test_the_number_of_weeks_is_named_a_project_rule(self) -> None:
        advice = the(AdviceKind.FAILURE, history([past_set(GROUND, failed=True)]))
        assert EvidenceKind.PROJECT_RULE in {one.kind for one in advice.evidence}
        assert any("no trial" in one.reference for one in advice.evidence)

    def test_failure_in_another_lift_does_not_count(self) -> None:
        sets = [past_set(GROUND, exercise="squat", failed=True), past_set(GROUND, day=3, failed=True)]
        assert the(AdviceKind.FAILURE, history(sets)).finding.startswith("First set to failure in bench press")

    def test_several_failures_in_one_session_are_told(self) -> None:
        sets = [past_set(GROUND, minute=5 * i, failed=i > 0) for i in range(3)]
        findings = [advice.finding for advice in of_kind(AdviceKind.FAILURE, history(sets))]
        assert "2 of 3 sets of bench press went to failure" in findings

    @pytest.mark.parametrize(
        ("exercise", "experience", "safeties", "told"),
        [
            ("bench", Experience.TRAINED, False, True),
            ("bench", Experience.BEGINNER, True, True),
            ("bench", Experience.TRAINED, None, True),
            ("bench", Experience.TRAINED, True, False),
            ("deadlift", Experience.TRAINED, False, False),
            ("curl", Experience.BEGINNER, False, False),
        ],
    )
    def test_only_a_free_bar_over_the_body_asks_for_safeties(
        self, exercise: str, experience: Experience, safeties: bool | None, told: bool
    ) -> None:
        one = history([past_set(GROUND, exercise=exercise, failed=True)], experience=experience, safeties=safeties)
        assert any("under a free bar" in advice.finding for advice in of_kind(AdviceKind.FAILURE, one)) == told


class TestRecovery:
    def test_failure_asks_for_more_days(self) -> None:
        advice = the(AdviceKind.RECOVERY, history([past_set(GROUND, failed=True)]))
        assert advice.finding == "Give bench press 1 to 2 more days"
        assert advice.source == "Morán-Navarro 2017"
        assert advice.evidence_kind is EvidenceKind.STUDY

    @pytest.mark.parametrize(("gap_days", "told"), [(1, True), (2, True), (3, False)])
    def test_the_same_lift_soon_after_failure_is_told(self, gap_days: int, told: bool) -> None:
        sets = [past_set(GROUND, day=0, failed=True), past_set(EASY, day=gap_days)]
        assert bool(of_kind(AdviceKind.RECOVERY, history(sets))) == told


def test_a_day_of_another_year_is_named_with_its_year() -> None:
    told = the(AdviceKind.FAILURE, history([past_set(GROUND, failed=True, day=120)]))
    assert FIRST_DAY.date() + timedelta(days=120 + 14) == date(2027, 1, 13)
    assert told.consequence.endswith("not before 13 January 2027.")


def test_failed_attempts_alone_are_told_as_failure() -> None:
    one = past_set([], failed=True)
    assert one.reps[0].status is RepStatus.FAILED
    assert of_kind(AdviceKind.FAILURE, history([one]))
