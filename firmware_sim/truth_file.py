"""Reads a truth file back, checked field by field: schema `lastrep.truth/1`.

The file holds the fields of `SessionTruth`, nested as the classes are. A field too many or too few, a wrong type, a
number that is not finite or a time that runs backwards is refused with one line.
"""

import dataclasses
import json
import math
import types
import typing
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeVar  # Any: what JSON may hold before it is checked

from firmware_sim.truth import SessionTruth

TRUTH_SCHEMA: Final = "lastrep.truth/1"
"""Name and version of the truth file's shape."""

MAX_TRUTH_BYTES: Final = 20_000_000
"""Largest truth file that is read [bytes]; an hour of reps needs a hundredth of it."""

T = TypeVar("T")


def truth_json(truth: SessionTruth) -> str:
    """Return the truth as JSON text."""
    return json.dumps(_rounded({"schema": TRUTH_SCHEMA, **dataclasses.asdict(truth)}), indent=1) + "\n"


def load_truth(path: Path) -> SessionTruth:
    """Read and check a truth file.

    Parameters
    ----------
    path : `NAME.truth.json`.

    Raises
    ------
    ValueError
        With one line that names the file and the field.
    """
    try:
        if path.stat().st_size > MAX_TRUTH_BYTES:
            raise ValueError(f"{path} is larger than {MAX_TRUTH_BYTES} bytes. Give a truth file.")
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror or error}. Check the path.") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path} is not text. Give a truth file.") from None
    try:
        return parse_truth(text)
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def parse_truth(text: str) -> SessionTruth:
    """Check the text of a truth file and return what it says.

    Examples
    --------
    >>> parse_truth('{"schema": "lastrep.truth/9"}')
    Traceback (most recent call last):
    ValueError: schema is 'lastrep.truth/9', not 'lastrep.truth/1'. Simulate again with this version.
    """
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("this is not JSON. Simulate again.") from None
    if not isinstance(data, dict):
        raise ValueError("this is not a JSON object. Simulate again.")
    schema = data.pop("schema", None)
    if schema != TRUTH_SCHEMA:
        raise ValueError(f"schema is {schema!r}, not {TRUTH_SCHEMA!r}. Simulate again with this version.")
    truth = _build(SessionTruth, data, "truth")
    for one in truth.sets:
        times = [t for rep in one.reps for t in (rep.concentric_start_s, rep.concentric_end_s)]
        if times != sorted(times):
            raise ValueError(f"times of set {one.index} run backwards. Simulate again.")
    return truth


def _build(kind: type[T], data: Any, where: str) -> T:
    if not isinstance(data, dict):
        raise ValueError(f"{where} is not an object. Simulate again.")
    hints = typing.get_type_hints(kind)
    if set(data) != set(hints):
        odd = ", ".join(sorted(set(data) ^ set(hints)))
        raise ValueError(f"{where} has missing or unknown fields: {odd}. Simulate again with this version.")
    return kind(**{name: _value(hint, data[name], f"{where}.{name}") for name, hint in hints.items()})


def _value(hint: Any, value: Any, where: str) -> Any:
    if isinstance(hint, types.UnionType):
        if value is None:
            return None
        (hint,) = (arm for arm in typing.get_args(hint) if arm is not type(None))
    if typing.get_origin(hint) is tuple:
        if not isinstance(value, list):
            raise ValueError(f"{where} is not a list. Simulate again.")
        return tuple(_value(typing.get_args(hint)[0], inner, f"{where}[{i}]") for i, inner in enumerate(value))
    if dataclasses.is_dataclass(hint):
        return _build(hint, value, where)  # type: ignore[arg-type]  # a dataclass type, by the line above
    if hint is float:
        return _number(value, where)
    if issubclass(hint, StrEnum) and value in tuple(hint):
        return hint(value)
    if type(value) is not hint:
        raise ValueError(f"{where} is {value!r}, not of type {hint.__name__}. Simulate again.")
    return value


def _number(value: Any, where: str) -> float:
    # An integer of 400 digits is finite and still no float.
    huge = isinstance(value, int) and abs(value) > 1e300
    if isinstance(value, bool) or not isinstance(value, int | float) or huge or not math.isfinite(value):
        raise ValueError(f"{where} is {value!r}, not a finite number. Simulate again.")
    return float(value)


def _rounded(value: object) -> object:
    """Six digits behind the point are a micrometre and a microsecond: enough, and the files stay readable."""
    if isinstance(value, float):
        return round(value, 6)
    if isinstance(value, dict):
        return {key: _rounded(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    return value
