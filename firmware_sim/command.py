"""The body of `lastrep simulate`: makes a recording and writes it with its truth."""

from pathlib import Path

from firmware_sim.session import simulate
from firmware_sim.spec import SessionSpec
from firmware_sim.writers import write_simulated


def write_simulation(out: Path, spec: SessionSpec) -> tuple[Path, Path]:
    """Simulate and write `out` and, beside it, its truth.

    Parameters
    ----------
    out : file to write, `.csv` or `.csv.gz`; its folder must be there. An older file of that name is replaced.
    spec : what to simulate; a `ValueError` with one clear line comes from building it with bad values.

    Returns
    -------
    Paths of the recording and of its truth.

    Raises
    ------
    ValueError
        With one line when `out` cannot be a recording's name or its folder is missing.

    Examples
    --------
    >>> write_simulation(Path("squat.xlsx"), SessionSpec())
    Traceback (most recent call last):
    ValueError: squat.xlsx is no name for a recording. End it in .csv or .csv.gz.
    """
    if not out.name.endswith((".csv", ".csv.gz")):
        raise ValueError(f"{out} is no name for a recording. End it in .csv or .csv.gz.")
    if out.is_dir():
        raise ValueError(f"{out} is a folder. Give the name of a file.")
    if not out.parent.is_dir():
        raise ValueError(f"the folder {out.parent} does not exist. Make it first, or write somewhere else.")
    try:
        return write_simulated(out, simulate(spec))
    except OSError as error:
        raise ValueError(f"{out} cannot be written: {error.strerror or error}. Choose another place.") from error
