"""One set as the pages show it: bars, trace, what was refused, what was mended by hand, and the reps left."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import dropwhile

from model.context import SetContext
from model.velocity_loss import reached_failure, velocity_loss
from sensing.events import Rejection, Rep, RepStatus
from server.charts import Bar, StopLine, TraceChart, letters, rep_bars, stop_line, trace_chart
from server.edited import EditedSet
from server.edits import Edit, EditKind
from server.form_view import FormTable, form_table
from server.left import Left, Step, set_left, steps
from server.words import REJECT_WORDS, exercise_words, percent_words, velocity_words

COUNT_KINDS = frozenset({EditKind.STRIKE, EditKind.RESTORE, EditKind.STATUS, EditKind.GAP_REPS})
"""Edits that change the count."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectionLine:
    """One refused movement: letter, when, word, reason in measured terms; `edit_id` when a person restored it."""

    letter: str
    start_s: float
    end_s: float
    word: str
    detail: str
    edit_id: int | None = None

    @property
    def at(self) -> str:
        """When it began, in words."""
        return f"{self.start_s:.1f} s"


@dataclass(frozen=True, slots=True, kw_only=True)
class RepLine:
    """One rep for the table; `restored` and `edit_id` tell what a person said of it."""

    index: int
    status: str
    start_s: float
    end_s: float
    velocity: str
    peak: str
    rom: str
    up: str
    down: str
    edit_id: int | None
    by_hand: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StruckLine:
    """A rep that a person struck out, and the edit to take back."""

    at: str
    velocity: str
    edit_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetView:
    """One set.

    Parameters
    ----------
    index : place in the session, from 1.
    start_s, end_s : what an edit of the whole set names [s].
    gaps : holes in the samples of this set [s].
    steps : the estimates after each rep, from the first that is known.
    less_sure : why their intervals are wider than they could be.
    exercise, load, label, lifter_id : as told; the load in kg, empty when not told.
    felt, felt_edit : reps the lifter felt were left, and the edit that says so; None when not told.
    told : the last edit in force of each kind about the whole set: its id, and what it says.
    """

    index: int
    start_s: float
    end_s: float
    exercise: str | None
    load: str
    label: str | None
    lifter_id: int | None
    bars: tuple[Bar, ...]
    stop: StopLine | None
    best: str
    reps: tuple[RepLine, ...]
    reasons: tuple[str, ...]
    loss: str
    failed: bool
    trace: TraceChart | None
    rejected: tuple[RejectionLine, ...]
    struck: tuple[StruckLine, ...]
    gaps: tuple[tuple[float, float], ...]
    untimed_reps: int
    left: Left
    steps: tuple[Step, ...]
    truth_known: bool
    less_sure: tuple[str, ...]
    felt: int | None
    felt_edit: int | None
    form: FormTable
    edited: bool
    told: tuple[tuple[int, str], ...]


def set_view(
    index: int,
    one: EditedSet,
    gaps: Sequence[tuple[float, float]],
    loose: Sequence[Rejection] = (),
    marks: Sequence[tuple[float, str]] = (),
    *,
    context: SetContext | None = None,
    stop_loss_frac: float | None = None,
) -> SetView:
    """Return how one set is shown.

    Parameters
    ----------
    index : place in the session, from 1.
    one : the set with its edits.
    gaps : holes in the session's samples [s].
    loose : movements that lay near no set; a person may have restored one into this set.
    marks : when a set began or ended by a person's word [s], and which.
    context : what is known beside the reps, for the estimate of reps left.
    stop_loss_frac : velocity loss at which this lifter's sets are to stop [-]; None when none was chosen.
    """
    reps = one.result.reps
    known = [rep.mean_velocity_mps for rep in completed(reps) if rep.mean_velocity_mps is not None]
    stop_mps = max(known) * (1 - stop_loss_frac) if known and stop_loss_frac is not None else None
    trace = one.result.trace
    trace_end_s = trace.start_s + trace.step_s * len(trace.velocity_mps)
    near = [(start, end) for start, end in gaps if end > trace.start_s and start < trace_end_s]
    marked = marked_rejections(one, loose)
    known_steps = tuple(dropwhile(lambda step: not step.left.known, steps(reps, context)))
    return SetView(
        index=index,
        start_s=one.result.start_s,
        end_s=one.result.end_s,
        exercise=one.told.exercise,
        load="" if one.told.load_kg is None else f"{one.told.load_kg:g}",
        label=one.told.label,
        lifter_id=one.told.lifter_id,
        bars=rep_bars(reps, stop_mps),
        stop=stop_line(reps, stop_mps),
        best=velocity_words(max(known, default=None)),
        reps=tuple(_rep_line(number, rep, one.edits) for number, rep in enumerate(reps, start=1)),
        reasons=tuple(dict.fromkeys(rep.velocity_reason for rep in reps if rep.velocity_reason)),
        loss=percent_words(velocity_loss(reps)),
        failed=reached_failure(reps),
        trace=trace_chart(one.result, near, marked, marks),
        rejected=tuple(_rejection_line(*line) for line in marked),
        struck=_struck_lines(one),
        gaps=tuple(near),
        untimed_reps=one.untimed_reps,
        left=set_left(reps, context),
        steps=known_steps,
        truth_known=any(step.truth is not None for step in known_steps),
        less_sure=tuple(dict.fromkeys(step.left.reason for step in known_steps if step.left.reason)),
        felt=one.told.felt_rir,
        felt_edit=next((edit.id for edit in reversed(one.edits) if edit.kind is EditKind.FELT_RIR), None),
        form=form_table(reps),
        edited=count_edited(one),
        told=_told_lines(one.edits),
    )


