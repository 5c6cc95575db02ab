"""The pages of lifters and lifts: the numbers they rest on, and that edits and people move them as they should."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from model.artifact import ModelError
from model.stop import Goal
from server.coach import Coach, target_words
from server.edits import Edit, EditKind, Told
from server.history_view import HistoryView, history_view
from server.lifters import About
from server.store import Store
from server.tables import Origin
from tests.support.reading_pages import Reader
from tests.support.scripted import lifted_recording, lifted_result
from tests.support.sessions import STARTED
from tests.support.training import (
    LAST_DAY,
    MAXIMUM_KG,
    add_training,
    speed_mps,
)
from tests.support.web import scripted_client

TODAY = LAST_DAY + timedelta(days=3)


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[TestClient, Store]]:
    with scripted_client(tmp_path) as (client, store, _):
        yield client, store


def view_of(store: Store, *, weeks: int | None = 12) -> HistoryView:
    lifter = store.lifters.all()[0]
    past = store.history.past_sets(lifter.id, "bench")
    return history_view(lifter, "bench", past, today=TODAY, weeks=weeks, put_back=store.history.put_back(lifter.id))


def test_the_line_meets_the_slowest_finish_near_the_maximum_that_was_put_in(made: tuple[TestClient, Store]) -> None:
    add_training(made[1])
    chart = view_of(made[1]).load_speed.chart
    assert chart is not None
    assert float(chart.maximum.label.split()[0]) == pytest.approx(MAXIMUM_KG, abs=4)
    low_kg, high_kg = (float(words) for words in chart.maximum.label.split(", ")[1].split(" to "))
    assert low_kg < MAXIMUM_KG < high_kg
    assert len(chart.velocity_ticks) <= 4


def test_points_stand_where_their_load_and_speed_are(made: tuple[TestClient, Store]) -> None:
    add_training(made[1])
    view = view_of(made[1]).load_speed
    assert view.chart is not None
    left_to_right = sorted(view.chart.kept, key=lambda mark: mark.x_pct)
    assert left_to_right[0].y_px < left_to_right[-1].y_px
    near_mps = [float(point.velocity) for point in view.kept if point.load == "60 kg"]
    assert near_mps == pytest.approx([speed_mps(60.0)] * len(near_mps), abs=0.04)


def test_a_point_that_is_odd_is_numbered_and_can_be_put_back_and_left_out_again(made: tuple[TestClient, Store]) -> None:
    client, store = made
    lifter = add_training(store)
    one = store.history.past_sets(lifter.id)[-3]
    _, kept = store.kept(one.session)
    for told in kept.edited.sets:  # a light session, told to be heavy: far over the line
        span = told.result
        store.edits.add(one.session, Edit(kind=EditKind.LOAD, start_s=span.start_s, end_s=span.end_s, value=95.0))
    left_out = view_of(store).load_speed.left_out
    assert [point.load for point in left_out] == ["95 kg"]
    assert "over your line" in left_out[0].reason
    fields = {"exercise": "bench", "session": left_out[0].session_id, "set": str(left_out[0].index)}
    assert client.post(f"/lifters/{lifter.id}/put-back", data=fields).status_code == 303
    back = view_of(store).load_speed
    assert back.left_out == ()
    assert [point.load for point in back.put_back] == ["95 kg"]
    fields["edit"] = str(back.put_back[0].edit_id)
    assert client.post(f"/lifters/{lifter.id}/leave-out", data=fields).status_code == 303
    assert [point.load for point in view_of(store).load_speed.left_out] == ["95 kg"]


def test_what_is_old_is_counted_but_not_drawn(made: tuple[TestClient, Store]) -> None:
    add_training(made[1])
    view = view_of(made[1]).load_speed
    assert view.chart is not None
    assert len(view.old) > 5
    assert view.left_out == ()
    assert view.chart.left_out == ()


def test_one_load_gives_no_line_and_says_what_would_help(made: tuple[TestClient, Store]) -> None:
    client, store = made
    lifter = store.lifters.add("Ben")
    store.add_recording(
        lifted_recording(1.0),
        lifted_result(),
        origin=Origin.UPLOAD,
        started_at=STARTED,
        exercise="bench",
        load_kg=60.0,
        lifter_id=lifter.id,
    )
    page = Reader(client.get(f"/lifters/{lifter.id}/history?exercise=bench").text)
    assert "A profile needs 3 different loads. You have 60 kg." in page.text
    assert "from what is published" in page.text or "learned from" in page.text


def test_the_page_of_a_lifter_names_the_stop_that_the_live_page_goes_by(made: tuple[TestClient, Store]) -> None:
    client, store = made
    one = store.lifters.add("Untold")
    shown = Reader(client.get(f"/lifters/{one.id}").text).text
    assert target_words(Coach(store, Told(lifter_id=one.id)).target).removeprefix("stop ") in shown
    store.lifters.change(one.id, about=About(goal=Goal.POWER))
    assert "Sets stop at 10 %." in Reader(client.get(f"/lifters/{one.id}").text).text


def test_each_lifter_has_a_history_of_their_own(made: tuple[TestClient, Store]) -> None:
    client, store = made
    ana, ben = add_training(store), store.lifters.add("Ben")
    assert client.get(f"/lifters/{ana.id}/history?exercise=bench").status_code == 200
    refused = client.get(f"/lifters/{ben.id}/history?exercise=bench")
    assert refused.status_code == 404
    assert "Bench was never lifted by Ben" in Reader(refused.text).text


def test_a_lifter_is_added_changed_and_deleted_by_forms(made: tuple[TestClient, Store]) -> None:
    client, store = made
    added = client.post("/lifters", data={"name": "Ana", "goal": "hypertrophy", "safeties": "no"})
    assert added.status_code == 303
    lifter = store.lifters.all()[0]
    assert (lifter.about.safeties, lifter.about.target is not None) == (False, True)
    client.post(f"/lifters/{lifter.id}", data={"name": "Anna", "stop_loss_percent": "22,5"})
    changed = store.lifters.get(lifter.id)
    assert (changed.name, changed.about.stop_loss_frac) == ("Anna", 0.225)
    assert "Sets stop at 22 %." in Reader(client.get(f"/lifters/{lifter.id}").text).text
    assert client.post(f"/lifters/{lifter.id}/delete").headers["location"] == "/lifters"
    assert store.lifters.all() == ()


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": "x" * 101},
        {"name": "Ana", "goal": "glory"},
        {"name": "Ana", "safeties": "maybe"},
        {"name": "Ana", "stop_loss_percent": "nan"},
        {"name": "Ana", "stop_loss_percent": "500"},
        {"name": "Ana", "stop_reps_in_reserve": "99999999999"},
        {"name": "Ana", "stop_reps_in_reserve": "1.5"},
        {"name": "Ana", "goal": "own"},
    ],
)
def test_a_senseless_lifter_is_refused_in_a_line(made: tuple[TestClient, Store], fields: dict[str, str]) -> None:
    client, store = made
    assert client.post("/lifters", data=fields).status_code in (400, 422)
    assert store.lifters.all() == ()


def test_names_and_lifts_from_outside_do_not_become_markup(made: tuple[TestClient, Store]) -> None:
    client, store = made
    lifter = store.lifters.add("<b>x</b>\"'")
    store.add_recording(
        lifted_recording(1.0),
        replace(lifted_result(), sets=tuple(replace(one, exercise=None) for one in lifted_result().sets)),
        origin=Origin.UPLOAD,
        started_at=STARTED,
        exercise="<i>a/b?&</i>",
        load_kg=60.0,
        lifter_id=lifter.id,
    )
    lift = store.history.lifts(lifter.id)[0].exercise
    page = client.get(f"/lifters/{lifter.id}/history", params={"exercise": lift})
    assert page.status_code == 200
    for text in (page.text, client.get("/lifters").text, client.get(f"/lifters/{lifter.id}").text):
        assert "<b>x" not in text
        assert "<i>a" not in text


def test_the_link_to_a_lift_of_an_odd_name_leads_there(made: tuple[TestClient, Store]) -> None:
    client, store = made
    lifter = store.lifters.add("Ana")
    result = replace(lifted_result(), sets=tuple(replace(one, exercise=None) for one in lifted_result().sets))
    store.add_recording(
        lifted_recording(1.0),
        result,
        origin=Origin.UPLOAD,
        started_at=STARTED,
        exercise="row/wide&slow",
        lifter_id=lifter.id,
    )
    links = [
        attributes["href"] for tag, attributes in Reader(client.get(f"/lifters/{lifter.id}").text).tags if tag == "a"
    ]
    (link,) = [link for link in links if link and "/history?" in link]
    assert client.get(link).status_code == 200


def test_an_installation_without_a_model_still_shows_the_count(
    made: tuple[TestClient, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ModelError("proximity.npz: no such file. Install lastrep again.")

    client, store = made
    lifter = add_training(store)
    session_id = store.history.past_sets(lifter.id)[-1].session
    monkeypatch.setattr("server.left.proximity", broken)
    page = Reader(client.get(f"/sessions/{session_id}?set=1").text)
    assert "The model of reps left cannot be used" in page.text
    assert "5 + 1 failed" in page.text


def test_sets_of_nobody_have_a_history_but_no_advice(made: tuple[TestClient, Store]) -> None:
    client, store = made
    assert "Nobody told" not in client.get("/lifters").text
    store.add_recording(
        lifted_recording(1.0), lifted_result(), origin=Origin.UPLOAD, started_at=STARTED, exercise="bench", load_kg=60.0
    )
    assert "Nobody told" in client.get("/lifters").text
    page = Reader(client.get("/lifters/0").text)
    assert "nobody told whose they are" in page.text
    assert "What the last session says" not in page.text
    assert client.get("/lifters/0/history?exercise=bench").status_code == 200
    assert client.post("/lifters/0", data={"name": "x"}).status_code == 422


def test_what_the_lifter_felt_teaches_the_profile(made: tuple[TestClient, Store]) -> None:
    client, store = made
    lifter = store.lifters.add("Ana")
    found = lifted_result()
    never_failed = replace(found, sets=tuple(replace(one, reps=one.reps[:8]) for one in found.sets))
    session_id = store.add_recording(
        lifted_recording(1.0),
        never_failed,
        origin=Origin.UPLOAD,
        started_at=STARTED,
        exercise="bench",
        load_kg=60.0,
        lifter_id=lifter.id,
    )
    path = f"/lifters/{lifter.id}/history?exercise=bench"
    assert "no set of yours shows it yet" in Reader(client.get(path).text).text
    span = store.kept(session_id)[1].edited.sets[0].result
    felt = {"set": "1", "kind": "felt_rir", "start_s": str(span.start_s), "end_s": str(span.end_s), "value": "1"}
    assert client.post(f"/sessions/{session_id}/mend", data=felt).status_code == 303
    assert "learned from 1 set with felt reps left" in Reader(client.get(path).text).text
    edit_id = store.edits.of(session_id)[0].id
    client.post(f"/sessions/{session_id}/undo", data={"set": "1", "edit": str(edit_id)})
    assert "no set of yours shows it yet" in Reader(client.get(path).text).text
