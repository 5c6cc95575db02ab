"""MetaBase (MbientLab) exports: one file a sensor, clock in epoch milliseconds, g and deg/s.

The user names the accelerometer's file; the gyroscope's is found beside it by its name. The two streams start apart
and may run at different rates, so they are put on one time grid by their epoch times, never by their row numbers.
"""

import os
import re
from itertools import islice
from pathlib import Path

from sensing.errors import ErrorCode
from sensing.importers.axes import Triad, accelerometer, check_gravity, check_range, check_stuck, gyroscope
from sensing.importers.complaint import printable, quote, refuse
from sensing.importers.limits import ImportLimits
from sensing.importers.merging import merge
from sensing.importers.reading import CsvText, Progress, read_csv_text
from sensing.importers.table import read_numbers
from sensing.importers.timing import Stream, check_timing
from sensing.samples import ImuBlock, Recording
from sensing.units import STANDARD_GRAVITY_MPS2

# Older versions of the app write "epoc" and "timestamp".
_CLOCK = re.compile(r"epoch? \(ms\),(time|timestamp) \([^,]*\),elapsed \(s\)")
_ACC = ("x-axis (g)", "y-axis (g)", "z-axis (g)")
_GYR = ("x-axis (deg/s)", "y-axis (deg/s)", "z-axis (deg/s)")
_EPOCH_COLUMN = 0
_AXES_COLUMNS = (3, 4, 5)
_S_PER_MS = 1e-3
_LONGEST_FOLDER = 100_000
"""Files in a folder that are looked through for the sibling."""

_LONGEST_NAME = 200


def matches(header: tuple[str, ...]) -> bool:
    """Whether these are the columns of a MetaBase file of the accelerometer or the gyroscope."""
    return _CLOCK.fullmatch(",".join(header[:3])) is not None and header[3:] in (_ACC, _GYR)


def read(text: CsvText, limits: ImportLimits, progress: Progress) -> Recording:
    """Read an accelerometer file and, when there is one, its gyroscope sibling.

    Raises
    ------
    RecordingError
        `MISSING_SIBLING` when given the gyroscope's file, and whatever the checks find in either file.
    """
    if text.header[3:] == _GYR:
        raise refuse(ErrorCode.MISSING_SIBLING, text.source, _advice_for_gyroscope(text.path))
    acc = _read_stream(text, accelerometer(_ACC, limits), limits, lambda done: progress(done / 2))
    check_gravity(text, acc.values, limits)
    sibling = _sibling(text.path, "_Accelerometer", "_Gyroscope")
    if sibling is None:
        note = "No gyroscope file was found beside this one: read with the accelerometer only."
        samples = ImuBlock(t_s=acc.t_s, acc_mps2=acc.values * STANDARD_GRAVITY_MPS2, gyr_dps=None)
        return Recording(source=text.source, samples=samples, rate_hz=acc.rate_hz, notes=(*acc.notes, note))
    gyr = _read_gyroscope(text, sibling, limits, lambda done: progress((1 + done) / 2))
    return _joined(text, acc, gyr, sibling, limits)


def _read_gyroscope(text: CsvText, sibling: Path, limits: ImportLimits, progress: Progress) -> Stream:
    # An upload lies under another name than the user knows: then the folder says nothing to them.
    source = str(sibling) if text.source == str(text.path) else sibling.name
    partner = read_csv_text(sibling, source=source, limits=limits, progress=lambda _: None)
    if not matches(partner.header) or partner.header[3:] != _GYR:
        what = f"the header is {quote(','.join(partner.header))}, not that of a MetaBase gyroscope. Move the file away."
        raise refuse(ErrorCode.BAD_HEADER, partner.source, what, line=1)
    return _read_stream(partner, gyroscope(_GYR, limits), limits, progress)


def _joined(text: CsvText, acc: Stream, gyr: Stream, sibling: Path, limits: ImportLimits) -> Recording:
    merged = merge(acc, gyr, limits, unit_s=_S_PER_MS)
    if merged is None:
        what = f"it shares no time with {_shown(sibling)}. If that is of another recording, move it away."
        raise refuse(ErrorCode.BAD_TIME, text.source, what)
    t_s, acc_g, gyr_dps = merged
    note = f"Accelerometer ({acc.rate_hz:.4g} Hz) and gyroscope ({gyr.rate_hz:.4g} Hz) were put on one time grid."
    return Recording(
        source=text.source,
        samples=ImuBlock(t_s=t_s, acc_mps2=acc_g * STANDARD_GRAVITY_MPS2, gyr_dps=gyr_dps),
        rate_hz=acc.rate_hz,
        notes=(*acc.notes, *gyr.notes, note),
    )


def _read_stream(text: CsvText, triad: Triad, limits: ImportLimits, progress: Progress) -> Stream:
    table = read_numbers(text, (_EPOCH_COLUMN, *_AXES_COLUMNS), progress=progress)
    check_range(text, table[:, 1:], triad)
    stream = check_timing(text, table[:, 0], table[:, 1:], limits, unit_s=_S_PER_MS)
    check_stuck(text, stream, stream.values, triad, limits)
    return stream


def _sibling(path: Path, mine: str, other: str) -> Path | None:
    """The file of the other sensor: the same name up to the sensor's, whatever rate, version and packing follow."""
    prefix, found, _ = path.name.rpartition(mine)
    if not found:
        return None
    try:
        with os.scandir(path.parent) as entries:
            names = [e.name for e in islice(entries, _LONGEST_FOLDER) if e.name.startswith(prefix + other)]
    except OSError:
        # A file may be readable in a folder that is not; then it has no sibling that could be read.
        return None
    # Packed and unpacked copies of one file may lie side by side: the shorter name is the unpacked one.
    name = min(names, key=lambda name: (len(name), name), default=None)
    return None if name is None else path.with_name(name)


def _advice_for_gyroscope(path: Path) -> str:
    partner = _sibling(path, "_Gyroscope", "_Accelerometer")
    if partner is None:
        return "this is a gyroscope file alone. Give the accelerometer file of the same recording."
    return f"this is the gyroscope file. Give {_shown(partner)} instead; this one is found by its name."


def _shown(path: Path) -> str:
    return printable(path.name, longest=_LONGEST_NAME)
