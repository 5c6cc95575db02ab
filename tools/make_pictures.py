"""Makes the README's picture anew: the summary page of the demo's simulated set. Run by `make pictures`.

It drives the real commands and a real browser (Debian's chromium), in a data folder of its own that is deleted again.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

OUT = Path(__file__).parents[1] / "docs" / "pictures" / "summary.png"
WIDTH_PX, HEIGHT_PX = 1120, 800
LASTREP = [sys.executable, "-c", "from lastrep.cli import main; main()"]


def main() -> None:
    """Play the demo once, serve what was stored, and photograph its page."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("no chromium on this machine (on Debian: apt install chromium)")
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "LASTREP_DATA": data, "PYTHONUNBUFFERED": "1"}
        subprocess.run([*LASTREP, "demo", "--once", "--no-browser"], env=environment, check=True)
        serving = [*LASTREP, "serve", "--no-browser", "--port", "0"]
        with subprocess.Popen(serving, env=environment, stdout=subprocess.PIPE, text=True) as server:
            try:
                assert server.stdout is not None
                photograph(server.stdout.readline().split()[1].rstrip("/"), chromium)
            finally:
                server.terminate()


def photograph(address: str, chromium: str) -> None:
    """Write the picture of the newest session's page."""
    with urllib.request.urlopen(f"{address}/api/sessions") as answer:
        newest = json.load(answer)["sessions"][0]["id"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": WIDTH_PX, "height": HEIGHT_PX}, color_scheme="light")
        page.goto(f"{address}/sessions/{newest}")
        page.screenshot(path=OUT, full_page=True)
        browser.close()
    sys.stdout.write(f"{OUT}, {OUT.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
