from collections.abc import Sequence

import numpy as np
import pytest

from lastrep.evaluation.labels import REST, LabelledRecording, Mount, Span, Split, Trust
from lastrep.evaluation.score import score_recording
from sensing.errors import ErrorCode, RecordingError
from sensing.events import Rep, RepStatus, SessionResult, SetResult, Trace
from sensing.samples import ImuBlock, Recording


def made_recording(duration_s: float = 60.0) -> Recording:
    t_s = np.arange(0, duration_s + 0.05, 0.1)
    acc_mps2 = np.tile([0.0, 0.0, 9.8], (len(t_s), 1))
    return Recording(source="made", samples=ImuBlock(t_s=t_s, acc_mps2=acc_mps2), rate_hz=10.0)


def labelled(
    *,
    expected: int | None = 3,
    exercise: str = "squat",
    ascents: tuple[Span, ...] | None = None,
    active: tuple[Span, ...] | None = None,
    peaks: tuple[float, ...] | None = None,
) -> LabelledRecording:
    return LabelledRecording(
        dataset="made",
        name="one",
        recording=made_recording(),
        person="A",
        day=None,
        split=Split.REPORT,
        exercise=exercise,
        mount=Mount.BAR,
        reps_expected=expected,
        ascents=ascents,
        active=active,
        trust=Trust.SEEN,
        peak_velocities_mps=peaks,
    )


def rep(start_s: float, *, status: RepStatus = RepStatus.COMPLETED, peak_mps: float | None = 1.0) -> Rep:
    return Rep(
        status=status,
        concentric_start_s=start_s,
        concentric_end_s=start_s + 1.0,
        eccentric_s=None,
        mean_velocity_mps=0.5,
        mean_propulsive_velocity_mps=0.5,
        peak_velocity_mps=peak_mps,
        rom_m=0.5,
    )


class Saying:
    """An engine that always says the same."""

    def __init__(self, reps: Sequence[Rep]) -> None:
        self.reps = tuple(reps)

    def __call__(self, _recording: Recording) -> SessionResult:
        trace = Trace(start_s=0, step_s=0.02, velocity_mps=())
        one = SetResult(start_s=0, end_s=60, exercise=None, reps=self.reps, rejected=(), trace=trace)
        return SessionResult(source="made", duration_s=60, rate_hz=10, gaps=(), sets=(one,))


def test_completed_reps_are_counted_and_failed_ones_are_not() -> None:
    engine = Saying([rep(1), rep(4), rep(7, status=RepStatus.FAILED)])
    outcome = score_recording(labelled(), engine, peers=False)
    assert (outcome.expected_n, outcome.counted_n, outcome.outside_n) == (3, 2, 0)
    assert outcome.rest_s == 0.0
    assert outcome.marked_n is None


def test_reps_are_paired_with_marks_in_time() -> None:
    marks = (Span(start_s=1, end_s=2), Span(start_s=4, end_s=5), Span(start_s=20, end_s=21))
    outcome = score_recording(labelled(ascents=marks), Saying([rep(1.1), rep(4.9), rep(30)]), peers=False)
    assert (outcome.marked_n, outcome.paired_n, outcome.counted_n) == (3, 2, 3)


def test_reps_outside_of_the_active_part_are_ghosts_in_rest() -> None:
    part = (Span(start_s=10, end_s=40),)
    engine = Saying([rep(2), rep(8.7), rep(20), rep(40.4), rep(50)])
    outcome = score_recording(labelled(active=part), engine, peers=False)
    # 8.7 to 9.7 has its middle 0.8 s before the part, within the slack of 1 s; so has 40.4 to 41.4 after it.
    assert (outcome.counted_n, outcome.outside_n) == (3, 2)
    assert outcome.rest_s == pytest.approx(30.0, abs=0.11)


def test_everything_counted_in_rest_is_a_ghost() -> None:
    outcome = score_recording(labelled(expected=0, exercise=REST, ascents=()), Saying([rep(2), rep(9)]), peers=True)
    assert (outcome.expected_n, outcome.counted_n, outcome.outside_n) == (0, 0, 2)
    assert outcome.rest_s == pytest.approx(60.0, abs=0.11)
    assert outcome.peers == {}


def test_recording_that_cannot_be_analysed_counts_as_nothing_found() -> None:
    def refuse(recording: Recording) -> SessionResult:
        raise RecordingError(ErrorCode.TOO_SHORT, "made is too short. Record for longer.")

    outcome = score_recording(labelled(), refuse, peers=False)
    assert outcome.counted_n == 0
    assert outcome.error == "made is too short. Record for longer."


def test_bug_in_the_engine_is_not_swallowed() -> None:
    def broken(recording: Recording) -> SessionResult:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        score_recording(labelled(), broken, peers=False)


def test_peak_velocities_are_paired_by_order_only_when_the_count_is_right() -> None:
    item = labelled(expected=2, peaks=(1.1, 0.9))
    right = score_recording(item, Saying([rep(1, peak_mps=1.3), rep(4, peak_mps=None)]), peers=False)
    assert [(pair.true_pv_mps, pair.final_pv_mps) for pair in right.pairs] == [(1.1, 1.3), (0.9, None)]
    wrong = score_recording(item, Saying([rep(1), rep(4), rep(7)]), peers=False)
    assert wrong.pairs == ()


def test_plain_methods_see_the_active_part_alone() -> None:
    item = labelled(active=(Span(start_s=10, end_s=11),))
    outcome = score_recording(item, Saying([]), peers=True)
    # One second is too short for any of them; the whole minute is not, but holds nothing either.
    assert outcome.peers == {"tutorial": 0, "principal axis": 0, "integration": 0}
