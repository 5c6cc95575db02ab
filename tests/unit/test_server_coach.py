"""What a live set is told beside its reps: reps left, the stop and its warning, form, and what earlier sets taught."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import server.coach
from model.proximity import ProximityEstimate
from model.stop import Goal, StopTarget, usual_target
from sensing.events import RepCompleted, RepWithdrawn, SetCompleted
from server.coach import FAULT, Coach, left_message, stop_mps, target_words
from server.edits import Edit, EditKind, Told
from server.settings import Settings
from server.store import Store
from server.wire import LiveSets
from tests.support.scripted import VELOCITIES_MPS, lifted_rep, lifted_set
from tests.support.sessions import STARTED

UNKNOWN = ProximityEstimate(estimate=None, reason="no such lift was learned")


def reps(count: int) -> list:  # type: ignore[type-arg]  # of Rep
    return [lifted_rep(index) for index in range(1, count + 1)]


def rep_event(index: int, set_index: int = 1) -> RepCompleted:
    rep = lifted_rep(index)
    return RepCompleted(t_s=rep.concentric_end_s + 0.1, set_index=set_index, rep_index=index, rep=rep)


@pytest.fixture(autouse=True)
def _no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """The estimate is the model's affair; here it is not known."""
    monkeypatch.setattr(server.coach, "proximity", lambda *_: UNKNOWN)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(Settings(data_dir=tmp_path))
    yield store
    store.close()


def test_the_warning_comes_one_rep_before_the_stop_and_names_its_rule() -> None:
    fold = LiveSets(Coach())
    fold.coach.aim(StopTarget(goal=Goal.OWN, velocity_loss_frac=0.4))
    cues = [fold.message(rep_event(index))["set"]["cue"] for index in range(1, 10)]
    assert [cue["level"] for cue in cues] == ["none"] * 5 + ["one_more", "stop", "stop", "stop"]
    assert cues[5]["rule"] == "Loss 35 %. The next rep should pass your 40 %."
    assert cues[6]["rule"] == "Loss 48 %, over your 40 %."
    assert cues[8]["rule"] == "The last attempt failed."


def test_a_withdrawn_rep_takes_its_cue_with_it() -> None:
    fold = LiveSets(Coach())
    fold.coach.aim(StopTarget(goal=Goal.OWN, velocity_loss_frac=0.4))
    for index in range(1, 7):
        fold.message(rep_event(index))
    assert fold.message(rep_event(7))["set"]["cue"]["level"] == "stop"
    told = fold.message(RepWithdrawn(t_s=30.0, set_index=1, rep_index=7, reason="part of the next"))
    assert told["set"]["cue"]["level"] == "one_more"


def test_before_three_reps_the_page_says_how_many_are_missing() -> None:
    left = left_message(reps(2), UNKNOWN)
    assert (left["known"], left["words"], left["reason"]) == (False, "after rep 3", "Needs 3 reps. 1 more to go.")
    left = left_message(reps(4), UNKNOWN)
    assert (left["words"], left["reason"]) == ("not enough data", "No such lift was learned.")
    assert left["pips"] == ["unknown"] * 5


def test_after_a_failed_attempt_none_is_left_whatever_the_estimate() -> None:
    left = left_message(reps(9), UNKNOWN)
    assert (left["known"], left["words"], left["pips"]) == (True, "0, failure", ["none"] * 5)


