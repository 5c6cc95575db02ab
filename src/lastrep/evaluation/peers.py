"""Plain methods that count reps, to stand beside the engine on the same recordings in the same run.

Each is our own implementation of a published idea. They take a cut recording and return a number; they neither find
sets nor refuse rest, which is part of what they show.
"""

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from scipy.signal import argrelextrema, butter, filtfilt, find_peaks, sosfiltfilt

from sensing.samples import Floats, Recording
from sensing.units import STANDARD_GRAVITY_MPS2


class Peer(Protocol):
    """A method that counts reps."""

    @property
    def name(self) -> str:
        """How results call it."""

    def count(self, recording: Recording, exercise: str) -> int:
        """Count the reps of a recording that is one set of `exercise`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TutorialPeer:
    """The method of the public barbell-tracking tutorial: a low-pass, then every local maximum is a rep.

    Parameters
    ----------
    name : how results call it.
    step_s : means over steps of this length are the signal [s]; 0.2 in the tutorial.
    order : of the Butterworth low-pass, run forwards and backwards; 10 in the tutorial's counting.
    cutoff_hz : of the low-pass [Hz]; 0.4 in the tutorial.
    cutoffs_hz : other cut-offs, by exercise [Hz]; as in the tutorial.
    rotating : exercises counted on the gyroscope's first axis instead of the length of the acceleration.

    Notes
    -----
    The tutorial chose these numbers by looking at the very recordings that it reports on. It was written for the
    MetaMotion set; elsewhere it is shown as it is, not tuned.

    References
    ----------
    D. Ebbelaar, "Tracking barbell exercises" (repository daveebbelaar/tracking-barbell-exercises) and the course made
    of it.

    Examples
    --------
    >>> from sensing.samples import ImuBlock
    >>> t_s = np.arange(0, 30, 0.04)
    >>> acc = np.outer(9.8 + np.sin(2 * np.pi * t_s / 3), [0, 0, 1])
    >>> made = Recording(source="x", samples=ImuBlock(t_s=t_s, acc_mps2=acc), rate_hz=25)
    >>> TutorialPeer().count(made, "bench")
    10
    """

    name: str = "tutorial"
    step_s: float = 0.2
    order: int = 10
    cutoff_hz: float = 0.4
    cutoffs_hz: dict[str, float] = field(
        default_factory=lambda: {"squat": 0.35, "row": 0.65, "overhead_press": 0.35}, hash=False
    )
    rotating: frozenset[str] = frozenset({"row"})

    def count(self, recording: Recording, exercise: str) -> int:
        """Count the local maxima of the smoothed signal."""
        samples = recording.samples
        if exercise in self.rotating and samples.gyr_dps is not None:
            means = _means(samples.t_s, samples.gyr_dps[:, :1], self.step_s)[:, 0]
        else:
            means = np.linalg.norm(_means(samples.t_s, samples.acc_mps2, self.step_s), axis=1)
        cutoff_hz = self.cutoffs_hz.get(exercise, self.cutoff_hz)
        b, a = butter(self.order, cutoff_hz, fs=1 / self.step_s)
        # filtfilt's default padding needs this many values; the tutorial's pipeline could not filter less either.
        if len(means) <= 3 * max(len(a), len(b)):
            return 0
        return len(argrelextrema(filtfilt(b, a, means), np.greater)[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipalAxisPeer:
    """Peaks on the axis along which the acceleration varies most, as in RecoFit, without its learned parts.

    Parameters
    ----------
    name : how results call it.
    rate_hz : grid on which it works [Hz].
    band_hz : pass band [Hz]: slower is drift and posture, faster is vibration.
    min_period_s : shortest distance of two reps [s].
    prominence_sd : least prominence of a peak, in standard deviations of the signal; 0 counts every ripple.
    min_height_frac : peaks lower than this share of the median kept peak are dropped; 0 keeps all.

    References
    ----------
    Morris et al. 2014, "RecoFit: using a wearable sensor to find, recognize, and count repetitive exercises", CHI.
    """

    name: str = "principal axis"
    rate_hz: float = 25.0
    band_hz: tuple[float, float] = (0.15, 2.0)
    min_period_s: float = 0.75
    prominence_sd: float = 0.8
    min_height_frac: float = 0.4

    def count(self, recording: Recording, exercise: str) -> int:  # noqa: ARG002 - the method is told nothing
        """Count the peaks of the first principal component, of whichever sign gives the more even heights."""
        grid = _grid(recording, self.rate_hz)
        if len(grid) < 3 * self.rate_hz:
            return 0
        sos = butter(2, self.band_hz, btype="bandpass", fs=self.rate_hz, output="sos")
        smooth = sosfiltfilt(sos, grid, axis=0)
        _, axes = np.linalg.eigh(np.cov(smooth.T))
        signal = smooth @ axes[:, -1]
        candidates = [self._peak_heights(sign * signal) for sign in (1.0, -1.0)]
        uneven = np.array([heights.std() / heights.mean() if len(heights) else np.inf for heights in candidates])
        return len(candidates[int(np.argmin(uneven))])

    def _peak_heights(self, signal: Floats) -> Floats:
        peaks, _ = find_peaks(
            signal, distance=max(1, int(self.min_period_s * self.rate_hz)), prominence=self.prominence_sd * signal.std()
        )
        heights = signal[peaks]
        return heights[heights > self.min_height_frac * np.median(heights)] if len(heights) else heights


@dataclass(frozen=True, slots=True, kw_only=True)
class IntegrationPeer:
    """Vertical acceleration integrated twice with a high-pass against drift, then a rep for each rise in height.

    Parameters
    ----------
    name : how results call it.
    rate_hz : grid on which it works [Hz].
    gravity_cutoff_hz : low-pass that finds which way is down [Hz].
    drift_cutoff_hz : high-pass after each integration [Hz]; it also eats slow reps, which is the method's weakness.
    min_rise_m : least rise of a rep [m].
    """

    name: str = "integration"
    rate_hz: float = 25.0
    gravity_cutoff_hz: float = 0.2
    drift_cutoff_hz: float = 0.2
    min_rise_m: float = 0.15

    def count(self, recording: Recording, exercise: str) -> int:  # noqa: ARG002 - the method is told nothing
        """Count the tops that rise by `min_rise_m`."""
        grid = _grid(recording, self.rate_hz)
        if len(grid) < 3 * self.rate_hz:
            return 0
        low = butter(2, self.gravity_cutoff_hz, fs=self.rate_hz, output="sos")
        high = butter(2, self.drift_cutoff_hz, btype="highpass", fs=self.rate_hz, output="sos")
        gravity = sosfiltfilt(low, grid, axis=0)
        up = gravity / np.linalg.norm(gravity, axis=1, keepdims=True)
        vertical_mps2 = np.sum(grid * up, axis=1) - STANDARD_GRAVITY_MPS2
        velocity_mps = sosfiltfilt(high, np.cumsum(sosfiltfilt(high, vertical_mps2)) / self.rate_hz)
        height_m = sosfiltfilt(high, np.cumsum(velocity_mps) / self.rate_hz)
        tops, _ = find_peaks(height_m, prominence=self.min_rise_m)
        return len(tops)


PEERS: tuple[Peer, ...] = (TutorialPeer(), PrincipalAxisPeer(), IntegrationPeer())
"""All methods that run beside the engine."""


def _means(t_s: Floats, values: Floats, step_s: float) -> Floats:
    """Average (n, k) values over steps; steps without a sample are left out, as the tutorial drops them."""
    places = np.floor((t_s - t_s[0]) / step_s + 1e-9).astype(np.int64)
    counts = np.bincount(places)
    totals = np.column_stack([np.bincount(places, weights=column) for column in values.T])
    return totals[counts > 0] / counts[counts > 0, None]


def _grid(recording: Recording, rate_hz: float) -> Floats:
    """Put the acceleration on an even grid [m/s2], (n, 3)."""
    samples = recording.samples
    t_s = np.arange(0.0, samples.t_s[-1], 1 / rate_hz)
    return np.column_stack([np.interp(t_s, samples.t_s, samples.acc_mps2[:, axis]) for axis in range(3)])
