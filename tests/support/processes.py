"""Runs `lastrep` as a person would: as a process, with its output read line by line."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from websockets.sync.client import connect


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-c", "from lastrep.cli import main; main()", *arguments]


def environment(home: Path) -> dict[str, str]:
    """Return this process's variables with another home, so that no test meets a user's own sessions."""
    kept = {key: value for key, value in os.environ.items() if key not in ("LASTREP_DATA", "XDG_DATA_HOME")}
    return {**kept, "HOME": str(home), "PYTHONUNBUFFERED": "1", "COLUMNS": "200", "NO_COLOR": "1"}


@contextmanager
def running(home: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start a command that serves; yield the process and its page's address; end it if it still runs."""
    process = subprocess.Popen(
        command(*arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(home),
        # Ctrl-C of the person who runs the tests is not for the server.
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line.startswith("lastrep: http"):
            rest = process.communicate(timeout=30)
            raise AssertionError(f"no address but {line!r} {rest}")
        yield process, line.split()[1]
    finally:
        process.kill()
        process.communicate(timeout=30)


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments), capture_output=True, text=True, env=environment(home), check=False, timeout=240
    )


def heard_until(address: str, wanted: Sequence[str]) -> dict[str, object]:
    """Follow the live page's feed to the first message of one of these types."""
    session_id = address.rsplit("/", 1)[1]
    with connect(f"ws://{urlsplit(address).netloc}/api/live/{session_id}/feed") as feed:
        for text in feed:
            message = json.loads(text)
            if message["type"] in wanted:
                return dict(message)
    raise AssertionError(f"the feed ended without {wanted}")
