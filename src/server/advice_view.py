"""Advice as cards: the finding, what follows from it, and where that comes from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a piece of advice comes from; `kind` says how strong that is, `href` is None when it is our own rule."""

    kind: str
    name: str
    href: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceCard:
    """One piece of advice; `tone` is joy, heed or plain."""

    tone: str
    finding: str
    consequence: str
    sources: tuple[Source, ...]
