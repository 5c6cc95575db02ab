"""A good recording to spoil, and how it is refused."""

from pathlib import Path

import pytest

from sensing.errors import RecordingError
from sensing.importers import ImportLimits, read_recording

HEADER = "time_s,ax_g,ay_g,az_g,gx_dps,gy_dps,gz_dps"


def good_row(i: int, rate_hz: float = 100.0) -> str:
    return (
        f"{i / rate_hz:.6f},{0.01 * (i % 7):.3f},{0.02 * (i % 5):.3f},{1 + 0.01 * (i % 3):.3f},{i % 11},{i % 4},{i % 9}"
    )


def write(folder: Path, *, rows: list[str], header: str = HEADER) -> Path:
    path = folder / "bad.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


def good_rows(n: int = 300, rate_hz: float = 100.0) -> list[str]:
    return [good_row(i, rate_hz) for i in range(n)]


def refusal(path: Path, limits: ImportLimits | None = None) -> RecordingError:
    with pytest.raises(RecordingError) as caught:
        read_recording(path, source=path.name, limits=limits)
    assert "\n" not in caught.value.message
    return caught.value
