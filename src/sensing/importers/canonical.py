"""The canonical recording: time in seconds from any origin, acceleration in g, angular rate in deg/s."""

from sensing.errors import ErrorCode
from sensing.importers.complaint import quote, refuse
from sensing.importers.limits import ImportLimits
from sensing.importers.one_file import read_one_file
from sensing.importers.reading import CsvText, Progress
from sensing.samples import Recording

HEADER = ("time_s", "ax_g", "ay_g", "az_g")
HEADER_WITH_GYROSCOPE = (*HEADER, "gx_dps", "gy_dps", "gz_dps")
WANTED = f"{','.join(HEADER)} and, with a gyroscope, {','.join(HEADER_WITH_GYROSCOPE[len(HEADER) :])}"


def matches(header: tuple[str, ...]) -> bool:
    """Whether the file means to be canonical; whether it is, `read` finds out."""
    return "time_s" in header or "ax_g" in header


def read(text: CsvText, limits: ImportLimits, progress: Progress) -> Recording:
    """Read a canonical CSV file.

    Raises
    ------
    RecordingError
        `BAD_HEADER` when the columns are not exactly those of the format, and whatever the checks find.
    """
    if text.header not in (HEADER, HEADER_WITH_GYROSCOPE):
        what = f"the header is {quote(','.join(text.header))}. Write {WANTED}."
        raise refuse(ErrorCode.BAD_HEADER, text.source, what, line=1)
    return read_one_file(text, limits, progress, time_unit_s=1.0)
