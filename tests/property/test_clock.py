"""Time comes from the sensor's clock alone, whatever the link does; what the link loses is counted."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sensing.ble.counters import Unwrap
from sensing.ble.envelope import Envelope
from sensing.ble.hull import line_below
from tests.support.channel import (
    MOVESENSE,
    OPEN,
    POLAR,
    UNSTAMPED,
    arrivals,
    packets,
    receive,
    times,
)

delays = st.lists(st.floats(0, 0.4), min_size=60, max_size=60)
tilts = st.floats(-0.05, 0.05)
starts = st.one_of(st.integers(0, 2**32 - 1), st.integers(2**32 - 2_000_000, 2**32 - 1))


@settings(deadline=None, max_examples=60)
@given(one=delays, other=delays, fast_frac=tilts, start=starts, sequence=st.integers(0, 65535))
def test_times_of_arrival_do_not_move_samples(
    one: list[float], other: list[float], fast_frac: float, start: int, sequence: int
) -> None:
    sent = packets(60, start_tick=start, fast_frac=fast_frac, first_sequence=sequence)
    first, tally, _ = receive(arrivals(sent, one), OPEN, 100)
    second, _, _ = receive(arrivals(sent, other), OPEN, 100)
    np.testing.assert_array_equal(times(first), times(second))
    np.testing.assert_allclose(times(first), np.arange(300) / 100, atol=2e-6)
    assert (tally.samples, tally.missing, tally.restarts, tally.late) == (300, 0, 0, 0)


@settings(deadline=None, max_examples=60)
@given(dropped=st.sets(st.integers(2, 57), max_size=40), start=starts, waits=delays)
def test_lost_packets_leave_true_time_and_are_counted_exactly(
    dropped: set[int], start: int, waits: list[float]
) -> None:
    sent = packets(60, start_tick=start, first_sequence=65520)
    kept = [pair for index, pair in enumerate(arrivals(sent, waits)) if index not in dropped]
    blocks, tally, _ = receive(kept, OPEN, 100)
    wanted = np.concatenate([one.device_s for one, _ in kept])
    np.testing.assert_allclose(times(blocks), wanted, atol=2e-6)
    assert (tally.missing, tally.samples) == (5 * len(dropped), 5 * len(kept))


@settings(deadline=None, max_examples=60)
@given(
    dropped=st.sets(st.integers(1, 13).map(lambda index: 4 * index), max_size=8),
    per_frame=st.integers(5, 40),
    rate_hz=st.sampled_from([52.0, 100.0, 200.0]),
    off=st.floats(0.98, 1.02),
)
def test_a_clock_without_a_counter_shows_what_was_lost(
    dropped: set[int], per_frame: int, rate_hz: float, off: float
) -> None:
    sent = packets(60, timing=POLAR, rate_hz=rate_hz * off, per_frame=per_frame, start_tick=10**17)
    kept = [pair for index, pair in enumerate(arrivals(sent, [0.0] * 60)) if index not in dropped]
    blocks, tally, _ = receive(kept, POLAR, rate_hz)
    assert tally.missing == per_frame * len(dropped)
    wanted = np.concatenate([one.device_s for one, _ in kept])
    # The first packet is placed with the stated rate.
    np.testing.assert_allclose(times(blocks)[per_frame:], wanted[per_frame:], atol=0.025 * per_frame / rate_hz)


@settings(deadline=None, max_examples=40)
@given(waits=delays, off=st.floats(0.97, 1.03))
def test_whole_milliseconds_do_not_shake_the_samples(waits: list[float], off: float) -> None:
    sent = packets(60, timing=MOVESENSE, rate_hz=104 * off, per_frame=8, start_tick=2**32 - 900)
    blocks, tally, _ = receive(arrivals(sent, waits), MOVESENSE, 104)
    steps_s = np.diff(times(blocks))
    assert tally.missing == 0
    assert np.abs(steps_s[100:] * 104 * off - 1).max() < 0.06
    np.testing.assert_allclose(times(blocks)[8:], np.arange(8, 480) / (104 * off), atol=0.005)


@settings(deadline=None, max_examples=40)
@given(
    true_hz=st.sampled_from([25.0, 50.0, 98.0, 103.0, 200.0]),
    said_hz=st.sampled_from([100.0, 200.0]),
    waits=delays,
)
def test_another_rate_than_the_stated_one_is_found_by_the_stamps(
    true_hz: float, said_hz: float, waits: list[float]
) -> None:
    for timing in (OPEN, POLAR):
        sent = packets(60, timing=timing, rate_hz=true_hz)
        blocks, tally, _ = receive(arrivals(sent, waits), timing, said_hz)
        np.testing.assert_allclose(times(blocks)[5:], np.arange(5, 300) / true_hz, atol=0.003)
        assert tally.missing == 0


@settings(deadline=None, max_examples=40)
@given(pause_s=st.floats(0.1, 50), waits=delays, old_tick=starts, new_tick=st.integers(0, 10**6))
def test_a_restarted_sensor_goes_on_where_the_host_says(
    pause_s: float, waits: list[float], old_tick: int, new_tick: int
) -> None:
    before = packets(60, start_tick=old_tick)
    # What no clock could tell apart from packets in order is not a restart.
    gap_s = ((new_tick - before[-1].frame.ticks) % 2**32) / 1e6  # type: ignore[operator]  # stamped
    if gap_s < 60 or gap_s > 4294.967296 - 1.5:
        return
    first, tally, timeline = receive(arrivals(before, [0.001] * 60), OPEN, 100)
    after = packets(60, start_tick=new_tick, host_start_s=before[-1].complete_s + pause_s)
    second, _, _ = receive(arrivals(after, waits), OPEN, 100, timeline=timeline, tally=tally)
    t_s = times(first + second)
    assert tally.restarts == 1
    assert (np.diff(t_s) > 0).all()
    assert len(t_s) == 600
    hole_s = t_s[300] - t_s[299]
    assert pause_s - 0.002 <= hole_s <= pause_s + waits[0] + 0.002
    np.testing.assert_allclose(np.diff(t_s[300:]), 0.01, atol=2e-6)


@settings(deadline=None, max_examples=30)
@given(pause_s=st.floats(0.1, 300), waits=delays)
def test_a_new_connection_to_a_running_sensor_keeps_its_clock(pause_s: float, waits: list[float]) -> None:
    sent = packets(60 + round(pause_s * 20) + 60, start_tick=2**32 - 3_000_000)
    first, tally, timeline = receive(arrivals(sent[:60], [0.001] * 60), OPEN, 100)
    second, _, _ = receive(arrivals(sent[-60:], waits), OPEN, 100, timeline=timeline, tally=tally)
    wanted = np.concatenate([one.device_s for one in [*sent[:60], *sent[-60:]]])
    np.testing.assert_allclose(times(first + second), wanted, atol=5e-6)
    assert tally.restarts == 0
    assert tally.missing == 5 * round(pause_s * 20)


@settings(deadline=None, max_examples=40)
@given(fast_frac=tilts, seed=st.integers(0, 99))
def test_the_line_finds_host_time_through_bad_radio(fast_frac: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    sent = packets(1200, fast_frac=fast_frac)
    waits = 0.002 + rng.exponential(0.03, 1200) + (rng.random(1200) < 0.02) * rng.uniform(0, 1.5, 1200)
    _, _, timeline = receive(arrivals(sent, list(waits)), OPEN, 100)
    for one in sent[400::50]:
        error_s = timeline.host_s(float(one.device_s[-1])) - one.complete_s
        assert abs(error_s) < 0.012, error_s
    assert timeline.rate_hz is not None
    assert abs(timeline.rate_hz / (100 * (1 + fast_frac)) - 1) < 0.001


@settings(deadline=None, max_examples=30)
@given(true_hz=st.floats(20, 215), said_hz=st.sampled_from([50.0, 100.0, 200.0]), seed=st.integers(0, 99))
def test_without_stamps_the_rate_is_measured(true_hz: float, said_hz: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    count = round(40 * true_hz)
    sent = packets(count, timing=UNSTAMPED, rate_hz=true_hz, per_frame=1)
    waits = 0.002 + rng.exponential(0.01, count)
    blocks, tally, timeline = receive(arrivals(sent, list(waits)), UNSTAMPED, said_hz)
    t_s = times(blocks)
    assert (np.diff(t_s) > 0).all()
    assert tally.samples == count
    assert tally.missing == 0
    assert timeline.rate_hz is not None
    assert abs(timeline.rate_hz / true_hz - 1) < 0.005
    late = t_s[-round(15 * true_hz) :]
    assert abs(1 / np.diff(late).mean() / true_hz - 1) < 0.005


@settings(deadline=None, max_examples=30)
@given(lost_s=st.floats(0.6, 5), at_s=st.floats(6, 30), seed=st.integers(0, 99))
def test_without_stamps_a_burst_of_losses_is_seen_and_made_up_for(lost_s: float, at_s: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    sent = packets(4000, timing=UNSTAMPED, rate_hz=100, per_frame=1)
    kept = [one for one in sent if not at_s <= one.device_s[0] < at_s + lost_s]
    waits = list(0.002 + rng.exponential(0.01, len(kept)))
    blocks, tally, _ = receive(arrivals(kept, waits), UNSTAMPED, 100)
    t_s = times(blocks)
    assert abs(t_s[-1] - 39.99) < 0.08
    assert abs(tally.missing / 100 - lost_s) < 0.08
    assert np.diff(t_s).max() > 0.5 * lost_s


@settings(deadline=None)
@given(repeats=st.sets(st.integers(1, 58), max_size=5), swaps=st.sets(st.integers(2, 28).map(lambda i: 2 * i)))
def test_repeated_and_swapped_packets_are_counted(repeats: set[int], swaps: set[int]) -> None:
    sent = packets(60)
    order = list(range(60))
    for index in swaps:
        order[index], order[index + 1] = order[index + 1], order[index]
    row = [index for index in order for _ in range(2 if index in repeats else 1)]
    blocks, tally, _ = receive([(sent[index], sent[max(row)].complete_s + 0.01) for index in row], OPEN, 100)
    in_time = [index for place, index in enumerate(order) if index == max(order[: place + 1])]
    late_repeats = len(repeats - set(in_time))
    assert tally.samples == 5 * len(in_time)
    assert tally.late == len(swaps) + late_repeats
    assert tally.repeated == len(repeats) - late_repeats
    assert tally.missing == 5 * len(swaps)
    np.testing.assert_allclose(times(blocks), np.concatenate([sent[index].device_s for index in in_time]), atol=2e-6)


@given(steps=st.lists(st.integers(-3000, 60_000), max_size=50), start=st.integers(0, 65535))
def test_a_counter_is_unrolled_when_another_clock_helps(steps: list[int], start: int) -> None:
    counter, raw, total, found = Unwrap(16), start, 0, 0
    counter.move(start)
    for step in steps:
        raw = (raw + step) % 65536
        found += counter.ahead(raw, expected=step * 1.05)
        counter.move(raw)
        total += step
    assert found == total


@given(
    st.lists(st.floats(0, 10, allow_subnormal=False), min_size=1, max_size=60).map(
        lambda values: [(float(x), y) for x, y in enumerate(values)]
    )
)
def test_no_point_lies_below_the_line(points: list[tuple[float, float]]) -> None:
    slope, intercept = line_below(points)
    assert min(y - slope * x - intercept for x, y in points) >= -1e-9


@settings(deadline=None)
@given(delays, tilts)
def test_the_line_is_a_bound_of_the_delays_it_has_seen(waits: list[float], fast_frac: float) -> None:
    envelope = Envelope()
    seen = [(index / 2, index / 2 / (1 + fast_frac) + wait) for index, wait in enumerate(waits)]
    for device_s, arrival_s in seen:
        envelope.add(device_s, arrival_s)
    assert min(envelope.lag_s(*pair) for pair in seen) > -1e-9
