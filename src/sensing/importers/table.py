"""From the text of a CSV file to its numbers, with the line and the column of the first value that is none.

Rows are parsed by numpy's own reader, a megabyte at a time (about two million rows a second). Only when that fails is
the piece gone through line by line, to say where and why.
"""

import re
from collections.abc import Sequence
from io import BytesIO

import numpy as np

from sensing.errors import ErrorCode, RecordingError
from sensing.importers.complaint import quote, refuse
from sensing.importers.reading import CsvText, Progress
from sensing.samples import Floats

_NUMBER = re.compile(rb"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_NOT_FINITE = re.compile(rb"[+-]?(nan|inf|infinity)", re.IGNORECASE)
_COMMA, _LINE_FEED = b","[0], b"\n"[0]


def read_numbers(text: CsvText, columns: Sequence[int], *, progress: Progress) -> Floats:
    """Parse the named columns of every row.

    Parameters
    ----------
    columns : which columns hold numbers, counted from 0; the others are not looked at.

    Returns
    -------
    (n, len(columns)) finite numbers; row i stands on line i + 2 of the file.

    Raises
    ------
    RecordingError
        `BAD_VALUE` at the first row that has another number of values than the header or a value that is no finite
        number; `TOO_SHORT` when there is no row.
    """
    chunks, done_bytes = [], 0
    for line, rows in text.chunks():
        chunks.append(_parse(rows, line, text, columns))
        done_bytes += len(rows)
        progress(min(1.0, done_bytes / (text.stop - text.start)))
    if not chunks:
        raise refuse(ErrorCode.TOO_SHORT, text.source, "a header and no samples. Record again, or give another file.")
    return np.concatenate(chunks)


def _parse(rows: bytes, line: int, text: CsvText, columns: Sequence[int]) -> Floats:
    if not _is_rectangular(rows, len(text.header)):
        raise _first_fault(rows, line, text, columns)
    try:
        values = np.loadtxt(BytesIO(rows), delimiter=",", comments=None, usecols=columns, ndmin=2, encoding="latin-1")
    except ValueError:
        raise _first_fault(rows, line, text, columns) from None
    if not np.isfinite(values).all():
        raise _first_fault(rows, line, text, columns)
    return values


def _is_rectangular(rows: bytes, n_columns: int) -> bool:
    """Whether every row has as many values as there are columns (the fast reader skips lines and values silently)."""
    octets = np.frombuffer(rows, dtype=np.uint8)
    commas = np.flatnonzero(octets == _COMMA)
    ends = np.flatnonzero(octets == _LINE_FEED)
    starts = np.concatenate([[0], ends[:-1] + 1])
    n_commas = np.diff(np.searchsorted(commas, ends), prepend=0)
    return bool((n_commas == n_columns - 1).all() and (ends > starts).all())


def _first_fault(rows: bytes, first_line: int, text: CsvText, columns: Sequence[int]) -> RecordingError:
    n_columns = len(text.header)
    for line, row in enumerate(rows.split(b"\n")[:-1], start=first_line):
        fields = row.split(b",")
        if not row.strip():
            return _bad(text, line, "the line is empty. Delete it.")
        if len(fields) != n_columns:
            what = f"{len(fields)} values where the header has {n_columns}: {quote(row)}. Delete or mend the line."
            return _bad(text, line, what)
        for column in columns:
            fault = _fault_of(fields[column].strip())
            if fault:
                return _bad(text, line, f"{text.header[column]} is {fault}. Delete or mend the line.")
    return _bad(text, first_line, "a value from this line on is not a number. Write plain decimal numbers.")


def _fault_of(field: bytes) -> str | None:
    if not field:
        return "missing"
    if _NOT_FINITE.fullmatch(field) or (_NUMBER.fullmatch(field) and not np.isfinite(float(field))):
        return f"{quote(field)}, not a finite number"
    if not _NUMBER.fullmatch(field):
        return f"{quote(field)}, not a number"
    return None


def _bad(text: CsvText, line: int, what: str) -> RecordingError:
    return refuse(ErrorCode.BAD_VALUE, text.source, what, line=line)
