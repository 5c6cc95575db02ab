"""The JSON interface. Routes that read the disk are plain functions: they run in a worker thread."""

from importlib.metadata import version
from typing import Annotated, Any

import anyio.to_thread
from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import StreamingResponse

from server import schemas
from server.recorder import pieces_of
from server.services import ServicesDep, StoreDep
from server.session_report import edited_report, found_report
from server.upload import take_in

RESPONSES: dict[int | str, dict[str, Any]] = {  # Any: pieces of OpenAPI
    403: {"model": schemas.ErrorReport, "description": "asked by another site's page"},
    404: {"model": schemas.ErrorReport, "description": "not there"},
    422: {"model": schemas.ErrorReport, "description": "a value or a recording that cannot be used"},
}
"""Errors that every route may answer with."""

router = APIRouter(prefix="/api", responses=RESPONSES)

SessionId = Annotated[str, Path(description="a session's id, 32 hex digits")]

UPLOAD_FORM: dict[str, Any] = {  # Any: a piece of OpenAPI
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {
                            "type": "array",
                            "maxItems": 2,
                            "items": {"type": "string", "format": "binary"},
                            "description": "a recording, plain or gzip; or an accelerometer and a gyroscope file; "
                            "or an export of a session, which says itself what the other fields would",
                        },
                        "exercise": {"type": "string", "maxLength": 40},
                        "load_kg": {"type": "number", "exclusiveMinimum": 0, "maximum": 1000},
                        "lifter": {"type": "string", "maxLength": 60, "description": "a name; new when not known"},
                    },
                }
            }
        },
    }
}


@router.get("/health")
def health() -> schemas.Health:
    """Say that the server is up."""
    return schemas.Health(version=version("lastrep"))


@router.get("/sessions")
def list_sessions(
    store: StoreDep,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=1_000_000_000)] = 0,
) -> schemas.SessionList:
    """List sessions, the newest first."""
    found = store.sessions(limit=limit + 1, offset=offset)
    items = [schemas.SessionItem.of(info) for info in found[:limit]]
    return schemas.SessionList(sessions=items, more=len(found) > limit)


@router.post(
    "/sessions",
    status_code=201,
    openapi_extra=UPLOAD_FORM,
    responses={
        400: {"model": schemas.ErrorReport, "description": "a form that cannot be used"},
        409: {"model": schemas.ErrorReport, "description": "an exported session that is here already"},
        413: {"model": schemas.ErrorReport, "description": "too large"},
    },
)
async def upload_session(request: Request, services: ServicesDep) -> schemas.SessionItem:
    """Take in a recording, count its reps and keep both; or take in a session that was exported."""
    session_id = await take_in(request, services)
    return schemas.SessionItem.of(await anyio.to_thread.run_sync(services.store.info, session_id))


@router.get("/sessions/{session_id}/info")
def read_info(session_id: SessionId, store: StoreDep) -> schemas.SessionItem:
    """Show one session without its reps."""
    return schemas.SessionItem.of(store.info(session_id))


@router.get("/sessions/{session_id}", response_model=schemas.SessionReport, response_model_exclude_unset=True)
def read_report(
    session_id: SessionId,
    store: StoreDep,
    original: Annotated[bool, Query(description="as the engine found it, without any edit")] = False,
) -> dict[str, Any]:
    """Show what `lastrep analyze --json` prints, with the id, the edits applied and what was told of each set."""
    return found_report(store, session_id) if original else edited_report(store, session_id)


@router.get("/sessions/{session_id}/trace")
def read_trace(session_id: SessionId, store: StoreDep) -> schemas.SessionTrace:
    """Show the vertical velocity of each set."""
    _, result = store.session(session_id)
    traces = [
        schemas.SetTrace(
            index=index,
            start_s=one.trace.start_s,
            step_s=one.trace.step_s,
            velocity_mps=[round(value, 4) for value in one.trace.velocity_mps],
        )
        for index, one in enumerate(result.sets, start=1)
    ]
    return schemas.SessionTrace(id=session_id, sets=traces)


@router.get(
    "/sessions/{session_id}/samples",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}, "description": "canonical recording"}},
)
def read_samples(session_id: SessionId, store: StoreDep) -> StreamingResponse:
    """Send the raw samples as the canonical CSV."""
    path = store.samples_path(session_id)
    # The name is made of the id alone: the source is not to be trusted in a header.
    disposition = f'attachment; filename="lastrep-{session_id[:8]}.csv"'
    return StreamingResponse(pieces_of(path), media_type="text/csv", headers={"content-disposition": disposition})


@router.delete("/sessions/{session_id}", responses={409: {"model": schemas.ErrorReport, "description": "recording"}})
def delete_session(session_id: SessionId, store: StoreDep) -> schemas.Deleted:
    """Delete a session, its reps and its samples for good."""
    store.delete(session_id)
    return schemas.Deleted(id=session_id)
