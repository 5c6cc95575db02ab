"""Two racks at once over Bluetooth, virtual sensors and all: the real server, the real engine, a real browser."""

import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from sensing.ble.client import ClientParams, SensorClient
from sensing.importers import read_recording
from sensing.samples import Recording
from sensing.session import analyze
from server.app import create_app, make_hub
from server.intake import Heading, Intake
from server.run import address_of, listen, run_app
from server.sensor_session import SensorSession
from server.settings import Settings
from server.store import Store
from server.tables import Origin
from tests.support.bluetooth import QUICK, Setting, on_the_air, starting_at

SESSIONS = Path(__file__).parents[2] / "datasets/simulated"
BEFORE_S = 3.0
"""The bar is picked up so long after the start; a set is a set only when the bar was still before [s]."""

SLOW_MS = 60_000
"""Other work may have this machine busy; what is waited for takes a tenth of it [ms]."""


@dataclass
class Gym:
    """Two racks and the server of both."""

    address: str
    store: Store
    ids: list[str]


def lifted_soon(name: str) -> Recording:
    recording = read_recording(SESSIONS / f"{name}.csv.gz")
    first_s = analyze(recording).sets[0].start_s
    return starting_at(recording, max(0.0, first_s - BEFORE_S))


@contextmanager
def gym(data_dir: Path, settings: list[Setting]) -> Iterator[Gym]:
    store = Store(Settings(data_dir=data_dir, port=0))
    hub = make_hub(store.settings)
    jobs, ids = [], []
    for number, (setting, exercise) in enumerate(zip(settings, ("row", "squat"), strict=True), start=1):
        lifter = store.lifters.add(f"Lifter {number}")
        heading = Heading(
            source="sensor",
            origin=Origin.LIVE,
            exercise=exercise,
            load_kg=50.0 * number,
            lifter_id=lifter.id,
            rack=f"Rack {number}",
        )
        intake = Intake(heading, store=store, hub=hub)
        ids.append(intake.begin())
        jobs.append(SensorSession(opener(lifted_soon(f"{exercise}-bar"), setting), intake).run)
    listener = listen(store.settings)
    stopping: list[bool] = []
    app = create_app(store.settings, store, hub=hub, jobs=jobs)
    thread = Thread(target=run_app, args=(app, listener), kwargs={"done": lambda: bool(stopping)})
    thread.start()
    try:
        yield Gym(address_of(listener), store, ids)
    finally:
        stopping.append(True)
        thread.join(timeout=60)
        listener.close()
        store.close()
        assert not thread.is_alive()


def opener(recording: Recording, setting: Setting):  # type: ignore[no-untyped-def]  # an OpenClient
    @asynccontextmanager
    async def open_client() -> AsyncIterator[SensorClient]:
        async with on_the_air(recording, setting) as (_, backends):
            yield SensorClient(ClientParams(backends=backends, timings=QUICK), clock=lambda: time.monotonic())

    return open_client


@pytest.fixture(scope="module")
def lifting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gym]:
    settings = [Setting(seed=3, faults=["battery=0.42"]), Setting(seed=4, faults=["link@12:2"])]
    with gym(tmp_path_factory.mktemp("gym"), settings) as both:
        yield both


WATCH = """addEventListener("DOMContentLoaded", () => {
  window.bands = [];
  const band = document.getElementById("band");
  if (band === null) return;
  const note = () => bands.push(`${band.dataset.kind}: ${document.getElementById("band-words").textContent}`);
  new MutationObserver(note).observe(band, { attributes: true, subtree: true, childList: true });
});"""
"""Notes every band that was on the page, however short."""


def opened(browser: Browser, lifting: Gym, path: str) -> Page:
    page = browser.new_page(viewport={"width": 390, "height": 844}, base_url=lifting.address)
    page.add_init_script(WATCH)
    page.goto(path)
    return page


def test_two_sensors_lift_at_once_each_on_its_own_page(browser: Browser, lifting: Gym) -> None:
    home = opened(browser, lifting, "/")
    rack_1 = opened(browser, lifting, f"/live/{lifting.ids[0]}")
    rack_2 = opened(browser, lifting, f"/live/{lifting.ids[1]}")
    expect(home.locator(".tile")).to_have_count(2)
    expect(rack_1.locator("#chip-exercise")).to_have_text("Row")
    expect(rack_2.locator("#chip-lifter")).to_have_text("Lifter 2")
    expect(rack_1.locator("#link")).to_contain_text("42 %", timeout=SLOW_MS)
    for page in (rack_1, rack_2):
        expect(page.locator("#count")).to_have_text("2", timeout=SLOW_MS)
        expect(page.locator("#velocity")).not_to_have_text("–")
    tiles = home.locator('.tile [data-part="who"]')
    expect(tiles.nth(0)).to_have_text("Lifter 1")
    expect(tiles.nth(1)).to_have_text("Lifter 2")
    expect(home.locator('.tile [data-part="rack"]').nth(1)).to_have_text("Rack 2")

    # The second loses its link in the middle of the set. It says so, comes back, and has every rep once.
    rack_2.wait_for_function("() => bands.some((band) => band.startsWith('back:'))", timeout=SLOW_MS)
    bands: list[str] = rack_2.evaluate("bands")
    kinds = [band.split(":")[0] for band in bands]
    assert any(band.startswith("lost:") and "Reconnecting" in band for band in bands)
    # Before the first sample nothing was missing.
    assert kinds.index("back") > kinds.index("lost")
    expect(rack_1.locator("#rows tr").nth(3)).to_be_attached(timeout=SLOW_MS)
    shown = rack_1.locator("#rows tr td:first-child").all_inner_texts()
    assert shown == [str(number) for number in range(1, len(shown) + 1)]
    rack_1.reload()
    expect(rack_1.locator("#rows tr").nth(3)).to_be_attached(timeout=SLOW_MS)
    again = rack_1.locator("#rows tr td:first-child").all_inner_texts()
    assert again == [str(number) for number in range(1, len(again) + 1)]
    for page in (home, rack_1, rack_2):
        page.close()


def test_a_network_that_went_comes_back_with_the_whole_set(browser: Browser, lifting: Gym) -> None:
    context = browser.new_context(base_url=lifting.address)
    page = context.new_page()
    page.goto(f"/live/{lifting.ids[0]}")
    expect(page.locator("#rows tr").first).to_be_attached(timeout=SLOW_MS)
    context.set_offline(True)
    page.evaluate("dispatchEvent(new Event('online'))")
    context.set_offline(False)
    expect(page.locator("#link")).to_contain_text("%", timeout=SLOW_MS)
    numbers = page.locator("#rows tr td:first-child").all_inner_texts()
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    context.close()
