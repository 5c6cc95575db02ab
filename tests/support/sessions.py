"""Small recordings and results that tests of the server store, show and play."""

from datetime import datetime, timedelta, timezone

import numpy as np

from sensing.events import Rejection, RejectReason, Rep, RepStatus, SessionResult, SetResult, Trace
from sensing.samples import ImuBlock, Recording

STARTED = datetime(2026, 11, 23, 18, 5, tzinfo=timezone(timedelta(hours=1)))


def some_recording(*, gyroscope: bool = True, source: str = "bench.csv", count: int = 400) -> Recording:
    rng = np.random.default_rng(3)
    acc = rng.normal((0, 0, 9.80665), 0.1, (count, 3))
    gyr = rng.normal(0, 1, (count, 3)) if gyroscope else None
    samples = ImuBlock(t_s=np.arange(count) / 100, acc_mps2=acc, gyr_dps=gyr)
    return Recording(source=source, samples=samples, rate_hz=100.0, notes=("odd",))


def some_rep(velocity_mps: float | None, *, start_s: float, status: RepStatus = RepStatus.COMPLETED) -> Rep:
    return Rep(
        status=status,
        concentric_start_s=start_s,
        concentric_end_s=start_s + 0.7,
        eccentric_s=None if start_s < 2 else 0.9,
        mean_velocity_mps=velocity_mps,
        mean_propulsive_velocity_mps=velocity_mps,
        peak_velocity_mps=None if velocity_mps is None else 1.5 * velocity_mps,
        rom_m=None if velocity_mps is None else 0.4,
        velocity_reason="the wrist hardly rises" if velocity_mps is None else None,
    )


def some_result(source: str = "bench.csv") -> SessionResult:
    unrack = Rejection(start_s=0.2, end_s=0.8, reason=RejectReason.UNRACK, detail="rose 0.05 m")
    walking = Rejection(start_s=3.1, end_s=3.6, reason=RejectReason.WALKING, detail="steps")
    reps = (
        some_rep(0.5, start_s=1.0),
        some_rep(None, start_s=2.0),
        some_rep(0.25, start_s=2.8, status=RepStatus.FAILED),
    )
    trace = Trace(start_s=0.9, step_s=0.5, velocity_mps=(0.0, 0.5, -0.25, 0.125))
    one = SetResult(start_s=1.0, end_s=3.5, exercise="bench", reps=reps, rejected=(unrack,), trace=trace)
    return SessionResult(
        source=source, duration_s=3.99, rate_hz=100.0, gaps=((2.1, 2.4),), sets=(one,), rejected=(walking,)
    )
