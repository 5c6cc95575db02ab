"""The live feed over a WebSocket."""

from typing import Annotated

import anyio
from fastapi import APIRouter, Query, WebSocket, WebSocketDisconnect

from server.live import SlowClientError, Subscription
from server.services import HubDep

router = APIRouter()

NO_SUCH_FEED = 4404
"""Close code: this process has no feed of that session; the page looks for the summary instead."""

TRY_AGAIN = 1013
"""Close code of the WebSocket standard: the page was too slow, and is to come back."""

NORMAL = 1000
"""Close code of the WebSocket standard: all was said."""


@router.websocket("/api/live/{session_id}/feed")
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


async def _serve(websocket: WebSocket, subscription: Subscription) -> None:
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_send, websocket, subscription, tasks.cancel_scope)
        await _wait_for_disconnect(websocket)
        tasks.cancel_scope.cancel()


async def _send(websocket: WebSocket, subscription: Subscription, scope: anyio.CancelScope) -> None:
    try:
        while (message := await subscription.next()) is not None:
            await websocket.send_json(message)
        await websocket.close(NORMAL)
    except SlowClientError:
        await websocket.close(TRY_AGAIN)
    except WebSocketDisconnect:
        pass
    scope.cancel()


async def _wait_for_disconnect(websocket: WebSocket) -> None:
    # Pages say nothing yet; whatever they send is dropped unread.
    while (await websocket.receive())["type"] != "websocket.disconnect":
        pass
