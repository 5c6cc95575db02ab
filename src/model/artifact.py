"""The fitted model as a file: arrays and a JSON note in one `.npz`, read without pickle and checked before use."""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final  # Any: the JSON note

import numpy as np
from numpy.typing import NDArray

from model.classifier import ASKED, OrdinalClassifier
from model.reserve import AT_MOST, ZONES
from model.tempo import TEMPO_AT_MOST, TEMPO_FEATURES, TempoModel
from model.trees import BoostedTrees
from sensing.errors import SensingError

FORMAT: Final = "lastrep.proximity/2"

KNOWLEDGE: Final = ("profile", "lift", "unknown", "tempo")
"""How much is known of a set; each has intervals of its own."""

_LARGEST_BYTES: Final = 20_000_000
_TREE_ARRAYS: Final = ("feature", "threshold", "missing_left", "left", "right", "value")
_TEMPO_ARRAYS: Final = ("mean", "scale", "effort", "effort_starts", "near", "near_start")
_SAME_TIME: Final = (1980, 1, 1, 0, 0, 0)


class ModelError(SensingError):
    """A model file that cannot be used; one line that says what, where and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProximityModel:
    """All that an estimate needs.

    Parameters
    ----------
    classifier : for lifts with a velocity.
    tempo : for lifts without.
    reach : for each kind of knowledge and each of `ZONES`, how far from the middle of the distribution the interval
        goes so that it holds 80 % of unseen people's reps [-]; 0 = one number alone, 0.4 = what the distribution says.
    note : versions, seeds and data that it was made from.
    """

    classifier: OrdinalClassifier
    tempo: TempoModel
    reach: Mapping[str, tuple[float, float]]
    note: Mapping[str, Any]


@cache
def shipped_model() -> ProximityModel:
    """Return the model that comes with the package.

    Raises
    ------
    ModelError
        When the file is missing or damaged.
    """
    file = files("model").joinpath("data", "proximity.npz")
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ModelError(f"{file}: {error.strerror or error}. Install lastrep again, or run: lastrep train") from error
    return load_model(content, str(file))


def save_model(model: ProximityModel) -> bytes:
    """Return the bytes of a model; the same model gives the same bytes."""
    trees = model.classifier.trees
    arrays: dict[str, NDArray[Any]] = {f"trees_{name}": getattr(trees, name) for name in _TREE_ARRAYS}
    arrays |= {f"tempo_{name}": np.asarray(getattr(model.tempo, name)) for name in _TEMPO_ARRAYS}
    arrays["trees_start"], arrays["trees_depth"] = np.array(trees.start), np.array(trees.depth)
    arrays["reach"] = np.array([model.reach[name] for name in KNOWLEDGE])
    note = {"format": FORMAT, "asked": ASKED, "at_most": AT_MOST, "tempo": TEMPO_FEATURES, **model.note}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(arrays):
            part = io.BytesIO()
            np.lib.format.write_array(part, np.array(arrays[name], order="C"), allow_pickle=False)
            archive.writestr(_entry(f"{name}.npy"), part.getvalue())
        archive.writestr(_entry("note.json"), json.dumps(note, sort_keys=True, indent=1))
    return buffer.getvalue()


def load_model(content: bytes, where: str) -> ProximityModel:
    """Read a model from bytes.

    Parameters
    ----------
    content : of the file.
    where : names the file in messages.

    Raises
    ------
    ModelError
        When it is not a model of this format and of these features, or its arrays do not fit together.
    """
    if len(content) > _LARGEST_BYTES:
        raise ModelError(f"{where} has {len(content)} bytes, more than any model. Run: lastrep train")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > 10 * _LARGEST_BYTES:
                raise ValueError("unpacked it is too large")
            note = json.loads(archive.read("note.json"))
            arrays = {
                entry.filename.removesuffix(".npy"): np.lib.format.read_array(
                    io.BytesIO(archive.read(entry)), allow_pickle=False
                )
                for entry in archive.infolist()
                if entry.filename.endswith(".npy")
            }
        return _model(arrays, note)
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, EOFError, NotImplementedError) as error:
        raise ModelError(f"{where} is no model that this version can use: {error}. Run: lastrep train") from error


def _model(arrays: Mapping[str, NDArray[Any]], note: Mapping[str, Any]) -> ProximityModel:
    expected = {"format": FORMAT, "asked": list(ASKED), "at_most": list(AT_MOST), "tempo": list(TEMPO_FEATURES)}
    for name, value in expected.items():
        if note[name] != value:
            raise ValueError(f"its {name} is not this version's")
    trees = BoostedTrees(
        **{name: arrays[f"trees_{name}"] for name in _TREE_ARRAYS},
        start=float(arrays["trees_start"]),
        depth=int(arrays["trees_depth"]),
    )
    _check_trees(trees)
    tempo = {name: np.asarray(arrays[f"tempo_{name}"], dtype=np.float64) for name in _TEMPO_ARRAYS}
    features_n = len(TEMPO_FEATURES)
    shapes = [(features_n,)] * 3 + [(len(TEMPO_AT_MOST),), (features_n,), ()]
    for (name, array), shape in zip(tempo.items(), shapes, strict=True):
        if array.shape != shape or not np.isfinite(array).all():
            raise ValueError(f"tempo_{name} has the wrong shape or is not finite")
    reach = arrays["reach"]
    if reach.shape != (len(KNOWLEDGE), len(ZONES)) or not ((reach >= 0.0) & (reach <= 0.5)).all():
        raise ValueError("reach has the wrong shape or is not within 0 and 0.5")
    return ProximityModel(
        classifier=OrdinalClassifier(trees),
        tempo=TempoModel(
            mean=tempo["mean"],
            scale=tempo["scale"],
            effort=tempo["effort"],
            effort_starts=tempo["effort_starts"],
            near=tempo["near"],
            near_start=float(tempo["near_start"]),
        ),
        reach=MappingProxyType(
            {name: (float(near), float(far)) for name, (near, far) in zip(KNOWLEDGE, reach, strict=True)}
        ),
        note=MappingProxyType(dict(note)),
    )


def _check_trees(trees: BoostedTrees) -> None:
    shape = trees.feature.shape
    kinds = {"feature": np.int16, "left": np.int16, "right": np.int16, "missing_left": np.bool_}
    for name in _TREE_ARRAYS:
        array = getattr(trees, name)
        if array.shape != shape or len(shape) != 2 or array.dtype != kinds.get(name, np.float64):
            raise ValueError(f"trees_{name} has the wrong shape or type")
    nodes_n = shape[1]
    for name, limit in (("feature", len(ASKED)), ("left", nodes_n), ("right", nodes_n)):
        array = getattr(trees, name)
        if array.size and not 0 <= int(array.min()) <= int(array.max()) < limit:
            raise ValueError(f"trees_{name} points outside")
    if not 0 <= trees.depth <= nodes_n or not np.isfinite(trees.value).all() or np.isnan(trees.threshold).any():
        raise ValueError("trees hold impossible numbers")


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=_SAME_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
