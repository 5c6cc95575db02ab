"""Whether one axis of the sensor has stayed level: a bar does, a wrist does not."""

import numpy as np

from sensing.samples import Floats


class Level:
    """Follows how level the most level direction of the sensor has been.

    Examples
    --------
    >>> level = Level()
    >>> for angle in np.linspace(0, 6, 50):  # a bar that rolls about its first axis
    ...     level.add(np.array([0.0, np.sin(angle), np.cos(angle)]))
    >>> round(level.tilt, 3)
    0.0
    """

    def __init__(self) -> None:
        self._sum = np.zeros((3, 3))
        self._count = 0

    def add(self, up: Floats) -> None:
        """Take one up direction in sensor axes, shape (3,)."""
        self._sum += up[:, None] * up
        self._count += 1

    @property
    def tilt(self) -> float:
        """Mean square of the sine by which that direction was tilted: 0 for a bar, a third for all directions alike."""
        return float(max(0.0, np.linalg.eigvalsh(self._sum)[0])) / max(self._count, 1)
