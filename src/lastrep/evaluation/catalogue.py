"""The data sets we know: what each `datasets/<name>/source.toml` says, checked and typed."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any  # values of a parsed TOML file, before they are checked

from lastrep.evaluation.errors import DatasetError
from lastrep.evaluation.labels import Split

DATA_ENVIRONMENT = "LASTREP_DATASETS"
"""Environment variable that names the folder with the data, when no option does."""

DEFAULT_DATA_DIR = Path("../shared/data")
"""Where the data are looked for when neither option nor environment names a folder."""

_KINDS = ("recordings", "table")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One file of a data set.

    Parameters
    ----------
    path : below the data set's folder, with forward slashes.
    sha256 : checksum of what we evaluate, in hexadecimal.
    bytes_n : its size [bytes].
    url : where it is published; None when it is not.
    gzipped : whether it is published plain and kept here compressed. Size and checksum are then those of the plain
        content, since compressing again need not give the same bytes.
    """

    path: str
    sha256: str
    bytes_n: int
    url: str | None = None
    gzipped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is known of a data set before any of it is read.

    Parameters
    ----------
    name : how the commands call it.
    title : one line for people.
    kind : "recordings" or "table" (figures without a signal).
    folder : its folder below the data directory.
    licence : as its authors state it.
    repository, commit, paths : where the originals are.
    people : how many people are in what we hold; None when not stated.
    rate_hz : sampling rate as text, uneven rates as a range [Hz]; "none" without a signal.
    prepared : whether our files are another form of the originals (then they are published nowhere).
    split_by : "person" or "day".
    tune, report : the people or days whose recordings choose parameters, and those that only report.
    files : all files we read.
    """

    name: str
    title: str
    kind: str
    folder: str
    licence: str
    repository: str
    commit: str
    paths: tuple[str, ...]
    people: int | None
    rate_hz: str
    prepared: bool
    split_by: str
    tune: tuple[str, ...]
    report: tuple[str, ...]
    files: tuple[SourceFile, ...]

    def split_of(self, person: str, day: str | None) -> Split:
        """Say what a recording of this person on this day may be used for.

        Raises
        ------
        DatasetError
            When the source file does not place the person or day.
        """
        unit = (day or "") if self.split_by == "day" else person
        if unit in self.tune:
            return Split.TUNE
        if unit in self.report:
            return Split.REPORT
        raise DatasetError(
            f"data set {self.name}: {self.split_by} {unit[:20]!r} is in no split. "
            f"Add it to datasets/{self.name}/source.toml."
        )


def catalogue_dir() -> Path:
    """Return the folder with the cards: of the installed package, else of the source tree."""
    here = Path(__file__).resolve()
    installed = here.parents[1] / "_datasets"
    return installed if installed.is_dir() else here.parents[3] / "datasets"


def list_sources(folder: Path | None = None) -> tuple[Source, ...]:
    """Read all sources, sorted by name.

    Examples
    --------
    >>> [source.name for source in list_sources()][:2]
    ['barbell-centre', 'curl']
    """
    found = sorted((folder or catalogue_dir()).glob("*/source.toml"))
    if not found:
        raise DatasetError(f"{folder or catalogue_dir()} holds no source.toml. Install lastrep again.")
    return tuple(read_source(path) for path in found)


def find_source(name: str, folder: Path | None = None) -> Source:
    """Return the source called `name`.

    Raises
    ------
    DatasetError
        When there is none.
    """
    sources = {source.name: source for source in list_sources(folder)}
    if name not in sources:
        raise DatasetError(f"no data set {name[:40]!r}. Names are: {', '.join(sources)}.")
    return sources[name]


def read_source(path: Path) -> Source:
    """Read one `source.toml`.

    Raises
    ------
    DatasetError
        When it is not TOML, lacks a field, has an unknown one, or a field has the wrong type.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeError, tomllib.TOMLDecodeError) as error:
        raise DatasetError(f"{path} cannot be read ({error}).") from None
    try:
        return _source(table)
    except (KeyError, TypeError, ValueError) as error:
        raise DatasetError(f"{path} does not fit: {error}.") from None


def _source(table: dict[str, Any]) -> Source:
    origin, split = table.pop("origin"), table.pop("split")
    files = tuple(_file(entry) for entry in table.pop("files"))
    people = table.pop("people", None)
    source = Source(
        **{key: _text(table.pop(key), key) for key in ("name", "title", "kind", "folder", "licence", "rate_hz")},
        repository=_text(origin.pop("repository"), "origin.repository"),
        commit=_text(origin.pop("commit"), "origin.commit"),
        paths=_texts(origin.pop("paths"), "origin.paths"),
        people=people if people is None else int(people),
        prepared=bool(origin.pop("prepared")),
        split_by=_text(split.pop("by"), "split.by"),
        tune=_texts(split.pop("tune"), "split.tune"),
        report=_texts(split.pop("report"), "split.report"),
        files=files,
    )
    left = [*table, *origin, *split]
    if left:
        raise ValueError(f"field {left[0]!r} is not known")
    if source.kind not in _KINDS or source.split_by not in ("person", "day"):
        raise ValueError(f"kind {source.kind!r} or split.by {source.split_by!r} is not known")
    if set(source.tune) & set(source.report):
        raise ValueError("split.tune and split.report share a member")
    return source


def _file(entry: Mapping[str, Any]) -> SourceFile:
    path, sha256, bytes_n = _text(entry["path"], "path"), _text(entry["sha256"], "sha256"), entry["bytes"]
    if ".." in path.split("/") or path.startswith("/") or "\\" in path:
        raise ValueError(f"path {path!r} leaves the folder")
    if len(sha256) != 64 or set(sha256) - set("0123456789abcdef"):
        raise ValueError(f"sha256 of {path!r} is not 64 hexadecimal digits")
    if not isinstance(bytes_n, int) or bytes_n < 1:
        raise ValueError(f"bytes of {path!r} is not a positive whole number")
    url, gzipped = entry.get("url"), entry.get("gzipped", False)
    return SourceFile(
        path=path,
        sha256=sha256,
        bytes_n=bytes_n,
        url=None if url is None else _text(url, "url"),
        gzipped=gzipped is True,
    )


def _text(value: object, name: str) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name} is not a text")
    return value


def _texts(value: object, name: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError(f"{name} is not a list")
    return tuple(_text(entry, name) for entry in value)
