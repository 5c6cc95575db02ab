"""A weight moved up and down along exact curves, and what a sensor on it would feel: truth to many digits.

Unlike the simulator's sessions nothing is random here unless asked for, so that tests can tell a centimetre per second
from nothing.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from sensing.engine import Engine
from sensing.events import Event
from sensing.samples import Floats, ImuBlock, Recording
from sensing.units import STANDARD_GRAVITY_MPS2
from sensing.window import Break, Window

STEP_S = 0.01


@dataclass(frozen=True)
class Lift:
    """Moves (height [m], duration [s]) one after the other, each of least jerk; a height of 0 is a rest."""

    moves: tuple[tuple[float, float], ...] = ()

    def rest(self, duration_s: float) -> "Lift":
        return replace(self, moves=(*self.moves, (0.0, duration_s)))

    def move(self, height_m: float, duration_s: float) -> "Lift":
        return replace(self, moves=(*self.moves, (height_m, duration_s)))

    def reps(
        self, count: int, *, rom_m: float = 0.5, up_s: float = 1.0, down_s: float = 1.5, pause_s: float = 0.0
    ) -> "Lift":
        """Down, up and a short hold at the top, `count` times, with a pause at each bottom."""
        done = self
        for _ in range(count):
            done = done.move(-rom_m, down_s).rest(pause_s).move(rom_m, up_s).rest(0.6)
        return done

    def pulls(self, count: int, *, rom_m: float = 0.5, up_s: float = 1.0, down_s: float = 1.5) -> "Lift":
        """Up and down again from the floor, `count` times."""
        done = self
        for _ in range(count):
            done = done.move(rom_m, up_s).rest(0.6).move(-rom_m, down_s).rest(0.6)
        return done

    @property
    def duration_s(self) -> float:
        return sum(duration_s for _, duration_s in self.moves)

    def rises(self) -> list[tuple[float, float, float]]:
        """Start, end [s] and height [m] of every way up."""
        ends_s = np.cumsum([duration_s for _, duration_s in self.moves])
        return [
            (float(end_s) - duration_s, float(end_s), height_m)
            for end_s, (height_m, duration_s) in zip(ends_s, self.moves, strict=True)
            if height_m > 0
        ]

    def state(self, times_s: ArrayLike) -> tuple[Floats, Floats, Floats]:
        """Height [m], velocity [m/s] and acceleration [m/s2] at any times."""
        t_s = np.asarray(times_s, dtype=np.float64)
        z, v, a = np.zeros((3, len(t_s)))
        begin_s = height_m = 0.0
        for rise_m, duration_s in self.moves:
            if duration_s > 0:
                during = (t_s >= begin_s) & (t_s < begin_s + duration_s)
                s = (t_s[during] - begin_s) / duration_s
                z[during] = height_m + rise_m * s**3 * (10 - 15 * s + 6 * s**2)
                v[during] = rise_m / duration_s * 30 * s**2 * (1 - s) ** 2
                a[during] = rise_m / duration_s**2 * 60 * s * (1 - s) * (1 - 2 * s)
            begin_s += duration_s
            height_m += rise_m
        z[t_s >= begin_s] = height_m
        return z, v, a

    def samples(
        self,
        *,
        rate_hz: float = 100.0,
        tilt_deg: float = 0.0,
        turn_deg_per_m: ArrayLike = 0.0,
        bias_mps2: tuple[float, float, float] = (0.0, 0.0, 0.0),
        noise_mps2: float = 0.03,
        gyroscope: bool = True,
        seed: int = 0,
    ) -> ImuBlock:
        """What a sensor feels that is tilted, turns with the height, and is off by `bias_mps2` in its own axes.

        How it turns may be told for each sample, and may change where the height is 0.
        """
        turn_deg_per_m = np.asarray(turn_deg_per_m, dtype=np.float64)
        rng = np.random.default_rng(seed)
        t_s = np.arange(round(self.duration_s * rate_hz)) / rate_hz
        z, v, a = self.state(t_s)
        up = _up(tilt_deg + turn_deg_per_m * z)
        acc = (STANDARD_GRAVITY_MPS2 + a)[:, None] * up + np.array(bias_mps2)
        acc += rng.normal(scale=noise_mps2, size=acc.shape)
        gyr = np.zeros_like(acc)
        gyr[:, 1] = -turn_deg_per_m * v
        gyr += rng.normal(scale=0.1, size=gyr.shape)
        return ImuBlock(t_s=t_s, acc_mps2=acc, gyr_dps=gyr if gyroscope else None)

    def window(
        self,
        *,
        turn_deg_per_m: float = 0.0,
        drift_mps2: float = 0.0,
        bias_mps2: tuple[float, float, float] = (0.0, 0.0, 0.0),
        breaks: tuple[Break, ...] = (),
    ) -> Window:
        """The same as a window whose up direction is known and whose integral is exact but for what is asked."""
        nodes_s = STEP_S * np.arange(round(self.duration_s / STEP_S) + 1)
        _, v, _ = self.state(nodes_s)
        z_mid, _, _ = self.state(nodes_s[:-1] + STEP_S / 2)
        a = np.diff(v) / STEP_S
        up = _up(turn_deg_per_m * z_mid)
        gyr = np.zeros_like(up)
        gyr[:, 1] = -turn_deg_per_m * v[:-1]
        return Window(
            start_s=0.0,
            step_s=STEP_S,
            a_mps2=a + drift_mps2 + up @ np.array(bias_mps2),
            up=up,
            acc_mps2=(STANDARD_GRAVITY_MPS2 + a)[:, None] * up + np.array(bias_mps2),
            gyr_dps=gyr,
            breaks=breaks,
        )


def recording_of(samples: ImuBlock, *, rate_hz: float = 100.0) -> Recording:
    """Samples as a recording."""
    return Recording(source="exact", samples=samples, rate_hz=rate_hz)


def events_of(samples: ImuBlock, size: int = 25) -> list[Event]:
    """All that the engine says about samples."""
    engine = Engine()
    events = [event for block in samples.blocks(size) for event in engine.push(block)]
    return events + engine.finish()


def _up(angle_deg: Floats) -> Floats:
    angle = np.radians(angle_deg)
    return np.column_stack([np.sin(angle), np.zeros_like(angle), np.cos(angle)])
