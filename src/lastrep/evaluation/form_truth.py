"""How the reps of a simulated session really were done, read from the exact curves that the simulator wrote.

The definitions are those of `sensing.events.RepForm`; the curves are free of noise, so that no filter stands between.
"""

from dataclasses import dataclass

import numpy as np
from scipy.signal import butter, sosfiltfilt

from firmware_sim.session import Simulated
from firmware_sim.track import GRID_HZ
from firmware_sim.truth import RepTruth
from sensing.events import RepForm
from sensing.form import FormParams, sticking_depth
from sensing.samples import Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Curves:
    """The session on the simulator's grid: place, up in sensor axes, tremor, velocity."""

    place_m: Floats
    up: Floats
    tremor_mps2: Floats
    velocity_mps: Floats


def true_forms(made: Simulated, params: FormParams | None = None) -> list[list[RepForm]]:
    """Return the form of every attempt of every set.

    Parameters
    ----------
    made : a session with its truth.
    params : what is slow and what is a dip; those of the engine.
    """
    params = params or FormParams()
    curves = _curves(made, params)
    return [
        [_form(made, curves, rep, list(one.reps[:place]), params) for place, rep in enumerate(one.reps)]
        for one in made.truth.sets
    ]


def _curves(made: Simulated, params: FormParams) -> _Curves:
    felt = made.felt
    force = felt.attitude.apply(felt.force_mps2)
    sideways_m = np.cumsum(np.cumsum(force[:, :2], axis=0), axis=0) / GRID_HZ**2
    band = butter(4, (params.tremor_low_hz, params.tremor_high_hz), btype="bandpass", fs=GRID_HZ, output="sos")
    return _Curves(
        place_m=np.column_stack([sideways_m, felt.height_m]),
        up=felt.attitude.inv().apply([0.0, 0.0, 1.0]),
        tremor_mps2=np.asarray(sosfiltfilt(band, force, axis=0)),
        velocity_mps=felt.velocity_mps,
    )


def _form(made: Simulated, curves: _Curves, rep: RepTruth, before: list[RepTruth], params: FormParams) -> RepForm:
    first, last = (_place(made, t_s) for t_s in (rep.concentric_start_s, rep.concentric_end_s))
    v, up = curves.velocity_mps[first : last + 1], curves.up[first : last + 1]
    over = round(params.turn_over_s * GRID_HZ)
    starts = curves.up[[_place(made, one.concentric_start_s) for one in before]]
    down_s = None if rep.eccentric_start_s is None else (rep.eccentric_start_s, rep.eccentric_s or 0.0)
    return RepForm(
        pause_bottom_s=None if down_s is None else max(0.0, rep.concentric_start_s - sum(down_s)),
        pause_top_s=None if down_s is None or not before else max(0.0, down_s[0] - before[-1].concentric_end_s),
        sticking_depth=sticking_depth(v, params),
        slow_share=float(np.mean(v < params.slow_mps)),
        tremor_mps2=float(np.sqrt((curves.tremor_mps2[first:last] ** 2).sum(axis=1).mean())),
        sway_m=_bow_m(curves.place_m[first : last + 1]),
        tilt_deg=float(_angles_deg(up[:1], starts.sum(axis=0)[None])[0]) if before else None,
        turn_deg=float(_angles_deg(up, up[:1]).max()),
        peak_turn_dps=float(_angles_deg(up[over:], up[:-over]).max()) / params.turn_over_s if len(up) > over else None,
    )


def _place(made: Simulated, recorded_s: float) -> int:
    """Grid point of a time of the recording, whose clock runs a little fast or slow."""
    begin_s, rate = made.clock.recorded_s(0.0), made.clock.recorded_s(1.0) - made.clock.recorded_s(0.0)
    return round((recorded_s - begin_s) / rate * GRID_HZ)


def _bow_m(path_m: Floats) -> float:
    """Largest distance of a path from the straight line between its ends [m]."""
    path = path_m - path_m[0]
    line = path[-1] / max(float(np.linalg.norm(path[-1])), 1e-9)
    return float(np.linalg.norm(path - np.outer(path @ line, line), axis=1).max())


def _angles_deg(one: Floats, other: Floats) -> Floats:
    """Angle between vectors, row by row [deg]."""
    across = np.linalg.norm(np.cross(one, other), axis=1)
    return np.asarray(np.degrees(np.arctan2(across, (one * other).sum(axis=1))))
