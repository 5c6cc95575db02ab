"""The end of a set against its start: what is told as not held, since when, and what is never told."""

from dataclasses import replace
from typing import Any

import pytest

from model.form import FormMeasure, FormRules, FormVerdict, form_held
from sensing.events import Rep, RepForm, RepStatus

GOOD = Rep(
    status=RepStatus.COMPLETED,
    concentric_start_s=1.0,
    concentric_end_s=2.0,
    eccentric_s=1.5,
    mean_velocity_mps=0.5,
    mean_propulsive_velocity_mps=0.5,
    peak_velocity_mps=0.9,
    rom_m=0.50,
    form=RepForm(pause_bottom_s=0.1, sticking_depth=1.0, sway_m=0.02, tilt_deg=2.0, turn_deg=6.0, peak_turn_dps=30.0),
)
"""A tidy squat with the sensor on the bar."""


def but(rep: Rep, **changes: float | None) -> Rep:
    """The rep, with other numbers in itself or in its form."""
    assert rep.form is not None
    # Any: the fields of `Rep`, which mypy cannot tell from their names.
    own: dict[str, Any] = {name: value for name, value in changes.items() if hasattr(rep, name)}
    return replace(rep, **own, form=replace(rep.form, **{k: v for k, v in changes.items() if k not in own}))


def course(name: str, *values: float | None, base: Rep = GOOD) -> FormVerdict:
    return form_held([but(base, **{name: value}) for value in values])


def test_a_set_of_like_reps_holds() -> None:
    verdict = form_held([GOOD] * 6)
    assert (verdict.held, verdict.reason) == (True, None)
    assert {finding.measure for finding in verdict.findings} == set(FormMeasure) - {FormMeasure.TURN, FormMeasure.TILT}
    assert all(finding.held and finding.since_rep is None for finding in verdict.findings)


def test_three_reps_are_too_few_and_failed_ones_are_none() -> None:
    failed = replace(GOOD, status=RepStatus.FAILED, rom_m=0.2)
    assert form_held([GOOD] * 3 + [failed]) == FormVerdict(held=None, reason="fewer than 4 completed reps", findings=())
    assert form_held([GOOD] * 4 + [failed]).held is True


def test_reps_that_tell_nothing_have_no_verdict() -> None:
    mute = replace(GOOD, form=None, rom_m=None, eccentric_s=None)
    verdict = form_held([mute] * 8)
    assert (verdict.held, verdict.findings) == (None, ())
    assert verdict.reason == "the signal shows nothing of the form of these reps"


@pytest.mark.parametrize(
    ("name", "values", "measure"),
    [
        ("rom_m", (0.5, 0.51, 0.5, 0.5, 0.44, 0.43), FormMeasure.RANGE),
        ("eccentric_s", (1.5, 1.6, 1.5, 1.4, 1.0, 0.9), FormMeasure.LOWERING),
        ("pause_bottom_s", (1.0, 1.1, 1.0, 0.9, 0.3, 0.2), FormMeasure.PAUSE),
        ("sticking_depth", (1.0, 1.0, 0.8, 0.7, 0.2, 0.1), FormMeasure.STICKING),
        ("sway_m", (0.02, 0.03, 0.02, 0.03, 0.08, 0.09), FormMeasure.SWAY),
    ],
)
def test_what_gets_worse_is_told_with_the_rep_from_which_on(
    name: str, values: tuple[float, ...], measure: FormMeasure
) -> None:
    # Six reps have a start and an end of three; the middle one of the end decides.
    verdict = course(name, *values)
    assert verdict.held is False
    (worse,) = [finding for finding in verdict.findings if not finding.held]
    assert (worse.measure, worse.since_rep) == (measure, 5)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("rom_m", (0.5, 0.5, 0.5, 0.46, 0.46, 0.46)),  # 8 % is a common fade
        ("rom_m", (0.2, 0.2, 0.2, 0.175, 0.175, 0.175)),  # 2.5 cm is within error
        ("rom_m", (0.5, 0.5, 0.5, 0.6, 0.6, 0.6)),  # deeper is not worse
        ("rom_m", (0.5, 0.5, 0.5, 0.5, 0.3, 0.5)),  # one short rep
        ("eccentric_s", (1.5, 1.5, 1.5, 2.5, 2.5, 2.5)),  # slower is not worse
        ("eccentric_s", (0.6, 0.6, 0.6, 0.4, 0.4, 0.4)),
        ("pause_bottom_s", (0.2, 0.2, 0.2, 0.0, 0.0, 0.0)),  # never was a pause
        ("sticking_depth", (0.3, 0.35, 0.3, 0.2, 0.2, 0.2)),  # was there from the start
        ("sway_m", (0.1, 0.1, 0.1, 0.14, 0.14, 0.14)),
        ("sway_m", (0.01, 0.01, 0.01, 0.03, 0.03, 0.03)),
    ],
)
def test_what_is_common_small_or_better_is_held(name: str, values: tuple[float, ...]) -> None:
    assert course(name, *values).held is True


