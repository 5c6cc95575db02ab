"""The bars and the trace of a set: heights, places, letters, and what is marked."""

import itertools
from dataclasses import replace

import pytest

from sensing.events import RejectReason, RepStatus, Trace
from server.charts import letters, rep_bars, stop_line, trace_chart
from server.words import REJECT_WORDS
from tests.support.scripted import RERACK, UNRACK, VELOCITIES_MPS, lifted_rep, lifted_set


def test_bars_are_zero_based_and_as_tall_as_their_velocity() -> None:
    bars = rep_bars([lifted_rep(index) for index in range(1, 10)])
    tallest = bars[0].height_px
    for bar, velocity_mps in zip(bars, VELOCITIES_MPS, strict=True):
        assert bar.height_px / tallest == pytest.approx(velocity_mps / VELOCITIES_MPS[0], abs=0.001)
        assert bar.y_px + bar.height_px == pytest.approx(160.0, abs=0.11)
    assert bars[-1].kind == "failed"
    assert bars[-1].x_pct + bars[-1].width_pct <= 100


def test_thirty_bars_do_not_overlap() -> None:
    bars = rep_bars([lifted_rep(1)] * 30)
    for left, right in itertools.pairwise(bars):
        assert left.x_pct + left.width_pct < right.x_pct


def test_the_marks_stand_where_the_times_are() -> None:
    one = lifted_set()
    chart = trace_chart(one, [(31.0, 31.5)], [("a", UNRACK, None), ("b", RERACK, None), ("c", UNRACK, 7)])
    assert chart is not None
    length_s = one.trace.step_s * (len(one.trace.velocity_mps) - 1)
    first = next(span for span in chart.spans if span.label == "1")
    assert first.x_pct == pytest.approx(100 * one.reps[0].concentric_start_s / length_s, abs=0.01)
    end_pct = first.x_pct + first.width_pct
    assert end_pct == pytest.approx(100 * one.reps[0].concentric_end_s / length_s, abs=0.01)
    assert [span.label for span in chart.spans if span.kind == "rejected"] == ["a", "b"]
    assert len(chart.velocity_ticks) <= 4


def test_a_long_trace_keeps_its_peaks_and_few_points() -> None:
    values = [0.0] * 20_000
    values[7777] = 2.0
    values[15_555] = -1.0
    chart = trace_chart(replace(lifted_set(), trace=Trace(start_s=0.0, step_s=0.01, velocity_mps=tuple(values))), [])
    assert chart is not None
    heights = [float(point.split(",")[1]) for point in chart.line.split()]
    assert len(heights) <= 1500
    assert min(heights) == 0.0
    assert max(heights) == chart.height_px


@pytest.mark.parametrize("values", [(), (0.1,)])
def test_a_trace_of_nothing_is_no_chart(values: tuple[float, ...]) -> None:
    assert trace_chart(replace(lifted_set(), trace=Trace(start_s=0.0, step_s=0.01, velocity_mps=values)), []) is None


def test_a_flat_trace_is_drawn() -> None:
    chart = trace_chart(replace(lifted_set(), trace=Trace(start_s=0.0, step_s=0.5, velocity_mps=(0.0,) * 60)), [])
    assert chart is not None
    assert chart.zero_px == chart.height_px


def test_letters_go_on_after_z() -> None:
    assert letters(28)[25:] == ["z", "aa", "ab"]


def test_bars_under_the_stop_line_are_marked_and_the_line_stands_at_its_velocity() -> None:
    reps = [lifted_rep(index) for index in range(1, 10)]
    bars = rep_bars(reps, stop_mps=0.312)
    assert [bar.past for bar in bars] == [False] * 6 + [True, True, False]
    line = stop_line(reps, 0.312)
    assert line is not None
    assert line.label == "0.31"
    assert line.y_px == pytest.approx(160 * (1 - 0.312 / 0.52), abs=0.1)


def test_every_reason_has_its_word() -> None:
    assert set(REJECT_WORDS) == set(RejectReason)


def test_a_failed_rep_with_unknown_velocity_is_still_marked_failed() -> None:
    rep = replace(lifted_rep(1), status=RepStatus.FAILED, mean_velocity_mps=None)
    assert rep_bars([rep])[0].kind == "failed"
    assert rep_bars([rep])[0].label == "–"
