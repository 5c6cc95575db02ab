"""How the reps of a set were done, its start against its end, and the verdict in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from model.form import FormFinding, FormMeasure, FormVerdict, form_held
from sensing.events import Rep
from server.words import NO_VALUE

NAMES = {
    FormMeasure.RANGE: "Range of motion",
    FormMeasure.TURN: "Turn of the wrist",
    FormMeasure.LOWERING: "Tempo, lowering",
    FormMeasure.PAUSE: "Pause at the bottom",
    FormMeasure.STICKING: "Slowest point, part of the peak",
    FormMeasure.SWAY: "Sideways sway",
    FormMeasure.TILT: "Tilt",
}
"""What is compared, as the table writes it."""

WORSE = {
    FormMeasure.RANGE: "shorter",
    FormMeasure.TURN: "smaller",
    FormMeasure.LOWERING: "faster",
    FormMeasure.PAUSE: "shorter",
    FormMeasure.STICKING: "deeper",
    FormMeasure.SWAY: "wider",
    FormMeasure.TILT: "larger",
}
"""How each measure went when it did not hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """One measure; `worse` when it did not hold."""

    what: str
    start: str
    end: str
    verdict: str
    worse: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTable:
    """All measures that are known; `verdict` is the set's in a word or two, `reason` why there is none."""

    verdict: str
    held: bool | None
    reason: str | None
    rows: tuple[FormRow, ...]

    @property
    def short(self) -> str:
        """The verdict for a table: a dash when there is none."""
        return NO_VALUE if self.held is None else self.verdict


def form_table(reps: Sequence[Rep]) -> FormTable:
    """Return how the form of a set is shown.

    Examples
    --------
    >>> form_table([]).verdict, form_table([]).reason
    ('not known', 'fewer than 4 completed reps')
    """
    verdict = form_held(reps)
    return FormTable(
        verdict=_verdict_words(verdict),
        held=verdict.held,
        reason=verdict.reason,
        rows=tuple(_row(finding) for finding in verdict.findings),
    )


def _verdict_words(verdict: FormVerdict) -> str:
    if verdict.held is None:
        return "not known"
    since = [finding.since_rep for finding in verdict.findings if finding.since_rep is not None]
    return "held" if verdict.held else f"changed from rep {min(since)}"


def _row(finding: FormFinding) -> FormRow:
    return FormRow(
        what=NAMES[finding.measure],
        start=_value_words(finding.start, finding.unit),
        end=_value_words(finding.end, finding.unit),
        verdict="held" if finding.held else f"▲ {WORSE[finding.measure]} from rep {finding.since_rep}",
        worse=not finding.held,
    )


def _value_words(value: float, unit: str) -> str:
    """Return a measure as people say it: centimetres, tenths of a second, whole degrees, whole percent."""
    match unit:
        case "m":
            return f"{100 * value:.0f} cm" if abs(value) >= 0.1 else f"{100 * value:.1f} cm"
        case "s":
            return f"{value:.1f} s"
        case "deg":
            return f"{value:.0f}°"
        case _:
            return f"{100 * value:.0f} %"
