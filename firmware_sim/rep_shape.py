"""How velocity runs within one movement: from one bell to two humps with a sticking region between them.

A shape is velocity over time on an even grid, scaled by `travel` so that it covers exactly the distance asked for. The
ends are zero up to the next step; how steep it leaves zero says whether the bar was bounced or started from a stop.
"""

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PchipInterpolator

from sensing.samples import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Drive:
    """The shape of one concentric phase.

    Parameters
    ----------
    duration_s : from standstill to standstill, zero hold included [s].
    onset : power of time with which velocity leaves zero; 1 = bounced (full force at the turn), 2 = from a stop.
    finish : the same at the top; 1 = braked hard.
    sticking : 0 = one bell, 1 = two humps with the full dip. Grows with load and fatigue.
    dip_frac : slowest velocity of the dip as a share of the first hump; 0.15-0.6, 0 or a little below for a stall.
    dip_time_frac : where the dip lies in time, as a share of the phase without the hold.
    second_hump_frac : second hump over first.
    hold_s : time spent at the bottom of the dip [s]; 0 = passed through.
    """

    duration_s: float
    onset: float
    finish: float
    sticking: float
    dip_frac: float
    dip_time_frac: float
    second_hump_frac: float
    hold_s: float = 0.0


def travel(shape: Floats, distance_m: float, rate_hz: float) -> Floats:
    """Scale a velocity shape so that its sum over time is a distance.

    Examples
    --------
    >>> float(travel(np.array([0.0, 1.0, 1.0, 0.0]), 0.5, 100.0).sum() / 100.0)
    0.5
    """
    return shape * (distance_m * rate_hz / float(shape.sum()))


def drive_shape(drive: Drive, rate_hz: float) -> Floats:
    """Return the velocity shape of a concentric phase.

    Parameters
    ----------
    drive : what it should look like.
    rate_hz : grid [Hz].

    Returns
    -------
    (n,) velocity, unscaled.

    Examples
    --------
    >>> light = Drive(duration_s=0.6, onset=1, finish=1.3, sticking=0, dip_frac=0.5, dip_time_frac=0.5,
    ...               second_hump_frac=1)
    >>> shape = drive_shape(light, 1000.0)
    >>> len(shape), bool((shape > 0).all())
    (600, True)
    """
    n = max(8, round(drive.duration_s * rate_hz))
    n_hold = min(round(drive.hold_s * rate_hz), n // 2)
    s = (np.arange(n - n_hold) + 0.5) / (n - n_hold)
    bell = _bell(s, drive.onset, drive.finish)
    shape = (1.0 - drive.sticking) * bell + drive.sticking * _two_humps(s, drive)
    if n_hold == 0:
        return shape
    cut = int(np.searchsorted(s, drive.dip_time_frac))
    return np.concatenate([shape[:cut], np.full(n_hold, shape[cut]), shape[cut:]])


def lowering_shape(n: int, onset: float, finish: float) -> Floats:
    """Return the velocity shape of a controlled way down, as positive numbers; `finish` 1 = caught hard (a bounce).

    Examples
    --------
    >>> int(lowering_shape(101, 1.0, 1.0).argmax())
    50
    """
    return _bell((np.arange(n) + 0.5) / n, onset, finish)


def drop_shape(n: int, distance_m: float, contact_mps: float, rate_hz: float) -> Floats:
    """Return the downward velocity of a bar let down until its plates meet the floor [m/s, positive].

    Parameters
    ----------
    n : samples of the way down.
    distance_m : height above the floor [m].
    contact_mps : velocity at contact [m/s]; lowered when the way is too short for it.
    rate_hz : grid [Hz].

    Returns
    -------
    (n,) velocity that sums to the distance and ends near `contact_mps`.

    Examples
    --------
    >>> down = drop_shape(1000, 0.5, 0.8, 1000.0)
    >>> float(down.sum().round(3)) / 1000.0, float(down[-1].round(2))
    (0.5, 0.8)
    """
    s = (np.arange(n) + 0.5) / n
    ramp = s**2 * (3.0 - 2.0 * s)
    bell = _bell(s, 1.5, 1.0)
    covered_m = float(ramp.sum()) / rate_hz
    end_mps = min(contact_mps, 0.8 * distance_m / covered_m)
    return end_mps * ramp + travel(bell, distance_m - end_mps * covered_m, rate_hz)


def min_jerk_shape(n: int) -> Floats:
    """Return the velocity shape of an unloaded reach (minimum jerk), for everything that is not a rep.

    Examples
    --------
    >>> float((min_jerk_shape(1000).max() / min_jerk_shape(1000).mean()).round(3))
    1.875
    """
    return _bell((np.arange(n) + 0.5) / n, 2.0, 2.0)


def _bell(s: Floats, onset: float, finish: float) -> Floats:
    bell: Floats = s**onset * (1.0 - s) ** finish
    return bell / float(bell.mean())


def _two_humps(s: Floats, drive: Drive) -> Floats:
    first, dip = 0.42 * drive.dip_time_frac, drive.dip_time_frac
    second = dip + 0.55 * (1.0 - dip)
    knots = np.array([0.0, first, dip, second, 1.0])
    values = np.array([0.0, 1.0, drive.dip_frac, drive.second_hump_frac, 0.0])
    humps: Floats = PchipInterpolator(knots, values)(s)
    return humps / float(humps.mean())
