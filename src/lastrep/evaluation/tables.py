"""Reads the label tables and sample arrays of a data set: bounded, checked, errors in one line."""

import csv
import zipfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lastrep.evaluation.errors import DatasetError
from sensing.samples import Floats, ImuBlock, Recording

Row = dict[str, str]

_MAX_TABLE_BYTES = 8_000_000
"""Label tables are a few hundred lines; anything far larger is another file."""

_MAX_ARRAY_BYTES = 400_000_000
"""The largest published array file here is 7 MB; unpacked arrays are bounded by the same order."""

_HOLE_S = 0.25
"""Steps longer than this are holes in a stream of 10 Hz or more and do not count towards its rate."""


def read_rows(path: Path, columns: tuple[str, ...]) -> list[Row]:
    """Read a label table.

    Parameters
    ----------
    path : CSV with a header.
    columns : names that must be in the header.

    Returns
    -------
    One mapping a line, values as text.

    Raises
    ------
    DatasetError
        When the file is missing, too large, not text, or lacks a column.
    """
    try:
        if path.stat().st_size > _MAX_TABLE_BYTES:
            raise DatasetError(f"{path} is larger than a label table can be. Put the data set's own file there.")
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = [name for name in columns if name not in (reader.fieldnames or ())]
            if missing:
                raise DatasetError(f"{path}: line 1: no column {missing[0]!r}. Put the data set's own file there.")
            return [{key: value or "" for key, value in row.items() if key} for row in reader]
    except FileNotFoundError:
        raise DatasetError(f"{path} is missing. Get the data set first, or name its folder with --data.") from None
    except (OSError, UnicodeError, csv.Error) as error:
        raise DatasetError(f"{path} cannot be read ({error}). Put the data set's own file there.") from None


def number(row: Row, column: str, path: Path) -> float:
    """Return one value of a row as a number, or say where it is not one."""
    try:
        value = float(row[column])
    except ValueError:
        value = float("nan")
    if not np.isfinite(value):
        raise DatasetError(f"{path}: column {column!r} holds {row[column][:20]!r}, not a number.")
    return value


def count(row: Row, column: str, path: Path) -> int:
    """Return one value of a row as a whole number of at least 0."""
    value = number(row, column, path)
    if value < 0 or value != int(value):
        raise DatasetError(f"{path}: column {column!r} holds {row[column][:20]!r}, not a count.")
    return int(value)


def optional_count(row: Row, column: str, path: Path) -> int | None:
    """Return a count, or None where the table leaves it empty."""
    return count(row, column, path) if row[column] else None


def read_arrays(path: Path, names: tuple[str, ...] | None) -> dict[str, NDArray[np.generic]]:
    """Read an array file.

    Parameters
    ----------
    path : an `.npz` file.
    names : arrays that must be there; None for all of them.

    Returns
    -------
    The arrays by name.

    Raises
    ------
    DatasetError
        When the file is missing, damaged, too large unpacked, holds Python objects, or lacks an array.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _MAX_ARRAY_BYTES:
                raise DatasetError(
                    f"{path} unpacks to more than a data set can hold. Put the data set's own file there."
                )
        with np.load(path, allow_pickle=False) as file:
            wanted = tuple(file.files) if names is None else names
            return {name: file[name] for name in wanted}
    except FileNotFoundError:
        raise DatasetError(f"{path} is missing. Get the data set first, or name its folder with --data.") from None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise DatasetError(f"{path} cannot be used ({error}). Put the data set's own file there.") from None


def build_recording(
    source: str, t_s: Floats, acc_mps2: Floats, gyr_dps: Floats | None, notes: tuple[str, ...] = ()
) -> Recording:
    """Make a recording of arrays, keeping each row at which time went on.

    Parameters
    ----------
    source : where the samples came from.
    t_s : (n,) times from any origin [s].
    acc_mps2 : (n, 3) specific force [m/s2].
    gyr_dps : (n, 3) angular rate [deg/s], or None.
    notes : what was found odd.

    Returns
    -------
    The recording from time 0. Rows that repeat the values of the one before stay in (a user's file holds them too),
    but count neither towards its rate nor are they hidden: a note says how many there are.

    Raises
    ------
    DatasetError
        When fewer than two rows are left or a value is not finite.

    Examples
    --------
    >>> t_s = np.array([5.0, 5.1, 5.1, 5.2])
    >>> made = build_recording("x", t_s, np.arange(12.0).reshape(4, 3), None)
    >>> made.samples.t_s.round(6).tolist(), made.notes
    ([0.0, 0.1, 0.2], ('1 row dropped at which time did not go on',))
    """
    latest_s = np.maximum.accumulate(t_s)
    kept = np.r_[True, t_s[1:] > latest_s[:-1]]
    found = list(notes)
    dropped_n = int((~kept).sum())
    if dropped_n:
        found.append(f"{dropped_n} {'row' if dropped_n == 1 else 'rows'} dropped at which time did not go on")
    t_s, acc_mps2 = t_s[kept] - t_s[0], acc_mps2[kept]
    gyr_dps = None if gyr_dps is None else gyr_dps[kept]
    if len(t_s) < 2:
        raise DatasetError(f"{source} holds fewer than two samples. Get the data set again.")
    fresh = np.r_[True, (np.diff(acc_mps2, axis=0) != 0).any(axis=1)]
    if not fresh.all():
        found.append(f"{1 - fresh.mean():.0%} of the rows repeat the acceleration of the row before")
    try:
        samples = ImuBlock(t_s=t_s, acc_mps2=acc_mps2, gyr_dps=gyr_dps)
    except ValueError as error:
        raise DatasetError(f"{source} holds unusable samples ({error}). Get the data set again.") from None
    return Recording(
        source=source, samples=samples, rate_hz=_rate_hz(t_s[fresh] if fresh.sum() > 1 else t_s), notes=tuple(found)
    )


def _rate_hz(t_s: Floats) -> float:
    steps_s = np.diff(t_s)
    whole = steps_s[steps_s <= _HOLE_S]
    return float(len(whole) / whole.sum()) if len(whole) else float(1 / np.median(steps_s))
