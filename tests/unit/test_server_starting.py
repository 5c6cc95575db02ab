"""A session with a sensor that is started from a page: it runs, ends whole, and whatever cannot be is refused."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import cast

import pytest
from starlette.testclient import TestClient

from sensing.ble.client import SensorClient
from sensing.ble.events import LinkEvent, SensorConnected
from sensing.ble.tally import Tally
from sensing.errors import LinkError, LinkReason
from sensing.samples import ImuBlock
from server.app import create_app, make_hub
from server.settings import Settings
from server.starting import MAX_STARTED, Starter, Wish
from server.store import Store
from server.tables import Origin, SessionStatus
from tests.support.reading_pages import Reader
from tests.support.sessions import some_recording
from tests.support.web import client_of

ADDRESS = "C0:FF:EE:00:00:01"
NOT_FOUND = "No sensor was heard in 10 s."


class Streaming:
    """A client that has a second of samples and then waits for more."""

    def __init__(self, name: str | None) -> None:
        self._address, self.tally = name or ADDRESS, Tally()

    async def items(self) -> AsyncGenerator[ImuBlock | LinkEvent, None]:
        if self._address == "nowhere":
            raise LinkError(LinkReason.NOT_FOUND, NOT_FOUND)
        yield SensorConnected(
            name="S",
            address=self._address,
            kind="lastrep",
            title="open",
            stated_rate_hz=100.0,
            battery_frac=0.9,
            maker=None,
            model=None,
            firmware=None,
            again=False,
        )
        yield some_recording().samples
        await asyncio.Event().wait()


@asynccontextmanager
async def open_sensor(name: str | None) -> AsyncIterator[SensorClient]:
    yield cast(SensorClient, Streaming(name))


@contextmanager
def served(data_dir: Path, *, starts: bool = True) -> Iterator[tuple[TestClient, Store]]:
    settings = Settings(data_dir=data_dir)
    store = Store(settings)
    app = create_app(settings, store, open_sensor=open_sensor if starts else None)
    try:
        with client_of(app) as client:
            yield client, store
    finally:
        store.close()


def started(client: TestClient, **fields: str) -> str:
    answer = client.post("/start", data=fields)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].rsplit("/", 1)[1]


def messages_until(client: TestClient, session_id: str, kind: str) -> list[dict[str, object]]:
    told: list[dict[str, object]] = []
    with client.websocket_connect(f"ws://127.0.0.1/api/live/{session_id}/feed") as feed:
        while not told or told[-1]["type"] != kind:
            told.append(feed.receive_json())
    return told


def test_a_session_starts_from_the_page_and_ends_there_whole(tmp_path: Path) -> None:
    with served(tmp_path) as (client, store):
        ana = store.lifters.add("Ana")
        session_id = started(client, exercise="Overhead press", load_kg="42,5", lifter=str(ana.id))
        messages_until(client, session_id, "trace")
        assert "End the session" in Reader(client.get(f"/live/{session_id}").text).text
        ended = client.post(f"/live/{session_id}/end")
        assert (ended.status_code, ended.headers["location"]) == (303, f"/sessions/{session_id}")
        info = store.info(session_id)
        assert (info.status, info.origin) == (SessionStatus.FINISHED, Origin.LIVE)
        assert (info.exercise, info.load_kg, info.lifter) == ("overhead_press", 42.5, "Ana")
        assert info.raw_sha256 is not None
        assert client.post(f"/live/{session_id}/end").status_code == 404


def test_the_end_of_the_server_ends_it_too(tmp_path: Path) -> None:
    with served(tmp_path) as (client, _):
        session_id = started(client)
        messages_until(client, session_id, "trace")
    store = Store(Settings(data_dir=tmp_path))
    assert store.clean_up() == []
    assert store.info(session_id).status is SessionStatus.FINISHED
    store.close()


def test_a_sensor_that_is_not_found_is_told_to_the_page_and_leaves_nothing(tmp_path: Path) -> None:
    with served(tmp_path) as (client, store):
        session_id = started(client, sensor="nowhere")
        told = messages_until(client, session_id, "ended")
        assert any(message.get("failure") == NOT_FOUND for message in told)
        assert store.sessions() == []
        started(client, sensor="nowhere")


async def test_a_sensor_is_free_as_soon_as_its_session_is_told_to_be_over(tmp_path: Path) -> None:
    store = Store(Settings(data_dir=tmp_path))
    hub = make_hub(store.settings)
    starter = Starter(store, hub, open_sensor)
    for _ in range(3):
        feed = hub.get(await starter.start(Wish(sensor="nowhere")))
        assert feed is not None
        page = feed.subscribe(0)
        while await page.next() is not None:
            pass
    await starter.end_all()
    store.close()


def test_one_sensor_is_not_started_twice_nor_more_than_a_radio_holds(tmp_path: Path) -> None:
    with served(tmp_path) as (client, store):
        started(client, sensor=ADDRESS)
        assert client.post("/start", data={"sensor": ADDRESS}).status_code == 409
        for number in range(MAX_STARTED - 1):
            started(client, sensor=f"another {number}")
        assert client.post("/start", data={"sensor": "one more"}).status_code == 409
        assert len(store.sessions()) == MAX_STARTED


@pytest.mark.parametrize(
    ("fields", "status"),
    [({"load_kg": "heavy"}, 422), ({"load_kg": "99999"}, 400), ({"lifter": "99"}, 404), ({"exercise": "a\nb"}, 400)],
)
def test_what_makes_no_sense_starts_nothing(tmp_path: Path, fields: dict[str, str], status: int) -> None:
    with served(tmp_path) as (client, store):
        assert client.post("/start", data=fields).status_code == status
        assert store.sessions() == []
        assert list((tmp_path / "raw").iterdir()) == []


def test_another_sites_page_neither_starts_nor_ends(tmp_path: Path) -> None:
    with served(tmp_path) as (client, store):
        other = {"origin": "http://evil.example"}
        assert client.post("/start", headers=other).status_code == 403
        session_id = started(client)
        assert client.post(f"/live/{session_id}/end", headers=other).status_code == 403
        assert store.info(session_id).status is SessionStatus.RECORDING


def test_a_program_that_reaches_no_sensor_says_so_and_shows_no_button(tmp_path: Path) -> None:
    with served(tmp_path, starts=False) as (client, _):
        page = client.get("/start").text
        assert "reaches no sensor from here" in Reader(page).text
        assert "<form" not in page
        assert client.post("/start").status_code == 409
