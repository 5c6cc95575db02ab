"""Watch on one lifter's wrist, 100 Hz, machines and dumbbells, with the hand-cut part in which lifting goes on.

What lies outside of that part (walking, racking, phone) is material against false reps.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lastrep.evaluation.catalogue import Source
from lastrep.evaluation.errors import DatasetError
from lastrep.evaluation.labels import LabelledRecording, Mount, Span, Trust
from lastrep.evaluation.tables import build_recording, count, read_arrays, read_rows
from sensing.samples import Floats
from sensing.units import STANDARD_GRAVITY_MPS2

_COLUMNS = ("i", "recording", "exercise_label", "reps_label", "label_check")
_LSB_PER_G = 4096.0
_LSB_PER_RAD_S = 1000.0
_TICKS_PER_S = 100.0
_PERSON = "W1"
"""The set is of one person, who is not named in it."""


def load(source: Source, folder: Path) -> Iterator[LabelledRecording]:
    """Yield the recordings in the order of the label table."""
    table = folder / "sets.csv"
    arrays = read_arrays(folder / "imu.npz", ("offsets", "acc_g_x4096", "gyro_rad_s_x1000", "tick100_active"))
    offsets = arrays["offsets"].astype(np.int64)
    for row in read_rows(table, _COLUMNS):
        place = count(row, "i", table)
        if place + 1 >= len(offsets):
            raise DatasetError(f"{table}: row {place} does not fit imu.npz.")
        part = slice(int(offsets[place]), int(offsets[place + 1]))
        ticks = arrays["tick100_active"][part].astype(np.float64)
        t_s, day = ticks[:, 0] / _TICKS_PER_S, row["recording"][:10]
        yield LabelledRecording(
            dataset=source.name,
            name=row["recording"],
            recording=build_recording(
                f"{source.name}/{row['recording']}",
                t_s,
                arrays["acc_g_x4096"][part].astype(np.float64) / _LSB_PER_G * STANDARD_GRAVITY_MPS2,
                np.degrees(arrays["gyro_rad_s_x1000"][part].astype(np.float64) / _LSB_PER_RAD_S),
            ),
            person=_PERSON,
            day=day,
            split=source.split_of(_PERSON, day),
            exercise=_exercise(row["exercise_label"]),
            mount=Mount.WRIST,
            reps_expected=count(row, "reps_label", table),
            ascents=None,
            active=_active(t_s - t_s[0], ticks[:, 1]),
            trust=Trust.DOUBTFUL if row["label_check"].startswith("unexplained") else Trust.TYPED,
            note=row["label_check"],
        )


def _exercise(label: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in label).strip("_")


def _active(t_s: Floats, flags: NDArray[np.float64]) -> tuple[Span, ...]:
    inside = np.r_[False, flags > 0, False]
    starts, stops = np.flatnonzero(inside[1:] & ~inside[:-1]), np.flatnonzero(inside[:-1] & ~inside[1:])
    return tuple(Span(start_s=float(t_s[a]), end_s=float(t_s[b - 1])) for a, b in zip(starts, stops, strict=True))
