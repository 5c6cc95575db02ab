"""What the summary of a session shows, computed from what is kept; templates only lay it out."""

from collections.abc import Sequence
from dataclasses import dataclass

from model.context import SetContext
from model.proximity import ProximityEstimate
from model.velocity_loss import reached_failure, velocity_loss
from sensing.events import Rejection, SessionResult
from server.advice_view import AdviceCard
from server.edited import EditedSet
from server.edits import EditKind
from server.form_view import form_table
from server.history_charts import Maximum
from server.left import Left, set_left
from server.listing import SessionInfo
from server.reading import Kept
from server.set_view import RejectionLine, SetView, completed, count_edited, hand_marks, plain_rejection_lines, set_view
from server.words import count_words, duration_words, exercise_words, percent_words, reps_words, velocity_words

KIND_WORDS = {
    EditKind.STRIKE: "Rep struck out",
    EditKind.RESTORE: "Movement restored as rep",
    EditKind.STATUS: "Rep marked",
    EditKind.FELT_RIR: "Reps felt to be left",
    EditKind.EXERCISE: "Exercise",
    EditKind.LOAD: "Load",
    EditKind.LIFTER: "Lifter",
    EditKind.LABEL: "Name of a set",
    EditKind.GAP_REPS: "Reps in a gap",
    EditKind.PUT_BACK: "Set put back into its line",
    EditKind.MARK: "Start or end of a set",
}
"""What each kind of change said, for those that no longer fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What a summary tells beside the reps themselves.

    Parameters
    ----------
    lifter : name of who lifted; None when not told.
    contexts : what was known beside the reps of each set; empty when nothing was.
    estimates : reps left at the end of each set; worked out here when empty.
    stop_loss_frac : velocity loss at which this lifter's sets are to stop [-]; None when none was chosen.
    maximum : estimated one-repetition maximum of the session's lift; None when it is not known.
    advice : cards at the side.
    """

    lifter: str | None = None
    contexts: Sequence[SetContext] = ()
    estimates: Sequence[ProximityEstimate] = ()
    stop_loss_frac: float | None = None
    maximum: Maximum | None = None
    advice: Sequence[AdviceCard] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One large number with a label above and a note below."""

    label: str
    value: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLine:
    """One line of the table of sets."""

    index: int
    chosen: bool
    exercise: str
    load: str
    reps: str
    best: str
    last: str
    loss: str
    left: Left
    form: str
    edited: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryView:
    """The page of one session.

    Parameters
    ----------
    shown : the chosen set, or all of them on paper.
    unused : changes by hand that no longer fit what was counted: number of the edit, and what it said.
    """

    info: SessionInfo
    title: str
    subtitle: str
    facts: tuple[Fact, ...]
    sets: tuple[SetLine, ...]
    shown: tuple[SetView, ...]
    outside: tuple[RejectionLine, ...]
    advice: tuple[AdviceCard, ...]
    edited: bool
    unused: tuple[tuple[int, str], ...]

    @property
    def chosen(self) -> SetView | None:
        """The set that is shown whole; None when there is none."""
        return self.shown[-1] if self.shown else None


def summary_view(
    info: SessionInfo,
    kept: Kept,
    chosen: int | None = None,
    *,
    beside: Beside | None = None,
    whole: bool = False,
) -> SummaryView:
    """Return the page of a session.

    Parameters
    ----------
    info, kept : the session, what the engine found in it, and what was said of it.
    chosen : set that is shown, counted from 1; the last one when None or out of range.
    beside : what is told beside the reps.
    whole : show all sets, as on paper.
    """
    beside = beside or Beside()
    found, session = kept.found, kept.edited
    count = len(session.sets)
    index = chosen if chosen is not None and 1 <= chosen <= count else count
    numbers = range(1, count + 1) if whole else [index] if count else []
    return SummaryView(
        info=info,
        title=session_title(info),
        subtitle=_subtitle(info, found, beside.lifter),
        facts=_facts(session.sets, beside),
        sets=tuple(_set_line(number, one, number == index, beside) for number, one in enumerate(session.sets, start=1)),
        shown=tuple(
            set_view(
                number,
                session.sets[number - 1],
                found.gaps,
                found.rejected,
                hand_marks(kept.edits),
                context=_context(beside, number),
                stop_loss_frac=beside.stop_loss_frac,
            )
            for number in numbers
        ),
        outside=plain_rejection_lines(_between_sets(session.rejected, found)),
        advice=tuple(beside.advice),
        edited=session.edited,
        unused=tuple((edit.id, f"{KIND_WORDS[edit.kind]} at {edit.start_s:.1f} s") for edit in session.unused),
    )


def session_title(info: SessionInfo) -> str:
    """Return the heading of a session: what was lifted, and when."""
    day = info.started_at
    return f"{exercise_words(info.exercise)}, {day:%A} {day.day} {day:%B}"


def _between_sets(rejected: Sequence[Rejection], found: SessionResult) -> list[Rejection]:
    """Leave out what is listed with a set: live and at the end of a set one movement gets slightly different times."""
    listed = [(one.start_s, one.end_s) for part in found.sets for one in part.rejected]
    return [one for one in rejected if not any(start < one.end_s and one.start_s < end for start, end in listed)]


def _context(beside: Beside, number: int) -> SetContext | None:
    return beside.contexts[number - 1] if beside.contexts else None


def _subtitle(info: SessionInfo, found: SessionResult, lifter: str | None) -> str:
    rate = "rate unknown" if info.rate_hz is None else f"{info.rate_hz:.4g} Hz measured"
    gaps = count_words(len(found.gaps), "gap", "gaps")
    told = [lifter] if lifter else []
    return " · ".join([*told, info.source, duration_words(found.duration_s), rate, gaps])


def _facts(sets: Sequence[EditedSet], beside: Beside) -> tuple[Fact, ...]:
    to_failure = sum(reached_failure(one.result.reps) for one in sets)
    return (
        Fact(label="Sets", value=str(len(sets)), note=f"{to_failure or 'none'} to failure"),
        _reps_fact(sets),
        _maximum_fact(beside.maximum) if beside.maximum else _fastest_fact(sets),
        _form_fact(sets) or _loss_fact(sets),
    )


def _reps_fact(sets: Sequence[EditedSet]) -> Fact:
    """Return the reps at the heaviest load where loads are told, all reps where not."""
    top_kg = max((one.told.load_kg for one in sets if one.told.load_kg is not None), default=None)
    counted = [one for one in sets if top_kg is None or one.told.load_kg == top_kg]
    failed = sum(_failed(one) for one in counted)
    return Fact(
        label="Reps" if top_kg is None else f"Reps at {top_kg:g} kg",
        value=str(sum(_completed(one) for one in counted)),
        note=f"and {failed} failed" if failed else "none failed",
    )


def _maximum_fact(maximum: Maximum) -> Fact:
    return Fact(
        label="Estimated 1RM",
        value=f"{maximum.load_kg:.0f} kg",
        note=f"{maximum.low_kg:.0f} to {maximum.high_kg:.0f} kg",
    )


def _fastest_fact(sets: Sequence[EditedSet]) -> Fact:
    known = [
        (rep.mean_velocity_mps, number)
        for number, one in enumerate(sets, start=1)
        for rep in completed(one.result.reps)
        if rep.mean_velocity_mps is not None
    ]
    if not known:
        return Fact(label="Fastest rep", value="–", note="no velocity known")
    fastest_mps, number = max(known)
    return Fact(label="Fastest rep", value=velocity_words(fastest_mps), note=f"m/s, set {number}")


def _form_fact(sets: Sequence[EditedSet]) -> Fact | None:
    """Return the verdict on the last set whose form can be judged; None when there is none."""
    for number in range(len(sets), 0, -1):
        form = form_table(sets[number - 1].result.reps)
        if form.held is not None:
            return Fact(label="Form", value=form.verdict.capitalize(), note=f"in set {number}")
    return None


def _loss_fact(sets: Sequence[EditedSet]) -> Fact:
    losses = [
        (loss_frac, number)
        for number, one in enumerate(sets, start=1)
        if (loss_frac := velocity_loss(one.result.reps)) is not None
    ]
    if not losses:
        return Fact(label="Largest loss", value="–", note="needs two reps with velocity")
    loss_frac, number = max(losses)
    return Fact(label="Largest loss", value=percent_words(loss_frac), note=f"of speed, set {number}")


def _set_line(number: int, one: EditedSet, chosen: bool, beside: Beside) -> SetLine:
    reps = one.result.reps
    estimate = beside.estimates[number - 1] if beside.estimates else None
    known = [rep.mean_velocity_mps for rep in completed(reps) if rep.mean_velocity_mps is not None]
    return SetLine(
        index=number,
        chosen=chosen,
        exercise=exercise_words(one.told.exercise) if one.told.exercise else "not told",
        load="–" if one.told.load_kg is None else f"{one.told.load_kg:g}",
        reps=reps_words(_completed(one), _failed(one)),
        best=velocity_words(max(known, default=None)),
        last=velocity_words(known[-1] if known else None),
        loss=percent_words(velocity_loss(reps)),
        left=set_left(reps, _context(beside, number), estimate=estimate),
        form=form_table(reps).short,
        edited=count_edited(one),
    )


def _completed(one: EditedSet) -> int:
    return len(completed(one.result.reps)) + one.untimed_reps


def _failed(one: EditedSet) -> int:
    return len(one.result.reps) - len(completed(one.result.reps))
