"""Two streams of one sensor, with clocks in common but rates and starts of their own, put on one time grid."""

import numpy as np
from scipy.interpolate import CubicSpline

from sensing.importers.limits import ImportLimits
from sensing.importers.timing import Stream
from sensing.samples import Floats


def merge(acc: Stream, gyr: Stream, limits: ImportLimits, *, unit_s: float) -> tuple[Floats, Floats, Floats] | None:
    """Put the slower stream on the times of the faster one, over the span that both cover.

    Between its samples the slower stream is interpolated by cubic splines, which follow band-limited motion closer
    than straight lines do. No sample is made inside a hole of either stream: the hole stays a hole in the times.

    Parameters
    ----------
    unit_s : length of the unit of the streams' origins [s].

    Returns
    -------
    Times from the first common sample (n,) [s], acceleration (n, 3) and angular rate (n, 3) in the streams' own units;
    None when fewer samples are common than a recording needs.

    Examples
    --------
    >>> t_s = np.arange(50) / 25
    >>> def stream(t_s, start_s):
    ...     values = np.column_stack([np.sin(3 * (t_s + start_s))] * 3)
    ...     return Stream(t_s=t_s, origin=start_s, values=values, lines=np.arange(len(t_s)), rate_hz=0.0, notes=())
    >>> t_s, acc, gyr = merge(stream(t_s[::2], 0.1), stream(t_s, 0.0), ImportLimits(), unit_s=1.0)
    >>> bool(np.abs(acc - gyr).max() < 0.001), float(t_s[0])
    (True, 0.0)
    """
    shift_s = (acc.origin - gyr.origin) * unit_s
    acc_t_s, gyr_t_s = acc.t_s + shift_s, gyr.t_s
    if acc.rate_hz >= gyr.rate_hz:
        covered, gyr_dps = _interpolated(gyr_t_s, gyr.values, acc_t_s, limits.hole_steps)
        t_s, acc_g = acc_t_s[covered], acc.values[covered]
    else:
        covered, acc_g = _interpolated(acc_t_s, acc.values, gyr_t_s, limits.hole_steps)
        t_s, gyr_dps = gyr_t_s[covered], gyr.values[covered]
    if len(t_s) < limits.min_samples:
        return None
    return t_s - t_s[0], acc_g, gyr_dps


def _interpolated(t_s: Floats, values: Floats, at_s: Floats, hole_steps: float) -> tuple[Floats, Floats]:
    """Which of the times `at_s` lie on an unbroken piece of the stream, and its values there."""
    steps_s = np.diff(t_s)
    pieces = np.split(np.arange(len(t_s)), np.flatnonzero(steps_s > hole_steps * np.median(steps_s)) + 1)
    covered, found = [], []
    for piece in pieces:
        first, last = np.searchsorted(at_s, t_s[piece[0]], "left"), np.searchsorted(at_s, t_s[piece[-1]], "right")
        if len(piece) > 1 and last > first:
            covered.append(np.arange(first, last))
            found.append(CubicSpline(t_s[piece], values[piece])(at_s[first:last]))
    if not covered:
        return np.empty(0, dtype=np.int64), np.empty((0, values.shape[1]))
    return np.concatenate(covered), np.concatenate(found)
