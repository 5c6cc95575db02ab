"""The page of one session, the forms that mend it, and the page that is printed or saved. Plain functions: they read
the store and run in a worker thread.
"""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from model.lifts import LIFTS
from server.beside import beside_of
from server.edits import Edit, EditKind, EditValue
from server.fields import number_in
from server.pages import render
from server.parquet import has_parquet
from server.routes.api import SessionId
from server.services import HubDep, StoreDep
from server.store import Store
from server.telling import clean_exercise, clean_load
from server.views import SummaryView, summary_view

router = APIRouter(include_in_schema=False)

SEE_OTHER = 303
"""HTTP status after a form: the browser asks for the next page with GET."""

SHEETS = ("tokens.css", "page.css")
"""Written into a saved page, which has no server to ask."""

STATIC = Path(__file__).parent.parent / "static"

PLACE = {EditKind.RESTORE: "speed", EditKind.GAP_REPS: "speed", EditKind.FELT_RIR: "left"}
"""Where the page is shown again after an edit; elsewhere at the reps."""

SetNumber = Annotated[int, Form(alias="set", ge=1, le=10_000)]
Seconds = Annotated[float, Form(ge=0, le=10**7, allow_inf_nan=False)]


class Which(StrEnum):
    """Which sets a change is about."""

    ONE = "set"
    ALL = "all"


@router.get("/sessions/{session_id}", response_class=HTMLResponse)
def summary(
    session_id: SessionId, store: StoreDep, hub: HubDep, chosen: Annotated[int | None, Query(alias="set")] = None
) -> Response:
    """Show one session."""
    feed = hub.get(session_id)
    view = _view(store, session_id, chosen)
    return render(
        "summary.html",
        active="sessions",
        view=view,
        live=feed is not None and feed in hub.running(),
        paper=False,
        lifts=LIFTS,
        lifters=store.lifters.all(),
        parquet=has_parquet(),
    )


@router.get("/sessions/{session_id}/print", response_class=HTMLResponse)
def print_page(session_id: SessionId, store: StoreDep) -> Response:
    """Show all sets of a session on one page, for paper."""
    return render("print.html", active="sessions", view=_view(store, session_id, None, whole=True), paper=True, css="")


@router.get("/sessions/{session_id}/page", response_class=HTMLResponse)
def save_page(session_id: SessionId, store: StoreDep) -> Response:
    """Send the same page as a file that needs nothing beside it."""
    css = "\n".join((STATIC / name).read_text(encoding="utf-8") for name in SHEETS)
    view = _view(store, session_id, None, whole=True)
    page = render("print.html", active="sessions", view=view, paper=True, css=css)
    # The name is made of the id and the day alone: the source is not to be trusted in a header.
    name = f"lastrep-{view.info.started_at:%Y-%m-%d}-{session_id[:8]}.html"
    page.headers["content-disposition"] = f'attachment; filename="{name}"'
    return page


@router.post("/sessions/{session_id}/mend")
def mend(
    session_id: SessionId,
    store: StoreDep,
    number: SetNumber,
    kind: Annotated[EditKind, Form()],
    start_s: Seconds,
    end_s: Annotated[float | None, Form(ge=0, le=10**7, allow_inf_nan=False)] = None,
    value: Annotated[str | None, Form(max_length=100)] = None,
) -> Response:
    """Keep one edit and show the page again."""
    store.edits.add(session_id, Edit(kind=kind, start_s=start_s, end_s=end_s, value=_value(kind, value)))
    return _again(session_id, number, PLACE.get(kind, "reps"))


@router.post("/sessions/{session_id}/undo")
def undo(
    session_id: SessionId, store: StoreDep, number: SetNumber, edit: Annotated[int, Form(ge=1, le=10**12)]
) -> Response:
    """Take one edit back and show the page again."""
    undone = store.edits.undo(session_id, edit)
    return _again(session_id, number, PLACE.get(undone.kind, "reps"))


@router.post("/sessions/{session_id}/tell")
def tell(
    session_id: SessionId,
    store: StoreDep,
    number: SetNumber,
    exercise: Annotated[str, Form(max_length=100)] = "",
    load_kg: Annotated[str, Form(max_length=20)] = "",
    lifter: Annotated[str, Form(max_length=20)] = "",
    which: Annotated[Which, Form()] = Which.ONE,
) -> Response:
    """Keep what was lifted, how heavy and by whom, of one set or of all, and show the page again."""
    said: dict[EditKind, EditValue] = {
        EditKind.EXERCISE: clean_exercise(exercise),
        EditKind.LOAD: clean_load(number_in(load_kg, "load", float)),
        EditKind.LIFTER: number_in(lifter, "lifter", int),
    }
    _, kept = store.kept(session_id)
    for index, one in enumerate(kept.edited.sets, start=1):
        if which is Which.ONE and index != number:
            continue
        known = {
            EditKind.EXERCISE: one.told.exercise,
            EditKind.LOAD: one.told.load_kg,
            EditKind.LIFTER: one.told.lifter_id,
        }
        for kind, value in said.items():
            if value != known[kind]:
                span = one.result
                store.edits.add(session_id, Edit(kind=kind, start_s=span.start_s, end_s=span.end_s, value=value))
    return RedirectResponse(f"/sessions/{session_id}?set={number}#change", SEE_OTHER)


@router.post("/sessions/{session_id}/delete")
def delete(session_id: SessionId, store: StoreDep) -> Response:
    """Delete a session for good and go home."""
    store.delete(session_id)
    return RedirectResponse("/", SEE_OTHER)


def _view(store: Store, session_id: str, chosen: int | None, *, whole: bool = False) -> SummaryView:
    info, kept = store.kept(session_id)
    return summary_view(info, kept, chosen, beside=beside_of(store, kept), whole=whole)


def _again(session_id: str, number: int, place: str) -> Response:
    return RedirectResponse(f"/sessions/{session_id}?set={number}#{place}-{number}", SEE_OTHER)


def _value(kind: EditKind, value: str | None) -> EditValue:
    if value is None or kind in (EditKind.STATUS, EditKind.LABEL, EditKind.EXERCISE, EditKind.MARK):
        return value
    return number_in(value, "value", float if kind is EditKind.LOAD else int)
