"""The JSON interface to lifters, sensors and edits."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from server.store import Store
from server.tables import Origin
from tests.support.scripted import lifted_result
from tests.support.sessions import STARTED, some_recording
from tests.support.web import scripted_client

Made = tuple[TestClient, Store, str]


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Made]:
    with scripted_client(tmp_path / "data") as (client, store, _):
        session_id = store.add_recording(
            some_recording(count=10), lifted_result(), origin=Origin.UPLOAD, started_at=STARTED, exercise="bench"
        )
        yield client, store, session_id


def code_of(response: Any) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


def edit(made: Made, kind: str, value: object = None, *, rep: int | None = None) -> Any:
    client, _, session_id = made
    one = client.get(f"/api/sessions/{session_id}").json()["sets"][0]
    span = (one["start_s"], one["end_s"])
    if rep is not None:
        span = (one["reps"][rep - 1]["concentric_start_s"], one["reps"][rep - 1]["concentric_end_s"])
    body = {"kind": kind, "start_s": span[0], "end_s": span[1], "value": value}
    return client.post(f"/api/sessions/{session_id}/edits", json=body)


def test_striking_a_rep_moves_the_whole_report_and_undoing_it_moves_it_back(made: Made) -> None:
    client, _, session_id = made
    before = client.get(f"/api/sessions/{session_id}").json()
    response = edit(made, "strike", rep=1)
    assert response.status_code == 201
    after = client.get(f"/api/sessions/{session_id}").json()
    assert after["edited"] is True
    assert after["sets"][0]["edited"] is True
    assert [rep["mean_velocity_mps"] for rep in after["sets"][0]["reps"]][:2] == [0.5, 0.47]
    assert after["sets"][0]["velocity_loss"] == pytest.approx(1 - 0.19 / 0.50, abs=1e-4)
    assert client.get(f"/api/sessions/{session_id}/info").json()["completed_count"] == 7
    original = client.get(f"/api/sessions/{session_id}", params={"original": True}).json()
    assert len(original["sets"][0]["reps"]) == 9
    edit_id = response.json()["id"]
    assert client.post(f"/api/sessions/{session_id}/edits/{edit_id}/undo").json()["undone"] is True
    assert client.get(f"/api/sessions/{session_id}").json() == before
    assert client.post(f"/api/sessions/{session_id}/edits/{edit_id}/redo").json()["undone"] is False
    assert client.get(f"/api/sessions/{session_id}").json() == after


def test_a_refused_movement_becomes_a_rep(made: Made) -> None:
    client, _, session_id = made
    refused = client.get(f"/api/sessions/{session_id}").json()["sets"][0]["rejected"][1]
    body = {"kind": "restore", "start_s": refused["start_s"], "end_s": refused["end_s"]}
    assert client.post(f"/api/sessions/{session_id}/edits", json=body).status_code == 201
    one = client.get(f"/api/sessions/{session_id}").json()["sets"][0]
    assert (len(one["reps"]), len(one["rejected"])) == (10, 1)
    assert one["reps"][-1]["velocity_reason"].startswith("restored by hand")


def test_what_is_told_of_a_set_is_shown_with_it(made: Made) -> None:
    client, _, session_id = made
    ana = client.post("/api/lifters", json={"name": "Ana"}).json()
    for kind, value in [("load", 62.5), ("lifter", ana["id"]), ("felt_rir", 1), ("label", "top set")]:
        assert edit(made, kind, value).status_code == 201, kind
    assert edit(made, "exercise", "Overhead press").json()["value"] == "overhead_press"
    one = client.get(f"/api/sessions/{session_id}").json()["sets"][0]
    told = {name: one[name] for name in ("load_kg", "lifter", "felt_rir", "label", "exercise")}
    wanted = {"load_kg": 62.5, "lifter": "Ana", "felt_rir": 1, "label": "top set", "exercise": "overhead_press"}
    assert told == wanted
    item = client.get("/api/sessions").json()["sessions"][0]
    assert (item["lifter"], item["exercise"], item["load_kg"]) == ("Ana", "overhead_press", 62.5)


def test_the_log_of_edits_keeps_what_was_taken_back(made: Made) -> None:
    client, _, session_id = made
    edit(made, "strike", rep=1)
    edit(made, "load", 80)
    undone = client.post(f"/api/sessions/{session_id}/edits/undo").json()["edit"]
    assert (undone["kind"], undone["value"]) == ("load", 80.0)
    log = client.get(f"/api/sessions/{session_id}/edits").json()
    assert [(one["kind"], one["undone"]) for one in log["edits"]] == [("strike", False), ("load", True)]
    assert log["unused"] == []
    client.post(f"/api/sessions/{session_id}/edits/undo")
    assert client.post(f"/api/sessions/{session_id}/edits/undo").json() == {"edit": None}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"kind": "strike", "start_s": 500, "end_s": 501}, 409, "nothing_there"),
        ({"kind": "strike", "start_s": 5}, 422, "bad_edit"),
        ({"kind": "load", "start_s": 0, "value": 5000}, 400, "bad_load"),
        ({"kind": "load", "start_s": 0, "value": "60"}, 422, "bad_edit"),
        ({"kind": "load", "start_s": 0, "value": True}, 422, "invalid_request"),
        ({"kind": "load", "start_s": 0, "value": [60]}, 422, "invalid_request"),
        ({"kind": "lifter", "start_s": 0, "value": 77}, 404, "no_lifter"),
        ({"kind": "exercise", "start_s": 0, "value": "a\nb"}, 400, "bad_exercise"),
        ({"kind": "explode", "start_s": 0}, 422, "invalid_request"),
        ({"kind": "load", "start_s": -1}, 422, "invalid_request"),
        ({"kind": "load", "start_s": 0, "session": "x"}, 422, "invalid_request"),
        ({}, 422, "invalid_request"),
    ],
)
def test_an_edit_that_makes_no_sense_is_refused_and_not_kept(
    made: Made, body: dict[str, object], status: int, code: str
) -> None:
    client, store, session_id = made
    response = client.post(f"/api/sessions/{session_id}/edits", json=body)
    assert code_of(response) == (status, code)
    assert "\n" not in response.json()["error"]["message"]
    assert store.edits.of(session_id) == ()


@pytest.mark.parametrize(
    "content", [b"{", b"", b"null", b'{"kind":"load","start_s":1e999}', b'{"kind":"load","start_s":NaN}']
)
def test_what_is_no_json_is_refused(made: Made, content: bytes) -> None:
    client, _, session_id = made
    headers = {"content-type": "application/json"}
    response = client.post(f"/api/sessions/{session_id}/edits", content=content, headers=headers)
    assert code_of(response) == (422, "invalid_request")


def test_lifters_come_and_change_and_go(made: Made) -> None:
    client, _, session_id = made
    about = {"experience": "beginner", "safeties": False, "goal": "strength", "stop_loss_frac": 0.15}
    ana = client.post("/api/lifters", json={"name": " Ana ", **about}).json()
    assert ana == {"id": ana["id"], "name": "Ana", **about, "stop_reps_in_reserve": None}
    assert code_of(client.post("/api/lifters", json={"name": "ana"})) == (409, "name_taken")
    changed = client.put(f"/api/lifters/{ana['id']}", json={"name": "Ana B."}).json()
    assert (changed["name"], changed["goal"]) == ("Ana B.", None)
    assert client.get("/api/lifters").json() == {"lifters": [changed]}
    edit(made, "lifter", ana["id"])
    assert client.delete(f"/api/lifters/{ana['id']}").json() == {"id": ana["id"], "deleted": True, "sessions": 0}
    assert code_of(client.get(f"/api/lifters/{ana['id']}")) == (404, "no_lifter")
    assert client.get(f"/api/sessions/{session_id}").json()["sets"][0]["lifter"] is None


def test_a_lifter_can_be_deleted_with_their_sessions_but_not_with_those_of_others(made: Made) -> None:
    client, store, shared = made
    ana, ben = store.lifters.add("Ana"), store.lifters.add("Ben")
    own, bens = (
        store.add_recording(
            some_recording(count=10),
            lifted_result(),
            origin=Origin.UPLOAD,
            started_at=STARTED,
            exercise=None,
            lifter_id=lifter.id,
        )
        for lifter in (ana, ben)
    )
    answer = client.delete(f"/api/lifters/{ana.id}", params={"sessions": True}).json()
    assert answer["sessions"] == 1
    assert {info.id for info in store.sessions()} == {shared, bens}
    assert not (store.settings.raw_dir / f"{own}.csv").exists()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": ""}, 422),
        ({"name": "a\nb"}, 400),
        ({"name": "x" * 200}, 422),
        ({"name": "Ana", "goal": "fame"}, 422),
        ({"name": "Ana", "goal": "own"}, 422),
        ({"name": "Ana", "stop_loss_frac": 1}, 422),
        ({"name": "Ana", "stop_reps_in_reserve": 9}, 422),
        ({"name": "Ana", "admin": True}, 422),
    ],
)
def test_a_lifter_that_makes_no_sense_is_refused(made: Made, body: dict[str, object], status: int) -> None:
    client, store, _ = made
    assert client.post("/api/lifters", json=body).status_code == status
    assert store.lifters.all() == ()


def test_a_sensor_is_bound_to_a_rack_or_a_person(made: Made) -> None:
    client, store, _ = made
    store.sensors.seen("AA:01", name="WT901", kind="witmotion", rate_hz=99.81234)
    ana = store.lifters.add("Ana")
    answer = client.put("/api/sensors/AA:01", json={"rack": " Rack 2 ", "lifter_id": ana.id}).json()
    assert (answer["rack"], answer["lifter_id"], answer["rate_hz"]) == ("Rack 2", ana.id, 99.812)
    assert client.get("/api/sensors").json() == {"sensors": [answer]}
    assert client.put("/api/sensors/AA:01", json={}).json()["rack"] is None
    assert code_of(client.put("/api/sensors/AA:02", json={})) == (404, "no_sensor")
    assert code_of(client.put("/api/sensors/AA:01", json={"lifter_id": 99})) == (404, "no_lifter")
    assert client.delete("/api/sensors/AA:01").json() == {"address": "AA:01", "forgotten": True}
    assert client.get("/api/sensors").json() == {"sensors": []}


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999", "x"])
def test_a_number_no_row_can_have_is_refused(made: Made, number: str) -> None:
    client, _, session_id = made
    assert client.get(f"/api/lifters/{number}").status_code == 422
    assert client.post(f"/api/sessions/{session_id}/edits/{number}/undo").status_code == 422


def test_another_sites_page_cannot_edit(made: Made) -> None:
    client, store, session_id = made
    body = {"kind": "load", "start_s": 0, "value": 60}
    headers = {"origin": "http://evil.example"}
    response = client.post(f"/api/sessions/{session_id}/edits", json=body, headers=headers)
    assert code_of(response) == (403, "forbidden")
    assert store.edits.of(session_id) == ()
