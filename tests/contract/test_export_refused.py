"""What is no export of ours, or a damaged one, is refused whole."""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.exports import Json, Rich, export, opened, packed, rich_session, take_in


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Rich]:
    with rich_session(tmp_path / "data") as made:
        yield made


def changed(change: Callable[[Json], object]) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    """Change the JSON of an export."""

    def in_files(files: dict[str, bytes]) -> dict[str, bytes]:
        content = json.loads(files["session.json"])
        change(content)
        return {**files, "session.json": json.dumps(content).encode()}

    return in_files


def first_rep(content: Json) -> Json:
    return content["found"]["sets"][0]["reps"][0]  # type: ignore[no-any-return]  # JSON


def with_samples(files: dict[str, bytes], samples: bytes) -> dict[str, bytes]:
    """Other samples, with their right checksum."""
    sha256 = hashlib.sha256(samples).hexdigest()
    return changed(lambda one: one["session"].update(samples_sha256=sha256))({**files, "samples.csv": samples})


HOSTILE: dict[str, Callable[[dict[str, bytes]], dict[str, bytes]]] = {
    "no session": lambda files: {"samples.csv": files["samples.csv"]},
    "no samples": lambda files: {"session.json": files["session.json"]},
    "other samples": lambda files: {**files, "samples.csv": files["samples.csv"][:-200]},
    "samples that are none": lambda files: with_samples(files, b"time_s,ax_g,ay_g,az_g\n"),
    "not JSON": lambda files: {**files, "session.json": b"{"},
    "no text": lambda files: {**files, "session.json": b"\xff\xfe\x00"},
    "deep": lambda files: {**files, "session.json": b"[" * 100_000},
    "other schema": changed(lambda one: one.update(schema="lastrep.export/9")),
    "unknown field": changed(lambda one: first_rep(one).update(power_w=300)),
    "missing field": changed(lambda one: first_rep(one).pop("status")),
    "infinite": lambda files: {
        **files,
        "session.json": files["session.json"].replace(b'"duration_s": 140.0', b'"duration_s": 1e999', 1),
    },
    "huge velocity": changed(lambda one: first_rep(one).update(mean_velocity_mps=1e200)),
    "rep before time": changed(lambda one: first_rep(one).update(concentric_start_s=-5.0)),
    "rep that ends first": changed(lambda one: first_rep(one).update(concentric_end_s=0.0)),
    "no step": changed(lambda one: one["found"]["sets"][0]["trace"].update(step_s=0.0)),
    "too many sets": changed(lambda one: one["found"].update(sets=one["found"]["sets"][1:] * 2000)),
    "unknown reason": changed(lambda one: one["found"]["sets"][0]["rejected"][0].update(reason="magic")),
    "recording": changed(lambda one: one["session"].update(status="recording")),
    "long source": changed(lambda one: one["session"].update(source="x" * 301)),
    "control characters": changed(lambda one: one["session"].update(source="a\x1b[31m")),
    "no offset": changed(lambda one: one["session"].update(started_at="2026-11-23T18:05:00")),
    "far future": changed(lambda one: one["session"].update(started_at="9999-12-31T23:59:59-12:00")),
    "bad load": changed(lambda one: one["session"].update(load_kg=-3)),
    "bad lifter": changed(lambda one: one["session"].update(lifter="a\nb")),
    "bad exercise": changed(lambda one: one["found"]["sets"][0].update(exercise="x" * 90)),
    "bad edit": changed(lambda one: one["edits"][0].update(value="now")),
    "edit of nobody's time": changed(lambda one: one["edits"][0].update(made_at="0001-01-01T00:00:00+14:00")),
    "many files": lambda files: {**files, **{f"{index}.txt": b"" for index in range(30)}},
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_sound_export_is_refused_in_one_line_and_nothing_is_kept(made: Rich, name: str) -> None:
    client, store, session_id = made
    files = opened(export(client, session_id))
    lifters = store.lifters.all()
    store.delete(session_id)
    response = take_in(client, packed(HOSTILE[name](files)))
    assert response.status_code in (400, 422), response.text
    message = response.json()["error"]["message"]
    assert "\n" not in message
    assert len(message) < 400
    assert str(store.settings.data_dir) not in message
    assert store.sessions() == []
    assert list(store.settings.raw_dir.iterdir()) == []
    assert store.lifters.all() == lifters
    assert [path.name for path in store.settings.data_dir.iterdir() if path.name.startswith("upload-")] == []


def test_a_bomb_is_refused_before_it_fills_memory_or_disk(made: Rich, monkeypatch: pytest.MonkeyPatch) -> None:
    client, store, session_id = made
    monkeypatch.setattr("server.importing.MAX_JSON_BYTES", 1_000_000)
    monkeypatch.setattr("server.importing.MAX_SAMPLES_BYTES", 1_000_000)
    files = opened(export(client, session_id))
    for name in ("session.json", "samples.csv"):
        response = take_in(client, packed({**files, name: b" " * 5_000_000}))
        assert (response.status_code, response.json()["error"]["code"]) == (422, "bad_export")
    assert [info.id for info in store.sessions()] == [session_id]


def test_names_in_a_zip_are_never_used_as_paths(made: Rich, tmp_path: Path) -> None:
    client, _, session_id = made
    files = {**opened(export(client, session_id)), "../../escaped.txt": b"x", "/tmp/escaped.txt": b"x"}
    client.delete(f"/api/sessions/{session_id}")
    before = sorted(path.name for path in tmp_path.iterdir())
    assert take_in(client, packed(files)).status_code == 201
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_session_that_is_here_is_not_taken_in_twice(made: Rich) -> None:
    client, store, session_id = made
    response = take_in(client, export(client, session_id))
    assert (response.status_code, response.json()["error"]["code"]) == (409, "kept_already")
    assert [info.id for info in store.sessions()] == [session_id]
    assert [path.name for path in store.settings.raw_dir.iterdir()] == [f"{session_id}.csv"]


def test_a_damaged_export_is_kept_equal_or_refused(made: Rich) -> None:
    client, store, session_id = made
    content = export(client, session_id, "json")
    found = store.kept(session_id)[1].found
    store.delete(session_id)

    @settings(max_examples=40, deadline=None)
    @given(flips=st.lists(st.tuples(st.integers(0, len(content) - 1), st.integers(1, 255)), min_size=1, max_size=4))
    def flip(flips: list[tuple[int, int]]) -> None:
        damaged = bytearray(content)
        for place, bits in flips:
            damaged[place] ^= bits
        response = take_in(client, bytes(damaged))
        assert response.status_code in (201, 400, 413, 422), response.text
        if response.status_code == 201:
            assert store.kept(response.json()["id"])[1].found == found
            store.delete(response.json()["id"])
        assert store.sessions() == []
        assert list(store.settings.raw_dir.iterdir()) == []

    flip()
