"""Each fault on demand, over the whole stack: what the sensor says it did is what the client says it saw."""

import asyncio
from pathlib import Path

import numpy as np
import pytest

from firmware_sim.ble.air import Air
from firmware_sim.session import simulate
from firmware_sim.spec import SessionSpec
from sensing.ble.events import LinkLost, SensorConnected, StreamMeasured
from sensing.ble.timings import LinkTimings
from sensing.engine import Engine
from sensing.errors import LinkReason
from sensing.events import GapFound, RepCompleted, SetCompleted
from sensing.importers import read_recording
from sensing.samples import Recording
from tests.support.bluetooth import Heard, Setting, as_the_wire_carries, listen, starting_at

INSTANT = Air(interval_s=0.0)
OTHER_MAKES = ["movesense", "witmotion", "polar-h10"]
LAST_SAMPLES = 40
"""Packets that were still under way when the client left."""


@pytest.fixture(scope="module")
def row() -> Recording:
    return read_recording(Path(__file__).parents[2] / "datasets/simulated/row-bar.csv.gz")


async def test_lost_packets_are_counted_to_the_sample_and_leave_true_time(row: Recording) -> None:
    heard = await listen(row, Setting(faults=["drop=0.2"], speed=8, air=INSTANT), until_s=20)
    assert heard.stats["dropped_samples"] > 100
    assert abs(heard.tally.missing - heard.stats["dropped_samples"]) <= LAST_SAMPLES
    # Every sample that came lies on the sensor's own grid.
    np.testing.assert_allclose(heard.t_s * 100, np.round(heard.t_s * 100), atol=1e-3)


async def test_a_burst_is_one_hole_of_its_length(row: Recording) -> None:
    heard = await listen(row, Setting(faults=["burst@3:20"], speed=8, air=INSTANT), until_s=8)
    (hole,) = np.flatnonzero(np.diff(heard.t_s) > 0.05)
    assert np.diff(heard.t_s)[hole] == pytest.approx(20 * 0.05 + 0.01, abs=1e-4)
    assert heard.tally.missing == heard.stats["dropped_samples"] == 100


async def test_jitter_moves_no_sample(row: Recording) -> None:
    heard = await listen(row, Setting(faults=["jitter=0.04"]), until_s=2)
    np.testing.assert_allclose(np.diff(heard.t_s), 0.01, atol=1e-5)
    measured = heard.of(StreamMeasured)[-1]
    assert isinstance(measured, StreamMeasured)
    assert measured.jitter_s is not None
    assert measured.jitter_s > 0.02


async def test_truncated_repeated_and_swapped_packets_are_counted(row: Recording) -> None:
    setting = Setting(faults=["truncate=0.05", "repeat=0.05", "reorder=0.05"], speed=8, air=INSTANT)
    heard = await listen(row, setting, until_s=25)
    assert min(heard.stats[name] for name in ("truncated", "repeated", "reordered")) >= 5
    tally = heard.tally
    # A packet that is swapped with a truncated one is not late, and the last may be under way.
    assert abs(tally.damaged - heard.stats["truncated"]) <= 1
    assert abs(tally.repeated - heard.stats["repeated"]) <= 4
    assert 0 <= heard.stats["reordered"] - tally.late <= 4
    assert (np.diff(heard.t_s) > 0).all()
    assert abs(tally.missing - 5 * (tally.damaged + tally.late)) <= 10


async def test_a_shadow_shorter_than_the_supervision_loses_nothing(row: Recording) -> None:
    heard = await listen(row, Setting(faults=["shadow@0.5:1"]), until_s=2)
    np.testing.assert_allclose(np.diff(heard.t_s), 0.01, atol=1e-5)
    assert heard.tally.missing == 0
    assert heard.of(LinkLost) == []


async def test_a_silent_sensor_is_sought_again_before_the_system_says_so(row: Recording) -> None:
    # The link stands for ten seconds more, by the air's word.
    setting = Setting(faults=["shadow@0.5:1.6"], air=Air(supervision_s=10.0))
    timings = LinkTimings(choose_s=0.05, silence_s=0.6, leave_s=0.3)
    heard = await listen(row, setting, until_s=2.6, timings=timings)
    losses = heard.of(LinkLost)
    assert isinstance(losses[0], LinkLost)
    assert losses[0].reason is LinkReason.SILENT
    assert len(heard.of(SensorConnected)) == len(losses) + 1
    assert (np.diff(heard.t_s) > 0).all()


