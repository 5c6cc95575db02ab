"""Every wait of the Bluetooth client, each with its reason."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkTimings:
    """How long things may take.

    Origin: project rules, each with its reason, watched on the simulated link.

    Parameters
    ----------
    scan_s : one search for the sensor [s]. Default 10: sensors advertise at least once a second, and radios miss some.
    choose_s : after the first sensor was heard, how long others may still be heard, when none was named [s].
        Default 1.5: the best of several is not the first.
    connect_s : one attempt to connect, with the discovery of services [s]. Default 20: what bleak-retry-connector
        found to be enough on slow adapters.
    answer_s : an answer of the sensor to a command [s]. Default 2: some firmware answers from its main loop.
    silence_s : a stream without any notification for so long is dead [s]. Default 2: the system reports a lost link
        only after the supervision timeout of 2 to 6 s, and a connected sensor that has hung never. Zero is not allowed.
    silence_frames : but at least so many usual distances between notifications; a Polar sends every 2 s at worst.
    leave_s : stopping and disconnecting at the end [s]. Default 3: some systems take a minute to say yes.
    first_wait_s, longest_wait_s : back-off after a failure, doubled each time [s]. Default 0.25 and 8: a link that was
        cut is back at once, and a sensor that is away does not keep the radio busy.
    spread_frac : share of the back-off that is drawn, so that two sensors do not fail together for ever.
    first_attempts : failures before the first stream that are borne; afterwards there is no limit.
    measured_s : how often rate, loss and jitter are told [s].
    judged_s : stream time after which a sensor that is too slow is refused [s]. Default 4: the rate of a sensor without
        a clock is known after two.
    battery_s : how often the charge is read [s]. Default 300: it falls slowly, and reading costs air time.
    backlog : notifications that may wait for whoever takes the samples; beyond that the oldest are dropped and counted.
        Default 20000: minutes, far longer than any disk stalls.
    """

    scan_s: float = 10.0
    choose_s: float = 1.5
    connect_s: float = 20.0
    answer_s: float = 2.0
    silence_s: float = 2.0
    silence_frames: float = 5.0
    leave_s: float = 3.0
    first_wait_s: float = 0.25
    longest_wait_s: float = 8.0
    spread_frac: float = 0.2
    first_attempts: int = 4
    measured_s: float = 5.0
    judged_s: float = 4.0
    battery_s: float = 300.0
    backlog: int = 20_000

    def __post_init__(self) -> None:
        if self.silence_s <= 0 or self.scan_s <= 0 or self.connect_s <= 0:
            raise ValueError(
                f"silence_s {self.silence_s}, scan_s {self.scan_s} and connect_s {self.connect_s} must be above 0"
            )
        if not 0 < self.first_wait_s <= self.longest_wait_s:
            raise ValueError(f"first_wait_s {self.first_wait_s} is above longest_wait_s {self.longest_wait_s}")
