"""A session with everything in it, its export, and the files of that."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from sensing.events import RepForm
from server.edits import Edit, EditKind
from server.store import Store
from server.tables import Origin
from tests.support.api import upload
from tests.support.scripted import lifted_result
from tests.support.sessions import STARTED, some_recording
from tests.support.web import scripted_client

Rich = tuple[TestClient, Store, str]
Json = dict[str, Any]


@contextmanager
def rich_session(data_dir: Path) -> Iterator[Rich]:
    """A session of Ana's with everything in it: form, a struck rep, one edit undone, a set of Ben's, odd text."""
    with scripted_client(data_dir, max_upload_bytes=2_000_000) as (client, store, _):
        ana, ben = store.lifters.add("Ana"), store.lifters.add("Ben")
        found = lifted_result()
        reps = tuple(replace(rep, form=RepForm(sway_m=0.012, pause_bottom_s=1 / 3)) for rep in found.sets[0].reps)
        one = replace(found.sets[0], reps=reps)
        later = replace(one, start_s=102.9, end_s=130.0, reps=(), rejected=())
        session_id = store.add_recording(
            some_recording(source="=bench.csv"),
            replace(found, sets=(one, later), duration_s=140.0),
            origin=Origin.LIVE,
            started_at=STARTED,
            exercise="bench",
            load_kg=62.5,
            lifter_id=ana.id,
        )
        store.edits.add(session_id, Edit(kind=EditKind.STRIKE, start_s=4.0, end_s=4.6))
        store.edits.add(session_id, Edit(kind=EditKind.LABEL, start_s=2.9, end_s=30.0, value="=top set"))
        store.edits.add(session_id, Edit(kind=EditKind.LIFTER, start_s=102.9, end_s=130.0, value=ben.id))
        store.edits.add(session_id, Edit(kind=EditKind.FELT_RIR, start_s=2.9, end_s=30.0, value=0))
        undone = store.edits.add(session_id, Edit(kind=EditKind.LOAD, start_s=0.0, end_s=None, value=80.0))
        store.edits.undo(session_id, undone.id)
        yield client, store, session_id


def export(client: TestClient, session_id: str, kind: str = "csv") -> bytes:
    response = client.get(f"/api/sessions/{session_id}/export", params={"format": kind})
    assert response.status_code == 200, response.text
    return response.content


def opened(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def take_in(client: TestClient, content: bytes) -> Any:
    return upload(client, content, "export.zip")


def packed(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()
