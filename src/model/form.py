"""Whether the form of a set held: its last reps against its first, measure by measure, in words.

A set that slows down is meant to; one that gets shorter, is dropped, or wanders off is another exercise at its end.
Completed reps are compared with the lifter's own start of the set: there is no ideal form that all should have.
"""

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sensing.events import Rep, RepForm, RepStatus


class FormMeasure(StrEnum):
    """What is compared."""

    RANGE = "range of motion"
    TURN = "turn of the wrist"
    LOWERING = "way down"
    PAUSE = "pause at the bottom"
    STICKING = "sticking point"
    SWAY = "sway"
    TILT = "tilt"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRules:
    """How much worse than the start is no longer held.

    No trial says from where on form is lost. All are rules of this project: each is at least three times the error of
    its measure in simulated gym sets (`docs/engine.md`), so that what is told was seen and not guessed, and none is
    about injury.
    """

    fewest_reps: int = 4
    """Completed reps below which there is no start and end to compare."""
    most_at_each_end: int = 3
    """Reps that make the start, and the end; two in sets of four and five."""
    range_frac: float = 0.1
    """Loss of the range of motion, or of the turn of a curl, as a share of the start's. 0 would tell every millimetre.
    Standards of competition call it a partial rep much earlier; a common fade by fatigue is up to 8 %."""
    range_m: float = 0.03
    """And at least this much [m]."""
    turn_deg: float = 10.0
    """And at least this much [deg]."""
    lowering_frac: float = 0.3
    """How much faster the way down gets, as a share of the start's duration; people vary by 20 %."""
    lowering_s: float = 0.25
    """And by at least this much [s]."""
    pause_least_s: float = 0.4
    """A pause at the bottom of at least this much is meant as one [s]."""
    pause_frac: float = 0.5
    """It is given up when it loses this share."""
    sticking_lowest: float = 0.3
    """The bar all but stands when its velocity dips under this share of the peak before ..."""
    sticking_drop: float = 0.3
    """... and it is new when the share has dropped by this much since the start."""
    sway_m: float = 0.03
    """How much further the path bows out than at the start [m] ..."""
    sway_times: float = 1.5
    """... and how many times as far."""
    tilt_deg: float = 15.0
    """Turn of the wrist at the start of a rep against its usual one [deg]."""
    wrist_turn_deg: float = 18.0
    """Sensors that turn by less in a rep sit on a bar: what looks like tilt there is the bar rolling in the hands, and
    no form. Simulated tune seeds: bars turn by up to 15, wrists by 20 and more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFinding:
    """One measure, at the start of a set and at its end.

    Parameters
    ----------
    measure : what.
    start, end : medians of the first and the last reps, in `unit`.
    unit : "m", "s", "deg" or "" for a share.
    held : whether the end is still like the start.
    since_rep : number, among all attempts of the set from 1, of the rep from which on it was not; None when it held.
    """

    measure: FormMeasure
    start: float
    end: float
    unit: str
    held: bool
    since_rep: int | None

    @property
    def words(self) -> str:
        """The finding as one short sentence.

        Examples
        --------
        >>> FormFinding(measure=FormMeasure.RANGE, start=0.5, end=0.42, unit="m", held=False, since_rep=7).words
        'Range of motion: 50 cm at the start, 42 cm at the end, not held since rep 7.'
        """
        name = self.measure.value.capitalize()
        course = f"{name}: {_shown(self.start, self.unit)} at the start, {_shown(self.end, self.unit)} at the end"
        return f"{course}, held." if self.held else f"{course}, not held since rep {self.since_rep}."


@dataclass(frozen=True, slots=True, kw_only=True)
class FormVerdict:
    """Whether the form of a set held.

    Parameters
    ----------
    held : whether every measure that is known did; None when none is.
    reason : why it is None, in the lifter's words; None when it is not.
    findings : the measures that are known.
    """

    held: bool | None
    reason: str | None
    findings: tuple[FormFinding, ...]


def form_held(reps: Sequence[Rep], rules: FormRules | None = None) -> FormVerdict:
    """Compare the last reps of a set with its first.

    Parameters
    ----------
    reps : the kept reps of one set, in order. Failed attempts are not compared: they are short by definition.
    rules : see `FormRules`.

    Examples
    --------
    >>> form_held([]).reason
    'fewer than 4 completed reps'
    """
    rules = rules or FormRules()
    done = [(number, rep) for number, rep in enumerate(reps, start=1) if rep.status is RepStatus.COMPLETED]
    if len(done) < rules.fewest_reps:
        return FormVerdict(held=None, reason=f"fewer than {rules.fewest_reps} completed reps", findings=())
    compared = (_compared(done, look, rules) for look in _looks(done, rules))
    findings = tuple(finding for finding in compared if finding is not None)
    if not findings:
        return FormVerdict(held=None, reason="the signal shows nothing of the form of these reps", findings=())
    return FormVerdict(held=all(finding.held for finding in findings), reason=None, findings=findings)


Numbered = tuple[int, Rep]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """How one measure is read from a rep, and whether a value is still like that of the start."""

    measure: FormMeasure
    unit: str
    read: Callable[[Rep], float | None]
    is_held: Callable[[float, float], bool]


def _looks(done: Sequence[Numbered], rules: FormRules) -> list[_Look]:
    looks = [
        _Look(
            measure=FormMeasure.RANGE,
            unit="m",
            read=lambda rep: rep.rom_m,
            is_held=lambda start, now: start - now < max(rules.range_frac * start, rules.range_m),
        ),
        _Look(
            measure=FormMeasure.LOWERING,
            unit="s",
            read=lambda rep: rep.eccentric_s,
            is_held=lambda start, now: start - now < max(rules.lowering_frac * start, rules.lowering_s),
        ),
        _Look(
            measure=FormMeasure.PAUSE,
            unit="s",
            read=lambda rep: _form(rep).pause_bottom_s,
            is_held=lambda start, now: start < rules.pause_least_s or now > (1.0 - rules.pause_frac) * start,
        ),
        _Look(
            measure=FormMeasure.STICKING,
            unit="",
            read=lambda rep: _form(rep).sticking_depth,
            is_held=lambda start, now: now >= rules.sticking_lowest or start - now < rules.sticking_drop,
        ),
        _Look(
            measure=FormMeasure.SWAY,
            unit="m",
            read=lambda rep: _form(rep).sway_m,
            is_held=lambda start, now: now - start < rules.sway_m or now < rules.sway_times * start,
        ),
    ]
    turns_deg = [turn_deg for _, rep in done if (turn_deg := _form(rep).turn_deg) is not None]
    if turns_deg and statistics.median(turns_deg) >= rules.wrist_turn_deg:
        looks += _wrist_looks(done, rules)
    return looks


def _wrist_looks(done: Sequence[Numbered], rules: FormRules) -> list[_Look]:
    looks = [
        _Look(
            measure=FormMeasure.TILT,
            unit="deg",
            read=lambda rep: _form(rep).tilt_deg,
            is_held=lambda start, now: now - start < rules.tilt_deg,
        )
    ]
    if all(rep.rom_m is None for _, rep in done):
        # Where the height tells nothing, the turn is the range of motion.
        looks.append(
            _Look(
                measure=FormMeasure.TURN,
                unit="deg",
                read=lambda rep: _form(rep).turn_deg,
                is_held=lambda start, now: start - now < max(rules.range_frac * start, rules.turn_deg),
            )
        )
    return looks


def _form(rep: Rep) -> RepForm:
    """The form of a rep; one that tells nothing when it was not looked at."""
    return rep.form or RepForm()


def _compared(done: Sequence[Numbered], look: _Look, rules: FormRules) -> FormFinding | None:
    known = [(number, value) for number, rep in done if (value := look.read(rep)) is not None]
    if len(known) < rules.fewest_reps:
        return None
    ends = min(rules.most_at_each_end, len(known) // 2)
    start = statistics.median(value for _, value in known[:ends])
    end = statistics.median(value for _, value in known[-ends:])
    held = look.is_held(start, end)
    return FormFinding(
        measure=look.measure,
        start=start,
        end=end,
        unit=look.unit,
        held=held,
        since_rep=None if held else _since(known, start, look),
    )


def _since(known: Sequence[tuple[int, float]], start: float, look: _Look) -> int:
    """Number of the rep that begins the stretch at the end of the set in which at most one rep in three held."""
    since, held = known[-1][0], 0
    for seen, (number, value) in enumerate(reversed(known), start=1):
        held += look.is_held(start, value)
        if not look.is_held(start, value) and 3 * held <= seen:
            since = number
    return since


def _shown(value: float, unit: str) -> str:
    match unit:
        case "m":
            return f"{100 * value:.0f} cm"
        case "s":
            return f"{value:.1f} s"
        case "deg":
            return f"{value:.0f}°"
        case _:  # sticking depth, the share of its peak that velocity dips to
            return "none" if value >= 1.0 else f"down to {100 * value:.0f} %"
