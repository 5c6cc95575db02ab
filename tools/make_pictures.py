"""Makes the README's pictures anew, all of simulated sets. Run by `make pictures`.

It drives the real commands and a real browser (Debian's chromium), in a data folder of its own that is deleted again:
the demo's whole session, lifted at its own speed into the live page, then the summary of its first set.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

OUT = Path(__file__).parents[1] / "docs" / "pictures"
LARGEST_BYTES = 150_000
"""The repository is not for pictures."""

LASTREP = [sys.executable, "-c", "from lastrep.cli import main; main()"]

SUMMARY_PX = (1280, 975)
PHONE_PX, LAPTOP_PX = (390, 844), (1280, 800)

SLOW_MS = 180_000
"""A simulated set takes a minute, and the machine may be busy [ms]."""

FLASH_MS = 1600
"""A stop flashes for so long; the picture is of what stays [ms]."""


def main() -> None:
    """Photograph the live page while the demo lifts, then the summary of what was stored."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("no chromium on this machine (on Debian: apt install chromium)")
    with tempfile.TemporaryDirectory() as data, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        with running(data, ["demo"]) as address:
            photograph_live(browser, address)
        with tempfile.TemporaryDirectory() as other:
            once = [*LASTREP, "demo", "--once", "--no-browser"]
            subprocess.run(once, env=environment(other), check=True)
            with running(other, ["serve"]) as address:
                photograph_summary(browser, address)
        browser.close()


def photograph_live(browser: Browser, address: str) -> None:
    """Write the live page in a set on a phone, at the warning, and at the stop on a laptop."""
    phone, laptop = opened(browser, address, PHONE_PX, "dark"), opened(browser, address, LAPTOP_PX, "dark")
    expect(phone.locator("#count")).to_have_text("5", timeout=SLOW_MS)
    save(phone, "live-phone.png")
    expect(phone.locator("#band")).to_have_attribute("data-kind", "one_more", timeout=SLOW_MS)
    save(phone, "live-phone-warning.png")
    expect(laptop.locator("#band")).to_have_attribute("data-kind", "stop", timeout=SLOW_MS)
    laptop.wait_for_timeout(FLASH_MS)
    # The next rep may have begun meanwhile; then the following stop is taken.
    expect(laptop.locator("body")).to_have_attribute("data-cue", "stop", timeout=SLOW_MS)
    save(laptop, "live-stop.png")
    phone.close()
    laptop.close()


def photograph_summary(browser: Browser, address: str) -> None:
    """Write the upper part of the newest session's page."""
    with urllib.request.urlopen(f"{address}/api/sessions") as answer:
        newest = json.load(answer)["sessions"][0]["id"]
    page = opened(browser, f"{address}/sessions/{newest}", SUMMARY_PX, "light")
    save(page, "summary.png")
    page.close()


def opened(browser: Browser, address: str, size: tuple[int, int], scheme: str) -> Page:
    """Return a page of this size and look."""
    light = scheme == "light"
    page = browser.new_page(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="light" if light else "dark",
        reduced_motion="reduce",
    )
    page.goto(address)
    return page


def save(page: Page, name: str) -> None:
    """Write one picture, and say how large it is."""
    path = OUT / name
    page.screenshot(path=path)
    size = path.stat().st_size
    sys.stdout.write(f"{path}, {size} bytes{' - TOO LARGE' if size > LARGEST_BYTES else ''}\n")


@contextmanager
def running(data: str, arguments: Sequence[str]) -> Iterator[str]:
    """Yield the address that a command prints, and end it afterwards."""
    command = [*LASTREP, *arguments, "--no-browser", "--port", "0"]
    with subprocess.Popen(command, env=environment(data), stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            words = next(line for line in server.stdout if "http://" in line).split()
            yield next(word for word in words if word.startswith("http://")).rstrip("/")
        finally:
            server.terminate()


def environment(data: str) -> dict[str, str]:
    """Return the variables of a command that keeps its sessions there."""
    return {**os.environ, "LASTREP_DATA": data, "PYTHONUNBUFFERED": "1"}


if __name__ == "__main__":
    main()
