"""What a live page asks for beside the feed: things done by hand, choices, and all racks at a glance."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from server.edits import EditKind
from server.intake import Heading, Intake
from server.live import Hub
from server.routes import feed as feed_routes
from server.store import Store
from server.tables import Origin
from tests.support.scripted import scripted
from tests.support.web import scripted_client


@pytest.fixture
def live(tmp_path: Path) -> Iterator[tuple[TestClient, Store, str]]:
    with scripted_client(tmp_path) as (client, store, hub):
        intake, session_id = begun(store, hub, "Rack 2")
        yield client, store, session_id
        intake._recorder.close()


def begun(store: Store, hub: Hub, rack: str | None) -> tuple[Intake, str]:
    heading = Heading(source="sensor", origin=Origin.LIVE, gyroscope=True, exercise="bench", rack=rack)
    intake = Intake(heading, store=store, hub=hub, make_engine=scripted([]))
    return intake, intake.begin()


def test_what_is_done_by_hand_is_kept_when_it_is_answered(live: tuple[TestClient, Store, str]) -> None:
    client, store, session_id = live
    answer = client.post(f"/api/live/{session_id}/hand", json={"action": "label", "load_kg": 62.5})
    assert (answer.status_code, answer.json()) == (200, {"done": "label"})
    (edit,) = store.edits.of(session_id)
    assert (edit.kind, edit.value) == (EditKind.LOAD, 62.5)
    (tile,) = client.get("/api/live").json()["running"]
    assert (tile["label"]["load_kg"], tile["rack"], tile["set"]) == (62.5, "Rack 2", None)


def test_what_a_label_does_not_name_stays_and_what_it_names_as_null_goes(live: tuple[TestClient, Store, str]) -> None:
    client, store, session_id = live
    client.post(f"/api/live/{session_id}/hand", json={"action": "label", "exercise": None})
    (edit,) = store.edits.of(session_id)
    assert (edit.kind, edit.value) == (EditKind.EXERCISE, None)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"action": "dance"}, 422),
        ({"action": "label"}, 422),
        ({"action": "label", "load_kg": 1e9}, 400),
        ({"action": "label", "lifter_id": 7}, 404),
        ({"action": "label", "new_lifter": "\x00"}, 400),
        ({"action": "gap", "reps": 3}, 409),
        ({"action": "undo"}, 409),
        ({"action": "target", "loss_frac": 7.0}, 422),
        ({"action": "start", "surprise": 1}, 422),
    ],
)
def test_nonsense_is_refused_in_one_line(
    live: tuple[TestClient, Store, str], body: dict[str, object], status: int
) -> None:
    client, store, session_id = live
    answer = client.post(f"/api/live/{session_id}/hand", json=body)
    assert answer.status_code == status
    assert answer.json()["error"]["message"].count("\n") == 0
    assert store.edits.of(session_id) == ()


def test_a_session_that_does_not_run_takes_nothing(live: tuple[TestClient, Store, str]) -> None:
    client, _, _ = live
    for path in (f"/api/live/{'0' * 32}/hand", "/api/live/nope/hand"):
        assert client.post(path, json={"action": "start"}).status_code == 404
    assert client.get("/api/live/nope/choices").status_code == 404


def test_another_sites_page_does_nothing_by_hand(live: tuple[TestClient, Store, str]) -> None:
    client, store, session_id = live
    answer = client.post(
        f"/api/live/{session_id}/hand", json={"action": "start"}, headers={"origin": "http://evil.example"}
    )
    assert answer.status_code == 403
    assert store.edits.of(session_id) == ()


def test_racks_keep_their_order_and_those_without_come_last(tmp_path: Path) -> None:
    with scripted_client(tmp_path) as (client, store, hub):
        intakes = [begun(store, hub, rack)[0] for rack in (None, "Rack 2", "Rack 1")]
        racks = [tile["rack"] for tile in client.get("/api/live").json()["running"]]
        for intake in intakes:
            intake._recorder.close()
    assert racks == ["Rack 1", "Rack 2", None]


def test_a_page_hears_that_the_line_holds_when_nothing_happens(
    live: tuple[TestClient, Store, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, _, session_id = live
    monkeypatch.setattr(feed_routes, "ALIVE_S", 0.01)
    with client.websocket_connect(f"ws://127.0.0.1/api/live/{session_id}/feed") as page:
        assert page.receive_json()["type"] == "hello"
        assert page.receive_json() == {"type": "alive"}
