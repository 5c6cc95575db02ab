"""Takes in again what was exported. The file comes from outside: bounded, checked, and kept whole or not at all."""

import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from sensing.errors import RecordingError
from sensing.events import SessionResult
from sensing.samples import Recording
from server.cleaning import UPLOAD_PREFIX
from server.edits import Edit, EditKind, Told
from server.errors import ServerError
from server.exporting import SAMPLES_NAME, SESSION_NAME
from server.lifters import lifter_named
from server.portable import Portable, PortableEdit, PortableHeading, complaint
from server.recorder import READ_SIZE, Recorder, sha256_of
from server.rows import edit_row, session_row, write_found
from server.store import Store
from server.tables import SessionRow
from server.telling import clean_edit, clean_exercise, clean_load

ZIP_SIGN = b"PK\x03\x04"
"""How a zip file begins."""

MAX_FILES = 20
"""Files in an export; we write six at most."""

MAX_JSON_BYTES = 100_000_000
"""A session of 12 hours with all its traces is below that [bytes]."""

MAX_SAMPLES_BYTES = 1_000_000_000
"""As for any recording, see `sensing.importers.limits` [bytes]."""


def take_in_export(file: IO[bytes], store: Store, read: Callable[[Path], Recording]) -> str:
    """Keep the session that a zip file holds; return its new id. Blocks.

    Parameters
    ----------
    file : the zip file, open for reading.
    store : where to.
    read : reads a recording; the samples have to be one.

    Raises
    ------
    ServerError
        When it is no export of ours, anything in it cannot be used, or the session is here; nothing is kept then.
    """
    with TemporaryDirectory(prefix=UPLOAD_PREFIX, dir=store.settings.data_dir) as folder:
        samples = Path(folder) / SAMPLES_NAME
        portable = _unpacked(file, samples)
        if sha256_of(samples) != portable.session.samples_sha256:
            raise _bad("the samples are not those that were exported, their checksum differs")
        try:
            gyroscope = read(samples).samples.gyr_dps is not None
        except RecordingError as error:
            raise _bad(f"the samples cannot be read, {error.code}") from error
        return _keep(portable, samples, store, gyroscope=gyroscope)


def _unpacked(packed: IO[bytes], samples: Path) -> Portable:
    """Write the samples to a file and return the rest, checked."""
    try:
        with zipfile.ZipFile(packed) as archive:
            names = [entry.filename for entry in archive.infolist()]
            if len(names) > MAX_FILES or len(set(names)) != len(names) or not {SESSION_NAME, SAMPLES_NAME} <= {*names}:
                raise _bad(f"it does not hold {SESSION_NAME} and {SAMPLES_NAME}, each once")
            with archive.open(SESSION_NAME) as file:
                content = file.read(MAX_JSON_BYTES + 1)
            if len(content) > MAX_JSON_BYTES:
                raise _bad(f"{SESSION_NAME} is larger than any session")
            with archive.open(SAMPLES_NAME) as file, samples.open("xb") as target:
                _copy(file, target)
    # What the library raises at a broken, encrypted or foreign file.
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise _bad("it is damaged, encrypted or packed in a way we do not read") from error
    return _checked(content)


def _copy(source: IO[bytes], target: IO[bytes]) -> None:
    size = 0
    while piece := source.read(READ_SIZE):
        size += len(piece)
        if size > MAX_SAMPLES_BYTES:
            raise _bad(f"{SAMPLES_NAME} is larger than any recording")
        target.write(piece)


def _checked(content: bytes) -> Portable:
    try:
        portable = Portable.model_validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])[:80]
        raise _bad(f"{SESSION_NAME}, {where or 'at its begin'}: {first['msg']}") from error
    trouble = complaint(portable.found)
    if trouble is not None:
        raise _bad(f"{SESSION_NAME}: {trouble}")
    return portable


def _keep(portable: Portable, samples: Path, store: Store, *, gyroscope: bool) -> str:
    heading = portable.session
    found = _clean_found(portable.found)
    exercise, load_kg = clean_exercise(heading.exercise), clean_load(heading.load_kg)

    def write(recorder: Recorder) -> None:
        recorder.copy(samples, gyroscope=gyroscope)

    def make_row(db: Session, session_id: str, raw_name: str) -> SessionRow:
        _refuse_double(db, heading)
        told = Told(exercise=exercise, load_kg=load_kg, lifter_id=lifter_named(db, heading.lifter))
        row = session_row(
            session_id,
            source=heading.source,
            origin=heading.origin,
            started_at=heading.started_at,
            told=told,
            raw_name=raw_name,
            sensor_name=heading.sensor_name,
            rack=heading.rack,
            notes=heading.notes,
        )
        row.status, row.engine_version = heading.status.value, heading.engine_version
        write_found(row, found)
        row.edits.extend(edit_row(session_id, _edit(db, one), one.made_at) for one in portable.edits)
        return row

    return store.keep_whole(write, make_row)


def _refuse_double(db: Session, heading: PortableHeading) -> None:
    """A session that is here twice would count twice in its lifter's history."""
    same = SessionRow.raw_sha256 == heading.samples_sha256, SessionRow.started_at == heading.started_at
    if db.scalar(select(SessionRow.id).where(*same).limit(1)) is not None:
        raise ServerError(
            "kept_already", "This session is kept here already. Delete it first to take this file in.", status=409
        )


def _clean_found(found: SessionResult) -> SessionResult:
    return replace(found, sets=tuple(replace(one, exercise=clean_exercise(one.exercise)) for one in found.sets))


def _edit(db: Session, one: PortableEdit) -> Edit:
    value = one.value
    if one.kind is EditKind.LIFTER and value is not None:
        value = lifter_named(db, str(value))
    clean = clean_edit(Edit(kind=one.kind, start_s=one.start_s, end_s=one.end_s, value=value))
    return replace(clean, undone=one.undone)


def _bad(what: str) -> ServerError:
    return ServerError(
        "bad_export", f"This is no export that lastrep can take in: {what}. Nothing was stored.", status=422
    )
