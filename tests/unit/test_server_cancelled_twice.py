"""However often and whenever a session is told to end, it ends once and is whole on the disk."""

import asyncio
import contextlib
import threading
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from sensing.events import Event
from sensing.samples import ImuBlock
from server.app import make_hub
from server.intake import Heading, Intake
from server.recorder import sha256_of
from server.settings import Settings
from server.store import Store
from server.tables import Origin, SessionStatus
from tests.support.sessions import some_recording


@pytest.mark.parametrize("again_after", [1, 2, 3, 5, 8])
@pytest.mark.parametrize("by_itself", [False, True])
async def test_a_session_that_ends_is_not_torn_off_by_another_word_to_end(
    tmp_path: Path, again_after: int, by_itself: bool
) -> None:
    store = Store(Settings(data_dir=tmp_path))
    intake = Intake(Heading(source="sensor", origin=Origin.LIVE), store=store, hub=make_hub(store.settings))
    session_id = intake.begin()
    taken = asyncio.Event()

    async def blocks() -> AsyncGenerator[ImuBlock, None]:
        yield some_recording().samples
        taken.set()
        if not by_itself:
            await asyncio.Event().wait()

    task = asyncio.create_task(intake.take_all(blocks(), stop_is_end=True))
    await taken.wait()
    if not by_itself:
        task.cancel()
    for _ in range(again_after):
        await asyncio.sleep(0)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    info = store.info(session_id)
    assert info.status is SessionStatus.FINISHED
    assert info.raw_sha256 == sha256_of(store.samples_path(session_id))
    assert intake.feed.status is SessionStatus.FINISHED
    assert store.clean_up() == []
    store.close()


class Overlapping:
    """An engine that says when it is at work, and remembers whether two threads were in it at once."""

    def __init__(self) -> None:
        self.entered, self.go_on = threading.Event(), threading.Event()
        self.inside, self.overlapped = 0, False

    def push(self, block: ImuBlock) -> list[Event]:
        assert len(block)
        return self._work()

    def finish(self) -> list[Event]:
        self.go_on.set()
        return self._work()

    def _work(self) -> list[Event]:
        self.inside += 1
        self.overlapped |= self.inside > 1
        self.entered.set()
        self.go_on.wait(timeout=0.2)
        self.inside -= 1
        return []


async def test_a_session_told_to_end_while_samples_are_counted_counts_them_first(tmp_path: Path) -> None:
    store = Store(Settings(data_dir=tmp_path))
    engine = Overlapping()
    heading = Heading(source="sensor", origin=Origin.LIVE)
    intake = Intake(heading, store=store, hub=make_hub(store.settings), make_engine=lambda _: engine)
    intake.begin()

    async def blocks() -> AsyncGenerator[ImuBlock, None]:
        yield some_recording().samples
        await asyncio.Event().wait()

    task = asyncio.create_task(intake.take_all(blocks(), stop_is_end=True))
    await asyncio.to_thread(engine.entered.wait)
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert not engine.overlapped
    store.close()
