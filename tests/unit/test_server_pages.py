"""The pages' numbers, words and marks, and that nothing from outside becomes markup."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from server.live import FeedInfo
from server.settings import Settings, default_data_dir
from server.store import Store
from server.tables import Origin
from tests.support.reading_pages import Reader
from tests.support.scripted import (
    UNRACK,
    lifted_recording,
    lifted_result,
    lifted_set,
)
from tests.support.sessions import STARTED, some_recording, some_result
from tests.support.web import canonical_csv, scripted_client

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'"


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[TestClient, Store]]:
    with scripted_client(tmp_path, max_upload_bytes=100_000) as (client, store, _):
        yield client, store


def add_lifted(store: Store) -> str:
    return store.add_recording(
        lifted_recording(), lifted_result(), origin=Origin.UPLOAD, started_at=STARTED, exercise="bench"
    )


def test_the_summary_shows_sets_reps_loss_and_what_was_refused(made: tuple[TestClient, Store]) -> None:
    client, store = made
    page = Reader(client.get(f"/sessions/{add_lifted(store)}").text)
    for words in (
        "Bench, Monday 23 November",
        "bench.csv · 40 s · 100 Hz measured · 1 gap",
        "8 + 1 failed",
        "63 %",
        "0, failure",
        "0.52 1 0.50 2",
        "Unrack , rose 0.04 m, no lowering before it",
        "Re-rack , ended at the rack height, then still",
        "This set reached failure.",
    ):
        assert words in page.text, words
    kinds = [attributes.get("class") for tag, attributes in page.tags if tag == "rect"]
    assert kinds.count("completed") == 8
    assert kinds.count("failed") == 1
    assert kinds.count("span rejected") == 2
    assert kinds.count("span gap") == 1


def test_a_dash_with_the_reason_stands_where_a_velocity_is_unknown(made: tuple[TestClient, Store]) -> None:
    client, store = made
    session_id = store.add_recording(
        some_recording(), some_result(), origin=Origin.UPLOAD, started_at=STARTED, exercise=None
    )
    page = Reader(client.get(f"/sessions/{session_id}").text)
    assert "No velocity where a dash stands: the wrist hardly rises." in page.text
    assert "2 completed – – –" in page.text
    assert "Between the sets, not counted" in page.text


def test_the_chosen_set_is_the_last_unless_another_is_asked_for(made: tuple[TestClient, Store]) -> None:
    client, store = made
    result = lifted_result()
    short = replace(result.sets[0], reps=result.sets[0].reps[:3])
    session_id = store.add_recording(
        lifted_recording(),
        replace(result, sets=(short, result.sets[0])),
        origin=Origin.UPLOAD,
        started_at=STARTED,
        exercise=None,
    )
    assert "Set 2, rep by rep" in client.get(f"/sessions/{session_id}").text
    assert "Set 1, rep by rep" in client.get(f"/sessions/{session_id}?set=1").text
    assert "Set 2, rep by rep" in client.get(f"/sessions/{session_id}?set=99").text
    assert client.get(f"/sessions/{session_id}?set=x").status_code == 422


def test_nothing_from_outside_becomes_markup(made: tuple[TestClient, Store]) -> None:
    client, store = made
    recording = replace(lifted_recording(source=HOSTILE), notes=(HOSTILE,))
    one = lifted_set()
    reps = tuple(replace(rep, mean_velocity_mps=None, velocity_reason=HOSTILE) for rep in one.reps)
    result = replace(
        lifted_result(HOSTILE),
        sets=(replace(one, reps=reps, exercise=HOSTILE, rejected=(replace(UNRACK, detail=HOSTILE),)),),
    )
    session_id = store.add_recording(
        recording, result, origin=Origin.UPLOAD, started_at=STARTED, exercise="<script>x</script>"
    )
    pages = ("", "/print", "/page")
    for path in ("/", *(f"/sessions/{session_id}{page}" for page in pages), "/sessions/<script>alert(1)<%2fscript>"):
        page = Reader(client.get(path).text)
        sources = [attributes.get("src") or "" for tag, attributes in page.tags if tag == "script"]
        assert all(source.startswith("/static/") for source in sources), path
        assert not any("onerror" in attributes for _, attributes in page.tags), path
        assert not any(tag == "img" for tag, _ in page.tags), path


def test_home_without_sessions_says_what_to_do(made: tuple[TestClient, Store]) -> None:
    page = Reader(made[0].get("/").text)
    assert "No sessions yet" in page.text
    assert "lastrep demo" in page.text


def test_home_lists_fifty_sessions_a_page(made: tuple[TestClient, Store]) -> None:
    client, store = made
    for _ in range(51):
        store.add_recording(
            some_recording(count=2), some_result(), origin=Origin.UPLOAD, started_at=STARTED, exercise=None
        )
    first, second = client.get("/").text, client.get("/?page=2").text
    assert first.count('class="row"') == 50
    assert "Older" in first
    assert second.count('class="row"') == 1
    assert "Newer" in second


def test_the_form_leads_to_the_summary(made: tuple[TestClient, Store]) -> None:
    client, store = made
    response = client.post("/upload", files={"file": ("a.csv", canonical_csv())}, data={"exercise": ""})
    assert response.status_code == 303
    session_id = store.sessions()[0].id
    assert response.headers["location"] == f"/sessions/{session_id}"
    assert store.sessions()[0].exercise is None


@pytest.mark.parametrize(
    ("name", "content", "status", "words"),
    [
        ("bench<b>.csv", b"not a recording", 422, "The recording was not read"),
        ("big.csv", b"x" * 200_000, 413, "The file is too large"),
        ("", b"", 400, "No file was chosen"),
    ],
)
def test_a_refused_form_says_why_on_a_page(
    made: tuple[TestClient, Store], name: str, content: bytes, status: int, words: str
) -> None:
    body = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    response = made[0].post(
        "/upload",
        content=body + content + b"\r\n--b--\r\n",
        headers={"content-type": "multipart/form-data; boundary=b"},
    )
    assert response.status_code == status
    assert words in Reader(response.text).text
    assert "<b>" not in response.text


def test_the_delete_form_deletes(made: tuple[TestClient, Store]) -> None:
    client, store = made
    session_id = add_lifted(store)
    response = client.post(f"/sessions/{session_id}/delete")
    assert (response.status_code, response.headers["location"]) == (303, "/")
    assert store.sessions() == []


def test_the_live_page_of_an_ended_session_is_its_summary(made: tuple[TestClient, Store]) -> None:
    client, store = made
    session_id = add_lifted(store)
    assert client.get(f"/live/{session_id}").headers["location"] == f"/sessions/{session_id}"
    assert client.get("/live/nope").status_code == 404
    assert client.get("/live").headers["location"] == "/start"
    assert "lastrep live --exercise" in client.get("/start").text


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        (Origin.LIVE, []),
        (Origin.REPLAY, ["Replay"]),
        (Origin.SIMULATION, ["Simulation"]),
    ],
)
def test_the_live_page_says_where_its_samples_come_from(tmp_path: Path, origin: Origin, words: list[str]) -> None:
    with scripted_client(tmp_path) as (client, _, hub):
        hub.open(FeedInfo(session_id="a" * 32, source="x", origin=origin, exercise="bench", rate_hz=100.0, speed=1.0))
        shown = [word.split(",")[0] for word in Reader(client.get(f"/live/{'a' * 32}").text).words]
    assert [word for word in shown if word in ("Replay", "Simulation")] == words


def test_an_interrupted_session_says_so(tmp_path: Path) -> None:
    store = Store(Settings(data_dir=tmp_path))
    _, recorder = store.begin(source="x.csv", origin=Origin.REPLAY, gyroscope=True, started_at=STARTED, rate_hz=100.0)
    recorder.append(lifted_recording().samples)
    recorder.close()
    store.close()
    with scripted_client(tmp_path) as (client, again, _):
        session_id = again.sessions()[0].id
        page = Reader(client.get(f"/sessions/{session_id}").text)
        assert "interrupted" in page.words
        assert "The program stopped while this session was recorded." in page.text
        assert "40 s" in page.text
        assert "interrupted" in Reader(client.get("/").text).words


def test_pages_ask_for_nothing_from_another_host_and_hold_no_inline_code(made: tuple[TestClient, Store]) -> None:
    client, store = made
    for path in ("/", f"/sessions/{add_lifted(store)}", "/nothing"):
        for tag, attributes in Reader(client.get(path).text).tags:
            assert "style" not in attributes, (path, tag)
            assert tag != "style"
            # A link to a publication is followed only when somebody presses it; nothing is fetched from there.
            names = ("src", "action") if tag == "a" else ("src", "href", "action")
            for name in names:
                assert not (attributes.get(name) or "/").startswith(("http", "//")), (path, tag)


@pytest.mark.parametrize(
    ("variables", "wanted"),
    [
        ({"LASTREP_DATA": "/a/b", "XDG_DATA_HOME": "/x"}, "/a/b"),
        ({"XDG_DATA_HOME": "/x"}, "/x/lastrep"),
        ({}, str(Path.home() / ".local/share/lastrep")),
    ],
)
def test_the_data_folder_follows_the_environment(variables: dict[str, str], wanted: str) -> None:
    assert str(default_data_dir(variables)) == wanted


@pytest.mark.parametrize(
    "wrong",
    [
        {"port": 70_000},
        {"max_upload_bytes": -1},
        {"max_client_queue": 1},
        {"max_parallel_uploads": 0},
        {"block_s": 0},
        {"block_s": 1},
    ],
)
def test_senseless_settings_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=next(iter(wrong))):
        Settings(data_dir=Path(), **wrong)  # type: ignore[arg-type]  # one of several fields
