"""How the reps of a set were done, its start against its end, and the verdict in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from sensing.events import Rep
from server.words import NO_VALUE


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """One measure; `worse` when it did not hold."""

    what: str
    start: str
    end: str
    verdict: str
    worse: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FormTable:
    """All measures that are known; `verdict` is the set's in a word or two, `reason` why there is none."""

    verdict: str
    held: bool | None
    reason: str | None
    rows: tuple[FormRow, ...]

    @property
    def short(self) -> str:
        """The verdict for a table: a dash when there is none."""
        return NO_VALUE if self.held is None else self.verdict


def form_table(reps: Sequence[Rep]) -> FormTable:
    """Return how the form of a set is shown.

    Examples
    --------
    >>> form_table([]).held is None
    True
    """
    del reps
    return FormTable(verdict="not known", held=None, reason="form is not judged yet", rows=())
