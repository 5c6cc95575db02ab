from dataclasses import replace

import numpy as np
import pytest

from sensing.cycles import CycleParams, NotASet, find_cycles
from sensing.signals import Movement
from tests.support.movements import fumbling, reps, still, walking


@pytest.mark.parametrize("count", [4, 8, 15])
def test_curls_that_only_turn_the_wrist_are_counted(count: int) -> None:
    found = find_cycles((still(3) + reps(count, angle_rad=2.0) + still(3)).window())
    assert found is not None
    assert (found.count, found.movement, found.refusal) == (count, Movement.TILT, None)


def test_rows_that_only_pull_sideways_are_counted() -> None:
    found = find_cycles((still(3) + reps(9, forward_m=0.4) + still(3)).window())
    assert found is not None
    assert (found.count, found.movement, found.refusal) == (9, Movement.SIDEWAYS, None)


def test_presses_are_counted_by_height() -> None:
    found = find_cycles((still(3) + reps(7, height_m=0.5) + still(3)).window())
    assert found is not None
    assert (found.count, found.movement, found.refusal) == (7, Movement.HEIGHT, None)
    assert found.rises_first


def test_lowering_first_is_noticed() -> None:
    found = find_cycles((still(3) + reps(7, height_m=-0.5) + still(3)).window())
    assert found is not None
    assert (found.count, found.rises_first) == (7, False)


def test_curls_are_counted_without_a_gyroscope() -> None:
    found = find_cycles((still(3) + reps(8, angle_rad=2.0, height_m=0.3) + still(3)).window(gyroscope=False))
    assert found is not None
    assert (found.count, found.refusal) == (8, None)


def test_a_recording_that_starts_and_ends_with_the_set_loses_no_rep() -> None:
    found = find_cycles(reps(8, angle_rad=2.0, height_m=0.2).window())
    assert found is not None
    assert found.count == 8


def test_long_pauses_between_some_reps_do_not_split_or_add_any() -> None:
    curls = reps(4, angle_rad=2.0) + still(1.0) + reps(3, angle_rad=2.0, seed=1) + still(1.5) + reps(2, angle_rad=2.0)
    found = find_cycles((still(3) + curls + still(3)).window())
    assert found is not None
    assert (found.count, found.refusal) == (9, None)


def test_a_rep_with_two_humps_is_one_rep() -> None:
    there = reps(6, angle_rad=1.5, there_s=0.8, back_s=0.8, pause_s=0.0)
    # While the arm turns once it is pulled forwards twice, as far each time.
    phase = np.pi * there.angle_rad / there.angle_rad.max()
    there.forward_m = 0.15 * np.sin(phase) ** 2
    found = find_cycles((still(3) + there + still(3)).window())
    assert found is not None
    assert found.count == 6


def test_picking_up_and_putting_down_are_no_reps() -> None:
    pick_up = reps(1, height_m=0.7, forward_m=0.5, angle_rad=-0.8, there_s=1.5)
    curls = reps(8, angle_rad=2.0)
    found = find_cycles((still(2) + pick_up + still(1) + curls + still(1) + pick_up + still(2)).window())
    assert found is not None
    assert (found.count, found.refusal) == (8, None)
    assert found.turns[0] > 400


def test_times_of_the_reps_lie_at_the_turns() -> None:
    movement = still(3) + reps(5, angle_rad=2.0, pause_s=0.5) + still(3)
    found = find_cycles(movement.window())
    assert found is not None
    tops = [rep.turn for rep in found.reps]
    true = [k for k in range(1, len(movement.angle_rad) - 1) if _is_peak(movement.angle_rad, k)]
    assert np.allclose(tops, true, atol=8)
    assert all(rep.start is not None and rep.start < rep.turn for rep in found.reps)


@pytest.mark.parametrize("stride_hz", [0.8, 0.9, 1.0])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_walking_is_no_set(stride_hz: float, seed: int) -> None:
    found = find_cycles((still(2) + walking(25, stride_hz=stride_hz, seed=seed) + still(2)).window(seed=seed))
    assert found is None or found.refusal is not None


@pytest.mark.parametrize("seed", range(20))
def test_a_minute_of_handling_things_is_no_set(seed: int) -> None:
    found = find_cycles(fumbling(60, seed=seed).window(seed=seed))
    assert found is None or found.refusal is not None


def test_lying_still_is_no_set() -> None:
    found = find_cycles(still(30).window())
    assert found is None or found.refusal is not None


def test_drinking_three_times_is_no_set() -> None:
    sips = reps(3, height_m=0.4, angle_rad=1.5, pause_s=2.0, back_s=1.0)
    found = find_cycles((still(3) + sips + still(3)).window())
    assert found is not None
    assert found.refusal is NotASet.FEW


def test_what_is_no_set_says_why() -> None:
    slow = find_cycles((still(2) + reps(8, angle_rad=2.0) + still(2)).window(), params=CycleParams(shortest_s=5.0))
    assert slow is not None
    assert slow.refusal is NotASet.FAST


def test_quick_curls_are_not_taken_for_walking() -> None:
    found = find_cycles((still(3) + reps(8, angle_rad=2.0, there_s=0.7, back_s=0.7, pause_s=0.0) + still(3)).window())
    assert found is not None
    assert (found.count, found.refusal) == (8, None)


def test_a_window_too_short_for_a_filter_gives_nothing() -> None:
    assert find_cycles(still(0.5).window()) is None


def test_the_side_up_of_the_sensor_does_not_matter() -> None:
    window = (still(3) + reps(8, angle_rad=2.0, height_m=0.2) + still(3)).window()
    axes = np.linalg.qr(np.random.default_rng(5).normal(size=(3, 3)))[0]
    assert window.gyr_dps is not None
    turned = replace(window, acc_mps2=window.acc_mps2 @ axes.T, up=window.up @ axes.T, gyr_dps=window.gyr_dps @ axes.T)
    one, other = find_cycles(window), find_cycles(turned)
    assert one is not None
    assert other is not None
    assert (one.turns, one.far, one.refusal) == (other.turns, other.far, other.refusal)
    assert one.certainty == pytest.approx(other.certainty)


def _is_peak(curve: np.ndarray, k: int) -> bool:
    return bool(curve[k] > 1.0 and curve[k] > curve[k - 1] and curve[k] >= curve[k + 1])
