"""A gap in the middle of a set: one set with the gap marked, every rep that was seen, none twice."""

from collections.abc import Sequence

import numpy as np
import pytest

from firmware_sim.session import Simulated, simulate
from firmware_sim.spec import SessionSpec
from sensing.engine import Engine
from sensing.events import Event, GapFound, RejectReason, RepCompleted, SetCompleted, SetStarted
from sensing.samples import ImuBlock


@pytest.fixture(scope="module")
def lifted() -> Simulated:
    return simulate(SessionSpec(exercise="bench", seed=11, reps=7, load_frac=0.7))


def with_hole(lifted: Simulated, start_s: float, length_s: float, *, later_s: float = 0.0) -> ImuBlock:
    """The recording without `length_s` of it; what follows comes `later_s` later still."""
    samples = lifted.recording.samples
    kept = (samples.t_s < start_s) | (samples.t_s >= start_s + length_s)
    assert samples.gyr_dps is not None
    t_s = samples.t_s[kept] + later_s * (samples.t_s[kept] > start_s)
    return ImuBlock(t_s=t_s, acc_mps2=samples.acc_mps2[kept], gyr_dps=samples.gyr_dps[kept])


def events_of(samples: ImuBlock, block: int) -> list[Event]:
    engine = Engine(exercise="bench")
    return [event for part in samples.blocks(block) for event in engine.push(part)] + engine.finish()


def sets_of(events: Sequence[Event]) -> list[SetCompleted]:
    return [event for event in events if isinstance(event, SetCompleted)]


@pytest.mark.parametrize("cut", [1, 2, 3, 5])
def test_a_gap_in_the_middle_leaves_one_set_with_every_rep_that_was_seen(lifted: Simulated, cut: int) -> None:
    truth = [(rep.concentric_start_s, rep.concentric_end_s) for rep in lifted.truth.sets[0].reps]
    # So that one rep alone lies before the gap, or after it, as well.
    start_s = truth[cut][0] + 0.2
    length_s = 3.0
    events = events_of(with_hole(lifted, start_s, length_s), 10)
    (whole,) = sets_of(events)
    (gap,) = [event for event in events if isinstance(event, GapFound)]
    assert (gap.start_s, gap.end_s) == pytest.approx((start_s, start_s + length_s), abs=0.03)
    seen = [span for span in truth if span[1] < start_s or span[0] > start_s + length_s]
    middles = [(rep.concentric_start_s + rep.concentric_end_s) / 2 for rep in whole.result.reps]
    assert len(middles) == len(seen)
    assert all(a < middle < b for (a, b), middle in zip(seen, middles, strict=True))
    assert len([event for event in events if isinstance(event, SetStarted)]) == 1
    # Numbers of live reps go on behind the gap.
    told = [event.rep_index for event in events if isinstance(event, RepCompleted) and event.t_s > gap.end_s]
    assert min(told) == cut + 1


def test_a_rep_that_the_gap_cut_in_two_is_not_measured(lifted: Simulated) -> None:
    truth = lifted.truth.sets[0].reps
    # The signal is back while the fifth rep rises.
    end_s = truth[4].concentric_start_s + 0.25
    (whole,) = sets_of(
        events_of(with_hole(lifted, truth[3].concentric_start_s + 0.2, end_s - 0.2 - truth[3].concentric_start_s), 10)
    )
    cut = [one for one in whole.result.rejected if one.reason is RejectReason.GAP]
    assert len(cut) <= 1
    assert not [rep for rep in whole.result.reps if abs(rep.concentric_start_s - end_s) < 0.1]


@pytest.mark.parametrize(("block", "cut"), [(1, 3), (7, 1), (50, 5), (100_000, 3)])
def test_events_with_a_gap_do_not_depend_on_the_blocks(lifted: Simulated, block: int, cut: int) -> None:
    samples = with_hole(lifted, lifted.truth.sets[0].reps[cut].concentric_start_s, 3.0)
    assert events_of(samples, block) == events_of(samples, 23)


def test_a_set_that_does_not_go_on_is_told_after_a_while_and_the_next_is_another(lifted: Simulated) -> None:
    first = lifted.recording.samples
    end_s = lifted.truth.sets[0].reps[-1].concentric_end_s + 0.5
    before = first.slice(0, int(np.searchsorted(first.t_s, end_s)))
    assert first.gyr_dps is not None
    assert before.gyr_dps is not None
    again = ImuBlock(
        t_s=np.concatenate([before.t_s, first.t_s + end_s + 20.0]),
        acc_mps2=np.vstack([before.acc_mps2, first.acc_mps2]),
        gyr_dps=np.vstack([before.gyr_dps, first.gyr_dps]),
    )
    one, two = sets_of(events_of(again, 10))
    assert (one.set_index, two.set_index) == (1, 2)
    assert (len(one.result.reps), len(two.result.reps)) == (7, 7)
    assert one.t_s <= two.t_s


def test_the_trace_of_a_joined_set_covers_the_gap(lifted: Simulated) -> None:
    start_s = lifted.truth.sets[0].reps[3].concentric_start_s
    (whole,) = sets_of(events_of(with_hole(lifted, start_s, 4.0), 10))
    trace = whole.result.trace
    end_s = trace.start_s + trace.step_s * len(trace.velocity_mps)
    assert end_s > whole.result.end_s
    inside = round((start_s + 2.0 - trace.start_s) / trace.step_s)
    assert trace.velocity_mps[inside] == 0.0
