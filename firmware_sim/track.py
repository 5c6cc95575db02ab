"""A motion written down piece by piece on a fine time grid, then smoothed into curves with all derivatives.

Vertical motion is written as velocity, because reps are defined by its zeros; everything else as position. Only an
impact may change velocity at once: it is kept apart while the rest is smoothed, and then put in as a stop of a few
milliseconds, so that acceleration, velocity and height always belong to one curve.
"""

from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
from scipy.ndimage import gaussian_filter1d
from scipy.signal import bilinear, lfilter

from firmware_sim.rep_shape import min_jerk_shape, travel
from sensing.samples import Floats

GRID_HZ: Final = 1000.0
"""Fine grid [Hz]: above twice the fastest vibration (120 Hz) and the fastest recording's rate."""

Channel = Literal["x", "y", "turn", "tilt", "yaw"]
CHANNELS: Final[tuple[Channel, ...]] = get_args(Channel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Smoothing:
    """How sharp a movement may be.

    Parameters
    ----------
    vertical_s : standard deviation of the Gaussian over vertical velocity [s]; muscles need 60-100 ms to change force.
    other_s : the same for horizontal motion and angles [s].
    settling_frac : how much the body gives way to acceleration, as a spring; 0 = not at all.
    settling_hz, settling_damping : natural frequency of that spring [Hz] and its damping ratio.
    """

    vertical_s: float = 0.028
    other_s: float = 0.025
    settling_frac: float = 0.0
    settling_hz: float = 2.5
    settling_damping: float = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """A hit that makes the sensor ring.

    Parameters
    ----------
    t_s : when it starts [s].
    peak_mps2 : strongest acceleration [m/s2].
    frequency_hz, decay_s : of the ringing; rack 30-80 Hz, plates 50-120 Hz, 20-60 ms.
    """

    t_s: float
    peak_mps2: float
    frequency_hz: float
    decay_s: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Motion:
    """What was lifted, as smooth curves on the fine grid; n samples.

    Parameters
    ----------
    t_s : (n,) true time from 0 [s].
    height_m, velocity_mps : (n,) of the bar or the hand; velocity is the difference quotient of height.
    x_m, y_m : (n,) sideways and forwards [m].
    turn_rad : (n,) about the sideways axis: the bar rolling in the hands, the forearm swinging.
    tilt_rad : (n,) about the forward axis: one end up, the forearm's pronation.
    yaw_rad : (n,) about the vertical.
    held_frac : (n,) 1 = in somebody's hands, 0 = lying still.
    rings : hits that add vibration.
    """

    t_s: Floats
    height_m: Floats
    velocity_mps: Floats
    x_m: Floats
    y_m: Floats
    turn_rad: Floats
    tilt_rad: Floats
    yaw_rad: Floats
    held_frac: Floats
    rings: tuple[Ring, ...]


class Track:
    """Writes a motion piece after piece; each piece starts where the last one ended."""

    def __init__(self) -> None:
        self._velocity: list[Floats] = []
        self._held: list[Floats] = []
        self._other: dict[Channel, list[Floats]] = {channel: [] for channel in CHANNELS}
        self._steps: list[tuple[int, float, float]] = []
        self._rings: list[Ring] = []
        self._n = 0
        self.height_m = 0.0
        self.now: dict[Channel, float] = dict.fromkeys(CHANNELS, 0.0)

    @property
    def t_s(self) -> float:
        """Time written so far [s]."""
        return self._n / GRID_HZ

    def climb(self, velocity_mps: Floats, held: float = 1.0, **follow: Floats) -> None:
        """Append vertical velocity and, by channel, positions relative to where each channel is now.

        Parameters
        ----------
        velocity_mps : (n,) upwards [m/s].
        held : 1 = in hands, 0 = lying.
        follow : (n,) for any of `CHANNELS`, starting near 0 [m or rad]; the others stay where they are.
        """
        n = len(velocity_mps)
        self._velocity.append(velocity_mps)
        self._held.append(np.full(n, held))
        self.height_m += float(velocity_mps.sum()) / GRID_HZ
        for channel in CHANNELS:
            values = follow.get(channel)
            start = self.now[channel]
            self._other[channel].append(np.full(n, start) if values is None else start + values)
            if values is not None and n:
                self.now[channel] = start + float(values[-1])
        self._n += n

    def rest(self, duration_s: float, held: float = 1.0) -> None:
        """Append a hold."""
        self.climb(np.zeros(max(0, round(duration_s * GRID_HZ))), held)

    def reach(self, duration_s: float, height_m: float | None = None, held: float = 1.0, **by: float) -> None:
        """Append a smooth move to an absolute height and by relative amounts in the other channels."""
        n = max(8, round(duration_s * GRID_HZ))
        shape = min_jerk_shape(n)
        rise = 0.0 if height_m is None else height_m - self.height_m
        path = np.cumsum(shape) / float(shape.sum())
        self.climb(travel(shape, rise, GRID_HZ), held, **{name: path * amount for name, amount in by.items()})

    def stop(self, from_mps: float, to_mps: float, over_s: float) -> None:
        """Change vertical velocity at once, here: an impact; the pieces around it must have these velocities."""
        self._steps.append((self._n, to_mps - from_mps, over_s))

    def ring(self, peak_mps2: float, frequency_hz: float, decay_s: float, *, after_s: float = 0.0) -> None:
        """Let a vibration start here, or a little later."""
        start_s = self.t_s + after_s
        self._rings.append(Ring(t_s=start_s, peak_mps2=peak_mps2, frequency_hz=frequency_hz, decay_s=decay_s))

    def finish(self, smoothing: Smoothing) -> Motion:
        """Return everything written, smoothed."""
        n = self._n
        jumps = np.zeros(n)
        stops = np.zeros(n)
        for at, change, over_s in self._steps:
            if at < n:
                jumps[at:] += change
                _add_soft_step(stops, at, change, over_s)
        rough = np.concatenate(self._velocity) - jumps
        velocity = gaussian_filter1d(rough, smoothing.vertical_s * GRID_HZ, mode="nearest") + stops
        held = gaussian_filter1d(np.concatenate(self._held), 0.05 * GRID_HZ, mode="nearest")
        velocity += _settling_mps(velocity - stops, held, smoothing)
        sigma = smoothing.other_s * GRID_HZ
        other = {
            channel: gaussian_filter1d(np.concatenate(parts), sigma, mode="nearest")
            for channel, parts in self._other.items()
        }
        return Motion(
            t_s=np.arange(n) / GRID_HZ,
            height_m=np.cumsum(velocity) / GRID_HZ,
            velocity_mps=velocity,
            x_m=other["x"],
            y_m=other["y"],
            turn_rad=other["turn"],
            tilt_rad=other["tilt"],
            yaw_rad=other["yaw"],
            held_frac=held,
            rings=tuple(self._rings),
        )


def _settling_mps(velocity_mps: Floats, held: Floats, smoothing: Smoothing) -> Floats:
    if smoothing.settling_frac == 0.0:
        return np.zeros(len(velocity_mps))
    omega = 2.0 * np.pi * smoothing.settling_hz
    spring = bilinear([-smoothing.settling_frac], [1.0, 2.0 * smoothing.settling_damping * omega, omega**2], GRID_HZ)
    given_m = lfilter(*spring, np.gradient(velocity_mps) * GRID_HZ)
    # What lies on the floor or in the hooks does not give way.
    free = np.clip(2.0 * held - 1.0, 0.0, 1.0)
    out: Floats = np.gradient(given_m * free) * GRID_HZ
    return out


def _add_soft_step(into: Floats, at: int, change: float, over_s: float) -> None:
    # Centred on the contact, so that it covers the same distance as the sudden step it stands for.
    half = max(1, round(0.5 * over_s * GRID_HZ))
    first, last = max(0, at - half), min(len(into), at + half)
    phase = (np.arange(first, last) - at + 0.5) / (2.0 * half) + 0.5
    into[first:last] += 0.5 * change * (1.0 - np.cos(np.pi * phase))
    into[last:] += change
