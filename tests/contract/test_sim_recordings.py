"""The recordings kept with the code: readable by the importer, true to the generator, and described by their card."""

from pathlib import Path

import numpy as np
import pytest

from firmware_sim.collection import COLLECTION
from firmware_sim.session import simulate
from firmware_sim.truth_file import load_truth, parse_truth, truth_json
from firmware_sim.writers import truth_path
from sensing.importers import read_recording

FOLDER = Path(__file__).parents[2] / "datasets/simulated"


@pytest.mark.parametrize("name", COLLECTION)
def test_a_kept_recording_is_what_the_generator_makes(name: str) -> None:
    """One step of the converter is allowed: another version of a library may round the last bit elsewhere."""
    kept = read_recording(FOLDER / f"{name}.csv.gz").samples
    made = simulate(COLLECTION[name])
    again = made.recording.samples
    assert kept.t_s == pytest.approx(again.t_s, abs=2e-6)
    assert np.abs(kept.acc_mps2 - again.acc_mps2).max() < 0.0006 * 9.81
    assert (kept.gyr_dps is None) == (again.gyr_dps is None)
    if kept.gyr_dps is not None and again.gyr_dps is not None:
        assert np.abs(kept.gyr_dps - again.gyr_dps).max() < 0.07


@pytest.mark.parametrize("name", COLLECTION)
def test_a_kept_truth_is_what_the_generator_knows(name: str) -> None:
    kept = load_truth(truth_path(FOLDER / f"{name}.csv.gz"))
    again = parse_truth(truth_json(simulate(COLLECTION[name]).truth))
    assert kept.person == again.person
    assert len(kept.artefacts) == len(again.artefacts)
    for one, other in zip(kept.reps, again.reps, strict=True):
        assert one.status is other.status
        assert one.reps_in_reserve == other.reps_in_reserve
        for field in ("concentric_start_s", "concentric_end_s", "mean_velocity_mps", "peak_velocity_mps", "rom_m"):
            assert getattr(one, field) == pytest.approx(getattr(other, field), abs=2e-3)


def test_the_folder_holds_the_collection_and_nothing_else() -> None:
    files = {path.name for path in FOLDER.iterdir()}
    expected = {f"{name}{end}" for name in COLLECTION for end in (".csv.gz", ".truth.json")} | {"README.md"}
    assert files == expected
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 3_000_000


def test_the_card_names_every_recording_with_its_seed_and_reps() -> None:
    card = (FOLDER / "README.md").read_text()
    assert "simulation" in card.lower()
    assert "python -m firmware_sim.collection datasets/simulated" in card
    for name, spec in COLLECTION.items():
        attempts = " + ".join(str(len(one.reps)) for one in load_truth(FOLDER / f"{name}.truth.json").sets)
        assert f"| `{name}` | {spec.seed} | {attempts} |" in card