def count_edited(one: EditedSet) -> bool:
    """Whether a person changed the count; a load or a feeling that is told leaves it as it was."""
    return any(edit.kind in COUNT_KINDS for edit in one.edits)


def hand_marks(edits: Sequence[Edit]) -> list[tuple[float, str]]:
    """Return when a set began or ended by a person's word [s], and which of the two."""
    said = [edit for edit in edits if edit.kind is EditKind.MARK and not edit.undone]
    return [(edit.start_s, str(edit.value)) for edit in said]


def completed(reps: Sequence[Rep]) -> list[Rep]:
    """Return the reps that reached the top."""
    return [rep for rep in reps if rep.status is RepStatus.COMPLETED]


def marked_rejections(one: EditedSet, loose: Sequence[Rejection] = ()) -> list[tuple[str, Rejection, int | None]]:
    """Return letter, movement and edit of all that the engine refused; the edit is None unless a person restored it.

    Restored ones keep their letter, so that the others keep theirs. `loose` are the movements that lay near no set.
    """
    movements: list[tuple[Rejection, int | None]] = [(rejection, None) for rejection in one.result.rejected]
    was = [*(one.original.rejected if one.original else ()), *loose]
    restored = [edit for edit in one.edits if edit.kind is EditKind.RESTORE]
    movements += [
        (rejection, edit.id)
        for edit in restored
        for rejection in was
        if (rejection.start_s, rejection.end_s) == (edit.start_s, edit.end_s)
    ]
    ordered = sorted(movements, key=lambda pair: pair[0].start_s)
    return [(letter, *pair) for letter, pair in zip(letters(len(ordered)), ordered, strict=True)]


def plain_rejection_lines(rejected: Sequence[Rejection]) -> tuple[RejectionLine, ...]:
    """Return movements that lie near no set, in order of time."""
    ordered = sorted(rejected, key=lambda one: one.start_s)
    return tuple(_rejection_line(letter, one, None) for letter, one in zip(letters(len(ordered)), ordered, strict=True))


def _rejection_line(letter: str, rejection: Rejection, edit_id: int | None) -> RejectionLine:
    return RejectionLine(
        letter=letter,
        start_s=rejection.start_s,
        end_s=rejection.end_s,
        word=REJECT_WORDS[rejection.reason],
        detail=rejection.detail,
        edit_id=edit_id,
    )


def _rep_line(index: int, rep: Rep, edits: Sequence[Edit]) -> RepLine:
    about = [edit for edit in edits if _is_about(edit, rep)]
    last = about[-1] if about else None
    return RepLine(
        index=index,
        status=rep.status.value,
        start_s=rep.concentric_start_s,
        end_s=rep.concentric_end_s,
        velocity=velocity_words(rep.mean_velocity_mps),
        peak=velocity_words(rep.peak_velocity_mps),
        rom=velocity_words(rep.rom_m),
        up=f"{rep.concentric_end_s - rep.concentric_start_s:.1f}",
        down="–" if rep.eccentric_s is None else f"{rep.eccentric_s:.1f}",
        edit_id=last.id if last else None,
        by_hand="" if last is None else "restored" if last.kind is EditKind.RESTORE else f"marked {last.value}",
    )


def _is_about(edit: Edit, rep: Rep) -> bool:
    if edit.kind not in (EditKind.STATUS, EditKind.RESTORE) or edit.end_s is None:
        return False
    return edit.start_s < rep.concentric_end_s and edit.end_s > rep.concentric_start_s


def _struck_lines(one: EditedSet) -> tuple[StruckLine, ...]:
    strikes = [edit for edit in one.edits if edit.kind is EditKind.STRIKE]
    # Each strike took out one rep, in the order of the edits.
    return tuple(
        StruckLine(
            at=f"{rep.concentric_start_s:.1f} s", velocity=velocity_words(rep.mean_velocity_mps), edit_id=edit.id
        )
        for edit, rep in zip(strikes, one.struck, strict=True)
    )


def _told_lines(edits: Sequence[Edit]) -> tuple[tuple[int, str], ...]:
    """Keep the last edit of each kind: undoing it brings back the one before."""
    last = {edit.kind: edit for edit in edits}
    return tuple((edit.id, words) for edit in last.values() if (words := _told_words(edit)))


def _told_words(edit: Edit) -> str:
    value = "not told" if edit.value is None else edit.value
    match edit.kind:
        case EditKind.EXERCISE:
            return f"Exercise: {exercise_words(str(value))}"
        case EditKind.LOAD:
            return "Load: not told" if edit.value is None else f"Load: {value:g} kg"
        case EditKind.LIFTER:
            return "Lifter"
        case EditKind.LABEL:
            return f"Name of the set: {value}"
        case EditKind.GAP_REPS:
            return f"{value} reps in a gap"
        case _:
            return ""