def test_a_fault_of_the_model_costs_the_advice_and_not_the_set(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> ProximityEstimate:
        raise RuntimeError("a bug")

    monkeypatch.setattr(server.coach, "proximity", broken)
    fold = LiveSets(Coach())
    for index in range(1, 7):
        told = fold.message(rep_event(index))["set"]
    assert told["completed"] == 6
    assert told["left"]["reason"] == f"{FAULT[:1].upper()}{FAULT[1:]}."
    # What rests on the velocities alone goes on.
    assert told["cue"]["rule"] == "Loss 35 %, over your 30 %."


def test_the_stop_line_is_the_best_rep_less_what_may_be_lost() -> None:
    assert stop_mps(reps(5), usual_target(Goal.STRENGTH)) == pytest.approx(0.52 * 0.8)
    assert stop_mps(reps(5), StopTarget(goal=Goal.OWN, reps_in_reserve=2)) is None
    assert target_words(usual_target(Goal.POWER)) == "stop 10 %"


def test_a_label_on_a_set_holds_for_it_and_those_after_it() -> None:
    first = Edit(kind=EditKind.LOAD, start_s=50.0, end_s=None, value=80.0)
    second = Edit(kind=EditKind.LOAD, start_s=90.0, end_s=None, value=85.0)
    undone = Edit(kind=EditKind.EXERCISE, start_s=10.0, end_s=None, value="row", undone=True)
    coach = Coach(heading=Told(exercise="bench", load_kg=75.0), edits=[undone, first, second])
    assert [coach.told(t_s).load_kg for t_s in (40.0, 60.0, 95.0, None)] == [75.0, 80.0, 85.0, 85.0]
    assert coach.told().exercise == "bench"


def test_the_lifters_own_target_comes_before_the_one_said_here(store: Store) -> None:
    ana = store.lifters.add("Ana")
    coach = Coach(store, Told(lifter_id=ana.id))
    coach.aim(StopTarget(goal=Goal.OWN, velocity_loss_frac=0.25))
    coach.refresh()
    assert coach.target.velocity_loss_frac == 0.25
    store.lifters.change(ana.id, about=replace(ana.about, goal=Goal.POWER))
    coach.refresh()
    assert coach.target == usual_target(Goal.POWER)


def test_sets_of_this_session_teach_the_next_one_also_when_nobody_is_told() -> None:
    fold = LiveSets(Coach(heading=Told(exercise="bench"), started_at=STARTED))
    seen = []
    fold.coach.refresh()
    for set_index in (1, 2):
        for index in range(1, len(VELOCITIES_MPS) + 1):
            fold.message(rep_event(index, set_index))
        seen.append(fold.coach._context(fold.coach.told(), set_index, 60.0))
        fold.message(SetCompleted(t_s=36.0, set_index=set_index, result=lifted_set()))
        fold.coach.refresh()
    assert [context.set_number for context in seen] == [1, 2]
    assert (seen[0].profile, seen[0].rest_s) == (None, None)
    assert seen[1].profile is not None
    assert seen[1].profile.failure_sets == 1
    lifted_s = lifted_rep(9).concentric_end_s - lifted_rep(1).concentric_start_s
    assert seen[1].rest_s == pytest.approx(60.0 - lifted_set().start_s - lifted_s)


def test_a_lifter_who_was_deleted_meanwhile_stops_nothing(store: Store) -> None:
    ana = store.lifters.add("Ana")
    coach = Coach(store, Told(lifter_id=ana.id))
    store.lifters.delete(ana.id)
    coach.refresh()
    assert coach.label()["lifter"] is None


def test_a_best_is_said_of_a_known_lifter_only(store: Store) -> None:
    ana = store.lifters.add("Ana")
    for lifter_id, words in ((ana.id, "Heaviest yet: 80 kg. Well lifted."), (None, None)):
        fold = LiveSets(Coach(store, Told(exercise="bench", load_kg=75.0, lifter_id=lifter_id), started_at=STARTED))
        fold.coach.refresh()
        done = fold.message(SetCompleted(t_s=36.0, set_index=1, result=lifted_set()))
        assert done["best"] is None
        fold.coach._known = replace(
            fold.coach._known,
            past=(fold.coach._past_set(1, fold.coach.told(), 2.9, lifted_set().reps),),  # type: ignore[arg-type]  # it is one
        )
        fold.coach.say([Edit(kind=EditKind.LOAD, start_s=0.0, end_s=None, value=80.0)])
        done = fold.message(SetCompleted(t_s=90.0, set_index=2, result=lifted_set()))
        assert done["best"] == words
