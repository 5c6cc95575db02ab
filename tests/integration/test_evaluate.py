"""The command `lastrep datasets`, as a user calls it."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from lastrep.commands.datasets import app
from lastrep.evaluation.catalogue import DATA_ENVIRONMENT, DEFAULT_DATA_DIR
from lastrep.evaluation.registry import load
from sensing.errors import SensingError

DATA = Path(os.environ.get(DATA_ENVIRONMENT) or Path(__file__).parents[2] / DEFAULT_DATA_DIR)


def needs_data(folder: str) -> None:
    if not (DATA / folder).is_dir():
        pytest.skip(f"the data set is not here: no {folder} in {DATA} (see {DATA_ENVIRONMENT})")


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def refusal(*arguments: str) -> str:
    """Return the message of the error that `lastrep` ends on with exit code 1."""
    result = call(*arguments)
    assert isinstance(result.exception, SensingError)
    assert "\n" not in str(result.exception)
    return str(result.exception)


def make_watch(data: Path) -> None:
    """Two recordings in the watch's format: one rocks up and down while it is marked active, one never moves."""
    folder = data / "applewatch-gym-sets"
    folder.mkdir()
    n, rng = 3000, np.random.default_rng(3)
    active = np.zeros((2 * n, 1), dtype=np.int32)
    active[1000:2000] = 1
    acc = rng.normal(0, 8, (2 * n, 3))
    acc[:, 2] += 4096
    acc[1000:2000, 2] += 900 * np.sin(np.arange(1000) * 2 * np.pi / 200)
    np.savez(
        folder / "imu.npz",
        offsets=np.array([0, n, 2 * n]),
        acc_g_x4096=acc.astype(np.int16),
        gyro_rad_s_x1000=rng.normal(0, 2, (2 * n, 3)).astype(np.int16),
        tick100_active=np.hstack([np.tile(np.arange(n, dtype=np.int32), 2)[:, None], active]),
    )
    rows = [f"{i},2024-11-{day}_15-04-06,TricepExt,5,naive counter within 1" for i, day in enumerate((26, 29))]
    header = "i,recording,exercise_label,reps_label,label_check"
    (folder / "sets.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


def test_list_names_all_sets_and_says_what_is_missing(tmp_path: Path) -> None:
    result = call("list", "--data", str(tmp_path))
    assert result.exit_code == 0
    assert result.stdout.count("missing") == 7
    assert "simulation" in result.stdout


def test_evaluate_without_data_says_what_to_do(tmp_path: Path) -> None:
    message = refusal("evaluate", "metamotion", "--data", str(tmp_path))
    assert message.startswith(f"{tmp_path / 'metamotion-wrist-barbell'} is missing.")
    assert "--data DIR" in message


def test_data_folder_comes_from_the_environment_when_no_option_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATA_ENVIRONMENT, str(tmp_path))
    assert str(tmp_path) in refusal("evaluate", "watch")


def test_unknown_name_is_refused_before_any_work(tmp_path: Path) -> None:
    assert "'curls' is not known" in refusal("evaluate", "watch", "curls", "--data", str(tmp_path))
    assert "holds figures and no recordings" in refusal("evaluate", "squat-profiles", "--data", str(tmp_path))


def test_too_many_tune_seeds_are_refused() -> None:
    assert "1000 tune seeds" in refusal("evaluate", "simulated-clean", "--tune", "--limit", "201")


def test_fetch_of_what_is_published_nowhere_says_where_the_originals_are(tmp_path: Path) -> None:
    message = refusal("fetch", "watch", "--data", str(tmp_path))
    assert "--from URL" in message
    assert "gym-segmentation" in message
    assert list(tmp_path.iterdir()) == []


def test_evaluate_writes_tables_and_json(tmp_path: Path) -> None:
    make_watch(tmp_path)
    out = tmp_path / "results.json"
    result = call("evaluate", "watch", "--data", str(tmp_path), "--json", str(out), "--workers", "1")
    assert result.exit_code == 0, result.output
    assert "## watch: Watch on the wrist, machines and dumbbells, 2024 to 2025 (real)" in result.stdout
    assert "principal axis" in result.stdout
    written = json.loads(out.read_text(encoding="utf-8"))
    assert written["schema"] == "lastrep.evaluation/1"
    (dataset,) = written["datasets"]
    assert dataset["simulation"] is False
    assert [item["name"] for item in dataset["recordings"]] == ["2024-11-26_15-04-06", "2024-11-29_15-04-06"]
    assert {row["group"] for row in dataset["groups"]} >= {"all", "report", "tune"}
    assert not list(tmp_path.glob("*.part"))


def test_results_do_not_depend_on_the_number_of_processes(tmp_path: Path) -> None:
    make_watch(tmp_path)
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    for out, workers in ((one, "1"), (two, "2")):
        result = call("evaluate", "watch", "--data", str(tmp_path), "--json", str(out), "--workers", workers)
        assert result.exit_code == 0, result.output
    assert one.read_bytes() == two.read_bytes()


def test_result_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    make_watch(tmp_path)
    message = refusal(
        "evaluate", "watch", "--data", str(tmp_path), "--no-peers", "--json", str(tmp_path / "none/out.json")
    )
    assert "cannot be written" in message


def test_the_gyroscope_can_be_taken_out_of_real_recordings(tmp_path: Path) -> None:
    make_watch(tmp_path)
    out = tmp_path / "out.json"
    arguments = ("evaluate", "watch", "--data", str(tmp_path), "--json", str(out), "--workers", "1")
    heard: list[str] = []
    for more in ((), ("--no-gyroscope",)):
        result = call(*arguments, *more)
        assert result.exit_code == 0
        assert json.loads(out.read_text())["gyroscope"] is (not more)
        heard.append(result.stdout)
    assert "the gyroscope was taken out" not in heard[0]
    assert "the gyroscope was taken out of every recording" in heard[1]


