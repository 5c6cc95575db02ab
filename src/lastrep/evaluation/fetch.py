"""Gets the files of a data set: by checksum, of bounded size, each whole or not at all."""

import gzip
import hashlib
import shutil
import tempfile
import urllib.error
import urllib.parse
import urllib.request
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import IO

from lastrep.evaluation.catalogue import Source, SourceFile
from lastrep.evaluation.errors import DatasetError

_CHUNK_BYTES = 1 << 16
_GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchParams:
    """Bounds of a download.

    Parameters
    ----------
    timeout_s : longest silence of the other side [s]; never 0.
    max_file_bytes : largest file that is accepted whatever the source says [bytes].
    """

    timeout_s: float = 30.0
    max_file_bytes: int = 200_000_000


def fetch(
    source: Source,
    data_dir: Path,
    *,
    mirror: str | None = None,
    progress: Callable[[int, int], None] | None = None,
    params: FetchParams | None = None,
) -> tuple[int, int]:
    """Bring a data set below `data_dir`.

    Parameters
    ----------
    source : what to get.
    data_dir : its folder is made in here.
    mirror : an http address that holds the data sets' folders; None to use the address of each file.
    progress : told how many files are done and how many there are.
    params : bounds.

    Returns
    -------
    (files downloaded, files that were there already with the right checksum).

    Raises
    ------
    DatasetError
        When a file cannot be reached, is larger than said, or differs from its checksum; and at the end, when some
        files are published nowhere. Files that came whole stay; nothing else does.
    """
    params = params or FetchParams()
    folder = data_dir / source.folder
    wanted = [file for file in source.files if not is_right(folder / file.path, file)]
    addressed = [(file, address) for file in wanted if (address := _address(source, file, mirror))]
    for done, (file, address) in enumerate(addressed, start=1):
        _download(address, folder / file.path, file, params)
        if progress:
            progress(done, len(addressed))
    homeless = [file.path for file in wanted if _address(source, file, mirror) is None]
    if homeless:
        raise DatasetError(
            f"data set {source.name}: {homeless[0]} ({len(homeless)} of {len(source.files)} files) is not published in "
            f"the form we read. Copy it to {folder}, or name a mirror with --from URL. "
            f"The originals are in {source.repository} at {source.commit[:12]}; see datasets/{source.name}/card.md."
        )
    return len(wanted), len(source.files) - len(wanted)


def is_right(path: Path, file: SourceFile) -> bool:
    """Say whether a file is in place with the right size and checksum."""
    digest, taken = hashlib.sha256(), 0
    try:
        with gzip.open(path) if file.gzipped else path.open("rb") as stream:
            while taken <= file.bytes_n and (chunk := stream.read(_CHUNK_BYTES)):
                digest.update(chunk)
                taken += len(chunk)
    except (OSError, EOFError, zlib.error):
        return False
    return taken == file.bytes_n and digest.hexdigest() == file.sha256


def _address(source: Source, file: SourceFile, mirror: str | None) -> str | None:
    if mirror is None:
        return file.url
    return f"{mirror.rstrip('/')}/{urllib.parse.quote(source.folder)}/{urllib.parse.quote(file.path)}"


def _download(address: str, path: Path, file: SourceFile, params: FetchParams) -> None:
    if urllib.parse.urlsplit(address).scheme not in ("http", "https"):
        raise DatasetError(f"{address[:80]!r} is no http or https address.")
    if file.bytes_n > params.max_file_bytes:
        raise DatasetError(f"{file.path} should hold {file.bytes_n} bytes; at most {params.max_file_bytes} are taken.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _part_file(path) as part:
            with _opener().open(address, timeout=params.timeout_s) as answer:
                _save(answer, part, file)
            if not is_right(part, file):
                raise DatasetError(
                    f"{address} is not the file we know ({file.bytes_n} bytes with sha256 {file.sha256[:12]}...). "
                    "Nothing of it was kept; try a mirror with --from URL."
                )
            part.chmod(0o644)
            part.replace(path)
    except urllib.error.HTTPError as error:
        error.close()
        raise DatasetError(f"{address} answered {error.code} {error.reason}. Try a mirror with --from URL.") from None
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise DatasetError(
            f"{address} cannot be fetched ({reason}). Check the network, or copy the file to {path}."
        ) from None


def _save(answer: IO[bytes], part: Path, file: SourceFile) -> None:
    """Write what comes, at most one byte more than can be right; compress it when it is kept so and came plain."""
    head = answer.read(_CHUNK_BYTES)
    packing = file.gzipped and not head.startswith(_GZIP_MAGIC)
    with gzip.open(part, "wb") if packing else part.open("wb") as out:
        left = file.bytes_n + 1
        while head and left > 0:
            out.write(head[:left])
            left -= len(head)
            head = answer.read(_CHUNK_BYTES)


@contextmanager
def _part_file(path: Path) -> Iterator[Path]:
    """Give a place beside `path` that is gone afterwards, unless it was moved."""
    folder = Path(tempfile.mkdtemp(dir=path.parent, prefix=".part-"))
    try:
        yield folder / path.name
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _opener() -> urllib.request.OpenerDirector:
    """Open http and https only, so that a redirect cannot lead to a local file."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPRedirectHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener
