"""What the live page sends and asks for, as JSON."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from model.stop import Goal
from server.hand import HandAction


class HandRequest(BaseModel):
    """One thing done by hand; which fields count depends on the action.

    Of a label only the fields that are there are told; one that is null is not known any more.
    """

    model_config = ConfigDict(extra="forbid")

    action: HandAction
    exercise: str | None = Field(default=None, max_length=100)
    load_kg: float | None = Field(default=None, allow_inf_nan=False)
    lifter_id: int | None = Field(default=None, ge=1, le=2**31)
    new_lifter: str | None = Field(default=None, max_length=100)
    reps: int | None = Field(default=None, ge=1, le=100)
    goal: Goal = Goal.OWN
    loss_frac: float | None = Field(default=None, allow_inf_nan=False)
    reps_in_reserve: int | None = Field(default=None, ge=0, le=5)


class Done(BaseModel):
    """It was kept."""

    done: HandAction


class Exercise(BaseModel):
    """One lift that can be chosen."""

    name: str
    words: str


class Person(BaseModel):
    """One lifter who can be chosen."""

    id: int
    name: str


class Choices(BaseModel):
    """What is offered on the sheets, the last used first."""

    exercises: list[Exercise]
    loads_kg: list[float]
    lifters: list[Person]


class Tile(BaseModel):
    """One running session, as the tiles show it."""

    session_id: str
    source: str
    origin: str
    rack: str | None
    label: dict[str, Any]  # Any: as in the live feed
    status: str
    silent_s: float | None
    rest_s: float | None
    set: dict[str, Any] | None  # Any: as in the live feed
    sensor: dict[str, Any] | None  # Any: as in the live feed


class Tiles(BaseModel):
    """The running sessions, in the order of their racks."""

    running: list[Tile]
