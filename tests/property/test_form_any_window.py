"""Whatever a window holds and wherever a rep lies in it, each measure of form is a number in its range, or unknown."""

import math
from dataclasses import fields, replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from model.form_report import rep_form_report
from sensing.events import Rep, RepForm, RepStatus
from sensing.form import FormParams, Phases, forms, forms_without_height
from sensing.motion import MotionParams
from sensing.samples import Floats
from sensing.settle import SettleParams, settle
from sensing.trust import TrustParams, mean_velocity_sd_mps
from sensing.window import Window

HIGHEST = {"sticking_depth": 1.0, "slow_share": 1.0, "tilt_deg": 180.0, "turn_deg": 180.0}

ROUGH = st.sampled_from([0.0, 1e-12, 0.1, 5.0, 300.0])
"""Strength of the noise [m/s2]; a clipping sensor reads about 300."""


def window(n: int, rough_mps2: float, seed: int, *, gyroscope: bool) -> Window:
    rng = np.random.default_rng(seed)
    up: Floats = rng.normal(size=(n, 3)) * min(rough_mps2, 1.0) + [0.0, 0.0, 1.0]
    up /= np.linalg.norm(up, axis=1, keepdims=True)
    acc = 9.81 * up + rng.normal(scale=rough_mps2, size=(n, 3))
    gyr = rng.normal(scale=100 * rough_mps2, size=(n, 3))
    return Window(
        start_s=0.0,
        step_s=0.01,
        a_mps2=(acc * up).sum(axis=1) - 9.81,
        up=up,
        acc_mps2=acc,
        gyr_dps=gyr if gyroscope else None,
    )


@settings(deadline=None, max_examples=60)
@given(
    n=st.integers(60, 400),
    rough_mps2=ROUGH,
    seed=st.integers(0, 1000),
    gyroscope=st.booleans(),
    places=st.lists(st.floats(0, 1), min_size=2, max_size=8),
)
def test_form_is_in_range_or_unknown(
    n: int, rough_mps2: float, seed: int, gyroscope: bool, places: list[float]
) -> None:
    given_window = window(n, rough_mps2, seed, gyroscope=gyroscope)
    motion = settle(given_window, MotionParams(), SettleParams()).motion
    ends = sorted(place * n for place in places)
    reps = [
        Phases(start=start, end=end, fall=(max(0.0, start - 5), start), before=before)
        for before, start, end in zip([None, *ends], ends, ends[1:], strict=False)
    ]
    found = forms(given_window, motion, reps, FormParams()) + forms_without_height(given_window, reps, FormParams())
    assert len(found) == 2 * len(reps)
    for form in found:
        for field in fields(RepForm):
            value = getattr(form, field.name)
            assert value is None or (math.isfinite(value) and 0.0 <= value <= HIGHEST.get(field.name, math.inf)), field
        assert gyroscope or form.turn_deg is None
        rep = replace(REP, form=form)
        assert set(rep_form_report(rep)) >= {field.name for field in fields(RepForm)}
    for rep_phases in reps:
        span = (round(rep_phases.start), round(rep_phases.end))
        assert math.isfinite(mean_velocity_sd_mps(given_window, span, 0.01, 0.5, 0.01, TrustParams()))


REP = Rep(
    status=RepStatus.COMPLETED,
    concentric_start_s=0.0,
    concentric_end_s=1.0,
    eccentric_s=None,
    mean_velocity_mps=0.5,
    mean_propulsive_velocity_mps=0.5,
    peak_velocity_mps=0.9,
    rom_m=0.5,
)
