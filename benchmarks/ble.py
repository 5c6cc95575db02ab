"""Throughput, loss and delay of the whole way: virtual sensor process, BLE stack, recorder, engine, the page's socket.

Run `python -m benchmarks.ble`. It prints one JSON line a case. The radio is simulated; the host stack, bleak and
everything above it are not. Delays are wall-clock and depend on the computer.
"""

import asyncio
import contextlib
import json
import tempfile
import time
from collections.abc import AsyncGenerator
from pathlib import Path

import numpy as np
from websockets.asyncio.client import connect

from firmware_sim.ble.adapter import open_adapter
from firmware_sim.ble.spawn import virtual_sensor
from firmware_sim.session import simulate
from firmware_sim.spec import SessionSpec
from firmware_sim.writers import canonical_csv
from sensing.ble.client import ClientParams, SensorClient
from sensing.ble.events import SensorConnected, StreamMeasured
from sensing.ble.scan import Backends
from sensing.ble.timings import LinkTimings
from sensing.decoders.profile import Wanted
from sensing.samples import ImuBlock
from server.app import create_app, make_hub
from server.intake import Heading, Intake
from server.run import address_of, listen, run_app
from server.settings import Settings
from server.store import Store
from server.tables import Origin, SessionStatus

CASES = [(100.0, 15.0, 0.0), (200.0, 15.0, 0.0), (200.0, 30.0, 0.2), (400.0, 15.0, 0.0)]
"""Rate [Hz], connection interval [ms], share of connection events lost."""

STREAM_S = 12.0
"""Signal time of one case of throughput [s]."""


async def throughput(path: Path, rate_hz: float, interval_ms: float, lost_frac: float) -> dict[str, object]:
    """Stream for a while and count."""
    arguments = ["--recording", str(path), "--interval-ms", str(interval_ms), "--lost-events", str(lost_frac)]
    async with virtual_sensor(arguments) as sensor:
        adapter = await open_adapter(sensor.adapter)
        backends = Backends(scanner=adapter.scanner, client=adapter.client)
        timings = LinkTimings(choose_s=0.1, measured_s=2.0)
        client = SensorClient(ClientParams(backends=backends, wanted=Wanted(rate_hz=rate_hz), timings=timings))
        measured, began_s, connect_s = None, time.monotonic(), 0.0
        first_s, before = 0.0, 0
        async with contextlib.aclosing(client.items()) as items:
            async for item in items:
                if isinstance(item, SensorConnected):
                    connect_s = time.monotonic() - began_s
                elif isinstance(item, StreamMeasured):
                    measured = item
                elif isinstance(item, ImuBlock):
                    if not first_s:
                        first_s, before = time.monotonic(), client.tally.samples
                    if item.t_s[-1] >= STREAM_S:
                        break
        streamed_s = time.monotonic() - first_s
        await adapter.close()
    return {
        "rate_hz": rate_hz,
        "interval_ms": interval_ms,
        "lost_events": lost_frac,
        "samples_per_s": round((client.tally.samples - before) / streamed_s, 1),
        "missing": client.tally.missing,
        "connect_s": round(connect_s, 2),
        "jitter_p95_ms": None if measured is None or not measured.jitter_s else round(1000 * measured.jitter_s, 1),
    }


def delay(path: Path) -> dict[str, object]:
    """From the notification that completes a piece of trace to that piece at a page's socket."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), port=0)
        store, hub = Store(settings), make_hub(settings)
        intake = Intake(Heading(source="sensor", origin=Origin.SIMULATION, exercise="bench"), store=store, hub=hub)
        session_id = intake.begin()
        arrived: list[tuple[float, float]] = []
        delays_s: list[float] = []
        rep_delays_s: list[float] = []
        with listen(settings) as listener:
            address = address_of(listener).replace("http", "ws") + f"/api/live/{session_id}/feed"

            async def record() -> None:
                await intake.take_all(blocks())

            async def blocks() -> AsyncGenerator[ImuBlock, None]:
                async with virtual_sensor(["--recording", str(path)]) as sensor:
                    adapter = await open_adapter(sensor.adapter)
                    backends = Backends(scanner=adapter.scanner, client=adapter.client)
                    client = SensorClient(ClientParams(backends=backends, timings=LinkTimings(choose_s=0.1)))
                    async with contextlib.aclosing(client.items()) as items:
                        async for item in items:
                            if isinstance(item, ImuBlock):
                                arrived.append((float(item.t_s[-1]), time.monotonic()))
                                yield item
                                if item.t_s[-1] >= 3 * STREAM_S:
                                    break
                    await adapter.close()

            async def watch() -> None:
                async with connect(address) as feed:
                    async for text in feed:
                        now_s, message = time.monotonic(), json.loads(text)
                        if message["type"] not in ("trace", "rep"):
                            continue
                        if message["type"] == "rep":
                            known_s = message["t_s"]
                        else:
                            known_s = message["start_s"] + message["step_s"] * len(message["velocity_mps"])
                        came = next((at_s for t_s, at_s in arrived if t_s >= known_s), None)
                        if came is not None:
                            (rep_delays_s if message["type"] == "rep" else delays_s).append(now_s - came)

            app = create_app(settings, store, hub=hub, jobs=[record, watch])
            run_app(app, listener, done=lambda: intake.feed.status is not SessionStatus.RECORDING)
        store.close()
    return {"trace": _spread(delays_s), "rep": _spread(rep_delays_s)}


def _spread(delays_s: list[float]) -> dict[str, float | int | None]:
    if not delays_s:
        return {"n": 0, "p50_ms": None, "p95_ms": None}
    p50, p95 = np.percentile(delays_s, [50, 95])
    return {"n": len(delays_s), "p50_ms": round(1000 * p50, 1), "p95_ms": round(1000 * p95, 1)}


def main() -> None:
    """Run all cases."""
    recording = simulate(SessionSpec(exercise="bench", seed=4, reps=6, rate_hz=200.0)).recording
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.csv"
        path.write_text(canonical_csv(recording.samples), encoding="ascii")
        for case in CASES:
            print(json.dumps(asyncio.run(throughput(path, *case))), flush=True)
        print(json.dumps(delay(path)), flush=True)


if __name__ == "__main__":
    main()
