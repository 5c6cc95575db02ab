"""Everything a lifter does with the bar around the reps: unrack, walk-out, re-grip, rerack, impacts, bail-outs.

Sizes from the table of artefacts in the literature: unrack 5-15 cm in 1-3 s, 2-4 steps, rack hits of 2-8 g that ring
at 30-80 Hz for 20-60 ms, floor impacts of 5-16 g, plates at 50-120 Hz.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np

from firmware_sim.rep_shape import drop_shape, travel
from firmware_sim.track import GRID_HZ, Track
from sensing.samples import Floats
from sensing.units import STANDARD_GRAVITY_MPS2


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A movement that is not a rep, by true time [s]."""

    kind: str
    start_s: float
    end_s: float


class Stage:
    """A track, the generator and the list of what happened beside the reps."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.track = Track()
        self.spans: list[Span] = []

    @contextmanager
    def note(self, kind: str) -> Iterator[None]:
        """Keep what is written inside as an artefact of this kind."""
        start_s = self.track.t_s
        yield
        self.spans.append(Span(kind=kind, start_s=start_s, end_s=self.track.t_s))


def unrack(stage: Stage) -> float:
    """Lift the bar out of the hooks; return how high above them it hangs [m]."""
    rng, track = stage.rng, stage.track
    with stage.note("unrack"):
        track.rest(rng.uniform(0.3, 1.2), held=0.6)
        rack_hit(stage, weak=True)
        rise_m = rng.uniform(0.05, 0.13)
        track.reach(
            rng.uniform(0.7, 1.8), track.height_m + rise_m, y=-rng.uniform(0.0, 0.05), turn=rng.normal(0.0, 0.05)
        )
        track.rest(rng.uniform(0.2, 1.2))
    return rise_m


def step_back(stage: Stage, forwards: bool = False) -> None:
    """Walk the bar out of the rack, or back to it: 2-4 steps with a bob and a sway each."""
    rng, track = stage.rng, stage.track
    with stage.note("walk-in" if forwards else "walk-out"):
        for side in range(int(rng.integers(2, 5))):
            n = round(rng.uniform(0.5, 0.9) * GRID_HZ)
            s = (np.arange(n) + 0.5) / n
            bob = rng.uniform(0.008, 0.022) * GRID_HZ * np.gradient(np.sin(np.pi * s) ** 2)
            ease = s - np.sin(2.0 * np.pi * s) / (2.0 * np.pi)
            way = rng.uniform(0.12, 0.32) * (1.0 if forwards else -1.0)
            sway = rng.uniform(0.01, 0.04) * (-1.0) ** side * np.sin(np.pi * s) ** 2
            tilt = np.radians(rng.uniform(0.5, 2.5)) * (-1.0) ** side * np.sin(np.pi * s) ** 2
            track.climb(bob - bob.mean(), x=sway, y=way * ease, tilt=tilt, yaw=rng.normal(0.0, 0.02) * ease)
            if rng.random() < 0.6:
                plate_rattle(stage, rng.uniform(1.0, 5.0))
        track.rest(rng.uniform(0.3, 1.5))


def shift_bench(stage: Stage, back: bool = False) -> None:
    """Bring a bench press bar from the hooks over the chest, or back."""
    rng, track = stage.rng, stage.track
    with stage.note("return" if back else "bring out"):
        way = rng.uniform(0.12, 0.25) * (-1.0 if back else 1.0)
        track.reach(
            rng.uniform(0.7, 1.6), track.height_m - (0.0 if back else rng.uniform(0.0, 0.02)), y=way, turn=way * 0.5
        )
        track.rest(rng.uniform(0.2, 1.0))


def rerack(stage: Stage, hooks_m: float) -> None:
    """Put the bar into the hooks: it drops the last bit and rings."""
    rng, track = stage.rng, stage.track
    with stage.note("rerack"):
        gap_m = rng.uniform(0.005, 0.03)
        track.reach(rng.uniform(0.5, 1.3), hooks_m + gap_m, y=rng.uniform(0.0, 0.05))
        _touch_down(stage, hooks_m, rng.uniform(0.15, 0.4), rng.uniform(0.010, 0.020))
        rack_hit(stage)
        track.rest(rng.uniform(0.2, 0.5), held=0.5)
        if rng.random() < 0.5:
            rack_hit(stage, weak=True)
        track.rest(rng.uniform(0.3, 1.0), held=0.2)


def re_grip(stage: Stage) -> None:
    """Shift the hands on the bar: small shakes that turn it."""
    rng, track = stage.rng, stage.track
    with stage.note("re-grip"):
        for _ in range(int(rng.integers(1, 4))):
            n = round(rng.uniform(0.25, 0.6) * GRID_HZ)
            s = (np.arange(n) + 0.5) / n
            wave = np.sin(2.0 * np.pi * s) * np.sin(np.pi * s)
            size_m = rng.uniform(0.002, 0.010)
            velocity = size_m * GRID_HZ * np.gradient(wave)
            turn = np.radians(rng.uniform(3.0, 15.0)) * rng.choice((-1.0, 1.0)) * np.sin(np.pi * s / 2.0) ** 2
            track.climb(velocity - velocity.mean(), turn=turn, x=rng.normal(0.0, 0.005) * wave)


def drop_to_floor(
    stage: Stage,
    floor_m: float,
    duration_s: float,
    contact_mps: float,
    *,
    bounces: bool = True,
    write: Callable[[Floats], None] | None = None,
) -> None:
    """Let the bar down until its plates stop it; rubber may throw it back a little.

    Parameters
    ----------
    stage : where to write.
    floor_m : height at which the plates touch [m].
    duration_s : of the way down [s].
    contact_mps : speed at contact [m/s].
    bounces : whether the bar may jump.
    write : appends the way down; None = straight down, without any turn.
    """
    rng, track = stage.rng, stage.track
    distance_m = track.height_m - floor_m
    n = max(8, round(duration_s * GRID_HZ))
    down = drop_shape(n, distance_m, contact_mps, GRID_HZ)
    (write or track.climb)(-down)
    speed_mps = float(down[-1])
    # 1.57 = peak of a raised-cosine stop over its mean; keeps the peak within the 5-16 g of the literature.
    over_s = float(np.clip(1.57 * speed_mps / (rng.uniform(5.0, 14.0) * STANDARD_GRAVITY_MPS2), 0.008, 0.04))
    track.ring(rng.uniform(10.0, 45.0) * min(1.0, speed_mps), rng.uniform(40.0, 90.0), rng.uniform(0.015, 0.04))
    if rng.random() < 0.7:
        plate_rattle(stage, rng.uniform(3.0, 12.0))
    back_mps = speed_mps * rng.uniform(0.05, 0.25) if bounces else 0.0
    track.stop(-speed_mps, back_mps, over_s)
    if back_mps > 0.0:
        n_air = max(4, round(2.0 * back_mps / STANDARD_GRAVITY_MPS2 * GRID_HZ))
        flight = back_mps * (1.0 - 2.0 * (np.arange(n_air) + 0.5) / n_air)
        track.climb(flight, held=0.5)
        track.stop(float(flight[-1]), 0.0, 0.012)


def rack_hit(stage: Stage, weak: bool = False) -> None:
    """Metal on metal."""
    rng = stage.rng
    peak_g = rng.uniform(0.2, 1.5) if weak else rng.uniform(2.0, 8.0)
    stage.track.ring(peak_g * STANDARD_GRAVITY_MPS2, rng.uniform(30.0, 80.0), rng.uniform(0.010, 0.030))


def plate_rattle(stage: Stage, peak_mps2: float) -> None:
    """Plates slapping on the sleeve."""
    rng = stage.rng
    stage.track.ring(peak_mps2, rng.uniform(50.0, 120.0), rng.uniform(0.008, 0.03))


def bail_out(stage: Stage, rest_m: float) -> None:
    """Get the bar back to a height with help after a failed rep: slow, uneven, by a spotter or two."""
    rng, track = stage.rng, stage.track
    with stage.note("spotter"):
        track.rest(rng.uniform(0.5, 2.0), held=0.8)
        middle_m = track.height_m + rng.uniform(0.3, 0.6) * (rest_m - track.height_m)
        tilt = np.radians(rng.normal(0.0, 3.0))
        track.reach(rng.uniform(1.0, 2.5), middle_m, tilt=tilt, y=rng.normal(0.0, 0.03))
        track.reach(rng.uniform(0.8, 2.0), rest_m, tilt=-tilt, y=rng.normal(0.0, 0.03))


def _touch_down(stage: Stage, height_m: float, contact_mps: float, over_s: float) -> None:
    track = stage.track
    fall_m = track.height_m - height_m
    n = max(8, round(2.0 * fall_m / contact_mps * GRID_HZ))
    ramp = (np.arange(n) + 0.5) / n
    down = travel(ramp, fall_m, GRID_HZ)
    track.climb(-down, held=0.7)
    track.stop(-float(down[-1]), 0.0, over_s)
