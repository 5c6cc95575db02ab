"""What each rule says of which training, and what no rule ever says."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import numpy as np
import pytest

from model.advice import Advice, AdviceKind, EvidenceKind, Tone, TrainingHistory, advise
from model.advice import evidence as evidence_module
from model.advice.evidence import Evidence
from model.advice.training import hard_sets
from model.history import Experience, PastSet
from model.proximity import ProximityEstimate
from model.stop import Goal, StopTarget, usual_target
from sensing.events import RepStatus
from tests.support.past import FIRST_DAY, past_set

EASY = (0.50, 0.49, 0.48, 0.47)
HARD = (0.50, 0.48, 0.45, 0.41, 0.37)
GROUND = (0.50, 0.46, 0.40, 0.33, 0.25)


def history(
    sets: Sequence[PastSet],
    *,
    goal: Goal | None = Goal.HYPERTROPHY,
    experience: Experience | None = Experience.TRAINED,
    safeties: bool | None = True,
) -> TrainingHistory:
    return TrainingHistory(
        sets=tuple(sets),
        today=max((one.day for one in sets), default=date(2026, 11, 24)),
        target=None if goal is None else usual_target(goal),
        experience=experience,
        safeties=safeties,
    )


def left(estimate: float, low: float, high: float) -> ProximityEstimate:
    shares = {"0": 0.1, "1": 0.3, "2": 0.3, "3": 0.2, "4": 0.1, "5+": 0.0}
    return ProximityEstimate(estimate=estimate, low=low, high=high, probabilities=shares, near_failure=0.7)


def of_kind(kind: AdviceKind, told: TrainingHistory) -> list[Advice]:
    return [advice for advice in advise(told) if advice.kind is kind]


def the(kind: AdviceKind, told: TrainingHistory) -> Advice:
    (advice,) = of_kind(kind, told)
    return advice


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


class TestNearnessUnderTheGoal:
    def test_failure_for_size_comes_with_the_effect_and_its_interval(self) -> None:
        advice = of_kind(AdviceKind.NEARNESS, history([past_set(GROUND, failed=True)]))[0]
        assert advice.finding == "1 of 1 hard set of bench press ended in a failed rep"
        assert "(effect 0.12, from −0.13 to 0.37)" in advice.consequence
        assert advice.evidence_kind is EvidenceKind.META_ANALYSIS

    def test_without_a_goal_failure_is_weighed_for_size_and_strength(self) -> None:
        advice = the(AdviceKind.NEARNESS, history([past_set(GROUND, failed=True)], goal=None))
        assert "For size" in advice.consequence
        assert "For strength" in advice.consequence

    @pytest.mark.parametrize(
        ("goal", "velocities", "place"),
        [
            (Goal.HYPERTROPHY, EASY, "Under the range used for size"),
            (Goal.HYPERTROPHY, HARD, "Inside the range used for size"),
            (Goal.HYPERTROPHY, GROUND, "Over the range used for size"),
            (Goal.STRENGTH, HARD, "Over the range used for strength"),
            (Goal.STRENGTH, (0.5, 0.45, 0.41), "Inside the range used for strength"),
            (Goal.POWER, HARD, "Over the range used for power"),
            (Goal.POWER, (0.5, 0.45), "Inside the range used for power"),
        ],
    )
    def test_stopped_sets_are_placed_in_the_range_of_the_goal(
        self, goal: Goal, velocities: tuple[float, ...], place: str
    ) -> None:
        assert the(AdviceKind.NEARNESS, history([past_set(velocities)], goal=goal)).consequence.startswith(place)

    def test_reps_left_are_told_and_a_set_near_failure_with_little_loss_is_inside_the_range_for_size(self) -> None:
        told = history([past_set(EASY), past_set(EASY, minute=5)])
        near = replace(told, estimates={one.key: left(1.8, 1, 3) for one in told.sets})
        advice = the(AdviceKind.NEARNESS, near)
        assert advice.finding == "2 sets of bench press stopped at 6 % loss, 1 to 3 reps left by the estimate"
        assert advice.consequence.startswith("Inside the range used for size")

    def test_reps_left_of_some_sets_only_are_not_told_for_all(self) -> None:
        told = history([past_set(EASY), past_set(EASY, minute=5)])
        advice = the(AdviceKind.NEARNESS, replace(told, estimates={told.sets[0].key: left(1.8, 1, 3)}))
        assert advice.finding == "2 sets of bench press stopped at 6 % loss"
        assert advice.consequence.startswith("Under the range used for size")

    def test_a_goal_of_ones_own_has_no_published_range(self) -> None:
        told = replace(history([past_set(HARD)]), target=StopTarget(goal=Goal.OWN, velocity_loss_frac=0.35))
        assert of_kind(AdviceKind.NEARNESS, told) == []

    def test_sets_without_velocity_are_not_placed(self) -> None:
        assert of_kind(AdviceKind.NEARNESS, history([past_set([None, None, None])])) == []

    def test_warm_ups_do_not_count(self) -> None:
        sets = [past_set((0.9, 0.89), load_kg=40), past_set(HARD, minute=5)]
        assert the(AdviceKind.NEARNESS, history(sets)).set_keys == ("bench-0-5",)


class TestWarmUps:
    def test_a_light_set_before_the_heaviest_is_a_warm_up(self) -> None:
        light, heavy = past_set((0.9, 0.88), load_kg=40), past_set(HARD, minute=5)
        assert hard_sets([heavy, light]) == (heavy,)

    def test_a_light_set_after_the_heaviest_is_hard(self) -> None:
        heavy, light = past_set(HARD), past_set((0.9, 0.88), load_kg=40, minute=5)
        assert hard_sets([heavy, light]) == (heavy, light)

    def test_a_light_set_near_failure_is_hard(self) -> None:
        light, heavy = past_set(GROUND, load_kg=40), past_set(HARD, minute=5)
        assert hard_sets([light, heavy]) == (light, heavy)

    def test_a_heavy_first_set_is_told(self) -> None:
        sets = [past_set((0.9, 0.88), load_kg=40), past_set(HARD, minute=5), past_set(HARD, day=4)]
        advice = the(AdviceKind.WARM_UP, history(sets))
        assert advice.finding == "First bench press set at 75 kg, 100 % of your heaviest load before"
        assert advice.tone is Tone.HEED

    def test_a_lighter_first_set_is_not(self) -> None:
        sets = [past_set(HARD), past_set((0.9, 0.88), load_kg=40, day=4), past_set(HARD, day=4, minute=5)]
        assert of_kind(AdviceKind.WARM_UP, history(sets)) == []

    def test_it_is_said_calmly_when_the_session_before_began_heavy_too(self) -> None:
        advice = the(AdviceKind.WARM_UP, history([past_set(HARD, day=day) for day in (0, 4, 8)]))
        assert advice.tone is Tone.PLAIN
        assert "as in the session before" in advice.consequence

    def test_without_anything_to_compare_nothing_is_heavy(self) -> None:
        assert of_kind(AdviceKind.WARM_UP, history([past_set(HARD)])) == []
        assert of_kind(AdviceKind.WARM_UP, history([past_set(HARD), past_set(HARD, day=4, load_kg=None)])) == []


class TestForm:
    @staticmethod
    def shrinking(velocities: Sequence[float], shrinks_after: int, **at: int) -> PastSet:
        """A set whose range of motion is cut short from some rep on."""
        one = past_set(velocities, **at)  # type: ignore[arg-type]  # day and minute only
        cut = [replace(rep, rom_m=0.5 if i < shrinks_after else 0.38) for i, rep in enumerate(one.reps)]
        return replace(one, reps=tuple(cut))

    def test_form_that_breaks_before_the_velocity_does_is_told(self) -> None:
        advice = the(AdviceKind.FORM, history([self.shrinking((0.50, 0.50, 0.49, 0.49, 0.48, 0.48, 0.47, 0.46), 4)]))
        assert advice.finding == "Bench press: form changed from rep 5, at 4 % loss"
        assert "Range of motion: 50 cm at the start, 38 cm at the end" in advice.consequence
        assert "slowed less than 30 %" in advice.consequence

    def test_form_that_breaks_after_the_stop_is_not(self) -> None:
        one = self.shrinking((0.50, 0.45, 0.40, 0.33, 0.30, 0.28, 0.26, 0.24), 5)
        assert of_kind(AdviceKind.FORM, history([one])) == []

    def test_form_that_held_is_not(self) -> None:
        assert of_kind(AdviceKind.FORM, history([self.shrinking((0.5, 0.49, 0.48, 0.47, 0.46, 0.45), 9)])) == []


class TestBests:
    def test_more_reps_at_a_load_are_said_with_joy(self) -> None:
        sets = [past_set(HARD), past_set((*HARD, 0.33), day=5)]
        advice = the(AdviceKind.NEW_BEST, history(sets))
        assert advice.finding == "New best: 6 reps at 75 kg"
        assert advice.consequence == "One more than on 1 September. Well lifted."
        assert advice.tone is Tone.JOY

    def test_a_heavier_load_is_a_best(self) -> None:
        advice = the(AdviceKind.NEW_BEST, history([past_set(HARD), past_set((0.3,), day=5, load_kg=82.5)]))
        assert advice.finding == "New best: 1 rep at 82.5 kg"
        assert advice.consequence.startswith("Heaviest bench press so far; it was 75 kg on 1 September.")

    def test_as_many_reps_with_more_before_are_none(self) -> None:
        sets = [past_set(HARD, load_kg=80), past_set(HARD, day=5, load_kg=75)]
        assert of_kind(AdviceKind.NEW_BEST, history(sets)) == []

    def test_a_failed_attempt_adds_no_rep(self) -> None:
        sets = [past_set(HARD), past_set(HARD, day=5, failed=True)]
        assert of_kind(AdviceKind.NEW_BEST, history(sets)) == []

    def test_a_first_session_has_no_best(self) -> None:
        assert of_kind(AdviceKind.NEW_BEST, history([past_set(HARD), past_set((*HARD, 0.3), minute=5)])) == []

    def test_more_reps_in_a_warm_up_are_none(self) -> None:
        usual = [past_set((0.9, 0.9), load_kg=40), past_set(HARD, minute=5)]
        now = [past_set((0.9, 0.9, 0.9, 0.9, 0.9, 0.9), load_kg=40, day=5), past_set(HARD, day=5, minute=5)]
        assert of_kind(AdviceKind.NEW_BEST, history([*usual, *now])) == []


def sessions(best_mps: Callable[[int], float], days: Sequence[int], load_kg: float = 75.0) -> list[PastSet]:
    """A set a day whose first rep is as fast as told."""
    return [
        past_set([best_mps(day) - loss for loss in (0.0, 0.01, 0.03, 0.06, 0.09)], day=day, load_kg=load_kg)
        for day in days
    ]


class TestTrends:
    def test_speed_that_falls_at_the_same_load_is_a_sign_of_too_much(self) -> None:
        advice = the(AdviceKind.TOO_MUCH, history(sessions(lambda day: 0.52 - 0.004 * day, range(0, 25, 4))))
        assert advice.finding.startswith("Bench press at 75 kg got slower, −0.10 m/s (−0.1")
        assert advice.tone is Tone.HEED

    def test_a_fall_within_the_error_is_not_told(self) -> None:
        wobble = {0: 0.52, 4: 0.50, 8: 0.53, 12: 0.49, 16: 0.52, 20: 0.50}
        assert of_kind(AdviceKind.TOO_MUCH, history(sessions(lambda day: wobble[day], sorted(wobble)))) == []

    def test_speed_that_only_varies_is_seldom_said_to_fall(self) -> None:
        random = np.random.default_rng(4)
        alarms = 0
        for _ in range(200):
            days = range(0, 28, 4)
            velocity = {day: 0.5 * (1 + random.normal(0, 0.06)) for day in days}
            alarms += bool(of_kind(AdviceKind.TOO_MUCH, history(sessions(velocity.__getitem__, days))))
        assert alarms / 200 < 0.05

    def test_two_sessions_are_no_trend(self) -> None:
        assert of_kind(AdviceKind.TOO_MUCH, history(sessions(lambda day: 0.52 - 0.02 * day, (0, 5)))) == []

    def test_a_fall_months_ago_is_not_told(self) -> None:
        sets = [*sessions(lambda day: 0.52 - 0.004 * day, range(0, 25, 4)), *sessions(lambda _: 0.45, (90, 95, 100))]
        assert of_kind(AdviceKind.TOO_MUCH, history(sets)) == []

    def test_sets_after_a_failure_do_not_make_a_fall(self) -> None:
        sets = sessions(lambda _: 0.50, range(0, 25, 4))
        sets += [past_set((0.50, 0.3), day=day, minute=5, load_kg=70, failed=True) for day in range(0, 25, 4)]
        sets += [past_set((0.50 - 0.01 * day, 0.2), day=day, minute=9, load_kg=60) for day in range(0, 25, 4)]
        assert of_kind(AdviceKind.TOO_MUCH, history(sets)) == []

    def test_speed_that_rises_is_said_with_joy(self) -> None:
        advice = the(AdviceKind.PROGRESS, history(sessions(lambda day: 0.45 + 0.001 * day, range(0, 80, 5))))
        assert advice.finding.startswith("Bench press at 75 kg got faster, +0.08 m/s (+0.0")
        assert advice.tone is Tone.JOY

    def test_what_falls_by_now_is_not_said_to_rise(self) -> None:
        told = history(sessions(lambda day: 0.45 + 0.002 * min(day, 60) - 0.005 * max(day - 60, 0), range(0, 80, 4)))
        assert of_kind(AdviceKind.TOO_MUCH, told)
        assert of_kind(AdviceKind.PROGRESS, told) == []

    def test_no_best_for_six_weeks_of_training_is_a_plateau(self) -> None:
        advice = the(AdviceKind.PLATEAU, history(sessions(lambda _: 0.5, range(0, 84, 6))))
        assert advice.finding == "No new best in bench press for 6 weeks"
        assert "sets per week" in advice.consequence
        assert EvidenceKind.PROJECT_RULE in {one.kind for one in advice.evidence}

    def test_a_best_within_the_six_weeks_is_no_plateau(self) -> None:
        sets = [*sessions(lambda _: 0.5, range(0, 84, 6)), past_set((*EASY, 0.45, 0.44), day=70)]
        assert of_kind(AdviceKind.PLATEAU, history(sets)) == []

    def test_more_speed_is_no_plateau(self) -> None:
        told = history(sessions(lambda day: 0.45 + 0.002 * day, range(0, 84, 6)))
        assert of_kind(AdviceKind.PLATEAU, told) == []

    def test_too_few_sessions_to_speak_of_a_plateau(self) -> None:
        assert of_kind(AdviceKind.PLATEAU, history(sessions(lambda _: 0.5, (0, 50, 60, 80)))) == []

    def test_a_plateau_names_the_maxima_with_their_error(self) -> None:
        sets = []
        for day in range(0, 84, 6):
            loads = ((40, 0.98), (60, 0.73), (75, 0.50))
            sets += [
                past_set([best, best - 0.02], day=day, minute=4 * i, load_kg=load)
                for i, (load, best) in enumerate(loads)
            ]
        advice = the(AdviceKind.PLATEAU, history(sets))
        assert re.search(r"The estimated maximum is \d+ kg \(\d+ to \d+\), it was \d+ kg", advice.consequence)


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
        [TestForm.shrinking((0.50, 0.50, 0.49, 0.49, 0.48, 0.48, 0.47, 0.46), 4)],
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


def test_a_day_of_another_year_is_named_with_its_year() -> None:
    told = the(AdviceKind.FAILURE, history([past_set(GROUND, failed=True, day=120)]))
    assert FIRST_DAY.date() + timedelta(days=120 + 14) == date(2027, 1, 13)
    assert told.consequence.endswith("not before 13 January 2027.")


def test_failed_attempts_alone_are_told_as_failure() -> None:
    one = past_set([], failed=True)
    assert one.reps[0].status is RepStatus.FAILED
    assert of_kind(AdviceKind.FAILURE, history([one]))
