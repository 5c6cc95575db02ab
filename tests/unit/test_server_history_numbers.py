"""What a history says of failures, trends, volume and bests, from twelve weeks that were made up."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from model.history import PastSet
from server.bests_view import best_lines
from server.failure_line import failure_line
from server.settings import Settings
from server.store import Store
from server.trends import load_trend, maximum_trend, weekly_volume
from tests.support.training import FAILED_SESSIONS, FIRST_DAY, LAST_DAY, add_training

TODAY = LAST_DAY + timedelta(days=3)


@pytest.fixture(scope="module")
def sets(tmp_path_factory: pytest.TempPathFactory) -> tuple[PastSet, ...]:
    folder: Path = tmp_path_factory.mktemp("training")
    store = Store(Settings(data_dir=folder))
    try:
        return store.history.past_sets(add_training(store).id)
    finally:
        store.close()


def test_failures_are_days_with_the_gap_to_the_one_before(sets: tuple[PastSet, ...]) -> None:
    failed = sorted({one.day for one in sets if one.failed})
    assert failed == [FIRST_DAY + timedelta(days=3 * number) for number in FAILED_SESSIONS]
    line = failure_line(failed, [], start=FIRST_DAY, today=TODAY, apart_days=28)
    assert [mark.gap for mark in line.marks] == ["", "21 days ▲ early", "36 days", "21 days ▲ early"]
    assert [mark.early for mark in line.marks] == [False, True, False, True]
    for left, right in pairwise(line.marks):
        assert left.x_pct < right.x_pct
    assert line.next_day == "19 Dec"


def test_a_failure_before_the_line_still_counts_for_the_gap() -> None:
    days = [date(2026, 8, 20), date(2026, 9, 1)]
    line = failure_line(days, [], start=date(2026, 8, 25), today=date(2026, 9, 30), apart_days=14)
    assert [(mark.day, mark.gap) for mark in line.marks] == [("1 Sep", "12 days ▲ early")]


def test_labels_of_near_failures_leave_room_on_a_phone() -> None:
    days = [date(2026, 9, 1) + timedelta(days=2 * step) for step in range(20)]
    line = failure_line(days, [], start=days[0], today=days[-1], apart_days=14)
    labelled = [mark.x_pct for mark in line.marks if not mark.spare]
    assert labelled[-1] == line.marks[-1].x_pct
    assert all(right - left >= 100 * 64 / 300 for left, right in pairwise(labelled))


def test_the_maximum_of_each_day_rests_on_nothing_later(sets: tuple[PastSet, ...]) -> None:
    whole = maximum_trend("bench", sets, start=FIRST_DAY, put_back=())
    until = FIRST_DAY + timedelta(days=45)
    early = maximum_trend("bench", [one for one in sets if one.day <= until], start=FIRST_DAY, put_back=())
    assert len(early.rows) > 3
    assert whole.rows[: len(early.rows)] == early.rows


def test_speed_at_one_load_with_no_change_says_it_is_within_the_error(sets: tuple[PastSet, ...]) -> None:
    trend = load_trend("bench", sets, start=FIRST_DAY, today=TODAY)
    assert trend.chart is not None
    assert trend.words == "The change is within the error."
    assert all(point.high_px < point.y_px < point.low_px for point in trend.chart.points)


def test_speed_that_rises_says_by_how_much(sets: tuple[PastSet, ...]) -> None:
    def faster(one: PastSet) -> PastSet:
        gain = 0.004 * (one.day - FIRST_DAY).days
        reps = tuple(replace(rep, mean_velocity_mps=(rep.mean_velocity_mps or 0) + gain) for rep in one.reps)
        return replace(one, reps=reps)

    trend = load_trend("bench", [faster(one) for one in sets], start=FIRST_DAY, today=TODAY)
    assert trend.words.startswith("Faster by 0.3")


def test_volume_is_load_times_completed_reps_of_the_week(sets: tuple[PastSet, ...]) -> None:
    weeks = weekly_volume(sets, start=FIRST_DAY, today=TODAY)
    total_kg = sum(float(week.value.split()[0]) for week in weeks)
    assert total_kg == pytest.approx(sum((one.load_kg or 0) * one.completed_n for one in sets))
    assert max(week.share for week in weeks) == 1.0


def test_bests_are_of_the_heaviest_loads_and_the_first_of_equals_holds(sets: tuple[PastSet, ...]) -> None:
    lines = best_lines(sets)
    assert [line.what for line in lines][:2] == ["Heaviest load", "Reps at 75 kg"]
    assert lines[0].value == "75 kg"
    assert lines[1].day == "7 Sep"
    assert not lines[1].new
