"""What is exported can be read by others and comes back equal."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from server.tables import Origin
from tests.support.exports import Rich, export, opened, rich_session, take_in
from tests.support.sessions import STARTED


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Rich]:
    with rich_session(tmp_path / "data") as made:
        yield made


@pytest.mark.parametrize("kind", ["csv", "json", "parquet"])
def test_an_export_comes_back_equal_to_the_last_byte(made: Rich, kind: str) -> None:
    client, store, session_id = made
    content = export(client, session_id, kind)
    before, kept = store.kept(session_id)
    raw = store.samples_path(session_id).read_bytes()
    client.delete(f"/api/sessions/{session_id}")
    for name in ("Ana", "Ben"):
        lifter = store.lifters.named(name)
        assert lifter is not None
        store.lifters.delete(lifter.id)
    response = take_in(client, content)
    assert response.status_code == 201, response.text
    again, kept_again = store.kept(response.json()["id"])
    assert kept_again.found == kept.found
    assert store.samples_path(again.id).read_bytes() == raw
    assert replace(again, id=before.id, raw_name=before.raw_name, lifter_id=before.lifter_id) == before
    # All but the numbers of rows, which are this store's own.
    assert opened(export(client, again.id, kind))["session.json"] == opened(content)["session.json"]


def test_an_export_is_the_same_file_each_time(made: Rich) -> None:
    client, _, session_id = made
    assert export(client, session_id) == export(client, session_id)


def test_the_tables_show_the_edited_reps_with_units(made: Rich) -> None:
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


def test_text_that_a_spreadsheet_would_compute_stays_text(made: Rich) -> None:
    client, _, session_id = made
    sets = opened(export(client, session_id))["sets.csv"].decode()
    assert "'=top set" in sets
    assert ",=top set" not in sets


def test_parquet_holds_the_same_tables_with_types(made: Rich) -> None:
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


def test_the_json_holds_the_report_for_readers_and_no_number_of_a_row(made: Rich) -> None:
    client, _, session_id = made
    content = json.loads(opened(export(client, session_id, "json"))["session.json"])
    assert content["schema"] == "lastrep.export/1"
    assert content["report"]["sets"][0]["label"] == "=top set"
    assert session_id not in json.dumps(content)
    assert "lifter_id" not in json.dumps(content)


def test_the_name_of_an_export_comes_from_us_alone(made: Rich) -> None:
    client, _, session_id = made
    header = client.get(f"/api/sessions/{session_id}/export").headers["content-disposition"]
    assert header == f'attachment; filename="lastrep-2026-11-23-{session_id[:8]}-csv.zip"'


def test_no_copy_of_an_export_stays_in_the_data_folder(made: Rich) -> None:
    client, store, session_id = made
    export(client, session_id, "parquet")
    content = export(client, session_id)
    client.delete(f"/api/sessions/{session_id}")
    assert take_in(client, content).status_code == 201
    assert sorted(
        path.name for path in store.settings.data_dir.iterdir() if not path.name.startswith("lastrep.db")
    ) == ["raw"]


def test_a_session_that_is_recorded_is_not_exported(made: Rich) -> None:
    client, store, _ = made
    session_id, recorder = store.begin(source="x", origin=Origin.LIVE, gyroscope=True, started_at=STARTED)
    response = client.get(f"/api/sessions/{session_id}/export")
    assert (response.status_code, response.json()["error"]["code"]) == (409, "being_recorded")
    recorder.close()


@pytest.mark.parametrize("kind", ["xml", "CSV", ""])
def test_an_unknown_format_is_refused(made: Rich, kind: str) -> None:
    client, _, session_id = made
    assert client.get(f"/api/sessions/{session_id}/export", params={"format": kind}).status_code == 422
