"""The tables of the store. Only what was measured is kept; what follows from it is computed when asked for.

Every type used here exists in SQLite and in PostgreSQL, so that a gym with many racks can use the latter.
"""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    CheckConstraint,
    DateTime,
    Double,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator


class SessionStatus(StrEnum):
    """How far a session has come."""

    RECORDING = "recording"
    FINISHED = "finished"
    INTERRUPTED = "interrupted"


class Origin(StrEnum):
    """Where the samples of a session came from."""

    UPLOAD = "upload"
    REPLAY = "replay"
    SIMULATION = "simulation"
    LIVE = "live"


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept as UTC also where the database knows no time zones (SQLite)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002, D102
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without its offset cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002, D102
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Common root; named constraints so that migrations can refer to them."""

    # Explicit, because a plain Float may be single precision in some databases.
    type_annotation_map: ClassVar[dict[Any, Any]] = {float: Double()}  # Any: as SQLAlchemy itself declares it
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class LifterRow(Base):
    """One person who lifts, and what their sets are to stop at."""

    __tablename__ = "lifters"
    # An id that was deleted is never given again: edits name lifters by it.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    experience: Mapped[str | None] = mapped_column(String(20))
    safeties: Mapped[bool | None]
    goal: Mapped[str | None] = mapped_column(String(20))
    stop_loss_frac: Mapped[float | None]
    stop_reps_in_reserve: Mapped[int | None]
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SensorRow(Base):
    """One sensor that was seen, where it belongs, and how it was when last used."""

    __tablename__ = "sensors"

    address: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str | None] = mapped_column(String(60))
    rack: Mapped[str | None] = mapped_column(String(60))
    lifter_id: Mapped[int | None] = mapped_column(ForeignKey("lifters.id", ondelete="SET NULL"), index=True)
    rate_hz: Mapped[float | None]
    missing_frac: Mapped[float | None]
    battery_frac: Mapped[float | None]
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SessionRow(Base):
    """One recording, and what is known of it as a whole."""

    __tablename__ = "sessions"
    __table_args__ = (CheckConstraint("status in ('recording', 'finished', 'interrupted')", name="status_known"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    source: Mapped[str] = mapped_column(String(300))
    origin: Mapped[str] = mapped_column(String(20))
    exercise: Mapped[str | None] = mapped_column(String(100))
    load_kg: Mapped[float | None]
    lifter_id: Mapped[int | None] = mapped_column(ForeignKey("lifters.id", ondelete="SET NULL"), index=True)
    sensor_name: Mapped[str | None] = mapped_column(String(100))
    rack: Mapped[str | None] = mapped_column(String(60))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    utc_offset_min: Mapped[int]
    status: Mapped[str] = mapped_column(String(20), index=True)
    rate_hz: Mapped[float | None]
    duration_s: Mapped[float | None]
    raw_name: Mapped[str] = mapped_column(String(100))
    raw_sha256: Mapped[str | None] = mapped_column(String(64))
    engine_version: Mapped[str] = mapped_column(String(50))
    notes: Mapped[list[str]] = mapped_column(JSON)

    sets: Mapped[list["SetRow"]] = relationship(
        back_populates="session", cascade="all, delete-orphan", passive_deletes=True, order_by="SetRow.position"
    )
    rejections: Mapped[list["RejectionRow"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="RejectionRow.start_s"
    )
    gaps: Mapped[list["GapRow"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="GapRow.start_s"
    )
    edits: Mapped[list["EditRow"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="EditRow.id"
    )


class SetRow(Base):
    """One set, as the engine gave it at its end."""

    __tablename__ = "sets"
    __table_args__ = (UniqueConstraint("session_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    exercise: Mapped[str | None] = mapped_column(String(100))
    start_s: Mapped[float]
    end_s: Mapped[float]

    session: Mapped[SessionRow] = relationship(back_populates="sets")
    reps: Mapped[list["RepRow"]] = relationship(
        cascade="all, delete-orphan", passive_deletes=True, order_by="RepRow.position"
    )
    rejections: Mapped[list["RejectionRow"]] = relationship(passive_deletes=True, order_by="RejectionRow.start_s")
    trace: Mapped["TraceRow"] = relationship(cascade="all, delete-orphan", passive_deletes=True)


class RepRow(Base):
    """One attempt at a rep."""

    __tablename__ = "reps"
    __table_args__ = (
        UniqueConstraint("set_id", "position"),
        CheckConstraint("status in ('completed', 'failed')", name="status_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("sets.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    status: Mapped[str] = mapped_column(String(20))
    concentric_start_s: Mapped[float]
    concentric_end_s: Mapped[float]
    eccentric_s: Mapped[float | None]
    mean_velocity_mps: Mapped[float | None]
    mean_propulsive_velocity_mps: Mapped[float | None]
    peak_velocity_mps: Mapped[float | None]
    rom_m: Mapped[float | None]
    mean_velocity_sd_mps: Mapped[float | None]
    velocity_reason: Mapped[str | None] = mapped_column(String(300))
    form: Mapped[dict[str, float | None] | None] = mapped_column(JSON(none_as_null=True))


class RejectionRow(Base):
    """A movement that was not counted; `set_id` is null when it lies near no set."""

    __tablename__ = "rejections"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    set_id: Mapped[int | None] = mapped_column(ForeignKey("sets.id", ondelete="CASCADE"), index=True)
    start_s: Mapped[float]
    end_s: Mapped[float]
    reason: Mapped[str] = mapped_column(String(40))
    detail: Mapped[str] = mapped_column(String(500))


class GapRow(Base):
    """A hole in the samples."""

    __tablename__ = "gaps"

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    start_s: Mapped[float]
    end_s: Mapped[float]


class TraceRow(Base):
    """The velocity of one set on an even grid: zlib over little-endian float32 in m/s."""

    __tablename__ = "traces"

    set_id: Mapped[int] = mapped_column(ForeignKey("sets.id", ondelete="CASCADE"), primary_key=True)
    start_s: Mapped[float]
    step_s: Mapped[float]
    velocity_zlib: Mapped[bytes] = mapped_column(LargeBinary)


class EditRow(Base):
    """One thing that a person said of a session, in the order said; what the engine found stays as it is."""

    __tablename__ = "edits"
    __table_args__ = (Index("ix_edits_kind", "kind", "session_id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("sessions.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    start_s: Mapped[float]
    end_s: Mapped[float | None]
    value: Mapped[str | int | float | None] = mapped_column(JSON(none_as_null=True))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
