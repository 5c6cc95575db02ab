"""How many reps a lifter has, by earlier sets to failure."""

from datetime import UTC, datetime

import pytest

from model.capacity import mean_load_frac, mean_reps, rep_capacity, reps_at_load
from model.history import PastSet
from model.profile import learned_profile
from sensing.events import Rep, RepStatus


def rep(status: RepStatus = RepStatus.COMPLETED) -> Rep:
    return Rep(
        status=status,
        concentric_start_s=0.0,
        concentric_end_s=1.0,
        eccentric_s=None,
        mean_velocity_mps=0.4,
        mean_propulsive_velocity_mps=None,
        peak_velocity_mps=None,
        rom_m=None,
    )


def past(
    done: int, *, day: int = 1, failed: bool = True, load_kg: float | None = None, felt: int | None = None
) -> PastSet:
    reps = (rep(),) * done + ((rep(RepStatus.FAILED),) if failed else ())
    at = datetime(2026, 5, day, 18, tzinfo=UTC)
    return PastSet(
        key=str(day), exercise="squat", started_at=at, session=str(day), reps=reps, load_kg=load_kg, felt_rir=felt
    )


def test_a_set_that_does_not_show_its_end_teaches_nothing() -> None:
    assert rep_capacity([past(8, failed=False), past(8, failed=False, felt=5)]) is None


def test_reps_left_that_were_entered_count_as_done() -> None:
    capacity = rep_capacity([past(8, failed=False, felt=2)])
    assert capacity is not None
    assert capacity.reps == 10


def test_reps_after_a_failed_attempt_were_helped_and_do_not_count() -> None:
    helped = past(5)
    helped = PastSet(
        key="h", exercise="squat", started_at=helped.started_at, session="h", reps=(*helped.reps, rep(), rep())
    )
    capacity = rep_capacity([helped])
    assert capacity is not None
    assert capacity.reps == 5


def test_only_the_newest_four_sets_count() -> None:
    capacity = rep_capacity([past(20, day=1)] + [past(8, day=day) for day in (2, 3, 4, 5)])
    assert capacity is not None
    assert (capacity.reps, capacity.sets) == (8, 4)


def test_a_lighter_load_has_more_reps_in_it() -> None:
    capacity = rep_capacity([past(8, load_kg=100.0), past(10, day=2, load_kg=95.0)])
    assert capacity is not None
    assert reps_at_load(capacity, 85.0) > 12 > reps_at_load(capacity, 97.5) > 8 > reps_at_load(capacity, 110.0)


def test_one_load_that_was_not_told_leaves_all_loads_out() -> None:
    capacity = rep_capacity([past(8, load_kg=100.0), past(10, day=2)])
    assert capacity is not None
    assert capacity.load_kg is None
    assert reps_at_load(capacity, 60.0) == 9


@pytest.mark.parametrize("reps", [1.0, 2.6, 7.0, 9.5, 20.0, 33.0])
def test_reps_and_loads_are_each_others_inverse(reps: float) -> None:
    assert mean_reps(mean_load_frac(reps)) == pytest.approx(reps)


def test_the_profile_carries_the_capacity_of_its_lift_alone() -> None:
    assert learned_profile("bench", [past(8)]).capacity is None
    assert learned_profile("squat", [past(8)]).capacity == rep_capacity([past(8)])
