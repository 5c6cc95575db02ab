"""What goes wrong on demand, each with a moment or a share, and a seed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Something that happens once.

    Parameters
    ----------
    at_s : signal time [s].
    size : how long it lasts [s], or how many packets it hits.
    """

    at_s: float
    size: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Faults:
    """All of a sensor's faults; the default has none.

    Parameters
    ----------
    drop, repeat, reorder, truncate : share of packets that the sensor loses, sends twice, swaps with the next, or
        cuts short, 0 to 1.
    jitter_s : each packet waits up to this long, and those behind it with it [s].
    bursts : that many packets in a row are lost.
    links : the link is lost without a word and the sensor is away for so long [s].
    shadows : nothing gets through for so long [s]; shorter than the supervision timeout, all comes late.
    reboots : the sensor switches off for so long and starts anew [s]; its clock and counters with it.
    battery_frac : charge, 0 to 1.
    rate_hz : it samples at this rate whatever it says [Hz]; None for what it was asked.
    seed : fixes all draws.
    """

    drop: float = 0.0
    repeat: float = 0.0
    reorder: float = 0.0
    truncate: float = 0.0
    jitter_s: float = 0.0
    bursts: tuple[Moment, ...] = ()
    links: tuple[Moment, ...] = ()
    shadows: tuple[Moment, ...] = ()
    reboots: tuple[Moment, ...] = ()
    battery_frac: float = 0.87
    rate_hz: float | None = None
    seed: int = field(default=1)

    def __post_init__(self) -> None:
        for name in ("drop", "repeat", "reorder", "truncate", "battery_frac"):
            share = getattr(self, name)
            if not 0 <= share <= 1:
                raise ValueError(f"{name} {share} is not between 0 and 1")
        if self.jitter_s < 0 or (self.rate_hz is not None and self.rate_hz <= 0):
            raise ValueError(f"jitter {self.jitter_s} is negative or rate {self.rate_hz} is not above 0")


_SHARES = {
    "drop": "drop",
    "repeat": "repeat",
    "reorder": "reorder",
    "truncate": "truncate",
    "jitter": "jitter_s",
    "battery": "battery_frac",
    "rate": "rate_hz",
}
_MOMENTS = {"burst": "bursts", "link": "links", "shadow": "shadows", "reboot": "reboots"}
_SHARE = re.compile(r"(\w+)=(\d+(?:\.\d+)?)")
_MOMENT = re.compile(r"(\w+)@(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)")


def parse_faults(texts: Sequence[str]) -> Faults:
    """Read faults as they are written on the command line.

    Parameters
    ----------
    texts : `NAME=VALUE` for what goes on all the time, `NAME@SECOND:SIZE` for what happens once.

    Raises
    ------
    ValueError
        With one line that names the fault and what may be written.

    Examples
    --------
    >>> faults = parse_faults(["drop=0.05", "link@12.5:3"])
    >>> faults.drop, faults.links
    (0.05, (Moment(at_s=12.5, size=3.0),))
    """
    # Any: a field of either type; `Faults` checks them.
    values: dict[str, Any] = {}
    for text in texts:
        if (match := _SHARE.fullmatch(text)) and match[1] in _SHARES:
            values[_SHARES[match[1]]] = float(match[2])
        elif (match := _MOMENT.fullmatch(text)) and match[1] in _MOMENTS:
            name = _MOMENTS[match[1]]
            values[name] = (*values.get(name, ()), Moment(at_s=float(match[2]), size=float(match[3])))
        else:
            known = [f"{name}=VALUE" for name in _SHARES] + [f"{name}@SECOND:SIZE" for name in _MOMENTS]
            raise ValueError(f"fault {text!r} is not known. Write one of {', '.join(known)}.")
    return Faults(**values)
