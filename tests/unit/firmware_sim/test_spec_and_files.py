"""What may be asked for, and what is written."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from firmware_sim.collection import main
from firmware_sim.command import write_simulation
from firmware_sim.lifts import LIFTS
from firmware_sim.population import Population, draw_person
from firmware_sim.session import Simulated, simulate
from firmware_sim.set_plan import SetWish, draw_sets
from firmware_sim.spec import SessionSpec, clean, gym
from firmware_sim.truth_file import load_truth, parse_truth, truth_json
from firmware_sim.writers import canonical_csv, truth_path

Make = Callable[[SessionSpec], Simulated]
SHORT = clean("row", 3, reps=2, rate_hz=50.0)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("exercise", "curl"),
        ("mount", "ankle"),
        ("rate_hz", 5.0),
        ("rate_hz", 2000.0),
        ("rate_hz", float("nan")),
        ("seed", -1),
        ("sets", 0),
        ("sets", 21),
        ("load_frac", 1.2),
        ("reps", 0),
        ("reps_in_reserve", -1),
        ("intent_frac", 0.1),
        ("bottom_pause_s", (2.0, 1.0)),
        ("top_pause_s", (0.0, 99.0)),
    ],
)
def test_a_bad_value_is_refused_in_one_line_that_names_it(field: str, value: object) -> None:
    with pytest.raises(ValueError, match=field) as caught:
        clean(**{"exercise": "squat", "seed": 1, field: value})  # type: ignore[arg-type]  # wrong on purpose
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")


def test_reserve_and_failure_contradict_each_other() -> None:
    with pytest.raises(ValueError, match="contradicts"):
        clean("bench", 1, reps_in_reserve=2, failed_rep=True)


def test_planned_sets_are_lifted_as_they_are_planned() -> None:
    lift, people, rng = LIFTS["bench"], Population(), np.random.default_rng(1)
    person = draw_person(rng, lift, people)
    plans = draw_sets(rng, lift, person, (SetWish(reps=4, reps_in_reserve=3), SetWish(reps=3, failed_rep=True)), people)
    made = simulate(SessionSpec(exercise="bench", seed=8, sets=2, person=person, plans=plans))
    assert [len(one.reps) for one in made.truth.sets] == [4, 4]
    assert [one.reps_in_reserve for one in made.truth.sets] == [3, 0]
    assert made.truth.sets[1].reached_failure
    for plan, one in zip(plans, made.truth.sets, strict=True):
        completed = [rep.mean_velocity_mps for rep in one.reps if rep.reps_in_reserve is not None]
        shares = np.array(completed) / np.array(plan.mean_velocities_mps)
        # The body gives way at both ends, which makes each way up about a tenth of a second longer than planned.
        assert shares.min() > 0.8
        assert shares.max() < 1.02


@pytest.mark.parametrize("wrong", [{"sets": 2}, {"reps": 5}, {"grinder": True}])
def test_a_plan_and_a_wish_about_the_same_set_contradict_each_other(wrong: dict[str, Any]) -> None:
    lift, people, rng = LIFTS["bench"], Population(), np.random.default_rng(1)
    plans = draw_sets(rng, lift, draw_person(rng, lift, people), (SetWish(),), people)
    with pytest.raises(ValueError, match="plans"):
        SessionSpec(exercise="bench", plans=plans, **wrong)


def test_the_same_seed_makes_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_simulation(tmp_path / name / "x.csv.gz", gym("bench", 9, sets=1, reps=3, mount="wrist"))
    for name in ("x.csv.gz", "x.truth.json"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
    one, other = (canonical_csv(simulate(clean("row", seed, reps=2)).recording.samples) for seed in (1, 2))
    assert one != other


def test_the_file_is_canonical_and_its_truth_stands_beside_it(tmp_path: Path) -> None:
    recording, truth = write_simulation(tmp_path / "row.csv", SHORT)
    lines = recording.read_text().splitlines()
    assert lines[0] == "time_s,ax_g,ay_g,az_g,gx_dps,gy_dps,gz_dps"
    assert lines[1].startswith("0.000000,")
    assert len(lines[1].split(",")) == 7
    assert truth == tmp_path / "row.truth.json" == truth_path(recording)
    assert json.loads(truth.read_text())["schema"] == "lastrep.truth/1"
    assert {path.name for path in tmp_path.iterdir()} == {"row.csv", "row.truth.json"}


def test_without_a_gyroscope_there_are_four_columns(tmp_path: Path) -> None:
    recording, _ = write_simulation(tmp_path / "row.csv.gz", clean("row", 3, reps=2, rate_hz=50.0, gyroscope=False))
    assert gzip.decompress(recording.read_bytes()).decode().splitlines()[0] == "time_s,ax_g,ay_g,az_g"


@pytest.mark.parametrize("name", ["row.txt", "missing/row.csv", "."])
def test_a_place_that_cannot_be_written_is_one_clear_line_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError) as caught:  # the words differ by case
        write_simulation(tmp_path / name, SHORT)
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_place_of_the_truth_leaves_no_recording(tmp_path: Path) -> None:
    (tmp_path / "row.truth.json").mkdir()
    with pytest.raises(ValueError, match="cannot be written"):
        write_simulation(tmp_path / "row.csv", SHORT)
    assert [path.name for path in tmp_path.iterdir()] == ["row.truth.json"]


def test_truth_survives_being_written_and_read(make: Make, tmp_path: Path) -> None:
    made = make(clean("deadlift", 4, reps=3, failed_rep=True))
    path = tmp_path / "x.truth.json"
    path.write_text(truth_json(made.truth))
    read = load_truth(path)
    assert read == parse_truth(truth_json(read))
    assert [rep.status for rep in read.reps] == [rep.status for rep in made.truth.reps]
    for got, expected in zip(read.reps, made.truth.reps, strict=True):
        assert got.concentric_start_s == pytest.approx(expected.concentric_start_s, abs=1e-6)
        assert got.mean_velocity_mps == pytest.approx(expected.mean_velocity_mps, abs=1e-6)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"lastrep.truth/1"', '"lastrep.truth/2"', "schema"),
        ('"seed": 3', '"seed": "3"', "truth.seed"),
        ('"seed": 3', '"seeds": 3', "seeds"),
        ('"rate_hz": 50.0', '"rate_hz": NaN', "truth.rate_hz"),
        ('"rate_hz": 50.0', '"rate_hz": true', "truth.rate_hz"),
        ('"status": "completed"', '"status": "done"', "status"),
        ('"sets": [', '"sets": 4, "was": [', "was"),
        ("{", "[", "JSON"),
    ],
)
def test_a_damaged_truth_is_refused_by_name(make: Make, tmp_path: Path, old: str, new: str, words: str) -> None:
    text = truth_json(make(SHORT).truth)
    assert old in text
    path = tmp_path / "x.truth.json"
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(ValueError, match=words) as caught:
        load_truth(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_truth_that_is_not_there_or_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        load_truth(tmp_path / "none.json")
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ValueError, match="not text"):
        load_truth(tmp_path / "bytes.json")


def test_the_collection_command_asks_for_one_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert main([str(tmp_path / "none")]) == 1
    assert "does not exist" in capsys.readouterr().err
