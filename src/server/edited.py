"""How edits and what the engine found become one.

Only the edits are stored. Counts, velocity loss, reps in reserve and everything else is computed from the edited reps,
so that one edit, or its undoing, moves all that follows from it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from sensing.events import Rejection, Rep, RepStatus, SessionResult, SetResult, Trace
from server.edits import Edit, EditKind, Told
from server.restoring import restored_rep

JOIN_S = 12.0
"""A restored movement this near to a set belongs to it, else it is a set of its own [s]; the engine's own margin."""

SAME_SHARE = 0.5
"""Two spans are about the same thing when they share more than this much of the shorter one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedSet:
    """One set as it is to be shown and learned from.

    Parameters
    ----------
    result : reps and refused movements with all edits applied.
    original : what the engine found; None for a set that was restored whole.
    told : what was said of it.
    struck : reps of the engine that were struck out.
    untimed_reps : reps that were done while no signal came [reps].
    edits : the corrections in force that are about this set, for undoing them.
    """

    result: SetResult
    original: SetResult | None
    told: Told
    struck: tuple[Rep, ...] = ()
    untimed_reps: int = 0
    edits: tuple[Edit, ...] = ()

    @property
    def edited(self) -> bool:
        """Whether any correction is in force."""
        return bool(self.edits)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedSession:
    """One session as it is to be shown and learned from.

    Parameters
    ----------
    sets : in order of time.
    rejected : movements that were not counted and lie near no set.
    unused : edits in force whose rep or movement is no longer there, as after the session was counted again.
    """

    sets: tuple[EditedSet, ...]
    rejected: tuple[Rejection, ...] = ()
    unused: tuple[Edit, ...] = ()

    @property
    def edited(self) -> bool:
        """Whether any correction is in force."""
        return any(one.edited for one in self.sets)


def edited(one: SetResult, edits: Iterable[Edit]) -> SetResult:
    """Return one set with the edits applied that are about it; the others have no effect.

    Examples
    --------
    >>> up = Rep(status=RepStatus.COMPLETED, concentric_start_s=1.0, concentric_end_s=2.0, eccentric_s=None,
    ...          mean_velocity_mps=0.5, mean_propulsive_velocity_mps=0.5, peak_velocity_mps=0.8, rom_m=0.5)
    >>> trace = Trace(start_s=0.0, step_s=0.04, velocity_mps=())
    >>> one = SetResult(start_s=1.0, end_s=2.0, exercise=None, reps=(up,), rejected=(), trace=trace)
    >>> edited(one, [Edit(kind=EditKind.STRIKE, start_s=1.0, end_s=2.0)]).reps
    ()
    """
    alone = SessionResult(source="", duration_s=one.end_s, rate_hz=0.0, gaps=(), sets=(one,))
    return edited_session(alone, edits, Told(exercise=one.exercise)).sets[0].result


def edited_session(found: SessionResult, edits: Iterable[Edit], heading: Told) -> EditedSession:
    """Return what was found with all edits applied, in the order they were made.

    Parameters
    ----------
    found : as the engine gave it.
    edits : in the order they were made; those undone have no effect.
    heading : what was told of the whole session; a set's own exercise comes before the heading's.
    """
    state = _Session([_Draft.of(one, heading) for one in found.sets], list(found.rejected), heading)
    unused = [edit for edit in edits if not edit.undone and not _apply(state, edit)]
    state.drafts.sort(key=lambda draft: draft.start_s)
    return EditedSession(
        sets=tuple(draft.done() for draft in state.drafts), rejected=tuple(state.rejected), unused=tuple(unused)
    )


def with_edits(found: SessionResult, session: EditedSession) -> SessionResult:
    """Return a session's result with the edited sets in place of the engine's."""
    return replace(found, sets=tuple(one.result for one in session.sets), rejected=session.rejected)


def told_by(told: Told, edit: Edit) -> Told:
    """Return what is told of a set once an edit is applied that tells something of it.

    Examples
    --------
    >>> told_by(Told(), Edit(kind=EditKind.LOAD, start_s=0.0, end_s=None, value=60.0)).load_kg
    60.0
    """
    """Return what is told of a set after one more edit that tells something; a `ValueError` for any other kind."""
    value = edit.value
    match edit.kind:
        case EditKind.EXERCISE:
            return replace(told, exercise=None if value is None else str(value))
        case EditKind.LABEL:
            return replace(told, label=None if value is None else str(value))
        case EditKind.LOAD:
            return replace(told, load_kg=None if value is None else float(value))
        case EditKind.LIFTER:
            return replace(told, lifter_id=None if value is None else int(value))
        case EditKind.FELT_RIR:
            return replace(told, felt_rir=None if value is None else int(value))
        case EditKind.PUT_BACK:
            return replace(told, put_back=True)
        case _:
            raise ValueError(f"{edit.kind} tells nothing of a set")


@dataclass(slots=True)
class _Draft:
    """A set while edits are applied to it."""

    start_s: float
    end_s: float
    reps: list[Rep]
    rejected: list[Rejection]
    trace: Trace
    told: Told
    original: SetResult | None = None
    struck: list[Rep] = field(default_factory=list)
    untimed_reps: int = 0
    edits: list[Edit] = field(default_factory=list)

    @classmethod
    def of(cls, one: SetResult, heading: Told) -> "_Draft":
        told = replace(heading, exercise=one.exercise or heading.exercise)
        return cls(one.start_s, one.end_s, list(one.reps), list(one.rejected), one.trace, told, one)

    def done(self) -> EditedSet:
        result = SetResult(
            start_s=self.start_s,
            end_s=self.end_s,
            exercise=self.told.exercise,
            reps=tuple(self.reps),
            rejected=tuple(self.rejected),
            trace=self.trace,
        )
        return EditedSet(
            result=result,
            original=self.original,
            told=self.told,
            struck=tuple(self.struck),
            untimed_reps=self.untimed_reps,
            edits=tuple(self.edits),
        )


@dataclass(slots=True)
class _Session:
    drafts: list[_Draft]
    rejected: list[Rejection]
    heading: Told

    def near(self, start_s: float, end_s: float) -> _Draft:
        """The set that a span belongs to; a new one when none is near."""
        nearest = min(self.drafts, key=lambda one: _distance_s(one, start_s, end_s), default=None)
        if nearest is not None and _distance_s(nearest, start_s, end_s) <= JOIN_S:
            nearest.start_s, nearest.end_s = min(nearest.start_s, start_s), max(nearest.end_s, end_s)
            return nearest
        trace = Trace(start_s=start_s, step_s=1.0, velocity_mps=())
        self.drafts.append(_Draft(start_s, end_s, [], [], trace, self.heading))
        return self.drafts[-1]


def _apply(state: _Session, edit: Edit) -> bool:
    """Apply one edit; return whether there was something for it to be about."""
    match edit.kind:
        case EditKind.STRIKE | EditKind.STATUS:
            return any(_apply_to_rep(draft, edit) for draft in state.drafts)
        case EditKind.RESTORE:
            return _restore(state, edit)
        case EditKind.GAP_REPS:
            draft = state.near(edit.start_s, edit.start_s if edit.end_s is None else edit.end_s)
            draft.untimed_reps += int(edit.value or 0)
            draft.edits.append(edit)
            return True
        case EditKind.MARK:
            return True
        case _:
            return _tell(state, edit)


def _apply_to_rep(draft: _Draft, edit: Edit) -> bool:
    index = _same([(rep.concentric_start_s, rep.concentric_end_s) for rep in draft.reps], edit)
    if index is None:
        return False
    if edit.kind is EditKind.STRIKE:
        draft.struck.append(draft.reps.pop(index))
    else:
        draft.reps[index] = replace(draft.reps[index], status=RepStatus(str(edit.value)))
    draft.edits.append(edit)
    return True


def _restore(state: _Session, edit: Edit) -> bool:
    for rejected in [*(draft.rejected for draft in state.drafts), state.rejected]:
        index = _same([(one.start_s, one.end_s) for one in rejected], edit)
        if index is not None:
            rejection = rejected.pop(index)
            rep = restored_rep(rejection, [draft.trace for draft in state.drafts])
            draft = state.near(rejection.start_s, rejection.end_s)
            draft.reps = sorted([*draft.reps, rep], key=lambda one: one.concentric_start_s)
            draft.edits.append(edit)
            return True
    return False


def _tell(state: _Session, edit: Edit) -> bool:
    if edit.end_s is None:
        # Said while lifting, of what follows: no correction, so the sets do not count as edited.
        for draft in state.drafts:
            if draft.end_s > edit.start_s:
                draft.told = told_by(draft.told, edit)
        return True
    index = _same([(draft.start_s, draft.end_s) for draft in state.drafts], edit)
    if index is None:
        return False
    state.drafts[index].told = told_by(state.drafts[index].told, edit)
    state.drafts[index].edits.append(edit)
    return True


def _same(spans: Sequence[tuple[float, float]], edit: Edit) -> int | None:
    """Index of the span that an edit is about; None when there is none."""
    if edit.end_s is None:
        return None
    shares = [_shared(start_s, end_s, edit.start_s, edit.end_s) for start_s, end_s in spans]
    best = max(range(len(shares)), key=shares.__getitem__, default=None)
    return best if best is not None and shares[best] > SAME_SHARE else None


def _shared(start_s: float, end_s: float, other_start_s: float, other_end_s: float) -> float:
    """Share of the shorter of two spans that both have."""
    shorter_s = min(end_s - start_s, other_end_s - other_start_s)
    overlap_s = min(end_s, other_end_s) - max(start_s, other_start_s)
    if shorter_s <= 0:
        return 1.0 if overlap_s >= 0 else 0.0
    return overlap_s / shorter_s


def _distance_s(draft: _Draft, start_s: float, end_s: float) -> float:
    return max(draft.start_s - end_s, start_s - draft.end_s, 0.0)
