"""Past sets: what is refused, what follows from them, and what is recalled of them for another set."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from model.bests import best_of
from model.history import in_order, set_numbers
from model.lifts import LIFTS, facts_of, is_over_body
from model.recall import recalled_context
from model.speed_trend import speed_trend
from tests.support.past import FIRST_DAY, past_set, rep


def test_a_start_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="has no time zone"):
        replace(past_set((0.5,)), started_at=datetime(2026, 9, 1, 18))  # noqa: DTZ001  # what is refused


@pytest.mark.parametrize("load_kg", [0.0, -5.0, float("inf"), float("nan")])
def test_a_load_that_is_none_is_refused(load_kg: float) -> None:
    with pytest.raises(ValueError, match="not above 0"):
        past_set((0.5,), load_kg=load_kg)


@pytest.mark.parametrize("felt", [-1, 6])
def test_felt_reps_out_of_range_are_refused(felt: int) -> None:
    with pytest.raises(ValueError, match="are not 0 to 5"):
        past_set((0.5,), felt_rir=felt)


def test_the_end_of_a_set_is_that_of_its_last_attempt() -> None:
    one = past_set((0.5, 0.4), failed=True)
    assert one.ended_at - one.started_at == timedelta(seconds=7)
    assert (one.completed_n, one.failed) == (2, True)


def test_the_best_rep_is_the_fastest_one_that_was_completed_and_measured() -> None:
    one = past_set((None, 0.5, float("nan"), 0.4, -1.0, 40.0))
    assert one.best_rep is not None
    assert one.best_rep.mean_velocity_mps == 0.5
    assert past_set((None,)).best_rep is None
    assert replace(one, reps=(rep(0.5, sd_mps=float("nan")),)).best_rep is None


def test_sets_are_numbered_within_their_lift_and_session() -> None:
    sets = [past_set((0.5,), day=day, minute=minute) for day in (3, 0) for minute in (9, 4)]
    assert list(set_numbers(sets).values()) == [1, 2, 1, 2]
    assert [one.key for one in in_order(sets)] == ["bench-0-4", "bench-0-9", "bench-3-4", "bench-3-9"]


class TestRecall:
    def test_it_knows_the_place_of_the_set_and_the_rest_before_it(self) -> None:
        squat = past_set((0.6, 0.5), exercise="squat", minute=0)
        first, second = past_set((0.5, 0.4), minute=4), past_set((0.5,), minute=8)
        context = recalled_context(second, [second, first, squat])
        assert context.set_number == 2
        assert context.rest_s == pytest.approx(4 * 60 - 4.0)

    def test_the_day_before_is_no_rest(self) -> None:
        assert recalled_context(past_set((0.5,), day=1), [past_set((0.5,))]).rest_s is None

    def test_later_sets_teach_nothing(self) -> None:
        failed = past_set((0.4, 0.3), day=2, failed=True)
        assert recalled_context(past_set((0.5,)), [failed]).profile is None
        assert recalled_context(past_set((0.5,), day=3), [failed]).profile is not None

    def test_it_knows_the_maximum_once_loads_allow(self) -> None:
        ramp = [
            past_set((v,), load_kg=load, minute=i) for i, (load, v) in enumerate(((40, 0.9), (60, 0.65), (80, 0.4)))
        ]
        maximum = recalled_context(past_set((0.5,), day=1), ramp).one_rm_kg
        assert maximum is not None
        assert 92 < maximum < 104

    def test_a_set_without_a_lift_has_no_maximum(self) -> None:
        assert recalled_context(past_set((0.5,), exercise=None), []).one_rm_kg is None


class TestBests:
    def test_the_old_best_is_named(self) -> None:
        old, new = past_set((0.5, 0.4)), past_set((0.5, 0.4, 0.3), day=3)
        best = best_of(new, [old])
        assert best is not None
        assert (best.before, best.heaviest) == (old, False)

    def test_a_best_in_another_lift_is_none(self) -> None:
        assert best_of(past_set((0.5,), load_kg=90, day=3), [past_set((0.5,), exercise="squat")]) is None


class TestSpeedTrend:
    def test_it_takes_the_load_of_most_days(self) -> None:
        sets = [past_set((0.5,), day=day) for day in (0, 4, 8)] + [past_set((0.9,), day=9, load_kg=40)]
        trend = speed_trend("bench", sets, until=sets[-1].day, days=28)
        assert trend is not None
        assert (trend.load_kg, len(trend.points)) == (75.0, 3)
        assert trend.low_mps < 0 < trend.high_mps
        assert not trend.beyond_error

    def test_its_window_ends_with_the_last_day_and_leaves_out_the_day_before_it_began(self) -> None:
        sets = [past_set((0.5,), day=day) for day in (0, 1, 14, 28)]
        until = (FIRST_DAY + timedelta(days=28)).date()
        trend = speed_trend("bench", sets, until=until, days=28)
        assert trend is not None
        assert len(trend.points) == 3

    def test_more_scatter_than_expected_widens_its_error(self) -> None:
        def width(velocities: tuple[float, ...]) -> float:
            sets = [past_set((v,), day=4 * i) for i, v in enumerate(velocities)]
            trend = speed_trend("bench", sets, until=sets[-1].day, days=60)
            assert trend is not None
            return trend.high_mps - trend.low_mps

        assert width((0.5, 0.6, 0.4, 0.6, 0.5)) > 2 * width((0.5, 0.51, 0.49, 0.51, 0.5))


class TestLifts:
    def test_every_lift_starts_with_a_plausible_velocity_and_slope(self) -> None:
        for facts in LIFTS.values():
            assert 0.1 <= facts.mvt_mps <= 0.6
            assert 0.02 <= facts.slope_mps <= 0.06
            assert facts.mvt_sd_mps >= 0.04

    @pytest.mark.parametrize(
        ("exercise", "over"),
        [("bench", True), ("squat", True), ("overhead_press", True), ("row", False), ("curl", False), ("yoke", True)],
    )
    def test_a_lift_that_is_not_known_counts_as_over_the_body(self, exercise: str, over: bool) -> None:
        assert is_over_body(exercise) is over

    def test_nothing_is_said_about_the_bar_of_an_unknown_lift(self) -> None:
        assert not facts_of("yoke").free_barbell
