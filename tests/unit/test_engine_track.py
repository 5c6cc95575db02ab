from dataclasses import replace

import numpy as np
import pytest

from sensing.grid import Hole
from sensing.samples import ImuBlock
from sensing.track import Tape, Track, TrackParams
from sensing.units import STANDARD_GRAVITY_MPS2
from tests.support.lifting import STEP_S, Lift

LIFT = Lift().rest(2).reps(3).rest(2)


def without(samples: ImuBlock, *spans: tuple[float, float]) -> ImuBlock:
    """The samples but for those after `start` and before `end`."""
    kept = np.ones(len(samples), dtype=np.bool_)
    for start_s, end_s in spans:
        kept &= (samples.t_s <= start_s + 1e-9) | (samples.t_s >= end_s - 1e-9)
    gyr = None if samples.gyr_dps is None else samples.gyr_dps[kept]
    return ImuBlock(t_s=samples.t_s[kept], acc_mps2=samples.acc_mps2[kept], gyr_dps=gyr)


def tracked(samples: ImuBlock, size: int = 50) -> tuple[Track, list[Hole]]:
    params = TrackParams()
    track = Track(start_s=float(samples.t_s[0]), gyroscope=samples.gyr_dps is not None, params=params)
    holes = [hole for block in samples.blocks(size) for hole in track.push(block)]
    return track, holes


@pytest.mark.parametrize("size", [1, 2, 7, 50, 10_000])
def test_holes_are_found_whatever_the_block_size(size: int) -> None:
    samples = without(LIFT.samples(), (3.0, 3.25), (5.0, 5.04), (6.0, 6.5))
    _, holes = tracked(samples, size)
    assert [hole.start_s for hole in holes] == pytest.approx([3.0, 5.0, 6.0])
    assert [hole.end_s for hole in holes] == pytest.approx([3.25, 5.04, 6.5])


@pytest.mark.parametrize("rate_hz", [12.5, 25.0, 52.0, 400.0])
def test_no_rate_is_a_hole_by_itself(rate_hz: float) -> None:
    assert tracked(LIFT.samples(rate_hz=rate_hz))[1] == []


def test_a_lost_sample_of_a_slow_sensor_is_a_hole_only_when_two_are_missing() -> None:
    samples = LIFT.samples(rate_hz=12.5)
    assert tracked(without(samples, (4.0, 4.16)))[1] == []
    assert [hole.length_s for hole in tracked(without(samples, (4.0, 4.24)))[1]] == pytest.approx([0.24])


def test_jitter_is_no_hole() -> None:
    samples = LIFT.samples()
    jitter_s = np.random.default_rng(0).uniform(-0.004, 0.004, len(samples))
    uneven = ImuBlock(t_s=samples.t_s + jitter_s, acc_mps2=samples.acc_mps2, gyr_dps=samples.gyr_dps)
    assert tracked(uneven)[1] == []


def test_a_hole_while_the_bar_moves_may_break_the_integral_and_one_at_rest_may_not() -> None:
    moving = LIFT.rises()[1][0] + 0.5
    track, _ = tracked(without(LIFT.samples(), (moving - 0.2, moving + 0.2), (1.0, 1.25)))
    (only,) = track.window(0, len(track)).breaks
    assert track.time_s(only.node) == pytest.approx(moving, abs=0.02)
    assert only.rise_m == pytest.approx(0.2, abs=0.01)
    assert only.step_mps > 0.03


def test_an_impact_may_break_the_integral() -> None:
    samples = LIFT.samples()
    acc = samples.acc_mps2.copy()
    at = int(np.searchsorted(samples.t_s, 5.0))
    acc[at - 1 : at + 2, 2] += [20.0, -40.0, 20.0]
    hit = ImuBlock(t_s=samples.t_s, acc_mps2=acc, gyr_dps=samples.gyr_dps)
    track, _ = tracked(hit)
    (only,) = track.window(0, len(track)).breaks
    assert track.time_s(only.node) == pytest.approx(5.0, abs=0.03)
    assert only.rise_m == 0.0
    assert 0.1 < only.step_mps <= 0.4
    quiet, _ = tracked(samples)
    assert quiet.window(0, len(quiet)).breaks == ()


