"""Questions about the past: all sets of a lifter in a lift, and what was told last."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from model.history import PastSet
from server.edited import EditedSet
from server.edits import EditKind, Told
from server.reading import Kept, ids_of, read_sessions
from server.tables import EditRow, SessionRow

RECENT_SESSIONS = 30
"""Newest sessions in which is looked for what was told last."""

RECENT_SHOWN = 12
"""Lifts and loads that are offered, the last used first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftCount:
    """How often a lifter did a lift.

    Parameters
    ----------
    exercise : the lift; None is not told.
    set_count : sets of it.
    last_at : start of the last one.
    """

    exercise: str | None
    set_count: int
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """What was told last, to be offered first.

    Parameters
    ----------
    last : of the newest set, or of the newest session when it has no set.
    exercises : names of lifts, the last used first.
    loads_kg : loads of each of these lifts, the last used first [kg].
    """

    last: Told
    exercises: tuple[str, ...]
    loads_kg: dict[str, tuple[float, ...]]


class History:
    """Looks back over all sessions, edits applied. All calls block.

    Parameters
    ----------
    sessions : opens the database.
    """

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def past_sets(self, lifter_id: int | None, exercise: str | None = None) -> tuple[PastSet, ...]:
        """Return a lifter's sets in order of time.

        Parameters
        ----------
        lifter_id : whose; None for sets of nobody.
        exercise : only of this lift; None for all lifts.

        Returns
        -------
        Sets that hold a rep. Their keys are `SESSION:INDEX`, the session's id and the set's place in it from 1.
        """
        found = []
        for kept in self._sessions_of(lifter_id):
            for index, one in enumerate(kept.edited.sets, start=1):
                mine = one.told.lifter_id == lifter_id and exercise in (None, one.told.exercise)
                if mine and one.result.reps:
                    found.append(_past_set(kept, index, one))
        return tuple(sorted(found, key=lambda one: (one.started_at, one.key)))

    def put_back(self, lifter_id: int | None) -> dict[str, int]:
        """Return the keys of a lifter's sets that were put back into a load-velocity line, each with its edit."""
        said = EditRow.kind == EditKind.PUT_BACK.value, EditRow.undone_at.is_(None)
        with self._sessions() as db:
            found = read_sessions(db, select(EditRow.session_id).where(*said), traces=False)
        return {
            f"{kept.session_id}:{index}": edit.id
            for kept in found
            for index, one in enumerate(kept.edited.sets, start=1)
            if one.told.lifter_id == lifter_id
            for edit in one.edits
            if edit.kind is EditKind.PUT_BACK
        }

    def lifts(self, lifter_id: int | None) -> tuple[LiftCount, ...]:
        """Return what a lifter lifts, the most often done first."""
        sets = self.past_sets(lifter_id)
        counts = Counter(one.exercise for one in sets)
        last_at = {one.exercise: one.started_at for one in sets}
        return tuple(
            LiftCount(exercise=exercise, set_count=count, last_at=last_at[exercise])
            for exercise, count in counts.most_common()
        )

    def recent(self, lifter_id: int | None = None) -> Recent:
        """Return what was told last, by a lifter, or by anyone when None."""
        told = list(self._told_lately(lifter_id))
        exercises = tuple(dict.fromkeys(one.exercise for one in told if one.exercise is not None))[:RECENT_SHOWN]
        loads_kg = {
            name: tuple(dict.fromkeys(one.load_kg for one in told if one.exercise == name and one.load_kg is not None))[
                :RECENT_SHOWN
            ]
            for name in exercises
        }
        return Recent(last=told[0] if told else Told(), exercises=exercises, loads_kg=loads_kg)

    def _told_lately(self, lifter_id: int | None) -> Iterator[Told]:
        """What was told of each set, the newest first."""
        newest = select(SessionRow.id).order_by(SessionRow.started_at.desc(), SessionRow.id)
        if lifter_id is not None:
            newest = newest.where(SessionRow.id.in_(ids_of(lifter_id)))
        with self._sessions() as db:
            ids = db.scalars(newest.limit(RECENT_SESSIONS)).all()
            lately = read_sessions(db, select(SessionRow.id).where(SessionRow.id.in_(ids)), traces=False, reps=False)
        for kept in reversed(lately):
            told = [one.told for one in kept.edited.sets] or [kept.heading]
            yield from (one for one in reversed(told) if lifter_id in (None, one.lifter_id))

    def _sessions_of(self, lifter_id: int | None) -> list[Kept]:
        with self._sessions() as db:
            return read_sessions(db, ids_of(lifter_id), traces=False)


def session_sets(kept: Kept) -> tuple[PastSet, ...]:
    """Return the sets of one session that hold a rep, whoever lifted them, with the keys of `History.past_sets`."""
    return tuple(_past_set(kept, index, one) for index, one in enumerate(kept.edited.sets, start=1) if one.result.reps)


def _past_set(kept: Kept, index: int, one: EditedSet) -> PastSet:
    return PastSet(
        key=f"{kept.session_id}:{index}",
        exercise=one.told.exercise,
        started_at=kept.started_at + timedelta(seconds=one.result.start_s),
        session=kept.session_id,
        reps=one.result.reps,
        load_kg=one.told.load_kg,
        felt_rir=one.told.felt_rir,
    )
