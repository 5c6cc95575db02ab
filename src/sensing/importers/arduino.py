"""What Arduino sketches for the Nano 33 BLE log: milliseconds of the board's clock, g and deg/s, short column names."""

from sensing.importers.limits import ImportLimits
from sensing.importers.one_file import read_one_file
from sensing.importers.reading import CsvText, Progress
from sensing.samples import Recording

HEADER = ("tMillis", "ax", "ay", "az", "gx", "gy", "gz")


def matches(header: tuple[str, ...]) -> bool:
    """Whether these are the columns of the sketch."""
    return header == HEADER


def read(text: CsvText, limits: ImportLimits, progress: Progress) -> Recording:
    """Read a log of the sketch; raises `RecordingError` at whatever the checks find."""
    return read_one_file(text, limits, progress, time_unit_s=1e-3)
