"""An application over a scripted store, and a client that talks to it as a browser on this computer would."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from fastapi import FastAPI
from starlette.testclient import TestClient

from sensing.events import SessionResult
from sensing.samples import Recording
from server.app import create_app, make_hub
from server.live import Hub
from server.settings import Settings
from server.store import Store
from tests.support.scripted import lifted_result

ADDRESS = "http://127.0.0.1"


def count_as_scripted(recording: Recording, *, exercise: str | None = None) -> SessionResult:
    """Find the same reps in every recording; what is tested here is the way around."""
    return replace(lifted_result(recording.source), rate_hz=recording.rate_hz)


@contextmanager
def scripted_client(data_dir: Path, max_upload_bytes: int = 1_000_000) -> Iterator[tuple[TestClient, Store, Hub]]:
    settings = Settings(data_dir=data_dir, max_upload_bytes=max_upload_bytes)
    store = Store(settings)
    hub = make_hub(settings)
    app = create_app(settings, store, hub=hub, count=count_as_scripted)
    try:
        with client_of(app) as client:
            yield client, store, hub
    finally:
        store.close()


def client_of(app: FastAPI, *, raise_ours: bool = True) -> TestClient:
    return TestClient(app, base_url=ADDRESS, follow_redirects=False, raise_server_exceptions=raise_ours)


def canonical_csv(count: int = 300) -> bytes:
    lines = ["time_s,ax_g,ay_g,az_g,gx_dps,gy_dps,gz_dps"]
    for index in range(count):
        wave = (index * 37 % 101) / 1000
        lines.append(f"{index / 100:.2f},{wave:.4f},{-wave:.4f},{1 + wave:.4f},{wave:.3f},{2 * wave:.3f},{-wave:.3f}")
    return ("\n".join(lines) + "\n").encode()
