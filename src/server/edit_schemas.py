"""The JSON of edits, as types."""

from datetime import datetime
from typing import Annotated, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StrictFloat, StrictInt

from server.edits import Edit, EditKind
from server.telling import LONGEST_S

EditAnswer: TypeAlias = (
    Annotated[StrictInt, Field(ge=0, le=10**9)]
    | Annotated[StrictFloat, Field(ge=0, le=10**9, allow_inf_nan=False)]
    | Annotated[str, Field(max_length=100)]
    | None
)
"""The value of an edit, before its kind says which it takes."""


class NewEdit(BaseModel):
    """Something that is said of a session, about a span of its time.

    The span is that of the rep (its way up), the refused movement, the set or the gap that is meant. An `end_s` of null
    is for `exercise`, `load` and `lifter` of all sets from `start_s` on. Values: `status` takes completed or failed;
    `felt_rir` 0 to 5; `exercise` and `label` a name or null; `load` kg or null; `lifter` an id or null; `gap_reps` 1 to
    100; `mark` start or end; `strike` and `restore` null.
    """

    kind: EditKind
    start_s: float = Field(ge=0, le=LONGEST_S, allow_inf_nan=False)
    end_s: float | None = Field(None, ge=0, le=LONGEST_S, allow_inf_nan=False)
    value: EditAnswer = None

    model_config = ConfigDict(extra="forbid")

    def edit(self) -> Edit:
        """Return it as the store takes it."""
        return Edit(kind=self.kind, start_s=self.start_s, end_s=self.end_s, value=self.value)


class EditItem(BaseModel):
    """One kept edit."""

    id: int
    kind: EditKind
    start_s: float
    end_s: float | None
    value: int | float | str | None
    made_at: datetime
    undone: bool

    model_config = ConfigDict(from_attributes=True)


class EditList(BaseModel):
    """All edits of a session in the order made; `unused` are the ids of those that fit nothing that is there."""

    edits: list[EditItem]
    unused: list[int]


class Undone(BaseModel):
    """The edit that was taken back; null when none was in force."""

    edit: EditItem | None
