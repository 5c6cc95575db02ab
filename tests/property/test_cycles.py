from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sensing.cycles import find_cycles
from tests.support.movements import reps, still


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    seconds=st.integers(0, 25),
    level=st.sampled_from([0.0, 1e-12, 1.0, 9.81, 160.0]),
    jumpiness=st.sampled_from([0.0, 0.01, 1.0, 100.0]),
    gyroscope=st.booleans(),
)
def test_any_samples_give_cycles_in_order_or_nothing(
    seed: int, seconds: int, level: float, jumpiness: float, gyroscope: bool
) -> None:
    rng = np.random.default_rng(seed)
    window = still(seconds + 0.05).window(gyroscope=gyroscope)
    n = len(window.a_mps2)
    wild = replace(
        window,
        acc_mps2=level + jumpiness * rng.normal(size=(n, 3)),
        a_mps2=level + jumpiness * rng.normal(size=n),
    )
    found = find_cycles(wild)
    if found is not None:
        assert all(0 <= a < b <= n for a, b in zip(found.turns, found.turns[1:], strict=False))
        assert found.count == len(found.reps)
        assert np.isfinite([found.certainty, found.period_s, found.spread, found.swing_rad, found.rise_m]).all()


@settings(max_examples=25, deadline=None)
@given(
    count=st.integers(4, 12),
    angle_rad=st.floats(1.3, 2.5),
    height_m=st.floats(-0.3, 0.4),
    there_s=st.floats(0.7, 2.0),
    back_s=st.floats(0.7, 2.0),
    pause_s=st.floats(0.0, 1.0),
    seed=st.integers(0, 100),
)
def test_curls_of_any_pace_are_counted_exactly(
    count: int, angle_rad: float, height_m: float, there_s: float, back_s: float, pause_s: float, seed: int
) -> None:
    curls = reps(
        count, angle_rad=angle_rad, height_m=height_m, there_s=there_s, back_s=back_s, pause_s=pause_s, seed=seed
    )
    found = find_cycles((still(4) + curls + still(4)).window(seed=seed))
    assert found is not None
    assert (found.count, found.refusal) == (count, None)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 1000), shift=st.floats(-1e4, 1e6))
def test_the_clock_does_not_matter(seed: int, shift: float) -> None:
    window = (still(3) + reps(6, angle_rad=2.0, seed=seed) + still(3)).window(seed=seed)
    one, other = find_cycles(window), find_cycles(replace(window, start_s=shift))
    assert one is not None
    assert other is not None
    assert one.turns == other.turns
