"""Uploads over the JSON interface: what is taken in, and what is refused whole."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from server.store import Store
from tests.support.api import assert_nothing_stored, assert_refused, upload
from tests.support.web import canonical_csv, scripted_client

Made = tuple[TestClient, Store]


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Made]:
    with scripted_client(tmp_path / "data", max_upload_bytes=200_000) as (client, store, _):
        yield client, store


def test_gzip_is_read_whatever_its_name(made: Made) -> None:
    client, _ = made
    assert upload(client, gzip.compress(canonical_csv()), "bench.csv").status_code == 201


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
        (NO_FILE, "multipart/form-data; boundary=b", "no_file"),
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
