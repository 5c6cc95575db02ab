"""How many reps are left, by fitting the published course of velocity over a set to the reps so far.

From its fastest rep a set slows from a first velocity to a last one along a bent curve. First and last velocity enter
linearly, so for each number of reps to failure and each bend they are integrated out exactly.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineParams:
    """What is assumed of the course of a set.

    Parameters
    ----------
    most_reps : reps to failure that are considered, at most.
    bends : exponents that are considered; 1 = straight. Published: about 1.5 to 1.9 (Gonzalez-Badillo et al. 2017), 1.4
        at 60 and 1.05 at 90 % of the maximum (LEVsim).
    bend_mean, bend_sd : how likely each is.
    first_sd_frac : how far the first velocity may lie from the fastest rep [-].
    set_end_sd_mps : how far a set's last velocity lies from the usual one [m/s]; 18 % of the bench press's 0.18 m/s
        (Garcia-Ramos et al. 2020).
    rep_sd_frac : spread of single reps around the curve, over their velocity [-]; 2 to 5 %.
    least_sd_mps : that, at least [m/s]: the error of a good sensor.
    """

    most_reps: int = 45
    bends: tuple[float, ...] = (0.9, 1.15, 1.4, 1.65, 1.95)
    bend_mean: float = 1.4
    bend_sd: float = 0.3
    first_sd_frac: float = 0.08
    set_end_sd_mps: float = 0.033
    rep_sd_frac: float = 0.035
    least_sd_mps: float = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What is known before the first rep.

    Parameters
    ----------
    end_mps, end_sd_mps : velocity of the last possible rep, and how far a person's may lie from it [m/s].
    reps, reps_sd_log : reps to failure, and their spread in logs; None = nothing is known.
    """

    end_mps: float
    end_sd_mps: float
    reps: float | None = None
    reps_sd_log: float = 0.3


def reserve_by_decline(
    places: Sequence[int],
    velocities_mps: Sequence[float],
    done: int,
    expected: Expected,
    params: DeclineParams | None = None,
) -> Array:
    """Weigh each number of reps in reserve by how well it explains the velocities so far.

    Parameters
    ----------
    places : of the reps with a velocity, from the fastest on; from 0 for the first rep of the set.
    velocities_mps : theirs, as many.
    done : completed reps so far, those without a velocity too.
    expected : what was known before.
    params : what is assumed.

    Returns
    -------
    (most_reps,) probabilities of 0, 1, 2 ... reps in reserve.

    Examples
    --------
    >>> import numpy as np
    >>> fresh = Expected(end_mps=0.17, end_sd_mps=0.04)
    >>> slowing = 0.6 - 0.43 * (np.arange(9) / 9) ** 1.4
    >>> int(reserve_by_decline(range(9), slowing, 9, fresh).argmax())
    1
    """
    params = params or DeclineParams()
    at = np.array(places, dtype=np.float64) - places[0]
    v = np.array(velocities_mps, dtype=np.float64)
    total = np.arange(done, done + params.most_reps, dtype=np.float64)
    span = np.maximum(total - 1 - places[0], 1.0)
    bends = np.array(params.bends)
    w = (at[None, None, :] / span[:, None, None]) ** bends[None, :, None]
    log_weight = _log_likelihood(v, w, expected, params) - 0.5 * ((bends - params.bend_mean) / params.bend_sd) ** 2
    log_weight = log_weight + _log_prior(total, expected)[:, None]
    weight = np.exp(log_weight - log_weight.max()).sum(axis=1)
    shares: Array = weight / weight.sum()
    return shares


def _log_likelihood(v: Array, w: Array, expected: Expected, params: DeclineParams) -> Array:
    """Log density (reps, bends) of the velocities, first and last velocity integrated out."""
    variance = np.maximum(params.rep_sd_frac * v, params.least_sd_mps) ** 2
    first_var = (params.first_sd_frac * v[0]) ** 2
    end_var = expected.end_sd_mps**2 + params.set_end_sd_mps**2
    u = 1.0 - w
    miss = v - v[0] * u - expected.end_mps * w
    uu, uw, ww = ((one * two / variance).sum(axis=2) for one, two in ((u, u), (u, w), (w, w)))
    bu, bw = (miss * u / variance).sum(axis=2), (miss * w / variance).sum(axis=2)
    # Woodbury: the two unknown velocities are a correction of rank two to independent errors.
    m_uu, m_ww = uu + 1.0 / first_var, ww + 1.0 / end_var
    determinant = m_uu * m_ww - uw**2
    explained = (bu**2 * m_ww - 2.0 * bu * bw * uw + bw**2 * m_uu) / determinant
    log_density: Array = -0.5 * ((miss**2 / variance).sum(axis=2) - explained) - 0.5 * np.log(determinant)
    return log_density


def _log_prior(total: Array, expected: Expected) -> Array:
    if expected.reps is None:
        return -np.log(total + 2.0)
    z = (np.log(np.maximum(total, 0.5)) - math.log(max(expected.reps, 0.5))) / expected.reps_sd_log
    return -0.5 * z**2
