"""`lastrep export` writes one kept session as a file that others can read."""

import sys
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lastrep.cli import app
from server.settings import Settings
from server.store import Store
from server.tables import Origin
from tests.support.scripted import lifted_result
from tests.support.sessions import STARTED, some_recording


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, str]:
    """A data folder with one session, and a folder to write to."""
    monkeypatch.chdir(tmp_path)
    store = Store(Settings(data_dir=tmp_path / "data"))
    session_id = store.add_recording(
        some_recording(count=50), lifted_result(), origin=Origin.UPLOAD, started_at=STARTED, exercise="bench"
    )
    store.close()
    return tmp_path / "data", session_id


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["export", *arguments])
    return result.exit_code, result.stdout.strip(), result.stderr.strip()


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("csv", {"sets.csv", "reps.csv"}),
        ("json", set()),
        ("parquet", {"sets.parquet", "reps.parquet", "samples.parquet"}),
    ],
)
def test_an_export_is_written_to_this_folder_and_named_on_the_terminal(
    kept: tuple[Path, str], kind: str, names: set[str]
) -> None:
    data, session_id = kept
    code, out, _ = run("last", "--format", kind, "--data", str(data))
    assert (code, out) == (0, f"lastrep-2026-11-23-{session_id[:8]}-{kind}.zip")
    with zipfile.ZipFile(out) as archive:
        assert set(archive.namelist()) == {"session.json", "samples.csv", *names}
    assert sorted(path.name for path in Path().iterdir()) == ["data", out]


def test_the_first_letters_of_an_id_are_enough(kept: tuple[Path, str], tmp_path: Path) -> None:
    data, session_id = kept
    target = tmp_path / "mine.zip"
    assert run(session_id[:6], "--out", str(target), "--data", str(data))[0] == 0
    assert zipfile.is_zipfile(target)


def test_nothing_is_written_over(kept: tuple[Path, str], tmp_path: Path) -> None:
    data, _ = kept
    target = tmp_path / "mine.zip"
    target.write_text("kept")
    code, _, err = run("last", "--out", str(target), "--data", str(data))
    assert code == 1
    assert "is there already" in err
    assert target.read_text() == "kept"


@pytest.mark.parametrize("session", ["0000", "%", "____", "", "zz", "../x"])
def test_a_session_that_is_not_there_is_told_in_one_line(kept: tuple[Path, str], session: str) -> None:
    code, out, err = run(session, "--data", str(kept[0]))
    assert (code, out) == (1, "")
    assert err.startswith("lastrep: No session begins with")
    assert "\n" not in err
    assert sorted(path.name for path in Path().iterdir()) == ["data"]


def test_a_folder_that_is_not_there_is_told_in_one_line(kept: tuple[Path, str]) -> None:
    code, _, err = run("last", "--out", "nowhere/mine.zip", "--data", str(kept[0]))
    assert code == 1
    assert "cannot be written" in err
    assert "\n" not in err


def test_without_any_session_there_is_nothing_to_export(tmp_path: Path) -> None:
    code, _, err = run("last", "--data", str(tmp_path / "empty"))
    assert code == 1
    assert "No session is kept here" in err


def test_parquet_that_is_not_installed_is_told_with_what_to_do(
    kept: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    code, _, err = run("last", "--format", "parquet", "--data", str(kept[0]))
    assert code == 1
    assert "lastrep[parquet]" in err
    assert sorted(path.name for path in Path().iterdir()) == ["data"]
