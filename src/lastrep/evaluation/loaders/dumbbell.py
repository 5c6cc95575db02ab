"""Wrist sensor, light dumbbell sets and the rests between them, 111 Hz rows with a slower accelerometer.

The published phases mean "first half" and "second half" of a rep. Bench press and Romanian deadlift begin with
lowering, so there the *second* half is the way up; crunch phases are not used.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lastrep.evaluation.catalogue import Source
from lastrep.evaluation.errors import DatasetError
from lastrep.evaluation.labels import REST, LabelledRecording, Mount, Span, Trust
from lastrep.evaluation.tables import build_recording, count, read_arrays, read_rows
from sensing.samples import Floats
from sensing.units import STANDARD_GRAVITY_MPS2

_COLUMNS = ("i", "participant", "session", "exercise", "segment", "kind", "concentric_blocks")
_G_PER_LSB = 0.000488
_DPS_PER_LSB = 0.035

_ASCENT_PHASE = {"db_bench_press": 2, "db_rdl": 2, "one_arm_db_row": 1, "db_weighted_crunch": None}
_EXERCISES = {
    "db_bench_press": "dumbbell_bench",
    "db_rdl": "dumbbell_romanian_deadlift",
    "one_arm_db_row": "dumbbell_row",
    "db_weighted_crunch": "crunch",
}


def load(source: Source, folder: Path) -> Iterator[LabelledRecording]:
    """Yield set and rest pieces in the order of the label table; pieces under a second are left out."""
    table = folder / "segments.csv"
    arrays = read_arrays(folder / "imu.npz", ("offsets", "t_us", "acc_lsb", "gyro_lsb", "phase"))
    offsets = arrays["offsets"].astype(np.int64)
    for row in read_rows(table, _COLUMNS):
        place, resting = count(row, "i", table), row["kind"] == "rest"
        if place + 1 >= len(offsets) or not (resting or row["exercise"] in _EXERCISES):
            raise DatasetError(f"{table}: row {place} does not fit imu.npz or names an unknown exercise.")
        part = slice(int(offsets[place]), int(offsets[place + 1]))
        t_s = arrays["t_us"][part].astype(np.float64) / 1e6
        if len(t_s) < 2 or t_s[-1] - t_s[0] < 1.0:
            continue
        name = f"{row['session']}-{row['exercise'] or 'between'}-{row['segment']}-{place}"
        reps_n = 0 if resting else count(row, "concentric_blocks", table)
        phase = None if resting else _ASCENT_PHASE[row["exercise"]]
        yield LabelledRecording(
            dataset=source.name,
            name=name,
            recording=build_recording(
                f"{source.name}/{name}",
                t_s,
                arrays["acc_lsb"][part].astype(np.float64) * _G_PER_LSB * STANDARD_GRAVITY_MPS2,
                arrays["gyro_lsb"][part].astype(np.float64) * _DPS_PER_LSB,
            ),
            person=row["participant"],
            day=row["session"],
            split=source.split_of(row["participant"], row["session"]),
            exercise=REST if resting else _EXERCISES[row["exercise"]],
            mount=Mount.WRIST,
            reps_expected=reps_n,
            ascents=_ascents(t_s - t_s[0], arrays["phase"][part], phase) if phase else None,
            active=None,
            trust=Trust.SEEN if resting or reps_n > 1 else Trust.DOUBTFUL,
            note="" if resting or reps_n > 1 else "an aborted piece: hardly a set",
        )


def _ascents(t_s: Floats, phases: NDArray[np.generic], phase: int) -> tuple[Span, ...] | None:
    """Return the stretches of rows that carry `phase`."""
    inside = np.r_[False, phases == phase, False]
    starts, stops = np.flatnonzero(inside[1:] & ~inside[:-1]), np.flatnonzero(inside[:-1] & ~inside[1:])
    return (
        tuple(Span(start_s=float(t_s[a]), end_s=float(t_s[b - 1])) for a, b in zip(starts, stops, strict=True)) or None
    )
