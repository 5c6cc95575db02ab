"""Windows of made-up movements of a sensor: what it would feel when it moves and turns as told."""

from dataclasses import dataclass

import numpy as np

from sensing.samples import Floats
from sensing.units import STANDARD_GRAVITY_MPS2
from sensing.window import Window

STEP_S = 0.01


@dataclass
class Movement:
    """Place and angle of a sensor over time; parts are put one after the other."""

    height_m: Floats
    forward_m: Floats
    angle_rad: Floats

    def __add__(self, later: "Movement") -> "Movement":
        def joined(a: Floats, b: Floats) -> Floats:
            return np.concatenate([a, a[-1] + b - b[0]])

        return Movement(
            joined(self.height_m, later.height_m),
            joined(self.forward_m, later.forward_m),
            joined(self.angle_rad, later.angle_rad),
        )

    def window(self, *, seed: int = 1, noise_mps2: float = 0.05, gyroscope: bool = True) -> Window:
        """What the sensor feels, with noise."""
        n = len(self.height_m) - 2
        rise, forward = (np.diff(place, 2) / STEP_S**2 for place in (self.height_m, self.forward_m))
        angle = self.angle_rad[1:-1]
        up = np.column_stack([np.sin(angle), np.zeros(n), np.cos(angle)])
        ahead = np.column_stack([np.cos(angle), np.zeros(n), -np.sin(angle)])
        rng = np.random.default_rng(seed)
        acc = (rise[:, None] + STANDARD_GRAVITY_MPS2) * up + forward[:, None] * ahead
        acc += rng.normal(scale=noise_mps2, size=acc.shape)
        gyr = np.zeros((n, 3))
        gyr[:, 1] = np.degrees(np.gradient(angle, STEP_S))
        gyr += rng.normal(scale=0.5, size=gyr.shape)
        return Window(
            start_s=0.0,
            step_s=STEP_S,
            a_mps2=(acc * up).sum(axis=1) - STANDARD_GRAVITY_MPS2,
            up=up,
            acc_mps2=acc,
            gyr_dps=gyr if gyroscope else None,
        )


def still(duration_s: float) -> Movement:
    """Nothing."""
    zeros = np.zeros(round(duration_s / STEP_S))
    return Movement(zeros, zeros.copy(), zeros.copy())


def reps(
    count: int,
    *,
    height_m: float = 0.0,
    forward_m: float = 0.0,
    angle_rad: float = 0.0,
    there_s: float = 1.0,
    back_s: float = 1.4,
    pause_s: float = 0.3,
    seed: int = 0,
) -> Movement:
    """There and back `count` times, durations and sizes varying by 5 %; begins and ends at rest."""
    rng = np.random.default_rng(seed)
    parts = []
    for _ in range(count):
        there, back, pause = (
            round(t_s * rng.normal(1.0, 0.05) / STEP_S) for t_s in (there_s, back_s, max(pause_s, 2 * STEP_S))
        )
        shape = np.concatenate([_smooth(there), 1.0 - _smooth(back), np.zeros(pause)])
        parts.append(rng.normal(1.0, 0.05) * shape)
    curve = np.concatenate(parts)
    return Movement(height_m * curve, forward_m * curve, angle_rad * curve)


def walking(duration_s: float, *, stride_hz: float = 0.9, seed: int = 0) -> Movement:
    """Steps with a swinging arm: it swings once a stride, the body bobs twice."""
    n = round(duration_s / STEP_S)
    rng = np.random.default_rng(seed)
    wander = np.cumsum(rng.normal(scale=0.02, size=n)) * np.sqrt(STEP_S)
    phase = 2 * np.pi * stride_hz * np.arange(n) * STEP_S + wander
    swing = 0.4 * np.sin(phase)
    return Movement(0.02 * np.sin(2 * phase) + 0.55 * (1 - np.cos(swing)), 0.55 * np.sin(swing), swing)


def fumbling(duration_s: float, *, seed: int = 0) -> Movement:
    """A hand that does this and that: reaches of all sizes and speeds with pauses of all lengths."""
    rng = np.random.default_rng(seed)
    n = round(duration_s / STEP_S)
    curves = []
    for size in (0.3, 0.3, 0.8):
        curve, place = np.zeros(0), 0.0
        while len(curve) < n:
            to = size * rng.normal()
            reach = place + (to - place) * _smooth(round(rng.uniform(0.4, 1.5) / STEP_S))
            curve, place = np.concatenate([curve, reach, np.full(round(rng.uniform(0.1, 3.0) / STEP_S), to)]), to
        curves.append(curve[:n])
    return Movement(*curves)


def _smooth(n: int) -> Floats:
    s = np.arange(1, n + 1) / n
    return np.asarray(10 * s**3 - 15 * s**4 + 6 * s**5)
