"""Takes in an uploaded recording: bounded, read and analysed outside the event loop, stored whole or not at all."""

import re
import shutil
import unicodedata
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from tempfile import TemporaryDirectory

import anyio.to_thread
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from sensing.errors import RecordingError
from sensing.samples import Recording
from server.cleaning import UPLOAD_PREFIX
from server.errors import ServerError
from server.importing import ZIP_SIGN, take_in_export
from server.services import Services
from server.store import now
from server.tables import Origin

MAX_NAME_LENGTH = 120
"""Longest file name that is kept; longer ones lose their middle."""

MAX_FILES = 2
"""A recording is one file, or an accelerometer and a gyroscope file."""

MAX_FORM_OVERHEAD_BYTES = 64 * 1024
"""Room for the form around the files [bytes]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One uploaded file: the name people see, and where its bytes are."""

    shown_name: str
    file: UploadFile


async def take_in(request: Request, services: Services) -> str:
    """Store the recording in a form's `file` fields; return the session's id.

    Raises
    ------
    ServerError, RecordingError
        When the form, its size or the recording cannot be used; nothing is stored then.
    """
    form = await _read_form(request, services.settings.max_upload_bytes)
    try:
        parts = _parts(form)
        exercise = _exercise(form)
        return await anyio.to_thread.run_sync(_store, parts, exercise, services, limiter=services.uploads)
    finally:
        await form.close()


def shown_name(raw_name: str) -> str:
    r"""Return a file name fit for people: no folders, no control characters, not too long.

    Examples
    --------
    >>> shown_name("../../etc/x<script>.csv"), shown_name("C:\\data\\a.csv"), shown_name("..")
    ('x<script>.csv', 'a.csv', 'recording')
    """
    name = PurePosixPath(PureWindowsPath(raw_name).name).name
    name = "".join(char for char in unicodedata.normalize("NFC", name) if char.isprintable()).strip(" .")
    if len(name) > MAX_NAME_LENGTH:
        half = MAX_NAME_LENGTH // 2 - 1
        name = f"{name[:half]}…{name[-half:]}"
    return name or "recording"


def disk_name(name: str) -> str:
    """Return a file name that is harmless in any folder; equal beginnings stay equal, by which pairs are found.

    Examples
    --------
    >>> disk_name("x<script> 1.csv")
    'x_script__1.csv'
    """
    return re.sub(r"[^A-Za-z0-9._-]", "_", name).lstrip(".-") or "recording"


async def _read_form(request: Request, max_bytes: int) -> FormData:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise ServerError("not_a_form", "The upload is not a form. Send the file as multipart/form-data, field file.")
    stream = _bounded(request, max_bytes + MAX_FORM_OVERHEAD_BYTES, max_bytes)
    try:
        return await MultiPartParser(request.headers, stream, max_files=MAX_FILES, max_fields=2).parse()
    except MultiPartException as error:
        raise ServerError(
            "bad_form", f"The upload cannot be read as a form ({error.message}) Send it again."
        ) from error
    except ClientDisconnect as error:
        raise ServerError("upload_broken", "The upload broke off. Nothing was stored; send it again.") from error


async def _bounded(request: Request, limit: int, max_bytes: int) -> AsyncGenerator[bytes, None]:
    """Yield a request's body as long as it stays within the limit, whatever its headers claim."""
    too_large = ServerError(
        "too_large",
        f"The upload is larger than {max_bytes / 1e6:g} MB. Nothing was stored; cut or compress (gzip) the recording.",
        status=413,
    )
    claimed = request.headers.get("content-length", "0")
    if not claimed.isdecimal() or int(claimed) > 2 * limit:
        raise too_large
    received = 0
    async for piece in request.stream():
        received += len(piece)
        # A browser shows the answer only after it has sent all; a little too much is swallowed, not kept.
        if received > 2 * limit:
            raise too_large
        if received <= limit:
            yield piece
    if received > limit:
        raise too_large


def _parts(form: FormData) -> list[_Part]:
    files = [value for key, value in form.multi_items() if key == "file" and isinstance(value, UploadFile)]
    named = [_Part(shown_name=shown_name(file.filename), file=file) for file in files if file.filename]
    if not named:
        raise ServerError("no_file", "No file was chosen. Choose a recording and send it again.")
    # The gyroscope file is found by the importer beside the accelerometer file, so the latter is read first.
    named.sort(key=lambda part: "gyroscope" in part.shown_name.lower())
    if len(named) == MAX_FILES and ["gyroscope" in part.shown_name.lower() for part in named] != [False, True]:
        raise ServerError(
            "not_a_pair", "Two files must be the Accelerometer and the Gyroscope file of one recording. Send one alone."
        )
    return named


def _exercise(form: FormData) -> str | None:
    value = form.get("exercise")
    if not isinstance(value, str) or not value.strip():
        return None
    name = value.strip()
    if len(name) > 40 or not name.isprintable():
        raise ServerError("bad_exercise", "The exercise is not a short name, such as bench. Name it in 40 letters.")
    return name


def _store(parts: Sequence[_Part], exercise: str | None, services: Services) -> str:
    if len(parts) == 1 and parts[0].file.file.read(len(ZIP_SIGN)) == ZIP_SIGN:
        parts[0].file.file.seek(0)
        return take_in_export(parts[0].file.file, services.store, services.read_recording)
    parts[0].file.file.seek(0)
    recording = _read(parts, services)
    result = services.analyze(recording, exercise=exercise)
    return services.store.add_recording(recording, result, origin=Origin.UPLOAD, started_at=now(), exercise=exercise)


def _read(parts: Sequence[_Part], services: Services) -> Recording:
    # In the data folder: it is known to be writable and to have room for recordings.
    with TemporaryDirectory(prefix=UPLOAD_PREFIX, dir=services.settings.data_dir) as folder:
        paths = [Path(folder) / disk_name(part.shown_name) for part in parts]
        if len(set(paths)) != len(paths):
            raise ServerError("not_a_pair", "The two files have the same name. Send one alone.")
        for part, path in zip(parts, paths, strict=True):
            with path.open("xb") as copy:
                shutil.copyfileobj(part.file.file, copy)
        try:
            recording = services.read_recording(paths[0])
        except RecordingError as error:
            raise RecordingError(error.code, _named_as_sent(error.message, folder, parts)) from error
        if len(parts) == MAX_FILES and recording.samples.gyr_dps is None:
            raise ServerError(
                "not_a_pair", f"{parts[1].shown_name} does not belong to {parts[0].shown_name}. Send one alone."
            )
        notes = tuple(_named_as_sent(note, folder, parts) for note in recording.notes)
        return replace(recording, source=parts[0].shown_name, notes=notes)


def _named_as_sent(message: str, folder: str, parts: Sequence[_Part]) -> str:
    """Replace our temporary paths in a message by the names the user knows."""
    for part in parts:
        name = disk_name(part.shown_name)
        message = message.replace(str(Path(folder) / name), part.shown_name).replace(name, part.shown_name)
    return message.replace(folder, "the upload")
