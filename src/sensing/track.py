"""The sensor's motion on one even time grid, as far back as it may still be needed."""

from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from sensing.filters import highpass
from sensing.grid import EvenGrid, Hole
from sensing.orientation import (
    AccelerometerUp,
    GyroUp,
    UpFinder,
    smoothed_up,
    vertical_acceleration_mps2,
    vertical_without_gyroscope_mps2,
    zero_phase_up,
)
from sensing.recent_up import RecentUp, RecentUpParams
from sensing.samples import Floats, ImuBlock
from sensing.window import Break, Window

Scalar = TypeVar("Scalar", bound=np.generic)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackParams:
    """How samples become motion on a grid.

    Origin: steps and lengths are project rules; impacts and holes by hand, on simulated tune seeds and on the shared
    real recordings that have such.
    """

    step_s: float = 0.01
    """Grid step [s]; no lift holds anything faster than 50 Hz, and integrals are exact at any rate."""
    kept_s: float = 300.0
    """How far back a window may reach [s]; longer than any set."""
    tilt_cutoff_hz: float = 0.25
    """Without a gyroscope, live: slower changes of the accelerometer count as gravity [Hz]; a slow rep takes 4 s."""
    steady_hz: float = 0.07
    """The same for a whole window, on a bar, which hardly turns [Hz]. Simulated tune seeds, without a gyroscope: from
    0.03 to 0.1 Hz at least 95 % of the sets of a bar are counted exactly, at 0.25 Hz 65 %."""
    turning_hz: float = 0.5
    """And on a wrist, which turns with every rep [Hz]."""
    turning_share: float = 0.75
    """Of the time, in this part ..."""
    turning_rad: float = 0.1
    """... the two must differ by less than this for a bar [rad]: it is 0.02 to 0.09 in simulated bars, 0.11 and more in
    simulated wrists; where real ones lie between, both cutoffs count alike."""
    hole_steps: float = 2.2
    """A step between samples this many times the usual one is a hole."""
    hole_s: float = 0.03
    """But never a shorter one [s]."""
    gap_s: float = 0.3
    """Longest hole that is bridged without a word [s]; longer ones are gaps and are told."""
    impact_hz: float = 12.0
    """Bars and hands move more slowly than this; what is faster is an impact [Hz]."""
    impact_mps2: float = 6.0
    """Least fast acceleration that counts as an impact [m/s2]. Simulated tune seeds: real ones start at 6 at 52 Hz and
    at 10 at 100 Hz, quick rows and presses reach 5; a break that nothing has broken lets velocity jump, and a failed
    rep rise to the top. Zero: every hump is one."""
    impact_apart_s: float = 0.25
    """Impacts closer together than this are one [s]: a plate rings."""
    hole_share: float = 0.25
    """Error of a straight line across a hole, as a share of how much the acceleration moves about it."""
    hole_about_s: float = 0.15
    """How far about [s]."""
    hole_least_mps: float = 0.03
    """Smaller errors of velocity are not worth an unknown [m/s]."""
    break_apart_s: float = 0.5
    """Of the holes in a stretch this long only the worst gets an unknown [s]."""
    steps_remembered: int = 15
    """Steps of which the median is the usual one."""
    recent_up: RecentUpParams = RecentUpParams()
    """When up is smoothed again."""


class Tape(Generic[Scalar]):
    """Rows that are appended at the end and forgotten at the front, addressed by their number since the beginning."""

    def __init__(self, columns: int, dtype: type[Scalar]) -> None:
        self._rows: NDArray[Scalar] = np.empty((1024, columns), dtype=dtype)
        self._first = 0  # number of the row at index 0
        self._used = 0

    def append(self, *parts: NDArray[Scalar], keep: int) -> None:
        """Add rows, their columns in parts of shape (n, some), and forget all but the last `keep` if room is needed."""
        count = len(parts[0])
        if self._used + count > len(self._rows):
            drop = max(0, self._used - keep)
            kept = self._rows[drop : self._used]
            size = max(1024, 2 * (len(kept) + count))
            self._rows = np.empty((size, self._rows.shape[1]), dtype=self._rows.dtype)
            self._rows[: len(kept)] = kept
            self._first += drop
            self._used -= drop
        rows, column = self._rows[self._used : self._used + count], 0
        for part in parts:
            rows[:, column : column + part.shape[1]] = part
            column += part.shape[1]
        self._used += count

    def __len__(self) -> int:
        return self._first + self._used

    @property
    def first(self) -> int:
        """Number of the oldest row that is still there."""
        return self._first

    def rows(self, start: int, stop: int) -> NDArray[Scalar]:
        """A copy of the rows `[start, stop)`."""
        return self._rows[start - self._first : stop - self._first].copy()


