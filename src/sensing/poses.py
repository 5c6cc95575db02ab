"""How a wrist lies where rises begin and end: hands on a bar lie alike at every rep, hands that are free do not.

Heights and times of a bottle, a plate or a hand that goes to the next machine are often those of a rep. But a bar holds
the forearm: where a rep begins and where it ends, gravity lies in the sensor as it did in the rep before. And a weight
got no lighter by the last rep: what comes up faster than every rep is a hand that put the weight down.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sensing.rises import mean_speed, turned_times
from sensing.samples import Floats
from sensing.swings import Swing


@dataclass(frozen=True, slots=True, kw_only=True)
class PoseParams:
    """When rises on a wrist are those of hands on one bar. Zero of an angle: none is so small.

    Origin: by hand, on simulated tune seeds of this project, on those of two generators that share no code with it, and
    on all shared real recordings; nobody was left out.
    """

    steady_rad: float = 0.1
    """Rises that differ by no more than this [rad] are of hands on one bar. Of sets of three reps or fewer
    four in five differ less; movements in rest differ by 0.08 to 0.74."""
    loose_rad: float = 0.2
    """Rises that differ by more than this [rad] and are long apart are handling, also when they are more than few."""
    unlike_rad: float = 0.35
    """A few rises that differ by more than this [rad] are no set; short sets of restless hands reach 0.32."""
    moved_rad: float = 0.5
    """Nor are those that differ by more than `steady_rad` and before which gravity had turned by more than this
    [rad] ..."""
    moved_s: float = 3.0
    """... in so long before it began [s]: a hand that came from elsewhere. Zero: nothing moved before."""
    bottom_s: float = 2.0
    """A way down that ends no longer than this before the first rise belongs to it [s]."""
    lighter_times: float = 1.2
    """A last rise that is so many times faster than the fastest before it is a hand without the weight. Of 493 last
    reps of sets of three or more the fastest has 1.14; 19 of 27 hands that leave a deadlift 1.22 to 2.23. Zero: every
    one is."""
    elsewhere_times: float = 1.4
    """So is one that begins or ends turned from the mean of the others by so many times more than any of them, ..."""
    sure_rad: float = 0.05
    """... which counts as no less than this [rad], ..."""
    unlike_share: float = 0.9
    """... and that is further from their mean, in all that the sensor feels, than this share of what the mean moves.
    Tune seeds of three generators: so are 5 of 469 last reps and 97 of 123 other movements; of 406 reps on shared
    wrists, each taken for the last, 4 are. Zero: all are unlike."""


def differ_rad(rises: Sequence[Swing], up: Floats) -> Floats:
    """How far each rise begins or ends turned from the mean of the others, whichever is more.

    Parameters
    ----------
    rises : two or more.
    up : (n, 3) up direction in sensor axes at each grid point.

    Returns
    -------
    (len(rises),) angles [rad].

    Examples
    --------
    >>> angle = np.array([0.0, 0.5, 0.0, 0.5, 0.3, 0.5])
    >>> up = np.column_stack([np.sin(angle), np.zeros(6), np.cos(angle)])
    >>> rises = [Swing(start=k, end=k + 1, size_m=0.5, up=True) for k in (0, 2, 4)]
    >>> differ_rad(rises, up).round(2).tolist()
    [0.15, 0.15, 0.3]
    """
    last = len(up) - 1
    sides = []
    for nodes in ([r.start for r in rises], [r.end for r in rises]):
        poses = _unit(up[np.minimum(nodes, last)])
        others = _unit(poses.sum(axis=0) - poses)
        sides.append(np.arccos(np.clip((poses * others).sum(axis=1), -1.0, 1.0)))
    return np.asarray(np.maximum(*sides))


def turned_before_rad(first: Swing, swings: Sequence[Swing], up: Floats, step_s: float, params: PoseParams) -> float:
    """How far gravity had turned before a set began, in the time `PoseParams.moved_s` [rad].

    Parameters
    ----------
    first : the first rise.
    swings : all ways up and down of the window, in order.
    up : (n, 3) up direction in sensor axes at each grid point.
    step_s : distance of the grid points [s].
    params : see `PoseParams`.
    """
    falls = [s for s in swings if not s.up and s.end <= first.start]
    began = falls[-1].start if falls and (first.start - falls[-1].end) * step_s <= params.bottom_s else first.start
    before = _unit(up[max(0, began - round(params.moved_s / step_s)) : began + 1])
    return float(np.arccos(np.clip(before @ before[-1], -1.0, 1.0)).max())


def not_on_one_bar(differ: float, turned_before: float, params: PoseParams) -> str | None:
    """Why a few rises are not of hands on one bar, see `differ_rad` and `turned_before_rad`; None when they may be.

    Examples
    --------
    >>> not_on_one_bar(0.5, 0.0, PoseParams())
    'they begin or end turned by 29 degrees from each other'
    >>> not_on_one_bar(0.05, 1.5, PoseParams())
    """
    came = turned_before > params.moved_rad
    if differ <= params.steady_rad or not (came or differ > params.unlike_rad):
        return None
    why = f"they begin or end turned by {np.degrees(differ):.0f} degrees from each other"
    return f"{why}, after the hand came from elsewhere" if came else why


def without_the_weight(rises: Sequence[Swing], up: Floats, last_off: float, params: PoseParams) -> str | None:
    """Why the last rise is a hand that put the weight down, three or more rises given; None when it may be a rep.

    Parameters
    ----------
    rises : in order.
    up : (n, 3) up direction in sensor axes at each grid point.
    last_off : how unlike the others the last one is, see `Support.last_off`.
    params : see `PoseParams`.

    Examples
    --------
    >>> rises = [Swing(start=k, end=k + takes, size_m=0.5, up=True) for k, takes in ((0, 90), (300, 100), (600, 40))]
    >>> without_the_weight(rises, np.tile([0.0, 0.0, 1.0], (700, 1)), 0.0, PoseParams())
    'at 2.2 times the speed of the fastest rep'
    """
    speeds = np.array([mean_speed(rise) for rise in rises])
    times = float(speeds[-1] / speeds[:-1].max())
    if times >= params.lighter_times:
        return f"at {times:.1f} times the speed of the fastest rep"
    turned = turned_times(rises, up, ("start", "end"), params.sure_rad)
    if turned < params.elsewhere_times or last_off < params.unlike_share:
        return None
    return f"{last_off:.0%} off what the reps do, and turned {turned:.1f} times further than any of them"


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9))
