"""What the client needs to know of a kind of sensor, and what a sensor's module may do with a connected one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sensing.decoders.frame import Decoder, Timing

Answer = TypeVar("Answer")


class Link(Protocol):
    """A connected sensor, as its module sees it. Each call may raise `LinkError`."""

    @property
    def payload_bytes(self) -> int:
        """Largest notification that the link carries [bytes]; 20 until more was agreed on."""
        ...

    def has(self, uuid: str) -> bool:
        """Whether the sensor has this characteristic."""
        ...

    async def read(self, uuid: str) -> bytes:
        """Read a characteristic."""
        ...

    async def write(self, uuid: str, data: bytes, *, response: bool = True) -> None:
        """Write a characteristic."""
        ...

    async def ask(
        self, uuid: str, data: bytes, answer: Callable[[bytes], Answer | None], *, response: bool = True
    ) -> Answer | None:
        """Write, then wait for the notification of which `answer` makes something; None when none comes in time."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked of a sensor.

    Parameters
    ----------
    rate_hz : samples per second [Hz]; the nearest rate of the sensor that is not lower is taken, else its fastest.
    gyroscope : whether angular rates are wanted, where the sensor has them.
    frame_s : signal time in one notification, where it can be chosen [s]. Default 0.05: at 20 notifications a second
        even a slow phone link keeps up, and a rep's end is told a twentieth of a second late at worst.
    """

    rate_hz: float = 100.0
    gyroscope: bool = True
    frame_s: float = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A sensor that was started.

    Parameters
    ----------
    decoder : for its notifications.
    timing : its clock.
    rate_hz : the rate it says it sends at [Hz]; what it really does is measured.
    """

    decoder: Decoder
    timing: Timing
    rate_hz: float


class Profile(Protocol):
    """One kind of sensor.

    Attributes
    ----------
    kind : short name for programs and options.
    title : name for people.
    order : place in lists; the best suited to live lifting comes first.
    services : advertised or offered service UUIDs, lower case, any of which marks the kind.
    names : how its advertised name may start; used when no service is advertised.
    notify : characteristics to subscribe to before anything else; those the sensor lacks are left out.
    data : the characteristics among them that carry samples; a sensor must have one of them.
    """

    kind: str
    title: str
    order: int
    services: tuple[str, ...]
    names: tuple[str, ...]
    notify: tuple[str, ...]
    data: tuple[str, ...]

    async def start(self, link: Link, wanted: Wanted) -> Stream:
        """Start the stream; all of `notify` is subscribed to."""
        ...

    async def stop(self, link: Link) -> None:
        """Stop the stream, so that the sensor can sleep."""
        ...

    async def battery_frac(self, link: Link) -> float | None:
        """Charge by the sensor's own means, 0 to 1; None when only the standard service knows."""
        ...


def nearest_rate_hz(rates_hz: Sequence[float], wanted_hz: float) -> float:
    """Return the slowest rate that is not below the wanted one, or else the fastest.

    Parameters
    ----------
    rates_hz : what the sensor offers, at least one [Hz].
    wanted_hz : what is asked for [Hz].

    Examples
    --------
    >>> nearest_rate_hz([13, 26, 52, 104, 208], 100), nearest_rate_hz([13, 26], 100)
    (104, 26)
    """
    enough = [rate_hz for rate_hz in rates_hz if rate_hz >= wanted_hz]
    return min(enough) if enough else max(rates_hz)
