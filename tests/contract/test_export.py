"""What is exported can be read by others, comes back equal, and what is no export is refused whole."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from sensing.events import RepForm
from server.edits import Edit, EditKind
from server.store import Store
from server.tables import Origin
from tests.support.scripted import lifted_result
from tests.support.sessions import STARTED, some_recording
from tests.support.web import scripted_client

Made = tuple[TestClient, Store, str]
Json = dict[str, Any]


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Made]:
    """A session of Ana's with everything in it: form, a struck rep, one edit undone, a set of Ben's, odd text."""
    with scripted_client(tmp_path / "data", max_upload_bytes=2_000_000) as (client, store, _):
        ana, ben = store.lifters.add("Ana"), store.lifters.add("Ben")
        found = lifted_result()
        reps = tuple(replace(rep, form=RepForm(sway_m=0.012, pause_bottom_s=1 / 3)) for rep in found.sets[0].reps)
        one = replace(found.sets[0], reps=reps)
        later = replace(one, start_s=102.9, end_s=130.0, reps=(), rejected=())
        session_id = store.add_recording(
            some_recording(source="=bench.csv"),
            replace(found, sets=(one, later), duration_s=140.0),
            origin=Origin.LIVE,
            started_at=STARTED,
            exercise="bench",
            load_kg=62.5,
            lifter_id=ana.id,
        )
        store.edits.add(session_id, Edit(kind=EditKind.STRIKE, start_s=4.0, end_s=4.6))
        store.edits.add(session_id, Edit(kind=EditKind.LABEL, start_s=2.9, end_s=30.0, value="=top set"))
        store.edits.add(session_id, Edit(kind=EditKind.LIFTER, start_s=102.9, end_s=130.0, value=ben.id))
        store.edits.add(session_id, Edit(kind=EditKind.FELT_RIR, start_s=2.9, end_s=30.0, value=0))
        undone = store.edits.add(session_id, Edit(kind=EditKind.LOAD, start_s=0.0, end_s=None, value=80.0))
        store.edits.undo(session_id, undone.id)
        yield client, store, session_id


def export(client: TestClient, session_id: str, kind: str = "csv") -> bytes:
    response = client.get(f"/api/sessions/{session_id}/export", params={"format": kind})
    assert response.status_code == 200, response.text
    return response.content


def opened(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def upload(client: TestClient, content: bytes, name: str = "export.zip") -> Any:
    return client.post("/api/sessions", files={"file": (name, content)})


@pytest.mark.parametrize("kind", ["csv", "json", "parquet"])
def test_an_export_comes_back_equal_to_the_last_byte(made: Made, kind: str) -> None:
    client, store, session_id = made
    content = export(client, session_id, kind)
    before, kept = store.kept(session_id)
    raw = store.samples_path(session_id).read_bytes()
    client.delete(f"/api/sessions/{session_id}")
    for name in ("Ana", "Ben"):
        lifter = store.lifters.named(name)
        assert lifter is not None
        store.lifters.delete(lifter.id)
    response = upload(client, content)
    assert response.status_code == 201, response.text
    again, kept_again = store.kept(response.json()["id"])
    assert kept_again.found == kept.found
    assert store.samples_path(again.id).read_bytes() == raw
    assert replace(again, id=before.id, raw_name=before.raw_name, lifter_id=before.lifter_id) == before
    # All but the numbers of rows, which are this store's own.
    assert opened(export(client, again.id, kind))["session.json"] == opened(content)["session.json"]


def test_an_export_is_the_same_file_each_time(made: Made) -> None:
    client, _, session_id = made
    assert export(client, session_id) == export(client, session_id)


def test_the_tables_show_the_edited_reps_with_units(made: Made) -> None:
    client, _, session_id = made
    files = opened(export(client, session_id))
    assert set(files) == {"session.json", "sets.csv", "reps.csv", "samples.csv"}
    sets = list(csv.DictReader(io.StringIO(files["sets.csv"].decode(), newline="")))
    assert [(one["set"], one["completed"], one["failed"], one["lifter"]) for one in sets] == [
        ("1", "7", "1", "Ana"),
        ("2", "0", "0", "Ben"),
    ]
    first = sets[0]
    assert (first["load_kg"], first["felt_rir"], first["edited"]) == ("62.5", "0", "true")
    assert float(first["velocity_loss_frac"]) == pytest.approx(1 - 0.19 / 0.50, abs=1e-4)
    assert sets[1]["velocity_loss_frac"] == ""
    assert sets[1]["velocity_loss_reason"]
    reps = list(csv.DictReader(io.StringIO(files["reps.csv"].decode(), newline="")))
    assert [float(rep["mean_velocity_mps"]) for rep in reps] == [0.5, 0.47, 0.45, 0.4, 0.34, 0.27, 0.19, 0.1]
    assert float(reps[0]["form_pause_bottom_s"]) == 1 / 3
    assert reps[0]["form_tilt_deg"] == ""


def test_text_that_a_spreadsheet_would_compute_stays_text(made: Made) -> None:
    client, _, session_id = made
    sets = opened(export(client, session_id))["sets.csv"].decode()
    assert "'=top set" in sets
    assert ",=top set" not in sets


def test_parquet_holds_the_same_tables_with_types(made: Made) -> None:
    client, store, session_id = made
    files = opened(export(client, session_id, "parquet"))
    assert set(files) == {"session.json", "sets.parquet", "reps.parquet", "samples.parquet", "samples.csv"}
    sets = pq.read_table(io.BytesIO(files["sets.parquet"])).to_pylist()
    assert [(one["set"], one["load_kg"], one["label"], one["edited"]) for one in sets] == [
        (1, 62.5, "=top set", True),
        (2, 62.5, None, True),
    ]
    assert pq.read_table(io.BytesIO(files["reps.parquet"])).num_rows == 8
    samples = pq.read_table(io.BytesIO(files["samples.parquet"]))
    lines = store.samples_path(session_id).read_text().splitlines()
    assert samples.column_names == lines[0].split(",")
    assert samples.num_rows == len(lines) - 1
    assert [float(value) for value in lines[-1].split(",")] == list(samples.to_pylist()[-1].values())


def test_the_json_holds_the_report_for_readers_and_no_number_of_a_row(made: Made) -> None:
    client, _, session_id = made
    content = json.loads(opened(export(client, session_id, "json"))["session.json"])
    assert content["schema"] == "lastrep.export/1"
    assert content["report"]["sets"][0]["label"] == "=top set"
    assert session_id not in json.dumps(content)
    assert "lifter_id" not in json.dumps(content)


def test_the_name_of_an_export_comes_from_us_alone(made: Made) -> None:
    client, _, session_id = made
    header = client.get(f"/api/sessions/{session_id}/export").headers["content-disposition"]
    assert header == f'attachment; filename="lastrep-2026-11-23-{session_id[:8]}-csv.zip"'


def test_no_copy_of_an_export_stays_in_the_data_folder(made: Made) -> None:
    client, store, session_id = made
    export(client, session_id, "parquet")
    content = export(client, session_id)
    client.delete(f"/api/sessions/{session_id}")
    assert upload(client, content).status_code == 201
    assert sorted(
        path.name for path in store.settings.data_dir.iterdir() if not path.name.startswith("lastrep.db")
    ) == ["raw"]


def test_a_session_that_is_recorded_is_not_exported(made: Made) -> None:
    client, store, _ = made
    session_id, recorder = store.begin(source="x", origin=Origin.LIVE, gyroscope=True, started_at=STARTED)
    response = client.get(f"/api/sessions/{session_id}/export")
    assert (response.status_code, response.json()["error"]["code"]) == (409, "being_recorded")
    recorder.close()


@pytest.mark.parametrize("kind", ["xml", "CSV", ""])
def test_an_unknown_format_is_refused(made: Made, kind: str) -> None:
    client, _, session_id = made
    assert client.get(f"/api/sessions/{session_id}/export", params={"format": kind}).status_code == 422


def packed(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


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
def test_what_is_no_sound_export_is_refused_in_one_line_and_nothing_is_kept(made: Made, name: str) -> None:
    client, store, session_id = made
    files = opened(export(client, session_id))
    lifters = store.lifters.all()
    store.delete(session_id)
    response = upload(client, packed(HOSTILE[name](files)))
    assert response.status_code in (400, 422), response.text
    message = response.json()["error"]["message"]
    assert "\n" not in message
    assert len(message) < 400
    assert str(store.settings.data_dir) not in message
    assert store.sessions() == []
    assert list(store.settings.raw_dir.iterdir()) == []
    assert store.lifters.all() == lifters
    assert [path.name for path in store.settings.data_dir.iterdir() if path.name.startswith("upload-")] == []


def test_a_bomb_is_refused_before_it_fills_memory_or_disk(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    client, store, session_id = made
    monkeypatch.setattr("server.importing.MAX_JSON_BYTES", 1_000_000)
    monkeypatch.setattr("server.importing.MAX_SAMPLES_BYTES", 1_000_000)
    files = opened(export(client, session_id))
    for name in ("session.json", "samples.csv"):
        response = upload(client, packed({**files, name: b" " * 5_000_000}))
        assert (response.status_code, response.json()["error"]["code"]) == (422, "bad_export")
    assert [info.id for info in store.sessions()] == [session_id]


def test_names_in_a_zip_are_never_used_as_paths(made: Made, tmp_path: Path) -> None:
    client, _, session_id = made
    files = {**opened(export(client, session_id)), "../../escaped.txt": b"x", "/tmp/escaped.txt": b"x"}
    client.delete(f"/api/sessions/{session_id}")
    before = sorted(path.name for path in tmp_path.iterdir())
    assert upload(client, packed(files)).status_code == 201
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_a_session_that_is_here_is_not_taken_in_twice(made: Made) -> None:
    client, store, session_id = made
    response = upload(client, export(client, session_id))
    assert (response.status_code, response.json()["error"]["code"]) == (409, "kept_already")
    assert [info.id for info in store.sessions()] == [session_id]
    assert [path.name for path in store.settings.raw_dir.iterdir()] == [f"{session_id}.csv"]


def test_a_damaged_export_is_kept_equal_or_refused(made: Made) -> None:
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
        response = upload(client, bytes(damaged))
        assert response.status_code in (201, 400, 413, 422), response.text
        if response.status_code == 201:
            assert store.kept(response.json()["id"])[1].found == found
            store.delete(response.json()["id"])
        assert store.sessions() == []
        assert list(store.settings.raw_dir.iterdir()) == []

    flip()
