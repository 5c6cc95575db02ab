"""Which of a window's movements are reps, which failed, and which are none, each with its reason."""

from dataclasses import dataclass
from statistics import median

import numpy as np

from sensing.events import RejectReason, RepStatus
from sensing.free_way import measured
from sensing.last_attempt import EndJudge
from sensing.lowering import puts_away
from sensing.motion import Motion, MotionParams
from sensing.rep_params import RepParams
from sensing.rises import from_hold, hesitation, lateness_of_start, longest_chain, mean_speed
from sensing.settle import Settled, SettleParams, refit
from sensing.swings import Swing, swings_between
from sensing.turns import turning_points


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A rise that was taken for a repetition."""

    rise: Swing
    status: RepStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A rise that was not."""

    rise: Swing
    reason: RejectReason
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judged:
    """The verdict on a window.

    Parameters
    ----------
    attempts : what was taken for reps, in order.
    refused : what was not.
    motion : the fit with just these reps at common heights.
    velocity_reason : why the reps have no velocities; None when they have.
    before, after : rises that were put aside because they only brought the weight into place, or the hand away from it.
    """

    motion: Motion
    attempts: tuple[Attempt, ...] = ()
    refused: tuple[Refused, ...] = ()
    velocity_reason: str | None = None
    before: tuple[Swing, ...] = ()
    after: tuple[Swing, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Tells reps from other movements.

    Parameters
    ----------
    params, motion_params, settle_params : see there.
    """

    params: RepParams
    motion_params: MotionParams
    settle_params: SettleParams

    def judge(
        self, settled: Settled, *, starts_recording: bool, ends_recording: bool, level: bool = False, live: bool = False
    ) -> Judged:
        """Give the verdict on a window.

        Parameters
        ----------
        settled : the window's motion.
        level : the sensor sits on a bar, which may roll: its rises need not begin and end turned alike.
        starts_recording : the recording begins with this window, so that a rise at its edge may be the rest of a rep.
        ends_recording : likewise at the end.
        live : the set is under way, and nobody asks yet what was refused in and around it.
        """
        common_m, least_m = settled.common_m, self.params.least_rom_m
        if common_m is None or common_m < least_m:
            refused = [
                Refused(
                    rise=rise, reason=RejectReason.TOO_SMALL, detail=f"rose {rise.size_m:.2f} m, under {least_m:.2f} m"
                )
                for rise in settled.rises()
                if rise.size_m >= self.params.noted_m
            ]
            return Judged(motion=settled.motion, refused=tuple(refused))
        rises = [self._without_pick_up(rise, settled) for rise in settled.rises()]
        whole = [r for r in rises if self._is_whole(r, settled, starts_recording, ends_recording)]
        chain = longest_chain(whole, settled, self.params, level=level)
        before, chain = self._without_slow_start(chain, settled)
        chain, after = self._without_slow_end(chain, settled, level=level)
        chain, odd = self._without_odd_ends(chain, settled)
        if not chain:
            return Judged(motion=settled.motion)
        kept = self._without_put_away(self._without_last_put_up(chain, settled), settled)
        motion = refit(settled, kept, self.motion_params)
        over = len(kept) < len(chain)
        ending = self._end_judge.judge(kept, settled, motion, level=level, ends=ends_recording, over=over)
        chain, failed, motion = ending.chain, ending.failed, ending.motion
        attempts = [Attempt(rise=measured(r, motion), status=RepStatus.COMPLETED) for r in chain]
        if failed is not None:
            attempts.append(Attempt(rise=failed, status=RepStatus.FAILED))
        if live:
            return Judged(motion=motion, attempts=tuple(attempts), before=before, after=after)
        others = [r for r in self._small_rises(settled, attempts) if not _overlaps(r, attempts)]
        refused = [self._refuse(r, chain, odd, common_m) for r in others]
        return Judged(motion=motion, attempts=tuple(attempts), refused=tuple(refused), before=before, after=after)

    @property
    def _end_judge(self) -> EndJudge:
        return EndJudge(params=self.params, motion_params=self.motion_params, settle_params=self.settle_params)

    def _is_whole(self, rise: Swing, settled: Settled, starts: bool, ends: bool) -> bool:
        assert settled.common_m is not None
        motion = settled.motion
        at_start = rise.start <= round(0.1 / motion.step_s)
        if (at_start and not starts) or (not ends and rise.end >= len(motion.z_m) - 1):
            return False
        if (rise.end - rise.start) * motion.step_s < self.params.shortest_s:
            return False
        least = self.params.edge_share if at_start else self.params.whole_share
        return least <= rise.size_m / settled.common_m <= self.params.largest_share

    def _without_pick_up(self, rise: Swing, settled: Settled) -> Swing:
        """A rise too large for a rep, without what brought the weight to where the reps begin."""
        too_large = rise.size_m > self.params.largest_share * float(settled.common_m or 0.0)
        return from_hold(rise, settled, self.params) if too_large else rise

    def _without_slow_start(self, chain: list[Swing], settled: Settled) -> tuple[tuple[Swing, ...], list[Swing]]:
        """Part what comes up before the first rep, a drift or a bar that is picked up, from the rest."""
        begin = 0
        while len(chain) - begin >= 3 and self._starts_slowly(chain[begin:], settled):
            part = from_hold(chain[begin], settled, self.params)
            held = part != chain[begin] and part.size_m >= self.params.whole_share * float(settled.common_m or 0.0)
            if held and not self._starts_slowly([part, *chain[begin + 1 :]], settled):
                return tuple(chain[:begin]), [part, *chain[begin + 1 :]]
            begin += 1
        return tuple(chain[:begin]), chain[begin:]

    def _starts_slowly(self, chain: list[Swing], settled: Settled) -> bool:
        """Whether the first of three rises or more is too slow for a first rep."""
        first, *others = map(mean_speed, chain[:3])
        speed_share = first / float(np.mean(others))
        if speed_share < self.params.start_share:
            return True
        slow = speed_share < self.params.lively_share
        return slow and speed_share / hesitation(chain, settled) < self.params.hesitant_share

    def _without_slow_end(
        self, chain: list[Swing], settled: Settled, *, level: bool
    ) -> tuple[list[Swing], tuple[Swing, ...]]:
        """Part the reps from what comes up after the last, a bar that is carried or a hand that let go of it."""
        end = len(chain)
        while end >= 3:
            speed_share = mean_speed(chain[end - 1]) / mean_speed(chain[end - 2])
            late = not level and speed_share / lateness_of_start(chain[:end]) < self.params.late_share
            carried = speed_share < self.params.end_share and not (level and self._comes_back(chain[:end], settled))
            if not late and not carried:
                break
            end -= 1
        return chain[:end], tuple(chain[end:])

    def _comes_back(self, chain: list[Swing], settled: Settled) -> bool:
        """Whether the weight is lowered after the last rise to where the reps begin: it was lifted, however slowly."""
        z_m, size_m = settled.motion.z_m, float(settled.common_m or 0.0)
        bottom_m = median(float(z_m[rise.start]) for rise in chain[:-1])
        return any(
            not fall.up
            and fall.start >= chain[-1].end - 1
            and fall.size_m >= self.params.return_share * size_m
            and abs(float(z_m[fall.end]) - bottom_m) <= self.params.bottom_share * size_m
            for fall in settled.swings
        )

    def _without_odd_ends(self, chain: list[Swing], settled: Settled) -> tuple[list[Swing], list[Swing]]:
        """Drop first and last rises that are only alike because they were held to the heights of the others."""
        odd: list[Swing] = []
        while len(chain) >= 3:
            free = refit(settled, chain[1:-1], self.motion_params)
            kept = [r for r in chain if r not in (chain[0], chain[-1]) or self._is_level(r, chain[1:-1], free)]
            if len(kept) == len(chain):
                break
            odd += [r for r in chain if r not in kept]
            chain = kept
        return chain, odd

    def _is_level(self, rise: Swing, others: list[Swing], free: Motion) -> bool:
        near = others[:3] if rise.start < others[0].start else others[-3:]
        size_m = median([free.z_m[r.end] - free.z_m[r.start] for r in others])
        for side in ("start", "end"):
            node = getattr(rise, side)
            off_m = free.z_m[node] - median([free.z_m[getattr(r, side)] for r in near])
            known_m = free.rise_sd_m(node, getattr(near[0], side))
            if abs(off_m) > max(self.params.level_share * size_m, self.params.level_sds * known_m):
                return False
        gained_m, known_m = measured(rise, free).size_m, free.rise_sd_m(rise.start, rise.end)
        higher = gained_m > max(self.params.higher_times * size_m, size_m + self.params.level_sds * known_m)
        return rise.start < others[0].start or not higher

    def _without_last_put_up(self, chain: list[Swing], settled: Settled) -> list[Swing]:
        """A set that began from below ends there: a last rise that nothing lowers again put the weight away."""
        fall_m = self.params.lowered_share * float(settled.common_m or 0.0)
        falls = [s for s in settled.swings if not s.up and s.size_m >= fall_m]
        lowered_before = any(fall.end <= chain[0].start for fall in falls)
        lowered_after = any(fall.start >= chain[-1].end for fall in falls)
        around = min(chain[0].start, len(settled.motion.z_m) - chain[-1].end)
        unseen = around * settled.motion.step_s < self.params.put_up_s
        if lowered_before or lowered_after or unseen or len(chain) < 2:
            return chain
        return chain[:-1]

    def _without_put_away(self, chain: list[Swing], settled: Settled) -> list[Swing]:
        """Nor is a last rise a rep after which the weight was put away, as when the lifter stands up after rows."""
        return chain[:-1] if len(chain) >= 3 and puts_away(chain, settled, self.params.lowering) else chain

    def _small_rises(self, settled: Settled, attempts: list[Attempt]) -> list[Swing]:
        """Every rise in and around the set that deserves a word, also those too small to be looked at as reps."""
        motion = settled.motion
        near = round(self.params.noted_s / motion.step_s)
        turns = turning_points(motion.z_m, self.params.noted_m)
        swings = swings_between(turns, motion, self.settle_params.swings)
        return [
            swing
            for swing in swings
            if swing.up
            and swing.size_m >= self.params.noted_m
            and swing.end >= attempts[0].rise.start - near
            and swing.start <= attempts[-1].rise.end + near
        ]

    def _refuse(self, rise: Swing, chain: list[Swing], odd: list[Swing], common_m: float) -> Refused:
        size = f"rose {rise.size_m:.2f} m against {common_m:.2f} m of the reps"
        if any(rise.start < r.end and r.start < rise.end for r in odd):
            size = "started or ended at another height than the reps"
        if rise.start < chain[0].start:
            return Refused(rise=rise, reason=RejectReason.UNRACK, detail=f"{size}, before the first rep")
        if rise.start > chain[-1].end:
            return Refused(rise=rise, reason=RejectReason.RERACK, detail=f"{size}, after the last rep")
        reason = RejectReason.TOO_SMALL if rise.size_m < common_m else RejectReason.IRREGULAR
        return Refused(rise=rise, reason=reason, detail=size)


def _overlaps(rise: Swing, attempts: list[Attempt]) -> bool:
    return any(rise.start < a.rise.end and a.rise.start < rise.end for a in attempts)
