"""Wrist sensor, dumbbell curls at 370 Hz, with hand-corrected borders of each rep."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from lastrep.evaluation.catalogue import Source
from lastrep.evaluation.errors import DatasetError
from lastrep.evaluation.labels import LabelledRecording, Mount, Span, Trust
from lastrep.evaluation.tables import Row, build_recording, count, read_arrays, read_rows
from sensing.units import STANDARD_GRAVITY_MPS2

_RATE_HZ = 370.3704
"""Constant by the maker's own export; the files carry no time stamps."""

_LSB_PER_G = 2048.0
_LSB_PER_DPS = 16.4


def load(source: Source, folder: Path) -> Iterator[LabelledRecording]:
    """Yield the sets whose signal is there, in the order of the label table."""
    table, reps_table = folder / "sets.csv", folder / "reps.csv"
    arrays = read_arrays(folder / "imu.npz", None)
    ascents: dict[str, list[Span]] = defaultdict(list)
    for row in read_rows(reps_table, ("set", "start_idx", "top_idx")):
        if row["start_idx"] and row["top_idx"]:
            ascents[row["set"]].append(_ascent(row, reps_table))
    for row in read_rows(table, ("set", "participant", "date", "imu_available", "reps")):
        if row["imu_available"] != "yes":
            continue
        if row["set"] not in arrays or arrays[row["set"]].ndim != 2 or arrays[row["set"]].shape[1] != 6:
            raise DatasetError(f"{folder / 'imu.npz'} holds no six columns for set {row['set'][:20]!r}.")
        values = arrays[row["set"]].astype(np.float64)
        yield LabelledRecording(
            dataset=source.name,
            name=row["set"],
            recording=build_recording(
                f"{source.name}/{row['set']}",
                np.arange(len(values)) / _RATE_HZ,
                values[:, :3] / _LSB_PER_G * STANDARD_GRAVITY_MPS2,
                np.ascontiguousarray(values[:, 3:]) / _LSB_PER_DPS,
            ),
            person=row["participant"],
            day=row["date"][:10] or None,
            split=source.split_of(row["participant"], None),
            exercise="curl",
            mount=Mount.WRIST,
            reps_expected=count(row, "reps", table),
            ascents=tuple(sorted(ascents[row["set"]], key=lambda span: span.start_s)) or None,
            active=None,
            trust=Trust.SEEN,
        )


def _ascent(row: Row, table: Path) -> Span:
    start, top = count(row, "start_idx", table), count(row, "top_idx", table)
    if top < start:
        raise DatasetError(f"{table}: a rep of set {row['set'][:20]!r} has its top before its start.")
    return Span(start_s=start / _RATE_HZ, end_s=top / _RATE_HZ)
