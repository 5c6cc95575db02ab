"""How far a velocity is believed: its errors of height, time and direction, and when it is hidden."""

from dataclasses import replace

import numpy as np
import pytest

from sensing.events import SetCompleted
from sensing.measure import MeasureParams, measured_reps
from sensing.motion import MotionParams
from sensing.rep_params import RepParams
from sensing.reps import Judge
from sensing.samples import ImuBlock
from sensing.settle import SettleParams, settle
from sensing.trust import TrustParams, mean_velocity_sd_mps, untrusted_reason
from sensing.window import Window
from tests.support.lifting import Lift, events_of

PARAMS = TrustParams()


def window(*, tilted_deg: float = 0.0, gyroscope: bool = True) -> Window:
    """A rep that pulls sideways as hard as upwards, with "up" known up to an error."""
    lift = Lift().rest(1).move(0.5, 1.0).rest(1)
    given = lift.window()
    off = np.radians(tilted_deg)
    along = given.acc_mps2 @ np.array([np.sin(off), 0.0, np.cos(off)])
    return replace(given, a_mps2=along - 9.80665, gyr_dps=given.gyr_dps if gyroscope else None)


def sd_mps(given: Window, *, rom_sd_m: float = 0.0, params: TrustParams = PARAMS) -> float:
    return mean_velocity_sd_mps(given, (100, 200), 1.0, 0.5, rom_sd_m, params)


def test_errors_of_height_and_time_add_up_as_independent_errors_do() -> None:
    assert sd_mps(window()) == pytest.approx(0.5 * PARAMS.border_s)
    assert sd_mps(window(), rom_sd_m=0.012) == pytest.approx(np.hypot(0.012, 0.005))


def test_a_wrong_direction_is_seen_by_the_length_of_the_force() -> None:
    assert sd_mps(window(tilted_deg=30.0)) > 2 * sd_mps(window())


def test_without_a_gyroscope_disagreement_weighs_more() -> None:
    only_level = replace(PARAMS, border_s=0.0)
    with_gyroscope, without = (sd_mps(window(tilted_deg=30.0, gyroscope=g), params=only_level) for g in (True, False))
    assert without / with_gyroscope == pytest.approx(0.18 / 0.05)


@pytest.mark.parametrize(
    ("mean_mps", "sd_mps", "shown"),
    [(0.5, 0.09, True), (0.5, 0.11, False), (0.15, 0.045, True), (0.15, 0.055, False), (1.2, 0.2, True)],
)
def test_a_velocity_is_hidden_when_it_may_be_off_by_a_fifth_and_by_five_hundredths(
    mean_mps: float, sd_mps: float, shown: bool
) -> None:
    assert (untrusted_reason(mean_mps, 2 * mean_mps, 0.5, sd_mps, broken=False, params=PARAMS) is None) == shown


@pytest.mark.parametrize(
    ("mean_mps", "peak_mps", "rom_m", "word"),
    [
        (-0.1, 0.5, 0.5, "contradict"),
        (0.0, 0.5, 0.5, "contradict"),
        (0.5, 0.4, 0.5, "contradict"),
        (0.5, 0.9, -0.1, "contradict"),
        (3.1, 4.0, 0.5, "more than any lift"),
        (0.5, 0.9, 2.7, "more than any lift"),
    ],
)
def test_what_no_lifter_can_do_is_hidden(mean_mps: float, peak_mps: float, rom_m: float, word: str) -> None:
    reason = untrusted_reason(mean_mps, peak_mps, rom_m, 0.01, broken=False, params=PARAMS)
    assert reason is not None
    assert word in reason


def test_a_rep_with_a_gap_in_it_is_timed_and_not_measured() -> None:
    samples = Lift().rest(4).pulls(5, up_s=1.2).rest(4).samples()
    rise_s = Lift().rest(4).pulls(5, up_s=1.2).rises()[2][0]
    kept = (samples.t_s < rise_s + 0.4) | (samples.t_s > rise_s + 0.8)
    assert samples.gyr_dps is not None
    broken = ImuBlock(t_s=samples.t_s[kept], acc_mps2=samples.acc_mps2[kept], gyr_dps=samples.gyr_dps[kept])
    (result,) = [event.result for event in events_of(broken) if isinstance(event, SetCompleted)]
    assert [rep.velocity_reason for rep in result.reps] == [
        "part of the signal is missing in this rep" if place == 2 else None for place in range(5)
    ]


def test_a_hidden_velocity_keeps_its_error_its_times_and_its_reason() -> None:
    settled = settle(Lift().rest(3).reps(4).rest(3).window(), MotionParams(), SettleParams())
    judge = Judge(params=RepParams(), motion_params=MotionParams(), settle_params=SettleParams())
    judged = judge.judge(settled, starts_recording=True, ends_recording=True)
    shown = measured_reps(judged, settled, MeasureParams())
    strict = MeasureParams(trust=TrustParams(worst_share=0.001, worst_mps=0.001))
    for rep, hidden in zip(shown, measured_reps(judged, settled, strict), strict=True):
        assert rep.velocity_reason is None
        assert rep.form is not None
        assert hidden.velocity_reason is not None
        assert hidden.velocity_reason.startswith("the signal allows no better than")
        assert hidden == replace(
            rep,
            mean_velocity_mps=None,
            mean_propulsive_velocity_mps=None,
            peak_velocity_mps=None,
            rom_m=None,
            velocity_reason=hidden.velocity_reason,
            form=replace(rep.form, sticking_depth=None, slow_share=None),
        )
