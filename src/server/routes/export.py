"""A session as a file, over the JSON interface; `POST /api/sessions` takes it in again."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse

from server import schemas
from server.exporting import ExportFormat, export_name, pieces_of_export
from server.routes.api import RESPONSES, SessionId
from server.services import StoreDep

router = APIRouter(prefix="/api/sessions", responses=RESPONSES)


@router.get(
    "/{session_id}/export",
    response_class=StreamingResponse,
    responses={
        200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}},
        409: {"model": schemas.ErrorReport, "description": "the session is being recorded"},
        501: {"model": schemas.ErrorReport, "description": "Parquet is not installed"},
    },
)
def export_session(
    session_id: SessionId,
    store: StoreDep,
    kind: Annotated[ExportFormat, Query(alias="format", description="of the tables")] = ExportFormat.CSV,
) -> StreamingResponse:
    """Send sets, reps, raw samples and the whole session as a zip file."""
    pieces = pieces_of_export(store, session_id, kind)
    disposition = f'attachment; filename="{export_name(store.info(session_id), kind)}"'
    return StreamingResponse(pieces(), media_type="application/zip", headers={"content-disposition": disposition})
