"""The JSON interface: what others rely on, and what it refuses."""

import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

from model.report import report_schema, session_report
from server.store import Store
from server.tables import Origin
from tests.support.scripted import lifted_result
from tests.support.sessions import STARTED, some_recording, some_result
from tests.support.web import canonical_csv, client_of, scripted_client

Made = tuple[TestClient, Store]


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Made]:
    with scripted_client(tmp_path / "data", max_upload_bytes=200_000) as (client, store, _):
        yield client, store


def upload(client: TestClient, content: bytes, name: str = "bench.csv", **form: str) -> Any:
    return client.post("/api/sessions", files={"file": (name, content)}, data=form)


def assert_refused(response: Any, status: int, code: str) -> str:
    assert response.status_code == status, response.text
    body = response.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message"}
    assert body["error"]["code"] == code
    message = body["error"]["message"]
    assert message
    assert "\n" not in message
    assert isinstance(message, str)
    return message


def assert_nothing_stored(store: Store) -> None:
    assert store.sessions() == []
    assert list(store.settings.raw_dir.iterdir()) == []
    assert [path.name for path in store.settings.data_dir.iterdir() if path.name.startswith("upload-")] == []


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


def test_gzip_is_read_whatever_its_name(made: Made) -> None:
    client, _ = made
    assert upload(client, gzip.compress(canonical_csv()), "bench.csv").status_code == 201


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


HEADER = b"time_s,ax_g,ay_g,az_g\n"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n\n",
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
        b"name,age\nana,31\n",
        HEADER,
        HEADER + b"0,0,0,1\n0.01,0,0,1\n0.02,0,0,1\n",
        HEADER + b"".join(b"%.2f,a,0.%d,1\n" % (i / 100, i) for i in range(300)),
        HEADER + b"".join(b"%.2f,nan,0.%d,1\n" % (i / 100, i) for i in range(300)),
        HEADER + b"".join(b"%.2f,0.%d,0.1%d,1.%d\n" % (-i / 100, i, i, i) for i in range(300)),
        canonical_csv()[:-4000] + b"\xff\xfe\x00",
        gzip.compress(canonical_csv())[:500],
    ],
    ids=["empty", "blank", "binary", "header", "only header", "three", "text", "nan", "backwards", "bytes", "cut gzip"],
)
def test_bad_recordings_are_refused_in_one_line_and_leave_nothing(made: Made, content: bytes) -> None:
    client, store = made
    response = upload(client, content, "my bench.csv")
    assert response.status_code in (413, 422)
    message = response.json()["error"]["message"]
    assert "\n" not in message
    assert "my bench.csv" in message
    assert str(store.settings.data_dir) not in message
    assert "upload-" not in message
    assert_nothing_stored(store)


def test_an_upload_that_is_too_large_is_refused(made: Made) -> None:
    client, store = made
    message = assert_refused(upload(client, b"x" * 300_000), 413, "too_large")
    assert "0.2 MB" in message
    assert_nothing_stored(store)


@pytest.mark.parametrize("claimed", ["10", "9" * 30, "-1", "many"])
def test_a_content_length_that_lies_changes_nothing(made: Made, claimed: str) -> None:
    client, store = made
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n' + b"x" * 900_000
    headers = {"content-type": "multipart/form-data; boundary=b", "content-length": claimed}

    def pieces() -> Iterator[bytes]:
        for start in range(0, len(body), 50_000):
            yield body[start : start + 50_000]

    response = client.post("/api/sessions", content=pieces(), headers=headers)
    assert_refused(response, 413, "too_large")
    assert_nothing_stored(store)


def test_a_gzip_bomb_is_refused_without_filling_the_disk(made: Made) -> None:
    client, store = made
    bomb = gzip.compress(HEADER + b"0" * 100_000_000)
    assert len(bomb) < 150_000
    response = upload(client, bomb)
    assert response.status_code in (413, 422)
    assert_nothing_stored(store)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../x<script>.csv", "x<script>.csv"),
        ("C:\\Users\\ana\\bench.csv", "bench.csv"),
        ("/etc/passwd", "passwd"),
        ("a" * 500 + ".csv", "a" * 59 + "…" + "a" * 55 + ".csv"),
        ("bench\x1b[31m\u202e.csv", "bench[31m.csv"),
        ("..", "recording"),
    ],
)
def test_a_hostile_file_name_is_shown_tamed_and_never_used_as_a_path(
    made: Made, tmp_path: Path, name: str, shown: str
) -> None:
    client, store = made
    body = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="'
        + name.replace("\\", "\\\\").encode()
        + b'"\r\n\r\n'
        + canonical_csv()
        + b"\r\n--b--\r\n"
    )
    response = client.post("/api/sessions", content=body, headers={"content-type": "multipart/form-data; boundary=b"})
    assert response.status_code == 201, response.text
    item = response.json()
    assert item["source"] == shown
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    assert [path.name for path in store.settings.raw_dir.iterdir()] == [f"{item['id']}.csv"]


