"""Checks on the time column: it must increase, and at a rate that lifting can be measured with."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from sensing.errors import ErrorCode
from sensing.importers.complaint import refuse
from sensing.importers.limits import ImportLimits
from sensing.importers.reading import FIRST_ROW_LINE, CsvText
from sensing.samples import Floats

_LARGEST_TIME_S = 1e11
"""Beyond it (the year 5138 as seconds since 1970) floating point cannot hold the steps of a sensor [s]."""

_SMALLEST_STEP_S = 1e-6
"""A time that advances by less has not advanced: sensors step by 1 ms or more [s]."""

_Lines: TypeAlias = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stream:
    """The checked samples of one file.

    Parameters
    ----------
    t_s : (n,) strictly increasing times, from the first sample [s].
    origin : the file's own time of the first sample, in the file's own unit: seconds since 1970 would lose digits.
    values : (n, k) in the units of the file.
    lines : (n,) the line of each row in the file.
    rate_hz : samples per second, holes left out [Hz].
    notes : what was changed, one sentence each.
    """

    t_s: Floats
    origin: float
    values: Floats
    lines: _Lines
    rate_hz: float
    notes: tuple[str, ...]


def check_timing(text: CsvText, times: Floats, values: Floats, limits: ImportLimits, *, unit_s: float) -> Stream:
    """Drop rows that repeat the row before them, and refuse any other fault of time.

    A row that is equal to the one before it in time *and* values is a row that a logger wrote twice; it adds nothing
    and is dropped with a note. A time that repeats with other values cannot be mended and is refused.

    Raises
    ------
    RecordingError
        `BAD_TIME`, `TOO_SHORT`, `TOO_LARGE`, `RATE_TOO_LOW` or `RATE_TOO_HIGH`.
    """
    lines = np.arange(len(times), dtype=np.int64) + FIRST_ROW_LINE
    far = np.flatnonzero(np.abs(times) * unit_s > _LARGEST_TIME_S)
    if far.size:
        what = f"time {times[far[0]]:g} is no time of this world. Write times in the unit that the header names."
        raise refuse(ErrorCode.BAD_TIME, text.source, what, line=int(lines[far[0]]))
    repeats = np.concatenate([[False], (np.diff(times) == 0) & (np.diff(values, axis=0) == 0).all(axis=1)])
    times, values, lines = times[~repeats], values[~repeats], lines[~repeats]
    _refuse_disorder(text, times * unit_s, lines)
    t_s = (times - times[0]) * unit_s
    return Stream(
        t_s=t_s,
        origin=float(times[0]),
        values=values,
        lines=lines,
        rate_hz=_check_extent(text, t_s, limits),
        notes=(_repeat_note(int(repeats.sum())),) if repeats.any() else (),
    )


def measured_rate_hz(t_s: Floats, *, hole_steps: float) -> float:
    """Samples per second that were really delivered, holes left out.

    Parameters
    ----------
    t_s : (n,) strictly increasing times, n > 1 [s].
    hole_steps : a step longer than this many median steps is a hole [-].

    Examples
    --------
    >>> t_s = np.array([0.0, 0.1, 0.2, 0.3, 5.0, 5.1])
    >>> round(measured_rate_hz(t_s, hole_steps=3.0), 6)
    10.0
    """
    steps_s = np.diff(t_s)
    steps_s = steps_s[steps_s <= hole_steps * np.median(steps_s)]
    return float(steps_s.size / steps_s.sum())


def _repeat_note(n: int) -> str:
    if n == 1:
        return "1 row repeated the row before it and was dropped."
    return f"{n} rows repeated the row before them and were dropped."


def _refuse_disorder(text: CsvText, t_s: Floats, lines: _Lines) -> None:
    late = np.flatnonzero(np.diff(t_s) < _SMALLEST_STEP_S)
    if not late.size:
        return
    before_s, now_s = t_s[late[0]], t_s[late[0] + 1]
    if now_s >= before_s:
        what = f"time {now_s:.15g} s repeats, with other values. Write times with more digits, or delete the line."
    else:
        what = (
            f"time runs backwards by {before_s - now_s:.6g} s, from {before_s:.15g} s to {now_s:.15g} s. "
            "Split the file here, or delete the line."
        )
    raise refuse(ErrorCode.BAD_TIME, text.source, what, line=int(lines[late[0] + 1]))


def _check_extent(text: CsvText, t_s: Floats, limits: ImportLimits) -> float:
    n, again = len(t_s), "Record for longer, or give another file."
    if n < limits.min_samples:
        what = f"{n} samples are too short for a movement, at least {limits.min_samples} are needed. {again}"
        raise refuse(ErrorCode.TOO_SHORT, text.source, what)
    duration_s, rate_hz = float(t_s[-1] - t_s[0]), measured_rate_hz(t_s, hole_steps=limits.hole_steps)
    if duration_s > limits.max_duration_s:
        what = f"the samples span {duration_s / 3600:.6g} h, at most {limits.max_duration_s / 3600:g} h are read."
        raise refuse(ErrorCode.TOO_LARGE, text.source, f"{what} Split the recording, and check the unit of the time.")
    if rate_hz < limits.min_rate_hz * (1 - limits.rate_tolerance_frac):
        what = f"{rate_hz:.4g} samples per second are too few, at least {limits.min_rate_hz:g} are needed."
        raise refuse(ErrorCode.RATE_TOO_LOW, text.source, f"{what} Record faster, and check the unit of the time.")
    if rate_hz > limits.max_rate_hz * (1 + limits.rate_tolerance_frac):
        what = f"{rate_hz:.6g} samples per second are too many, at most {limits.max_rate_hz:g} are read."
        raise refuse(ErrorCode.RATE_TOO_HIGH, text.source, f"{what} Thin it out, and check the unit of the time.")
    if duration_s < limits.min_duration_s:
        what = f"{duration_s:.3g} s are too short for a movement, at least {limits.min_duration_s:g} s are needed."
        raise refuse(ErrorCode.TOO_SHORT, text.source, f"{what} {again}")
    return rate_hz
