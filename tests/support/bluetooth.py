"""A virtual sensor and a client of it in one process, over the whole Bluetooth stack."""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from firmware_sim.ble.adapter import adapter_on
from firmware_sim.ble.air import Air, AirLink
from firmware_sim.ble.faults import parse_faults
from firmware_sim.ble.makes import MAKES
from firmware_sim.ble.motion import Motion
from firmware_sim.ble.process import let_things_happen
from firmware_sim.ble.radio import Radio
from firmware_sim.ble.sensor import SensorClock, VirtualSensor, random_address
from sensing.ble.client import ClientParams, SensorClient
from sensing.ble.events import LinkEvent
from sensing.ble.scan import Backends
from sensing.ble.tally import Tally
from sensing.ble.timings import LinkTimings
from sensing.decoders.profile import Wanted
from sensing.samples import ImuBlock, Recording
from sensing.units import STANDARD_GRAVITY_MPS2

QUICK = LinkTimings(choose_s=0.05, measured_s=0.5)
"""One sensor is on this air: nobody else is waited for."""


@dataclass(frozen=True)
class Setting:
    """How a virtual sensor is run; times of faults are signal time."""

    make: str = "lastrep"
    faults: Sequence[str] = ()
    speed: float = 1.0
    fast_ppm: float = 20.0
    clock_start_s: float = 4290.0
    air: Air = field(default=Air())
    seed: int = 3


@dataclass
class Heard:
    """What came of one session."""

    blocks: list[ImuBlock] = field(default_factory=list)
    events: list[LinkEvent] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    stats: Counter[str] = field(default_factory=Counter)

    @property
    def t_s(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return np.concatenate([block.t_s for block in self.blocks])

    @property
    def acc_mps2(self) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        return np.vstack([block.acc_mps2 for block in self.blocks])

    def of(self, kind: type[LinkEvent]) -> list[LinkEvent]:
        return [event for event in self.events if isinstance(event, kind)]


@contextlib.asynccontextmanager
async def on_the_air(recording: Recording, setting: Setting) -> AsyncIterator[tuple[VirtualSensor, Backends]]:
    """A sensor that advertises, and a Bluetooth to hear it with."""
    link = AirLink(setting.air)
    radio = Radio("sensor", link)
    faults = parse_faults(setting.faults)
    sensor = VirtualSensor(
        radio,
        radio,
        Motion(recording),
        MAKES[setting.make],
        address=random_address(setting.seed),
        faults=faults,
        clock=SensorClock(start_s=setting.clock_start_s, fast_frac=setting.fast_ppm * 1e-6, speed=setting.speed),
    )
    await sensor.switch_on()
    adapter = await adapter_on(Radio("adapter", link))
    happening = asyncio.create_task(let_things_happen(sensor, radio, link, faults))
    try:
        yield sensor, Backends(scanner=adapter.scanner, client=adapter.client)
    finally:
        happening.cancel()
        await asyncio.gather(happening, return_exceptions=True)
        await adapter.close()
        await sensor.switch_off()


async def listen(
    recording: Recording,
    setting: Setting,
    *,
    until_s: float,
    wanted: Wanted | None = None,
    timings: LinkTimings = QUICK,
    give_up_s: float = 120.0,
) -> Heard:
    """Stream until this signal time; fails when that takes too long."""
    heard = Heard()
    async with on_the_air(recording, setting) as (sensor, backends):
        params = ClientParams(backends=backends, wanted=wanted or Wanted(), timings=timings)
        client = SensorClient(params, clock=lambda: time.monotonic() * setting.speed)
        async with asyncio.timeout(give_up_s), contextlib.aclosing(client.items()) as items:
            async for item in items:
                if isinstance(item, LinkEvent):
                    heard.events.append(item)
                    continue
                heard.blocks.append(item)
                if item.t_s[-1] >= until_s:
                    break
        heard.tally, heard.stats = client.tally, sensor.stats
    return heard


def starting_at(recording: Recording, begin_s: float) -> Recording:
    """The recording without its first seconds, its time from 0 again."""
    samples = recording.samples
    first = int(np.searchsorted(samples.t_s, begin_s))
    rest = samples.slice(first, len(samples))
    return replace(recording, samples=replace(rest, t_s=rest.t_s - rest.t_s[0]))


def as_the_wire_carries(recording: Recording, rate_hz: float) -> Recording:
    """The recording at an even rate and in the steps of the open profile, so that nothing is lost on the way."""
    count = int(recording.duration_s * rate_hz)
    t_s = np.arange(count) / rate_hz
    acc_g, gyr_dps = Motion(recording).at(t_s)
    # Adding 0 turns a negative zero, which no integer has, into zero.
    samples = ImuBlock(
        t_s=t_s,
        acc_mps2=np.clip(np.rint(acc_g / 16 * 32768), -32768, 32767) * (16 * STANDARD_GRAVITY_MPS2 / 32768) + 0.0,
        gyr_dps=np.clip(np.rint(gyr_dps / 2000 * 32768), -32768, 32767) * (2000 / 32768) + 0.0,
    )
    return replace(recording, samples=samples, rate_hz=rate_hz)
