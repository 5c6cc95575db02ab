"""By what a set is counted: by the height, by the likeness of its movements, or not at all.

The judgement of the height gives velocities, and on a bar nothing counts better. On a wrist it also takes the handling
of things for reps, loses first and last reps to drift, and means little where the wrist turns. So likeness has a say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from sensing.cycles import Cycles
from sensing.landings import LandingParams
from sensing.poses import PoseParams
from sensing.samples import Floats
from sensing.signals import Signals
from sensing.single import SingleParams
from sensing.template import TemplateParams, last_off, likeness, stretched


class CountBy(StrEnum):
    """Whose reps are taken."""

    HEIGHT = "height"
    LIKENESS = "likeness"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceParams:
    """When which is believed. The figures were compared in `docs/counting.md`.

    Origin: thresholds by hand, on all shared real recordings and simulated tune seeds; nobody was left out.
    """

    turned_rad: float = 1.2
    """Gravity turns by more than this in a swing: a wrist turns, and its height says little about the weight [rad].
    Presses, squats and rows on a wrist reach 1.0, raises 1.1 to 1.4, curls and extensions start at 1.7."""
    wrist_rad: float = 0.1
    """Bars turn by less than this in a swing [rad], and impacts make their swings unlike; there height is believed."""
    least_rise_m: float = 0.1
    """A set that rises by less gives no velocity [m]."""
    least_share: float = -0.5
    """Without a set by likeness, rises must explain each other at least to this share. Below zero they explain nothing,
    as in deadlifts with long pauses; at -3 the shared recordings of rest have twice as many ghosts, from 0.2 to -0.5
    the same; simulated short sets on a wrist are lost above -0.5 ..."""
    handling_rad: float = 0.8
    """... and turn by less than this [rad]: bottles and telephones are turned by 1 and more ..."""
    very_alike: float = 0.8
    """... unless they explain each other to this share: rises in rest reach no half. ..."""
    rhythm_share: float = 0.4
    """... Or to this share and soon after each other, see `apart_s`: rows turn a wrist by 1 rad, and three of them
    repeat too little for more. Simulated tune seeds; of shared recordings of rest one pair reaches 0.32."""
    least_share_many: float = 0.0
    """More rises than `few` must explain each other at least to this share: sets on a wrist, real and simulated, have
    0.08 and more."""
    unlike_gain: float = 0.25
    """A first or last rise without which the share grows by this much, to very alike, is another movement."""
    alone_share: float = 0.42
    """A last rise, on a wrist, that likeness does not know and that has less than this share of the speed of the one
    before it is another movement. Simulated tune seeds, tidy and gym: such reps have 0.59 and more, of shared watches
    0.44 and more; what follows tidy sets 0.2 to 0.4. Zero: none is too slow."""
    added_times: float = 3.0
    """A first or last rise that likeness adds takes at most so many times what the one next to it takes. Simulated tune
    seeds and shared recordings: reps to 2.7 of what is usual, other movements 3.1 to 9. Zero: none may be added."""
    bar_rad: float = 0.6
    """Or the sensor turns by less than this [rad] in a swing ..."""
    bar_tilt: float = 0.004
    """... and one of its axes has stayed level all the time, see `Support.tilt`: it sits on a bar, where impacts make
    the swings unlike. Deadlifts reach 0.0003, a simulated wrist in a gym starts at 0.02, real handling at 0.004."""

    rolling_tilt: float = 0.001
    """A bar that rolls by more than `bar_rad` in a swing, as one on the back does, is one if its axis has stayed so
    level. Independent simulated tune seeds reach 0.0004, shared wrists start at 0.005. Zero: no bar rolls."""

    poses: PoseParams = PoseParams()
    """When a wrist is that of hands on one bar."""
    landings: LandingParams = LandingParams()
    """When a rise is that of a hand without the weight."""
    single: SingleParams = SingleParams()
    """When the only rise of a bar is a set."""

    shortest_s: float = 1.2
    """Rises that follow each other faster are no lifts [s], unless on a bar; arms swing once in 1.0 to 1.25 s of
    walking. ..."""
    shortest_alike_s: float = 1.3
    """... In walking a wrist may turn by more than 1 rad and bounce little: where the height shows no reps, this [s] is
    too fast. Independent simulated tune seeds: 1.23 to 1.26 s. Zero: none is. ..."""
    walking_s: float = 1.4
    """... Nor are those that follow each other faster than this [s] in a movement that bounces twice a swing; slow
    walkers swing their arms once in 1.3 s. Zero: none is walking for its bounce. ..."""
    walking_bounce: float = 2.0
    """... Least `Cycles.bounce` of that. Rows that quick have 0.4, arms that swing 4 to 30."""
    strides: int = 3
    """So many rises in a row after two reps, on a wrist, are arms that swing in walking, and end the set, ..."""
    stride_share: float = 0.6
    """... if each has less than this share of the reps' height (zero: none has), ..."""
    stride_times: float = 1.5
    """... and one follows the other in less than `walking_s`, so many times sooner than the reps did. Tune seeds of
    another generator: walking of 1.0 to 1.3 s and 0.3 of the height after reps of 3 to 8 s. Zero: as soon."""
    few: int = 3
    """So many rises or fewer, on a wrist (zero: the times of none are asked), but not three or more that begin and end
    alike, see `PoseParams.steady_rad`, ..."""
    few_turning: int = 7
    """... or so many when the wrist turns or `PoseParams.loose_rad` is exceeded (zero: likewise) ..."""
    apart_s: float = 3.5
    """... with so much time from one to the next [s] ..."""
    apart_rises: float = 3.6
    """... which is this many times what they take, are plates put on or sips taken. Simulated tune seeds: short sets
    reach 3.5 times, plates and bottles start at 3.7. Zero: the time alone decides, so that more is refused."""
    flick_s: float = 0.35
    """Rises of less than this [s] ..."""
    flick_m: float = 0.2
    """... and of less height than this [m] are no lifts but flicks of a hand. Simulated tune seeds: quick rows take
    0.37 s, hands at a bar that rolls 0.30 to 0.32 s for 0.13 to 0.15 m. Zero: no rise is too quick."""
    unequal_share: float = 0.35
    """Two rises, on a wrist, of which one has less than this share of the other's speed are no set. Simulated tune
    seeds: sets of two have 0.66 and more, two movements in rest 0.16 to 0.25. Zero: any two are a set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """By what to count.

    Parameters
    ----------
    by : whose reps are taken.
    velocity_reason : why no velocity is given, in the lifter's words; None when it means something.
    detail : why so, for the page and for logs.
    """

    by: CountBy
    velocity_reason: str | None
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """How alike the rises of the height are in all that is felt.

    Parameters
    ----------
    share : share of their movement that the mean of the others explains; negative when they have nothing in common.
    swing_rad : how far gravity turns in a swing, median [rad].
    tilt : mean square of the sine by which the sensor's most level axis has been tilted, since the recording began.
    apart_s : from the end of one to the start of the next, median [s].
    last_off : how far the last rise is from the mean of those before it, as a share of what that mean moves.
    """

    share: float
    swing_rad: float
    tilt: float = 1.0
    apart_s: float = np.inf
    last_off: float = 0.0


def support(
    signals: Signals | None,
    rises: Sequence[tuple[int, int]],
    height_m: Floats,
    *,
    tilt: float = 1.0,
    template_params: TemplateParams | None = None,
) -> Support | None:
    """Ask whether the rises that were found by height are alike.

    Parameters
    ----------
    signals : what was felt; None when the window was too short for that.
    rises : (start, end) grid points of each rise, in order and apart from each other.
    height_m : (nodes,) settled height [m].
    tilt : see `Support`.
    template_params : see there.

    Returns
    -------
    Their likeness, or None for fewer than two rises or a window too short.
    """
    if signals is None or len(rises) < 2:
        return None
    places = np.array([node for rise in rises for node in rise], dtype=np.intp) // signals.steps
    turns = np.minimum(places, len(signals) - 1)
    if (np.diff(turns) <= 0).any():
        return None
    height = np.asarray(height_m[signals.steps // 2 :: signals.steps][: len(signals)])
    swings = stretched(signals.features, height, turns, template_params or TemplateParams())
    up = signals.up[turns]
    turned = np.arccos(np.clip((up[1:] * up[:-1]).sum(axis=1), -1.0, 1.0))
    apart_s = signals.step_s * float(np.median(turns[2::2] - turns[1:-1:2]))
    return Support(
        share=likeness(swings).share,
        swing_rad=float(np.median(turned)),
        tilt=tilt,
        apart_s=apart_s,
        last_off=last_off(swings[::2]),
    )


def choose(rises: int, supported: Support | None, cycles: Cycles | None, params: ChoiceParams | None = None) -> Choice:
    """Decide by what to count.

    Parameters
    ----------
    rises : completed reps by height.
    supported : how alike these are, see `support`.
    cycles : the best set by likeness.
    params : see `ChoiceParams`.

    Examples
    --------
    >>> choose(5, Support(share=0.8, swing_rad=0.1), None).by.value
    'height'
    >>> choose(3, Support(share=-0.5, swing_rad=0.9), None).by.value
    'nothing'
    """
    p = params or ChoiceParams()
    if cycles is None or cycles.refusal is not None:
        return _without_cycles(rises, supported, cycles, p)
    reason = _velocity_reason(cycles, p)
    if reason is not None or rises == 0:
        reason = reason or "the height of the sensor shows no reps"
        return Choice(by=CountBy.LIKENESS, velocity_reason=reason, detail=reason)
    if cycles.count > rises and cycles.swing_rad >= p.wrist_rad:
        detail = f"{cycles.count} movements are alike, of which the height shows {rises}"
        return Choice(by=CountBy.LIKENESS, velocity_reason=None, detail=detail)
    return Choice(by=CountBy.HEIGHT, velocity_reason=None, detail="height and likeness agree")


def on_a_bar(supported: Support | None, params: ChoiceParams) -> bool:
    """Whether the sensor sits on a bar, as far as that can be told."""
    if supported is None:
        return False
    return supported.tilt < (params.bar_tilt if supported.swing_rad < params.bar_rad else params.rolling_tilt)


def _without_cycles(rises: int, supported: Support | None, cycles: Cycles | None, p: ChoiceParams) -> Choice:
    why = "nothing repeats" if cycles is None or cycles.refusal is None else cycles.refusal.value
    if supported is not None and rises >= 2:
        least_share = p.least_share_many if rises > p.few else p.least_share
        sure = supported.share >= p.very_alike or (supported.share >= p.rhythm_share and supported.apart_s < p.apart_s)
        alike = supported.share >= least_share and supported.swing_rad < (p.turned_rad if sure else p.handling_rad)
        if alike or on_a_bar(supported, p):
            detail = f"by height alone ({why}); its rises share {supported.share:.0%} of their movement"
            return Choice(by=CountBy.HEIGHT, velocity_reason=None, detail=detail)
    return Choice(by=CountBy.NOTHING, velocity_reason=None, detail=why)


def _velocity_reason(cycles: Cycles, p: ChoiceParams) -> str | None:
    if cycles.swing_rad > p.turned_rad:
        return f"the sensor turns by {np.degrees(cycles.swing_rad):.0f} degrees in a rep, so its height says little"
    if cycles.rise_m < p.least_rise_m:
        return f"the sensor rises by only {100 * cycles.rise_m:.0f} cm in a rep"
    return None
