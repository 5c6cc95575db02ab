"""A real browser (Debian's chromium) and a real server on a free loopback port, in a thread of the test process."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

import server.coach
from tests.support.browsing import Site, serve_scripted
from tests.support.scripted import scripted_estimate

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

# It takes a page a second on an idle machine, and many on a busy one, which is no failure.
expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for one module of tests.

    Not for the whole run: Playwright's synchronous interface keeps an event loop running in this thread for as long as
    it is open, and asynchronous tests that come later could not start theirs.
    """
    path = shutil.which("chromium") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("no chromium on this machine: the pages cannot be checked")
        pytest.skip("no chromium on this machine (on Debian: apt install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def speed() -> float:
    """How fast the pages believe the recording is played.

    A test lets signal time stand still while it looks and taps. At a hundredth of the usual speed a page waits 150 s
    before it takes that for a sensor gone silent, and lays the band over the header; what a silence looks like is
    tested by `AT_USUAL_SPEED`.
    """
    return 0.01


@pytest.fixture
def site(
    tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, speed: float
) -> Iterator[Site]:
    """A served session; a test may give other events than the usual ones by `parametrize(..., indirect=True)`.

    What the live page shows of reps left is scripted as well: its tests are about the page, not about the model.
    """
    monkeypatch.setattr(server.coach, "proximity", scripted_estimate)
    with serve_scripted(tmp_path / "data", getattr(request, "param", None), speed) as site:
        yield site


@pytest.fixture(params=["phone", "wide"])
def page(browser: Browser, site: Site, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page that fails its test when it asks another host for anything, or when its console holds an error."""
    width, height = (390, 844) if request.param == "phone" else (1440, 900)
    context: BrowserContext = browser.new_context(viewport={"width": width, "height": height}, base_url=site.address)
    page = context.new_page()
    asked: list[str] = []
    troubles: list[str] = []
    page.on("request", lambda asking: asked.append(asking.url))
    page.on("websocket", lambda socket: asked.append(socket.url.replace("ws://", "http://")))
    page.on("console", lambda told: troubles.append(told.text) if told.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: troubles.append(str(error)))
    yield page
    context.close()
    # An answer that refuses something on purpose is logged by the browser as well.
    unexpected = [trouble for trouble in troubles if trouble not in site.expected_troubles]
    assert unexpected == []
    assert [url for url in asked if not url.startswith(site.address)] == []
