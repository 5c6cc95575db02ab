"""Requests go through the whole application without ever blocking its event loop."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from threading import Lock

import httpx2
import pytest
from blockbuster import blockbuster_ctx

from sensing.events import SessionResult
from sensing.samples import Recording
from server.app import create_app, make_hub
from server.player import Pace, Player
from server.settings import Settings
from server.store import Store
from server.tables import SessionStatus
from tests.support.scripted import lifted_events, lifted_recording, scripted
from tests.support.web import ADDRESS, canonical_csv, count_as_scripted


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx2.AsyncClient]:
    settings = Settings(data_dir=tmp_path, max_upload_bytes=3_000_000)
    store = await asyncio.to_thread(Store, settings)
    app = create_app(settings, store, count=count_as_scripted)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url=ADDRESS) as client:
        # Only what our own code calls: the client and the test may do as they like.
        with blockbuster_ctx(["server", "starlette", "fastapi"]):
            yield client
    await asyncio.to_thread(store.close)


async def test_nothing_blocks_the_event_loop(client: httpx2.AsyncClient) -> None:
    # Over 1 MB, large enough to leave the memory for a temporary file.
    rows = canonical_csv(30_000)
    assert len(rows) > 1_200_000
    response = await client.post("/api/sessions", files={"file": ("a.csv", rows)})
    assert response.status_code == 201, response.text
    session_id = response.json()["id"]
    paths = ["", "/info", "/trace", "/samples"]
    for path in [f"/api/sessions/{session_id}{part}" for part in paths] + [
        "/api/sessions",
        "/api/openapi.json",
        "/",
        f"/sessions/{session_id}",
        "/static/page.css",
        "/nothing",
    ]:
        assert (await client.get(path)).status_code in (200, 404), path
    assert (await client.post("/upload", files={"file": ("a.csv", b"x" * 4_000_000)})).status_code == 413
    assert (await client.delete(f"/api/sessions/{session_id}")).status_code == 200


async def test_a_job_is_stopped_and_its_session_ended_when_the_server_stops(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    store = Store(settings)
    hub = make_hub(settings)
    reached = asyncio.Event()

    async def never(_duration_s: float) -> None:
        reached.set()
        await asyncio.Event().wait()

    pace = Pace(sleep=never)
    player = Player(lifted_recording(), store=store, hub=hub, pace=pace, make_engine=scripted(lifted_events()))
    session_id = player.begin()
    app = create_app(settings, store, hub=hub, jobs=[player.run])
    async with app.router.lifespan_context(app):
        await reached.wait()
        assert store.info(session_id).status is SessionStatus.RECORDING
    assert store.info(session_id).status is SessionStatus.INTERRUPTED
    store.close()


async def test_a_job_that_fails_leaves_the_pages_up(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings = Settings(data_dir=tmp_path)
    store = Store(settings)
    failed = asyncio.Event()

    async def fail() -> None:
        failed.set()
        raise RuntimeError("a bug")

    app = create_app(settings, store, jobs=[fail])
    async with app.router.lifespan_context(app):
        await failed.wait()
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url=ADDRESS) as client:
            assert (await client.get("/api/health")).status_code == 200
    assert "a background job failed" in caplog.text
    store.close()


async def test_many_uploads_at_once_are_all_kept_and_only_two_work_at_a_time(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    store = Store(settings)
    lock = Lock()
    working: list[int] = []
    most: list[int] = []

    def count(recording: Recording, *, exercise: str | None = None) -> SessionResult:
        with lock:
            working.append(1)
            most.append(len(working))
        result = count_as_scripted(recording, exercise=exercise)
        with lock:
            working.pop()
        return result

    app = create_app(settings, store, count=count)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url=ADDRESS) as client:
        sending = [client.post("/api/sessions", files={"file": (f"{i}.csv", canonical_csv())}) for i in range(12)]
        answers = await asyncio.gather(*sending)
    assert {answer.status_code for answer in answers} == {201}
    assert {info.source for info in store.sessions()} == {f"{i}.csv" for i in range(12)}
    assert max(most) <= 2
    store.close()
