"""The numbers of known recordings, as they were when somebody last looked at them.

These tests do not say that a number is right, only that it has not moved unseen. `pytest tests/snapshot
--update-snapshots` keeps the numbers of today; the diff is then reviewed like code. Of recordings that other people
made only what we derive is kept.
"""

import os
from pathlib import Path

import pytest

from firmware_sim.collection import COLLECTION
from lastrep.evaluation.catalogue import DATA_ENVIRONMENT, DEFAULT_DATA_DIR
from model.report import Json, session_report
from sensing.importers import read_recording
from sensing.session import analyze
from tests.support.snapshots import Snapshots

ROOT = Path(__file__).parents[2]
SIMULATED = ROOT / "datasets/simulated"
METAMOTION = Path(os.environ.get(DATA_ENVIRONMENT) or ROOT / DEFAULT_DATA_DIR) / "metamotion-wrist-barbell/raw"

RECORDED = ("A-bench-heavy2-rpe8", "A-dead-medium1-rpe6", "A-row-heavy1-rpe6", "A-squat-medium1-rpe7")
"""Recordings of the person whose data parameters may be chosen on, one a lift."""

STEP = 0.0011
"""One step of rounding [m/s or m]: another machine may round a last bit to the other side."""


def digest(path: Path) -> Json:
    """The numbers of a recording that are worth a look."""
    report = session_report(analyze(read_recording(path)))
    return {
        "gaps": len(report["gaps"]),
        "rejected": [one["reason"] for one in report["rejected"]],
        "sets": [
            {
                "velocity_loss": _rounded(one["velocity_loss"], 2),
                "reached_failure": one["reached_failure"],
                "rejected": [refused["reason"] for refused in one["rejected"]],
                "status": [rep["status"] for rep in one["reps"]],
                "mean_velocity_mps": [_rounded(rep["mean_velocity_mps"], 3) for rep in one["reps"]],
                "rom_m": [_rounded(rep["rom_m"], 3) for rep in one["reps"]],
            }
            for one in report["sets"]
        ],
    }


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)


def compare(now: Json, kept: Json) -> None:
    assert {**now, "sets": len(now["sets"])} == {**kept, "sets": len(kept["sets"])}
    for one, before in zip(now["sets"], kept["sets"], strict=True):
        for exact in ("reached_failure", "rejected", "status"):
            assert one[exact] == before[exact], exact
        assert one["mean_velocity_mps"] == pytest.approx(before["mean_velocity_mps"], abs=STEP)
        assert one["rom_m"] == pytest.approx(before["rom_m"], abs=STEP)
        assert one["velocity_loss"] == pytest.approx(before["velocity_loss"], abs=0.011)


@pytest.mark.parametrize("name", COLLECTION)
def test_numbers_of_a_simulated_recording_have_not_moved(name: str, snapshots: Snapshots) -> None:
    now = digest(SIMULATED / f"{name}.csv.gz")
    compare(now, snapshots.kept(name, now))


@pytest.mark.parametrize("name", RECORDED)
def test_numbers_of_a_recording_have_not_moved(name: str, snapshots: Snapshots) -> None:
    if not METAMOTION.is_dir():
        pytest.skip(f"the data set is not here: no {METAMOTION} (see {DATA_ENVIRONMENT})")
    (path,) = METAMOTION.glob(f"{name}_*Accelerometer*.csv.gz")
    now = digest(path)
    compare(now, snapshots.kept(name, now))


def test_every_snapshot_belongs_to_a_recording(snapshots: Snapshots) -> None:
    assert {path.stem for path in snapshots.folder.iterdir()} == {*COLLECTION, *RECORDED}
