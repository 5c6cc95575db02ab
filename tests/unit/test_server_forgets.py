"""What was deleted is in no file any more."""

from dataclasses import replace
from datetime import timedelta

from server.edits import EditKind
from server.store import Store
from server.tables import Origin
from tests.support.scripted import lifted_result
from tests.support.sessions import STARTED, some_recording
from tests.support.stores import add_lifted, of_first_set

MARKER = b"marker"


def test_what_was_deleted_is_in_no_file_any_more(store: Store) -> None:
    kept = add_lifted(store)
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
    session_id = add_lifted(store)
    of_first_set(store, session_id, EditKind.LABEL, "marker set")
    store.delete(session_id)
    assert files_with_marker(store) == []


def test_what_was_deleted_while_another_read_is_gone_after_the_next_start(store: Store) -> None:
    session_id = add_lifted(store)
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
