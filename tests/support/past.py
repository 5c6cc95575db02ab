"""Past sets for tests: velocities, loads and days in, `PastSet` out."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from model.history import PastSet
from sensing.events import Rep, RepForm, RepStatus

FIRST_DAY = datetime(2026, 9, 1, 18, 0, tzinfo=UTC)


def rep(
    velocity_mps: float | None,
    status: RepStatus = RepStatus.COMPLETED,
    *,
    at_s: float = 0.0,
    sd_mps: float | None = None,
    form: RepForm | None = None,
) -> Rep:
    return Rep(
        status=status,
        concentric_start_s=at_s,
        concentric_end_s=at_s + 1.0,
        eccentric_s=1.2,
        mean_velocity_mps=velocity_mps,
        mean_propulsive_velocity_mps=None,
        peak_velocity_mps=None,
        rom_m=None if velocity_mps is None else 0.5,
        mean_velocity_sd_mps=sd_mps,
        form=form,
    )


def reps(velocities_mps: Sequence[float | None], *, failed: bool = False) -> tuple[Rep, ...]:
    done = [rep(velocity, at_s=3.0 * i) for i, velocity in enumerate(velocities_mps)]
    if failed:
        done.append(rep(None, RepStatus.FAILED, at_s=3.0 * len(done)))
    return tuple(done)


def past_set(
    velocities_mps: Sequence[float | None],
    *,
    day: int = 0,
    minute: int = 0,
    exercise: str | None = "bench",
    load_kg: float | None = 75.0,
    failed: bool = False,
    felt_rir: int | None = None,
) -> PastSet:
    """One set, `day` days after the first day; sets of one day are one session."""
    return PastSet(
        key=f"{exercise}-{day}-{minute}",
        exercise=exercise,
        started_at=FIRST_DAY + timedelta(days=day, minutes=minute),
        session=f"day {day}",
        reps=reps(velocities_mps, failed=failed),
        load_kg=load_kg,
        felt_rir=felt_rir,
    )
