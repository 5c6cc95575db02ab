"""What the virtual sensor feels: a recording, read at any moment."""

from dataclasses import dataclass

import numpy as np

from sensing.samples import Floats, Recording
from sensing.units import STANDARD_GRAVITY_MPS2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Batch:
    """Consecutive samples, as a sensor chip hands them over.

    Parameters
    ----------
    acc_g : (n, 3) specific force [g].
    gyr_dps : (n, 3) angular rate [deg/s].
    first_s, step_s : the device's clock at the first sample since it was switched on, and between samples [s].
    """

    acc_g: Floats
    gyr_dps: Floats
    first_s: float
    step_s: float

    def __len__(self) -> int:
        return len(self.acc_g)


class Motion:
    """A recording between whose samples straight lines are drawn; before and after it, the sensor rests.

    Parameters
    ----------
    recording : what to play; without a gyroscope the sensor feels no turning.
    """

    def __init__(self, recording: Recording) -> None:
        samples = recording.samples
        self._t_s = samples.t_s
        self._acc_g = samples.acc_mps2 / STANDARD_GRAVITY_MPS2
        self._gyr_dps = np.zeros_like(self._acc_g) if samples.gyr_dps is None else samples.gyr_dps
        self.duration_s = recording.duration_s

    def at(self, t_s: Floats) -> tuple[Floats, Floats]:
        """Specific force [g] and angular rate [deg/s] at these times of the recording, each (n, 3)."""
        acc_g = np.column_stack([np.interp(t_s, self._t_s, axis) for axis in self._acc_g.T])
        gyr_dps = np.column_stack([np.interp(t_s, self._t_s, axis) for axis in self._gyr_dps.T])
        # Rest is no turning, whatever the last sample was.
        gyr_dps[t_s > self.duration_s] = 0.0
        return acc_g, gyr_dps
