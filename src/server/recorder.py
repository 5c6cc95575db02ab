"""Raw samples on disk, as the canonical CSV, before anything of them is shown.

The file is held locked while it grows, so that another process can tell a session that is being recorded from one
whose process has died.
"""

import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import numpy as np

from sensing.samples import ImuBlock
from sensing.units import STANDARD_GRAVITY_MPS2

READ_SIZE = 1 << 20
"""How much of a finished file is hashed or sent at once [bytes]."""

TAIL_SIZE = 4096
"""How much of a file's end is read to find its last line; a line is under 150 bytes."""


class Recorder:
    """Appends samples to one file.

    Parameters
    ----------
    path : file to make; must not exist, unless `resume` is set.
    gyroscope : whether the file has columns of angular rate; None leaves that to the first samples.
    resume : go on with a file whose writer died; a line that was cut off is removed.

    Raises
    ------
    FileExistsError
        When there is such a file: raw samples are never written over.
    OSError
        When the file to go on with is gone or still being written.
    """

    def __init__(self, path: Path, *, gyroscope: bool | None, resume: bool = False) -> None:
        self.path = path
        self._gyroscope = gyroscope
        self._file = path.open("r+" if resume else "x", encoding="ascii", newline="\n")
        if not _lock(self._file) and resume:
            self._file.close()
            raise OSError(f"{path.name} is still being recorded")
        if resume:
            self._go_on()
        elif gyroscope is not None:
            self._write_header(gyroscope=gyroscope)

    @property
    def gyroscope(self) -> bool | None:
        """Whether the file has columns of angular rate; None before the first sample decides."""
        return self._gyroscope

    def append(self, block: ImuBlock) -> None:
        """Write samples and hand them to the operating system, so that they outlive this process.

        Raises
        ------
        ValueError
            When the block has no angular rates but the file wants them.
        """
        self._write(self._lines(block))

    def keep(self, block: ImuBlock) -> ImuBlock:
        """Append samples and return them as the file will give them back.

        Whoever counts reps from what is returned finds exactly what a replay of the file finds.
        """
        lines = self._lines(block)
        self._write(lines)
        rows = np.array([line.split(",") for line in lines.splitlines()], dtype=np.float64)
        return ImuBlock(
            t_s=rows[:, 0],
            acc_mps2=rows[:, 1:4] * STANDARD_GRAVITY_MPS2,
            gyr_dps=rows[:, 4:7] if self._gyroscope else None,
        )

    def copy(self, samples: Path, *, gyroscope: bool) -> None:
        """Take over a whole canonical recording byte by byte, in place of samples of its own."""
        self._gyroscope = gyroscope
        self._file.flush()
        with self.path.open("wb") as target:
            for piece in pieces_of(samples):
                target.write(piece)

    def _lines(self, block: ImuBlock) -> str:
        if self._gyroscope is None:
            self._gyroscope = block.gyr_dps is not None
            self._write_header(gyroscope=self._gyroscope)
        columns = [block.t_s[:, None], block.acc_mps2 / STANDARD_GRAVITY_MPS2]
        if self._gyroscope:
            if block.gyr_dps is None:
                raise ValueError(f"{self.path.name} has gyroscope columns, the block has none")
            columns.append(block.gyr_dps)
        # Microseconds for time; ten digits give every float32 sensor value back exactly.
        form = ",".join(["%.6f"] + ["%.10g"] * (6 if self._gyroscope else 3)) + "\n"
        rows = np.hstack(columns)
        return (form * len(rows)) % tuple(rows.ravel().tolist())

    def _write(self, text: str) -> None:
        self._file.write(text)
        self._file.flush()

    def _write_header(self, *, gyroscope: bool) -> None:
        self._write("time_s,ax_g,ay_g,az_g" + (",gx_dps,gy_dps,gz_dps" if gyroscope else "") + "\n")

    def _go_on(self) -> None:
        """Cut off a half-written last line and stand at the end."""
        header = self._file.readline()
        self._gyroscope = ("gx_dps" in header) if header.endswith("\n") else None
        with self.path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - TAIL_SIZE))
            tail = file.read()
        whole = size - len(tail) + tail.rfind(b"\n") + 1
        self._file.seek(whole)
        self._file.truncate()

    def seal(self) -> str:
        """Force all samples to the disk and return their sha256 in hex; the file stays locked until `close`."""
        self._file.flush()
        os.fsync(self._file.fileno())
        return sha256_of(self.path)

    def close(self) -> None:
        """Let go of the file; to be called once the database knows of it."""
        self._file.close()

    def discard(self) -> None:
        """Close and delete the file; for a recording that was refused after all."""
        self._file.close()
        self.path.unlink(missing_ok=True)


def sha256_of(path: Path) -> str:
    """Return the sha256 of a file in hex."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(READ_SIZE):
            digest.update(piece)
    return digest.hexdigest()


def pieces_of(path: Path) -> Iterator[bytes]:
    """Yield a file in bounded pieces."""
    with path.open("rb") as file:
        while piece := file.read(READ_SIZE):
            yield piece


def recorded_s(path: Path) -> float | None:
    """Return the time of the last whole sample [s], also of a file whose writer died; None when there is none."""
    try:
        with path.open("rb") as file:
            file.seek(0, os.SEEK_END)
            file.seek(max(0, file.tell() - TAIL_SIZE))
            whole_lines = file.read().split(b"\n")[:-1]
    except OSError:
        return None
    try:
        return float(whole_lines[-1].split(b",")[0])
    except (IndexError, ValueError):
        return None


def is_being_recorded(path: Path) -> bool:
    """Return whether some live process holds the file open as its recording."""
    try:
        with path.open("r+", encoding="ascii") as file:
            return not _lock(file)
    except OSError:
        return False


def _lock(file: TextIO) -> bool:
    """Lock a file until it is closed; return False when another process or recorder holds it."""
    try:
        if sys.platform == "win32":
            import msvcrt

            # Locks are mandatory there: one byte far beyond any recording's end, so that samples stay readable.
            file.seek(0, os.SEEK_END)
            position = os.lseek(file.fileno(), 1 << 40, os.SEEK_SET)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            os.lseek(file.fileno(), position - (1 << 40), os.SEEK_SET)
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
