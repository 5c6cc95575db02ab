"""What is no file of rows at all is refused in one line, and a pipe is read."""

import errno
import gzip
import os
from pathlib import Path

import pytest

from sensing.errors import ErrorCode, RecordingError
from sensing.importers import read_recording
from tests.support.bad_recordings import HEADER, good_rows, refusal, write


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (bytes(range(256)) * 40, "binary data"),
        (b"\x89PNG\r\n\x1a\n" + bytes(1000), "binary data"),
        (b"PK\x03\x04" + bytes(1000), "ZIP archive"),
        ("time_s,ax_g\n".encode("utf-16"), "UTF-16"),
        (b"SQLite format 3\0" + bytes(1000), "SQLite"),
        (b"time_s,\xff\xfe,ay_g\n1,2,3\n", "binary data"),
        (b"time_s,\x1b]0;,ay_g\n1,2,3\n", "control characters"),
        (gzip.compress(bytes(5000), mtime=0), "binary data"),
    ],
)
def test_a_binary_file(tmp_path: Path, content: bytes, hint: str) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    error = refusal(path)
    assert error.code is ErrorCode.NOT_TEXT
    assert hint in error.message


def test_a_gzip_file_that_was_cut_off_or_damaged(tmp_path: Path) -> None:
    packed = gzip.compress("\n".join([HEADER, *good_rows()]).encode())
    path = tmp_path / "bad.csv.gz"
    for content in (packed[:-200], packed[:-4], packed[:20], packed[:300] + b"\0\0\0" + packed[303:], packed + b"x"):
        path.write_bytes(content)
        error = refusal(path)
        assert error.code is ErrorCode.UNREADABLE
        assert "the gzip data are damaged or cut off" in error.message


def test_a_missing_file(tmp_path: Path) -> None:
    error = refusal(tmp_path / "none.csv")
    assert error.code is ErrorCode.UNREADABLE
    assert error.message == "none.csv: no such file or directory. Check the name and the permissions."


def test_a_folder(tmp_path: Path) -> None:
    error = refusal(tmp_path)
    assert error.code is ErrorCode.UNREADABLE
    assert error.message.endswith("this is a folder. Name a file in it.")


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The tests may run as root, who may read everything: the refusal of the system is acted.
    def deny(self: Path, mode: str) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    path = write(tmp_path, rows=good_rows())
    monkeypatch.setattr(Path, "open", deny)
    assert refusal(path).message == "bad.csv: permission denied. Check the name and the permissions."


@pytest.mark.parametrize("name", ["a\0b.csv", "x" * 5000, "\ud800.csv"])
def test_a_name_that_no_file_can_have(name: str) -> None:
    with pytest.raises(RecordingError) as caught:
        read_recording(name)
    assert caught.value.code is ErrorCode.UNREADABLE
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 500


def test_a_name_full_of_control_characters_is_escaped(tmp_path: Path) -> None:
    path = tmp_path / "a\n\x1b[31m.csv"
    path.write_text("")
    assert refusal(path).message.startswith("a\\n\\x1b[31m.csv: ")


def test_a_pipe_is_read_like_a_file(tmp_path: Path) -> None:
    path = write(tmp_path, rows=good_rows())
    reader, writer = os.pipe()
    os.write(writer, path.read_bytes())
    os.close(writer)
    try:
        assert len(read_recording(f"/dev/fd/{reader}").samples) == 300
    finally:
        os.close(reader)
