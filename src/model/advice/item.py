"""One piece of advice: what was found, what follows from it, and on what that rests."""

from dataclasses import dataclass
from enum import StrEnum

from model.advice.evidence import Evidence, EvidenceKind


class AdviceKind(StrEnum):
    """What it is about."""

    NEW_BEST = "new best"
    PROGRESS = "progress"
    NEARNESS = "nearness to failure"
    FAILURE = "failure"
    RECOVERY = "recovery"
    WARM_UP = "warm-up"
    FORM = "form"
    TOO_MUCH = "too much"
    PLATEAU = "plateau"


class Tone(StrEnum):
    """How it is to be shown."""

    JOY = "joy"
    HEED = "heed"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """Advice to a lifter.

    Parameters
    ----------
    kind : what it is about.
    exercise : the lift.
    finding : what was measured, one short line without a full stop.
    consequence : what follows from it, in sentences; effects come with their interval.
    evidence : what that rests on, the strongest first.
    tone : how to show it.
    set_keys : the sets that it was found in.
    """

    kind: AdviceKind
    exercise: str
    finding: str
    consequence: str
    evidence: tuple[Evidence, ...]
    tone: Tone = Tone.PLAIN
    set_keys: tuple[str, ...] = ()

    @property
    def source(self) -> str:
        """Names of what it rests on."""
        return ", ".join(one.name for one in self.evidence)

    @property
    def evidence_kind(self) -> EvidenceKind:
        """Kind of the strongest of them."""
        order = list(EvidenceKind)
        return min((one.kind for one in self.evidence), key=order.index)
