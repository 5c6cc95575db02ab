"""`lastrep train`: writes model and card whole, or says in one line why not."""

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

import lastrep.training.report as report
from lastrep.cli import app
from lastrep.training.pipeline import TrainPlan


@pytest.fixture(name="plans")
def fixture_plans(monkeypatch: pytest.MonkeyPatch) -> list[TrainPlan]:
    seen: list[TrainPlan] = []

    def trained(plan: TrainPlan, show: object) -> tuple[bytes, str]:
        seen.append(plan)
        return b"model", "# card"

    def judged(plan: TrainPlan, show: object) -> str:
        seen.append(plan)
        return "# judged"

    monkeypatch.setattr(report, "trained_card", trained)
    monkeypatch.setattr(report, "judged_card", judged)
    return seen


def test_model_and_card_are_written_side_by_side(plans: list[TrainPlan], tmp_path: Path) -> None:
    result = CliRunner().invoke(
        app, ["train", "--out", str(tmp_path / "new"), "--data", str(tmp_path), "--workers", "3"]
    )
    assert result.exit_code == 0, result.output
    assert (tmp_path / "new" / "proximity.npz").read_bytes() == b"model"
    assert (tmp_path / "new" / "MODEL_CARD.md").read_text() == "# card"
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["MODEL_CARD.md", "proximity.npz"]
    assert (plans[0].data_dir, plans[0].workers) == (tmp_path, 3)


def test_a_quick_run_is_smaller(plans: list[TrainPlan], tmp_path: Path) -> None:
    for arguments in ([], ["--quick"]):
        CliRunner().invoke(app, ["train", "--out", str(tmp_path), *arguments])
    assert plans[1].dataset.lifters < plans[0].dataset.lifters / 5
    assert plans[1].report_per_lift < plans[0].report_per_lift


def test_check_prints_and_writes_nothing(plans: list[TrainPlan], tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["train", "--check", "--out", str(tmp_path / "new")])
    assert (result.exit_code, result.output) == (0, "# judged\n")
    assert not (tmp_path / "new").exists()


def test_a_folder_that_cannot_be_written_is_one_line(plans: list[TrainPlan], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    result = CliRunner().invoke(app, ["train", "--out", str(tmp_path / "file" / "deeper")])
    assert result.exit_code == 1
    assert result.output.count("\n") == 1
    assert "Name another folder by --out" in result.output


def test_without_mapie_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mapie", None)
    result = CliRunner().invoke(app, ["train"])
    assert result.exit_code == 1
    assert "pip install 'lastrep[train]'" in result.output
    assert result.output.count("\n") == 1


def test_missing_curls_are_one_line(tmp_path: Path) -> None:
    from lastrep.evaluation.errors import DatasetError
    from lastrep.training.curls import hear_curls

    with pytest.raises(DatasetError, match="is missing"):
        hear_curls(tmp_path)
