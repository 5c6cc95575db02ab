"""Whatever is asked for, a simulated session is in order and its truth fits its recording."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_sim.lifts import LIFTS
from firmware_sim.session import simulate
from firmware_sim.spec import SessionSpec
from sensing.events import RepStatus

SPECS = st.builds(
    SessionSpec,
    exercise=st.sampled_from(sorted(LIFTS)),
    seed=st.integers(0, 2**40),
    mount=st.sampled_from(("bar", "wrist")),
    rate_hz=st.sampled_from((10.0, 12.5, 52.0, 100.0, 1000.0)),
    gyroscope=st.booleans(),
    hard=st.booleans(),
    load_frac=st.floats(0.3, 1.0),
    reps=st.integers(1, 4),
    failed_rep=st.booleans() | st.none(),
    grinder=st.booleans(),
    touch_and_go=st.booleans() | st.none(),
    upside_down=st.booleans() | st.none(),
)


@settings(max_examples=25, deadline=None, derandomize=True)
@given(spec=SPECS)
def test_any_session_is_in_order(spec: SessionSpec) -> None:
    made = simulate(spec)
    samples, truth = made.recording.samples, made.truth
    assert samples.t_s[0] == 0.0
    assert (samples.gyr_dps is not None) == spec.gyroscope
    assert abs(made.recording.rate_hz / spec.rate_hz - 1.0) < 0.1
    times = []
    for rep in truth.reps:
        if rep.eccentric_start_s is not None and rep.eccentric_s is not None:
            times += [rep.eccentric_start_s, rep.eccentric_start_s + rep.eccentric_s - 0.01]
        times += [rep.concentric_start_s, rep.concentric_end_s]
        assert 0.03 < rep.rom_m < 1.0
        assert 0.0 < rep.mean_velocity_mps < rep.peak_velocity_mps < 4.0
        assert (rep.reps_in_reserve is None) == (rep.status is RepStatus.FAILED)
    assert times == sorted(times)
    assert times[0] > 0.0
    assert times[-1] < truth.duration_s
    assert len(truth.sets[0].reps) == (spec.reps or 0) + truth.sets[0].reached_failure
    assert np.abs(samples.acc_mps2).max() < 17.0 * 9.80665
