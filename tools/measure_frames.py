"""Counts the frames that the live page draws while a simulated set streams into it, and how busy its thread is.

Run it on a quiet machine: `python tools/measure_frames.py`. A headless browser without a graphics card draws in
software, so that a laptop does better.
"""

import itertools
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from playwright.sync_api import CDPSession, Page, sync_playwright

from lastrep.commands.demo import simulated_session
from server.app import create_app, make_hub
from server.player import Pace, Player
from server.run import address_of, listen, run_app
from server.settings import Settings
from server.store import Store
from server.tables import Origin

MEASURED_MS = 20_000
"""How long is measured, in the middle of a set [ms]."""

IN_A_SET_MS = 12_000
"""A set is under way after so long [ms]."""

SIZES = {"phone": (390, 844), "laptop": (1440, 900)}

COUNT = """(length) => new Promise((done) => {
  const times = [];
  const frame = (now) => {
    times.push(now);
    if (now - times[0] < length) requestAnimationFrame(frame);
    else done(times);
  };
  requestAnimationFrame(frame);
})"""


def main() -> None:
    """Print one line for each size."""
    path = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        for name, (width, height) in SIZES.items():
            with served() as address:
                page = browser.new_page(viewport={"width": width, "height": height})
                page.goto(address)
                page.wait_for_timeout(IN_A_SET_MS)
                measure(name, page)
                page.close()
        browser.close()


@contextmanager
def served() -> Iterator[str]:
    """Yield the address of a live page into which a simulated session is played at its own speed."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), port=0)
        store, hub = Store(settings), make_hub(settings)
        player = Player(
            simulated_session(sets=1),
            store=store,
            hub=hub,
            origin=Origin.SIMULATION,
            exercise="bench",
            pace=Pace(speed=1.0),
        )
        session_id = player.begin()
        listener = listen(settings)
        stopping: list[bool] = []
        app = create_app(settings, store, hub=hub, jobs=[player.run])
        thread = Thread(target=run_app, args=(app, listener), kwargs={"done": lambda: bool(stopping)})
        thread.start()
        try:
            yield f"{address_of(listener)}/live/{session_id}"
        finally:
            stopping.append(True)
            thread.join()
            listener.close()
            store.close()


def measure(name: str, page: Page) -> None:
    """Print what was drawn, and what it cost."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    before = busy_s(session)
    times_ms: list[float] = page.evaluate(COUNT, MEASURED_MS)
    busy_frac = (busy_s(session) - before) / (MEASURED_MS / 1000)
    gaps_ms = sorted(later - earlier for earlier, later in itertools.pairwise(times_ms))
    rate_hz = 1000 * len(gaps_ms) / (times_ms[-1] - times_ms[0])
    late = sum(gap_ms > 25 for gap_ms in gaps_ms)
    count = page.locator("#count").inner_text()
    sys.stdout.write(
        f"{name}: {rate_hz:.1f} frames a second; 99 % of the gaps under {gaps_ms[int(0.99 * len(gaps_ms))]:.1f} ms; "
        f"{late} of {len(gaps_ms)} over 25 ms; the page's thread busy {100 * busy_frac:.0f} %; count then: {count}\n"
    )


def busy_s(session: CDPSession) -> float:
    """How long the page's thread has worked so far [s]."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))


if __name__ == "__main__":
    main()