def test_a_quick_pull_is_no_impact() -> None:
    # 1.5 m/s at its peak, as the quickest rows with a bar.
    track, _ = tracked(Lift().rest(3).reps(4, rom_m=0.36, up_s=0.45).rest(3).samples())
    assert track.window(0, len(track)).breaks == ()


@pytest.mark.parametrize("gyroscope", [True, False])
def test_a_window_holds_the_motion(gyroscope: bool) -> None:
    samples = LIFT.samples(tilt_deg=30.0, gyroscope=gyroscope)
    track, _ = tracked(samples)
    window = track.window(100, len(track))
    assert window.start_s == pytest.approx(1.0)
    assert (window.gyr_dps is not None) == gyroscope
    _, v, _ = LIFT.state(1.0 + STEP_S * np.arange(window.nodes))
    steady = np.polynomial.Polynomial.fit(np.arange(window.nodes), np.append(0, np.cumsum(window.a_mps2)) - 100 * v, 1)
    left = STEP_S * (np.append(0, np.cumsum(window.a_mps2)) - 100 * v - steady(np.arange(window.nodes)))
    assert np.abs(left).max() < (0.02 if gyroscope else 0.08)


def test_a_track_keeps_its_times() -> None:
    samples = LIFT.samples()
    late = ImuBlock(t_s=samples.t_s + 1e6, acc_mps2=samples.acc_mps2, gyr_dps=samples.gyr_dps)
    track, _ = tracked(late)
    assert track.time_s(0) == 1e6
    assert track.time_s(250) == pytest.approx(1e6 + 2.5)
    assert track.step_at(1e6 + 2.505) == 250


def test_what_is_too_old_is_forgotten_and_the_rest_keeps_its_place() -> None:
    params = replace(TrackParams(), kept_s=5.0)
    track = Track(start_s=0.0, gyroscope=True, params=params)
    whole, _ = tracked(Lift().rest(60).samples())
    for block in Lift().rest(60).samples().blocks(100):
        track.push(block)
    assert track.oldest() > 0
    assert len(track) - track.oldest() >= 500
    start, stop = len(track) - 400, len(track)
    assert (track.window(start, stop).acc_mps2 == whole.window(start, stop).acc_mps2).all()


def test_a_tape_addresses_rows_by_their_number_since_the_beginning() -> None:
    tape: Tape[np.float64] = Tape(1, np.float64)
    for k in range(0, 5000, 10):
        tape.append(np.arange(k, k + 10, dtype=np.float64)[:, None], keep=200)
    assert len(tape) == 5000
    assert 0 < tape.first <= 4800
    assert tape.rows(4805, 4808)[:, 0].tolist() == [4805.0, 4806.0, 4807.0]


def test_holes_are_forgotten_with_the_samples_about_them() -> None:
    samples = Lift().rest(2).reps(12).rest(2).samples()
    lossy = without(samples, *[(float(k), k + 0.2) for k in range(1, 40)])
    params = replace(TrackParams(), kept_s=5.0)
    track = Track(start_s=0.0, gyroscope=True, params=params)
    found = [hole for block in lossy.blocks(20) for hole in track.push(block)]
    assert len(found) == 39
    assert track.oldest() > 1000
    assert min(hole.end_s for hole in track._holes) >= track.time_s(track.oldest()) - 1.0


@pytest.mark.parametrize(("angle_deg", "follows"), [(0.0, False), (4.0, False), (40.0, True)])
def test_without_a_gyroscope_up_follows_a_wrist_that_turns_and_no_bar(angle_deg: float, follows: bool) -> None:
    # Tilting to and fro with each rep, as a hand does, without any lift that could be mistaken for it.
    t_s = np.arange(0, 30, STEP_S)
    turned = np.radians(angle_deg) * np.sin(2 * np.pi * t_s / 3)
    acc = STANDARD_GRAVITY_MPS2 * np.column_stack([np.sin(turned), np.zeros_like(turned), np.cos(turned)])
    track, _ = tracked(ImuBlock(t_s=t_s, acc_mps2=acc))
    window = track.window(0, len(track))
    swing_deg = np.degrees(np.ptp(np.arcsin(window.up[500:-500, 0])))
    assert bool(swing_deg > angle_deg) is follows
    assert window.doubt_mps2 is not None
