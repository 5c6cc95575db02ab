"""Edits in the store: what they move, how they are taken back, and which are refused."""

from server.edits import Edit, EditKind
from server.store import Store
from server.tables import Origin
from tests.support.scripted import lifted_result
from tests.support.sessions import STARTED
from tests.support.stores import add_lifted, of_first_set, refused, strike


def test_an_edit_moves_what_follows_and_undoing_it_moves_it_back(store: Store) -> None:
    session_id = add_lifted(store)
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
    session_id = add_lifted(store)
    first, second = strike(store, session_id, 1), of_first_set(store, session_id, EditKind.LOAD, 80)
    assert [edit.id for edit in store.edits.of(session_id)] == [first.id, second.id]
    taken = [store.edits.undo_last(session_id) for _ in range(3)]
    assert [edit and edit.id for edit in taken] == [second.id, first.id, None]


def test_an_edit_about_nothing_is_refused_and_not_kept(store: Store) -> None:
    session_id = add_lifted(store)
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
    first, second = add_lifted(store), add_lifted(store)
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
    session_id = add_lifted(store)
    strike(store, session_id, 3)
    of_first_set(store, session_id, EditKind.LOAD, 80)
    found = store.kept(session_id)[1].found
    store.replace_result(session_id, found, sha256="0" * 64)
    (one,) = store.kept(session_id)[1].edited.sets
    assert (len(one.result.reps), one.told.load_kg) == (8, 80.0)


def test_a_session_is_called_by_what_was_said_of_all_its_sets(store: Store) -> None:
    ben = store.lifters.add("Ben")
    session_id = add_lifted(store, exercise=None)
    of_first_set(store, session_id, EditKind.EXERCISE, "squat")
    of_first_set(store, session_id, EditKind.LIFTER, ben.id)
    info = store.sessions()[0]
    assert (info.exercise, info.lifter_id, info.lifter) == ("squat", ben.id, "Ben")
