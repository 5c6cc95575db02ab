"""What is done by hand while a session runs: kept first, shown then, taken back when asked."""

from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path

import anyio
import pytest

from model.stop import Goal
from sensing.events import GapFound, RepCompleted, SetStarted
from sensing.samples import ImuBlock
from server.coach import Message
from server.edits import EditKind
from server.errors import ServerError
from server.hand import HandAction, HandCommand
from server.intake import Heading, Intake
from server.live import Hub
from server.settings import Settings
from server.store import Store
from server.tables import Origin
from server.tiles import tiles
from tests.support.scripted import lifted_recording, lifted_rep, scripted

EVENTS = [
    SetStarted(t_s=3.0, set_index=1, start_s=2.9),
    *(
        RepCompleted(t_s=lifted_rep(index).concentric_end_s, set_index=1, rep_index=index, rep=lifted_rep(index))
        for index in (1, 2, 3)
    ),
    GapFound(t_s=14.0, start_s=12.0, end_s=14.0),
]


class Session:
    """A session that goes on only as far as the test lets it."""

    def __init__(self, store: Store) -> None:
        self.store, self.hub = store, Hub()
        heading = Heading(source="bench.csv", origin=Origin.REPLAY, gyroscope=True)
        self.intake = Intake(heading, store=store, hub=self.hub, make_engine=scripted(EVENTS))
        self.id = self.intake.begin()

    async def lift(self, from_s: float, until_s: float) -> None:
        samples = lifted_recording(20.0).samples
        for block in samples.slice(round(100 * from_s), round(100 * until_s)).blocks(50):
            await self.intake._take(block)

    async def do(self, action: HandAction, **values: object) -> Message:
        await self.intake.do_by_hand(HandCommand(action=action, **values))  # type: ignore[arg-type]  # as told
        message = self.intake.feed.newest("hand")
        assert message is not None
        return message

    def edits(self) -> list[tuple[EditKind, object]]:
        return [(edit.kind, edit.value) for edit in self.store.edits.of(self.id) if not edit.undone]


@pytest.fixture
async def session(tmp_path: Path) -> AsyncIterator[Session]:
    store = await anyio.to_thread.run_sync(Store, Settings(data_dir=tmp_path))
    session = await anyio.to_thread.run_sync(Session, store)
    yield session
    await anyio.to_thread.run_sync(session.intake._recorder.close)
    store.close()


async def test_a_set_is_started_by_hand_and_then_found_by_the_detector(session: Session) -> None:
    told = await session.do(HandAction.START)
    assert (told["open"], told["set"], told["undo"]) == (True, None, "the start of the set")
    assert session.edits() == [(EditKind.MARK, "start")]
    await session.lift(0, 10)
    newest = session.intake.feed.newest("set")
    assert newest is not None
    assert newest["completed"] == 2


async def test_a_set_that_was_ended_by_hand_goes_on_when_the_lifter_does(session: Session) -> None:
    await session.lift(0, 8.5)
    told = await session.do(HandAction.END)
    assert told["set"]["hand_ended"] is True
    assert told["set"]["cue"]["level"] == "none"
    await session.lift(8.5, 12)
    newest = session.intake.feed.newest("set")
    assert newest is not None
    assert (newest["completed"], newest["hand_ended"]) == (3, False)


async def test_what_is_undone_is_undone_on_the_disk_too(session: Session) -> None:
    await session.lift(0, 8.5)
    await session.do(HandAction.END)
    told = await session.do(HandAction.UNDO)
    assert (told["set"]["hand_ended"], told["undo"]) == (False, None)
    assert session.edits() == []
    with pytest.raises(ServerError, match="nothing to take back"):
        await session.do(HandAction.UNDO)


async def test_a_label_on_a_set_under_way_is_about_it(session: Session) -> None:
    await session.lift(0, 8.5)
    told = await session.do(HandAction.LABEL, label={"exercise": "Bench", "load_kg": 75})
    assert told["set"]["label"]["exercise_words"] == "Bench"
    assert told["label"]["load_kg"] == 75.0
    (exercise, load) = session.store.edits.of(session.id)
    assert (exercise.start_s, exercise.end_s, exercise.value) == (2.9, None, "bench")
    assert (load.start_s, load.value) == (2.9, 75.0)
    assert told["undo"] == "Bench, 75 kg"


async def test_a_label_between_sets_is_about_those_to_come(session: Session) -> None:
    await session.lift(0, 8.5)
    await session.do(HandAction.END)
    told = await session.do(HandAction.LABEL, label={"load_kg": 80})
    assert told["label"]["load_kg"] == 80.0
    assert told["set"]["label"]["load_kg"] is None


async def test_a_new_lifter_is_kept_and_brings_a_target(session: Session) -> None:
    told = await session.do(HandAction.LABEL, label={"new_lifter": "Ana"})
    assert told["label"]["lifter"] == "Ana"
    told = await session.do(HandAction.TARGET, goal=Goal.POWER)
    assert told["target"]["loss_frac"] == 0.1
    (ana,) = session.store.lifters.all()
    assert (ana.name, ana.about.goal) == ("Ana", Goal.POWER)


async def test_reps_in_a_gap_are_told_and_kept_with_its_span(session: Session) -> None:
    with pytest.raises(ServerError, match="No signal was missing"):
        await session.do(HandAction.GAP, reps=2)
    await session.lift(0, 15)
    told = await session.do(HandAction.GAP, reps=2)
    assert (told["set"]["completed"], told["set"]["gap_reps"]) == (3, 2)
    (edit,) = session.store.edits.of(session.id)
    assert (edit.kind, edit.start_s, edit.end_s, edit.value) == (EditKind.GAP_REPS, 12.0, 14.0, 2)


@pytest.mark.parametrize("label", [{}, {"load_kg": -5.0}, {"load_kg": 0.0}, {"lifter_id": 99}, {"exercise": "x" * 90}])
async def test_nonsense_is_refused_and_nothing_of_it_is_kept(session: Session, label: dict[str, object]) -> None:
    with pytest.raises(ServerError):
        await session.do(HandAction.LABEL, label=label)
    assert session.edits() == []
    assert session.intake.feed.newest("hand") is None


async def test_a_session_that_is_over_takes_nothing_more_by_hand(session: Session) -> None:
    async def nothing() -> AsyncGenerator[ImuBlock, None]:
        for block in lifted_recording(3.0).samples.blocks(50):
            yield block

    await session.intake.take_all(nothing())
    with pytest.raises(ServerError, match="has ended"):
        await session.do(HandAction.START)


async def test_a_tile_counts_in_a_set_and_has_a_clock_at_rest(session: Session) -> None:
    await session.lift(0, 2)
    (tile,) = tiles(session.hub)
    assert (tile.set, tile.silent_s) == (None, None)
    await session.lift(2, 9)
    (tile,) = tiles(session.hub)
    assert tile.set is not None
    assert (tile.set["completed"], tile.rest_s) == (2, None)
    await session.do(HandAction.END)
    await session.lift(9, 10)
    (tile,) = tiles(session.hub)
    assert tile.rest_s is None
