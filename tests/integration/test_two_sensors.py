"""Two sensors in one corner of a gym, each on its own bar: two sessions, two feeds, and nothing of one in the other."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from firmware_sim.ble.adapter import adapter_on
from firmware_sim.ble.air import Air, AirLink
from firmware_sim.ble.makes import MAKES
from firmware_sim.ble.motion import Motion
from firmware_sim.ble.radio import Radio
from firmware_sim.ble.sensor import SensorClock, VirtualSensor, random_address
from firmware_sim.session import simulate
from firmware_sim.spec import SessionSpec
from lastrep.bluetooth import SharedBluetooth
from sensing.ble.client import ClientParams, SensorClient
from sensing.ble.scan import Backends
from sensing.importers import read_recording
from sensing.samples import Recording
from sensing.session import analyze
from server.app import make_hub
from server.intake import Heading, Intake
from server.live import LiveFeed
from server.sensor_session import SensorSession
from server.settings import Settings
from server.store import Store
from server.tables import Origin, SessionStatus
from server.wire import Message
from tests.support.bluetooth import QUICK, as_the_wire_carries

SPEED = 6.0
ADDRESSES = (random_address(1), random_address(2))
LIFTS = (("bench", 4), ("row", 6))


def lifted(exercise: str, reps: int) -> Recording:
    spec = SessionSpec(exercise=exercise, seed=11, reps=reps, load_frac=0.7, rate_hz=100.0)
    return as_the_wire_carries(simulate(spec).recording, 100.0)


@asynccontextmanager
async def both_on_the_air(recordings: list[Recording]) -> AsyncIterator[Backends]:
    """Two sensors of one air, and one Bluetooth to hear them with."""
    link = AirLink(Air(interval_s=0.0))
    async with AsyncExitStack() as stack:
        for number, (recording, address) in enumerate(zip(recordings, ADDRESSES, strict=True)):
            radio = Radio(f"sensor {number}", link)
            sensor = VirtualSensor(
                radio,
                radio,
                Motion(recording),
                MAKES["lastrep"],
                address=address,
                clock=SensorClock(start_s=100.0 * number, fast_frac=0.0, speed=SPEED),
            )
            await sensor.switch_on()
            stack.push_async_callback(sensor.switch_off)
        adapter = await adapter_on(Radio("adapter", link))
        stack.push_async_callback(adapter.close)
        yield Backends(scanner=adapter.scanner, client=adapter.client)


class Shared(SharedBluetooth):
    """The command's own sharing, on the air of this process."""

    def __init__(self, backends: Backends) -> None:
        super().__init__(None)
        self._backends = backends
        self._users = 1


def sessions_of(store: Store, shared: Shared, recordings: list[Recording]) -> list[tuple[Intake, SensorSession]]:
    hub = make_hub(store.settings)
    made = []
    for (exercise, _), address, recording, name in zip(LIFTS, ADDRESSES, recordings, ("Ana", "Ben"), strict=True):
        lifter = store.lifters.find_or_add(name)
        heading = Heading(source="sensor", origin=Origin.LIVE, exercise=exercise, lifter_id=lifter.id, load_kg=60.0)
        intake = Intake(heading, store=store, hub=hub)
        intake.begin()

        @asynccontextmanager
        async def open_client(address: str = address) -> AsyncIterator[SensorClient]:
            async with shared.backends() as backends:
                params = ClientParams(sensor=address, backends=backends, timings=QUICK)
                yield SensorClient(params, clock=lambda: time.monotonic() * SPEED)

        made.append((intake, SensorSession(open_client, intake, until_s=float(recording.samples.t_s[-1]))))
    assert [feed.info.session_id for feed in hub.running()] == [intake.feed.info.session_id for intake, _ in made]
    return made


async def told_by(feed: LiveFeed) -> list[Message]:
    """Everything that is numbered, as a page that was there all the time has it."""
    subscription = feed.subscribe(0)
    messages = []
    while (message := await subscription.next()) is not None:
        if "n" in message:
            messages.append(message)
    return messages


async def test_two_sensors_at_once_make_two_sessions_and_two_feeds(tmp_path: Path) -> None:
    recordings = [lifted(exercise, reps) for exercise, reps in LIFTS]
    store = Store(Settings(data_dir=tmp_path))
    async with asyncio.timeout(60), both_on_the_air(recordings) as backends:
        made = sessions_of(store, Shared(backends), recordings)
        *told, _, _ = await asyncio.gather(
            *(told_by(intake.feed) for intake, _ in made), *(session.run() for _, session in made)
        )
    assert [session.failure for _, session in made] == [None, None]
    counts = []
    for number, (intake, _) in enumerate(made):
        exercise, name = LIFTS[number][0], ("Ana", "Ben")[number]
        info, result = store.session(intake.feed.info.session_id)
        assert (info.status, info.exercise, info.lifter) == (SessionStatus.FINISHED, exercise, name)
        # Also beside another stream, what is kept is what a replay of the kept samples finds.
        replayed = analyze(read_recording(store.samples_path(info.id)), exercise=exercise)
        assert [one.reps for one in result.sets] == [one.reps for one in replayed.sets]
        ended = [message["set"] for message in told[number] or () if message["type"] == "set_completed"]
        assert [len(one["reps"]) for one in ended] == [len(one.reps) for one in result.sets]
        counts.append(len(result.sets[0].reps))
    # So that one taken for the other would be seen.
    assert abs(counts[0] - LIFTS[0][1]) <= 1 < abs(counts[0] - counts[1])
    assert {sensor.address for sensor in store.sensors.all()} == set(ADDRESSES)
    store.close()
