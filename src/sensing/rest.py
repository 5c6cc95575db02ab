"""What a wrist does in rest: by which times, heights and speeds rises are no lifts, though they are alike."""

from collections.abc import Sequence

import numpy as np

from sensing.choice import ChoiceParams
from sensing.cycles import Cycles
from sensing.motion import Motion
from sensing.swings import Swing


def handling(
    rises: Sequence[tuple[int, int]],
    step_s: float,
    *,
    turning: bool,
    params: ChoiceParams,
    differ: float | None = None,
    by_height: bool = True,
) -> str | None:
    """Why rises of a wrist are the handling of things, or walking, by their times alone; None when they are not.

    Parameters
    ----------
    rises : (start, end) grid points of each rise, in order.
    step_s : distance of the grid points [s].
    turning : they were counted because the wrist turns.
    params : see `ChoiceParams`.
    differ : the median of `sensing.poses.differ_rad` [rad]; None when not known.
    by_height : the height shows the reps.

    Examples
    --------
    >>> handling([(0, 100), (600, 700)], 0.01, turning=False, params=ChoiceParams())
    '2 movements of 1.0 s, 5.0 s apart'
    >>> handling([(0, 100), (300, 400)], 0.01, turning=False, params=ChoiceParams())
    """
    if len(rises) < 2:
        return None
    p, times = params, step_s * np.array(rises)
    takes_s = float(np.median(times[:, 1] - times[:, 0]))
    apart_s = float(np.median(times[1:, 0] - times[:-1, 1]))
    period_s = float(np.median(np.diff(times[:, 1])))
    if period_s < (p.shortest_s if by_height else p.shortest_alike_s):
        return f"one movement in {period_s:.1f} s, as in walking"
    loose = differ is not None and differ > p.poses.loose_rad
    steady = differ is not None and differ <= p.poses.steady_rad and len(rises) > 2 and not turning
    few = len(rises) <= (p.few_turning if turning or loose else p.few)
    if few and not steady and apart_s >= max(p.apart_s, p.apart_rises * takes_s):
        return f"{len(rises)} movements of {takes_s:.1f} s, {apart_s:.1f} s apart"
    return None


def walks(rises: Sequence[Swing], step_s: float, cycles: Cycles | None, params: ChoiceParams) -> str | None:
    """Why rises of a wrist are arms that swing in walking; None when they may be lifts.

    Parameters
    ----------
    rises : the rises, in order.
    step_s : distance of the grid points [s].
    cycles : what repeats in the window.
    params : see `ChoiceParams`.
    """
    if len(rises) < 2 or cycles is None or cycles.bounce < params.walking_bounce:
        return None
    period_s = step_s * float(np.median(np.diff([rise.end for rise in rises])))
    if period_s >= params.walking_s or cycles.period_s >= params.walking_s:
        return None
    return f"one movement in {period_s:.1f} s that bounces twice, as in walking"


def walks_off(
    told: Sequence[tuple[int, int]], rises: Sequence[Swing], motion: Motion, params: ChoiceParams
) -> int | None:
    """Grid point at which arms begin to swing after the reps of a set under way; None while they do not.

    Whoever walks away soon after three reps swings the arms more often than that, and the most common rise would be
    that of walking. Beside the reps it is small and quick.

    Parameters
    ----------
    told : (start, end) grid points of the reps so far.
    rises : every way up of the window, in order.
    motion : their motion.
    params : see `ChoiceParams`.

    Returns
    -------
    The first of the rises that are walking begins there; None also where fewer than two reps came before.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> z_m = np.zeros(2000)
    >>> z_m[[100, 500]] = 0.5
    >>> strides = [Swing(start=k, end=k + 40, size_m=0.1, up=True) for k in (800, 900, 1000)]
    >>> walks_off([(0, 100), (400, 500)], strides, SimpleNamespace(z_m=z_m, step_s=0.01), ChoiceParams())
    800
    """
    p, z_m, last = params, motion.z_m, len(motion.z_m) - 1
    for k in range(len(rises) - p.strides + 1):
        strides = rises[k : k + p.strides]
        reps = [(max(start, 0), min(end, last)) for start, end in told if end <= strides[0].start]
        if len(reps) < 2:
            continue
        usual_m = float(np.median([z_m[end] - z_m[start] for start, end in reps]))
        usual = float(np.median(np.diff([end for _, end in reps])))
        times = np.diff([rise.end for rise in strides])
        quick = times.max() * motion.step_s < p.walking_s and times.max() * p.stride_times < usual
        if quick and max(rise.size_m for rise in strides) < p.stride_share * usual_m:
            return strides[0].start
    return None


def unlike_lifts(rises: Sequence[Swing], step_s: float, params: ChoiceParams) -> str | None:
    """Why rises of a wrist are no lifts by their heights and speeds; None when they may be.

    Parameters
    ----------
    rises : the rises, in order.
    step_s : distance of the grid points [s].
    params : see `ChoiceParams`.

    Examples
    --------
    >>> flicks = [Swing(start=k, end=k + 30, size_m=0.1, up=True) for k in (0, 150, 300)]
    >>> unlike_lifts(flicks, 0.01, ChoiceParams())
    '3 movements of 0.1 m in 0.3 s'
    """
    if len(rises) < 2:
        return None
    takes_s = step_s * np.array([rise.end - rise.start for rise in rises])
    sizes_m = np.array([rise.size_m for rise in rises])
    if np.median(takes_s) < params.flick_s and np.median(sizes_m) < params.flick_m:
        return f"{len(rises)} movements of {np.median(sizes_m):.1f} m in {np.median(takes_s):.1f} s"
    slow, quick = np.sort(sizes_m / takes_s)[[0, -1]]
    if len(rises) == 2 and slow < params.unequal_share * quick:
        return f"two movements, one at {slow:.1f} m/s and one at {quick:.1f} m/s"
    return None