def pair(name: str = "Ana_2026_Accelerometer_12.500Hz.csv") -> list[tuple[str, tuple[str, bytes]]]:
    start_ms = 1_700_000_000_000
    acc = ["epoch (ms),time (01:00),elapsed (s),x-axis (g),y-axis (g),z-axis (g)"]
    gyr = ["epoch (ms),time (01:00),elapsed (s),x-axis (deg/s),y-axis (deg/s),z-axis (deg/s)"]
    acc += [
        f"{start_ms + 80 * i},2026,{0.08 * i:.3f},{i % 7 / 100},{i % 5 / 100},{1 + i % 3 / 100}" for i in range(200)
    ]
    gyr += [f"{start_ms + 40 * i},2026,{0.04 * i:.3f},{i % 7},{i % 5},{i % 3}" for i in range(400)]
    other = name.replace("Accelerometer", "Gyroscope").replace("12.500Hz", "25.000Hz")
    return [
        ("file", (other, ("\n".join(gyr) + "\n").encode())),
        ("file", (name, ("\n".join(acc) + "\n").encode())),
    ]


def test_a_metabase_pair_is_one_session_with_a_gyroscope(made: Made) -> None:
    client, store = made
    response = client.post("/api/sessions", files=pair())
    assert response.status_code == 201, response.text
    item = response.json()
    assert item["source"] == "Ana_2026_Accelerometer_12.500Hz.csv"
    assert item["rate_hz"] == pytest.approx(12.5)
    assert "gx_dps" in store.samples_path(item["id"]).read_text().splitlines()[0]


def test_two_files_that_are_no_pair_are_refused(made: Made) -> None:
    client, store = made
    files = [("file", ("a.csv", canonical_csv())), ("file", ("b.csv", canonical_csv()))]
    assert_refused(client.post("/api/sessions", files=files), 400, "not_a_pair")
    strangers = [pair()[0], pair("Ben_2026_Accelerometer_12.500Hz.csv")[1]]
    assert_refused(client.post("/api/sessions", files=strangers), 400, "not_a_pair")
    assert_nothing_stored(store)


NO_FILE = b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n--b--\r\n'


@pytest.mark.parametrize(
    ("content", "kind", "code"),
    [
        (b"{}", "application/json", "not_a_form"),
        (b"", "multipart/form-data", "bad_form"),
        (b"garbage", "multipart/form-data; boundary=b", "bad_form"),
        (
            b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n--b--\r\n',
            "multipart/form-data; boundary=b",
            "no_file",
        ),
    ],
)
def test_what_is_no_form_with_a_file_is_refused(made: Made, content: bytes, kind: str, code: str) -> None:
    client, store = made
    assert_refused(client.post("/api/sessions", content=content, headers={"content-type": kind}), 400, code)
    assert_nothing_stored(store)


def test_more_than_two_files_are_refused(made: Made) -> None:
    client, store = made
    files = [("file", (f"{i}.csv", b"x")) for i in range(3)]
    assert_refused(client.post("/api/sessions", files=files), 400, "bad_form")
    assert_nothing_stored(store)


@pytest.mark.parametrize("exercise", ["x" * 41, "a\nb"])
def test_a_senseless_exercise_is_refused(made: Made, exercise: str) -> None:
    client, store = made
    assert_refused(upload(client, canonical_csv(), exercise=exercise), 400, "bad_exercise")
    assert_nothing_stored(store)


def test_an_upload_says_who_lifted_what_and_how_heavy(made: Made) -> None:
    client, store = made
    ana = store.lifters.add("Ana")
    item = upload(client, canonical_csv(), exercise="Overhead press", load_kg="42,5", lifter=" ana ").json()
    assert (item["exercise"], item["load_kg"], item["lifter"]) == ("overhead_press", 42.5, "Ana")
    assert upload(client, canonical_csv(), lifter="Ben").json()["lifter"] == "Ben"
    assert [one.key.split(":")[0] for one in store.history.past_sets(ana.id)] == [item["id"]]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"load_kg": "heavy"}, "bad_load"),
        ({"load_kg": "nan"}, "bad_load"),
        ({"load_kg": "0"}, "bad_load"),
        ({"load_kg": "1e9"}, "bad_load"),
        ({"lifter": "a\nb"}, "bad_name"),
        ({"lifter": "x" * 61}, "bad_name"),
    ],
)
def test_what_makes_no_sense_beside_an_upload_is_refused(made: Made, told: dict[str, str], code: str) -> None:
    client, store = made
    assert_refused(upload(client, canonical_csv(), **told), 400, code)
    assert_nothing_stored(store)
    assert store.lifters.all() == ()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=600), name=st.text(min_size=1, max_size=40))
def test_any_bytes_under_any_name_are_stored_or_refused_in_the_same_shape(
    made: Made, content: bytes, name: str
) -> None:
    client, store = made
    response = upload(client, content, name)
    assert response.status_code in (201, 400, 413, 422), response.text
    if response.status_code != 201:
        assert set(response.json()["error"]) == {"code", "message"}
        assert_nothing_stored(store)


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
