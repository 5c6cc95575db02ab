"""Numbers kept from an earlier run: what differs from them has to be meant."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from model.report import Json

Numbers: TypeAlias = Json


@dataclass(frozen=True)
class Snapshots:
    """A folder of snapshots.

    Parameters
    ----------
    folder : where they lie, one JSON file each.
    update : write them anew instead of comparing.
    """

    folder: Path
    update: bool

    def kept(self, name: str, now: Numbers) -> Numbers:
        """Return what was kept under a name; when updating, keep `now` first.

        Raises
        ------
        AssertionError
            When nothing was kept, with the command that keeps it.
        """
        path = self.folder / f"{name}.json"
        if self.update:
            self.folder.mkdir(exist_ok=True)
            path.write_text(snapshot_text(now), encoding="utf-8")
        if not path.is_file():
            raise AssertionError(f"{path} is missing. Keep it with: pytest tests/snapshot --update-snapshots")
        kept: Numbers = json.loads(path.read_text(encoding="utf-8"))
        return kept


def snapshot_text(numbers: Numbers) -> str:
    """JSON that is read well in a diff: lists of plain values take one line.

    Examples
    --------
    >>> print(snapshot_text({"sets": [{"rom_m": [0.5, 0.4], "told": []}]}), end="")
    {
     "sets": [
      {
       "rom_m": [0.5, 0.4],
       "told": []
      }
     ]
    }
    """
    text = json.dumps(numbers, indent=1, ensure_ascii=False, allow_nan=False)
    flat = re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda found: "[" + re.sub(r"\n\s*", " ", found[1]) + "]", text)
    return flat + "\n"