def test_a_recording_without_its_gyroscope_keeps_all_else(tmp_path: Path) -> None:
    make_watch(tmp_path)
    (whole, *_) = load("watch", tmp_path)
    bare = whole.without_gyroscope()
    assert whole.recording.samples.gyr_dps is not None
    assert bare.recording.samples.gyr_dps is None
    assert np.array_equal(bare.recording.samples.acc_mps2, whole.recording.samples.acc_mps2)
    assert (bare.name, bare.reps_expected, bare.split) == (whole.name, whole.reps_expected, whole.split)


def test_simulation_is_not_run_twice_without_a_gyroscope() -> None:
    assert "sensors without a gyroscope of its own" in refusal("evaluate", "simulated-clean", "--no-gyroscope")


def test_no_peers_leaves_them_out(tmp_path: Path) -> None:
    make_watch(tmp_path)
    result = call("evaluate", "watch", "--data", str(tmp_path), "--no-peers", "--workers", "1")
    assert result.exit_code == 0
    assert "principal axis" not in result.stdout


@pytest.mark.parametrize(
    ("name", "folder", "recordings", "reps"),
    [
        ("metamotion", "metamotion-wrist-barbell", 43, 255),
        ("barbell-centre", "barbell-centre-rep-sets", 42, 414),
        ("deadlift", "barbell-deadlift-peak-velocity", 22, 138),
        ("curl", "wrist-curl-rpe", 40, 460),
        ("dumbbell", "wrist-dumbbell-phase-labels", 64, 319),
        ("watch", "applewatch-gym-sets", 81, 1074),
    ],
)
def test_real_sets_load_whole(name: str, folder: str, recordings: int, reps: int) -> None:
    needs_data(folder)
    from lastrep.evaluation.registry import load

    items = list(load(name, DATA))
    assert len(items) == recordings
    assert sum(item.reps_expected or 0 for item in items) == reps
    # Within 15 % of 1 g: the dumbbell set has an offset of that size in some orientations.
    lengths_mps2 = [np.median(np.linalg.norm(item.recording.samples.acc_mps2, axis=1)) for item in items]
    assert 8.3 < min(lengths_mps2) < max(lengths_mps2) < 11.3


def test_real_files_match_their_checksums() -> None:
    needs_data("metamotion-wrist-barbell")
    from lastrep.evaluation.catalogue import list_sources
    from lastrep.evaluation.fetch import is_right

    sources = [source for source in list_sources() if (DATA / source.folder).is_dir()]
    wrong = [
        file.path for source in sources for file in source.files if not is_right(DATA / source.folder / file.path, file)
    ]
    assert wrong == []


def test_metamotion_is_counted_better_than_by_the_tutorial(tmp_path: Path) -> None:
    needs_data("metamotion-wrist-barbell")
    out = tmp_path / "results.json"
    result = call("evaluate", "metamotion", "--data", str(DATA), "--json", str(out), "--workers", "1")
    assert result.exit_code == 0, result.output
    (dataset,) = json.loads(out.read_text(encoding="utf-8"))["datasets"]
    everything = dataset["groups"][0]
    assert (everything["group"], everything["score"]["sets_n"]) == ("all", 41)
    assert everything["score"]["exact_frac"] > everything["peers"]["tutorial"]["exact_frac"]
    assert everything["score"]["mae_n"] < everything["peers"]["tutorial"]["mae_n"]


def test_tuning_sees_the_tune_split_alone(tmp_path: Path) -> None:
    make_watch(tmp_path)
    found = tmp_path / "found.json"
    setting = "look.reps.whole_share=0.6,0.7"
    result = call("tune", "watch", "--set", setting, "--data", str(tmp_path), "--json", str(found), "--workers", "1")
    assert result.exit_code == 0, result.output
    # One of the two recordings is of a report day. 0.7 is in use, and is not run twice.
    trials = json.loads(found.read_text())["trials"]
    assert [(trial["values"], trial["sets"]) for trial in trials] == [({}, "1"), ({"look.reps.whole_share": 0.6}, "1")]
    assert "in use, best" in result.stdout
    assert "Report recordings and seeds were not looked at." in result.stdout


def test_leaving_out_reports_on_each_day_by_a_choice_on_the_others(tmp_path: Path) -> None:
    make_watch(tmp_path)
    setting = "look.reps.whole_share=0.6,0.7"
    result = call("tune", "watch", "--set", setting, "--data", str(tmp_path), "--leave-out", "--workers", "1")
    assert result.exit_code == 0, result.output
    lines = [line for line in result.stdout.splitlines() if line.startswith("| watch, ")]
    assert [line.split("|")[1].strip() for line in lines] == ["watch, 2024-11-26", "watch, 2024-11-29"]
    assert "No setting comes of this." in result.stdout


def test_tuning_lists_what_can_be_set_and_refuses_the_rest(tmp_path: Path) -> None:
    assert "look.reps.whole_share=0.7\n" in call("tune", "--list").stdout
    assert "no setting" in refusal("tune", "watch", "--set", "look.reps.colour=1", "--data", str(tmp_path))
    assert "is not known" in refusal("tune", "curls", "--set", "look.reps.fewest=2", "--data", str(tmp_path))
    make_watch(tmp_path)
    nonsense = ("tune", "watch", "--set", "track.impact_hz=0", "--data", str(tmp_path), "--workers", "1")
    assert "cannot run with track.impact_hz=0" in refusal(*nonsense)
    assert call("tune", "watch").exit_code == 2
    assert call("tune", "watch", "--set", "look.reps.fewest=2", "--by", "beauty").exit_code == 2
