"""Lifters and sensors over the JSON interface."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from server import schemas
from server.people_schemas import (
    MAX_ID,
    DeletedLifter,
    Forgotten,
    LifterItem,
    LifterList,
    NewLifter,
    SensorItem,
    SensorList,
    SensorPlace,
)
from server.routes.api import RESPONSES
from server.services import StoreDep

router = APIRouter(
    prefix="/api",
    responses={
        **RESPONSES,
        400: {"model": schemas.ErrorReport, "description": "a name that cannot be used"},
        409: {"model": schemas.ErrorReport, "description": "a name that is taken, or a session that is recorded"},
    },
)

LifterId = Annotated[int, Path(ge=1, le=MAX_ID, description="a lifter's id")]
Address = Annotated[str, Path(max_length=60, description="a sensor's address")]


@router.get("/lifters")
def list_lifters(store: StoreDep) -> LifterList:
    """List everyone, by name."""
    return LifterList(lifters=[LifterItem.of(one) for one in store.lifters.all()])


@router.post("/lifters", status_code=201)
def add_lifter(asked: NewLifter, store: StoreDep) -> LifterItem:
    """Keep a new person."""
    return LifterItem.of(store.lifters.add(asked.name, asked.about()))


@router.get("/lifters/{lifter_id}")
def read_lifter(lifter_id: LifterId, store: StoreDep) -> LifterItem:
    """Show one person."""
    return LifterItem.of(store.lifters.get(lifter_id))


@router.put("/lifters/{lifter_id}")
def change_lifter(lifter_id: LifterId, asked: NewLifter, store: StoreDep) -> LifterItem:
    """Write a person anew: what is left out is no longer told."""
    return LifterItem.of(store.lifters.change(lifter_id, name=asked.name, about=asked.about()))


@router.delete("/lifters/{lifter_id}")
def delete_lifter(
    lifter_id: LifterId,
    store: StoreDep,
    sessions: Annotated[bool, Query(description="delete the sessions too in which nobody else lifted")] = False,
) -> DeletedLifter:
    """Delete a person; their sets become sets of nobody, or go with them."""
    return DeletedLifter(id=lifter_id, sessions=store.delete_lifter(lifter_id, with_sessions=sessions))


@router.get("/sensors")
def list_sensors(store: StoreDep) -> SensorList:
    """List the sensors that were used here."""
    return SensorList(sensors=[SensorItem.model_validate(one) for one in store.sensors.all()])


@router.put("/sensors/{address}")
def place_sensor(address: Address, asked: SensorPlace, store: StoreDep) -> SensorItem:
    """Say to which rack or whom a sensor belongs."""
    return SensorItem.model_validate(store.sensors.bind(address, rack=asked.rack, lifter_id=asked.lifter_id))


@router.delete("/sensors/{address}")
def forget_sensor(address: Address, store: StoreDep) -> Forgotten:
    """Forget a sensor until it is used again."""
    store.sensors.forget(address)
    return Forgotten(address=address)
