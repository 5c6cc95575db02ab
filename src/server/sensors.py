"""The sensors that were seen: where each belongs, and how it was when last used."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from server.errors import ServerError
from server.lifters import check_lifter
from server.tables import SensorRow, SessionRow
from server.telling import clean_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensor:
    """One sensor.

    Parameters
    ----------
    address : of its radio; what tells sensors of one name apart.
    name : as it calls itself; from outside.
    kind : which make it is; None when not known.
    rack : where it stays; None when it is nowhere at home.
    lifter_id : whose it is; None when it is everyone's.
    rate_hz, missing_frac : as measured when last used [Hz], [-]; None when it was not.
    battery_frac : charge then [-]; None when not known.
    seen_at : when that was; None when it was only bound.
    """

    address: str
    name: str
    kind: str | None = None
    rack: str | None = None
    lifter_id: int | None = None
    rate_hz: float | None = None
    missing_frac: float | None = None
    battery_frac: float | None = None
    seen_at: datetime | None = None


class Sensors:
    """Keeps the sensors. All calls block.

    Parameters
    ----------
    sessions : opens the database.
    """

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def all(self) -> tuple[Sensor, ...]:
        """Return all sensors, those of a rack first, by rack and name."""
        with self._sessions() as db:
            found = [_sensor(row) for row in db.scalars(select(SensorRow))]
        return tuple(sorted(found, key=lambda one: (one.rack is None, one.rack or "", one.name, one.address)))

    def get(self, address: str) -> Sensor | None:
        """Return the sensor of an address; None when it was never seen."""
        with self._sessions() as db:
            row = db.get(SensorRow, address)
            return None if row is None else _sensor(row)

    def seen(
        self,
        address: str,
        *,
        name: str,
        kind: str | None = None,
        rate_hz: float | None = None,
        missing_frac: float | None = None,
        battery_frac: float | None = None,
    ) -> Sensor:
        """Keep how a sensor is now; where it belongs stays as it is, and so does a number that is None."""
        with self._sessions.begin() as db:
            row = db.get(SensorRow, address)
            if row is None:
                row = SensorRow(address=address[:60], name="")
                db.add(row)
            row.name = "".join(char for char in name if char.isprintable())[:100] or address[:60]
            row.kind = row.kind if kind is None else kind[:60]
            row.rate_hz = row.rate_hz if rate_hz is None else rate_hz
            row.missing_frac = row.missing_frac if missing_frac is None else missing_frac
            row.battery_frac = row.battery_frac if battery_frac is None else battery_frac
            row.seen_at = datetime.now(UTC)
            return _sensor(row)

    def streams(self, address: str, session_id: str) -> Sensor:
        """Say which sensor streams a session; the session takes its name, and its rack when it has one.

        Raises
        ------
        ServerError
            When the sensor is not known.
        """
        with self._sessions.begin() as db:
            row = _row(db, address)
            session = db.get(SessionRow, session_id)
            if session is not None:
                session.sensor_name = row.name
                session.rack = session.rack if row.rack is None else row.rack
            return _sensor(row)

    def bind(self, address: str, *, rack: str | None, lifter_id: int | None) -> Sensor:
        """Say to which rack or whom a sensor belongs; both None sets it free.

        Raises
        ------
        ServerError
            When the sensor or the lifter is not known, or the rack's name cannot be used.
        """
        with self._sessions.begin() as db:
            row = _row(db, address)
            check_lifter(db, lifter_id)
            row.rack = None if rack is None else clean_name(rack, "rack")
            row.lifter_id = lifter_id
            return _sensor(row)

    def forget(self, address: str) -> None:
        """Forget a sensor; it is known again when it is used again. Raises as `bind` does."""
        with self._sessions.begin() as db:
            db.delete(_row(db, address))


def _row(db: Session, address: str) -> SensorRow:
    row = db.get(SensorRow, address)
    if row is None:
        raise ServerError("no_sensor", "No sensor of this address was ever used here. Use it once.", status=404)
    return row


def _sensor(row: SensorRow) -> Sensor:
    return Sensor(
        address=row.address,
        name=row.name,
        kind=row.kind,
        rack=row.rack,
        lifter_id=row.lifter_id,
        rate_hz=row.rate_hz,
        missing_frac=row.missing_frac,
        battery_frac=row.battery_frac,
        seen_at=row.seen_at,
    )
