"""Blocks of sensor samples, and whole recordings made of them.

Axes are those of the sensor's case, right-handed, in any orientation: the engine finds out which way is up.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import PurePath
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]


def _frozen(values: Floats) -> Floats:
    out = np.array(values, dtype=np.float64, order="C", copy=True)
    out.flags.writeable = False
    return out


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ImuBlock:
    """Some consecutive samples of one sensor.

    Parameters
    ----------
    t_s : (n,) sample times [s], strictly increasing, from any origin.
    acc_mps2 : (n, 3) specific force [m/s2]; at rest its length is 1 g.
    gyr_dps : (n, 3) angular rate [deg/s], or None when the sensor has no gyroscope.

    Raises
    ------
    ValueError
        When shapes disagree, a value is not finite, or time does not increase.

    Examples
    --------
    >>> block = ImuBlock(t_s=np.arange(3) / 100, acc_mps2=np.full((3, 3), 5.6), gyr_dps=None)
    >>> len(block), block.gyr_dps is None
    (3, True)
    """

    t_s: Floats
    acc_mps2: Floats
    gyr_dps: Floats | None = None

    def __post_init__(self) -> None:
        n = self.t_s.shape[0] if self.t_s.ndim == 1 else -1
        if n < 0 or self.acc_mps2.shape != (n, 3):
            raise ValueError(f"t_s {self.t_s.shape} and acc_mps2 {self.acc_mps2.shape} are not (n,) and (n, 3)")
        if self.gyr_dps is not None and self.gyr_dps.shape != (n, 3):
            raise ValueError(f"gyr_dps {self.gyr_dps.shape} does not match {n} samples")
        for name in ("t_s", "acc_mps2", "gyr_dps"):
            values = getattr(self, name)
            if values is None:
                continue
            if not np.isfinite(values).all():
                raise ValueError(f"{name} holds a value that is not finite")
            object.__setattr__(self, name, _frozen(values))
        if n > 1 and not (np.diff(self.t_s) > 0).all():
            raise ValueError("t_s does not increase at every sample")

    def __len__(self) -> int:
        return int(self.t_s.shape[0])

    def slice(self, start: int, stop: int) -> "ImuBlock":
        """Return the samples `[start, stop)` as a block of their own."""
        gyr = None if self.gyr_dps is None else self.gyr_dps[start:stop]
        return ImuBlock(t_s=self.t_s[start:stop], acc_mps2=self.acc_mps2[start:stop], gyr_dps=gyr)

    def blocks(self, size: int) -> Iterator["ImuBlock"]:
        """Cut into blocks of `size` samples; the last one may be shorter."""
        for start in range(0, len(self), size):
            yield self.slice(start, min(start + size, len(self)))


def joined(blocks: Sequence[ImuBlock]) -> ImuBlock:
    """Put blocks of one sensor that follow on each other into one.

    Raises
    ------
    ValueError
        When one begins before the one before it ends, or only some have angular rates.

    Examples
    --------
    >>> block = ImuBlock(t_s=np.arange(4) / 100, acc_mps2=np.full((4, 3), 5.6))
    >>> joined(list(block.blocks(3))).t_s.tolist()
    [0.0, 0.01, 0.02, 0.03]
    """
    if len(blocks) == 1:
        return blocks[0]
    gyr = [block.gyr_dps for block in blocks if block.gyr_dps is not None]
    if len(gyr) not in (0, len(blocks)):
        raise ValueError("some blocks have angular rates and some have none")
    if any(one.t_s[-1] >= other.t_s[0] for one, other in pairwise(blocks)):
        raise ValueError("t_s does not increase at every sample")
    # Checked as they came; to check them again would take longer than all that the grid does with them.
    whole = object.__new__(ImuBlock)
    object.__setattr__(whole, "t_s", np.concatenate([block.t_s for block in blocks]))
    object.__setattr__(whole, "acc_mps2", np.concatenate([block.acc_mps2 for block in blocks]))
    object.__setattr__(whole, "gyr_dps", np.concatenate(gyr) if gyr else None)
    return whole


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recording:
    """A whole recording, its time counted from the first sample.

    Parameters
    ----------
    source : where it came from, as the user named it.
    samples : all samples; `samples.t_s[0]` is 0.
    rate_hz : accelerometer samples per second that the sensor really delivered, gaps left out.
    notes : what the importer changed or found odd, one sentence each.
    """

    source: str
    samples: ImuBlock
    rate_hz: float
    notes: tuple[str, ...] = field(default=())

    @property
    def duration_s(self) -> float:
        """Time from the first to the last sample [s]."""
        return float(self.samples.t_s[-1] - self.samples.t_s[0]) if len(self.samples) else 0.0

    @property
    def name(self) -> str:
        """File name without its folder."""
        return PurePath(self.source).name
