"""The JSON of lifters and sensors, as types."""

from datetime import datetime
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

from model.history import Experience
from model.stop import Goal
from server.lifters import About, Lifter
from server.schemas import Rounded

MAX_ID = 2**31 - 1
"""Largest number that a lifter or an edit can have."""

RowId: TypeAlias = Annotated[int, Field(ge=1, le=MAX_ID)]


class AboutLifter(BaseModel):
    """What a lifter tells of themselves; null is not told."""

    experience: Experience | None = None
    safeties: bool | None = Field(None, description="whether the bar is caught when a rep is not finished")
    goal: Goal | None = None
    stop_loss_frac: float | None = Field(None, gt=0, lt=1, description="velocity loss at which sets stop")
    stop_reps_in_reserve: int | None = Field(None, ge=0, le=5, description="reps in reserve at which sets stop")

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    def about(self) -> About:
        """Return it as the store takes it."""
        return About(**self.model_dump(include=set(AboutLifter.model_fields)))


class NewLifter(AboutLifter):
    """A person, whole: what is left out is not told."""

    name: str = Field(min_length=1, max_length=100)


class LifterItem(AboutLifter):
    """One person; no two have the same name."""

    id: int
    name: str

    @classmethod
    def of(cls, lifter: Lifter) -> "LifterItem":
        """Return the item that shows a lifter."""
        about = AboutLifter.model_validate(lifter.about)
        return cls(id=lifter.id, name=lifter.name, **about.model_dump())


class LifterList(BaseModel):
    """Everyone, by name."""

    lifters: list[LifterItem]


class DeletedLifter(BaseModel):
    """That a lifter is gone; `sessions` counts what was deleted with them."""

    id: int
    deleted: Literal[True] = True
    sessions: int


class SensorPlace(BaseModel):
    """To which rack or whom a sensor belongs; both null sets it free."""

    rack: str | None = Field(None, max_length=100)
    lifter_id: RowId | None = None

    model_config = ConfigDict(extra="forbid")


class SensorItem(BaseModel):
    """One sensor that was used here; rate and loss as measured then."""

    address: str
    name: str
    kind: str | None
    rack: str | None
    lifter_id: int | None
    rate_hz: Rounded
    missing_frac: Rounded
    battery_frac: Rounded
    seen_at: datetime | None

    model_config = ConfigDict(from_attributes=True)


class SensorList(BaseModel):
    """All sensors, those of a rack first."""

    sensors: list[SensorItem]


class Forgotten(BaseModel):
    """That a sensor is forgotten."""

    address: str
    forgotten: Literal[True] = True
