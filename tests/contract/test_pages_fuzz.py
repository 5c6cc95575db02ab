"""Pages and forms asked with anything at all: each answers with a page, a redirect or a refusal, never a fault."""

from collections.abc import Iterator

import pytest
from fastapi.routing import APIRoute
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from server.edits import Edit, EditKind
from server.routes import history, pages, summary
from server.store import Store
from server.tables import Origin
from tests.support.scripted import lifted_result
from tests.support.sessions import STARTED, some_recording
from tests.support.web import scripted_client

ROUTES = sorted(
    (route.path, method, route)
    for module in (pages, summary, history)
    for route in module.router.routes
    if isinstance(route, APIRoute)
    for method in sorted(route.methods or ())
)
VALUES = st.one_of(
    st.text(max_size=50),
    st.integers(-3, 20).map(str),
    st.integers().map(str),
    st.floats(width=32).map(str),
    st.sampled_from(["1e999", "-0", "null", "bench", "strike", "restore", "load", "lifter", "4.0", "4.6", "30", "all"]),
)

Made = tuple[TestClient, Store]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    with scripted_client(tmp_path_factory.mktemp("fuzz")) as (client, store, _):
        yield client, store


def names_of_what_is_there(store: Store) -> dict[str, str]:
    """Put back what a form deleted."""
    lifter = store.lifters.find_or_add("Ana")
    if not store.sessions():
        session_id = store.add_recording(
            some_recording(count=50),
            lifted_result(),
            origin=Origin.UPLOAD,
            started_at=STARTED,
            exercise="bench",
            load_kg=60.0,
            lifter_id=lifter.id,
        )
        store.edits.add(session_id, Edit(kind=EditKind.STRIKE, start_s=4.0, end_s=4.6))
    return {"session_id": store.sessions()[0].id, "lifter_id": str(lifter.id)}


@pytest.mark.parametrize(
    "route", [pytest.param(route, id=f"{method} {path}") for path, method, route in ROUTES if path != "/upload"]
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_no_page_and_no_form_is_answered_by_a_fault(made: Made, route: APIRoute, data: st.DataObject) -> None:
    client, store = made
    there = names_of_what_is_there(store)
    known = data.draw(st.booleans() | st.just(True))
    path = route.path
    for field in route.dependant.path_params:
        made_up = data.draw(st.sampled_from(["0", "-1", "9" * 25, "nope", "..%2f", "%00", "%ff"]))
        path = path.replace(f"{{{field.name}}}", there[field.name] if known else made_up)
    asked = {
        group: data.draw(st.fixed_dictionaries({}, optional={field.alias: VALUES for field in fields}))
        for group, fields in (("params", route.dependant.query_params), ("data", route.dependant.body_params))
    }
    method = next(iter(route.methods or ()))
    response = client.request(method, path, params=asked["params"], data=asked["data"] or None)
    assert response.status_code < 500, (method, path, asked, response.text[:500])


def test_every_page_route_was_asked() -> None:
    assert {path for path, _, _ in ROUTES} >= {"/", "/sessions/{session_id}/mend", "/lifters/{lifter_id}/history"}
