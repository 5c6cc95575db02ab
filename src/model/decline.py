"""How many reps are left, by fitting the published course of velocity over a set to the reps so far.

From its fastest rep a set slows from a first velocity to a last one along a bent curve. First and last velocity enter
linearly, so for each number of reps to failure and each bend they are integrated out exactly.
"""

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
    most_reps : numbers of reps in reserve that are considered, from 0.
    bends : exponents that are considered; 1 = straight.
    bend_mean, bend_sd : how likely each is.
    starts, start_shares : place of the rep from which the set slows, from 0, and how often it is that one.
    first_over_fastest, first_sd_frac : velocity at that rep over the fastest one that was measured, which its scatter
        made the fastest, and how far it may lie from that [-].
    set_end_sd_mps : how far a set's last velocity lies from the person's usual one [m/s]. 0 = all sets end alike.
    rep_sd_frac : spread of single reps around the curve, over their velocity [-].
    least_sd_mps : that, at least [m/s].
    sensor_sd_share : how much of the sensor's own account of its error is believed [-]. 0 = nothing.

    Origin: bends of 1.5 to 1.9 by Gonzalez-Badillo et al. 2017, 1.4 at 60 and 1.05 at 90 % of the maximum in LEVsim;
    the first rep is the fastest in about 65 % of sets; reps scatter by 2 to 5 %; the end of a set lies between two
    findings that pull apart, 18 % of the last rep (Garcia-Ramos et al. 2020) and 8 % at two to eight in reserve
    (Moran-Navarro et al. 2019). Within these ranges chosen on simulated tune people.
    """

    most_reps: int = 35
    bends: tuple[float, ...] = (1.0, 1.25, 1.5, 1.75, 2.0)
    bend_mean: float = 1.5
    bend_sd: float = 0.27
    starts: tuple[int, ...] = (0, 1, 2)
    start_shares: tuple[float, ...] = (0.65, 0.175, 0.175)
    first_over_fastest: float = 0.975
    first_sd_frac: float = 0.035
    set_end_sd_mps: float = 0.026
    rep_sd_frac: float = 0.035
    least_sd_mps: float = 0.01
    sensor_sd_share: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What is known before the first rep.

    Parameters
    ----------
    end_mps, end_sd_mps : velocity of the last possible rep, and how far a person's may lie from it [m/s].
    reps : mean of the logs of the reps to failure, and their spread; None = nothing is known.
    """

    end_mps: float
    end_sd_mps: float
    reps: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What was measured of the completed reps that have a velocity.

    Parameters
    ----------
    places : from 0 for the first rep of the set.
    velocities_mps : theirs, as many [m/s].
    sds_mps : the sensor's own account of their error [m/s]; 0 = none.
    """

    places: Sequence[int]
    velocities_mps: Sequence[float]
    sds_mps: Sequence[float]


def reserve_by_decline(
    seen: Seen,
    done: int,
    expected: Expected,
    params: DeclineParams | None = None,
) -> Array:
    """Weigh each number of reps in reserve by how well it explains the velocities so far.

    Parameters
    ----------
    seen : the reps so far.
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
    >>> int(reserve_by_decline(Seen(range(9), slowing, [0.0] * 9), 9, fresh).argmax())
    1
    """
    params = params or DeclineParams()
    v, sd = np.array(seen.velocities_mps), np.array(seen.sds_mps)
    total = np.arange(done, done + params.most_reps, dtype=np.float64)
    bends, starts = np.array(params.bends), np.array(params.starts, dtype=np.float64)
    w = _lost_share(np.array(seen.places, dtype=np.float64), total, bends, starts)
    variance = np.maximum(params.rep_sd_frac * v, params.least_sd_mps) ** 2 + (params.sensor_sd_share * sd) ** 2
    log_weight = _log_likelihood(v, variance, w, expected, params)
    log_weight += _log_prior(total, expected)[:, None, None]
    log_weight += -0.5 * ((bends[None, :, None] - params.bend_mean) / params.bend_sd) ** 2
    log_weight += np.log(np.array(params.start_shares))[None, None, :]
    weight = np.exp(log_weight - log_weight.max()).sum(axis=(1, 2))
    shares: Array = weight / weight.sum()
    return shares


def _lost_share(places: Array, total: Array, bends: Array, starts: Array) -> Array:
    """Share of the whole loss at each rep: (reps, bends, starts, places); a set may be fastest at its second rep."""
    beyond = np.maximum(places[None, :] - starts[:, None], 0.0)
    span = np.maximum(total[:, None] - 1.0 - starts[None, :], 1.0)
    share = np.minimum(beyond[None, :, :] / span[:, :, None], 1.0)
    bent: Array = share[:, None, :, :] ** bends[None, :, None, None]
    return bent


def _log_likelihood(v: Array, variance: Array, w: Array, expected: Expected, params: DeclineParams) -> Array:
    """Log density (reps, bends, starts) of the velocities, first and last velocity integrated out."""
    first_mps = params.first_over_fastest * float(v.max())
    first_var = (params.first_sd_frac * first_mps) ** 2
    end_var = expected.end_sd_mps**2 + params.set_end_sd_mps**2
    u = 1.0 - w
    miss = v - first_mps * u - expected.end_mps * w
    uu, uw, ww = ((one * two / variance).sum(axis=-1) for one, two in ((u, u), (u, w), (w, w)))
    bu, bw = (miss * u / variance).sum(axis=-1), (miss * w / variance).sum(axis=-1)
    # Woodbury: the two unknown velocities are a correction of rank two to independent errors.
    m_uu, m_ww = uu + 1.0 / first_var, ww + 1.0 / end_var
    determinant = m_uu * m_ww - uw**2
    explained = (bu**2 * m_ww - 2.0 * bu * bw * uw + bw**2 * m_uu) / determinant
    log_density: Array = -0.5 * ((miss**2 / variance).sum(axis=-1) - explained) - 0.5 * np.log(determinant)
    return log_density


def _log_prior(total: Array, expected: Expected) -> Array:
    if expected.reps is None:
        return -np.log(total + 2.0)
    mean_log, sd_log = expected.reps
    return -0.5 * ((np.log(np.maximum(total, 0.5)) - mean_log) / sd_log) ** 2
