"""Sessions and edits in a store, and what the store holds of them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from sensing.events import SessionResult
from server.edits import Edit, EditKind, EditValue
from server.errors import ServerError
from server.store import Store
from server.tables import GapRow, Origin, RejectionRow, RepRow, SetRow, TraceRow
from tests.support.scripted import lifted_result
from tests.support.sessions import STARTED, some_recording, some_result


def add_some(store: Store, result: SessionResult | None = None) -> str:
    return store.add_recording(
        some_recording(), result or some_result(), origin=Origin.UPLOAD, started_at=STARTED, exercise="bench"
    )


def count_rows(store: Store) -> dict[str, int]:
    with Session(store._database) as db:
        return {
            table.__name__: db.scalar(select(func.count()).select_from(table)) or 0
            for table in (SetRow, RepRow, RejectionRow, GapRow, TraceRow)
        }


def add_lifted(
    store: Store,
    *,
    day: int = 0,
    exercise: str | None = "bench",
    load_kg: float | None = None,
    lifter_id: int | None = None,
    result: SessionResult | None = None,
) -> str:
    return store.add_recording(
        some_recording(count=10),
        result or replace(lifted_result(), sets=tuple(replace(one, exercise=None) for one in lifted_result().sets)),
        origin=Origin.UPLOAD,
        started_at=STARTED + timedelta(days=day),
        exercise=exercise,
        load_kg=load_kg,
        lifter_id=lifter_id,
    )


def of_first_set(store: Store, session_id: str, kind: EditKind, value: EditValue = None) -> Edit:
    one = store.kept(session_id)[1].edited.sets[0].result
    return store.edits.add(session_id, Edit(kind=kind, start_s=one.start_s, end_s=one.end_s, value=value))


def strike(store: Store, session_id: str, index: int) -> Edit:
    rep = store.session(session_id)[1].sets[0].reps[index - 1]
    span = Edit(kind=EditKind.STRIKE, start_s=rep.concentric_start_s, end_s=rep.concentric_end_s)
    return store.edits.add(session_id, span)


def refused(code: str, status: int) -> "pytest.RaisesExc[ServerError]":
    return pytest.RaisesExc(ServerError, check=lambda error: (error.code, error.status) == (code, status))
