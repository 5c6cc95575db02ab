"""One session as a zip file: tables of sets and reps, raw samples, and all that is needed to take it in again."""

import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO

from model.report import Json
from server.cleaning import UPLOAD_PREFIX
from server.errors import ServerError
from server.listing import SessionInfo
from server.parquet import check_parquet, parquet_of, samples_to_parquet
from server.portable import portable_of
from server.reading import Kept
from server.recorder import READ_SIZE, is_being_recorded, pieces_of, sha256_of
from server.session_report import edited_report
from server.sheets import csv_of, reps_sheet, sets_sheet
from server.store import Store

SESSION_NAME = "session.json"
SAMPLES_NAME = "samples.csv"

WHEN = (1980, 1, 1, 0, 0, 0)
"""Time of every file in a zip, so that equal sessions give equal files."""


class ExportFormat(StrEnum):
    """In what the tables are written; the JSON and the raw samples as CSV are always there."""

    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


def export_name(info: SessionInfo, kind: ExportFormat) -> str:
    """Return a file name, made of the day, the id and the format alone: nothing in it comes from outside."""
    return f"lastrep-{info.started_at:%Y-%m-%d}-{info.id[:8]}-{kind}.zip"


@contextmanager
def exported(store: Store, session_id: str, kind: ExportFormat) -> Iterator[IO[bytes]]:
    """Yield a session as a zip file that is open for reading and gone when it is closed. Blocks.

    Raises
    ------
    ServerError
        When there is no such session, it is being recorded, its samples are gone, or Parquet is not installed.
    """
    with TemporaryFile(prefix=UPLOAD_PREFIX, dir=store.settings.data_dir) as file:
        write_export(store, session_id, kind, file)
        file.seek(0)
        yield file


def write_export(store: Store, session_id: str, kind: ExportFormat, file: IO[bytes]) -> None:
    """Write a session as a zip file; raises as `exported` does."""
    if kind is ExportFormat.PARQUET:
        check_parquet()
    info, kept = store.kept(session_id)
    samples = store.samples_path(session_id)
    if is_being_recorded(samples):
        raise ServerError("being_recorded", "This session is being recorded. Export it when it has ended.", status=409)
    report = edited_report(store, session_id)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        _write(archive, SESSION_NAME, _session_json(store, info, kept, report, samples).encode())
        if kind is ExportFormat.CSV:
            _write(archive, "sets.csv", csv_of(sets_sheet(info, kept, report)).encode())
            _write(archive, "reps.csv", csv_of(reps_sheet(info, kept, report)).encode())
        if kind is ExportFormat.PARQUET:
            _write(archive, "sets.parquet", parquet_of(sets_sheet(info, kept, report)))
            _write(archive, "reps.parquet", parquet_of(reps_sheet(info, kept, report)))
            with TemporaryDirectory(prefix=UPLOAD_PREFIX, dir=store.settings.data_dir) as folder:
                drawn = Path(folder) / "samples.parquet"
                samples_to_parquet(samples, drawn)
                _write_file(archive, drawn.name, drawn)
        _write_file(archive, SAMPLES_NAME, samples)


def pieces_of_export(store: Store, session_id: str, kind: ExportFormat) -> Callable[[], Iterator[bytes]]:
    """Make an export, and return what yields its bytes; the file is gone after the last one. Blocks.

    Errors come at once and not in the middle of an answer; they are those of `exported`.
    """
    opened = exported(store, session_id, kind)
    file = opened.__enter__()

    def pieces() -> Iterator[bytes]:
        try:
            while piece := file.read(READ_SIZE):
                yield piece
        finally:
            opened.__exit__(None, None, None)

    return pieces


def _session_json(store: Store, info: SessionInfo, kept: Kept, report: Json, samples: Path) -> str:
    names = {one.id: one.name for one in store.lifters.all()}
    whole = portable_of(info, kept, names, info.raw_sha256 or sha256_of(samples))
    # Numbers of rows mean nothing elsewhere.
    shown = {name: value for name, value in report.items() if name != "id"}
    shown["sets"] = [{name: value for name, value in one.items() if name != "lifter_id"} for one in report["sets"]]
    content = {**whole.model_dump(mode="json", by_alias=True), "report": shown}
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=1)


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, WHEN), content, zipfile.ZIP_DEFLATED)


def _write_file(archive: zipfile.ZipFile, name: str, path: Path) -> None:
    entry = zipfile.ZipInfo(name, WHEN)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.file_size = path.stat().st_size
    with archive.open(entry, "w") as target:
        for piece in pieces_of(path):
            target.write(piece)
