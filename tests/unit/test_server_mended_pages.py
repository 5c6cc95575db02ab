"""What a person said of a session is seen on its page, also when it no longer fits."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from server.edits import Edit, EditKind
from server.store import Store
from server.tables import Origin
from tests.support.reading_pages import Reader
from tests.support.scripted import UNRACK, lifted_recording, lifted_rep, lifted_result, lifted_set
from tests.support.sessions import STARTED
from tests.support.web import scripted_client


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[TestClient, Store]]:
    with scripted_client(tmp_path) as (client, store, _):
        yield client, store


@pytest.fixture
def session_id(made: tuple[TestClient, Store]) -> str:
    return made[1].add_recording(
        lifted_recording(), lifted_result(), origin=Origin.UPLOAD, started_at=STARTED, exercise="bench"
    )


def strike(index: int) -> Edit:
    rep = lifted_rep(index)
    return Edit(kind=EditKind.STRIKE, start_s=rep.concentric_start_s, end_s=rep.concentric_end_s)


def test_a_movement_is_listed_with_its_set_or_between_the_sets_but_not_twice(made: tuple[TestClient, Store]) -> None:
    client, store = made
    told_live = replace(UNRACK, start_s=UNRACK.start_s + 0.03, end_s=UNRACK.end_s - 0.04)
    alone = replace(UNRACK, start_s=38.0, end_s=39.0)
    for rejected, listed in (((told_live,), False), ((alone,), True)):
        found = replace(lifted_result(), rejected=rejected)
        session = store.add_recording(
            lifted_recording(), found, origin=Origin.UPLOAD, started_at=STARTED, exercise="bench"
        )
        assert ("Between the sets" in client.get(f"/sessions/{session}").text) is listed


def test_the_start_and_end_by_hand_stand_in_the_trace(made: tuple[TestClient, Store], session_id: str) -> None:
    client, store = made
    for at_s, word in ((3.6, "start"), (30.6, "end"), (500.0, "end")):
        store.edits.add(session_id, Edit(kind=EditKind.MARK, start_s=at_s, end_s=at_s, value=word))
    page = Reader(client.get(f"/sessions/{session_id}").text)
    lines = [attributes["x1"] for tag, attributes in page.tags if tag == "line" and attributes.get("class") == "hand"]
    trace = lifted_result().sets[0].trace
    length_s = trace.step_s * (len(trace.velocity_mps) - 1)
    assert lines == [f"{round(100 * at_s / length_s, 2)}%" for at_s in (3.6, 30.6)]
    assert "Upright lines: start or end of a set by hand." in page.text


def test_a_change_that_no_longer_fits_is_told_and_can_be_taken_back(
    made: tuple[TestClient, Store], session_id: str
) -> None:
    client, store = made
    edit = store.edits.add(session_id, strike(3))
    result = lifted_result()
    anew = replace(result, sets=tuple(replace(one, reps=one.reps[4:]) for one in result.sets))
    store.replace_result(session_id, anew, sha256="0" * 64)
    page = Reader(client.get(f"/sessions/{session_id}").text)
    assert "Changes by hand that no longer fit" in page.text
    assert "Rep struck out at 10.0 s" in page.text
    client.post(f"/sessions/{session_id}/undo", data={"set": "1", "edit": str(edit.id)})
    assert "no longer fit" not in client.get(f"/sessions/{session_id}").text


def test_a_struck_rep_takes_velocity_loss_and_facts_with_it(made: tuple[TestClient, Store], session_id: str) -> None:
    client, store = made
    assert "63 %" in Reader(client.get(f"/sessions/{session_id}").text).text
    store.edits.add(session_id, strike(8))
    page = Reader(client.get(f"/sessions/{session_id}").text)
    assert "63 %" not in page.text
    assert "48 %" in page.text
    assert "7 + 1 failed" in page.text
    assert "Struck out : rep at 25.0 s, 0.19 m/s" in page.text


def test_a_load_that_is_told_does_not_call_the_count_edited(made: tuple[TestClient, Store], session_id: str) -> None:
    client, store = made
    fields = {"set": "1", "exercise": "bench", "load_kg": "62,5", "which": "all"}
    assert client.post(f"/sessions/{session_id}/tell", data=fields).status_code == 303
    assert store.kept(session_id)[1].edited.sets[0].told.load_kg == 62.5
    page = Reader(client.get(f"/sessions/{session_id}").text)
    assert "Reps at 62.5 kg" in page.text
    assert "Set 1, rep by rep edited" not in page.text
    store.edits.add(session_id, Edit(kind=EditKind.RESTORE, start_s=UNRACK.start_s, end_s=UNRACK.end_s))
    assert "Set 1, rep by rep edited" in Reader(client.get(f"/sessions/{session_id}").text).text


def test_telling_the_same_again_keeps_no_edit(made: tuple[TestClient, Store], session_id: str) -> None:
    client, store = made
    client.post(f"/sessions/{session_id}/tell", data={"set": "1", "exercise": "bench"})
    assert store.edits.of(session_id) == ()


def test_the_printed_page_shows_every_set(made: tuple[TestClient, Store]) -> None:
    client, store = made
    one = lifted_set()
    later = replace(
        one,
        start_s=one.start_s + 100,
        end_s=one.end_s + 100,
        reps=tuple(
            replace(
                rep,
                concentric_start_s=rep.concentric_start_s + 100,
                concentric_end_s=rep.concentric_end_s + 100,
            )
            for rep in one.reps
        ),
        rejected=(),
        trace=replace(one.trace, start_s=100.0),
    )
    two = store.add_recording(
        lifted_recording(),
        replace(lifted_result(), sets=(one, later)),
        origin=Origin.UPLOAD,
        started_at=STARTED,
        exercise="bench",
    )
    page = Reader(client.get(f"/sessions/{two}/print").text)
    assert "Set 1, rep by rep" in page.text
    assert "Set 2, rep by rep" in page.text
    assert [tag for tag, _ in page.tags if tag in ("form", "input", "select")] == []


def test_reps_lifted_in_a_gap_are_counted_but_have_no_velocity(made: tuple[TestClient, Store], session_id: str) -> None:
    client, _ = made
    page = client.get(f"/sessions/{session_id}").text
    assert "Reps lifted in the gap at 31.0 s" in page
    told = {"set": "1", "kind": "gap_reps", "start_s": "31.0", "end_s": "31.5", "value": "2"}
    assert client.post(f"/sessions/{session_id}/mend", data=told).status_code == 303
    after = Reader(client.get(f"/sessions/{session_id}").text)
    assert "And 2 reps in a gap, told by hand." in after.text
    assert "10 + 1 failed" in after.text
    assert "63 %" in after.text
    assert client.post(f"/sessions/{session_id}/mend", data={**told, "value": "0"}).status_code == 422


def test_paper_says_of_a_session_what_its_page_says(made: tuple[TestClient, Store]) -> None:
    client, store = made
    session_id, recorder = store.begin(source="x", origin=Origin.SIMULATION, gyroscope=True, started_at=STARTED)
    for status in ("recording", "interrupted"):
        for path in ("", "/print"):
            text = Reader(client.get(f"/sessions/{session_id}{path}").text).text
            assert "simulation, not a person" in text, path
            assert status in text, path
        recorder.close()
        store.clean_up()


@pytest.mark.parametrize("path", ["", "/print"])
def test_a_session_under_way_is_not_said_to_hold_no_set(made: tuple[TestClient, Store], path: str) -> None:
    client, store = made
    session_id, recorder = store.begin(source="x", origin=Origin.SIMULATION, gyroscope=True, started_at=STARTED)
    text = Reader(client.get(f"/sessions/{session_id}{path}").text).text
    assert "No set has ended yet" in text
    assert "moved like a rep" not in text
    recorder.close()
    store.clean_up()
    assert "No set was found" in Reader(client.get(f"/sessions/{session_id}{path}").text).text
