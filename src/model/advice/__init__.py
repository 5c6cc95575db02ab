"""Advice on training, with the evidence for it: rules that look at kept sets and say what follows.

It is never medical and never an order. What is a rule of this project, with no trial behind it, says so.
"""

from model.advice.evidence import Evidence, EvidenceKind
from model.advice.item import Advice, AdviceKind, Tone
from model.advice.rules import advise
from model.advice.training import TrainingHistory

__all__ = ["Advice", "AdviceKind", "Evidence", "EvidenceKind", "Tone", "TrainingHistory", "advise"]
