"""The history of a lifter in the store: which sets, in which order, and at what cost."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from server.edits import Edit, EditKind, Told
from server.store import Store
from tests.support.scripted import lifted_result
from tests.support.sessions import STARTED, some_result
from tests.support.stores import add_lifted, of_first_set, strike


def test_history_holds_a_lifters_sets_of_a_lift_in_order_of_time(store: Store) -> None:
    ana, ben = store.lifters.add("Ana"), store.lifters.add("Ben")
    later = add_lifted(store, day=2, lifter_id=ana.id, load_kg=62.5)
    first = add_lifted(store, day=1, lifter_id=ana.id, load_kg=60.0)
    add_lifted(store, lifter_id=ana.id, exercise="squat")
    add_lifted(store, lifter_id=ben.id)
    add_lifted(store)
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
    session_id = add_lifted(store, lifter_id=ana.id)
    of_first_set(store, session_id, EditKind.LIFTER, ben.id)
    of_first_set(store, session_id, EditKind.FELT_RIR, 2)
    of_first_set(store, session_id, EditKind.LOAD, 75)
    strike(store, session_id, 9)
    assert store.history.past_sets(ana.id) == ()
    (one,) = store.history.past_sets(ben.id, "bench")
    assert (one.felt_rir, one.load_kg, one.failed, len(one.reps)) == (2, 75.0, False, 8)


def test_a_restored_rep_has_its_velocity_in_the_history_too(store: Store) -> None:
    session_id = add_lifted(store, lifter_id=store.lifters.add("Ana").id)
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
    session_id = add_lifted(store, result=result)
    strike(store, session_id, 1)
    assert store.history.past_sets(None) == ()
    assert store.session(session_id)[1].sets[0].reps == ()


def test_what_was_told_last_is_offered_first(store: Store) -> None:
    ana, ben = store.lifters.add("Ana"), store.lifters.add("Ben")
    assert store.history.recent().last == Told()
    add_lifted(store, day=0, lifter_id=ana.id, exercise="squat", load_kg=100.0)
    add_lifted(store, day=1, lifter_id=ana.id, exercise="bench", load_kg=60.0)
    add_lifted(store, day=2, lifter_id=ana.id, exercise="bench", load_kg=62.5)
    add_lifted(store, day=3, lifter_id=ben.id, exercise="row", load_kg=50.0)
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
            session_id = add_lifted(store, day=day, lifter_id=ana.id)
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
