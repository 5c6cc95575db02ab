"""Edits over the JSON interface: what a person says of a session, and taking it back."""

from typing import Annotated

from fastapi import APIRouter, Path

from server import schemas
from server.edit_schemas import EditItem, EditList, NewEdit, Undone
from server.people_schemas import MAX_ID
from server.routes.api import RESPONSES, SessionId
from server.services import StoreDep

router = APIRouter(
    prefix="/api/sessions/{session_id}/edits",
    responses={
        **RESPONSES,
        400: {"model": schemas.ErrorReport, "description": "a name or a load that cannot be used"},
        409: {"model": schemas.ErrorReport, "description": "nothing there is what the edit is about"},
    },
)

EditId = Annotated[int, Path(ge=1, le=MAX_ID, description="an edit's id")]


@router.get("")
def list_edits(session_id: SessionId, store: StoreDep) -> EditList:
    """List all edits of a session, those taken back too."""
    _, kept = store.kept(session_id)
    return EditList(
        edits=[EditItem.model_validate(edit) for edit in kept.edits],
        unused=[edit.id for edit in kept.edited.unused],
    )


@router.post("", status_code=201)
def add_edit(session_id: SessionId, asked: NewEdit, store: StoreDep) -> EditItem:
    """Keep an edit; everything that follows from the reps follows at once."""
    return EditItem.model_validate(store.edits.add(session_id, asked.edit()))


@router.post("/undo")
def undo_last(session_id: SessionId, store: StoreDep) -> Undone:
    """Take the newest edit in force back."""
    store.info(session_id)
    edit = store.edits.undo_last(session_id)
    return Undone(edit=None if edit is None else EditItem.model_validate(edit))


@router.post("/{edit_id}/undo")
def undo(session_id: SessionId, edit_id: EditId, store: StoreDep) -> EditItem:
    """Take one edit back; it stays in the list."""
    return EditItem.model_validate(store.edits.undo(session_id, edit_id))


@router.post("/{edit_id}/redo")
def redo(session_id: SessionId, edit_id: EditId, store: StoreDep) -> EditItem:
    """Put an edit that was taken back in force again."""
    return EditItem.model_validate(store.edits.redo(session_id, edit_id))
