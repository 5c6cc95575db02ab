"""Starting a session with a sensor from a page, and ending it there."""

from functools import partial
from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from server.errors import ServerError
from server.fields import number_in
from server.home_view import sensor_line
from server.pages import render
from server.routes.api import SessionId
from server.services import HubDep, ServicesDep, StoreDep
from server.starting import Starter, Wish
from server.words import COMMON_LIFTS

router = APIRouter(include_in_schema=False)

TWO_RACKS = "lastrep live --sensor LEFT --sensor RIGHT"
"""How sessions of two sensors are started from a terminal."""

SEE_OTHER = 303
"""HTTP status after a form: the browser asks for the next page with GET."""


@router.get("/start", response_class=HTMLResponse)
def start(hub: HubDep, store: StoreDep, services: ServicesDep) -> Response:
    """Show the form that starts a session, or say why it is not here, and the commands that do."""
    lifters = store.lifters.all()
    names = {one.id: one.name for one in lifters}
    return render(
        "start.html",
        active="home",
        running=[feed.info for feed in hub.running()],
        can_start=services.starter is not None,
        sensors=[(one.address, sensor_line(one, names.get(one.lifter_id or 0))) for one in store.sensors.all()],
        lifters=lifters,
        lifts=COMMON_LIFTS,
        two_racks=TWO_RACKS,
    )


@router.post("/start")
async def begin(
    services: ServicesDep,
    sensor: Annotated[str, Form(max_length=100)] = "",
    exercise: Annotated[str, Form(max_length=100)] = "",
    load_kg: Annotated[str, Form(max_length=20)] = "",
    lifter: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Start a session and show it; it waits for its sensor there."""
    load, lifter_id = number_in(load_kg, "load", float), number_in(lifter, "lifter", int)
    wish = Wish(
        sensor=sensor.strip() or None,
        exercise=exercise.strip() or None,
        load_kg=load or None,
        lifter_id=None if lifter_id is None else int(lifter_id),
    )
    session_id = await _starter(services).start(wish)
    return RedirectResponse(f"/live/{session_id}", SEE_OTHER)


@router.post("/live/{session_id}/end")
async def end(session_id: SessionId, services: ServicesDep) -> Response:
    """End a session that was started here, and show its summary; without any sample there is none."""
    await _starter(services).end(session_id)
    try:
        await anyio.to_thread.run_sync(partial(services.store.info, session_id))
    except ServerError:
        return RedirectResponse("/start", SEE_OTHER)
    return RedirectResponse(f"/sessions/{session_id}", SEE_OTHER)


def _starter(services: ServicesDep) -> Starter:
    if services.starter is None:
        raise ServerError("no_start", "This program starts no sensor. Run lastrep serve, or lastrep live.", status=409)
    return services.starter
