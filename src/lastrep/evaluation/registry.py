"""Finds the loader of a data set by name. A new data set is a loader module, one row here, and its card and source."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

from lastrep.evaluation.catalogue import Source, find_source
from lastrep.evaluation.errors import DatasetError
from lastrep.evaluation.labels import LabelledRecording
from lastrep.evaluation.loaders import barbell_centre, curl, deadlift, dumbbell, metamotion, watch

Loader: TypeAlias = Callable[[Source, Path], Iterator[LabelledRecording]]

LOADERS: dict[str, Loader] = {
    "metamotion": metamotion.load,
    "barbell-centre": barbell_centre.load,
    "deadlift": deadlift.load,
    "curl": curl.load,
    "dumbbell": dumbbell.load,
    "watch": watch.load,
}
"""In the order in which results are shown."""


def load(name: str, data_dir: Path) -> Iterator[LabelledRecording]:
    """Yield the labelled recordings of a data set.

    Parameters
    ----------
    name : as `lastrep datasets list` shows it.
    data_dir : the folder that holds the data sets' folders.

    Raises
    ------
    DatasetError
        When the name is not known, the data are not there, or a file is damaged.
    """
    source = find_source(name)
    if name not in LOADERS:
        raise DatasetError(f"data set {name} holds no recordings.")
    folder = data_dir / source.folder
    if not folder.is_dir():
        raise DatasetError(
            f"{folder} is missing. Name the folder with the data by --data DIR, or see: lastrep datasets fetch {name}"
        )
    yield from LOADERS[name](source, folder)
