"""A refused movement that a person says was a rep: its numbers, as far as the kept trace tells them."""

from collections.abc import Sequence

import numpy as np

from sensing.events import Rejection, Rep, RepStatus, Trace
from sensing.units import STANDARD_GRAVITY_MPS2

NO_TRACE = "restored by hand, and no trace of it was kept"
"""Why a restored rep has no velocity."""

NO_RISE = "restored by hand, and the trace shows no way up"
"""Why a restored rep has no velocity although there is a trace."""

LEAST_VALUES = 3
"""Values of the trace in a way up below which it is not measured: the trace has one every 40 ms."""


def restored_rep(rejection: Rejection, traces: Sequence[Trace]) -> Rep:
    """Return the rep that a refused movement is taken to be: completed, and measured where a trace covers it.

    The way up is the longest stretch of upward velocity in the movement; its ends are where velocity crosses zero.
    A trace is made for drawing, thinner than what the engine measures on, so these numbers are a little rougher.

    Parameters
    ----------
    rejection : the movement.
    traces : of the session's sets; the first one that covers all of the movement is used.

    Examples
    --------
    >>> from sensing.events import RejectReason
    >>> up = Rejection(start_s=1.0, end_s=2.0, reason=RejectReason.ALONE, detail="alone")
    >>> rep = restored_rep(up, [Trace(start_s=0.0, step_s=0.1, velocity_mps=(0.0,) * 11 + (0.5,) * 9 + (0.0,) * 5)])
    >>> round(rep.concentric_start_s, 2), round(rep.concentric_end_s, 2), rep.peak_velocity_mps
    (1.0, 2.0, 0.5)
    >>> restored_rep(up, []).velocity_reason
    'restored by hand, and no trace of it was kept'
    """
    trace = next((one for one in traces if _covers(one, rejection)), None)
    if trace is None:
        return _unmeasured(rejection, NO_TRACE)
    velocity_mps = np.asarray(trace.velocity_mps)
    times_s = trace.start_s + trace.step_s * np.arange(len(velocity_mps))
    inside = (times_s >= rejection.start_s) & (times_s <= rejection.end_s) & (velocity_mps > 0)
    first, stop = _longest(inside)
    if stop - first < LEAST_VALUES:
        return _unmeasured(rejection, NO_RISE)
    up_mps, up_s = velocity_mps[first:stop], times_s[first:stop]
    start_s = max(rejection.start_s, _crossing_s(trace, first - 1, first))
    end_s = min(rejection.end_s, _crossing_s(trace, stop - 1, stop))
    rom_m = float(np.trapezoid([0.0, *up_mps, 0.0], [start_s, *up_s, end_s]))
    driven = np.gradient(up_mps, trace.step_s) > -STANDARD_GRAVITY_MPS2
    return Rep(
        status=RepStatus.COMPLETED,
        concentric_start_s=start_s,
        concentric_end_s=end_s,
        eccentric_s=None,
        mean_velocity_mps=rom_m / (end_s - start_s),
        mean_propulsive_velocity_mps=float(up_mps[driven].mean()) if driven.any() else None,
        peak_velocity_mps=float(up_mps.max()),
        rom_m=rom_m,
    )


def _covers(trace: Trace, rejection: Rejection) -> bool:
    end_s = trace.start_s + trace.step_s * (len(trace.velocity_mps) - 1)
    return trace.start_s <= rejection.start_s and rejection.end_s <= end_s


def _longest(flags: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> tuple[int, int]:
    """First index and stop of the longest run of true flags."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(int)))
    runs = edges.reshape(-1, 2)
    if len(runs) == 0:
        return 0, 0
    first, stop = runs[int(np.argmax(runs[:, 1] - runs[:, 0]))]
    return int(first), int(stop)


def _crossing_s(trace: Trace, before: int, after: int) -> float:
    """Where velocity crosses zero between two neighbouring values [s]; the inner one's time when it does not."""
    values = trace.velocity_mps
    inner = after if after < len(values) and values[after] > 0 else before
    outer = before if inner == after else after
    inner_s = trace.start_s + trace.step_s * inner
    if not 0 <= outer < len(values) or values[outer] > 0:
        return inner_s
    share = values[inner] / (values[inner] - values[outer])
    return inner_s + (outer - inner) * trace.step_s * share


def _unmeasured(rejection: Rejection, reason: str) -> Rep:
    return Rep(
        status=RepStatus.COMPLETED,
        concentric_start_s=rejection.start_s,
        concentric_end_s=rejection.end_s,
        eccentric_s=None,
        mean_velocity_mps=None,
        mean_propulsive_velocity_mps=None,
        peak_velocity_mps=None,
        rom_m=None,
        velocity_reason=reason,
    )
