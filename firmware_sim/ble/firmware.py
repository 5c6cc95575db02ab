"""What a make of sensor is to the board it runs on: services, commands, and the bytes of its packets.

The makes here are written from the facts of their protocols alone and share nothing with the decoders in `sensing`, so
that a mistake in one of the two shows.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from bumble.device import Connection
from bumble.gatt import Characteristic, Service
from numpy.typing import NDArray

from firmware_sim.ble.motion import Batch
from sensing.samples import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How a client wants the stream.

    Parameters
    ----------
    rate_hz : samples per second [Hz].
    per_packet : samples the chip gathers before the firmware is woken.
    """

    rate_hz: float
    per_packet: int


class Board(Protocol):
    """What firmware finds on its board."""

    @property
    def battery_frac(self) -> float:
        """Charge, 0 to 1."""
        ...

    @property
    def order(self) -> Order | None:
        """The stream that is running."""
        ...

    def payload_bytes(self, connection: Connection) -> int:
        """Largest notification on this connection [bytes]."""
        ...

    def start(self, connection: Connection, order: Order) -> None:
        """Begin to sample, or change how."""
        ...

    def stop(self) -> None:
        """End sampling."""
        ...

    def answer(self, connection: Connection, characteristic: Characteristic[bytes], data: bytes) -> None:
        """Notify an answer to a command, in its turn."""
        ...


class Firmware(Protocol):
    """One make of sensor.

    Attributes
    ----------
    name : advertised, at most 8 letters when the UUID has 128 bits.
    maker, model : for the Device Information service.
    advertised : UUID in the advertisement.
    samples : characteristic that carries the stream.
    battery_service : whether the standard service says the charge.
    """

    name: str
    maker: str
    model: str
    advertised: str
    samples: Characteristic[bytes]
    battery_service: bool

    def services(self) -> list[Service]:
        """The make's own services."""
        ...

    def packets(self, batch: Batch, *, lost_before: bool) -> list[bytes]:
        """Encode what the chip gathered; `lost_before` when packets were lost since the last call."""
        ...

    def rebooted(self) -> None:
        """Power came back: counters and clock begin anew."""
        ...


def to_integers(values: Floats, full_scale: float, bits: int = 16) -> NDArray[np.int64]:
    """Quantise as a converter does: round, and clip at full scale.

    Parameters
    ----------
    values : in the unit of the full scale.
    full_scale : value of the largest code plus one.

    Examples
    --------
    >>> to_integers(np.array([1.0, -20.0]), 16.0).tolist()
    [2048, -32768]
    """
    half = 1 << (bits - 1)
    return np.clip(np.rint(values / full_scale * half), -half, half - 1).astype(np.int64)
