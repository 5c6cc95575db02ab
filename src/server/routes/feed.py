"""The live feed over a WebSocket, and what a lifter does by hand meanwhile."""

from typing import Annotated

import anyio
from fastapi import APIRouter, Query, WebSocket, WebSocketDisconnect

from server import schemas
from server.errors import ServerError
from server.hand import LABELS, HandCommand
from server.live import Hub, LiveFeed, SlowClientError, Subscription
from server.live_schemas import Choices, Done, Exercise, HandRequest, Person, Tiles
from server.routes.api import SessionId
from server.services import HubDep, StoreDep
from server.tiles import tiles
from server.words import COMMON_LIFTS, COMMON_LOADS_KG, exercise_words

router = APIRouter(
    prefix="/api/live",
    responses={
        403: {"model": schemas.ErrorReport, "description": "asked by another site's page"},
        404: {"model": schemas.ErrorReport, "description": "no such session runs"},
        409: {"model": schemas.ErrorReport, "description": "it cannot be done now"},
        422: {"model": schemas.ErrorReport, "description": "a value that cannot be used"},
    },
)

NO_SUCH_FEED = 4404
"""Close code: this process has no feed of that session; the page looks for the summary instead."""

TRY_AGAIN = 1013
"""Close code of the WebSocket standard: the page was too slow, and is to come back."""

NORMAL = 1000
"""Close code of the WebSocket standard: all was said."""

ALIVE_S = 2.0
"""After so long without a message the page is told that the line holds [s]; it gives up after three times that."""


@router.get("")
def running(hub: HubDep) -> Tiles:
    """Show the running sessions at a glance, in the order of their racks."""
    return Tiles(running=tiles(hub))


@router.post("/{session_id}/hand")
async def hand(session_id: SessionId, asked: HandRequest, hub: HubDep) -> Done:
    """Do by hand: start or end a set, label it, say what was lifted in a gap, where to stop, or take the last back."""
    feed = _feed_of(hub, session_id)
    if feed.do_by_hand is None:
        raise ServerError("not_by_hand", "This session takes nothing by hand.", status=409)
    told = {name: getattr(asked, name) for name in (*LABELS, "new_lifter") if name in asked.model_fields_set}
    command = HandCommand(
        action=asked.action,
        label=told,
        reps=asked.reps,
        goal=asked.goal,
        loss_frac=asked.loss_frac,
        reps_in_reserve=asked.reps_in_reserve,
    )
    await feed.do_by_hand(command)
    return Done(done=asked.action)


@router.get("/{session_id}/choices")
def choices(session_id: SessionId, hub: HubDep, store: StoreDep) -> Choices:
    """Show what can be chosen for the next set, the last used first."""
    label = _feed_of(hub, session_id).heading.get("label", {})
    recent = store.history.recent(label.get("lifter_id"))
    exercises = list(dict.fromkeys([*recent.exercises, *COMMON_LIFTS]))
    used_kg = recent.loads_kg.get(label.get("exercise") or "", ())
    loads_kg = list(dict.fromkeys([*used_kg, *COMMON_LOADS_KG]))
    return Choices(
        exercises=[Exercise(name=name, words=exercise_words(name)) for name in exercises],
        loads_kg=loads_kg,
        lifters=[Person(id=one.id, name=one.name) for one in store.lifters.all()],
    )


@router.websocket("/{session_id}/feed")
async def feed(
    websocket: WebSocket, session_id: str, hub: HubDep, after: Annotated[int, Query(ge=0, le=10**9)] = 0
) -> None:
    """Send all events after number `after`, then those to come."""
    await websocket.accept()
    live = hub.get(session_id)
    if live is None:
        await websocket.close(NO_SUCH_FEED)
        return
    subscription = live.subscribe(after)
    try:
        await _serve(websocket, subscription)
    finally:
        subscription.close()


def _feed_of(hub: Hub, session_id: str) -> LiveFeed:
    live = hub.get(session_id)
    if live is None:
        raise ServerError("not_live", "This session does not run here. Its summary takes corrections.", status=404)
    return live


async def _serve(websocket: WebSocket, subscription: Subscription) -> None:
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_send, websocket, subscription, tasks.cancel_scope)
        await _wait_for_disconnect(websocket)
        tasks.cancel_scope.cancel()


async def _send(websocket: WebSocket, subscription: Subscription, scope: anyio.CancelScope) -> None:
    try:
        while True:
            with anyio.move_on_after(ALIVE_S) as waited:
                message = await subscription.next()
            if waited.cancelled_caught:
                message = {"type": "alive"}
            if message is None:
                break
            await websocket.send_json(message)
        await websocket.close(NORMAL)
    except SlowClientError:
        await websocket.close(TRY_AGAIN)
    except WebSocketDisconnect:
        pass
    scope.cancel()


async def _wait_for_disconnect(websocket: WebSocket) -> None:
    # Pages speak over the interface, which answers; whatever they send here is dropped unread.
    while (await websocket.receive())["type"] != "websocket.disconnect":
        pass
