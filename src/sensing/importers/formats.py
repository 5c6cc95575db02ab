"""The formats that are read, and the one function that reads them all.

A new format is a module with `matches(header)` and `read(text, limits, progress)`, one row here, and one row in the
contract test of the importers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sensing.errors import ErrorCode, RecordingError
from sensing.importers import arduino, canonical, metabase
from sensing.importers.complaint import quote, refuse
from sensing.importers.limits import ImportLimits
from sensing.importers.reading import CsvText, Progress, read_csv_text
from sensing.samples import Recording


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One kind of file.

    Parameters
    ----------
    name : for people.
    starts_with : the beginning of its header, for people.
    matches : whether a header is of this format.
    read : the file's text to a recording, or `RecordingError`.
    """

    name: str
    starts_with: str
    matches: Callable[[tuple[str, ...]], bool]
    read: Callable[[CsvText, ImportLimits, Progress], Recording]


FORMATS = (
    Format(name="lastrep CSV", starts_with="time_s,ax_g,", matches=canonical.matches, read=canonical.read),
    Format(name="MetaBase", starts_with="epoch (ms),time (", matches=metabase.matches, read=metabase.read),
    Format(name="Arduino log", starts_with="tMillis,ax,ay,", matches=arduino.matches, read=arduino.read),
)


def read_recording(
    path: str | Path,
    *,
    source: str | None = None,
    limits: ImportLimits | None = None,
    progress: Progress | None = None,
) -> Recording:
    r"""Read a recording of any known format, plain or gzipped; the header decides, not the name.

    Parameters
    ----------
    path : the file.
    source : what to call it in the result and in messages (for an upload, the name it came with); the path when None.
    limits : bounds on the file; the defaults when None.
    progress : called with the share of the work done, 0 to 1.

    Raises
    ------
    RecordingError
        When the file is no usable recording; the message says what is wrong, where, and what to do.

    Examples
    --------
    >>> import tempfile
    >>> rows = [f"{i / 50},0.0{i % 5},0.0{i % 3},{1 + 0.001 * i}" for i in range(101)]
    >>> with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
    ...     print("time_s,ax_g,ay_g,az_g", *rows, sep="\n", file=file, flush=True)
    ...     recording = read_recording(file.name, source="squat.csv")
    >>> recording.source, recording.duration_s, round(recording.rate_hz, 6), recording.samples.gyr_dps is None
    ('squat.csv', 2.0, 50.0, True)
    """
    text = read_csv_text(
        Path(path),
        source=str(path) if source is None else source,
        limits=limits or ImportLimits(),
        progress=_part(progress, 0.0, 0.5),
    )
    for known in FORMATS:
        if known.matches(text.header):
            return known.read(text, limits or ImportLimits(), _part(progress, 0.5, 1.0))
    raise _unknown(text)


def _part(progress: Progress | None, start: float, stop: float) -> Progress:
    if progress is None:
        return lambda _: None
    return lambda done: progress(start + (stop - start) * done)


def _unknown(text: CsvText) -> RecordingError:
    known = ", ".join(f"'{known.starts_with}…' ({known.name})" for known in FORMATS)
    shown = quote(",".join(text.header))
    if all(_is_number(name) for name in text.header):
        what = f"the first line is {shown}, numbers and no header. Put {canonical.WANTED} above it."
        return refuse(ErrorCode.BAD_HEADER, text.source, what, line=1)
    for separator, called in ((";", "semicolons"), ("\t", "tabs")):
        if any(separator in name for name in text.header):
            what = f"the columns are separated by {called}: {shown}. Save the file with commas and decimal points."
            return refuse(ErrorCode.BAD_HEADER, text.source, what, line=1)
    what = f"the header {shown} is of no known format. Give a file whose header starts with {known}."
    return refuse(ErrorCode.UNKNOWN_FORMAT, text.source, what, line=1)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
