"""What formats share that hold time, acceleration and angular rate side by side in one file."""

import numpy as np

from sensing.importers.axes import accelerometer, check_gravity, check_range, check_stuck, gyroscope
from sensing.importers.limits import ImportLimits
from sensing.importers.reading import CsvText, Progress
from sensing.importers.table import read_numbers
from sensing.importers.timing import check_timing
from sensing.samples import ImuBlock, Recording
from sensing.units import STANDARD_GRAVITY_MPS2

_AXES = 3


def read_one_file(text: CsvText, limits: ImportLimits, progress: Progress, *, time_unit_s: float) -> Recording:
    """Read rows of time, three axes in g and, when the header has seven columns, three axes in deg/s.

    Parameters
    ----------
    time_unit_s : length of the unit of the time column [s].

    Raises
    ------
    RecordingError
        At whatever the checks find.
    """
    table = read_numbers(text, range(len(text.header)), progress=progress)
    triads = [accelerometer(text.header[1:4], limits)]
    if len(text.header) > 1 + _AXES:
        triads.append(gyroscope(text.header[4:7], limits))
    for triad, values in zip(triads, np.split(table[:, 1:], len(triads), axis=1), strict=True):
        check_range(text, values, triad)
    stream = check_timing(text, table[:, 0], table[:, 1:], limits, unit_s=time_unit_s)
    parts = np.split(stream.values, len(triads), axis=1)
    for triad, values in zip(triads, parts, strict=True):
        check_stuck(text, stream, values, triad, limits)
    check_gravity(text, parts[0], limits)
    samples = ImuBlock(
        t_s=stream.t_s,
        acc_mps2=parts[0] * STANDARD_GRAVITY_MPS2,
        gyr_dps=parts[1] if len(parts) > 1 else None,
    )
    return Recording(source=text.source, samples=samples, rate_hz=stream.rate_hz, notes=stream.notes)
