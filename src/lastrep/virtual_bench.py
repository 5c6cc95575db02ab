"""A virtual sensor that lifts a recording, in a process of its own, behind bleak: what `lastrep demo` listens to."""

import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from typing import TypeAlias

from firmware_sim.ble.adapter import open_adapter
from firmware_sim.ble.spawn import virtual_sensor
from firmware_sim.writers import canonical_csv
from sensing.ble.client import ClientParams, SensorClient
from sensing.ble.scan import Backends
from sensing.ble.timings import LinkTimings
from sensing.decoders.profile import Wanted
from sensing.samples import Recording

OpenClient: TypeAlias = Callable[[], AbstractAsyncContextManager[SensorClient]]

FASTEST = 60.0
"""Signal seconds per second when a demo is to be over soon; the virtual radio carries some hundred times."""

FAST_FRAME_S = 0.2
"""Signal time in one notification then [s]: the number of notifications limits a link, not their size."""

CHOOSE_S = 0.1
"""On the virtual air there is one sensor; nobody else is waited for [s]."""


@contextmanager
def virtual_bench(recording: Recording, *, speed: float) -> Iterator[OpenClient]:
    """Yield what opens the virtual sensor and a client of it.

    Parameters
    ----------
    recording : what it feels.
    speed : signal seconds per second; 0 is as fast as the stack allows.
    """
    with tempfile.TemporaryDirectory(prefix="lastrep-demo-") as folder:
        path = Path(folder) / "bench.csv"
        path.write_text(canonical_csv(recording.samples), encoding="ascii")
        yield lambda: _opened(path, speed or FASTEST, paced=speed > 0)


@asynccontextmanager
async def _opened(path: Path, speed: float, *, paced: bool) -> AsyncIterator[SensorClient]:
    arguments = ["--recording", str(path), "--speed", str(speed)]
    arguments += [] if paced else ["--interval-ms", "0"]
    async with virtual_sensor(arguments) as sensor:
        adapter = await open_adapter(sensor.adapter)
        try:
            params = ClientParams(
                sensor=sensor.address,
                wanted=Wanted() if paced else Wanted(frame_s=FAST_FRAME_S),
                backends=Backends(scanner=adapter.scanner, client=adapter.client),
                timings=LinkTimings(choose_s=CHOOSE_S),
            )
            # Both clocks run faster together, or the sensor's would seem to.
            yield SensorClient(params, clock=lambda: time.monotonic() * speed)
        finally:
            await adapter.close()