async def test_a_rebooted_sensor_goes_on_in_the_same_session(row: Recording) -> None:
    heard = await listen(row, Setting(faults=["reboot@2:1"], clock_start_s=0.0), until_s=3.5)
    assert heard.tally.restarts == 1
    assert heard.stats["reboots"] == 1
    (hole,) = np.flatnonzero(np.diff(heard.t_s) > 0.05)
    # Off for a second, then found: the break is timed by this computer, to the delay of a packet.
    assert 1.0 <= np.diff(heard.t_s)[hole] <= 4.0
    (first, again) = heard.of(SensorConnected)
    assert isinstance(first, SensorConnected)
    assert isinstance(again, SensorConnected)
    assert (first.again, again.again) == (False, True)


async def test_a_counter_that_turns_over_is_no_restart(row: Recording) -> None:
    # 32 bits of microseconds end two seconds into the stream.
    heard = await listen(row, Setting(clock_start_s=2**32 / 1e6 - 2, speed=8, air=INSTANT), until_s=4)
    np.testing.assert_allclose(np.diff(heard.t_s), 0.01, atol=1e-5)
    assert (heard.tally.restarts, heard.tally.missing) == (0, 0)


@pytest.fixture(scope="module")
def cut_off(row: Recording) -> dict[str, Heard]:
    """Sensors that lose their link, all at the same time."""

    async def hear() -> dict[str, Heard]:
        settings = [Setting(make=make, faults=["link@3:0.5"]) for make in OTHER_MAKES]
        heard = await asyncio.gather(*(listen(row, setting, until_s=5.5) for setting in settings))
        return dict(zip(OTHER_MAKES, heard, strict=True))

    return asyncio.run(hear())


@pytest.mark.parametrize("make", OTHER_MAKES)
def test_other_makes_come_back_after_a_lost_link(cut_off: dict[str, Heard], make: str) -> None:
    heard = cut_off[make]
    assert len(heard.of(SensorConnected)) == 2
    steps_s = np.diff(heard.t_s)
    assert (steps_s > 0).all()
    (hole,) = np.flatnonzero(steps_s > 0.4)
    assert 0.5 < steps_s[hole] < 4.5
    # Time is that of the lifter, also for a sensor that has no clock.
    assert heard.stats["connections"] == 2


async def test_a_link_that_drops_for_three_seconds_costs_no_rep_that_was_seen_and_counts_none_twice() -> None:
    made = simulate(SessionSpec(exercise="bench", seed=11, reps=7, load_frac=0.7))
    reps = made.truth.sets[0].reps
    # The bar lies still until it is taken out of the rack, which is not to be taken for a rep.
    skipped_s = reps[0].concentric_start_s - 7.8
    recording = as_the_wire_carries(starting_at(made.recording, skipped_s), 100.0)
    truth = [(rep.concentric_start_s - skipped_s, rep.concentric_end_s - skipped_s) for rep in reps]
    # As the third rep begins to rise.
    at_s = round(truth[2][0] + 0.2, 2)
    setting = Setting(faults=[f"link@{at_s}:3"], speed=3, air=INSTANT)
    heard = await listen(recording, setting, until_s=truth[-1][1] + 1.0)
    engine = Engine(exercise="bench")
    events = [event for block in heard.blocks for event in engine.push(block)] + engine.finish()

    (gap,) = [event for event in events if isinstance(event, GapFound)]
    assert gap.start_s == pytest.approx(at_s, abs=0.2)
    assert 2.9 < gap.end_s - gap.start_s < 6.5
    (whole,) = [event.result for event in events if isinstance(event, SetCompleted)]
    assert whole.start_s < gap.start_s < gap.end_s < whole.end_s
    seen = [span for span in truth if span[1] < gap.start_s - 0.1 or span[0] > gap.end_s + 0.5]
    assert len(seen) >= 3
    middles = [(rep.concentric_start_s + rep.concentric_end_s) / 2 for rep in whole.reps]
    for start_s, end_s in seen:
        assert sum(start_s < middle < end_s for middle in middles) == 1, (start_s, end_s, middles)
    assert len(whole.reps) <= len(truth)
    # Those told before the link broke are still there in the end.
    told = [event.rep for event in events if isinstance(event, RepCompleted) and event.t_s < gap.start_s]
    assert len(told) == 2
