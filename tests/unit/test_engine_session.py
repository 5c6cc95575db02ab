from dataclasses import replace
from itertools import pairwise

import pytest

from sensing.engine import Engine
from sensing.events import GapFound, Rejection, RejectReason, RepRejected, SessionResult, SetCompleted
from sensing.samples import ImuBlock
from sensing.session import analyze, collect
from tests.support.lifting import Lift, events_of, recording_of

LIFT = Lift().rest(3).reps(4).rest(14).reps(3).rest(4)


@pytest.fixture(scope="module")
def samples() -> ImuBlock:
    return LIFT.samples(noise_mps2=0.02)


def test_a_recording_gives_its_sets_in_order(samples: ImuBlock) -> None:
    result = analyze(recording_of(samples), exercise="squat")
    assert [len(one.reps) for one in result.sets] == [4, 3]
    assert [one.exercise for one in result.sets] == ["squat", "squat"]
    assert (result.source, result.rate_hz, result.gaps) == ("exact", 100.0, ())
    assert result.duration_s == pytest.approx(LIFT.duration_s, abs=0.02)


def test_a_file_gives_what_the_same_samples_give_live(samples: ImuBlock) -> None:
    recording = recording_of(samples)
    live = collect(events_of(samples, 3), source="exact", duration_s=recording.duration_s, rate_hz=100.0)
    assert live == analyze(recording)


def test_progress_rises_to_one(samples: ImuBlock) -> None:
    shares: list[float] = []
    analyze(recording_of(Lift().rest(120).samples()), progress=shares.append)
    assert shares[-1] == 1.0
    assert len(shares) == 3
    assert all(one < other for one, other in pairwise(shares))


def test_what_a_set_refused_is_not_told_again_beside_it() -> None:
    lift = Lift().rest(3).move(0.22, 1).rest(1).reps(4).rest(13)
    result = analyze(recording_of(lift.samples()))
    (only,) = result.sets
    assert len(only.rejected) == 1
    assert not set(only.rejected) & set(result.rejected)


def test_a_movement_refused_live_and_again_in_its_set_stands_in_the_result_once(samples: ImuBlock) -> None:
    (done, *_) = (event for event in events_of(samples, 50) if isinstance(event, SetCompleted))

    def refused(start_s: float, end_s: float) -> Rejection:
        return Rejection(start_s=start_s, end_s=end_s, reason=RejectReason.ALONE, detail="")

    live, other = refused(1.0, 2.0), refused(2.1, 3.0)
    told = replace(done, result=replace(done.result, rejected=(refused(1.03, 2.02),)))
    events = [*(RepRejected(t_s=4.0, rejection=r) for r in (live, other)), told]
    result = collect(events, source="", duration_s=20.0, rate_hz=100.0)
    assert result.rejected == (other,)


def test_a_set_keeps_its_place_on_any_clock(samples: ImuBlock) -> None:
    late = ImuBlock(t_s=samples.t_s + 1e5, acc_mps2=samples.acc_mps2, gyr_dps=samples.gyr_dps)
    plain, later = (
        [event.result for event in events_of(block, 50) if isinstance(event, SetCompleted)] for block in (samples, late)
    )
    for one, other in zip(plain, later, strict=True):
        assert other.start_s - 1e5 == pytest.approx(one.start_s, abs=0.02)
        for rep, again in zip(one.reps, other.reps, strict=True):
            assert again.mean_velocity_mps == pytest.approx(rep.mean_velocity_mps, abs=0.005)


def test_an_engine_without_samples_says_nothing() -> None:
    assert Engine().finish() == []
    assert collect([], source="", duration_s=0.0, rate_hz=0.0) == SessionResult(
        source="", duration_s=0.0, rate_hz=0.0, gaps=(), sets=()
    )


def test_a_sensor_that_gains_a_gyroscope_is_another_stream() -> None:
    first, second = Lift().rest(5).samples(gyroscope=False), Lift().rest(5).samples()
    engine = Engine()
    engine.push(first)
    later = ImuBlock(t_s=second.t_s + 5.0, acc_mps2=second.acc_mps2, gyr_dps=second.gyr_dps)
    gaps = [event for event in engine.push(later) if isinstance(event, GapFound)]
    (gap,) = gaps
    assert (gap.start_s, gap.end_s) == pytest.approx((4.99, 5.0))
