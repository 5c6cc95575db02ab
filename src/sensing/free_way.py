"""A way up, fitted with nothing taken for granted inside it: how far it went, and how sure that is.

A grinder that sticks looks held to an accelerometer, and one stop too many in it takes a third of its height away. So a
way up in doubt is fitted once more: the weight rests before it begins and where it ends, and what lies between is what
the samples say. Its account of its own doubt tells what may be believed of it.
"""

from dataclasses import dataclass, replace
from statistics import median

import numpy as np
from scipy.signal import lfilter

from sensing.motion import Motion, MotionParams
from sensing.rep_params import RepParams
from sensing.samples import Floats
from sensing.settle import Settled, refit_free
from sensing.swings import Swing


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FreeWay:
    """A way up, fitted freely.

    Parameters
    ----------
    rise : from where it begins to where it is over, with what it gained.
    motion : the fit.
    usual_m : what the reps gain in it [m].
    sd_m : one standard deviation of what the way gained [m].
    off_m : how far from the reps' bottoms it began [m].
    """

    rise: Swing
    motion: Motion
    usual_m: float
    sd_m: float
    off_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeFitter:
    """Fits ways up freely.

    Parameters
    ----------
    params, motion_params : see there.
    """

    params: RepParams
    motion_params: MotionParams

    def fitted(
        self, chain: list[Swing], span: tuple[int, int], settled: Settled, *, level: bool, trimmed: bool = True
    ) -> FreeWay:
        """Fit the way up between two places.

        Parameters
        ----------
        chain : the reps, held to common heights.
        span : grid points at which nothing moves: the bottom before the way, and the top, or where it is held there.
        settled : the window.
        level : the sensor sits on a bar, which shakes after it landed; arms do less.
        trimmed : where the fit then says too little, holds at both ends are looked for and left out.
        """
        struck = level and self._struck(span, settled)
        span = self._after_landing(span, settled) if struck else span
        shakes_s = self.params.landed_s if struck or not level else 0.0
        way = self._fitted(chain, span, span, settled)
        (low, top), z = span, way.motion.z_m
        begun_m = self.params.begun_share * way.usual_m
        lain = [node for node in range(low, top) if settled.still[node] and z[node] - z[low] < begun_m]
        if lain:  # it lay still, so it had not begun
            low = lain[-1]
            way = self._fitted(chain, span, (low, top), settled)
        for both_ends in (False, True):
            if not trimmed or self.is_known(way):
                break
            v_mps, step_s = way.motion.v_mps[low : top + 1], way.motion.step_s
            start = low + self._onset(v_mps, step_s, way.usual_m, shakes_s)
            end = top - self._onset(v_mps[::-1], step_s, way.usual_m, self.params.landed_s) if both_ends else top
            if (end - start) * step_s >= self.params.shortest_s:
                way = self._fitted(chain, span, (start, end), settled)
        return way

    def cut(self, way: FreeWay) -> Swing:
        """The rise without what is held at its ends: it begins and is over where it is last and first slow there."""
        rise, z, v = way.rise, way.motion.z_m, way.motion.v_mps
        share_m = self.params.cut_share * way.usual_m
        slow = v[rise.start : rise.end + 1] <= self.params.cut_speed_share * v[rise.start : rise.end + 1].max()
        rising = z[rise.start : rise.end + 1]
        low = np.flatnonzero(slow[: int(np.argmax(rising >= rising[0] + share_m))])
        near_top = len(rising) - int(np.argmax(rising[::-1] <= rising[-1] - share_m))
        high = np.flatnonzero(slow[near_top:])
        start = rise.start + (int(low[-1]) if len(low) else 0)
        end = rise.start + near_top + int(high[0]) if len(high) else rise.end
        return measured(replace(rise, start=start, end=end), way.motion) if end > start else rise

    def is_known(self, way: FreeWay) -> bool:
        """Whether the fit says well enough how far a way went."""
        return way.sd_m <= self.params.known_share * way.usual_m

    def _struck(self, span: tuple[int, int], settled: Settled) -> bool:
        """Whether the weight struck the floor just before a way up."""
        struck_from = span[0] - round(self.params.struck_s / settled.motion.step_s)
        return settled.basis.window.is_struck(struck_from, self._begin(span, settled), self.params.lowering.strike_mps)

    def _after_landing(self, span: tuple[int, int], settled: Settled) -> tuple[int, int]:
        """The same, begun where the settled fit lets it begin if that is soon.

        A weight that shakes after it landed is not at rest, and to say so would bend the fit by tenths of a metre.
        """
        (low, top), start = span, self._begin(span, settled)
        soon = start - low <= round(self.params.shaken_s / settled.motion.step_s)
        return (start, top) if soon and start < top else span

    def _begin(self, span: tuple[int, int], settled: Settled) -> int:
        """Where the settled fit lets a way up begin."""
        return next((swing.start for swing in settled.swings if swing.up and swing.start >= span[0]), span[0])

    def _fitted(self, chain: list[Swing], span: tuple[int, int], way: tuple[int, int], settled: Settled) -> FreeWay:
        motion = refit_free(settled, chain, span, way, self.motion_params)
        (start, end), z = way, motion.z_m
        return FreeWay(
            rise=Swing(start=start, end=end, size_m=float(z[end] - z[start]), up=True),
            motion=motion,
            usual_m=median(measured(rise, motion).size_m for rise in chain),
            sd_m=motion.rise_sd_m(start, end),
            off_m=abs(float(z[start]) - median(float(z[rise.start]) for rise in chain)),
        )

    def _onset(self, v_mps: Floats, step_s: float, usual_m: float, shakes_s: float) -> int:
        """Place at which a movement begins, when the velocity before it is off by an error that grows slowly.

        Parameters
        ----------
        v_mps : velocity in the direction of the movement.
        step_s : distance of the values [s].
        usual_m : what the reps gain [m].
        shakes_s : so long the weight may shake before it [s].
        """
        kept = float(np.exp(-step_s / self.params.begun_s)) if self.params.begun_s else 0.0
        landed = min(round(shakes_s / step_s), len(v_mps) - 1)
        lively = lfilter([1.0, -1.0], [1.0, -kept], v_mps[landed:] - (v_mps[landed] if landed else 0.0))
        rising = np.concatenate([[False], lively > 0.0, [False]])
        edges = np.flatnonzero(rising[1:] != rising[:-1])
        for begin, stop in zip(edges[::2], edges[1::2], strict=True):
            if step_s * float(lively[begin:stop].sum()) >= self.params.begun_share * usual_m:
                return landed + int(begin) if begin > 1 else 0  # what moves at once began before
        return 0


def measured(rise: Swing, motion: Motion) -> Swing:
    """The same rise with what it gains in another fit."""
    return replace(rise, size_m=float(motion.z_m[rise.end] - motion.z_m[rise.start]))


def fell_m(way: FreeWay) -> float:
    """How far the weight came back down on its way up [m]."""
    z_m = way.motion.z_m[way.rise.start : way.rise.end + 1]
    return float((np.maximum.accumulate(z_m) - z_m).max())
