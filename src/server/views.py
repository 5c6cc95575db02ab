"""What the pages show, computed from what is stored; templates only lay it out."""

from collections.abc import Sequence
from dataclasses import dataclass

from model.velocity_loss import reached_failure, velocity_loss
from sensing.events import Rejection, Rep, RepStatus, SessionResult, SetResult
from server.charts import Bar, TraceChart, rejection_letters, rep_bars, trace_chart
from server.listing import SessionInfo
from server.words import (
    REJECT_WORDS,
    count_words,
    duration_words,
    exercise_words,
    percent_words,
    reps_words,
    velocity_words,
)


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
    reps: str
    best: str
    last: str
    loss: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectionLine:
    """One refused movement: letter, when, word, reason in measured terms."""

    letter: str
    at: str
    word: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RepLine:
    """One rep for the table that screen readers read."""

    index: int
    status: str
    velocity: str
    peak: str
    rom: str
    up: str
    down: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetView:
    """The chosen set."""

    index: int
    bars: tuple[Bar, ...]
    best: str
    reps: tuple[RepLine, ...]
    reasons: tuple[str, ...]
    loss: str
    failed: bool
    trace: TraceChart | None
    rejected: tuple[RejectionLine, ...]
    gap_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryView:
    """The page of one session."""

    info: SessionInfo
    title: str
    subtitle: str
    facts: tuple[Fact, ...]
    sets: tuple[SetLine, ...]
    chosen: SetView | None
    outside: tuple[RejectionLine, ...]


def summary_view(info: SessionInfo, result: SessionResult, chosen: int | None) -> SummaryView:
    """Return the page of a session; `chosen` counts sets from 1, the last one is shown when None or out of range."""
    count = len(result.sets)
    index = chosen if chosen is not None and 1 <= chosen <= count else count
    return SummaryView(
        info=info,
        title=session_title(info),
        subtitle=_subtitle(info, result),
        facts=_facts(result.sets),
        sets=tuple(_set_line(number, one, number == index) for number, one in enumerate(result.sets, start=1)),
        chosen=_set_view(index, result.sets[index - 1], result.gaps) if count else None,
        outside=_rejection_lines(result.rejected),
    )


def session_title(info: SessionInfo) -> str:
    """Return the heading of a session: what was lifted, and when."""
    day = info.started_at
    return f"{exercise_words(info.exercise)}, {day:%A} {day.day} {day:%B}"


def _subtitle(info: SessionInfo, result: SessionResult) -> str:
    rate = "rate unknown" if info.rate_hz is None else f"{info.rate_hz:.4g} Hz measured"
    gaps = count_words(len(result.gaps), "gap", "gaps")
    return " · ".join([info.source, duration_words(result.duration_s), rate, gaps])


def _facts(sets: Sequence[SetResult]) -> tuple[Fact, ...]:
    to_failure = sum(reached_failure(one.reps) for one in sets)
    completed = sum(_completed(one) for one in sets)
    failed = sum(_failed(one) for one in sets)
    fastest = max(
        (
            (rep.mean_velocity_mps, number)
            for number, one in enumerate(sets, 1)
            for rep in _done(one)
            if rep.mean_velocity_mps
        ),
        default=(None, 0),
    )
    losses = [(loss, number) for number, one in enumerate(sets, 1) if (loss := velocity_loss(one.reps)) is not None]
    largest = max(losses, default=(None, 0))
    return (
        Fact(label="Sets", value=str(len(sets)), note=f"{to_failure or 'none'} to failure"),
        Fact(label="Reps", value=str(completed), note=f"and {failed} failed" if failed else "none failed"),
        Fact(
            label="Fastest rep",
            value=velocity_words(fastest[0]),
            note=f"m/s, set {fastest[1]}" if fastest[0] is not None else "no velocity known",
        ),
        Fact(
            label="Largest loss",
            value=percent_words(largest[0]),
            note=f"of speed, set {largest[1]}" if largest[0] is not None else "needs two reps with velocity",
        ),
    )


def _set_line(number: int, one: SetResult, chosen: bool) -> SetLine:
    known = [rep.mean_velocity_mps for rep in _done(one) if rep.mean_velocity_mps is not None]
    return SetLine(
        index=number,
        chosen=chosen,
        exercise=exercise_words(one.exercise) if one.exercise else "not told",
        reps=reps_words(_completed(one), _failed(one)),
        best=velocity_words(max(known, default=None)),
        last=velocity_words(known[-1] if known else None),
        loss=percent_words(velocity_loss(one.reps)),
    )


def _set_view(number: int, one: SetResult, gaps: Sequence[tuple[float, float]]) -> SetView:
    known = [rep.mean_velocity_mps for rep in _done(one) if rep.mean_velocity_mps is not None]
    trace_end_s = one.trace.start_s + one.trace.step_s * len(one.trace.velocity_mps)
    near = [(start, end) for start, end in gaps if end > one.trace.start_s and start < trace_end_s]
    return SetView(
        index=number,
        bars=rep_bars(one.reps),
        best=velocity_words(max(known, default=None)),
        reps=tuple(_rep_line(index, rep) for index, rep in enumerate(one.reps, start=1)),
        reasons=tuple(dict.fromkeys(rep.velocity_reason for rep in one.reps if rep.velocity_reason)),
        loss=percent_words(velocity_loss(one.reps)),
        failed=reached_failure(one.reps),
        trace=trace_chart(one, near),
        rejected=_rejection_lines(one.rejected),
        gap_count=len(near),
    )


def _rep_line(index: int, rep: Rep) -> RepLine:
    return RepLine(
        index=index,
        status=rep.status.value,
        velocity=velocity_words(rep.mean_velocity_mps),
        peak=velocity_words(rep.peak_velocity_mps),
        rom=velocity_words(rep.rom_m),
        up=f"{rep.concentric_end_s - rep.concentric_start_s:.1f}",
        down="–" if rep.eccentric_s is None else f"{rep.eccentric_s:.1f}",
    )


def _rejection_lines(rejected: Sequence[Rejection]) -> tuple[RejectionLine, ...]:
    return tuple(
        RejectionLine(letter=letter, at=f"{one.start_s:.1f} s", word=REJECT_WORDS[one.reason], detail=one.detail)
        for letter, one in rejection_letters(rejected)
    )


def _done(one: SetResult) -> list[Rep]:
    return [rep for rep in one.reps if rep.status is RepStatus.COMPLETED]


def _completed(one: SetResult) -> int:
    return len(_done(one))


def _failed(one: SetResult) -> int:
    return len(one.reps) - _completed(one)
