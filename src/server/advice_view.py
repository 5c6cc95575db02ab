"""Advice as cards: the finding, what follows from it, and where that comes from."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from model.advice import Advice, Evidence, EvidenceKind, TrainingHistory, advise
from model.advice.item import Tone
from model.artifact import ModelError
from model.history import PastSet
from server.left import NO_MODEL
from server.lifters import Lifter

logger = logging.getLogger(__name__)


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


def advice_cards(sets: Sequence[PastSet], lifter: Lifter | None, today: date) -> tuple[AdviceCard, ...]:
    """Return the advice on the newest session among some sets.

    Parameters
    ----------
    sets : of one lifter, edits applied.
    lifter : whose goal and experience count; None when nobody was told.
    today : the day on which it is read.

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
    )
    try:
        return tuple(_card(one) for one in advise(history))
    except ModelError:
        logger.exception("no advice could be made")
        return (AdviceCard(tone=Tone.HEED.value, finding="No advice", consequence=f"{NO_MODEL}.", sources=()),)


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
