"""The intake: what a sensor sends is on disk as it is counted, and a killed session can go on."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import numpy as np
import pytest

from sensing.ble.client import SensorClient
from sensing.ble.events import BatteryRead, LinkEvent, LinkLost, SensorConnected, StreamMeasured
from sensing.ble.tally import Tally
from sensing.errors import LinkError, LinkReason
from sensing.importers import read_recording
from sensing.samples import ImuBlock
from server.edits import Edit, EditKind
from server.errors import ServerError
from server.intake import Heading, Intake
from server.live import Hub
from server.recorder import Recorder
from server.recovery import recover
from server.resume import Resumed
from server.sensor_session import SensorSession
from server.settings import Settings
from server.store import Store, now
from server.tables import Origin, SessionStatus
from tests.support.scripted import lifted_recording

CONNECTED = SensorConnected(
    name="A", address="C0:00", kind="lastrep", title="a board", stated_rate_hz=100.0, battery_frac=0.5, maker=None,
    model=None, firmware="1.2", again=False,
)  # fmt: skip
MEASURED = StreamMeasured(
    rate_hz=96.0, stated_rate_hz=100.0, jitter_s=0.01, samples=90, missing=10, damaged=2, late=1, repeated=0, restarts=1
)


class ScriptedClient(SensorClient):
    """Gives what it was told to; then fails, or waits for ever."""

    def __init__(self, items: Sequence[ImuBlock | LinkEvent], failure: Exception | None = None) -> None:
        super().__init__()
        self._items, self._failure = items, failure
        self.tally = Tally(samples=90, missing=10, damaged=2, late=1, restarts=1)

    async def items(self) -> AsyncGenerator[ImuBlock | LinkEvent, None]:
        for item in self._items:
            yield item
        if self._failure is not None:
            raise self._failure
        await anyio.sleep_forever()


@pytest.fixture
def store(tmp_path: Path) -> Any:  # Any: a generator fixture
    store = Store(Settings(data_dir=tmp_path))
    yield store
    store.close()


def live(store: Store) -> Intake:
    return Intake(Heading(source="sensor", origin=Origin.LIVE, exercise="bench"), store=store, hub=Hub())


def session_of(client: SensorClient, intake: Intake, **options: Any) -> SensorSession:  # Any: of the session
    @asynccontextmanager
    async def opened() -> AsyncGenerator[SensorClient, None]:
        yield client

    return SensorSession(opened, intake, **options)


def blocks(seconds: float = 3.0) -> list[ImuBlock]:
    return list(lifted_recording(seconds).samples.blocks(5))


async def test_what_a_sensor_sent_is_kept_with_what_is_odd_about_it(store: Store) -> None:
    intake, told = live(store), list[str]()
    session_id = intake.begin()
    lost = LinkLost(reason=LinkReason.LOST, message="A is gone.")
    after = lifted_recording(9.0).samples.slice(400, 420)
    client = ScriptedClient([CONNECTED, *blocks(), lost, MEASURED, BatteryRead(battery_frac=0.1), after])
    await session_of(client, intake, until_s=4.1, tell=told.append).run()
    info, result = store.session(session_id)
    assert info.status is SessionStatus.FINISHED
    assert info.rate_hz == 96.0
    np.testing.assert_allclose(result.gaps, [(2.99, 4.0)])
    assert told == ["Connected: A (a board), 100 Hz, battery 50 %, firmware 1.2.", "A is gone. Searching for it."]
    for words in (
        "Sensor: A (a board), 100 Hz, battery 50 %, firmware 1.2.",
        "The link to the sensor was lost once; what it felt meanwhile is marked as a gap.",
        "10 % of the sensor's samples never came.",
        "Packets: 2 damaged, 1 late, 0 repeated.",
        "The sensor's clock restarted 1 times; breaks are timed by this computer.",
        "The sensor sent 96 samples per second, not 100.",
        "The sensor's battery was at 10 %.",
    ):
        assert words in info.notes


async def test_to_be_stopped_is_the_usual_end_of_a_live_session(store: Store) -> None:
    intake = live(store)
    session_id = intake.begin()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(session_of(ScriptedClient([CONNECTED, *blocks()]), intake).run)
        while (await anyio.to_thread.run_sync(store.session, session_id))[1].duration_s < 2.9:
            await anyio.lowlevel.checkpoint()
        tasks.cancel_scope.cancel()
    assert store.info(session_id).status is SessionStatus.FINISHED
    assert intake.feed.status is SessionStatus.FINISHED


async def test_a_sensor_that_never_came_leaves_no_session(store: Store) -> None:
    intake, told = live(store), list[str]()
    session_id = intake.begin()
    client = ScriptedClient([], LinkError(LinkReason.NOT_FOUND, "No sensor was heard."))
    client.tally = Tally()
    session = session_of(client, intake, tell=told.append)
    await session.run()
    assert session.failure == "No sensor was heard."
    assert told == ["No sensor was heard."]
    assert store.sessions() == []
    with pytest.raises(ServerError):
        store.session(session_id)


async def test_a_page_that_comes_late_is_told_how_the_sensor_is(store: Store) -> None:
    intake = live(store)
    intake.begin()
    client = ScriptedClient([CONNECTED, *blocks(), MEASURED], LinkError(LinkReason.TOO_SLOW, "Too slow."))
    await session_of(client, intake).run()
    subscription = intake.feed.subscribe(0)
    messages = []
    while (message := await subscription.next()) is not None:
        messages.append(message)
    (sensor,) = [message for message in messages if message["type"] == "sensor"]
    assert (sensor["name"], sensor["rate_hz"], sensor["missing_frac"]) == ("A", 96.0, 0.1)
    assert "n" not in sensor


def test_what_is_counted_is_what_the_file_gives_back(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    recorder = Recorder(tmp_path / "a.csv", gyroscope=None)
    kept = []
    for start in range(0, 200, 7):
        n = min(7, 200 - start)
        t_s = (start + np.arange(n)) / 103.7
        block = ImuBlock(t_s=t_s, acc_mps2=rng.normal((0, 0, 9.8), 3, (n, 3)), gyr_dps=rng.normal(0, 90, (n, 3)))
        kept.append(recorder.keep(block))
    recorder.close()
    read = read_recording(tmp_path / "a.csv").samples
    np.testing.assert_array_equal(np.concatenate([one.t_s for one in kept]), read.t_s)
    np.testing.assert_array_equal(np.vstack([one.acc_mps2 for one in kept]), read.acc_mps2)
    assert read.gyr_dps is not None
    np.testing.assert_array_equal(np.vstack([one.gyr_dps for one in kept if one.gyr_dps is not None]), read.gyr_dps)


def test_a_line_cut_off_by_a_kill_is_removed_before_more_is_written(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    first, second = lifted_recording(3.0).samples.slice(0, 150), lifted_recording(3.0).samples.slice(150, 300)
    recorder = Recorder(path, gyroscope=True)
    recorder.append(first)
    recorder.close()
    whole = path.read_bytes()
    path.write_bytes(whole + b"1.500000,0.01,0.0")
    again = Recorder(path, gyroscope=None, resume=True)
    with pytest.raises(OSError, match="still being recorded"):
        Recorder(path, gyroscope=None, resume=True)
    again.append(second)
    again.close()
    assert path.read_bytes().startswith(whole)
    np.testing.assert_allclose(read_recording(path).samples.t_s, np.arange(300) / 100)


async def test_a_killed_session_goes_on_and_is_counted_as_one(store: Store) -> None:
    samples = lifted_recording(10.0).samples
    session_id, recorder = store.begin(source="sensor", origin=Origin.LIVE, gyroscope=None, started_at=now())
    recorder.append(samples.slice(0, 500))
    recorder.close()  # as the system does for a killed process
    assert store.clean_up() == [session_id]
    recover(store, [session_id])
    assert store.session(session_id)[1].duration_s == pytest.approx(4.99)
    intake = live(store)
    intake.resume(session_id)
    assert store.info(session_id).status is SessionStatus.RECORDING
    with pytest.raises(ServerError, match="Only an interrupted one"):
        live(store).resume(session_id)

    async def more() -> AsyncGenerator[ImuBlock, None]:
        for block in samples.slice(0, 300).blocks(50):
            yield block

    await intake.take_all(more())
    info, result = store.session(session_id)
    assert info.status is SessionStatus.FINISHED
    t_s = read_recording(store.samples_path(session_id)).samples.t_s
    assert len(t_s) == 800
    assert t_s[500] - t_s[499] >= 0.1
    assert len(result.gaps) == 1


async def test_what_was_told_by_hand_before_a_kill_still_holds_when_the_session_goes_on(store: Store) -> None:
    samples = lifted_recording(10.0).samples
    session_id, recorder = store.begin(
        source="sensor", origin=Origin.LIVE, gyroscope=None, started_at=now(), exercise="bench"
    )
    recorder.append(samples.slice(0, 500))
    store.edits.add(session_id, Edit(kind=EditKind.LOAD, start_s=1.0, end_s=None, value=75.0))
    recorder.close()
    store.clean_up()
    intake = live(store)
    intake.resume(session_id)
    assert intake.feed.heading["label"]["exercise"] == "bench"
    assert intake.feed.heading["label"]["load_kg"] == 75.0
    intake._recorder.close()


async def test_a_session_does_not_go_on_with_another_kind_of_sensor(store: Store) -> None:
    samples = lifted_recording(5.0).samples
    session_id, recorder = store.begin(source="sensor", origin=Origin.LIVE, gyroscope=None, started_at=now())
    recorder.append(samples)
    recorder.close()
    store.clean_up()
    intake, told = live(store), list[str]()
    intake.resume(session_id)
    bare = ImuBlock(t_s=samples.t_s[:5], acc_mps2=samples.acc_mps2[:5])
    await session_of(ScriptedClient([CONNECTED, bare]), intake, tell=told.append).run()
    assert told[-1].startswith("The session was recorded with a gyroscope")
    assert store.info(session_id).status is SessionStatus.INTERRUPTED
    assert len(read_recording(store.samples_path(session_id)).samples) == len(samples)


def test_new_samples_lie_as_late_after_the_break_as_the_clock_says(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "a.csv", gyroscope=True)
    old = lifted_recording(5.0).samples
    for now_s, wanted_s in ((100.0 + 60.0, 4.99 + 60.0), (90.0, 4.99 + 1.0)):
        resumed = Resumed(
            recorder=recorder, samples=old, rate_hz=100.0, written_at_s=100.0, clock=partial(float, now_s)
        )
        first = resumed.shifted(old.slice(0, 5))
        assert first.t_s[-1] == pytest.approx(wanted_s)
        assert resumed.shifted(old.slice(5, 10)).t_s[0] == pytest.approx(first.t_s[-1] + 0.01)
    recorder.close()


async def test_a_sensor_of_a_rack_and_a_person_brings_both_to_the_session(store: Store) -> None:
    ana = store.lifters.add("Ana")
    store.sensors.seen("C0:00", name="A")
    store.sensors.bind("C0:00", rack="Rack 2", lifter_id=ana.id)
    intake = live(store)
    session_id = intake.begin()
    client = ScriptedClient([CONNECTED, *blocks(), MEASURED])
    await session_of(client, intake, until_s=2.9).run()
    info = store.info(session_id)
    assert (info.sensor_name, info.rack) == ("A", "Rack 2")
    assert (intake.feed.info.rack, intake.feed.heading["label"]["lifter"]) == ("Rack 2", "Ana")
    assert intake.feed.sensor is not None
    assert intake.feed.sensor["place"] == "Rack 2"


async def test_whoever_was_told_to_lift_comes_before_the_person_of_the_sensor(store: Store) -> None:
    ana, ben = store.lifters.add("Ana"), store.lifters.add("Ben")
    store.sensors.seen("C0:00", name="A")
    store.sensors.bind("C0:00", rack=None, lifter_id=ana.id)
    heading = Heading(source="sensor", origin=Origin.LIVE, lifter_id=ben.id)
    intake = Intake(heading, store=store, hub=Hub())
    intake.begin()
    await session_of(ScriptedClient([CONNECTED, *blocks()]), intake, until_s=2.9).run()
    assert intake.feed.heading["label"]["lifter"] == "Ben"


async def test_how_a_sensor_was_is_remembered_also_when_the_lifter_goes_home(store: Store) -> None:
    intake = live(store)
    session_id = intake.begin()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(session_of(ScriptedClient([CONNECTED, MEASURED, *blocks()]), intake).run)
        while (await anyio.to_thread.run_sync(store.session, session_id))[1].duration_s < 2.9:
            await anyio.lowlevel.checkpoint()
        tasks.cancel_scope.cancel()
    (sensor,) = store.sensors.all()
    assert (sensor.name, sensor.rate_hz, sensor.missing_frac, sensor.battery_frac) == ("A", 96.0, 0.1, 0.5)
