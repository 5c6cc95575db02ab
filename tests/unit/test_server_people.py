"""Lifters, sensors, edits and history in the store."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from model.history import Experience
from model.stop import Goal
from sensing.events import RepForm, SessionResult
from server.edits import Edit, EditKind, EditValue, Told
from server.errors import ServerError
from server.lifters import About
from server.settings import Settings
from server.store import Store
from server.tables import Origin
from tests.support.scripted import lifted_result
from tests.support.sessions import STARTED, some_recording, some_result


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(Settings(data_dir=tmp_path))
    yield store
    store.close()


def add(
    store: Store,
    *,
    day: int = 0,
    exercise: str | None = "bench",
    load_kg: float | None = None,
    lifter_id: int | None = None,
    result: SessionResult | None = None,
) -> str:
    return store.add_recording(
        some_recording(count=10),
        result or replace(lifted_result(), sets=tuple(replace(one, exercise=None) for one in lifted_result().sets)),
        origin=Origin.UPLOAD,
        started_at=STARTED + timedelta(days=day),
        exercise=exercise,
        load_kg=load_kg,
        lifter_id=lifter_id,
    )


def of_first_set(store: Store, session_id: str, kind: EditKind, value: EditValue = None) -> Edit:
    one = store.kept(session_id)[1].edited.sets[0].result
    return store.edits.add(session_id, Edit(kind=kind, start_s=one.start_s, end_s=one.end_s, value=value))


def strike(store: Store, session_id: str, index: int) -> Edit:
    rep = store.session(session_id)[1].sets[0].reps[index - 1]
    span = Edit(kind=EditKind.STRIKE, start_s=rep.concentric_start_s, end_s=rep.concentric_end_s)
    return store.edits.add(session_id, span)


def refused(code: str, status: int) -> "pytest.RaisesExc[ServerError]":
    return pytest.RaisesExc(ServerError, check=lambda error: (error.code, error.status) == (code, status))


def test_how_a_rep_was_done_comes_back_as_it_was_measured(store: Store) -> None:
    form = RepForm(pause_bottom_s=0.4, sway_m=0.03, tilt_deg=None)
    one = some_result().sets[0]
    result = replace(some_result(), sets=(replace(one, reps=(replace(one.reps[0], form=form), *one.reps[1:])),))
    assert store.session(add(store, result=result))[1] == result


def test_lifters_are_listed_by_name_with_what_they_told(store: Store) -> None:
    about = About(experience=Experience.BEGINNER, safeties=True, goal=Goal.STRENGTH, stop_loss_frac=0.15)
    ben = store.lifters.add("ben")
    ana = store.lifters.add("  Ana ", about)
    assert store.lifters.all() == (ana, ben)
    assert store.lifters.get(ana.id).about == about
    assert ana.name == "Ana"


def test_a_lifters_target_is_their_own_else_what_is_usual_for_their_goal() -> None:
    assert About().target is None
    assert About(goal=Goal.POWER).target is not None
    own = About(goal=Goal.POWER, stop_reps_in_reserve=2).target
    assert own is not None
    assert (own.goal, own.velocity_loss_frac, own.reps_in_reserve) == (Goal.POWER, None, 2)


@pytest.mark.parametrize("about", [{"stop_loss_frac": 1.0}, {"stop_reps_in_reserve": 6}, {"goal": Goal.OWN}])
def test_a_target_that_cannot_be_meant_is_refused(about: dict[str, float]) -> None:
    with refused("bad_target", 422):
        About(**about)  # type: ignore[arg-type]  # as JSON from outside


def test_a_name_is_taken_whatever_its_capitals(store: Store) -> None:
    ana = store.lifters.add("Ana")
    with refused("name_taken", 409):
        store.lifters.add("ANA")
    assert store.lifters.find_or_add("ana") == ana
    assert store.lifters.change(ana.id, name="ana").name == "ana"


@pytest.mark.parametrize("name", ["", "   ", "a\nb", "x" * 61, "\x1b[31m", "a\u202eb"])
def test_what_cannot_be_shown_on_a_line_is_no_name(store: Store, name: str) -> None:
    with refused("bad_name", 400):
        store.lifters.add(name)
    assert store.lifters.all() == ()


def test_the_sets_of_a_deleted_lifter_become_sets_of_nobody(store: Store) -> None:
    ana, ben = store.lifters.add("Ana"), store.lifters.add("Ben")
    told = add(store, lifter_id=ben.id)
    edited = add(store, lifter_id=ana.id)
    of_first_set(store, edited, EditKind.LIFTER, ben.id)
    store.lifters.delete(ben.id)
    assert store.info(told).lifter is None
    # Not Ana's either, to whom the session was told to belong.
    assert store.kept(edited)[1].edited.sets[0].told.lifter_id is None
    assert store.lifters.add("Cleo").id not in (ana.id, ben.id)


def test_a_sensor_keeps_its_place_and_its_newest_numbers(store: Store) -> None:
    ana = store.lifters.add("Ana")
    store.sensors.seen("AA:01", name="WT901\x07", kind="witmotion", rate_hz=99.8, missing_frac=0.01)
    store.sensors.bind("AA:01", rack="Rack 2", lifter_id=ana.id)
    store.sensors.seen("AA:01", name="WT901", battery_frac=0.4)
    sensor = store.sensors.get("AA:01")
    assert sensor is not None
    assert (sensor.name, sensor.rack, sensor.lifter_id, sensor.rate_hz) == ("WT901", "Rack 2", ana.id, 99.8)
    assert (sensor.battery_frac, sensor.missing_frac) == (0.4, 0.01)
    store.lifters.delete(ana.id)
    assert store.sensors.all()[0].lifter_id is None
    store.sensors.forget("AA:01")
    assert store.sensors.all() == ()
    with refused("no_sensor", 404):
        store.sensors.bind("AA:01", rack=None, lifter_id=None)


def test_an_edit_moves_what_follows_and_undoing_it_moves_it_back(store: Store) -> None:
    session_id = add(store)
    before = store.session(session_id)
    edit = strike(store, session_id, 9)
    info, result = store.session(session_id)
    assert (info.completed_count, info.failed_count, info.edited) == (8, 0, True)
    assert len(result.sets[0].reps) == 8
    assert store.sessions()[0] == info == store.info(session_id)
    store.edits.undo(session_id, edit.id)
    assert store.session(session_id) == before
    store.edits.redo(session_id, edit.id)
    assert store.session(session_id) == (info, result)
    assert store.kept(session_id)[1].found.sets[0].reps == before[1].sets[0].reps


def test_the_newest_edit_is_taken_back_first(store: Store) -> None:
    session_id = add(store)
    first, second = strike(store, session_id, 1), of_first_set(store, session_id, EditKind.LOAD, 80)
    assert [edit.id for edit in store.edits.of(session_id)] == [first.id, second.id]
    taken = [store.edits.undo_last(session_id) for _ in range(3)]
    assert [edit and edit.id for edit in taken] == [second.id, first.id, None]


def test_an_edit_about_nothing_is_refused_and_not_kept(store: Store) -> None:
    session_id = add(store)
    with refused("nothing_there", 409):
        store.edits.add(session_id, Edit(kind=EditKind.STRIKE, start_s=100.0, end_s=101.0))
    with refused("not_found", 404):
        store.edits.add("0" * 32, Edit(kind=EditKind.STRIKE, start_s=1.0, end_s=2.0))
    with refused("no_lifter", 404):
        of_first_set(store, session_id, EditKind.LIFTER, 5)
    with refused("no_edit", 404):
        store.edits.undo(session_id, 1)
    assert store.edits.of(session_id) == ()


def test_an_edit_of_another_session_cannot_be_taken_back_through_this_one(store: Store) -> None:
    first, second = add(store), add(store)
    edit = strike(store, first, 1)
    with refused("no_edit", 404):
        store.edits.undo(second, edit.id)


def test_while_a_session_is_recorded_an_edit_may_be_about_a_set_to_come(store: Store) -> None:
    session_id, recorder = store.begin(
        source="x", origin=Origin.LIVE, gyroscope=True, started_at=STARTED, exercise="bench", load_kg=60.0
    )
    store.edits.add(session_id, Edit(kind=EditKind.LOAD, start_s=0.5, end_s=None, value=80.0))
    rep = lifted_result().sets[0].reps[2]
    live = Edit(kind=EditKind.STRIKE, start_s=rep.concentric_start_s - 0.05, end_s=rep.concentric_end_s + 0.05)
    store.edits.add(session_id, live)
    store.add_set(session_id, 1, lifted_result().sets[0])
    (one,) = store.kept(session_id)[1].edited.sets
    assert one.told.load_kg == 80.0
    assert one.struck == (rep,)
    recorder.close()


def test_edits_outlive_a_new_count_of_the_same_samples(store: Store) -> None:
    session_id = add(store)
    strike(store, session_id, 3)
    of_first_set(store, session_id, EditKind.LOAD, 80)
    found = store.kept(session_id)[1].found
    store.replace_result(session_id, found, sha256="0" * 64)
    (one,) = store.kept(session_id)[1].edited.sets
    assert (len(one.result.reps), one.told.load_kg) == (8, 80.0)


def test_a_session_is_called_by_what_was_said_of_all_its_sets(store: Store) -> None:
    ben = store.lifters.add("Ben")
    session_id = add(store, exercise=None)
    of_first_set(store, session_id, EditKind.EXERCISE, "squat")
    of_first_set(store, session_id, EditKind.LIFTER, ben.id)
    info = store.sessions()[0]
    assert (info.exercise, info.lifter_id, info.lifter) == ("squat", ben.id, "Ben")


@pytest.mark.parametrize(("load_kg", "code"), [(0.0, "bad_load"), (-5.0, "bad_load"), (float("nan"), "bad_load")])
def test_a_load_that_cannot_be_is_refused_and_nothing_kept(store: Store, load_kg: float, code: str) -> None:
    with refused(code, 400):
        add(store, load_kg=load_kg)
    assert store.sessions() == []
    assert list(store.settings.raw_dir.iterdir()) == []


def test_a_session_of_a_lifter_who_is_not_there_is_refused_and_nothing_kept(store: Store) -> None:
    with refused("no_lifter", 404):
        store.begin(source="x", origin=Origin.LIVE, gyroscope=True, started_at=STARTED, lifter_id=3)
    assert store.sessions() == []
    assert list(store.settings.raw_dir.iterdir()) == []


def test_history_holds_a_lifters_sets_of_a_lift_in_order_of_time(store: Store) -> None:
    ana, ben = store.lifters.add("Ana"), store.lifters.add("Ben")
    later = add(store, day=2, lifter_id=ana.id, load_kg=62.5)
    first = add(store, day=1, lifter_id=ana.id, load_kg=60.0)
    add(store, lifter_id=ana.id, exercise="squat")
    add(store, lifter_id=ben.id)
    add(store)
    past = store.history.past_sets(ana.id, "bench")
    assert [one.key for one in past] == [f"{first}:1", f"{later}:1"]
    assert [one.load_kg for one in past] == [60.0, 62.5]
    assert past[0].started_at == STARTED + timedelta(days=1, seconds=lifted_result().sets[0].start_s)
    assert past[0].reps == lifted_result().sets[0].reps
    assert past[0].failed
    assert [(one.exercise, one.set_count) for one in store.history.lifts(ana.id)] == [("bench", 2), ("squat", 1)]
    assert len(store.history.past_sets(None)) == 1


def test_history_goes_by_the_edits(store: Store) -> None:
    ana, ben = store.lifters.add("Ana"), store.lifters.add("Ben")
    session_id = add(store, lifter_id=ana.id)
    of_first_set(store, session_id, EditKind.LIFTER, ben.id)
    of_first_set(store, session_id, EditKind.FELT_RIR, 2)
    of_first_set(store, session_id, EditKind.LOAD, 75)
    strike(store, session_id, 9)
    assert store.history.past_sets(ana.id) == ()
    (one,) = store.history.past_sets(ben.id, "bench")
    assert (one.felt_rir, one.load_kg, one.failed, len(one.reps)) == (2, 75.0, False, 8)


def test_a_restored_rep_has_its_velocity_in_the_history_too(store: Store) -> None:
    session_id = add(store, lifter_id=store.lifters.add("Ana").id)
    rep = lifted_result().sets[0].reps[4]
    # What the engine would have refused: the fifth rep, as a movement of its own.
    found = store.kept(session_id)[1].found
    one = found.sets[0]
    unrack = replace(one.rejected[0], start_s=rep.concentric_start_s, end_s=rep.concentric_end_s)
    fewer = replace(one, reps=(*one.reps[:4], *one.reps[5:]), rejected=(unrack,))
    store.replace_result(session_id, replace(found, sets=(fewer,)), sha256="0" * 64)
    span = Edit(kind=EditKind.RESTORE, start_s=rep.concentric_start_s, end_s=rep.concentric_end_s)
    store.edits.add(session_id, span)
    (past,) = store.history.past_sets(1)
    assert past.reps == store.session(session_id)[1].sets[0].reps
    assert past.reps[4].peak_velocity_mps == pytest.approx(rep.peak_velocity_mps, rel=0.03)


def test_a_set_without_any_rep_left_is_no_part_of_the_history(store: Store) -> None:
    result = replace(some_result(), sets=(replace(some_result().sets[0], reps=some_result().sets[0].reps[:1]),))
    session_id = add(store, result=result)
    strike(store, session_id, 1)
    assert store.history.past_sets(None) == ()
    assert store.session(session_id)[1].sets[0].reps == ()


def test_what_was_told_last_is_offered_first(store: Store) -> None:
    ana, ben = store.lifters.add("Ana"), store.lifters.add("Ben")
    assert store.history.recent().last == Told()
    add(store, day=0, lifter_id=ana.id, exercise="squat", load_kg=100.0)
    add(store, day=1, lifter_id=ana.id, exercise="bench", load_kg=60.0)
    add(store, day=2, lifter_id=ana.id, exercise="bench", load_kg=62.5)
    add(store, day=3, lifter_id=ben.id, exercise="row", load_kg=50.0)
    assert store.history.recent().last == Told(exercise="row", load_kg=50.0, lifter_id=ben.id)
    recent = store.history.recent(ana.id)
    assert recent.last == Told(exercise="bench", load_kg=62.5, lifter_id=ana.id)
    assert recent.exercises == ("bench", "squat")
    assert recent.loads_kg == {"bench": (62.5, 60.0), "squat": (100.0,)}


@contextmanager
def counted_queries(store: Store) -> Iterator[list[str]]:
    statements: list[str] = []

    def count(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(store._database, "before_cursor_execute", count)
    yield statements
    event.remove(store._database, "before_cursor_execute", count)


def test_history_asks_as_often_for_forty_sessions_as_for_two(store: Store) -> None:
    ana = store.lifters.add("Ana")
    asked = []
    for sessions in (2, 38):
        for day in range(sessions):
            session_id = add(store, day=day, lifter_id=ana.id)
            strike(store, session_id, 1)
        with counted_queries(store) as statements:
            store.history.past_sets(ana.id, "bench")
            store.sessions()
        asked.append(len(statements))
    assert asked[0] == asked[1] < 20
    assert len(store.history.past_sets(ana.id)) == 40


def test_history_uses_its_indexes(store: Store) -> None:
    with counted_queries(store) as statements:
        store.history.past_sets(1, "bench")
    with store._database.connect() as connection:
        for statement in statements:
            rows = connection.exec_driver_sql(f"explain query plan {statement}", (1,) * statement.count("?"))
            plan = [row[-1] for row in rows]
            scans = [step for step in plan if step.startswith("SCAN") and "USING" not in step]
            # An empty table may be walked through; the tables that grow with every rep may not.
            assert not any(table in step for step in scans for table in ("reps", "traces", "rejections")), plan


MARKER = b"marker"


def test_what_was_deleted_is_in_no_file_any_more(store: Store) -> None:
    kept = add(store)
    ana = store.lifters.add("marker Ana")
    recording = replace(some_recording(source="marker.csv", count=10), notes=("marker note",))
    for day in range(3):
        session_id = store.add_recording(
            recording,
            lifted_result(),
            origin=Origin.UPLOAD,
            started_at=STARTED + timedelta(days=day),
            exercise="marker press",
            lifter_id=ana.id,
        )
        of_first_set(store, session_id, EditKind.LABEL, "marker set")
    assert files_with_marker(store)
    assert store.delete_lifter(ana.id, with_sessions=True) == 3
    assert files_with_marker(store) == []
    assert [info.id for info in store.sessions()] == [kept]
    assert [path.name for path in store.settings.raw_dir.iterdir()] == [f"{kept}.csv"]


def test_the_edits_of_a_deleted_session_are_in_no_file_any_more(store: Store) -> None:
    session_id = add(store)
    of_first_set(store, session_id, EditKind.LABEL, "marker set")
    store.delete(session_id)
    assert files_with_marker(store) == []


def test_what_was_deleted_while_another_read_is_gone_after_the_next_start(store: Store) -> None:
    session_id = add(store)
    of_first_set(store, session_id, EditKind.LABEL, "marker set")
    with store._database.connect() as reader:
        reader.exec_driver_sql("begin")
        reader.exec_driver_sql("select * from sessions").all()
        store.delete(session_id)
        assert files_with_marker(store) == ["lastrep.db-wal"]
    store.clean_up()
    assert files_with_marker(store) == []


def files_with_marker(store: Store) -> list[str]:
    files = (path for path in store.settings.data_dir.rglob("*") if path.is_file())
    return sorted(path.name for path in files if MARKER in path.read_bytes())
