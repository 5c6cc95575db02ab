"""What an installed lastrep holds, seen from the outside of its source tree."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = {"lastrep": "src", "sensing": "src", "model": "src", "server": "src", "firmware_sim": "."}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Build the wheel without a network; return the names of its files."""
    out = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir"]
    subprocess.run([*build, str(out), str(ROOT)], check=True, capture_output=True, timeout=120)
    (built,) = out.glob("*.whl")
    return set(zipfile.ZipFile(built).namelist())


@pytest.mark.parametrize("package", PACKAGES)
def test_wheel_holds_every_file_of_each_package(wheel: set[str], package: str) -> None:
    source = ROOT / PACKAGES[package]
    wanted = {
        path.relative_to(source).as_posix()
        for path in (source / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert f"{package}/py.typed" in wanted
    assert wanted <= wheel


def test_wheel_holds_the_cards_where_the_catalogue_looks_but_no_recordings(wheel: set[str]) -> None:
    carried = {name.removeprefix("lastrep/_datasets/") for name in wheel if name.startswith("lastrep/_datasets/")}
    cards = {path.relative_to(ROOT / "datasets").as_posix() for path in (ROOT / "datasets").glob("*/source.toml")}
    assert cards
    assert carried == cards | {card.replace("source.toml", "card.md") for card in cards}


def test_wheel_holds_nothing_else(wheel: set[str]) -> None:
    tops = {name.split("/")[0] for name in wheel}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)
