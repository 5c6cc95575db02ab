"""Sensor clipped to the bar, deadlifts, about 46 Hz, with a measured peak velocity for most reps.

The instrument is unnamed and reads about 1.18 times lower than an integral of the acceleration, so agreement is judged
by correlation and never by bias.
"""

import gzip
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from lastrep.evaluation.catalogue import Source
from lastrep.evaluation.errors import DatasetError
from lastrep.evaluation.labels import LabelledRecording, Mount, Trust
from lastrep.evaluation.tables import build_recording, count, number, optional_count, read_rows
from sensing.samples import Floats, Recording
from sensing.units import STANDARD_GRAVITY_MPS2

_COLUMNS = ("set", "batch", "lifter", "reps_visible", "pairable", "imu_file")
_HEADER = "tMillis,ax,ay,az,gx,gy,gz"
_MAX_BYTES = 20_000_000


def load(source: Source, folder: Path) -> Iterator[LabelledRecording]:
    """Yield the recordings in the order of the label table."""
    table = folder / "sets.csv"
    peaks_mps = _reference_peaks(folder / "reps.csv")
    for row in read_rows(table, _COLUMNS):
        reps_n = optional_count(row, "reps_visible", table)
        person = row["lifter"] or f"batch {row['batch']}, not named"
        pairable = row["pairable"] == "yes"
        yield LabelledRecording(
            dataset=source.name,
            name=row["set"],
            recording=_read(folder / "imu" / Path(row["imu_file"]).name),
            person=person,
            day=f"batch {row['batch']}",
            split=source.split_of(person, None),
            exercise="deadlift",
            mount=Mount.BAR,
            reps_expected=reps_n,
            ascents=None,
            active=None,
            trust=Trust.DOUBTFUL if reps_n is None else Trust.SEEN,
            peak_velocities_mps=tuple(peaks_mps[row["set"]]) if pairable else None,
            note=row.get("note", ""),
        )


def _reference_peaks(table: Path) -> dict[str, list[float]]:
    rows = read_rows(table, ("set", "rep", "ref_peak_velocity_mps"))
    peaks_mps: dict[str, list[float]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row["set"], count(row, "rep", table))):
        peaks_mps[row["set"]].append(number(row, "ref_peak_velocity_mps", table))
    return peaks_mps


def _read(path: Path) -> Recording:
    values = _values(path)
    return build_recording(
        str(path), values[:, 0] / 1000, values[:, 1:4] * STANDARD_GRAVITY_MPS2, np.ascontiguousarray(values[:, 4:7])
    )


def _values(path: Path) -> Floats:
    try:
        with gzip.open(path, "rt", encoding="ascii") as file:
            text = file.read(_MAX_BYTES)
    except FileNotFoundError:
        raise DatasetError(f"{path} is missing. Get the data set first, or name its folder with --data.") from None
    except (OSError, EOFError, UnicodeError) as error:
        raise DatasetError(f"{path} cannot be read ({error}). Get the data set again.") from None
    header, _, body = text.partition("\n")
    if header.strip() != _HEADER:
        raise DatasetError(f"{path}: line 1: header is not {_HEADER}. Get the data set again.")
    try:
        return np.loadtxt(body.splitlines(), delimiter=",", ndmin=2, dtype=np.float64)
    except ValueError as error:
        raise DatasetError(f"{path}: {error}. Get the data set again.") from None
