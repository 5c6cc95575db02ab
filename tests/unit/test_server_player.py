"""The player: disk before page, in step with the clock it is given, and an end whatever happens."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from blockbuster import blockbuster_ctx

from sensing.events import Event, SignalDoubt, TraceAdvanced
from sensing.samples import ImuBlock
from server.coach import Message
from server.intake import Heading, Intake
from server.live import Hub
from server.player import Pace, Player
from server.settings import Settings
from server.store import Store
from server.tables import Origin, SessionStatus
from tests.support.scripted import (
    VELOCITIES_MPS,
    ScriptedEngine,
    lifted_events,
    lifted_recording,
    lifted_result,
    scripted,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(Settings(data_dir=tmp_path))
    yield store
    store.close()


class FakeTime:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now_s = 100.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now_s

    async def sleep(self, duration_s: float) -> None:
        self.slept.append(duration_s)
        self.now_s += duration_s
        await asyncio.sleep(0)


async def test_a_played_recording_is_stored_as_the_engine_found_it(store: Store) -> None:
    player = Player(
        lifted_recording(),
        store=store,
        hub=Hub(),
        exercise="bench",
        pace=Pace(speed=0),
        make_engine=scripted(lifted_events()),
    )
    session_id = player.begin()
    assert store.info(session_id).status is SessionStatus.RECORDING
    # Disk and database work on the event loop would be an error here.
    with blockbuster_ctx("server"):
        await player.run()
    info, result = store.session(session_id)
    wanted = lifted_result()
    assert info.status is SessionStatus.FINISHED
    assert info.origin is Origin.REPLAY
    assert result.gaps == wanted.gaps
    assert result.rejected == wanted.rejected
    assert result.sets[0].reps == wanted.sets[0].reps
    assert result.duration_s == pytest.approx(39.99)
    np.testing.assert_allclose(
        result.sets[0].trace.velocity_mps, wanted.sets[0].trace.velocity_mps, rtol=1e-6, atol=1e-9
    )


async def test_time_passes_as_in_the_recording_divided_by_the_speed(store: Store) -> None:
    time = FakeTime()
    pace = Pace(speed=4.0, clock=time.clock, sleep=time.sleep)
    player = Player(lifted_recording(10.0), store=store, hub=Hub(), pace=pace, make_engine=scripted([]), block_s=0.05)
    player.begin()
    await player.run()
    assert time.now_s - 100.0 == pytest.approx(9.99 / 4, abs=1e-9)
    assert max(time.slept) <= 0.05 / 4 + 1e-9


async def test_a_late_player_catches_up_and_does_not_drift(store: Store) -> None:
    time = FakeTime()

    class SlowOnce(ScriptedEngine):
        def push(self, block: ImuBlock) -> list[Event]:
            if 2.0 <= block.t_s[-1] < 2.05:
                time.now_s += 1.0
            return super().push(block)

    pace = Pace(clock=time.clock, sleep=time.sleep)
    player = Player(lifted_recording(10.0), store=store, hub=Hub(), pace=pace, make_engine=lambda _: SlowOnce([]))
    player.begin()
    await player.run()
    assert time.now_s - 100.0 == pytest.approx(9.99, abs=1e-6)


async def test_samples_are_on_disk_before_a_page_hears_of_them(store: Store) -> None:
    hub = Hub()
    player = Player(lifted_recording(), store=store, hub=hub, pace=Pace(speed=0), make_engine=scripted(lifted_events()))
    session_id = player.begin()
    path = store.raw_path(store.info(session_id).raw_name)
    seen = []
    published = player.feed.publish

    def publish_and_look(message: Message) -> None:
        # Read without the event loop's leave: the test looks, the server does not.
        last_line = path.read_text().splitlines()[-1]
        seen.append((float(message["t_s" if "t_s" in message else "start_s"]), float(last_line.split(",")[0])))
        published(message)

    player.feed.publish = publish_and_look  # type: ignore[method-assign]  # a probe
    await player.run()
    assert len(seen) == len(lifted_events())
    assert all(on_disk_s >= min(t_s, 39.99) - 1e-6 for t_s, on_disk_s in seen)


async def test_a_set_is_in_the_database_when_the_page_hears_of_its_end(store: Store) -> None:
    player = Player(
        lifted_recording(), store=store, hub=Hub(), pace=Pace(speed=0), make_engine=scripted(lifted_events())
    )
    session_id = player.begin()
    published = player.feed.publish
    stored = []

    def publish_and_look(message: Message) -> None:
        if message["type"] == "set_completed":
            stored.append(store.info(session_id).set_count)
        published(message)

    player.feed.publish = publish_and_look  # type: ignore[method-assign]  # a probe
    await player.run()
    assert stored == [1]


async def test_reps_reach_the_feed_with_the_push_that_found_them(store: Store) -> None:
    time = FakeTime()
    pace = Pace(clock=time.clock, sleep=time.sleep)
    player = Player(
        lifted_recording(), store=store, hub=Hub(), pace=pace, make_engine=scripted(lifted_events()), block_s=0.05
    )
    player.begin()
    published = player.feed.publish
    late_s = []

    def publish_and_look(message: Message) -> None:
        if message["type"] == "rep":
            late_s.append(time.now_s - 100.0 - message["t_s"])
        published(message)

    player.feed.publish = publish_and_look  # type: ignore[method-assign]  # a probe
    await player.run()
    assert len(late_s) == len(VELOCITIES_MPS) + 1
    assert max(late_s) <= 0.05


async def test_a_player_that_is_stopped_leaves_an_interrupted_session_with_its_checksum(store: Store) -> None:
    reached = asyncio.Event()
    time = FakeTime()

    async def sleep_until_20_s(duration_s: float) -> None:
        await time.sleep(duration_s)
        if time.now_s > 120.0:
            reached.set()
            await asyncio.Event().wait()

    hub = Hub()
    pace = Pace(clock=time.clock, sleep=sleep_until_20_s)
    player = Player(lifted_recording(), store=store, hub=hub, pace=pace, make_engine=scripted(lifted_events()))
    session_id = player.begin()
    task = asyncio.create_task(player.run())
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    info = await asyncio.to_thread(store.info, session_id)
    assert info.status is SessionStatus.INTERRUPTED
    assert info.duration_s == pytest.approx(20.0, abs=0.06)
    assert info.raw_sha256 is not None
    assert info.notes == ("The recording was stopped before its end.",)
    assert player.feed.status is SessionStatus.INTERRUPTED


async def test_an_engine_that_fails_ends_the_session_as_interrupted(store: Store) -> None:
    class Broken(ScriptedEngine):
        def push(self, block: ImuBlock) -> list[Event]:
            if block.t_s[-1] > 5:
                raise RuntimeError("a bug")
            return super().push(block)

    player = Player(lifted_recording(), store=store, hub=Hub(), pace=Pace(speed=0), make_engine=lambda _: Broken([]))
    session_id = player.begin()
    with pytest.raises(RuntimeError, match="a bug"):
        await player.run()
    assert store.info(session_id).status is SessionStatus.INTERRUPTED


async def test_doubts_about_the_signal_are_kept_with_the_session(store: Store) -> None:
    doubt = SignalDoubt(t_s=1.0, message="The sensor clips at 4 g.")
    player = Player(
        lifted_recording(), store=store, hub=Hub(), pace=Pace(speed=0), make_engine=scripted([doubt, doubt])
    )
    session_id = player.begin()
    await player.run()
    assert store.info(session_id).notes == ("The sensor clips at 4 g.",)


async def test_the_real_engine_can_be_played(store: Store) -> None:
    player = Player(lifted_recording(2.0), store=store, hub=Hub(), pace=Pace(speed=0))
    session_id = player.begin()
    await player.run()
    info, result = store.session(session_id)
    assert info.status is SessionStatus.FINISHED
    assert result.sets == ()
    assert any(message["type"] == "ended" for message in player.feed._log)


@pytest.mark.parametrize("speed", [-1.0, 1001.0, float("nan")])
def test_a_senseless_speed_is_refused(speed: float) -> None:
    with pytest.raises(ValueError, match="is not between 0 and 1000"):
        Pace(speed=speed)


def test_trace_pieces_are_not_kept_in_memory(store: Store) -> None:
    heading = Heading(source="bench.csv", origin=Origin.REPLAY, gyroscope=True)
    intake = Intake(heading, store=store, hub=Hub(), make_engine=scripted([]))
    intake.begin()
    pieces = [event for event in lifted_events() if isinstance(event, TraceAdvanced)]
    assert len(intake._keep(list(pieces))) == len(pieces)
    assert intake._kept == []
    intake._end(SessionStatus.INTERRUPTED)
