"""Forms of the pages take any text in any field: they do what is asked or refuse it, and never fail."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from server.edits import EditKind
from server.tables import Origin
from tests.support.scripted import lifted_recording, lifted_result
from tests.support.sessions import STARTED
from tests.support.web import scripted_client

FAILURE = 500

ODD = st.one_of(
    st.text(max_size=30),
    st.integers().map(str),
    st.floats().map(str),
    st.sampled_from(
        ["", " ", "0", "1", "-1", "nan", "inf", "1e999", "9" * 30, "4.0", "28.7", "completed", "\x00", "'"]
    ),
)
FOUND = lifted_result().sets[0]
STARTS = [FOUND.start_s, *(rep.concentric_start_s for rep in FOUND.reps), *(one.start_s for one in FOUND.rejected)]
ENDS = [FOUND.end_s, *(rep.concentric_end_s for rep in FOUND.reps), *(one.end_s for one in FOUND.rejected)]
START, END = (st.one_of(ODD, st.sampled_from([str(time_s) for time_s in times])) for times in (STARTS, ENDS))
KIND = st.one_of(ODD, st.sampled_from([kind.value for kind in EditKind]))

FORMS = {
    "/sessions/{session}/mend": {"set": ODD, "kind": KIND, "start_s": START, "end_s": END, "value": ODD},
    "/sessions/{session}/undo": {"set": ODD, "edit": ODD},
    "/sessions/{session}/tell": {"set": ODD, "exercise": ODD, "load_kg": ODD, "lifter": ODD, "which": ODD},
    "/lifters": {
        "name": ODD,
        "experience": ODD,
        "safeties": ODD,
        "goal": ODD,
        "stop_loss_percent": ODD,
        "stop_reps_in_reserve": ODD,
    },
    "/sensors": {"address": ODD, "rack": ODD, "lifter": ODD},
    "/sensors/forget": {"address": ODD},
    "/lifters/1/put-back": {"exercise": ODD, "session": ODD, "set": ODD, "weeks": ODD},
    "/lifters/1/leave-out": {"exercise": ODD, "session": ODD, "edit": ODD, "weeks": ODD},
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, str]]:
    folder: Path = tmp_path_factory.mktemp("forms")
    with scripted_client(folder) as (client, store, _):
        lifter = store.lifters.add("Ana")
        session_id = store.add_recording(
            lifted_recording(1.0),
            lifted_result(),
            origin=Origin.UPLOAD,
            started_at=STARTED,
            exercise="bench",
            load_kg=60.0,
            lifter_id=lifter.id,
        )
        yield client, session_id


@pytest.mark.parametrize("path", FORMS)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_form_with_anything_in_it_never_fails(made: tuple[TestClient, str], path: str, data: st.DataObject) -> None:
    client, session_id = made
    fields = {name: data.draw(values) for name, values in FORMS[path].items()}
    # Text that is no Unicode cannot be sent by a browser.
    sent = {name: value.encode("utf-8", "replace") for name, value in fields.items()}
    answer = client.post(path.format(session=session_id), data=sent)
    assert answer.status_code < FAILURE, (path, fields)


@given(exercise=ODD, weeks=ODD, number=ODD)
@settings(max_examples=60, deadline=None)
def test_an_address_with_anything_in_it_never_fails(
    made: tuple[TestClient, str], exercise: str, weeks: str, number: str
) -> None:
    client, session_id = made
    odd = {"exercise": exercise.encode("utf-8", "replace"), "weeks": weeks.encode("utf-8", "replace")}
    assert client.get("/lifters/1/history", params=odd).status_code < FAILURE
    chosen = {"set": number.encode("utf-8", "replace")}
    assert client.get(f"/sessions/{session_id}", params=chosen).status_code < FAILURE


def test_the_pages_still_open_after_what_was_taken_in(made: tuple[TestClient, str]) -> None:
    client, session_id = made
    assert client.get(f"/sessions/{session_id}").status_code == 200
    assert client.get("/lifters").status_code == 200
    assert client.get("/lifters/1").status_code == 200
