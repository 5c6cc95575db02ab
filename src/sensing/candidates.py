"""Candidate sets on one curve: which part of a chain of swings is most surely a set, and what belongs to it."""

from dataclasses import dataclass, replace
from statistics import median

import numpy as np

from sensing.chains import ChainParams, alike_chains
from sensing.samples import Floats
from sensing.signals import Movement, Signals
from sensing.template import Places, Shares, TemplateParams, stretched

SCORE_DIGITS = 9
"""Further digits of a score are rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateParams:
    """How a chain is cut to a set. The figures were compared in `docs/counting.md`; none is critical.

    Origin: by hand, on all shared real recordings; `docs/counting.md` says what leaving people out changes.
    """

    chains: ChainParams = ChainParams()
    template: TemplateParams = TemplateParams()
    most_certain: float = 0.98
    """Shares explained above this count as this; sensors are not better."""
    least_alike: float = 0.2
    """A swing beside the core belongs to the set when the core's mean swing explains at least this share of it; 0 takes
    everything that is better explained by the set than by standing still."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Candidate:
    """A part of a chain of swings.

    Parameters
    ----------
    movement : the curve it was found on.
    chain : the turning points of the whole chain.
    swings : (len(chain) - 1, points, columns) its swings, made comparable.
    shares : how alike they are, in any part of the chain.
    first, last : half-open range of the swings that are the part.
    step_s : distance of the values of the curve [s].
    information : minus the natural logarithm of the share of movement that its mean swings leave unexplained.
    """

    movement: Movement
    chain: Places
    swings: Floats
    shares: Shares
    first: int
    last: int
    step_s: float
    information: float

    @property
    def turns(self) -> Places:
        """Turning points of the part."""
        return self.chain[self.first : self.last + 1]

    @property
    def score_s(self) -> float:
        """What is explained times how long it lasts [s]: a longer set or a better likeness is more than chance.

        Rounded, so that the same part of two chains has the same score, and the first of them counts on every machine.
        """
        return _score_s(self.information, int(self.chain[self.last] - self.chain[self.first]), self.step_s)

    @property
    def period_s(self) -> float:
        """Median time from one turn to the next of its kind [s]."""
        turns = self.turns
        return float(median((turns[2:] - turns[:-2]).tolist())) * self.step_s


def candidates(signals: Signals, params: CandidateParams) -> list[Candidate]:
    """Cut every chain of alike swings on every curve to its core.

    Parameters
    ----------
    signals : a window's curves.
    params : see `CandidateParams`.
    """
    return [
        _core(movement, turns, signals, params)
        for movement, curve in signals.curves.items()
        for turns in alike_chains(curve, signals.step_s, params.chains)
    ]


def extended(core: Candidate, params: CandidateParams) -> Candidate:
    """Take in the neighbouring swings that are like the core.

    Parameters
    ----------
    core : as `candidates` gives it.
    params : see `CandidateParams`.
    """
    values = core.swings[core.first : core.last]
    middle = values.mean(axis=(0, 1))
    typical = float(((values - middle) ** 2).sum(axis=(1, 2)).mean())

    def belongs(k: int) -> bool:
        off = core.swings[k] - values[(k - core.first) % 2 :: 2].mean(axis=0)
        whole = max(float(((core.swings[k] - middle) ** 2).sum()), typical)
        return float((off**2).sum()) <= (1.0 - params.least_alike) * whole

    first, last = core.first, core.last
    while first > 0 and belongs(first - 1):
        first -= 1
    while last < len(core.swings) and belongs(last):
        last += 1
    return _part(core, first, last, params)


def _core(movement: Movement, chain: Places, signals: Signals, params: CandidateParams) -> Candidate:
    """The part that scores best, found by leaving out one swing at an end as long as that helps.

    One movement that is no rep, like putting the weight down, can be larger than all reps together and would hide them.
    """
    swings = stretched(signals.features, signals.curves[movement], chain, params.template)
    shares, turns = Shares(swings), chain.tolist()

    def score_s(first: int, last: int) -> float:
        return _score_s(_information(shares, first, last, params), turns[last] - turns[first], signals.step_s)

    first, last = 0, len(swings)
    best_s = score_s(first, last)
    while last - first > params.chains.fewest:
        later_s, sooner_s = score_s(first + 1, last), score_s(first, last - 1)
        if max(later_s, sooner_s) <= best_s:
            break
        first, last = (first + 1, last) if later_s >= sooner_s else (first, last - 1)
        best_s = max(later_s, sooner_s)
    return Candidate(
        movement=movement,
        chain=chain,
        swings=swings,
        shares=shares,
        first=first,
        last=last,
        step_s=signals.step_s,
        information=_information(shares, first, last, params),
    )


def _information(shares: Shares, first: int, last: int, params: CandidateParams) -> float:
    return -float(np.log(1.0 - min(shares.share(first, last), params.most_certain)))


def _score_s(information: float, steps: int, step_s: float) -> float:
    return round(information * float(steps) * step_s, SCORE_DIGITS)


def _part(of: Candidate, first: int, last: int, params: CandidateParams) -> Candidate:
    return replace(of, first=first, last=last, information=_information(of.shares, first, last, params))
