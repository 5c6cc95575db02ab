"""Advice as cards: the finding, what follows from it, and where that comes from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from model.advice import Advice, Evidence, EvidenceKind, TrainingHistory, advise
from model.history import PastSet
from model.proximity import ProximityEstimate
from model.recall import recalled_context
from server.left import estimated
from server.lifters import Lifter


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a piece of advice comes from; `kind` says how strong that is, `reference` where to read it or why not."""

    kind: str
    name: str
    reference: str
    href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceCard:
    """One piece of advice; `tone` is joy, heed or plain."""

    tone: str
    finding: str
    consequence: str
    sources: tuple[Source, ...]


def advice_cards(
    sets: Sequence[PastSet],
    lifter: Lifter | None,
    today: date,
    estimates: Mapping[str, ProximityEstimate] | None = None,
) -> tuple[AdviceCard, ...]:
    """Return the advice on the newest session among some sets.

    Parameters
    ----------
    sets : of one lifter, edits applied.
    lifter : whose goal and experience count; None when nobody was told.
    today : the day on which it is read.
    estimates : reps left at the end of each set of the newest session, by key; asked for here when None.

    Examples
    --------
    >>> advice_cards([], None, date(2026, 11, 24))
    ()
    """
    about = lifter.about if lifter else None
    history = TrainingHistory(
        sets=tuple(sets),
        today=today,
        target=about.target if about else None,
        experience=about.experience if about else None,
        safeties=about.safeties if about else None,
        estimates=_estimates(sets) if estimates is None else estimates,
    )
    return tuple(_card(one) for one in advise(history))


def _estimates(sets: Sequence[PastSet]) -> dict[str, ProximityEstimate]:
    """Reps left at the end of each set of the newest session; a model that cannot be used costs only these."""
    newest = max(sets, key=lambda one: one.started_at, default=None)
    if newest is None:
        return {}
    session = [one for one in sets if one.session == newest.session]
    return {one.key: estimated(one.reps, recalled_context(one, sets)) for one in session}


def _card(one: Advice) -> AdviceCard:
    return AdviceCard(
        tone=one.tone.value,
        finding=one.finding,
        consequence=one.consequence,
        sources=tuple(_source(evidence) for evidence in one.evidence),
    )


def _source(one: Evidence) -> Source:
    # A rule of our own has no place to be read: what stands for it is why it is only a rule.
    own = one.kind is EvidenceKind.PROJECT_RULE
    return Source(
        kind=one.kind.value,
        name=f"{one.name}: {one.reference}" if own else one.name,
        reference="" if own else one.reference,
        href=one.href,
    )
