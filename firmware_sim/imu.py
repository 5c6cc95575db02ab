"""What a cheap sensor and its link make of the ideal signal: noise, bias, scale, filter, clipping, clock, loss.

The order is that of the real thing: the chip filters and mis-scales, its converter clips and rounds, its own clock
says when a sample is taken, and the link stamps, repeats and loses what comes out.
"""

from dataclasses import dataclass

import numpy as np
from scipy.signal import butter, sosfilt

from firmware_sim.conditions import Conditions
from firmware_sim.mount import Felt
from firmware_sim.sensors import SensorModel
from firmware_sim.track import GRID_HZ
from sensing.samples import Floats, ImuBlock
from sensing.units import STANDARD_GRAVITY_MPS2


@dataclass(frozen=True, slots=True, kw_only=True)
class FileClock:
    """Turns true time into the time that the recording says.

    Parameters
    ----------
    first_sample_s : true time of the first sample [s].
    rate_frac : recorded seconds per true second; 1 = a perfect clock.
    """

    first_sample_s: float
    rate_frac: float

    def recorded_s(self, true_s: float) -> float:
        """Return the time in the file [s].

        Examples
        --------
        >>> FileClock(first_sample_s=1.0, rate_frac=1.01).recorded_s(11.0)
        10.1
        """
        return (true_s - self.first_sample_s) * self.rate_frac

    def true_s(self, recorded_s: float) -> float:
        """Return the true time of a time in the file [s]."""
        return recorded_s / self.rate_frac + self.first_sample_s


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sensed:
    """What arrived.

    Parameters
    ----------
    samples : as recorded.
    clock : of the recording.
    lost : (start, end) recorded times around each hole that lost packets left [s].
    """

    samples: ImuBlock
    clock: FileClock
    lost: tuple[tuple[float, float], ...]


def sense(
    rng: np.random.Generator, felt: Felt, sensor: SensorModel, conditions: Conditions, rate_hz: float, gyroscope: bool
) -> Sensed:
    """Return the recording that one copy of the sensor makes.

    Parameters
    ----------
    rng : source of all draws; the copy of the chip is drawn first.
    felt : the ideal signal on the fine grid.
    sensor, conditions : the chip, and what its surroundings add.
    rate_hz : nominal output rate [Hz].
    gyroscope : whether angular rates are kept.
    """
    true_rate_hz = rate_hz * (1.0 + rng.normal(0.0, sensor.odr_error_sd_frac))
    first_s = rng.uniform(0.0, 1.0 / rate_hz)
    taken_s = np.arange(first_s, felt.t_s[-1], 1.0 / true_rate_hz)
    force_g = _sampled(felt, felt.force_mps2 / STANDARD_GRAVITY_MPS2, taken_s, sensor, rate_hz)
    rate_dps = _sampled(felt, felt.rate_dps, taken_s, sensor, rate_hz)
    bandwidth_hz = 1.11 * (sensor.low_pass_frac or 0.5) * rate_hz
    wander = conditions.bias_wander_gain
    force_g = _mis_scaled(rng, force_g, sensor.acc_scale_sd_frac, sensor.cross_axis_sd_frac)
    force_g += rng.normal(0.0, sensor.acc_offset_sd_mg * 1e-3, size=3)
    force_g += _wander(rng, taken_s, sensor.acc_wander_mg_rts * 1e-3 * wander)
    force_g += rng.normal(0.0, 1e-6 * sensor.acc_noise_ug_rthz * np.sqrt(bandwidth_hz), size=force_g.shape)
    rate_dps = _mis_scaled(rng, rate_dps, sensor.gyr_scale_sd_frac, sensor.cross_axis_sd_frac)
    rate_dps += rng.normal(0.0, sensor.gyr_bias_sd_dps, size=3)
    rate_dps += _wander(rng, taken_s, sensor.gyr_wander_dps_rts * wander)
    rate_dps += rng.normal(0.0, 1e-3 * sensor.gyr_noise_mdps_rthz * np.sqrt(bandwidth_hz), size=rate_dps.shape)
    force_g = _converted(force_g, conditions.range_g or sensor.acc_range_g, sensor.bits)
    rate_dps = _converted(rate_dps, sensor.gyr_range_dps, sensor.bits)
    clock = FileClock(first_sample_s=first_s, rate_frac=1.0 + rng.normal(0.0, conditions.clock_error_frac))
    stamps_s = _stamps(rng, (taken_s - first_s) * clock.rate_frac, conditions.jitter_s, rate_hz)
    _repeat(rng, conditions.repeat_frac, force_g, rate_dps)
    kept = _kept(rng, len(stamps_s), conditions)
    samples = ImuBlock(
        t_s=stamps_s[kept],
        acc_mps2=force_g[kept] * STANDARD_GRAVITY_MPS2,
        gyr_dps=rate_dps[kept] if gyroscope else None,
    )
    return Sensed(samples=samples, clock=clock, lost=_holes(stamps_s, kept))


