"""A session of forty sets opens in under a second. The bounds leave room for a machine that others use as well."""

import time

import numpy as np
from playwright.sync_api import Page

from server.tables import Origin
from tests.support.browsing import Site
from tests.support.scripted import lifted_recording
from tests.support.sessions import STARTED
from tests.support.training import add_training, trained_session, trained_set

SERVER_S = 1.0
"""Most time of a processor for the server to answer [s]; measured 0.2 to 0.4 s. Counted so, not by the clock on the
wall, because it is the program that is tested and not what else the machine does."""

PAGE_S = 4.0
"""Longest time until the page is loaded in the browser [s]; measured 0.6 s. The aim is one second."""


def test_a_session_of_forty_sets_opens_quickly(page: Page, site: Site) -> None:
    lifter = add_training(site.store)
    rng = np.random.default_rng(2)
    sets = [trained_set(5.0 + 60 * index, 40.0 + index, 8, failed=index % 9 == 8, rng=rng) for index in range(40)]
    session_id = site.store.add_recording(
        lifted_recording(1.0),
        trained_session(sets),
        origin=Origin.SIMULATION,
        started_at=STARTED,
        exercise="bench",
        load_kg=60.0,
        lifter_id=lifter.id,
    )
    path = f"/sessions/{session_id}"
    page.goto(path)  # what is done once only, such as reading the templates, is not of the session
    tries_s = []
    for _ in range(3):  # what else this process does, such as clearing its memory away, falls into one of them
        began_s = time.process_time()
        answer = page.request.get(path)
        tries_s.append(time.process_time() - began_s)
        assert answer.ok
    server_s = min(tries_s)
    page.goto(path)
    loaded_s = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd") / 1000
    assert page.locator("table.sets tbody tr").count() == 40
    print(f"server {server_s:.2f} s, page {loaded_s:.2f} s")  # noqa: T201
    assert server_s < SERVER_S
    assert loaded_s < PAGE_S
