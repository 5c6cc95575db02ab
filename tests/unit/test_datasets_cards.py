import re
from pathlib import Path

import pytest

from lastrep.evaluation.catalogue import find_source, list_sources, read_source
from lastrep.evaluation.errors import DatasetError
from lastrep.evaluation.labels import Split
from lastrep.evaluation.registry import LOADERS

DATASETS = Path(__file__).parents[2] / "datasets"
FOLDERS = sorted(path for path in DATASETS.iterdir() if path.is_dir() and path.name != "simulated")
HEADINGS = [
    "What it is",
    "Where from",
    "Licence",
    "People and sampling",
    "Labels",
    "Defects",
    "Can test, cannot test",
    "Our split",
]


def test_there_are_seven_public_sets() -> None:
    assert len(FOLDERS) == 7


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_card_tells_all_that_a_reader_needs(folder: Path) -> None:
    card = (folder / "card.md").read_text(encoding="utf-8")
    sections = re.split(r"^## (.+)$", card, flags=re.MULTILINE)
    assert sections[0].startswith("# ")
    assert sections[1::2] == HEADINGS
    assert all(len(text.split()) >= 10 for text in sections[2::2])


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_source_is_complete(folder: Path) -> None:
    source = read_source(folder / "source.toml")
    assert source.name == folder.name
    assert source.repository.startswith("https://github.com/")
    assert re.fullmatch(r"[0-9a-f]{7,40}", source.commit)
    assert source.paths
    assert source.tune
    assert source.report
    assert source.files
    assert len({file.path for file in source.files}) == len(source.files)
    assert all(file.url is None or file.url.startswith("https://") for file in source.files)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_folder_holds_no_data(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == {"card.md", "source.toml"}


def test_every_set_of_recordings_has_a_loader() -> None:
    assert {source.name for source in list_sources() if source.kind == "recordings"} == set(LOADERS)


def test_person_without_a_split_is_an_error() -> None:
    source = find_source("metamotion")
    assert source.split_of("A", None) is Split.TUNE
    assert source.split_of("B", None) is Split.REPORT
    with pytest.raises(DatasetError, match=r"person 'Z' is in no split.*source\.toml"):
        source.split_of("Z", None)


def test_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(DatasetError, match=r"no data set 'nothing'.*barbell-centre.*watch"):
        find_source("nothing")


def broken(tmp_path: Path, old: str, new: str) -> Path:
    text = (DATASETS / "squat-profiles/source.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "source.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("name =", "name", "cannot be read"),
        ('kind = "table"', 'kind = "tabel"', "tabel"),
        ('commit = "4796487"', "", "commit"),
        ('title = "', 'titel = "', "title"),
        ("prepared = true", "prepared = true\nmirror = 1", "mirror"),
        ('path = "free_weight_squat.csv"', 'path = "../free_weight_squat.csv"', "leaves the folder"),
        ('sha256 = "', 'sha256 = "x', "64 hexadecimal"),
        ("bytes = ", "bytes = -", "positive"),
        ('by = "person"', 'by = "moon"', "moon"),
        ('tune = ["1",', 'tune = ["14",', "share a member"),
    ],
)
def test_broken_source_says_what_is_wrong(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(DatasetError, match=message):
        read_source(broken(tmp_path, old, new))
