"""The live feed over its WebSocket: a page that goes and comes back has every rep once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient, WebSocketTestSession
from starlette.websockets import WebSocketDisconnect

from sensing.events import TraceAdvanced
from server.live import FeedInfo, LiveFeed
from server.tables import Origin, SessionStatus
from tests.support.feeds import Teller
from tests.support.scripted import lifted_events
from tests.support.web import scripted_client

ID = "a" * 32


@pytest.fixture
def live(tmp_path: Path) -> Iterator[tuple[TestClient, LiveFeed]]:
    with scripted_client(tmp_path) as (client, _, hub):
        info = FeedInfo(session_id=ID, source="a.csv", origin=Origin.REPLAY, exercise=None, rate_hz=100.0, speed=1.0)
        yield client, hub.open(info)


def connect(client: TestClient, after: int = 0, session_id: str = ID) -> WebSocketTestSession:
    return client.websocket_connect(f"ws://127.0.0.1/api/live/{session_id}/feed?after={after}")


def until_closed(page: WebSocketTestSession) -> tuple[list[dict[str, Any]], int]:
    messages = []
    while True:
        try:
            messages.append(page.receive_json())
        except WebSocketDisconnect as closed:
            return messages, closed.code


def test_a_page_that_reloads_has_the_whole_set_and_no_rep_twice(live: tuple[TestClient, LiveFeed]) -> None:
    client, feed = live
    told = [event for event in lifted_events() if not isinstance(event, TraceAdvanced)]
    teller = Teller(feed)
    teller.tell_all(told[:6])
    with connect(client) as page:
        first = [page.receive_json() for _ in range(7)]
    teller.tell_all(told[6:])
    feed.end(SessionStatus.FINISHED)
    with connect(client, after=first[-1]["n"]) as page:
        rest, code = until_closed(page)
    numbers = [message["n"] for message in first + rest if "n" in message]
    assert numbers == list(range(1, len(told) + 2))
    assert rest[0]["reset"] is False
    assert rest[-1] == {"n": len(told) + 1, "type": "ended", "status": "finished"}
    assert code == 1000
    final = next(message for message in rest if message["type"] == "set_completed")["set"]
    assert [rep["index"] for rep in final["reps"]] == list(range(1, 10))


def test_a_fresh_page_after_the_end_still_gets_everything(live: tuple[TestClient, LiveFeed]) -> None:
    client, feed = live
    Teller(feed).tell_all(lifted_events())
    feed.end(SessionStatus.FINISHED)
    with connect(client) as page:
        messages, _ = until_closed(page)
    assert messages[0]["reset"] is True
    assert sum(message["type"] == "rep" for message in messages) == 10
    assert sum(message["type"] == "trace" for message in messages) == pytest.approx(300, abs=2)


def test_a_session_without_a_feed_closes_with_a_code_that_says_so(live: tuple[TestClient, LiveFeed]) -> None:
    with connect(live[0], session_id="b" * 32) as page:
        assert until_closed(page) == ([], 4404)


@pytest.mark.parametrize("headers", [{"origin": "http://evil.example"}, {"host": "evil.example"}])
def test_another_sites_page_cannot_listen(live: tuple[TestClient, LiveFeed], headers: dict[str, str]) -> None:
    with (
        pytest.raises(WebSocketDisconnect) as closed,
        live[0].websocket_connect(f"ws://127.0.0.1/api/live/{ID}/feed", headers=headers),
    ):
        pass
    assert closed.value.code == 1008


def test_a_senseless_number_is_refused(live: tuple[TestClient, LiveFeed]) -> None:
    with pytest.raises(WebSocketDisconnect), live[0].websocket_connect(f"ws://127.0.0.1/api/live/{ID}/feed?after=-1"):
        pass


def test_what_a_page_says_is_ignored(live: tuple[TestClient, LiveFeed]) -> None:
    client, feed = live
    with connect(client) as page:
        page.send_text("x" * 10_000)
        page.send_bytes(b"\x00")
        assert page.receive_json()["type"] == "hello"
        feed.end(SessionStatus.INTERRUPTED)


def test_a_page_that_leaves_is_forgotten(live: tuple[TestClient, LiveFeed]) -> None:
    client, feed = live
    with connect(client) as page:
        page.receive_json()
        assert len(feed._subscribers) == 1
    assert len(feed._subscribers) == 0
