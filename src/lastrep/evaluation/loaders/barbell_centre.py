"""Sensor at the centre of the bar, six lifts, uneven 30 to 58 Hz with repeated rows.

The label is the count seen in the signal where one was made, else the count of the file name. Recordings that its
readers called `bad` or `sparse` are run too, but kept out of the headline. The table's peak times were found by a
program on the same signal and are wrong in places, so no rep is paired by them.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from lastrep.evaluation.catalogue import Source
from lastrep.evaluation.errors import DatasetError
from lastrep.evaluation.labels import LabelledRecording, Mount, Trust
from lastrep.evaluation.tables import Row, build_recording, count, optional_count, read_arrays, read_rows

_COLUMNS = ("i", "participant", "exercise", "set_no", "variant", "reps_label", "reps_seen", "quality")
_EXERCISES = {
    "back squat": "squat",
    "deadlift": "deadlift",
    "romanian deadlift": "romanian_deadlift",
    "row": "row",
    "shoulder press": "overhead_press",
    "barbell curl": "curl",
}


def load(source: Source, folder: Path) -> Iterator[LabelledRecording]:
    """Yield the recordings in the order of the label table."""
    table = folder / "sets.csv"
    arrays = read_arrays(folder / "imu.npz", ("offsets", "t_ms", "acc_ms2", "gyro_rad_s"))
    offsets = arrays["offsets"].astype(np.int64)
    for row in read_rows(table, _COLUMNS):
        exercise = _EXERCISES.get(row["exercise"])
        place = count(row, "i", table)
        if exercise is None or place + 1 >= len(offsets):
            raise DatasetError(f"{table}: row {place} does not fit imu.npz or names an unknown exercise.")
        part = slice(int(offsets[place]), int(offsets[place + 1]))
        name = "-".join(filter(None, (row["participant"], exercise, row["set_no"], row["variant"])))
        seen_n = optional_count(row, "reps_seen", table)
        yield LabelledRecording(
            dataset=source.name,
            name=name,
            recording=build_recording(
                f"{source.name}/{name}",
                arrays["t_ms"][part].astype(np.float64) / 1000,
                arrays["acc_ms2"][part].astype(np.float64),
                np.degrees(arrays["gyro_rad_s"][part].astype(np.float64)),
            ),
            person=row["participant"],
            day=None,
            split=source.split_of(row["participant"], None),
            exercise=exercise,
            mount=Mount.BAR,
            reps_expected=count(row, "reps_label", table) if seen_n is None else seen_n,
            ascents=None,
            active=None,
            trust=_trust(row, seen_n),
            note=row.get("note", ""),
        )


def _trust(row: Row, seen_n: int | None) -> Trust:
    if row["quality"] != "usable":
        return Trust.DOUBTFUL
    return Trust.TYPED if seen_n is None else Trust.SEEN