def test_a_bar_that_rolls_in_the_hands_is_not_told_as_tilt() -> None:
    rolling = (None, 1.0, 5.0, 20.0, 40.0, 60.0)
    assert course("tilt_deg", *rolling).held is True
    wrist = course("tilt_deg", *rolling, base=but(GOOD, turn_deg=35.0))
    (worse,) = [finding for finding in wrist.findings if not finding.held]
    assert (worse.measure, worse.since_rep, worse.unit) == (FormMeasure.TILT, 4, "deg")


def test_curls_are_judged_by_their_turn() -> None:
    assert GOOD.form is not None
    curl = replace(GOOD, rom_m=None, form=RepForm(turn_deg=120.0))
    verdict = course("turn_deg", 120, 121, 119, 118, 90, 85, 80, base=curl)
    assert [(finding.measure, finding.held) for finding in verdict.findings] == [
        (FormMeasure.LOWERING, True),
        (FormMeasure.TURN, False),
    ]


def test_a_first_pull_without_a_way_down_is_left_out_of_its_comparison() -> None:
    verdict = course("eccentric_s", None, 1.5, 1.5, 1.0, 0.9)
    (way_down,) = [finding for finding in verdict.findings if finding.measure is FormMeasure.LOWERING]
    assert (way_down.start, way_down.held, way_down.since_rep) == (1.5, False, 4)


def test_numbers_of_reps_count_failed_attempts_as_the_page_does() -> None:
    failed = replace(GOOD, status=RepStatus.FAILED)
    short = but(GOOD, rom_m=0.4)
    verdict = form_held([GOOD, failed, GOOD, GOOD, short, short])
    (worse,) = [finding for finding in verdict.findings if not finding.held]
    assert worse.since_rep == 5


def test_deleting_the_rep_that_was_not_one_moves_the_verdict() -> None:
    short = but(GOOD, rom_m=0.4)
    reps = [GOOD, GOOD, GOOD, short, short]
    assert form_held(reps).held is False
    assert form_held(reps[:4]).held is True  # the end is its last two


def test_findings_speak() -> None:
    verdict = course("rom_m", 0.5, 0.5, 0.5, 0.5, 0.42, 0.42)
    assert verdict.findings[0].words == "Range of motion: 50 cm at the start, 42 cm at the end, not held since rep 5."
    stuck = course("sticking_depth", 1.0, 1.0, 0.2, 0.1).findings
    assert "Sticking point: none at the start, down to 15 % at the end, not held since rep 3." in [
        one.words for one in stuck
    ]


def test_rules_can_be_stricter() -> None:
    reps = [but(GOOD, rom_m=rom_m) for rom_m in (0.5, 0.5, 0.47, 0.47)]
    assert form_held(reps).held is True
    assert form_held(reps, FormRules(range_frac=0.05, range_m=0.0)).held is False
