import numpy as np
import pytest

from lastrep.evaluation.velocity import agree, correlate


def test_a_constant_offset_is_bias_and_leaves_no_standard_error() -> None:
    found = agree([0.2, 0.5, 0.8, 1.0], [0.25, 0.55, 0.85, 1.05])
    assert found is not None
    assert found.bias == pytest.approx(0.05)
    assert found.rmse == pytest.approx(0.05)
    assert found.see == pytest.approx(0, abs=1e-9)
    assert found.limits == pytest.approx((0.05, 0.05))


def test_limits_hold_95_percent_of_normal_errors() -> None:
    rng = np.random.default_rng(7)
    truth = rng.uniform(0.1, 1.0, 4000)
    errors = rng.normal(0.01, 0.03, 4000)
    found = agree(list(truth), list(truth + errors))
    assert found is not None
    assert found.limits is not None
    assert found.see is not None
    inside = np.mean((errors > found.limits[0]) & (errors < found.limits[1]))
    assert inside == pytest.approx(0.95, abs=0.01)
    assert found.rmse == pytest.approx(np.hypot(0.01, 0.03), rel=0.03)
    assert found.see == pytest.approx(0.03, rel=0.05)


def test_too_few_pairs_leave_what_needs_more_unknown() -> None:
    assert agree([], []) is None
    one = agree([0.5], [0.6])
    assert one is not None
    assert (one.limits, one.see) == (None, None)


def test_scale_of_the_reference_does_not_touch_correlation() -> None:
    reference = [1.0, 1.2, 0.9, 1.1]
    found = correlate([(reference, [1.18 * value for value in reference])])
    assert found is not None
    assert found.pooled == pytest.approx(1.0)
    assert found.within_set == pytest.approx(1.0)
    assert found.scale == pytest.approx(1.18)


def test_within_set_correlation_is_blind_to_differences_between_sets() -> None:
    # Sets differ as the reference says; within each, the ranking is upside down.
    found = correlate([([1.0, 1.1], [1.1, 1.0]), ([2.0, 2.1], [2.1, 2.0])])
    assert found is not None
    assert found.pooled > 0.95
    assert found.within_set == pytest.approx(-1.0)


def test_no_spread_gives_no_correlation() -> None:
    assert correlate([([1.0, 1.0, 1.0], [1.0, 1.1, 1.2])]) is None
    assert correlate([]) is None
