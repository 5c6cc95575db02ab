"""Edits change what is shown and never what was found; undone they leave no trace in it."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.velocity_loss import reached_failure, velocity_loss
from sensing.events import Rejection, RejectReason, RepStatus, SessionResult, SetResult, Trace
from server.edited import EditedSession, edited, edited_session, with_edits
from server.edits import Edit, EditKind, EditValue, Told
from server.errors import ServerError
from server.restoring import NO_RISE, NO_TRACE, restored_rep
from server.telling import clean_edit, clean_exercise
from tests.support.scripted import RERACK, UNRACK, lifted_rep, lifted_result

FOUND = lifted_result()
ONE = FOUND.sets[0]


def about_rep(kind: EditKind, index: int, value: EditValue = None) -> Edit:
    rep = lifted_rep(index)
    return Edit(kind=kind, start_s=rep.concentric_start_s, end_s=rep.concentric_end_s, value=value)


def about_set(kind: EditKind, value: EditValue) -> Edit:
    return Edit(kind=kind, start_s=ONE.start_s, end_s=ONE.end_s, value=value)


def restore(rejection: Rejection) -> Edit:
    return Edit(kind=EditKind.RESTORE, start_s=rejection.start_s, end_s=rejection.end_s)


def session_with(*edits: Edit, found: SessionResult = FOUND) -> EditedSession:
    return edited_session(found, edits, Told(exercise="bench", load_kg=60.0, lifter_id=7))


def test_without_edits_all_is_as_found() -> None:
    session = session_with()
    assert with_edits(FOUND, session) == FOUND
    assert not session.edited
    assert session.sets[0].told == Told(exercise="bench", load_kg=60.0, lifter_id=7)


def test_striking_the_best_rep_moves_the_loss_that_follows_from_it() -> None:
    assert velocity_loss(ONE.reps) == pytest.approx(1 - 0.19 / 0.52)
    assert velocity_loss(edited(ONE, [about_rep(EditKind.STRIKE, 1)]).reps) == pytest.approx(1 - 0.19 / 0.50)


def test_a_struck_rep_is_kept_beside_the_set_for_undoing() -> None:
    (one,) = session_with(about_rep(EditKind.STRIKE, 3)).sets
    assert [rep.mean_velocity_mps for rep in one.result.reps] == [0.52, 0.50, 0.45, 0.40, 0.34, 0.27, 0.19, 0.10]
    assert one.struck == (ONE.reps[2],)
    assert one.original == ONE
    assert one.edited


def test_an_edit_that_was_undone_has_no_effect() -> None:
    undone = replace(about_rep(EditKind.STRIKE, 3), undone=True)
    assert session_with(undone) == session_with()


def test_a_rep_marked_failed_ends_the_set_in_failure() -> None:
    reps = edited(replace(ONE, reps=ONE.reps[:-1]), [about_rep(EditKind.STATUS, 8, "failed")]).reps
    assert reps[7] == replace(ONE.reps[7], status=RepStatus.FAILED)
    assert reached_failure(reps)


def test_a_rep_is_found_again_when_its_final_times_differ_a_little_from_the_live_ones() -> None:
    rep = lifted_rep(4)
    early = Edit(kind=EditKind.STRIKE, start_s=rep.concentric_start_s - 0.1, end_s=rep.concentric_end_s - 0.1)
    assert edited(ONE, [early]).reps == (*ONE.reps[:3], *ONE.reps[4:])


def test_an_edit_about_nothing_that_is_there_is_told_and_changes_nothing() -> None:
    nowhere = Edit(kind=EditKind.STRIKE, start_s=100.0, end_s=101.0)
    session = session_with(nowhere)
    assert session.unused == (nowhere,)
    assert session.sets == session_with().sets


def test_the_same_rep_struck_twice_is_struck_once() -> None:
    session = session_with(about_rep(EditKind.STRIKE, 3), about_rep(EditKind.STRIKE, 3))
    assert len(session.sets[0].result.reps) == 8
    assert len(session.unused) == 1


def test_what_is_told_of_one_set_stays_with_it() -> None:
    second = replace(ONE, start_s=100.0, end_s=130.0, reps=(), rejected=())
    session = session_with(
        about_set(EditKind.LOAD, 80.0),
        about_set(EditKind.FELT_RIR, 0),
        about_set(EditKind.LABEL, "top set"),
        about_set(EditKind.EXERCISE, "squat"),
        about_set(EditKind.LIFTER, 9),
        found=replace(FOUND, sets=(ONE, second)),
    )
    first_told = Told(exercise="squat", load_kg=80.0, lifter_id=9, label="top set", felt_rir=0)
    assert session.sets[0].told == first_told
    assert session.sets[0].result.exercise == "squat"
    assert session.sets[1].told == Told(exercise="bench", load_kg=60.0, lifter_id=7)
    assert [one.edited for one in session.sets] == [True, False]


def test_what_is_told_from_a_moment_on_holds_for_the_set_under_way_and_all_later_ones() -> None:
    second = replace(ONE, start_s=100.0, end_s=130.0, reps=(), rejected=())
    found = replace(FOUND, sets=(ONE, second))
    during = Edit(kind=EditKind.LOAD, start_s=10.0, end_s=None, value=70.0)
    between = Edit(kind=EditKind.LOAD, start_s=50.0, end_s=None, value=90.0)
    session = session_with(during, between, found=found)
    assert [one.told.load_kg for one in session.sets] == [70.0, 90.0]
    assert not session.edited


def test_a_restored_movement_is_a_completed_rep_measured_from_the_trace() -> None:
    trace = bell(start_s=20.0, length_s=0.8, peak_mps=0.8)
    missed = Rejection(start_s=19.9, end_s=20.9, reason=RejectReason.IRREGULAR, detail="unlike the others")
    one = SetResult(start_s=10.0, end_s=30.0, exercise=None, reps=(), rejected=(missed, UNRACK), trace=trace)
    result = edited(one, [restore(missed)])
    (rep,) = result.reps
    assert rep.status is RepStatus.COMPLETED
    assert rep.concentric_start_s == pytest.approx(20.0, abs=0.04)
    assert rep.concentric_end_s == pytest.approx(20.8, abs=0.04)
    rom_m = 0.8 * 0.8 * 2 / math.pi
    assert rep.rom_m == pytest.approx(rom_m, rel=0.02)
    assert rep.mean_velocity_mps == pytest.approx(rom_m / 0.8, rel=0.03)
    assert rep.peak_velocity_mps == pytest.approx(0.8, rel=0.01)
    assert result.rejected == (UNRACK,)


def bell(*, start_s: float, length_s: float, peak_mps: float) -> Trace:
    """A trace of 60 s that rests but for one rise, the half of a sine."""
    times_s = [0.04 * index for index in range(1500)]
    values = (
        peak_mps * math.sin(math.pi * (t_s - start_s) / length_s) if start_s <= t_s <= start_s + length_s else 0.0
        for t_s in times_s
    )
    return Trace(start_s=0.0, step_s=0.04, velocity_mps=tuple(values))


def test_a_restored_movement_without_a_trace_is_counted_and_says_why_it_has_no_velocity() -> None:
    rep = restored_rep(RERACK, [Trace(start_s=0.0, step_s=0.04, velocity_mps=(0.0,) * 100)])
    assert (rep.mean_velocity_mps, rep.peak_velocity_mps, rep.rom_m) == (None, None, None)
    assert rep.velocity_reason == NO_TRACE
    assert (rep.concentric_start_s, rep.concentric_end_s) == (RERACK.start_s, RERACK.end_s)


def test_a_restored_movement_that_never_rises_says_so() -> None:
    rep = restored_rep(UNRACK, [Trace(start_s=0.0, step_s=0.04, velocity_mps=(-0.2,) * 100)])
    assert rep.velocity_reason == NO_RISE


def test_a_movement_near_no_set_becomes_a_set_of_its_own() -> None:
    single = Rejection(start_s=120.0, end_s=121.2, reason=RejectReason.ALONE, detail="one rise, no other like it")
    session = session_with(restore(single), found=replace(FOUND, rejected=(single,)))
    assert len(session.sets) == 2
    own = session.sets[1]
    assert (own.original, own.told.load_kg, len(own.result.reps)) == (None, 60.0, 1)
    assert session.rejected == ()


def test_a_movement_just_before_a_set_joins_it_in_order_of_time() -> None:
    early = Rejection(start_s=0.2, end_s=1.1, reason=RejectReason.ALONE, detail="too far from the others")
    session = session_with(restore(early), found=replace(FOUND, rejected=(early,)))
    (one,) = session.sets
    assert one.result.reps[0].concentric_start_s == pytest.approx(0.2, abs=0.3)
    assert len(one.result.reps) == len(ONE.reps) + 1
    assert one.result.start_s == pytest.approx(0.2)


def test_a_restored_rep_can_be_struck_and_marked_failed_like_any_other() -> None:
    failed = Edit(kind=EditKind.STATUS, start_s=RERACK.start_s, end_s=RERACK.end_s, value="failed")
    assert edited(ONE, [restore(RERACK), failed]).reps[-1].status is RepStatus.FAILED
    struck = Edit(kind=EditKind.STRIKE, start_s=RERACK.start_s, end_s=RERACK.end_s)
    assert edited(ONE, [restore(RERACK), struck]).reps == ONE.reps


def test_reps_in_a_gap_are_counted_without_times() -> None:
    gap = Edit(kind=EditKind.GAP_REPS, start_s=31.0, end_s=31.5, value=3)
    (one,) = session_with(gap).sets
    assert one.untimed_reps == 3
    assert one.result.reps == ONE.reps


def test_a_mark_by_hand_is_kept_and_changes_no_rep() -> None:
    session = session_with(Edit(kind=EditKind.MARK, start_s=5.0, end_s=5.0, value="start"))
    assert with_edits(FOUND, session) == FOUND
    assert session.unused == ()


VALUES: dict[EditKind, st.SearchStrategy[EditValue]] = {
    EditKind.STATUS: st.sampled_from(["completed", "failed"]),
    EditKind.MARK: st.sampled_from(["start", "end"]),
    EditKind.FELT_RIR: st.none() | st.integers(0, 5),
    EditKind.EXERCISE: st.sampled_from([None, "squat", "row"]),
    EditKind.LABEL: st.sampled_from([None, "top set"]),
    EditKind.LOAD: st.none() | st.floats(1, 500),
    EditKind.LIFTER: st.none() | st.integers(1, 9),
    EditKind.GAP_REPS: st.integers(1, 20),
}


@st.composite
def edits_of_any_kind(draw: st.DrawFn) -> Edit:
    kind = draw(st.sampled_from(list(EditKind)))
    start_s, length_s = draw(st.floats(0, 50)), draw(st.floats(0, 30))
    goes_on = kind in (EditKind.EXERCISE, EditKind.LOAD, EditKind.LIFTER) and draw(st.booleans())
    value = draw(VALUES.get(kind, st.none()))
    end_s = None if goes_on else start_s + length_s
    return clean_edit(Edit(kind=kind, start_s=start_s, end_s=end_s, value=value))


@given(edits=st.lists(edits_of_any_kind(), max_size=8))
def test_whatever_is_said_no_movement_is_lost_or_doubled_and_the_original_stays(edits: list[Edit]) -> None:
    session = session_with(*edits)
    movements = [
        sum(len(one.result.reps) + len(one.struck) + len(one.result.rejected) for one in session.sets),
        len(session.rejected),
    ]
    assert sum(movements) == len(ONE.reps) + len(ONE.rejected) + len(FOUND.rejected)
    assert [one.original for one in session.sets if one.original is not None] == list(FOUND.sets)
    for one in session.sets:
        starts_s = [rep.concentric_start_s for rep in one.result.reps]
        assert starts_s == sorted(starts_s)
        assert one.result.start_s <= one.result.end_s


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (EditKind.STRIKE, "x"),
        (EditKind.RESTORE, 1),
        (EditKind.STATUS, "lost"),
        (EditKind.STATUS, None),
        (EditKind.FELT_RIR, 6),
        (EditKind.FELT_RIR, -1),
        (EditKind.FELT_RIR, 1.5),
        (EditKind.FELT_RIR, True),
        (EditKind.LOAD, 0),
        (EditKind.LOAD, -20.0),
        (EditKind.LOAD, 1001),
        (EditKind.LOAD, math.nan),
        (EditKind.LOAD, math.inf),
        (EditKind.LOAD, "60"),
        (EditKind.LIFTER, 0),
        (EditKind.LIFTER, 2.0),
        (EditKind.LIFTER, "Ana"),
        (EditKind.EXERCISE, "x" * 41),
        (EditKind.EXERCISE, "a\nb"),
        (EditKind.EXERCISE, 5),
        (EditKind.LABEL, "x" * 61),
        (EditKind.GAP_REPS, 0),
        (EditKind.GAP_REPS, 101),
        (EditKind.GAP_REPS, None),
        (EditKind.MARK, "middle"),
    ],
)
def test_a_value_that_its_kind_does_not_take_is_refused(kind: EditKind, value: EditValue) -> None:
    with pytest.raises(ServerError):
        clean_edit(Edit(kind=kind, start_s=1.0, end_s=2.0, value=value))


@pytest.mark.parametrize(
    ("start_s", "end_s"), [(-1.0, 2.0), (2.0, 1.0), (math.nan, 2.0), (1.0, math.inf), (1.0, None), (0.0, 1e9)]
)
def test_a_span_that_makes_no_sense_is_refused(start_s: float, end_s: float | None) -> None:
    with pytest.raises(ServerError):
        clean_edit(Edit(kind=EditKind.STRIKE, start_s=start_s, end_s=end_s))


def test_names_of_a_lift_that_differ_in_writing_only_are_one() -> None:
    names = {clean_exercise(name) for name in ("Overhead press", "overhead_press", " OVERHEAD-PRESS ")}
    assert names == {"overhead_press"}
