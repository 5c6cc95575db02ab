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
from server.telling import clean_exercise, clean_load, clean_name

MAX_NAME_LENGTH = 120
"""Longest file name that is kept; longer ones lose their middle."""

MAX_FILES = 2
"""A recording is one file, or an accelerometer and a gyroscope file."""

MAX_FIELDS = 4
"""Exercise, load and lifter, and one that a browser may add."""

MAX_FORM_OVERHEAD_BYTES = 64 * 1024
"""Room for the form around the files [bytes]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One uploaded file: the name people see, and where its bytes are."""

    shown_name: str
    file: UploadFile


async def take_in(request: Request, services: Services) -> str:
    """Store the recording, or the exported session, in a form's `file` fields; return the session's id.

    Raises
    ------
    ServerError, RecordingError
        When the form, its size or the recording cannot be used; nothing is stored then.
    """
    form = await _read_form(request, services.settings.max_upload_bytes)
    try:
        parts = _parts(form)
        told = _told(form)
        return await anyio.to_thread.run_sync(_store, parts, told, services, limiter=services.uploads)
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
        return await MultiPartParser(request.headers, stream, max_files=MAX_FILES, max_fields=MAX_FIELDS).parse()
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What the form says of the recording, checked; None is not told."""

    exercise: str | None
    load_kg: float | None
    lifter: str | None


def _told(form: FormData) -> _Told:
    load, lifter = _text(form, "load_kg"), _text(form, "lifter")
    return _Told(
        exercise=clean_exercise(_text(form, "exercise")),
        load_kg=None if load is None else clean_load(_number(load)),
        lifter=None if lifter is None else clean_name(lifter, "lifter"),
    )


def _text(form: FormData, name: str) -> str | None:
    value = form.get(name)
    return value.strip() if isinstance(value, str) and value.strip() else None


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError as error:
        raise ServerError("bad_load", "The load is no number. Give it in kg, such as 62.5.") from error


def _store(parts: Sequence[_Part], told: _Told, services: Services) -> str:
    first = parts[0].file.file
    is_zip = len(parts) == 1 and first.read(len(ZIP_SIGN)) == ZIP_SIGN
    first.seek(0)
    if is_zip:
        return take_in_export(first, services.store, services.read_recording)
    recording = _read(parts, services)
    result = services.analyze(recording, exercise=told.exercise)
    return services.store.add_recording(
        recording,
        result,
        origin=Origin.UPLOAD,
        started_at=now(),
        exercise=told.exercise,
        load_kg=told.load_kg,
        lifter_id=None if told.lifter is None else services.store.lifters.find_or_add(told.lifter).id,
    )


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
