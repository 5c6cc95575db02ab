"""The JSON interface: what others rely on, and what it refuses."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from model.report import report_schema, session_report
from server.store import Store
from server.tables import Origin
from tests.support.api import assert_nothing_stored, assert_refused, upload
from tests.support.scripted import lifted_result
from tests.support.sessions import STARTED, some_recording, some_result
from tests.support.web import canonical_csv, client_of, scripted_client

Made = tuple[TestClient, Store]


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Made]:
    with scripted_client(tmp_path / "data", max_upload_bytes=200_000) as (client, store, _):
        yield client, store


TOLD = ("load_kg", "lifter_id", "lifter", "label", "felt_rir", "untimed_reps", "edited")


def test_the_report_is_exactly_what_analyze_prints_with_the_id_and_what_was_told(made: Made) -> None:
    client, _ = made
    item = upload(client, canonical_csv(), exercise="bench").json()
    wanted = json.loads(json.dumps(session_report(lifted_result("bench.csv"))))
    original = client.get(f"/api/sessions/{item['id']}", params={"original": True}).json()
    assert original == {"id": item["id"], **wanted}
    report = client.get(f"/api/sessions/{item['id']}").json()
    assert [report["sets"][0].pop(name) for name in TOLD] == [None, None, None, None, None, 0, False]
    for one in [*report["sets"], *wanted["sets"]]:
        # It may rest on more here: on the sets before.
        for estimated in (one, *one["reps"]):
            estimated.pop("reps_in_reserve")
    assert report == {"id": item["id"], "edited": False, **wanted}


def test_unknown_velocities_come_as_null_with_their_reason(made: Made) -> None:
    client, store = made
    session_id = store.add_recording(
        some_recording(), some_result(), origin=Origin.UPLOAD, started_at=STARTED, exercise=None
    )
    report = client.get(f"/api/sessions/{session_id}", params={"original": True}).json()
    rep = report["sets"][0]["reps"][1]
    assert rep["mean_velocity_mps"] is None
    assert rep["velocity_reason"] == "the wrist hardly rises"
    assert report["notes"] == ["odd"]
    Draft202012Validator(report_schema()).validate({key: value for key, value in report.items() if key != "id"})


def test_an_upload_answers_with_the_kept_session(made: Made) -> None:
    client, store = made
    response = upload(client, canonical_csv(), exercise="bench")
    assert response.status_code == 201
    item = response.json()
    assert item["source"] == "bench.csv"
    assert item["origin"] == "upload"
    assert item["status"] == "finished"
    assert (item["set_count"], item["completed_count"], item["failed_count"]) == (1, 8, 1)
    assert store.info(item["id"]).exercise == "bench"
    assert client.get(f"/api/sessions/{item['id']}/info").json() == item


def test_the_samples_come_back_as_sent_and_with_their_checksum(made: Made) -> None:
    client, _ = made
    item = upload(client, canonical_csv()).json()
    response = client.get(f"/api/sessions/{item['id']}/samples")
    assert response.headers["content-type"].startswith("text/csv")
    assert hashlib.sha256(response.content).hexdigest() == item["raw_sha256"]
    sent = [[float(value) for value in line.split(b",")] for line in canonical_csv().splitlines()[1:]]
    back = [[float(value) for value in line.split(b",")] for line in response.content.splitlines()[1:]]
    assert len(back) == len(sent)
    assert all(one == pytest.approx(other, rel=1e-9, abs=1e-9) for one, other in zip(back, sent, strict=True))
    again = upload(client, response.content).json()
    assert again["raw_sha256"] == item["raw_sha256"]


def test_the_trace_is_on_an_even_grid(made: Made) -> None:
    client, _ = made
    item = upload(client, canonical_csv()).json()
    trace = client.get(f"/api/sessions/{item['id']}/trace").json()
    wanted = lifted_result().sets[0].trace
    assert trace["sets"][0]["step_s"] == wanted.step_s
    assert trace["sets"][0]["velocity_mps"] == pytest.approx(wanted.velocity_mps, abs=1e-4)


def test_sessions_are_listed_in_pages(made: Made) -> None:
    client, _ = made
    ids = [upload(client, canonical_csv()).json()["id"] for _ in range(3)]
    first = client.get("/api/sessions", params={"limit": 2}).json()
    rest = client.get("/api/sessions", params={"limit": 2, "offset": 2}).json()
    assert first["more"] is True
    assert rest["more"] is False
    assert sorted(item["id"] for item in first["sessions"] + rest["sessions"]) == sorted(ids)


def test_a_deleted_session_is_gone_with_its_file(made: Made) -> None:
    client, store = made
    item = upload(client, canonical_csv()).json()
    assert client.delete(f"/api/sessions/{item['id']}").json() == {"id": item["id"], "deleted": True}
    assert_nothing_stored(store)
    assert_refused(client.get(f"/api/sessions/{item['id']}"), 404, "not_found")
    assert_refused(client.delete(f"/api/sessions/{item['id']}"), 404, "not_found")


def test_health_names_the_version(made: Made) -> None:
    body = made[0].get("/api/health").json()
    assert body["status"] == "ok"
    assert body["version"]


@pytest.mark.parametrize("part", ["", "/trace", "/samples", "/info"])
@pytest.mark.parametrize("session_id", ["0" * 32, "nope", "..%2f..%2fetc%2fpasswd", "%00", "x" * 3000])
def test_an_unknown_session_is_not_found(made: Made, part: str, session_id: str) -> None:
    response = made[0].get(f"/api/sessions/{session_id}{part}")
    assert response.status_code == 404
    assert set(response.json()) == {"error"}


def test_samples_whose_file_is_gone_say_so(made: Made) -> None:
    client, store = made
    item = upload(client, canonical_csv()).json()
    store.samples_path(item["id"]).unlink()
    assert_refused(client.get(f"/api/sessions/{item['id']}/samples"), 404, "samples_gone")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/nothing", 404),
        ("POST", "/api/health", 405),
        ("GET", "/api/sessions?limit=0", 422),
        ("GET", "/api/sessions?limit=many", 422),
        ("GET", "/static/%2e%2e/app.py", 404),
    ],
)
def test_every_error_has_the_same_shape(made: Made, method: str, path: str, status: int) -> None:
    response = made[0].request(method, path)
    assert response.status_code == status
    assert set(response.json()["error"]) == {"code", "message"}


def test_an_error_of_ours_says_nothing_of_its_inside(tmp_path: Path) -> None:
    with scripted_client(tmp_path) as (client, store, _):
        store.sessions = None  # type: ignore[assignment,method-assign]  # a bug of ours
        assert isinstance(client.app, FastAPI)
        response = client_of(client.app, raise_ours=False).get("/api/sessions")
    message = assert_refused(response, 500, "internal")
    assert "NoneType" not in message


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[", "0.0.0.0"])
def test_other_names_for_this_computer_are_refused(made: Made, host: str) -> None:
    assert_refused(made[0].get("/api/sessions", headers={"host": host}), 403, "forbidden")


@pytest.mark.parametrize("host", ["localhost:8765", "127.0.0.1:1", "[::1]:8765"])
def test_this_computers_own_names_are_served(made: Made, host: str) -> None:
    assert made[0].get("/api/health", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1"])
def test_another_sites_page_cannot_upload_or_delete(made: Made, origin: str) -> None:
    client, store = made
    item = upload(client, canonical_csv()).json()
    assert_refused(client.delete(f"/api/sessions/{item['id']}", headers={"origin": origin}), 403, "forbidden")
    assert_refused(client.post("/upload", headers={"origin": origin}), 403, "forbidden")
    assert store.info(item["id"])


def test_every_answer_forbids_scripts_from_elsewhere(made: Made) -> None:
    for path in ("/", "/api/health", "/static/live.js", "/nothing"):
        headers = made[0].get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'self'"), path
        assert headers["x-content-type-options"] == "nosniff"


JSON = "application/json"


FILES = {"samples": "text/csv", "export": "application/zip"}


def test_the_openapi_document_describes_every_route_and_its_errors(made: Made) -> None:
    document = made[0].get("/api/openapi.json").json()
    assert set(document["paths"]) == {
        "/api/health",
        "/api/sessions",
        "/api/sessions/{session_id}",
        "/api/sessions/{session_id}/info",
        "/api/sessions/{session_id}/trace",
        "/api/sessions/{session_id}/samples",
        "/api/sessions/{session_id}/export",
        "/api/sessions/{session_id}/edits",
        "/api/sessions/{session_id}/edits/undo",
        "/api/sessions/{session_id}/edits/{edit_id}/undo",
        "/api/sessions/{session_id}/edits/{edit_id}/redo",
        "/api/lifters",
        "/api/lifters/{lifter_id}",
        "/api/sensors",
        "/api/sensors/{address}",
        "/api/live",
        "/api/live/{session_id}/hand",
        "/api/live/{session_id}/choices",
    }
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"], (path, method)
            assert operation["description"], (path, method)
            for status, answer in operation["responses"].items():
                kind = FILES.get(path.rpartition("/")[2], JSON) if status == "200" else JSON
                assert kind in answer["content"], (path, method, status)
                if not status.startswith("2"):
                    schema = answer["content"][kind]["schema"]
                    assert schema == {"$ref": "#/components/schemas/ErrorReport"}, (path, method, status)
