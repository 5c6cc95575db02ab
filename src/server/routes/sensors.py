"""The page on which a sensor is given to a rack or a person. Plain functions: they run in a worker thread."""

from typing import Annotated

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from server.fields import number_in
from server.home_view import sensor_line
from server.pages import render
from server.services import StoreDep

router = APIRouter(include_in_schema=False)

SEE_OTHER = 303
"""HTTP status after a form: the browser asks for the next page with GET."""

Address = Annotated[str, Form(max_length=100)]


@router.get("/sensors", response_class=HTMLResponse)
def sensors(store: StoreDep) -> Response:
    """Show the sensors that were used here, as measured, with the form to say where each belongs."""
    lifters = store.lifters.all()
    names = {one.id: one.name for one in lifters}
    lines = [(one, sensor_line(one, names.get(one.lifter_id or 0))) for one in store.sensors.all()]
    return render("sensors.html", active="sensors", sensors=lines, lifters=lifters)


@router.post("/sensors")
def place_sensor(
    store: StoreDep,
    address: Address,
    rack: Annotated[str, Form(max_length=100)] = "",
    lifter: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Keep where a sensor belongs; empty fields set it free."""
    lifter_id = number_in(lifter, "lifter", int)
    store.sensors.bind(address, rack=rack.strip() or None, lifter_id=None if lifter_id is None else int(lifter_id))
    return RedirectResponse("/sensors", SEE_OTHER)


@router.post("/sensors/forget")
def forget_sensor(store: StoreDep, address: Address) -> Response:
    """Forget a sensor until it is used again."""
    store.sensors.forget(address)
    return RedirectResponse("/sensors", SEE_OTHER)
