"""The engine's settings by name: `look.reps.whole_share` is a field of a parameter class inside of another."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any  # parameter classes of any step, told apart by their fields

from lastrep.evaluation.errors import DatasetError
from sensing.engine import EngineParams

MOST_VALUES = 20
"""Values that one setting may be given: finer grids choose noise."""


MOST_TIMES = 20.0
"""How many times what is in use a value may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting and the values to try.

    Parameters
    ----------
    path : names of the fields from `EngineParams` down, joined by dots.
    values : what it may be; the engine's own unit.
    """

    path: str
    values: tuple[float, ...]


def numeric_settings(params: EngineParams | None = None) -> dict[str, float]:
    """Return every number that can be set, by its path, with its value.

    Examples
    --------
    >>> settings = numeric_settings()
    >>> settings["track.step_s"], settings["look.reps.fewest"]
    (0.01, 2)
    """
    return dict(_numbers(params or EngineParams(), ""))


def parse_setting(text: str) -> Setting:
    """Read what a user writes.

    Raises
    ------
    DatasetError
        When it is not `path=value,value`, the path is no numeric setting, or a value is no number.

    Examples
    --------
    >>> parse_setting("look.reps.whole_share=0.6,0.7,0.8")
    Setting(path='look.reps.whole_share', values=(0.6, 0.7, 0.8))
    """
    path, sign, listed = text.partition("=")
    path = path.strip()
    if not sign:
        raise DatasetError(f"setting {text[:60]!r} has no values. Write it as NAME=VALUE,VALUE.")
    if path not in numeric_settings():
        raise DatasetError(f"no setting {path[:60]!r}. See them all: lastrep datasets tune --list")
    try:
        values = tuple(float(part) for part in listed.split(","))
    except ValueError:
        raise DatasetError(f"setting {path}: {listed[:60]!r} are not numbers joined by commas.") from None
    if not all(math.isfinite(value) for value in values) or len(values) > MOST_VALUES:
        raise DatasetError(f"setting {path}: give 1 to {MOST_VALUES} finite numbers.")
    in_use = numeric_settings()[path]
    for value in values:
        # A grid without a distance has no samples, and other filters end the whole process at such.
        if abs(value) > MOST_TIMES * max(abs(in_use), 1.0) or (path.endswith("step_s") and value < in_use / MOST_TIMES):
            raise DatasetError(f"setting {path}: {value:g} is too far from {in_use:g}, which is in use.")
    return Setting(path=path, values=values)


def with_values(params: EngineParams, values: dict[str, float]) -> EngineParams:
    """Return the settings with some of them changed.

    Raises
    ------
    DatasetError
        When a step refuses the value.

    Examples
    --------
    >>> with_values(EngineParams(), {"look.reps.fewest": 3.0}).look.reps.fewest
    3
    """
    for path, value in values.items():
        try:
            params = _changed(params, path.split("."), value)
        except ValueError as error:
            raise DatasetError(f"setting {path} cannot be {value:g} ({error}).") from None
    return params


def _numbers(params: Any, before: str) -> Iterator[tuple[str, float]]:
    for field in fields(params):
        value = getattr(params, field.name)
        if is_dataclass(value):
            yield from _numbers(value, f"{before}{field.name}.")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield before + field.name, value


def _changed(params: Any, path: list[str], value: float) -> Any:
    name, *below = path
    old = getattr(params, name)
    if below:
        return replace(params, **{name: _changed(old, below, value)})
    if isinstance(old, int) and value != int(value):
        raise ValueError("it is a whole number")
    return replace(params, **{name: int(value) if isinstance(old, int) else value})
