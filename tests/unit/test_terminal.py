"""What the terminal says of a set beside its table of reps."""

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from lastrep.terminal import print_session
from model.report import session_report
from sensing.events import Rep, RepStatus, SessionResult, SetResult, Trace

REP = Rep(
    status=RepStatus.COMPLETED,
    concentric_start_s=6.0,
    concentric_end_s=7.0,
    eccentric_s=1.5,
    mean_velocity_mps=0.5,
    mean_propulsive_velocity_mps=0.5,
    peak_velocity_mps=0.9,
    rom_m=0.5,
)


def told(*roms_m: float) -> str:
    one = SetResult(
        start_s=5.0,
        end_s=40.0,
        exercise="squat",
        reps=tuple(replace(REP, rom_m=rom_m) for rom_m in roms_m),
        rejected=(),
        trace=Trace(start_s=5.0, step_s=0.01, velocity_mps=()),
    )
    session = SessionResult(source="x.csv", duration_s=60.0, rate_hz=100.0, gaps=(), sets=(one,))
    out = StringIO()
    print_session(session_report(session), Console(file=out, width=120, highlight=False))
    return out.getvalue()


@pytest.mark.parametrize(
    ("roms_m", "line"),
    [
        ((0.5, 0.5, 0.5, 0.5), "Form: held\n"),
        (
            (0.5, 0.5, 0.4, 0.4),
            "Form: not held. Range of motion: 50 cm at the start, 40 cm at the end, not held since rep 3.",
        ),
        ((0.5, 0.5), "Form: unknown: fewer than 4 completed reps\n"),
    ],
)
def test_form_is_told_with_what_did_not_hold(roms_m: tuple[float, ...], line: str) -> None:
    assert line in told(*roms_m)
