"""From a path to the text of a CSV file: every way in which a file can fail to be text ends here.

Gzip is known by its first bytes, not by its name, and is unpacked piece by piece, so that a small file that unpacks to
a huge one is refused before it fills the memory.
"""

import gzip
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Final, TypeAlias

from sensing.errors import ErrorCode, RecordingError
from sensing.importers.complaint import quote, refuse
from sensing.importers.limits import ImportLimits

Progress: TypeAlias = Callable[[float], None]
"""Called with the share of the work that is done, 0 to 1."""

_PIECE_BYTES = 1 << 20
_GZIP_MAGIC = b"\x1f\x8b"
_OTHER_FILES = {
    b"PK\x03\x04": "a ZIP archive or a spreadsheet. Unpack it, or save the sheet as CSV",
    b"\xff\xfe": "UTF-16 text. Save it as UTF-8",
    b"\xfe\xff": "UTF-16 text. Save it as UTF-8",
    b"SQLite format 3": "an SQLite database. Export the recording as CSV",
}
_UTF8_MARK = b"\xef\xbb\xbf"

FIRST_ROW_LINE: Final = 2
"""Line of the file on which row 0 stands: the header is line 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvText:
    """A file as text, not yet as numbers.

    Parameters
    ----------
    path : where it lies, for importers whose format spreads over several files.
    source : how the user named it, for messages.
    header : names of the columns.
    data : the whole text; the rows are `data[start:stop]`, without empty lines at the end.
    """

    path: Path
    source: str
    header: tuple[str, ...]
    data: bytearray
    start: int
    stop: int

    def chunks(self) -> Iterator[tuple[int, bytes]]:
        """Yield (line number of the first row, some whole rows), all ended by a bare line feed."""
        line, at = FIRST_ROW_LINE, self.start
        while at < self.stop:
            cut = self.data.rfind(b"\n", at, min(at + _PIECE_BYTES, self.stop)) + 1
            cut = cut or self.data.find(b"\n", at, self.stop) + 1 or self.stop
            # The last row may end with the file.
            rows = bytes(self.data[at:cut]).removesuffix(b"\n") + b"\n"
            yield line, rows.replace(b"\r\n", b"\n")
            line, at = line + rows.count(b"\n"), cut


def read_csv_text(path: Path, *, source: str, limits: ImportLimits, progress: Progress) -> CsvText:
    """Read, unpack and bound a CSV file, and cut its header off.

    Raises
    ------
    RecordingError
        When the file cannot be opened, is empty, is no text, or is larger than the limits.
    """
    data = bytearray()
    with _open(path, source) as packed:
        for piece in _checked(_unpack(packed, source, progress), source, limits):
            data += piece
    start = len(_UTF8_MARK) if data.startswith(_UTF8_MARK) else 0
    stop = len(data.rstrip(b" \t\r\n"))
    if stop <= start:
        raise refuse(ErrorCode.EMPTY, source, "the file is empty. Record again, or give another file.")
    header_stop = data.find(b"\n", start, stop)
    first = bytes(data[start : header_stop if header_stop >= 0 else stop])
    body_start = header_stop + 1 if header_stop >= 0 else stop
    return CsvText(path=path, source=source, header=_header(first, source), data=data, start=body_start, stop=stop)


def _open(path: Path, source: str) -> BufferedReader:
    try:
        if path.is_dir():
            raise refuse(ErrorCode.UNREADABLE, source, "this is a folder. Name a file in it.")
        return path.open("rb")
    except OSError as error:
        raise _unreadable(error, source) from None
    except ValueError:
        what = "this cannot be the name of a file. Check the name."
        raise refuse(ErrorCode.UNREADABLE, source, what) from None


def _unpack(packed: BufferedReader, source: str, progress: Progress) -> Iterator[bytes]:
    try:
        size = packed.seek(0, 2) if packed.seekable() else 0
        if size:
            packed.seek(0)
        is_gzip = packed.peek(len(_GZIP_MAGIC)).startswith(_GZIP_MAGIC)
        stream = gzip.GzipFile(fileobj=packed) if is_gzip else packed
        while piece := stream.read(_PIECE_BYTES):
            yield piece
            if size:
                progress(packed.tell() / size)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        what = "the gzip data are damaged or cut off. Copy the file again, or save what is left with gzip -dc."
        raise refuse(ErrorCode.UNREADABLE, source, what) from None
    except OSError as error:
        raise _unreadable(error, source) from None


def _unreadable(error: OSError, source: str) -> RecordingError:
    reason = (error.strerror or "it cannot be read").lower()
    return refuse(ErrorCode.UNREADABLE, source, f"{reason}. Check the name and the permissions.")


def _checked(pieces: Iterator[bytes], source: str, limits: ImportLimits) -> Iterator[bytes]:
    n_bytes = n_lines = open_line_bytes = 0
    for piece in pieces:
        if n_bytes == 0:
            _refuse_other_file(piece, source)
        n_bytes += len(piece)
        n_lines += piece.count(b"\n")
        last = piece.rfind(b"\n")
        open_line_bytes = open_line_bytes + len(piece) if last < 0 else len(piece) - last - 1
        if b"\0" in piece or open_line_bytes > limits.max_line_bytes:
            raise _not_text(source)
        if n_lines >= limits.max_rows + FIRST_ROW_LINE:
            what = f"more than {limits.max_rows:,} samples. Split the recording, or thin it out to 100 Hz."
            raise refuse(ErrorCode.TOO_LARGE, source, what, line=limits.max_rows + FIRST_ROW_LINE)
        if n_bytes > limits.max_bytes:
            what = f"more than {limits.max_bytes:,} bytes of text. Split the recording, or write fewer digits."
            raise refuse(ErrorCode.TOO_LARGE, source, what, line=n_lines + 1)
        yield piece


def _refuse_other_file(piece: bytes, source: str) -> None:
    for magic, what in _OTHER_FILES.items():
        if piece.startswith(magic):
            raise refuse(ErrorCode.NOT_TEXT, source, f"this is {what}.")


def _not_text(source: str) -> RecordingError:
    return refuse(ErrorCode.NOT_TEXT, source, "this is not text but binary data. Give a CSV file.")


def _header(first: bytes, source: str) -> tuple[str, ...]:
    try:
        text = first.decode("utf-8")
    except UnicodeDecodeError:
        raise _not_text(source) from None
    names = tuple(name.strip().strip('"').strip() for name in text.split(","))
    if not all(name.isprintable() or "\t" in name for name in names):
        what = f"the header {quote(first)} holds control characters. Give a CSV file with a header."
        raise refuse(ErrorCode.NOT_TEXT, source, what, line=1)
    return names
