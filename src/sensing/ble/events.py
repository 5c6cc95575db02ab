"""What a sensor's link has to tell, beside the samples."""

from dataclasses import dataclass

from sensing.errors import LinkReason


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkEvent:
    """Something about the link became known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorConnected(LinkEvent):
    """Samples are about to come.

    Parameters
    ----------
    name, address : as advertised.
    kind, title : which sensor it is, for programs and for people.
    stated_rate_hz : what it says it sends at [Hz].
    battery_frac : charge, 0 to 1; None when it does not say.
    maker, model, firmware : from the Device Information service; None when it does not say.
    again : whether it was connected before in this session.
    """

    name: str
    address: str
    kind: str
    title: str
    stated_rate_hz: float
    battery_frac: float | None
    maker: str | None
    model: str | None
    firmware: str | None
    again: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamMeasured(LinkEvent):
    """What the stream really is.

    Parameters
    ----------
    rate_hz : samples per second of this computer's clock [Hz]; None while too little is known.
    stated_rate_hz : what the sensor says [Hz].
    jitter_s : delay that 95 % of packets stay under [s]; None while unknown.
    samples, missing, damaged, late, repeated, restarts : see `Tally`, since the first connection.
    """

    rate_hz: float | None
    stated_rate_hz: float
    jitter_s: float | None
    samples: int
    missing: int
    damaged: int
    late: int
    repeated: int
    restarts: int

    @property
    def missing_frac(self) -> float:
        """Share of the samples that never came."""
        taken = self.samples + self.missing
        return self.missing / taken if taken else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BatteryRead(LinkEvent):
    """The charge, 0 to 1."""

    battery_frac: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkLost(LinkEvent):
    """The stream broke off; it is being sought again.

    Parameters
    ----------
    reason : for programs.
    message : for people.
    """

    reason: LinkReason
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrying(LinkEvent):
    """An attempt failed; the next comes after `wait_s` [s]."""

    attempt: int
    wait_s: float
    message: str
