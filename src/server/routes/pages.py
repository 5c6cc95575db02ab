"""The pages people open. Plain functions: they read the store and run in a worker thread."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from server.home_view import notable, sensor_line
from server.pages import render
from server.routes.api import SessionId
from server.services import HubDep, ServicesDep, StoreDep
from server.upload import take_in
from server.views import session_title
from server.words import GOAL_WORDS

router = APIRouter(include_in_schema=False)

PAGE_SIZE = 50
"""Sessions on one page of the list."""

GOALS = tuple((goal.value, words) for goal, words in GOAL_WORDS.items())
"""Goals that can be chosen on the live page, as it writes them."""

SEE_OTHER = 303
"""HTTP status after a form: the browser asks for the next page with GET."""


@router.get("/", response_class=HTMLResponse)
def home(
    store: StoreDep, hub: HubDep, services: ServicesDep, page: Annotated[int, Query(ge=1, le=10**6)] = 1
) -> Response:
    """Show live sessions, the upload, the list of sessions and the sensors."""
    found = store.sessions(limit=PAGE_SIZE + 1, offset=(page - 1) * PAGE_SIZE)
    names = {one.id: one.name for one in store.lifters.all()}
    return render(
        "home.html",
        active="home",
        running=[feed.info for feed in hub.running()],
        sessions=[(info, session_title(info), notable(info)) for info in found[:PAGE_SIZE]],
        sensors=[sensor_line(one, names.get(one.lifter_id or 0)) for one in store.sensors.all()],
        page=page,
        more=len(found) > PAGE_SIZE,
        max_upload_mb=services.settings.max_upload_bytes // 1_000_000,
    )


@router.get("/wall", response_class=HTMLResponse)
def wall() -> Response:
    """Show the tiles of running sessions alone, for a screen on the wall."""
    return render("wall.html", active="home")


@router.post("/upload")
async def upload(request: Request, services: ServicesDep) -> Response:
    """Take in a recording from the form and show its summary."""
    session_id = await take_in(request, services)
    return RedirectResponse(f"/sessions/{session_id}", SEE_OTHER)


@router.get("/live/{session_id}", response_class=HTMLResponse)
def live(session_id: SessionId, store: StoreDep, hub: HubDep, services: ServicesDep) -> Response:
    """Show a session while it runs; one that this process does not play has its summary."""
    feed = hub.get(session_id)
    if feed is None:
        store.info(session_id)
        return RedirectResponse(f"/sessions/{session_id}", SEE_OTHER)
    ends_here = services.starter is not None and services.starter.runs(session_id)
    return render("live.html", active="live", info=feed.info, goals=GOALS, ends_here=ends_here)


@router.get("/favicon.ico")
def favicon() -> Response:
    """Send browsers that ask for it unasked to the picture we have."""
    return RedirectResponse("/static/icon.svg", 301)


@router.get("/live")
def any_live(hub: HubDep) -> Response:
    """Go to the session that runs."""
    running = hub.running()
    if not running:
        return RedirectResponse("/start", SEE_OTHER)
    return RedirectResponse(f"/live/{running[-1].info.session_id}", SEE_OTHER)
