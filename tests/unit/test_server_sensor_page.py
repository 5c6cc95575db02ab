"""The page on which a sensor is given to a rack or a person."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from server.store import Store
from tests.support.reading_pages import Reader
from tests.support.web import scripted_client

ADDRESS = "C0:FF:EE:00:00:01"


@pytest.fixture
def made(tmp_path: Path) -> Iterator[tuple[TestClient, Store]]:
    with scripted_client(tmp_path) as (client, store, _):
        yield client, store


def test_a_page_without_sensors_says_how_one_comes_here(made: tuple[TestClient, Store]) -> None:
    page = Reader(made[0].get("/sensors").text)
    assert "No sensor was used yet" in page.text
    assert "lastrep live" in page.text


def test_a_sensor_is_shown_as_measured_and_given_to_a_rack_and_a_person(made: tuple[TestClient, Store]) -> None:
    client, store = made
    ana = store.lifters.add("Ana")
    store.sensors.seen(ADDRESS, name="WT<b>9011", kind="witmotion", rate_hz=9.6, missing_frac=0.004, battery_frac=0.1)
    page = client.get("/sensors").text
    assert "9.6 Hz, 0.4 % lost, battery 10 % ▲ low" in Reader(page).text
    assert "<b>9011" not in page
    asked = {"address": ADDRESS, "rack": " Rack 2 ", "lifter": str(ana.id)}
    assert client.post("/sensors", data=asked).headers["location"] == "/sensors"
    bound = store.sensors.get(ADDRESS)
    assert bound is not None
    assert (bound.rack, bound.lifter_id) == ("Rack 2", ana.id)
    client.post("/sensors", data={"address": ADDRESS})
    free = store.sensors.get(ADDRESS)
    assert free is not None
    assert (free.rack, free.lifter_id) == (None, None)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"address": "nobody"}, 404),
        ({"address": ADDRESS, "lifter": "99"}, 404),
        ({"address": ADDRESS, "lifter": "x"}, 422),
        ({"address": ADDRESS, "rack": "a\nb"}, 400),
    ],
)
def test_a_place_that_cannot_be_is_refused(made: tuple[TestClient, Store], fields: dict[str, str], status: int) -> None:
    client, store = made
    store.sensors.seen(ADDRESS, name="WT9011")
    assert client.post("/sensors", data=fields).status_code == status
    one = store.sensors.get(ADDRESS)
    assert one is not None
    assert (one.rack, one.lifter_id) == (None, None)


def test_a_forgotten_sensor_is_gone_until_it_is_used_again(made: tuple[TestClient, Store]) -> None:
    client, store = made
    store.sensors.seen(ADDRESS, name="WT9011")
    client.post("/sensors/forget", data={"address": ADDRESS})
    assert store.sensors.all() == ()
