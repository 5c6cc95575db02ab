"""What every decoder makes of a notification: samples in SI units, and what the device itself says about their time."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

import numpy as np

from sensing.errors import DecodeError
from sensing.samples import Floats


class Stamped(Enum):
    """Which sample of a frame the device's time belongs to."""

    FIRST = "first"
    LAST = "last"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """The clock and the counter of a kind of sensor.

    Parameters
    ----------
    tick_hz : ticks per second of the device's clock [Hz]; None when its frames carry no time.
    tick_bits : width of the clock's field; it wraps at 2 to this power.
    stamped : which sample the time belongs to.
    sequence_bits : width of the frame counter; None when there is none.
    stamp_noise_ticks : how far a stamp may lie from the true time without anything being wrong [ticks].
    """

    tick_hz: float | None = None
    tick_bits: int = 32
    stamped: Stamped = Stamped.FIRST
    sequence_bits: int | None = None
    stamp_noise_ticks: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """The samples of one packet.

    Parameters
    ----------
    acc_mps2 : (n, 3) specific force, n > 0 [m/s2].
    gyr_dps : (n, 3) angular rate [deg/s], or None without a gyroscope.
    ticks : the device's clock as it was sent, not unwrapped; None when not sent.
    sequence : the frame counter as it was sent; None when not sent.
    lost_before : the device says that it dropped samples just before these.
    """

    acc_mps2: Floats
    gyr_dps: Floats | None = None
    ticks: int | None = None
    sequence: int | None = None
    lost_before: bool = False

    def __len__(self) -> int:
        return len(self.acc_mps2)


class Decoder(Protocol):
    """Turns the notifications of one connection into frames; made anew for each connection.

    Attributes
    ----------
    damaged : packets that were found broken without an error being raised: a partial frame that was given up, bytes
        skipped until the next frame began.
    """

    damaged: int

    def feed(self, data: bytes) -> list[Frame]:
        """Take one notification; answers to commands give no frame.

        Raises
        ------
        DecodeError
            When these bytes are nothing that this sensor sends. The next notification may be fed all the same.
        """
        ...


MAX_ACC_MPS2 = 4000.0
"""No sensor of any of these kinds can read more [m/s2]: 200 g parts exist, 400 g is a broken packet."""

MAX_GYR_DPS = 10_000.0
"""Likewise for angular rate [deg/s]; parts end at 4000."""


def checked(frame: Frame) -> Frame:
    """Return the frame if its values are possible.

    Raises
    ------
    DecodeError
        When a value is not finite or beyond any sensor's range.

    Examples
    --------
    >>> checked(Frame(acc_mps2=np.array([[0.0, np.inf, 0.0]])))
    Traceback (most recent call last):
    sensing.errors.DecodeError: an acceleration that no sensor can measure
    """
    # A comparison with NaN is false, so one test serves for NaN, infinity and size.
    if not bool((np.abs(frame.acc_mps2) <= MAX_ACC_MPS2).all()):
        raise DecodeError("an acceleration that no sensor can measure")
    if frame.gyr_dps is not None and not bool((np.abs(frame.gyr_dps) <= MAX_GYR_DPS).all()):
        raise DecodeError("an angular rate that no sensor can measure")
    return frame
