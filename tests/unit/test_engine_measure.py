"""The numbers of one rep against the curve that it was made from."""

from itertools import pairwise

import pytest

from sensing.events import Rep, RepStatus
from sensing.measure import MeasureParams, measured_reps, rejection
from sensing.motion import MotionParams
from sensing.rep_params import RepParams
from sensing.reps import Judge
from sensing.settle import SettleParams, settle
from tests.support.lifting import Lift


def reps(lift: Lift) -> list[Rep]:
    settled = settle(lift.window(drift_mps2=0.1), MotionParams(), SettleParams())
    judge = Judge(params=RepParams(), motion_params=MotionParams(), settle_params=SettleParams())
    judged = judge.judge(settled, starts_recording=True, ends_recording=True)
    assert all(one.end_s > one.start_s for one in (rejection(r, judged.motion) for r in judged.refused))
    return measured_reps(judged, settled, MeasureParams())


def test_each_number_is_that_of_the_curve() -> None:
    lift = Lift().rest(3).reps(5, rom_m=0.5, up_s=1.0, down_s=1.5).rest(3)
    for rep, (start_s, end_s, _) in zip(reps(lift), lift.rises(), strict=True):
        # Speed passes 0.01 m/s after 2.6 % of the rise's time, 3.2 % of the fall's, and as long before their ends.
        assert rep.concentric_start_s == pytest.approx(start_s + 0.026, abs=0.015)
        assert rep.concentric_end_s == pytest.approx(end_s - 0.026, abs=0.015)
        assert rep.rom_m == pytest.approx(0.5, abs=0.01)
        assert rep.mean_velocity_mps == pytest.approx(0.527, abs=0.01)
        assert rep.peak_velocity_mps == pytest.approx(0.9375, abs=0.01)
        assert rep.eccentric_s == pytest.approx(1.404, abs=0.03)
        assert rep.mean_velocity_sd_mps is not None
        assert 0.0 < rep.mean_velocity_sd_mps < 0.05
        assert (rep.status, rep.velocity_reason) == (RepStatus.COMPLETED, None)


def test_a_gentle_rep_is_propulsive_to_its_top() -> None:
    for rep in reps(Lift().rest(3).reps(4, up_s=1.0).rest(3)):
        assert rep.mean_propulsive_velocity_mps == pytest.approx(rep.mean_velocity_mps, abs=0.01)


def test_the_first_pull_from_the_floor_has_no_eccentric() -> None:
    first, *others = reps(Lift().rest(4).pulls(4, down_s=1.2).rest(4))
    assert first.eccentric_s is None
    assert [rep.eccentric_s for rep in others] == pytest.approx([1.16] * 3, abs=0.08)


def test_a_slower_rep_is_slower_by_as_much() -> None:
    lift = Lift().rest(3)
    for up_s in (0.8, 0.9, 1.1, 1.5, 2.2):
        lift = lift.reps(1, up_s=up_s)
    velocities = [rep.mean_velocity_mps for rep in reps(lift.rest(3))]
    assert velocities == pytest.approx([0.65, 0.577, 0.47, 0.343, 0.234], abs=0.015)


def test_reps_do_not_overlap() -> None:
    found = reps(Lift().rest(3).reps(6, down_s=0.8, up_s=0.7).rest(3))
    for one, other in pairwise(found):
        assert one.concentric_start_s < one.concentric_end_s < other.concentric_start_s
