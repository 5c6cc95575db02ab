"""The JSON of the interface, as types; they are what the OpenAPI document shows."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from server.listing import SessionInfo
from server.tables import Origin, SessionStatus

Rounded = Annotated[float | None, AfterValidator(lambda value: None if value is None else round(value, 3))]
"""A time or a rate, to the digits that mean something."""


class ErrorDetail(BaseModel):
    """What went wrong: `code` for programs, `message` (one line) for people."""

    code: str
    message: str


class ErrorReport(BaseModel):
    """The shape of every error."""

    error: ErrorDetail


class Health(BaseModel):
    """That the server is up, and which version."""

    status: Literal["ok"] = "ok"
    version: str


class SessionItem(BaseModel):
    """One session in a list."""

    id: str
    source: str
    origin: Origin
    exercise: str | None
    load_kg: float | None
    lifter_id: int | None
    lifter: str | None = Field(description="name of the lifter; null when nobody was told")
    sensor_name: str | None
    rack: str | None
    started_at: datetime
    status: SessionStatus
    rate_hz: Rounded = Field(description="measured samples per second; null while unknown")
    duration_s: Rounded
    raw_sha256: str | None = Field(description="of the raw samples; null while they grow")
    engine_version: str
    notes: list[str]
    set_count: int
    completed_count: int
    failed_count: int
    edited: bool = Field(description="whether a correction is in force; all counts follow it")

    model_config = ConfigDict(from_attributes=True)

    @classmethod
    def of(cls, info: SessionInfo) -> "SessionItem":
        """Return the item that shows a session."""
        return cls.model_validate(info)


class SessionList(BaseModel):
    """Sessions, the newest first; ask again with a larger `offset` when `more` is true."""

    sessions: list[SessionItem]
    more: bool


class Proximity(BaseModel):
    """Reps in reserve; `estimate` is null with a `reason` while it is not known."""

    estimate: float | None
    low: float | None = None
    high: float | None = None
    probabilities: dict[str, float] | None = None
    reason: str | None = None

    model_config = ConfigDict(extra="allow")


class RepReport(BaseModel):
    """One attempt; times in seconds from the first sample."""

    index: int
    status: Literal["completed", "failed"]
    concentric_start_s: float
    concentric_end_s: float
    eccentric_s: float | None
    eccentric_reason: str | None = None
    mean_velocity_mps: float | None
    mean_propulsive_velocity_mps: float | None
    peak_velocity_mps: float | None
    rom_m: float | None
    velocity_reason: str | None = None
    reps_in_reserve: Proximity

    # What the report of the command line says beside this is handed on as it is.
    model_config = ConfigDict(extra="allow")


class RejectionReport(BaseModel):
    """A movement that was not counted."""

    start_s: float
    end_s: float
    reason: str
    detail: str


class SetReport(BaseModel):
    """One set."""

    index: int
    exercise: str | None
    exercise_reason: str | None = None
    start_s: float
    end_s: float
    velocity_loss: float | None
    velocity_loss_reason: str | None = None
    reached_failure: bool
    reps_in_reserve: Proximity
    reps: list[RepReport]
    rejected: list[RejectionReport]
    load_kg: float | None = None
    lifter_id: int | None = None
    lifter: str | None = None
    label: str | None = None
    felt_rir: int | None = Field(None, description="reps the lifter felt were left; 5 for five or more")
    untimed_reps: int = Field(0, description="reps done while no signal came, beside those listed")
    edited: bool = False

    model_config = ConfigDict(extra="allow")


class SessionReport(BaseModel):
    """What `lastrep analyze --json` prints, with the session's id."""

    id: str
    schema_name: str = Field(alias="schema")
    source: str
    duration_s: float
    rate_hz: float
    gaps: list[tuple[float, float]]
    sets: list[SetReport]
    rejected: list[RejectionReport]
    notes: list[str] | None = None
    edited: bool = False

    model_config = ConfigDict(populate_by_name=True)


class SetTrace(BaseModel):
    """The vertical velocity of one set on an even grid."""

    index: int
    start_s: float
    step_s: float
    velocity_mps: list[float]


class SessionTrace(BaseModel):
    """The traces of a session's sets."""

    id: str
    sets: list[SetTrace]


class Deleted(BaseModel):
    """That a session and its samples are gone."""

    id: str
    deleted: Literal[True] = True
