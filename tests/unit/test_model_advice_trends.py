"""What is said of weeks: speed that falls or rises, and plateaus."""

import re

import numpy as np

from model.advice import AdviceKind, EvidenceKind, Tone
from tests.support.advised import EASY, history, of_kind, sessions, the
from tests.support.past import past_set


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
