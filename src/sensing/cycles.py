"""Repetitions found by their likeness, whatever moves: for lifts that hardly raise the sensor, and to refuse rest.

A press raises the sensor, a curl turns it, a cable row pulls it sideways. On each such curve, chains of swings of about
one size are candidates. The one counts that explains most movement for the longest time: duration times the logarithm
of what its mean swing explains. Half a rep taken for a whole one explains less, because the two halves differ in
*something* that the sensor feels; so does a chain that takes in a step to the rack. Walking and the handling of things
do not repeat well enough for long enough, or do so faster than anything is lifted.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from statistics import median

import numpy as np

from sensing.candidates import Candidate, CandidateParams, candidates, extended
from sensing.samples import Floats
from sensing.signals import Movement, SignalParams, Signals, read_signals
from sensing.template import Likeness, Places, likeness
from sensing.window import Window


class NotASet(StrEnum):
    """Why repetitions are not taken for a set."""

    FEW = "too few repetitions"
    UNLIKE = "too little alike, or in no even rhythm"
    FAST = "too fast for a lift"
    WALKING = "bounces twice a swing, as walking does"
    SMALL = "moves too little"


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleParams:
    """When repetitions are a set. The figures were compared in `docs/counting.md`.

    Origin: by hand, on all shared real recordings; `docs/counting.md` says what leaving people out changes.
    """

    signals: SignalParams = SignalParams()
    candidates: CandidateParams = CandidateParams()
    as_good: float = 0.7
    """A candidate of the same period is as good with this share of the best score."""
    same_period: float = 1.2
    """Periods within this factor are the same."""
    turning_rad: float = 0.6
    """Where gravity turns by more than this in a swing, tilt is preferred to height [rad]."""
    rest_share: float = 0.4
    """The sensor rests at a turn while it stays within this share of a swing from it."""
    rest_swings: float = 1.5
    """For how long before the first or after the last turn that is asked, in swings."""
    fewest: int = 4
    """Least repetitions: people drink three times in a row."""
    least_certainty: float = 20.0
    """Least `Cycles.certainty`; sets of four data sets start at 27, rest ends at 13."""
    least_spread: float = 0.1
    """Rhythms more even than this count as this: no lifter is a clock."""
    most_spread: float = 0.4
    """Largest spread of the rhythm; the least even set has 0.36, bursts of walking with stops reach 1."""
    shortest_s: float = 1.2
    """Shortest period [s]; arms swing once in 1.0 to 1.25 s of walking."""
    bounce: float = 2.0
    """Vertical power at twice the rate of the swings over that at their own rate, above which it is walking ..."""
    bounce_below_s: float = 1.7
    """... which is only asked of shorter periods [s]: slow curls bounce twice a swing too ..."""
    bounce_from_mps2: float = 0.2
    """... and needs at least this much vertical acceleration, root mean square [m/s2]; walking has 1 to 3."""
    least_rad: float = 0.25
    """A set must turn by at least this [rad] ..."""
    least_rise_m: float = 0.08
    """... or rise by this [m] ..."""
    least_sideways_m: float = 0.08
    """... or go sideways by this [m]. Guesses well under any lift: a hand at rest trembles in a rhythm too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """One repetition, as grid points of the window.

    Parameters
    ----------
    start : where it begins; None when that was not seen.
    turn : its far end.
    end : where it is back; None when that was not seen, or not yet.
    """

    start: int | None
    turn: int
    end: int | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cycles:
    """What in a window is most like a set of repetitions.

    Parameters
    ----------
    movement : the curve it was counted on.
    turns : grid points of the window at which that curve turns, in order.
    far : place in `turns` of the first far turn (0 or 1). Far turns lie away from where the sensor rests; every second
        one from there on is one rep.
    likeness : how alike the swings between the turns are.
    certainty : how sure it is that this repeats: minus the logarithm of the share left unexplained, times repetitions,
        over the spread of the rhythm.
    period_s : median time from rep to rep [s].
    spread : standard deviation of that time, as a share of its mean.
    swing_rad : how far gravity turns in a swing, median [rad].
    rise_m : how far the height changes in a swing, median [m].
    sideways_m : how far it goes sideways in a swing, median [m].
    bounce : vertical power at twice the rate of the swings over that at their own.
    rises_first : whether the sensor rises towards the far turns.
    refusal : why this is no set; None when it is one.
    """

    movement: Movement
    turns: tuple[int, ...]
    far: int
    likeness: Likeness
    certainty: float
    period_s: float
    spread: float
    swing_rad: float
    rise_m: float
    sideways_m: float
    bounce: float
    rises_first: bool
    refusal: NotASet | None = None

    @property
    def count(self) -> int:
        """Number of repetitions."""
        return len(self.turns[self.far :: 2])

    @property
    def reps(self) -> tuple[Cycle, ...]:
        """Each repetition."""
        turns = self.turns
        return tuple(
            Cycle(
                start=turns[k - 1] if k > 0 else None,
                turn=turns[k],
                end=turns[k + 1] if k + 1 < len(turns) else None,
            )
            for k in range(self.far, len(turns), 2)
        )


