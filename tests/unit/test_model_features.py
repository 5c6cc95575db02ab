"""What a rep says about effort: causal, missing stays missing, and finite otherwise."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.capacity import RepCapacity
from model.context import SetContext
from model.decline import Expected, Seen, reserve_by_decline
from model.features import FEATURES, features
from model.profile import prior_profile
from sensing.events import Rep, RepForm, RepStatus

SPEEDS = (0.52, 0.55, 0.53, 0.50, 0.46, 0.41, 0.33, 0.24)


def rep(i: int, mean_mps: float | None, status: RepStatus = RepStatus.COMPLETED) -> Rep:
    return Rep(
        status=status,
        concentric_start_s=4.0 * i,
        concentric_end_s=4.0 * i + 0.4 / (mean_mps or 0.4),
        eccentric_s=1.2 + 0.05 * i,
        mean_velocity_mps=mean_mps,
        mean_propulsive_velocity_mps=mean_mps,
        peak_velocity_mps=None,
        rom_m=None if mean_mps is None else 0.4 - 0.002 * i,
        form=RepForm(pause_top_s=0.5 + 0.1 * i, sticking_depth=0.9 - 0.05 * i, tremor_mps2=0.1 + 0.01 * i),
    )


def a_set(speeds: tuple[float | None, ...] = SPEEDS) -> list[Rep]:
    return [rep(i, speed) for i, speed in enumerate(speeds)]


def named(row: np.ndarray | None) -> dict[str, float]:
    assert row is not None
    return dict(zip(FEATURES, row.tolist(), strict=True))


CAPACITY = RepCapacity(reps=10.0, load_kg=80.0, sets=2, early_mps=0.55)
CONTEXT = SetContext(
    exercise="bench",
    load_kg=80.0,
    one_rm_kg=100.0,
    set_number=2,
    rest_s=150.0,
    profile=replace(prior_profile("bench"), failure_sets=2, capacity=CAPACITY),
)


@pytest.mark.parametrize("n", range(1, len(SPEEDS) + 1))
def test_no_later_rep_is_looked_at(n: int) -> None:
    then, now = features(a_set()[:n], CONTEXT), features(a_set(), CONTEXT)
    assert then is not None
    assert now is not None
    changed = [*a_set()[:n], *a_set((0.9, 0.1, 0.5))]
    again = features(changed[:n], CONTEXT)
    np.testing.assert_array_equal(then, again)
    # It would see a change if it looked: the whole set says something else.
    assert n == len(SPEEDS) or not np.array_equal(then, now, equal_nan=True)


def test_what_is_not_known_is_missing_and_nothing_else_is() -> None:
    known, unknown = named(features(a_set(), CONTEXT)), named(features(a_set()))
    assert all(math.isfinite(value) for value in known.values())
    missing = {name for name, value in unknown.items() if math.isnan(value)}
    assert missing == {
        "capacity_rir",
        "faster_mps",
        "heavier_frac",
        "speed_rir",
        "published_rir",
        "load_frac",
        "load_rir",
        "set_number",
        "rest_s",
    }


def test_loss_is_counted_from_the_fastest_rep_so_far() -> None:
    assert named(features(a_set()))["loss"] == pytest.approx(1 - 0.24 / 0.55)
    assert named(features(a_set()[:1]))["loss"] == 0.0


def test_without_a_velocity_of_the_last_rep_there_is_nothing_to_say() -> None:
    assert features(a_set((0.5, 0.45, None))) is None
    assert features([]) is None
    assert features(a_set((0.5, None, 0.4))) is not None


def test_a_failed_attempt_is_no_rep() -> None:
    failed = rep(8, 0.1, RepStatus.FAILED)
    np.testing.assert_array_equal(features([*a_set(), failed], CONTEXT), features(a_set(), CONTEXT))


def test_the_decline_knows_more_the_nearer_the_end_is() -> None:
    reps = [named(features(a_set()[:n], CONTEXT)) for n in (4, 6, 8)]
    assert reps[0]["decline_rir"] > reps[1]["decline_rir"] > reps[2]["decline_rir"]
    assert reps[0]["decline_sd"] > reps[2]["decline_sd"]
    assert reps[2]["decline_at_most_2"] > 0.8


@given(st.lists(st.floats(0.03, 3.0), min_size=1, max_size=40), st.booleans())
def test_any_velocities_give_numbers_in_bounds(speeds: list[float], told: bool) -> None:
    row = named(features(a_set(tuple(speeds)), CONTEXT if told else None))
    for name in ("line_rir", "curve_rir", "steady_rir", "equation_rir", "decline_rir"):
        assert -5.0 <= row[name] <= 30.0
    assert not any(math.isinf(value) for value in row.values())


@given(st.lists(st.floats(0.05, 2.0), min_size=1, max_size=30), st.floats(0.05, 0.6))
def test_the_shares_of_the_decline_are_probabilities(speeds: list[float], end_mps: float) -> None:
    shares = reserve_by_decline(
        Seen(range(len(speeds)), speeds, [0.0] * len(speeds)), len(speeds), Expected(end_mps=end_mps, end_sd_mps=0.04)
    )
    assert shares.sum() == pytest.approx(1.0)
    assert shares.min() >= 0.0
