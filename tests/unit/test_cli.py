import subprocess
import sys

import pytest

from lastrep import __version__, cli
from sensing.errors import ErrorCode, RecordingError


def test_version_is_the_packages_own(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["lastrep", "--version"])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 0
    assert capsys.readouterr().out == f"lastrep {__version__}\n"


def test_an_unknown_command_is_wrong_usage(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "argv", ["lastrep", "lift"])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 2
    assert "lift" in capsys.readouterr().err


def test_bad_input_that_no_command_caught_is_one_line_and_exit_code_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise RecordingError(ErrorCode.EMPTY, "a.csv is empty. Give another file.")

    monkeypatch.setattr(cli, "app", fail)
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 1
    assert capsys.readouterr().err == "lastrep: a.csv is empty. Give another file.\n"


def test_help_answers_without_loading_the_heavy_packages() -> None:
    probe = "import sys, lastrep.cli; print(sorted({'numpy', 'scipy', 'fastapi', 'sqlalchemy'} & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
