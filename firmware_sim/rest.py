"""What happens between sets: nothing, or a gym. None of it is a rep, some of it looks like one.

On the bar: plates go on and off, the bar is rolled and nudged. On the wrist: letting go, walking with a swinging arm,
carrying plates, a phone, a bottle, and taking hold again.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from scipy.ndimage import gaussian_filter1d

from firmware_sim.artefacts import Stage, plate_rattle, rack_hit
from firmware_sim.mount import Mount
from firmware_sim.track import GRID_HZ
from sensing.samples import Floats

_PLATE_RADIUS_M: Final = 0.225
"""Of a full-size plate [m]: a bar on the floor turns once in 1.41 m."""


def stand_still(stage: Stage, duration_s: float, *, held: float = 0.0) -> None:
    """Do nothing; a hand still breathes."""
    stage.track.rest(duration_s, held=held)


def rest(stage: Stage, mount: Mount, duration_s: float, *, on_floor: bool) -> None:
    """Fill the time between two sets with what people do.

    Parameters
    ----------
    stage : where to write.
    mount : decides what the sensor feels of it.
    duration_s : about how long [s].
    on_floor : whether the bar lies on the floor, where it can roll.
    """
    if mount is Mount.WRIST:
        _rest_of_a_wrist(stage, duration_s)
    else:
        _rest_of_a_bar(stage, duration_s, on_floor=on_floor)


def _rest_of_a_bar(stage: Stage, duration_s: float, *, on_floor: bool) -> None:
    rng, end_s = stage.rng, stage.track.t_s + duration_s
    acts = (_change_plates, _roll_bar if on_floor else _spin_bar, _nudge)
    stage.track.rest(rng.uniform(2.0, 6.0), held=0.0)
    while stage.track.t_s < end_s:
        acts[int(rng.choice(3, p=(0.4, 0.3, 0.3)))](stage)
        stage.track.rest(rng.uniform(2.0, 15.0), held=0.0)


def _change_plates(stage: Stage) -> None:
    rng, track = stage.rng, stage.track
    with stage.note("plates"):
        for _ in range(int(rng.integers(1, 5))):
            tilt = np.radians(rng.normal(0.0, 0.6))
            track.reach(rng.uniform(0.4, 1.2), held=0.2, tilt=tilt, y=rng.normal(0.0, 0.004))
            rack_hit(stage, weak=rng.random() < 0.4)
            plate_rattle(stage, rng.uniform(5.0, 30.0))
            track.reach(rng.uniform(0.4, 1.0), held=0.2, tilt=-tilt * rng.uniform(0.5, 1.0), yaw=rng.normal(0.0, 0.005))
            track.rest(rng.uniform(1.0, 5.0), held=0.0)


def _roll_bar(stage: Stage) -> None:
    rng, track = stage.rng, stage.track
    with stage.note("rolling bar"):
        for _ in range(int(rng.integers(1, 4))):
            way_m = rng.uniform(0.08, 0.7) * rng.choice((-1.0, 1.0))
            track.reach(
                rng.uniform(0.8, 2.5), held=0.2, y=way_m, turn=-way_m / _PLATE_RADIUS_M, yaw=rng.normal(0, 0.02)
            )
            track.rest(rng.uniform(0.2, 1.0), held=0.1)


def _spin_bar(stage: Stage) -> None:
    rng, track = stage.rng, stage.track
    with stage.note("rolling bar"):
        track.reach(
            rng.uniform(0.5, 2.5), held=0.2, turn=np.radians(rng.uniform(20.0, 150.0)) * rng.choice((-1.0, 1.0))
        )


def _nudge(stage: Stage) -> None:
    rng, track = stage.rng, stage.track
    with stage.note("nudge"):
        rack_hit(stage, weak=True)
        back = rng.normal(0.0, 0.006)
        track.reach(rng.uniform(0.3, 0.8), held=0.5, y=back, x=rng.normal(0.0, 0.004))
        track.reach(rng.uniform(0.3, 0.8), held=0.5, y=-back)


def _rest_of_a_wrist(stage: Stage, duration_s: float) -> None:
    rng, track = stage.rng, stage.track
    end_s = track.t_s + duration_s
    home_m, pose = track.height_m, {name: track.now[name] for name in ("turn", "tilt")}
    with stage.note("let go"):
        track.reach(
            rng.uniform(0.5, 1.2),
            home_m + rng.uniform(-0.5, 0.1),
            turn=np.radians(rng.uniform(-80.0, 80.0)),
            tilt=np.radians(rng.uniform(-40.0, 40.0)),
        )
    hanging_m = track.height_m
    acts: tuple[Callable[[Stage], None], ...] = (_walk, _carry_plates, _use_phone, _drink, _fidget)
    while track.t_s < end_s:
        acts[int(rng.choice(5, p=(0.3, 0.25, 0.15, 0.15, 0.15)))](stage)
        track.reach(rng.uniform(0.3, 0.8), hanging_m)
        track.rest(rng.uniform(0.5, 6.0))
    with stage.note("take hold"):
        back = {name: pose[name] - track.now[name] for name in ("turn", "tilt")}
        track.reach(rng.uniform(0.6, 1.4), home_m, turn=back["turn"], tilt=back["tilt"])
        track.rest(rng.uniform(0.5, 1.5), held=0.6)


def _walk(stage: Stage) -> None:
    rng, track = stage.rng, stage.track
    with stage.note("walking"):
        duration_s, stride_hz = rng.uniform(4.0, 15.0), rng.uniform(0.8, 1.0)
        t = np.arange(round(duration_s * GRID_HZ)) / GRID_HZ
        # Two steps a stride: the body bobs twice as often as the arm swings.
        gait = np.clip(np.minimum(t, duration_s - t) / 0.7, 0.0, 1.0) ** 2 * (1.0 + 0.2 * _slow_noise(rng, len(t)))
        phase = 2.0 * np.pi * stride_hz * t + rng.uniform(0.0, 2.0 * np.pi) + 0.5 * _slow_noise(rng, len(t))
        bob = gait * rng.uniform(0.012, 0.025) * np.sin(2.0 * phase)
        swing = np.radians(rng.uniform(10.0, 30.0)) * gait * np.sin(phase)
        # The wrist hangs on an arm of some 0.55 m: it swings forwards and rises a little at both ends.
        lift = 0.55 * (1.0 - np.cos(swing))
        climb = GRID_HZ * np.gradient(bob + lift)
        way = np.cumsum(gait) / GRID_HZ * rng.uniform(0.9, 1.4) + 0.55 * np.sin(swing)
        for i in range(int(duration_s * 2.0 * stride_hz)):
            _footfall(stage, i / (2.0 * stride_hz))
        turned = np.radians(rng.uniform(-180.0, 180.0)) * (t / duration_s) ** 2
        sway = gait * 0.02 * np.sin(phase)
        track.climb(climb - climb.mean(), y=way, turn=swing, yaw=turned, x=sway, tilt=0.3 * swing)


def _slow_noise(rng: np.random.Generator, n: int) -> Floats:
    noise = gaussian_filter1d(rng.normal(size=n), 0.7 * GRID_HZ)
    out: Floats = noise / noise.std()
    return out


def _footfall(stage: Stage, after_s: float) -> None:
    rng = stage.rng
    stage.track.ring(rng.uniform(1.0, 4.0), rng.uniform(12.0, 25.0), rng.uniform(0.02, 0.04), after_s=after_s)


def _carry_plates(stage: Stage) -> None:
    rng, track = stage.rng, stage.track
    up_m = track.height_m
    with stage.note("plates"):
        for _ in range(int(rng.integers(1, 4))):
            lean = np.radians(rng.uniform(-40.0, 40.0))
            track.reach(rng.uniform(0.6, 1.2), up_m - rng.uniform(0.2, 0.6), turn=lean, y=rng.uniform(0.1, 0.3))
            track.rest(rng.uniform(0.2, 0.8))
            track.reach(rng.uniform(0.7, 1.3), up_m + rng.uniform(0.0, 0.3), turn=-lean)
            _steps(stage)
            track.reach(rng.uniform(0.5, 1.0), y=rng.uniform(0.1, 0.3), tilt=rng.normal(0.0, 0.2))
            rack_hit(stage, weak=True)
            plate_rattle(stage, rng.uniform(5.0, 25.0))
            track.reach(rng.uniform(0.5, 1.0), up_m, y=-rng.uniform(0.1, 0.3))
            track.rest(rng.uniform(0.3, 1.5))


def _steps(stage: Stage) -> None:
    rng, track = stage.rng, stage.track
    for _ in range(int(rng.integers(2, 6))):
        n = round(rng.uniform(0.45, 0.65) * GRID_HZ)
        s = (np.arange(n) + 0.5) / n
        bob = GRID_HZ * rng.uniform(0.01, 0.025) * np.gradient(np.sin(np.pi * s) ** 2)
        _footfall(stage, 0.0)
        track.climb(bob - bob.mean(), y=rng.uniform(0.4, 0.6) * s, yaw=rng.normal(0.0, 0.2) * s)


def _use_phone(stage: Stage) -> None:
    rng, track = stage.rng, stage.track
    low_m, lean = track.height_m, np.radians(rng.uniform(60.0, 100.0))
    with stage.note("phone"):
        track.reach(rng.uniform(0.6, 1.2), low_m + rng.uniform(0.2, 0.4), turn=lean, tilt=0.4)
        for _ in range(int(rng.integers(4, 15))):
            track.rest(rng.uniform(0.3, 1.5))
            track.ring(rng.uniform(0.3, 2.0), rng.uniform(12.0, 25.0), 0.02)
            track.reach(0.3, track.height_m + rng.normal(0.0, 0.01), turn=rng.normal(0.0, 0.04))
        track.reach(rng.uniform(0.6, 1.2), low_m, turn=-lean, tilt=-0.4)


def _drink(stage: Stage) -> None:
    rng, track = stage.rng, stage.track
    with stage.note("bottle"):
        for _ in range(int(rng.integers(1, 4))):
            low_m, lean = track.height_m, np.radians(rng.uniform(70.0, 120.0))
            roll = np.radians(rng.uniform(20.0, 60.0))
            track.reach(rng.uniform(0.7, 1.3), low_m + rng.uniform(0.3, 0.5), turn=lean, tilt=roll)
            track.rest(rng.uniform(1.0, 3.0))
            track.reach(rng.uniform(0.7, 1.3), low_m, turn=-lean, tilt=-roll)
            track.rest(rng.uniform(0.5, 2.0))


def _fidget(stage: Stage) -> None:
    rng, track = stage.rng, stage.track
    with stage.note("fidget"):
        home_m = track.height_m
        for _ in range(int(rng.integers(2, 8))):
            track.reach(
                rng.uniform(0.3, 1.0),
                home_m + rng.normal(0.0, 0.06),
                turn=rng.normal(0.0, 0.3),
                tilt=rng.normal(0.0, 0.3),
                x=rng.normal(0.0, 0.05),
            )
            track.rest(rng.uniform(0.2, 3.0))