def find_cycles(window: Window, *, height_m: Floats | None = None, params: CycleParams | None = None) -> Cycles | None:
    """Find the likeliest set of repetitions in a window.

    Parameters
    ----------
    window : samples; may begin and end with anything.
    height_m : (nodes,) settled height [m], if there is one.
    params : see `CycleParams`.

    Returns
    -------
    The best candidate, with the reason for which it may be no set; None when nothing swings to and fro twice.

    Examples
    --------
    >>> t_s = np.arange(2000) / 100
    >>> angle = 0.8 - 0.8 * np.cos(2 * np.pi * t_s / 2.5)
    >>> up = np.column_stack([np.sin(angle), np.zeros(2000), np.cos(angle)])
    >>> curl = Window(start_s=0, step_s=0.01, a_mps2=np.zeros(2000), up=up, acc_mps2=9.81 * up, gyr_dps=None)
    >>> found = find_cycles(curl)
    >>> found.count, found.movement.value, found.refusal
    (8, 'tilt', None)
    """
    p = params or CycleParams()
    signals = read_signals(window, height_m=height_m, params=p.signals)
    return None if signals is None else cycles_in(signals, p)


def cycles_in(signals: Signals, params: CycleParams) -> Cycles | None:
    """Find the same in the curves of a window, as `read_signals` gives them."""
    cores = candidates(signals, params.candidates)
    if not cores:
        return None
    chosen = extended(_preferred(cores, signals, params), params.candidates)
    found = _described(chosen, signals, params)
    return replace(found, refusal=_refusal(found, params))


def _preferred(cores: list[Candidate], signals: Signals, params: CycleParams) -> Candidate:
    """Of the best and those that are about as good, the one on the curve whose turns are ends of the lift."""
    best = max(cores, key=lambda core: core.score_s)
    least_s = min(params.as_good * best.score_s, best.score_s)
    rivals = [
        core
        for core in cores
        if core.score_s >= least_s and 1 / params.same_period <= core.period_s / best.period_s <= params.same_period
    ]
    turning = _swing_rad(signals, best.turns) > params.turning_rad
    order = [Movement.TILT, Movement.HEIGHT] if turning else [Movement.HEIGHT, Movement.TILT]
    return min(rivals, key=lambda core: ([*order, Movement.SIDEWAYS].index(core.movement), -core.score_s))


def _described(chosen: Candidate, signals: Signals, params: CycleParams) -> Cycles:
    turns, curve = chosen.turns, signals.curves[chosen.movement]
    height = signals.curves[Movement.HEIGHT][turns]
    cycles = (turns[2:] - turns[:-2]) * signals.step_s
    spread = float(cycles.std() / cycles.mean())
    far = _first_far(curve, turns, params)
    return Cycles(
        movement=chosen.movement,
        turns=tuple(signals.node(int(k)) for k in turns),
        far=far,
        likeness=likeness(chosen.swings[chosen.first : chosen.last]),
        certainty=chosen.information * 0.5 * (len(turns) - 1) / max(spread, params.least_spread),
        period_s=chosen.period_s,
        spread=spread,
        swing_rad=_swing_rad(signals, turns),
        rise_m=median(np.abs(np.diff(height)).tolist()),
        sideways_m=median(np.abs(np.diff(signals.curves[Movement.SIDEWAYS][turns])).tolist()),
        bounce=_bounce(signals, turns, chosen.period_s, params),
        rises_first=median(np.diff(height)[1 - far :: 2].tolist()) > 0,
    )


def _refusal(found: Cycles, params: CycleParams) -> NotASet | None:
    p = params
    if found.period_s < p.shortest_s:
        return NotASet.FAST
    if found.period_s < p.bounce_below_s and found.bounce > p.bounce:
        return NotASet.WALKING
    if found.count < p.fewest:
        return NotASet.FEW
    if found.spread > p.most_spread or found.certainty < p.least_certainty:
        return NotASet.UNLIKE
    if found.swing_rad < p.least_rad and found.rise_m < p.least_rise_m and found.sideways_m < p.least_sideways_m:
        return NotASet.SMALL
    return None


def _first_far(curve: Floats, turns: Places, params: CycleParams) -> int:
    """Which of the first two turns lies away from where the sensor rests.

    With an odd number of swings both answers give the same count. With an even one the reps start and end at rest,
    unless the curve before and after says that it does not rest there.
    """
    swing = median(np.abs(np.diff(curve[turns])).tolist())
    span = round(params.rest_swings * float(median(np.diff(turns).tolist())))
    before = curve[max(0, turns[0] - span) : turns[0]] - curve[turns[0]]
    after = curve[turns[-1] + 1 : turns[-1] + 1 + span] - curve[turns[-1]]
    starts, ends = (_rests(part, swing, span, params) for part in (before, after))
    if len(turns) % 2:
        return 1 if starts + ends >= 0.0 else 0
    return 1 if starts >= ends else 0


def _rests(away: Floats, swing: float, span: int, params: CycleParams) -> float:
    """1 when the curve stays where it is, -1 when it does not, 0 when too little is seen."""
    if 3 * len(away) < span:
        return 0.0
    return 2.0 * float(np.mean(np.abs(away) < params.rest_share * swing)) - 1.0


def _swing_rad(signals: Signals, turns: Places) -> float:
    up = signals.up[turns]
    return float(median(np.arccos(np.clip((up[1:] * up[:-1]).sum(axis=1), -1.0, 1.0)).tolist()))


def _bounce(signals: Signals, turns: Places, period_s: float, params: CycleParams) -> float:
    part = signals.vertical_mps2[turns[0] : turns[-1] + 1]
    taper = np.hanning(len(part))
    power = np.abs(np.fft.rfft((part - part.mean()) * taper)) ** 2 * 2.0 / (len(part) * float((taper**2).sum()))
    rate = np.fft.rfftfreq(len(part), signals.step_s) * period_s
    own, twice = (float(power[(rate > 0.75 * k) & (rate < 1.25 * k)].sum()) for k in (1, 2))
    return twice / (own + params.bounce_from_mps2**2)
