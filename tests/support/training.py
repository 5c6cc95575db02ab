"""Twelve weeks of one lifter's training, made up: loads, speeds that follow from them, and a failure now and then."""

from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import numpy as np

from model.history import Experience
from model.stop import Goal
from sensing.events import Rep, RepStatus, SessionResult, SetResult
from server.lifters import About, Lifter
from server.store import Store
from server.tables import Origin
from tests.support.scripted import lifted_recording, lifted_trace

ZONE = timezone(timedelta(hours=1))
FIRST_DAY = date(2026, 9, 1)
SESSIONS = 28
DAYS_APART = 3
LAST_DAY = FIRST_DAY + timedelta(days=DAYS_APART * (SESSIONS - 1))
LOADS_KG = (40.0, 60.0, 75.0)
FAILED_SESSIONS = (1, 8, 20, 27)
ROM_M = 0.36
MAXIMUM_KG = 100.0
SLOWEST_MPS = 0.17


def speed_mps(load_kg: float, maximum_kg: float = MAXIMUM_KG) -> float:
    """Speed of a fresh rep on the lifter's straight line from 1.2 m/s to the slowest finish [m/s]."""
    return 1.2 - (1.2 - SLOWEST_MPS) * load_kg / maximum_kg


def trained_set(start_s: float, load_kg: float, count: int, *, failed: bool, rng: np.random.Generator) -> SetResult:
    best_mps = speed_mps(load_kg) + rng.normal(0, 0.01)
    last_mps = SLOWEST_MPS + 0.02 if failed else 0.8 * best_mps
    step_mps = (best_mps - last_mps) / (count - 1)
    reps = [_rep(start_s + 3.0 * index, best_mps - step_mps * index) for index in range(count)]
    if failed:
        last = _rep(start_s + 3.0 * count, 0.1)
        reps.append(replace(last, status=RepStatus.FAILED))
    end_s = reps[-1].concentric_end_s
    shifted = [
        replace(
            rep,
            concentric_start_s=rep.concentric_start_s - start_s + 2,
            concentric_end_s=rep.concentric_end_s - start_s + 2,
        )
        for rep in reps
    ]
    trace = replace(lifted_trace(shifted, end_s - start_s + 4), start_s=start_s - 2)
    return SetResult(start_s=start_s, end_s=end_s, exercise="bench", reps=tuple(reps), rejected=(), trace=trace)


def trained_session(sets: list[SetResult]) -> SessionResult:
    return SessionResult(
        source="gym (made up)", duration_s=sets[-1].end_s + 5, rate_hz=100.0, gaps=(), sets=tuple(sets)
    )


def add_training(store: Store, *, name: str = "Ana") -> Lifter:
    """Keep all sessions, each load in a session of its own; return the lifter."""
    lifter = store.lifters.add(name, About(experience=Experience.TRAINED, safeties=True, goal=Goal.HYPERTROPHY))
    rng = np.random.default_rng(11)
    recording = lifted_recording(duration_s=1.0, source="gym (made up)")
    for number in range(SESSIONS):
        load_kg = LOADS_KG[number % len(LOADS_KG)]
        failed = number in FAILED_SESSIONS
        at = datetime.combine(FIRST_DAY, datetime.min.time(), ZONE) + timedelta(days=DAYS_APART * number, hours=18)
        sets = [trained_set(5.0 + 60 * index, load_kg, 5, failed=failed and index == 1, rng=rng) for index in range(2)]
        store.add_recording(
            recording,
            trained_session(sets),
            origin=Origin.SIMULATION,
            started_at=at,
            exercise="bench",
            load_kg=load_kg,
            lifter_id=lifter.id,
        )
    return lifter


def _rep(start_s: float, velocity_mps: float) -> Rep:
    return Rep(
        status=RepStatus.COMPLETED,
        concentric_start_s=start_s,
        concentric_end_s=start_s + ROM_M / max(velocity_mps, 0.2),
        eccentric_s=1.1,
        mean_velocity_mps=velocity_mps,
        mean_propulsive_velocity_mps=velocity_mps,
        peak_velocity_mps=1.6 * velocity_mps,
        rom_m=ROM_M,
        mean_velocity_sd_mps=0.015,
    )
