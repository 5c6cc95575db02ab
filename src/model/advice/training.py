"""A lifter's training as the rules look at it: one lift in the newest session, with all that came before."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from model.history import Experience, PastSet, in_order
from model.proximity import ProximityEstimate
from model.stop import StopTarget


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingHistory:
    """What a lifter did and told. Advice is about the newest session in it.

    Parameters
    ----------
    sets : kept sets of one lifter, edits applied, in any order.
    today : the day on which the advice is read.
    target : where the lifter wants sets to stop, and what for; None when not chosen.
    experience : by own account; None when not told.
    safeties : whether the bar is caught by safeties or a spotter when a rep fails; None when not told.
    estimates : reps in reserve at the end of sets of the newest session, by key; sets without one are told without.
    """

    sets: tuple[PastSet, ...]
    today: date
    target: StopTarget | None = None
    experience: Experience | None = None
    safeties: bool | None = None
    estimates: Mapping[str, ProximityEstimate] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitParams:
    """What counts as a warm-up.

    Parameters
    ----------
    warm_up_frac : a set before the heaviest one of the session, with at most this share of its load, is a warm-up when
        it stayed far from failure [-]; project rule. 0 = no set is a warm-up.
    warm_up_loss_frac : velocity loss from which a light set is no warm-up any more [-]; the low end of the range used
        for training.
    """

    warm_up_frac: float = 0.85
    warm_up_loss_frac: float = 0.10


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One lift in the newest session.

    Parameters
    ----------
    exercise : the lift.
    sets : its sets in this session, in order, at least one.
    earlier : all sets of this lift before this session, in order.
    hard_sets : those of `sets` that are no warm-ups.
    """

    exercise: str
    sets: tuple[PastSet, ...]
    earlier: tuple[PastSet, ...]
    hard_sets: tuple[PastSet, ...]

    @property
    def day(self) -> date:
        """Day of the session."""
        return self.sets[0].day


def newest_visits(history: TrainingHistory, params: VisitParams | None = None) -> tuple[Visit, ...]:
    """Return the lifts of the newest session, in the order in which they were begun. Sets without a lift say nothing.

    Examples
    --------
    >>> newest_visits(TrainingHistory(sets=(), today=date(2026, 11, 24)))
    ()
    """
    params = params or VisitParams()
    sets = in_order(history.sets)
    if not sets:
        return ()
    session = [one for one in sets if one.session == sets[-1].session]
    visits = []
    for exercise in dict.fromkeys(one.exercise for one in session):
        if not exercise:
            continue
        here = tuple(one for one in session if one.exercise == exercise)
        earlier = tuple(
            one
            for one in sets
            if one.exercise == exercise and one.session != here[0].session and one.started_at < here[0].started_at
        )
        visits.append(Visit(exercise=exercise, sets=here, earlier=earlier, hard_sets=hard_sets(here, params)))
    return tuple(visits)


def hard_sets(sets: Iterable[PastSet], params: VisitParams | None = None) -> tuple[PastSet, ...]:
    """Leave out the warm-ups: sets of one lift that led up to the heaviest one of their session. In order of time.

    Examples
    --------
    >>> hard_sets([])
    ()
    """
    params = params or VisitParams()
    sessions: dict[str, list[PastSet]] = {}
    for one in in_order(sets):
        sessions.setdefault(one.session, []).append(one)
    return tuple(
        in_order(one for session in sessions.values() for one in session if not _leads_up(one, session, params))
    )


def _leads_up(one: PastSet, session: list[PastSet], params: VisitParams) -> bool:
    """Whether a set led up to the heaviest one; one whose load is not known counts as hard."""
    loads = [(other.load_kg, other.started_at) for other in session if other.load_kg is not None]
    if not loads or one.load_kg is None or one.failed:
        return False
    heaviest_kg, heaviest_at = max(loads, key=lambda load: load[0])
    loss = one.velocity_loss_frac
    light = one.load_kg <= params.warm_up_frac * heaviest_kg
    return light and one.started_at < heaviest_at and (loss is None or loss < params.warm_up_loss_frac)
