"""The model file: the same bytes for the same model, and nothing else is taken for one."""

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

import model.artifact
from model.artifact import ModelError, load_model, save_model, shipped_model
from model.features import FEATURES


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def npy(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, array, allow_pickle=array.dtype == object)
    return buffer.getvalue()


GOOD = save_model(shipped_model())


def test_a_model_comes_back_as_it_was_saved() -> None:
    again = load_model(GOOD, "here")
    rows = np.random.default_rng(1).normal(size=(20, len(FEATURES)))
    np.testing.assert_array_equal(again.classifier.chances(rows), shipped_model().classifier.chances(rows))
    assert again.reach == shipped_model().reach


def test_the_same_model_gives_the_same_bytes() -> None:
    assert save_model(load_model(GOOD, "here")) == GOOD


def test_the_shipped_file_says_what_it_was_made_from() -> None:
    note = shipped_model().note
    for name in ("lastrep", "engine", "curls", "numpy", "scikit-learn", "mapie", "population", "fit", "rows"):
        assert note[name], name


def test_the_shipped_file_holds_no_pickle_and_is_small() -> None:
    assert len(GOOD) < 1_000_000
    assert not any(
        b"sklearn" in content or b"numpy.core" in content
        for name, content in parts(GOOD).items()
        if name != "note.json"
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("note.json", b"{}"),
        ("note.json", b"not json"),
        ("note.json", b'{"format": "another/1"}'),
        ("reach.npy", npy(np.zeros((1, 2)))),
        ("reach.npy", npy(np.full((4, 2), np.nan))),
        ("reach.npy", npy(np.full((4, 2), 0.6))),
        ("trees_left.npy", npy(np.full_like(shipped_model().classifier.trees.left, 30_000))),
        ("trees_value.npy", npy(np.array([{"a": 1}], dtype=object))),
        ("tempo_mean.npy", npy(np.zeros(2))),
        ("trees_start.npy", b""),
    ],
)
def test_a_damaged_part_is_refused_in_one_line(name: str, content: bytes) -> None:
    with pytest.raises(ModelError, match=r"x\.npz is no model") as caught:
        load_model(packed({**parts(GOOD), name: content}), "x.npz")
    assert "\n" not in str(caught.value)
    assert "lastrep train" in str(caught.value)


def test_a_missing_part_is_refused() -> None:
    for name in parts(GOOD):
        with pytest.raises(ModelError):
            load_model(packed({key: value for key, value in parts(GOOD).items() if key != name}), "x.npz")


@pytest.mark.parametrize("content", [b"", b"PK", b"\x80\x04K\x01.", GOOD[:1000]])
def test_what_is_no_archive_is_refused(content: bytes) -> None:
    with pytest.raises(ModelError):
        load_model(content, "x.npz")


def test_a_missing_file_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model.artifact, "files", lambda _name: tmp_path)
    shipped_model.cache_clear()
    with pytest.raises(ModelError, match="Install lastrep again"):
        shipped_model()
    shipped_model.cache_clear()
