"""How a set ended: which attempts its last ones were, and whether they reached the top.

The last reps are the ones that matter most and the hardest to see: a grinder sticks, so that it looks held or is cut in
two, and an attempt that failed looks finished once it is held to the height of the others. Each is asked of a free fit.
"""

from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from sensing.free_way import FreeFitter, FreeWay, fell_m, measured
from sensing.lowering import reached_top, stands_up, stays_up
from sensing.motion import Motion, MotionParams
from sensing.rep_params import RepParams
from sensing.rises import comes_late, lateness_of_start, mean_speed, turned_rad, turned_times
from sensing.settle import Settled, SettleParams, refit
from sensing.swings import Swing, swings_between
from sensing.turns import Turn, turning_points


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ending:
    """How a set ended.

    Parameters
    ----------
    chain : its reps.
    failed : the attempt after them that did not reach the top, if there was one.
    motion : the fit that says so.
    """

    chain: list[Swing]
    failed: Swing | None
    motion: Motion


@dataclass(frozen=True, slots=True, kw_only=True)
class EndJudge:
    """Judges how a set ended.

    Parameters
    ----------
    params, motion_params, settle_params : see there.
    """

    params: RepParams
    motion_params: MotionParams
    settle_params: SettleParams

    def judge(
        self, chain: list[Swing], settled: Settled, motion: Motion, *, level: bool, ends: bool, over: bool = False
    ) -> Ending:
        """Follow a set to its end.

        Parameters
        ----------
        chain : its rises, as far as they are whole.
        settled, motion : the window, and its fit with these at common heights.
        level : the sensor sits on a bar.
        ends : the recording ends with this window, so that a rise at its edge may be over.
        over : what came after these was no rep, so that none is sought there.
        """
        chain, motion = self._with_stuck(chain, settled, motion, level=level)
        before, last = chain[:-1], chain[-1]
        if before and self._short_attempt(before, last.start, settled, motion, level=level) is not None:
            chain = before  # what follows a failed attempt is help, or the rack
        elif before:
            low = _low_before(last.start, before[-1].end, settled)
            way = self._fitter.fitted(before, (low, last.end), settled, level=level, trimmed=False)
            if self._fell_short(way, before, settled, level=level):
                is_away = stands_up([*before, way.rise], settled, self.params.lowering)
                return Ending(chain=before, failed=None if is_away else way.rise, motion=way.motion)
        for _ in range(self.params.most_followed):
            short = self._short_attempt(chain, len(motion.z_m), settled, motion, level=level)
            rep = None if over else self._next_rep(chain, short, settled, motion, level=level, ends=ends)
            if rep is None:
                return Ending(chain=chain, failed=short, motion=motion)
            chain = [*chain, rep]
            motion = refit(settled, chain, self.motion_params)
        return Ending(chain=chain, failed=None, motion=motion)

    @property
    def _fitter(self) -> FreeFitter:
        return FreeFitter(params=self.params, motion_params=self.motion_params)

    def _with_stuck(
        self, chain: list[Swing], settled: Settled, motion: Motion, *, level: bool
    ) -> tuple[list[Swing], Motion]:
        """Put in what seems too small between two reps only because it stuck on its way up."""
        found: list[Swing] = []
        for place, (before, after) in enumerate(pairwise(chain), start=1):
            small = [s for s in settled.swings if s.up and before.end < s.start and s.end < after.start]
            if len(small) != 1:
                continue
            low = _low_before(small[0].start, before.end, settled)
            falls = [s.start for s in settled.swings if not s.up and small[0].end <= s.start < after.start]
            way = self._fitter.fitted(chain, (low, falls[0] if falls else small[0].end), settled, level=level)
            if self._is_rep(way, chain[:place], settled, level=level):
                found.append(self._fitter.cut(way))
        if not found:
            return chain, motion
        chain = sorted([*chain, *found], key=lambda rise: rise.start)
        return chain, refit(settled, chain, self.motion_params)

    def _next_rep(
        self,
        chain: list[Swing],
        short: Swing | None,
        settled: Settled,
        motion: Motion,
        *,
        level: bool,
        ends: bool,
    ) -> Swing | None:
        """One more rep after the last: all that comes up before the weight is lowered again, or what looks short."""
        if len(chain) < 2:
            return None
        spans = self._next_ways(chain, settled, motion, ends=ends)
        if short is not None:
            spans.append((_low_before(short.start, chain[-1].end, settled), short.end))
        for span in spans:
            way = self._fitter.fitted(chain, span, settled, level=level)
            is_help = short is not None and way.rise.start >= short.end
            doubted = level and short is not None and span[1] == short.end
            if not is_help and self._is_rep(way, chain, settled, level=level, doubted=doubted):
                return self._fitter.cut(way)
        return None

    def _next_ways(self, chain: list[Swing], settled: Settled, motion: Motion, *, ends: bool) -> list[tuple[int, int]]:
        """Bottom and top of what comes after the last rep, up to where the weight is lowered again or comes to rest."""
        after = [s for s in settled.swings if s.start >= chain[-1].end - 1]
        common_m = settled.common_m or 0.0
        low = next((s.end for s in after if not s.up and s.size_m >= self.params.lowered_share * common_m), None)
        if low is None or (low - chain[-1].end) * motion.step_s > self.params.most_apart_s:
            return []
        fall_m = 0.5 * self.params.failed_low_share * common_m
        fall = next((s.start for s in after if not s.up and s.start > low and s.size_m >= fall_m), None)
        ups = [s.end for s in after if s.up and low <= s.start and (fall is None or s.end <= fall)]
        tops = dict.fromkeys([*([] if fall is None else [fall]), *ups[-1:]])
        return [(low, top) for top in tops if ends or top < len(motion.z_m) - 1]

    def _is_rep(
        self, way: FreeWay, chain: list[Swing], settled: Settled, *, level: bool, doubted: bool = False
    ) -> bool:
        """Whether a way up reached the top.

        One that is doubted, as its stops being granted it failed, did so unless the free fit is sure that it is short.
        """
        p, size_m = self.params, way.rise.size_m
        reached = reached_top(way.rise, way.sd_m, way.usual_m, settled, p.lowering, level=level)
        is_vague = way.sd_m > p.vague_share * way.usual_m and not reached
        if is_vague or reached is False or way.off_m > p.bottom_share * way.usual_m:
            return False
        if fell_m(way) > p.back_share * way.usual_m:
            return False  # it failed, and what brought the weight up after that was help, or the rack
        doubt = 0.5 * way.sd_m / way.usual_m
        least = p.whole_share + doubt if self._fitter.is_known(way) else p.likely_share
        if doubted:
            least = min(least, max(p.refuted_share, 1.0 - p.short_sds * way.sd_m / way.usual_m))
        if level and stays_up(way.rise, settled, p.lowering):
            least = min(least, 1.0 - p.lowering.stays_sds * way.sd_m / way.usual_m)
        if reached:
            least = 0.0
        if not min(least, p.likely_share) * way.usual_m <= size_m <= p.largest_share * way.usual_m:
            return False
        speed, usual = mean_speed(self._fitter.cut(way)), mean_speed(measured(chain[-1], way.motion))
        return speed >= p.end_share * usual and (level or self._is_of_same_hand(way, chain, settled))

    def _is_of_same_hand(self, way: FreeWay, chain: list[Swing], settled: Settled) -> bool:
        """Whether a wrist lies in a way up as it did in the rep before, and neither drags nor comes late."""
        p, last = self.params, chain[-1]
        speed, usual = mean_speed(self._fitter.cut(way)), mean_speed(measured(last, way.motion))
        turned = turned_rad(last, way.rise, settled.basis.window.up)
        return turned <= p.turned_rad and speed >= p.late_share * lateness_of_start([*chain, way.rise]) * usual

    def _fell_short(self, way: FreeWay, chain: list[Swing], settled: Settled, *, level: bool) -> bool:
        """Whether a rise that seemed whole was an attempt at one more rep that did not get there."""
        p, rise, z = self.params, way.rise, way.motion.z_m
        reached = reached_top(rise, way.sd_m, way.usual_m, settled, p.lowering, level=level)
        most = p.refuted_share if level else p.refuted_share_wrist
        seems_short = rise.size_m < most * way.usual_m and way.usual_m - rise.size_m >= p.short_sds * way.sd_m
        is_short = seems_short if reached is None else not reached
        if not is_short or rise.size_m < p.failed_low_share * way.usual_m or way.off_m > p.bottom_share * way.usual_m:
            return False
        soon = rise.end + round(p.most_apart_s / way.motion.step_s)
        came_back = reached is False or float(z[rise.end] - z[rise.end : soon].min()) >= p.return_share * rise.size_m
        return came_back and self._is_lifted(rise, chain, settled, way.motion, level=level)

    def _short_attempt(
        self, chain: list[Swing], until: int, settled: Settled, motion: Motion, *, level: bool
    ) -> Swing | None:
        """An attempt after the last rep that, as far as its stops are granted, rose from the bottom and came back."""
        p, common_m, begin = self.params, settled.common_m or 0.0, chain[-1].end
        z = motion.z_m[begin : min(until + 1, begin + round(p.most_apart_s / motion.step_s))]
        turns = turning_points(z, p.failed_low_share * common_m)
        bottom_m = median(float(motion.z_m[rise.start]) for rise in chain)
        for low, top, after in zip(turns, turns[1:], turns[2:], strict=False):
            if low.high or low.node == 0:
                continue
            ends = [Turn(begin + low.node, False), Turn(begin + top.node, True)]
            rise = swings_between(ends, motion, self.settle_params.swings)[0]
            near_bottom = abs(float(motion.z_m[rise.start]) - bottom_m) <= p.bottom_share * common_m
            came_back = float(z[top.node] - z[after.node]) >= p.return_share * rise.size_m
            sd_m = motion.rise_sd_m(rise.start, rise.end)
            reached = reached_top(rise, sd_m, common_m, settled, p.lowering, level=level)
            is_short = rise.size_m < p.whole_share * common_m and not reached
            is_short = is_short and not (len(chain) > 1 and stands_up([*chain, rise], settled, p.lowering))
            if near_bottom and came_back and is_short and self._is_lifted(rise, chain, settled, motion, level=level):
                return rise
        return None

    def _is_lifted(self, rise: Swing, chain: list[Swing], settled: Settled, motion: Motion, *, level: bool) -> bool:
        """Whether a rise is as fast as an attempt, and, on a wrist, comes as soon from where the reps begin."""
        p, usual = self.params, [mean_speed(measured(other, motion)) for other in chain]
        speed = mean_speed(measured(rise, motion))
        if speed > p.failed_fastest_share * max(usual):
            return False
        if level:
            return speed >= p.failed_speed_share * usual[-1]
        up = settled.basis.window.up
        if len(chain) > 1 and turned_times([*chain, rise], up, ("start",), p.failed_turned_rad) > p.failed_turned_times:
            return False
        slowest, fastest = p.failed_speed_share_wrist * usual[-1], p.failed_fastest_share_wrist * usual[-1]
        return slowest <= speed <= fastest and not comes_late([*chain, rise], p.failed_late)


def _low_before(start: int, after: int, settled: Settled) -> int:
    """Where the weight came down to before a way up that begins at `start`, but after the top before it."""
    falls = [s.end for s in settled.swings if not s.up and after <= s.start and s.end <= start]
    return falls[-1] if falls else start