class Track:
    """Grid samples of one uninterrupted stream.

    Parameters
    ----------
    start_s : time of the first sample [s].
    gyroscope : whether there is one.
    params : see `TrackParams`.
    """

    def __init__(self, *, start_s: float, gyroscope: bool, params: TrackParams) -> None:
        self.params = params
        self.start_s = start_s
        self.gyroscope = gyroscope
        self._grid = EvenGrid(step_s=params.step_s, signals=2 if gyroscope else 1)
        self._up_finder: UpFinder = (
            GyroUp(step_s=params.step_s)
            if gyroscope
            else AccelerometerUp(step_s=params.step_s, cutoff_hz=params.tilt_cutoff_hz)
        )
        self._waiting_acc = np.empty((0, 3))
        self._waiting_gyr = np.empty((0, 3))
        self._recent_up = RecentUp(step_s=params.step_s, params=params.recent_up)
        self._tape = Tape(14, np.float64)  # acc, gyr, up, vertical acceleration, orientation
        self._holes: list[Hole] = []
        self._recent_t_s = np.full(1, start_s)

    def push(self, block: ImuBlock) -> list[Hole]:
        """Take samples; return the holes that they close."""
        holes = self._find_holes(block.t_s)
        if holes:
            self._holes = [hole for hole in self._holes if hole.end_s >= self.time_s(self._tape.first)] + holes
        if block.gyr_dps is None:
            (acc,) = self._grid.push(block.t_s, block.acc_mps2)
            gyr = np.zeros_like(acc)
        else:
            acc, gyr = self._grid.push(block.t_s, block.acc_mps2, block.gyr_dps)
            acc, gyr = np.concatenate([self._waiting_acc, acc]), np.concatenate([self._waiting_gyr, gyr])
        ready = min(len(acc), len(gyr))
        self._waiting_acc, self._waiting_gyr = acc[ready:], gyr[ready:]
        acc, gyr = acc[:ready], gyr[:ready]
        up = self._up_finder.push(acc, gyr)
        vertical = vertical_acceleration_mps2(acc, up)
        keep = round(self.params.kept_s / self.params.step_s)
        turned = self._up_finder.turned if isinstance(self._up_finder, GyroUp) else np.zeros((ready, 4))
        self._tape.append(acc, gyr, up, vertical[:, None], turned, keep=keep)
        return holes

    def __len__(self) -> int:
        return len(self._tape)

    def time_s(self, step: int) -> float:
        """Time at the beginning of a grid step [s]."""
        return self.start_s + self.params.step_s * step

    def step_at(self, t_s: float) -> int:
        """Grid step that holds a time."""
        return int((t_s - self.start_s) / self.params.step_s)

    def oldest(self) -> int:
        """First grid step that a window may begin at."""
        return self._tape.first

    def vertical(self, start: int, stop: int) -> tuple[Floats, Floats]:
        """Live vertical acceleration [m/s2] and up direction of some grid steps, shape (n,) and (n, 3)."""
        rows = self._tape.rows(start, stop)
        return rows[:, 9], rows[:, 6:9]

    def window(self, start: int, stop: int, *, whole: bool = True) -> Window:
        """The grid steps `[start, stop)` as one window, its breaks found; `whole` as in `Looker.look`."""
        rows = self._tape.rows(start, stop)
        acc, gyr = rows[:, 0:3], rows[:, 3:6]
        if self.gyroscope:
            if whole:
                up = smoothed_up(acc, gyr, step_s=self.params.step_s)
            else:
                up = self._recent_up.up(start, acc, gyr, rows[:, 10:14])
            return self._window(start, stop, acc, gyr, up, vertical_acceleration_mps2(acc, up), None)
        up, cutoff_hz = self._slow_up(acc)
        vertical, doubt = vertical_without_gyroscope_mps2(acc, up, step_s=self.params.step_s, cutoff_hz=cutoff_hz)
        return self._window(start, stop, acc, None, up, vertical, doubt)

    def _slow_up(self, acc: Floats) -> tuple[Floats, float]:
        """Up without a gyroscope, and the cutoff by which it was found [Hz]: the slowest that follows the turning."""
        p = self.params
        steady, turning = (zero_phase_up(acc, step_s=p.step_s, cutoff_hz=f) for f in (p.steady_hz, p.turning_hz))
        apart_rad = np.arccos(np.clip((steady * turning).sum(axis=1), -1.0, 1.0))
        turns = np.quantile(apart_rad, p.turning_share) > p.turning_rad
        return (turning, p.turning_hz) if turns else (steady, p.steady_hz)

    def _window(
        self, start: int, stop: int, acc: Floats, gyr: Floats | None, up: Floats, vertical: Floats, doubt: Floats | None
    ) -> Window:
        breaks = [*self._impacts(vertical), *self._hole_breaks(start, stop, vertical)]
        return Window(
            start_s=self.time_s(start),
            step_s=self.params.step_s,
            acc_mps2=acc,
            gyr_dps=gyr,
            up=up,
            a_mps2=vertical,
            breaks=tuple(sorted(breaks, key=lambda b: b.node)),
            doubt_mps2=doubt,
        )

    def _impacts(self, vertical_mps2: Floats) -> list[Break]:
        p = self.params
        if len(vertical_mps2) < 50:
            return []
        fast = np.abs(highpass(p.impact_hz, p.step_s).both_ways(vertical_mps2))
        peaks, _ = signal.find_peaks(fast, height=p.impact_mps2, distance=max(1, round(p.impact_apart_s / p.step_s)))
        return [Break(node=int(k) + 1, step_mps=min(0.03 * float(fast[k]), 0.4)) for k in peaks]

    def _find_holes(self, t_s: Floats) -> list[Hole]:
        p = self.params
        times = np.concatenate([self._recent_t_s, t_s])
        steps = times[1:] - times[:-1]
        known = len(self._recent_t_s) - 1
        holes = []
        for i in (steps > p.hole_s).nonzero()[0]:
            usual_s = float(np.median(steps[max(0, i - p.steps_remembered) : i])) if i >= 3 else p.gap_s
            if i >= known and steps[i] > p.hole_steps * usual_s:
                holes.append(Hole(start_s=float(times[i]), end_s=float(times[i + 1])))
        self._recent_t_s = times[-p.steps_remembered - 1 :]
        return holes

    def _hole_breaks(self, start: int, stop: int, vertical_mps2: Floats) -> list[Break]:
        p = self.params
        about = round(p.hole_about_s / p.step_s)
        found = []
        for hole in self._holes:
            node = self.step_at(0.5 * (hole.start_s + hole.end_s)) - start
            if not 0 < node < stop - start:
                continue
            half = round(0.5 * hole.length_s / p.step_s)
            near = vertical_mps2[max(0, node - half - about) : node + half + about]
            lost_mps = min(p.hole_share * hole.length_s * float(np.ptp(near)), 1.0)
            if lost_mps > p.hole_least_mps:
                rise_m = 0.5 * hole.length_s if hole.length_s > p.gap_s else 0.0
                found.append(Break(node=node, step_mps=lost_mps, rise_m=rise_m))
        return self._strongest(found)

    def _strongest(self, breaks: list[Break]) -> list[Break]:
        """At most one break in each stretch of time, the likeliest to be large."""
        width = round(self.params.break_apart_s / self.params.step_s)
        best: dict[int, Break] = {}
        for b in breaks:
            place = b.node // width
            if place not in best or b.step_mps > best[place].step_mps:
                best[place] = b
        return list(best.values())
