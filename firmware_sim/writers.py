"""Writes the canonical recording and its truth, side by side: `NAME.csv.gz` and `NAME.truth.json`."""

import gzip
import io
import tempfile
from pathlib import Path
from typing import Final

import numpy as np

from firmware_sim.session import Simulated
from firmware_sim.truth_file import truth_json
from sensing.samples import ImuBlock
from sensing.units import STANDARD_GRAVITY_MPS2

ACC_HEADER: Final = "time_s,ax_g,ay_g,az_g"
GYR_HEADER: Final = "gx_dps,gy_dps,gz_dps"


def truth_path(recording: Path) -> Path:
    """Return where the truth of a recording stands.

    Examples
    --------
    >>> truth_path(Path("a/squat.csv.gz")).name
    'squat.truth.json'
    """
    return recording.with_name(recording.name.removesuffix(".gz").removesuffix(".csv") + ".truth.json")


def canonical_csv(samples: ImuBlock) -> str:
    """Return samples as the text of a canonical recording.

    Examples
    --------
    >>> block = ImuBlock(t_s=np.array([0.0]), acc_mps2=np.array([[0.0, 0.0, 9.80665]]))
    >>> canonical_csv(block).split()
    ['time_s,ax_g,ay_g,az_g', '0.000000,0.000000,0.000000,1.000000']
    """
    columns = [samples.t_s[:, None], samples.acc_mps2 / STANDARD_GRAVITY_MPS2]
    header = ACC_HEADER
    if samples.gyr_dps is not None:
        columns.append(samples.gyr_dps)
        header += "," + GYR_HEADER
    # Adding zero turns -0.0 into 0.0, which would be written with a sign.
    table = np.round(np.column_stack(columns), 6) + 0.0
    text = io.StringIO()
    np.savetxt(text, table, fmt="%.6f", delimiter=",", header=header, comments="")
    return text.getvalue()


def write_simulated(out: Path, made: Simulated) -> tuple[Path, Path]:
    """Write a recording and its truth; either both files are there at the end, or neither is new.

    Parameters
    ----------
    out : `.csv` or `.csv.gz`.
    made : what to write.

    Returns
    -------
    The two paths.
    """
    data = canonical_csv(made.recording.samples).encode()
    if out.name.endswith(".gz"):
        # No file name and no time in the header: the same spec gives the same bytes.
        data = gzip.compress(data, compresslevel=9, mtime=0)
    beside = truth_path(out)
    # The truth first: a recording never stands there without it.
    _write_both(((beside, truth_json(made.truth).encode()), (out, data)))
    return out, beside


def _write_both(files: tuple[tuple[Path, bytes], ...]) -> None:
    for path, _ in files:
        if path.is_dir():
            raise IsADirectoryError(f"{path} is a folder")
    waiting: list[tuple[str, Path]] = []
    try:
        for path, data in files:
            with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
                waiting.append((file.name, path))
                file.write(data)
        for name, path in waiting:
            Path(name).chmod(0o644)
            Path(name).replace(path)
    finally:
        for name, _ in waiting:
            Path(name).unlink(missing_ok=True)
