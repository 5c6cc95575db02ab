"""The home page: what is worth a look in each session, and the sensors as they were measured."""

from dataclasses import dataclass

from server.listing import SessionInfo
from server.sensors import Sensor
from server.tables import SessionStatus
from server.words import NO_VALUE, count_words

LOW_BATTERY_FRAC = 0.15
"""Charge below which the page says so in words [-]: a coin cell may not last another hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorLine:
    """One sensor in the list."""

    place: str
    what: str
    rate: str
    loss: str
    battery: str


def notable(info: SessionInfo) -> str:
    """Return the one thing to look at in a session; empty when nothing stands out.

    What cost data comes first, then what the lifter should know, then what may be wrong.
    """
    if info.status is SessionStatus.INTERRUPTED:
        return "stopped before its end"
    if info.status is SessionStatus.FINISHED and info.set_count == 0:
        return "no set was found"
    if info.failed_count:
        return count_words(info.failed_count, "failed rep", "failed reps")
    return info.notes[0] if info.notes else ""


def sensor_line(sensor: Sensor, lifter: str | None) -> SensorLine:
    """Return how a sensor is listed: by where it belongs, with what was measured and not what the box says.

    Examples
    --------
    >>> sensor_line(Sensor(address="C0:00", name="WT9011", rack="Rack 2", rate_hz=99.98, battery_frac=0.1), None)
    SensorLine(place='Rack 2', what='WT9011', rate='100 Hz', loss='loss unknown', battery='10 % ▲ low')
    """
    place = " ".join(part for part in (sensor.rack, None if lifter is None else f"of {lifter}") if part)
    battery_frac = sensor.battery_frac
    battery = NO_VALUE if battery_frac is None else f"{100 * battery_frac:.0f} %"
    if battery_frac is not None and battery_frac < LOW_BATTERY_FRAC:
        battery += " ▲ low"
    missing = sensor.missing_frac
    return SensorLine(
        place=place or sensor.name,
        what=sensor.name if place else (sensor.kind or sensor.address),
        rate="not measured" if sensor.rate_hz is None else f"{sensor.rate_hz:.3g} Hz",
        loss="loss unknown" if missing is None else f"{100 * missing:.1f} % lost" if missing else "0 lost",
        battery=battery,
    )
