"""What really happened: exact numbers for each rep, set and artefact, on the clock of the recording.

A concentric phase runs from the moment the true vertical velocity of the sensor's place rises through
`BORDER_MPS` to the moment it falls back through it at the top; a dip in between, even below zero, does not end it.
A failed attempt runs to its highest point. Vibration, tremor and bar whip are not part of the truth.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from firmware_sim.imu import FileClock
from firmware_sim.lifter import Attempt
from firmware_sim.mount import Felt
from firmware_sim.track import GRID_HZ
from sensing.events import RepStatus
from sensing.samples import Floats
from sensing.units import STANDARD_GRAVITY_MPS2

BORDER_MPS: Final = 0.01
"""Velocity that counts as moving [m/s]; a bar that leaves a stop has covered less than a millimetre by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepTruth:
    """One attempt.

    Parameters
    ----------
    index : from 1 within the set, failed attempts included.
    status : completed or failed.
    concentric_start_s, concentric_end_s : recorded time [s].
    eccentric_start_s, eccentric_s : start and duration of the way down before it [s]; None when there was none.
    mean_velocity_mps, mean_propulsive_velocity_mps, peak_velocity_mps : of the sensor's place [m/s], true seconds.
    rom_m : height gained by the sensor's place [m].
    bar_rom_m : height gained by the bar itself [m]; differs on a wrist, which draws an arc.
    reps_in_reserve : reps that were left after this one; None for a failed attempt.
    """

    index: int
    status: RepStatus
    concentric_start_s: float
    concentric_end_s: float
    eccentric_start_s: float | None
    eccentric_s: float | None
    mean_velocity_mps: float
    mean_propulsive_velocity_mps: float
    peak_velocity_mps: float
    rom_m: float
    bar_rom_m: float
    reps_in_reserve: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTruth:
    """One set.

    Parameters
    ----------
    index : from 1.
    exercise : what was lifted.
    start_s, end_s : first movement of the first rep to the end of the last attempt, recorded time [s].
    load_kg, load_frac_1rm : on the bar [kg], and over the 1RM of that day [1].
    reps_to_failure : reps the set would have had.
    reps_in_reserve : left at the end.
    reached_failure : the last attempt failed.
    velocity_loss : 1 - last / fastest completed rep [1]; None without a completed rep.
    intent_frac : chosen over possible speed of the first rep [1].
    touch_and_go : whether the bar turned round without a stop.
    reps : all attempts.
    """

    index: int
    exercise: str
    start_s: float
    end_s: float
    load_kg: float
    load_frac_1rm: float
    reps_to_failure: int
    reps_in_reserve: int
    reached_failure: bool
    velocity_loss: float | None
    intent_frac: float
    touch_and_go: bool
    reps: tuple[RepTruth, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtefactTruth:
    """A movement that is no rep, or a hole in the data; recorded time [s]."""

    kind: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonTruth:
    """The lifter; None where the exercise gives no meaning to it.

    Parameters
    ----------
    rom_m : usual travel [m].
    one_rm_kg, day_1rm_kg : usual and today's 1RM [kg].
    one_rm_velocity_mps : mean velocity at the 1RM [m/s].
    """

    rom_m: float
    one_rm_kg: float
    day_1rm_kg: float
    one_rm_velocity_mps: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionTruth:
    """Everything about one simulated recording.

    Parameters
    ----------
    exercise, seed, mount, sensor, rate_hz, gyroscope : what was asked for.
    duration_s : of the recording [s].
    clock_rate_frac : recorded seconds per true second.
    person : who.
    sets : in order.
    artefacts : in order of time.
    """

    exercise: str
    seed: int
    mount: str
    sensor: str
    rate_hz: float
    gyroscope: bool
    duration_s: float
    clock_rate_frac: float
    person: PersonTruth
    sets: tuple[SetTruth, ...]
    artefacts: tuple[ArtefactTruth, ...]

    @property
    def reps(self) -> tuple[RepTruth, ...]:
        """All attempts of all sets."""
        return tuple(rep for one in self.sets for rep in one.reps)


def measure_rep(
    felt: Felt, bar_height_m: Floats, attempt: Attempt, clock: FileClock, index: int, reps_in_reserve: int | None
) -> RepTruth:
    """Find the exact borders of an attempt on the true curves and measure between them.

    Parameters
    ----------
    felt : holds the true velocity and height of the sensor's place.
    bar_height_m : (n,) height of the bar [m].
    attempt : where it was written.
    clock : of the recording.
    index, reps_in_reserve : copied to the result.
    """
    v = felt.velocity_mps
    start = _rise(v, attempt.concentric)
    end = _fall(v, attempt.concentric) if attempt.completed else _highest(felt.height_m, start, attempt.concentric)
    up = v[start : end + 1]
    down = None if attempt.eccentric is None else _way_down(v, attempt.eccentric)
    rom_m = float(felt.height_m[end] - felt.height_m[start])
    start_s, end_s = clock.recorded_s(start / GRID_HZ), clock.recorded_s(end / GRID_HZ)
    return RepTruth(
        index=index,
        status=RepStatus.COMPLETED if attempt.completed else RepStatus.FAILED,
        concentric_start_s=start_s,
        concentric_end_s=end_s,
        eccentric_start_s=None if down is None else clock.recorded_s(down[0] / GRID_HZ),
        eccentric_s=None if down is None else (down[1] - down[0]) / GRID_HZ * clock.rate_frac,
        mean_velocity_mps=rom_m * GRID_HZ / (end - start),
        mean_propulsive_velocity_mps=_propulsive_mps(up, felt.height_m[start : end + 1]),
        peak_velocity_mps=float(up.max()),
        rom_m=rom_m,
        bar_rom_m=float(bar_height_m[end] - bar_height_m[start]),
        reps_in_reserve=reps_in_reserve,
    )


def velocity_loss(reps: tuple[RepTruth, ...]) -> float | None:
    """Return 1 - last / fastest over the completed reps, None without one.

    Examples
    --------
    >>> velocity_loss(()) is None
    True
    """
    done = [rep.mean_velocity_mps for rep in reps if rep.status is RepStatus.COMPLETED]
    return 1.0 - done[-1] / max(done) if done else None


def _rise(v: Floats, span_s: tuple[float, float]) -> int:
    # Well inside the first hump the bar surely moves; the last slow sample before that is the start.
    first, last = (round(t * GRID_HZ) for t in span_s)
    inside = first + max(1, round(0.12 * (last - first)))
    slow = np.flatnonzero(v[:inside] <= BORDER_MPS)
    return int(slow[-1]) if len(slow) else 0


def _fall(v: Floats, span_s: tuple[float, float]) -> int:
    first, last = (round(t * GRID_HZ) for t in span_s)
    inside = last - max(1, round(0.08 * (last - first)))
    slow = np.flatnonzero(v[inside:] <= BORDER_MPS)
    return inside + int(slow[0]) if len(slow) else len(v) - 1


def _highest(height_m: Floats, start: int, span_s: tuple[float, float]) -> int:
    last = round(span_s[1] * GRID_HZ)
    top = height_m[start:last]
    # A stall holds the same height for long: its first moment ends the way up.
    return start + int(np.argmax(top >= top.max() - 0.001))


def _way_down(v: Floats, span_s: tuple[float, float]) -> tuple[int, int]:
    first, last = (round(t * GRID_HZ) for t in span_s)
    middle = (first + last) // 2
    before = np.flatnonzero(v[:middle] >= -BORDER_MPS)
    after = np.flatnonzero(v[middle:] >= -BORDER_MPS)
    start = int(before[-1]) if len(before) else 0
    return start, middle + int(after[0]) if len(after) else len(v) - 1


def _propulsive_mps(up: Floats, height_m: Floats) -> float:
    acceleration = np.gradient(up) * GRID_HZ
    top = int(np.argmax(up))
    braked = np.flatnonzero(acceleration[top:] < -STANDARD_GRAVITY_MPS2)
    last = top + int(braked[0]) if len(braked) else len(up) - 1
    return float(height_m[last] - height_m[0]) * GRID_HZ / last
