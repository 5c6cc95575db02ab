"""The people who lift, and what their sets are to stop at."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from model.history import Experience
from model.stop import Goal, StopTarget, usual_target
from server.edits import EditKind
from server.errors import ServerError
from server.tables import EditRow, LifterRow
from server.telling import clean_name


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a lifter tells of themselves; None is not told.

    Parameters
    ----------
    experience : how long they have trained.
    safeties : whether the bar is caught when a rep is not finished.
    goal : what they train for.
    stop_loss_frac : velocity loss at which a set is to stop [-]; None leaves it to the goal.
    stop_reps_in_reserve : reps in reserve at which it is to stop [reps]; None leaves it to the goal.

    Raises
    ------
    ServerError
        When a target cannot be meant.
    """

    experience: Experience | None = None
    safeties: bool | None = None
    goal: Goal | None = None
    stop_loss_frac: float | None = None
    stop_reps_in_reserve: int | None = None

    def __post_init__(self) -> None:
        own = self.stop_loss_frac is not None or self.stop_reps_in_reserve is not None
        if own or self.goal is Goal.OWN:
            try:
                StopTarget(
                    goal=self.goal or Goal.OWN,
                    velocity_loss_frac=self.stop_loss_frac,
                    reps_in_reserve=self.stop_reps_in_reserve,
                )
            except ValueError as error:
                raise ServerError("bad_target", str(error), status=422) from error

    @property
    def target(self) -> StopTarget | None:
        """Where sets are to stop: as chosen, else what is usual for the goal; None when neither was told."""
        if self.stop_loss_frac is not None or self.stop_reps_in_reserve is not None:
            return StopTarget(
                goal=self.goal or Goal.OWN,
                velocity_loss_frac=self.stop_loss_frac,
                reps_in_reserve=self.stop_reps_in_reserve,
            )
        return None if self.goal is None else usual_target(self.goal)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifter:
    """One person.

    Parameters
    ----------
    id : number in the store, never given twice.
    name : as told; no two are alike, capitals or not.
    about : what they tell of themselves.
    """

    id: int
    name: str
    about: About = About()


class Lifters:
    """Keeps the people. All calls block.

    Parameters
    ----------
    sessions : opens the database.
    """

    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def all(self) -> tuple[Lifter, ...]:
        """Return everyone, by name."""
        with self._sessions() as db:
            found = [_lifter(row) for row in db.scalars(select(LifterRow))]
        return tuple(sorted(found, key=lambda one: one.name.casefold()))

    def get(self, lifter_id: int) -> Lifter:
        """Return one person.

        Raises
        ------
        ServerError
            When there is none with this id.
        """
        with self._sessions() as db:
            return _lifter(_row(db, lifter_id))

    def named(self, name: str) -> Lifter | None:
        """Return the person of this name, capitals or not; None when there is none."""
        wanted = clean_name(name, "lifter").casefold()
        return next((one for one in self.all() if one.name.casefold() == wanted), None)

    def add(self, name: str, about: About | None = None) -> Lifter:
        """Keep a new person.

        Raises
        ------
        ServerError
            When the name cannot be used or is taken.
        """
        with self._sessions.begin() as db:
            row = LifterRow(name=_free_name(db, name, but=None), made_at=datetime.now(UTC))
            _write(row, about or About())
            db.add(row)
            db.flush()
            return _lifter(row)

    def find_or_add(self, name: str) -> Lifter:
        """Return the person of this name, new when nobody has it."""
        return self.named(name) or self.add(name)

    def change(self, lifter_id: int, *, name: str | None = None, about: About | None = None) -> Lifter:
        """Change a name or what is told; None leaves it as it is. Raises as `get` and `add` do."""
        with self._sessions.begin() as db:
            row = _row(db, lifter_id)
            if name is not None:
                row.name = _free_name(db, name, but=lifter_id)
            if about is not None:
                _write(row, about)
            return _lifter(row)

    def delete(self, lifter_id: int) -> None:
        """Delete a person; their sets stay, as sets of nobody. Raises as `get` does."""
        with self._sessions.begin() as db:
            row = _row(db, lifter_id)
            # Without this a set that was theirs by an edit would fall back to whoever the session was told to be of.
            for edit in db.scalars(select(EditRow).where(EditRow.kind == EditKind.LIFTER.value)):
                edit.value = None if edit.value == lifter_id else edit.value
            db.delete(row)


def check_lifter(db: Session, lifter_id: int | None) -> None:
    """Refuse a lifter that is not there; None is nobody, and fine."""
    if lifter_id is not None:
        _row(db, lifter_id)


def lifter_named(db: Session, name: str | None) -> int | None:
    """Return the id of the person of this name, new in this transaction when nobody has it; None for None."""
    if name is None:
        return None
    cleaned = clean_name(name, "lifter")
    known = {other.casefold(): lifter_id for lifter_id, other in db.execute(select(LifterRow.id, LifterRow.name))}
    if cleaned.casefold() in known:
        return known[cleaned.casefold()]
    row = LifterRow(name=cleaned, made_at=datetime.now(UTC))
    db.add(row)
    db.flush()
    return row.id


def _row(db: Session, lifter_id: int) -> LifterRow:
    row = db.get(LifterRow, lifter_id)
    if row is None:
        raise ServerError("no_lifter", "There is no such lifter. They may have been deleted.", status=404)
    return row


def _free_name(db: Session, name: str, *, but: int | None) -> str:
    cleaned = clean_name(name, "lifter")
    taken = db.execute(select(LifterRow.id, LifterRow.name))
    if any(other.casefold() == cleaned.casefold() for other_id, other in taken if other_id != but):
        raise ServerError("name_taken", f"There is a lifter of the name {cleaned}. Choose another.", status=409)
    return cleaned


def _write(row: LifterRow, about: About) -> None:
    row.experience = None if about.experience is None else about.experience.value
    row.safeties = about.safeties
    row.goal = None if about.goal is None else about.goal.value
    row.stop_loss_frac, row.stop_reps_in_reserve = about.stop_loss_frac, about.stop_reps_in_reserve


def _lifter(row: LifterRow) -> Lifter:
    about = About(
        experience=None if row.experience is None else Experience(row.experience),
        safeties=row.safeties,
        goal=None if row.goal is None else Goal(row.goal),
        stop_loss_frac=row.stop_loss_frac,
        stop_reps_in_reserve=row.stop_reps_in_reserve,
    )
    return Lifter(id=row.id, name=row.name, about=about)
