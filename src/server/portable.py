"""One session as a file that another lastrep takes in: what was found and said, whole, beside its raw samples.

The file comes from outside when it is taken in: every number is bounded and nothing in it is believed to be harmless.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from sensing.events import SessionResult
from server.edit_schemas import EditAnswer
from server.edits import Edit, EditKind
from server.listing import SessionInfo
from server.reading import Kept
from server.tables import Origin, SessionStatus
from server.telling import LONGEST_S

SCHEMA: Final = "lastrep.export/1"

MAX_SETS = 1000
"""Sets of one session; a day of lifting has under a hundred."""

MAX_FOUND = 20_000
"""Reps, refused movements or gaps of one session."""

MAX_TRACE_VALUES = 5_000_000
"""Values of all traces together: two days at one every 40 ms."""

MAX_NUMBER = 1e6
"""No time, velocity or height of a session is larger, in s, m/s or m."""

EARLIEST, LATEST = datetime(1970, 1, 2, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""Between these a session was recorded."""


def _in_our_time(moment: datetime) -> datetime:
    if not EARLIEST <= moment <= LATEST:
        raise ValueError("is no time at which a session was recorded")
    return moment


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("holds what cannot be shown on a line")
    return text


def _ended(status: SessionStatus) -> SessionStatus:
    if status is SessionStatus.RECORDING:
        raise ValueError("is that of a session which had not ended")
    return status


def _one_line_of(longest: int) -> Any:  # Any: an annotation that is made
    return Annotated[str, Field(max_length=longest), AfterValidator(_one_line)]


class PortableHeading(BaseModel):
    """What is known of the session as a whole; see `SessionInfo`."""

    model_config = ConfigDict(allow_inf_nan=False, extra="forbid")

    source: _one_line_of(300)  # type: ignore[valid-type]  # an annotation that is made
    origin: Origin
    started_at: Annotated[AwareDatetime, AfterValidator(_in_our_time)]
    status: Annotated[SessionStatus, AfterValidator(_ended)]
    exercise: str | None = Field(max_length=100)
    load_kg: float | None
    lifter: str | None = Field(max_length=100)
    sensor_name: _one_line_of(100) | None  # type: ignore[valid-type]
    rack: _one_line_of(60) | None  # type: ignore[valid-type]
    engine_version: _one_line_of(50)  # type: ignore[valid-type]
    notes: list[Annotated[str, Field(max_length=500)]] = Field(max_length=1000)
    samples_sha256: str = Field(pattern="^[0-9a-f]{64}$")


class PortableEdit(BaseModel):
    """One edit; a lifter is named, because numbers of lifters mean nothing elsewhere."""

    model_config = ConfigDict(allow_inf_nan=False, extra="forbid")

    kind: EditKind
    start_s: float = Field(ge=0, le=LONGEST_S)
    end_s: float | None = Field(ge=0, le=LONGEST_S)
    value: EditAnswer
    made_at: Annotated[AwareDatetime, AfterValidator(_in_our_time)]
    undone: bool


class Portable(BaseModel):
    """The whole file; `report` is for readers, and is not looked at when the file is taken in."""

    # Holds for the engine's own types below as well: a file of a newer version, with more in it, is refused.
    model_config = ConfigDict(allow_inf_nan=False, extra="forbid", populate_by_name=True)

    schema_name: Literal["lastrep.export/1"] = Field(alias="schema")
    session: PortableHeading
    found: SessionResult
    edits: list[PortableEdit] = Field(max_length=5000)
    report: Any = None  # Any: whatever JSON it is


def portable_of(info: SessionInfo, kept: Kept, names: Mapping[int, str], samples_sha256: str) -> Portable:
    """Return a kept session as it is written to a file.

    Parameters
    ----------
    info, kept : the session.
    names : of lifters, by id.
    samples_sha256 : checksum of its samples.
    """
    heading = kept.heading
    return Portable(
        schema=SCHEMA,
        session=PortableHeading(
            source=info.source,
            origin=info.origin,
            started_at=kept.started_at,
            status=info.status,
            exercise=heading.exercise,
            load_kg=heading.load_kg,
            lifter=None if heading.lifter_id is None else names.get(heading.lifter_id),
            sensor_name=info.sensor_name,
            rack=info.rack,
            engine_version=info.engine_version,
            notes=list(info.notes),
            samples_sha256=samples_sha256,
        ),
        found=kept.found,
        edits=[_portable_edit(edit, names) for edit in kept.edits],
    )


def complaint(found: SessionResult) -> str | None:
    """Say what is wrong with numbers from outside; None when they could be those of a session.

    Examples
    --------
    >>> complaint(SessionResult(source="", duration_s=-1.0, rate_hz=100.0, gaps=(), sets=()))
    'a time or a rate is out of all bounds'
    """
    rejected = [*found.rejected, *(one for each in found.sets for one in each.rejected)]
    reps = [rep for one in found.sets for rep in one.reps]
    if len(found.sets) > MAX_SETS or max(len(reps), len(rejected), len(found.gaps)) > MAX_FOUND:
        return "there are more sets, reps, movements or gaps than a session can have"
    if sum(len(one.trace.velocity_mps) for one in found.sets) > MAX_TRACE_VALUES:
        return "the traces are longer than a session can be"
    spans = [
        *found.gaps,
        *((one.start_s, one.end_s) for one in found.sets),
        *((one.start_s, one.end_s) for one in rejected),
        *((rep.concentric_start_s, rep.concentric_end_s) for rep in reps),
    ]
    bounded = all(0 <= start_s <= end_s <= LONGEST_S for start_s, end_s in spans)
    # A window of a set may begin a little before its first sample.
    drawn = all(abs(one.trace.start_s) <= LONGEST_S and 0 < one.trace.step_s <= 60 for one in found.sets)
    if not (bounded and drawn and 0 <= found.duration_s <= LONGEST_S and 0 <= found.rate_hz <= MAX_NUMBER):
        return "a time or a rate is out of all bounds"
    return _complaint_about_measures(found)


def _complaint_about_measures(found: SessionResult) -> str | None:
    reps = [rep for one in found.sets for rep in one.reps]
    values: list[float | None] = [value for one in found.sets for value in one.trace.velocity_mps]
    for rep in reps:
        values += [rep.eccentric_s, rep.mean_velocity_mps, rep.mean_propulsive_velocity_mps, rep.peak_velocity_mps]
        values += [rep.rom_m, rep.mean_velocity_sd_mps]
    if any(value is not None and abs(value) > MAX_NUMBER for value in values):
        return "a velocity or a height is out of all bounds"
    if any(len(rep.velocity_reason or "") > 300 for rep in reps):
        return "a reason is longer than a sentence"
    return None


def _portable_edit(edit: Edit, names: Mapping[int, str]) -> PortableEdit:
    value = edit.value
    if edit.kind is EditKind.LIFTER and value is not None:
        value = names.get(int(value))
    return PortableEdit(
        kind=edit.kind,
        start_s=edit.start_s,
        end_s=edit.end_s,
        value=value,
        made_at=edit.made_at or datetime.now(UTC),
        undone=edit.undone,
    )
