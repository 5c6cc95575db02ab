"""What shakes the sensor without moving the load: ringing hits, trembling hands, sway and a bar that bends.

All of it is written as displacement, so that it adds exactly nothing to velocity and height in the long run.
"""

import numpy as np
from scipy.signal import bilinear, butter, lfilter, sosfilt

from firmware_sim.conditions import Conditions
from firmware_sim.track import GRID_HZ, Motion
from sensing.samples import Floats


def ringing_m(rng: np.random.Generator, motion: Motion) -> Floats:
    """Return the displacement of all hits, (n, 3) [m]; each in a direction of its own, mostly vertical."""
    n = len(motion.t_s)
    out = np.zeros((n, 3))
    for ring in motion.rings:
        first = round(ring.t_s * GRID_HZ)
        last = min(n, first + round(10.0 * ring.decay_s * GRID_HZ))
        if last - first < 4:
            continue
        t = np.arange(last - first) / GRID_HZ
        omega = 2.0 * np.pi * ring.frequency_hz
        # Rises within a few milliseconds: a step in acceleration would hold every frequency at once.
        rise = (1.0 - np.exp(-t / 0.002)) ** 3
        wave = ring.peak_mps2 / omega**2 * rise * np.exp(-t / ring.decay_s) * np.sin(omega * t)
        direction = rng.normal(0.0, (0.4, 0.4, 0.0)) + np.array([0.0, 0.0, 1.0])
        out[first:last] += wave[:, None] * direction / np.linalg.norm(direction)
    return out


def trembling_m(rng: np.random.Generator, motion: Motion, tired_frac: Floats, conditions: Conditions) -> Floats:
    """Return tremor and sway of whatever is held, (n, 3) [m].

    Parameters
    ----------
    rng : source of noise.
    motion : gives the grid and when the bar is held.
    tired_frac : (n,) 0 = fresh, 1 = at failure; trembling grows threefold.
    conditions : sizes.
    """
    n = len(motion.t_s)
    tremor = band_noise(rng, n, 8.0, 12.0, 3) * conditions.tremor_mps2 / (2.0 * np.pi * 10.0) ** 2
    sway = band_noise(rng, n, 0.1, 0.7, 3) * conditions.sway_m * (1.0, 1.0, 0.1)
    envelope = motion.held_frac[:, None]
    out: Floats = envelope * (tremor * (1.0 + 2.0 * tired_frac[:, None]) + sway)
    return out


def whip_m(rng: np.random.Generator, motion: Motion, conditions: Conditions) -> Floats:
    """Return how far the bar bends at the sensor, (n,) upwards [m]: a damped spring driven by the motion itself."""
    if conditions.whip_frac == 0.0:
        return np.zeros(len(motion.t_s))
    omega = 2.0 * np.pi * rng.uniform(*conditions.whip_hz)
    damping = rng.uniform(0.08, 0.20)
    b, a = bilinear([-conditions.whip_frac], [1.0, 2.0 * damping * omega, omega**2], GRID_HZ)
    acceleration = np.gradient(motion.velocity_mps) * GRID_HZ
    bent: Floats = lfilter(b, a, acceleration * motion.held_frac)
    return bent


def band_noise(rng: np.random.Generator, n: int, low_hz: float, high_hz: float, columns: int) -> Floats:
    """Return noise of RMS 1 between two frequencies, (n, columns).

    Examples
    --------
    >>> noise = band_noise(np.random.default_rng(0), 50_000, 8.0, 12.0, 2)
    >>> noise.shape, noise.std(axis=0).round(1).tolist()
    ((50000, 2), [1.0, 1.0])
    """
    sos = butter(4, (low_hz, high_hz), btype="bandpass", fs=GRID_HZ, output="sos")
    noise = sosfilt(sos, rng.normal(size=(n, columns)), axis=0)
    # White noise of SD 1 holds its power evenly up to half the grid rate; 1.03 = noise bandwidth of this filter.
    share = 1.03 * (high_hz - low_hz) / (GRID_HZ / 2.0)
    out: Floats = noise / np.sqrt(share)
    return out
