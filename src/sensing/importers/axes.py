"""Checks on three axes of one sensor: within the range of any sensor, none stuck, in the unit that was said."""

from dataclasses import dataclass

import numpy as np

from sensing.errors import ErrorCode
from sensing.importers.complaint import refuse
from sensing.importers.limits import ImportLimits
from sensing.importers.reading import FIRST_ROW_LINE, CsvText
from sensing.importers.timing import Stream
from sensing.samples import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Triad:
    """Three columns that are the axes of one sensor.

    Parameters
    ----------
    names : the columns as the header has them.
    unit : of the values, as people write it.
    largest : largest value that any sensor can report [unit].
    moving : a change larger than this is motion, not noise [unit].
    """

    names: tuple[str, ...]
    unit: str
    largest: float
    moving: float


def accelerometer(names: tuple[str, ...], limits: ImportLimits) -> Triad:
    """Three columns in g."""
    return Triad(names=names, unit="g", largest=limits.max_acc_g, moving=limits.moving_acc_g)


def gyroscope(names: tuple[str, ...], limits: ImportLimits) -> Triad:
    """Three columns in degrees per second."""
    return Triad(names=names, unit="deg/s", largest=limits.max_gyr_dps, moving=limits.moving_gyr_dps)


def check_range(text: CsvText, values: Floats, triad: Triad) -> None:
    """Refuse a value that no sensor can report; `values` are (n, 3), row 0 being the file's first."""
    rows, axes = np.nonzero(np.abs(values) > triad.largest)
    if rows.size:
        what = (
            f"{triad.names[axes[0]]} is {values[rows[0], axes[0]]:g}, more than any sensor reports "
            f"({triad.largest:g} {triad.unit}). Check the unit, or delete the line."
        )
        raise refuse(ErrorCode.BAD_VALUE, text.source, what, line=int(rows[0]) + FIRST_ROW_LINE)


def check_gravity(text: CsvText, acc_g: Floats, limits: ImportLimits) -> None:
    """Refuse accelerations (n, 3) whose median length cannot come from gravity."""
    median_g = float(np.median(np.linalg.norm(acc_g, axis=1)))
    if median_g < limits.min_median_acc_g:
        what = f"the acceleration is {median_g:.3g} g long, not about 1. Give raw values, gravity included."
        raise refuse(ErrorCode.BAD_VALUE, text.source, what)
    if median_g > limits.max_median_acc_g:
        what = f"the acceleration is {median_g:.3g} g long, not about 1. Write it in g, not in m/s2."
        raise refuse(ErrorCode.BAD_VALUE, text.source, what)


def check_stuck(text: CsvText, stream: Stream, values: Floats, triad: Triad, limits: ImportLimits) -> None:
    """Refuse an axis that never changes, or that stands still for seconds while another one moves.

    Parameters
    ----------
    values : (n, 3) the columns of `triad`, row i at `stream.t_s[i]`.
    """
    stuck = [name for name, axis in zip(triad.names, values.T, strict=True) if axis.min() == axis.max()]
    if stuck:
        verb = "never changes" if len(stuck) == 1 else "never change"
        what = f"{', '.join(stuck)} {verb} in the whole recording. Check the sensor, then record again."
        if len(stuck) == len(triad.names) and triad.unit != "g":
            what = f"{', '.join(stuck)} never change in the whole recording. Leave these columns out."
        raise refuse(ErrorCode.AXIS_STUCK, text.source, what, line=int(stream.lines[0]))
    for axis, name in enumerate(triad.names):
        for start, stop in _long_runs(values[:, axis], stream.t_s, limits.stuck_s):
            if np.ptp(values[start:stop], axis=0).max() > triad.moving:
                held_s = stream.t_s[stop - 1] - stream.t_s[start]
                what = (
                    f"{name} stays at {values[start, axis]:g} {triad.unit} for {held_s:.3g} s while "
                    "the other axes move. Check the sensor, then record again."
                )
                raise refuse(ErrorCode.AXIS_STUCK, text.source, what, line=int(stream.lines[start]))


def _long_runs(axis: Floats, t_s: Floats, longest_s: float) -> list[tuple[int, int]]:
    """Spans `[start, stop)` of equal values that last longer than `longest_s`."""
    cuts = np.flatnonzero(np.diff(axis)) + 1
    starts, stops = np.concatenate([[0], cuts]), np.concatenate([cuts, [len(axis)]])
    long = t_s[stops - 1] - t_s[starts] > longest_s
    return list(zip(starts[long].tolist(), stops[long].tolist(), strict=True))
