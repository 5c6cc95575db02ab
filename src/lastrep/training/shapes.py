"""How the loss of velocity runs over a set, from the fastest rep (0) to the last possible one (1): several shapes.

The published course is a power. Real sets need not keep to it, so a part of the training people keep to others.
"""

from enum import StrEnum

import numpy as np

from sensing.samples import Floats


class Shape(StrEnum):
    """The course of a set."""

    POWER = "power"
    HINGE = "hinge"
    EXPONENTIAL = "exponential"
    WAVE = "wave"


def lost_share(shape: Shape, place: Floats, bend: float) -> Floats:
    """Return the share of the whole loss that has come about.

    Parameters
    ----------
    shape : hinge = slow at first, from a knee on in a straight line; exponential = ever faster; wave = a plateau in
        the middle.
    place : (n,) 0 = fastest rep, 1 = last possible one.
    bend : 1 = straight; above, more of the loss comes late.

    Returns
    -------
    (n,) shares, rising from 0 to 1.

    Examples
    --------
    >>> [float(lost_share(shape, np.array([0.5]), 1.5)[0].round(2)) for shape in Shape]
    [0.35, 0.25, 0.27, 0.42]
    """
    late = max(bend - 1.0, 0.0)
    if shape is Shape.HINGE:
        knee = 0.5
        early = 1.0 / (1.0 + 2.0 * late)
        return early * place + (1.0 - early) * np.maximum(0.0, (place - knee) / (1.0 - knee))
    if shape is Shape.EXPONENTIAL and late > 0.0:
        rate = 4.0 * late
        grown: Floats = np.expm1(rate * place) / np.expm1(rate)
        return grown
    powered: Floats = place**bend
    if shape is Shape.WAVE:
        return powered + 0.08 * np.sin(2.0 * np.pi * powered)
    return powered