def _sampled(felt: Felt, ideal: Floats, taken_s: Floats, sensor: SensorModel, rate_hz: float) -> Floats:
    corner_hz = sensor.low_pass_frac * rate_hz
    if 0.0 < corner_hz < 0.45 * GRID_HZ:
        sos = butter(2, corner_hz, fs=GRID_HZ, output="sos")
        # The filter has been running since long before: no step at the first sample.
        ideal = sosfilt(sos, ideal - ideal[0], axis=0) + ideal[0]
    return np.column_stack([np.interp(taken_s, felt.t_s, ideal[:, axis]) for axis in range(3)])


def _mis_scaled(rng: np.random.Generator, values: Floats, scale_sd: float, cross_sd: float) -> Floats:
    matrix = np.eye(3) + rng.normal(0.0, 1.0, size=(3, 3)) * np.where(np.eye(3) > 0, scale_sd, cross_sd)
    out: Floats = values @ matrix.T
    return out


def _wander(rng: np.random.Generator, taken_s: Floats, per_root_second: float) -> Floats:
    step_s = float(np.median(np.diff(taken_s)))
    out: Floats = np.cumsum(rng.normal(0.0, per_root_second * np.sqrt(step_s), size=(len(taken_s), 3)), axis=0)
    return out


def _converted(values: Floats, limit: float, bits: int) -> Floats:
    step = 2.0 * limit / 2.0**bits
    # Six decimals are what the canonical file holds; rounding here makes file and memory the same recording.
    out: Floats = np.round(np.round(np.clip(values, -limit, limit - step) / step) * step, 6)
    return out


def _stamps(rng: np.random.Generator, exact_s: Floats, jitter_s: float, rate_hz: float) -> Floats:
    # A stamp never moves by half a step: order is kept, as a queue keeps it.
    most_s = 0.45 / rate_hz
    jitter = np.clip(rng.normal(0.0, 1.0, size=len(exact_s)) * jitter_s, -most_s, most_s)
    jitter[0] = 0.0
    out: Floats = np.round(exact_s + jitter, 6)
    return out


def _repeat(rng: np.random.Generator, share: float, *signals: Floats) -> None:
    again = rng.random(len(signals[0])) < share
    again[0] = False
    source = np.maximum.accumulate(np.where(again, 0, np.arange(len(again))))
    for values in signals:
        values[:] = values[source]


def _kept(rng: np.random.Generator, n: int, conditions: Conditions) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Lose packets in bursts (Gilbert): each burst has a geometric length with the given mean."""
    packets = -(-n // conditions.packet_samples)
    lost = np.zeros(packets, dtype=np.bool_)
    if conditions.loss_frac > 0.0:
        leave = 1.0 / conditions.loss_burst
        enter = leave * conditions.loss_frac / (1.0 - conditions.loss_frac)
        draws = rng.random(packets)
        bad = False
        for i in range(packets):
            bad = draws[i] < enter if not bad else draws[i] >= leave
            lost[i] = bad
    kept = ~np.repeat(lost, conditions.packet_samples)[:n]
    kept[0] = True
    return kept


def _holes(stamps_s: Floats, kept: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> tuple[tuple[float, float], ...]:
    index = np.flatnonzero(kept)
    ends = np.flatnonzero(np.diff(index) > 1)
    return tuple((float(stamps_s[index[i]]), float(stamps_s[index[i + 1]])) for i in ends)
