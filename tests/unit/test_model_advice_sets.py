"""What is said of the sets of one session: nearness to failure, warm-ups, form, bests."""

from dataclasses import replace

import pytest

from model.advice import AdviceKind, EvidenceKind, Tone
from model.advice.training import hard_sets
from model.stop import Goal, StopTarget
from tests.support.advised import EASY, GROUND, HARD, history, left, of_kind, shrinking, the
from tests.support.past import past_set


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

    @pytest.mark.parametrize(("low", "high", "words"), [(1.6, 3.4, "1 to 4"), (7.0, 11.0, "5 or more")])
    def test_reps_left_are_rounded_as_on_the_page(self, low: float, high: float, words: str) -> None:
        told = history([past_set(EASY)])
        near = replace(told, estimates={told.sets[0].key: left(0.5 * (low + high), low, high)})
        assert f", {words} reps left by the estimate" in the(AdviceKind.NEARNESS, near).finding

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
    def test_form_that_breaks_before_the_velocity_does_is_told(self) -> None:
        advice = the(AdviceKind.FORM, history([shrinking((0.50, 0.50, 0.49, 0.49, 0.48, 0.48, 0.47, 0.46), 4)]))
        assert advice.finding == "Bench press: form changed from rep 5, at 4 % loss"
        assert "Range of motion: 50 cm at the start, 38 cm at the end" in advice.consequence
        assert "slowed less than 30 %" in advice.consequence

    def test_form_that_breaks_after_the_stop_is_not(self) -> None:
        one = shrinking((0.50, 0.45, 0.40, 0.33, 0.30, 0.28, 0.26, 0.24), 5)
        assert of_kind(AdviceKind.FORM, history([one])) == []

    def test_form_that_held_is_not(self) -> None:
        assert of_kind(AdviceKind.FORM, history([shrinking((0.5, 0.49, 0.48, 0.47, 0.46, 0.45), 9)])) == []


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
