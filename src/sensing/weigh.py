"""The verdict by height, weighed against the likeness of the movements: whose reps stand, and with velocities or not.

On a bar the height decides. A wrist also turns and sways: there likeness finds the reps that the height lost, counts
the lifts that hardly raise the sensor (their velocities are None, with the reason), and refuses what does not repeat.
"""

from dataclasses import dataclass, replace

import numpy as np

from sensing.choice import Choice, ChoiceParams, CountBy, choose, on_a_bar, support
from sensing.cycles import CycleParams, Cycles, cycles_in
from sensing.events import RejectReason, RepStatus
from sensing.landings import never_landed
from sensing.motion import MotionParams
from sensing.poses import differ_rad, not_on_one_bar, turned_before_rad, without_the_weight
from sensing.reps import Attempt, Judged, Refused
from sensing.rest import handling, unlike_lifts, walks
from sensing.rises import mean_speed
from sensing.settle import Settled, refit
from sensing.signals import Signals, read_signals
from sensing.single import is_single
from sensing.swings import Swing


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Felt:
    """All that is felt in a window, and what repeats in it.

    Parameters
    ----------
    signals : the window's curves; None when it is too short.
    cycles : the likeliest set of repetitions in them; None when nothing swings to and fro twice.
    """

    signals: Signals | None
    cycles: Cycles | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Weigher:
    """Weighs one verdict.

    Parameters
    ----------
    choice, cycles, motion : see there.
    whole_share, largest_share : a rise below or above these shares of the usual one is no rep, when the height means
        something.
    """

    choice: ChoiceParams
    cycles: CycleParams
    motion: MotionParams
    whole_share: float
    largest_share: float

    def turns(self, settled: Settled) -> bool:
        """Tell cheaply whether the sensor turns enough for likeness to be asked while the set is still under way."""
        up = settled.basis.window.up[:: max(1, round(0.1 / settled.motion.step_s))]
        return bool(np.ptp(up, axis=0).max() > self.choice.turned_rad / 2)

    def feel(self, judged: Judged, settled: Settled) -> Felt:
        """Read a window's curves, the height as it was judged, and look for repetitions in them."""
        signals = read_signals(settled.basis.window, height_m=judged.motion.z_m, params=self.cycles.signals)
        return Felt(signals=signals, cycles=None if signals is None else cycles_in(signals, self.cycles))

    def weigh(self, judged: Judged, settled: Settled, felt: Felt, *, tilt: float, whole: bool) -> Judged:
        """Return the verdict that stands.

        Parameters
        ----------
        judged : by height.
        settled : the window's motion.
        felt : what was felt in it.
        tilt : how level the sensor's most level axis has been, see `Support`.
        whole : the set is over; before that, likeness may only add reps, never refuse them.
        """
        z_m, signals, cycles = judged.motion.z_m, felt.signals, felt.cycles
        let_go = False
        if whole:
            judged, let_go = self._without_empty_hand(judged, settled, signals, tilt=tilt)
            judged = self._without_unlike_end(judged, signals, tilt=tilt)
        completed = _completed(judged)
        # Only what may be refused needs support.
        rises = [(rise.start, rise.end) for rise in completed]
        supported = support(signals, rises, z_m, tilt=tilt) if whole else None
        choice = choose(len(completed), supported, cycles, self.choice)
        if choice.by is CountBy.LIKENESS and cycles is not None:
            judged = self._by_likeness(judged, settled, cycles, choice)
            if whole and choice.velocity_reason is None:  # likeness may have found the hand that the height lost
                judged, _ = self._without_empty_hand(judged, settled, signals, tilt=tilt)
        elif whole and not let_go:
            judged = self._without_lone_end(judged, settled, cycles, tilt=tilt)
        if not whole:
            return judged
        if choice.by is CountBy.NOTHING:
            return judged if self._is_single(judged, settled, tilt=tilt) else _nothing(judged, choice.detail)
        why = None if on_a_bar(supported, self.choice) else self._no_set(judged, settled, cycles)
        return judged if why is None else _nothing(judged, why)

    def _no_set(self, judged: Judged, settled: Settled, cycles: Cycles | None) -> str | None:
        """Why what was counted on a wrist is no set after all; None when it is one."""
        rises, by_height, p = _completed(judged), judged.velocity_reason is None, self.choice
        step_s, up = settled.motion.step_s, settled.basis.window.up
        turning = not by_height and cycles is not None and cycles.swing_rad > p.turned_rad
        differ = float(np.median(differ_rad(rises, up))) if len(rises) > 1 else None
        times = [(rise.start, rise.end) for rise in rises]
        why = handling(times, step_s, turning=turning, params=p, differ=differ, by_height=by_height)
        why = why or walks(rises, step_s, cycles, p)
        if why is None and by_height:
            why = unlike_lifts(rises, step_s, p)
        if why is None and by_height and differ is not None and len(rises) <= p.few:
            turned_before = turned_before_rad(rises[0], settled.swings, up, step_s, p.poses)
            why = not_on_one_bar(differ, turned_before, p.poses)
        return why

    def _is_single(self, judged: Judged, settled: Settled, *, tilt: float) -> bool:
        """Whether one rep, and perhaps an attempt at another, was lifted on a bar."""
        rises = _completed(judged)
        known = settled.basis.window.gyr_dps is not None  # without a gyroscope bars that are carried look the same
        if len(rises) != 1 or tilt >= self.choice.bar_tilt or not known:
            return False
        return is_single(rises[0], settled.swings, judged.motion, self.choice.single)

    def _without_empty_hand(
        self, judged: Judged, settled: Settled, signals: Signals | None, *, tilt: float
    ) -> tuple[Judged, bool]:
        """Drop the last rises of a hand that put the weight down, and say whether there were any."""
        found = False
        while tilt >= self.choice.bar_tilt and len(judged.attempts) >= 3:
            last = judged.attempts[-1]
            why = self._empty_hand(judged, settled, signals)
            if why is None:
                break
            refused = (*judged.refused, Refused(rise=last.rise, reason=RejectReason.RERACK, detail=why))
            after = (*judged.after, last.rise)
            judged, found = replace(judged, attempts=judged.attempts[:-1], refused=refused, after=after), True
        return judged, found

    def _empty_hand(self, judged: Judged, settled: Settled, signals: Signals | None) -> str | None:
        """Why the last attempt was none, but a hand without the weight; None when it may be one."""
        rises, window = [a.rise for a in judged.attempts], settled.basis.window
        why = None
        if judged.attempts[-1].status is RepStatus.COMPLETED:
            why = self._unlike(rises, judged, settled, signals)
            *reps, one, other = rises
            if why is None and len(reps) >= 2:  # two movements of a hand may be like each other
                both = [self._unlike([*reps, rise], judged, settled, signals) for rise in (one, other)]
                why = both[1] if all(both) else None
        return why or never_landed(rises, settled.swings, window.a_mps2, window.step_s, self.choice.landings)

    def _unlike(self, rises: list[Swing], judged: Judged, settled: Settled, signals: Signals | None) -> str | None:
        """Why the last of these rises is no rep like the others; None when it may be one."""
        supported = support(signals, [(rise.start, rise.end) for rise in rises], judged.motion.z_m)
        last_off = 0.0 if supported is None else supported.last_off
        return without_the_weight(rises, settled.basis.window.up, last_off, self.choice.poses)

    def _without_unlike_end(self, judged: Judged, signals: Signals | None, *, tilt: float) -> Judged:
        """Drop a first or last rise without which the others are far more alike: the pick-up, the way to the rack."""
        rises = _completed(judged)
        if len(rises) < 3 or any(a.status is RepStatus.FAILED for a in judged.attempts):
            return judged
        z_m = judged.motion.z_m
        found = [support(signals, [(r.start, r.end) for r in kept], z_m) for kept in (rises, rises[1:], rises[:-1])]
        shares = [-1.0 if one is None else one.share for one in found]
        best = 1 + int(np.argmax(shares[1:]))
        if shares[best] < self.choice.very_alike or shares[best] < shares[0] + self.choice.unlike_gain:
            return judged
        if best == 2 and tilt < self.choice.bar_tilt:
            return judged  # the last rep on a bar is the one that sticks, and so is unlike the others
        kept, odd = (judged.attempts[1:], rises[0]) if best == 1 else (judged.attempts[:-1], rises[-1])
        detail = f"without it the reps share {shares[best]:.0%} of their movement, with it {max(shares[0], 0.0):.0%}"
        reason = RejectReason.UNRACK if best == 1 else RejectReason.RERACK
        refused = Refused(rise=odd, reason=reason, detail=detail)
        return replace(judged, attempts=tuple(kept), refused=(*judged.refused, refused))

    def _without_lone_end(self, judged: Judged, settled: Settled, cycles: Cycles | None, *, tilt: float) -> Judged:
        """Drop a slow last rise that only the height takes for a rep: the hand, after it let go of the weight."""
        has_gyro = settled.basis.window.gyr_dps is not None  # without one, bar and wrist are hard to tell
        if has_gyro and tilt < self.choice.bar_tilt:
            return judged  # the last rep on a bar is the one that sticks, and so is unlike the others
        if cycles is None or cycles.refusal is not None or cycles.swing_rad < self.choice.wrist_rad:
            return judged
        rises, known = _completed(judged), _ways_up(cycles, judged)
        if len(rises) < 3 or not known or judged.attempts[-1].status is RepStatus.FAILED:
            return judged
        last, speed_share = rises[-1], mean_speed(rises[-1]) / mean_speed(rises[-2])
        if known[-1].end > last.start or speed_share >= self.choice.alone_share:
            return judged
        detail = f"at {speed_share:.0%} of the speed of the rep before it, and unlike the reps"
        refused = Refused(rise=last, reason=RejectReason.RERACK, detail=detail)
        return replace(judged, attempts=judged.attempts[:-1], refused=(*judged.refused, refused))

    def _by_likeness(self, judged: Judged, settled: Settled, cycles: Cycles, choice: Choice) -> Judged:
        rises, motion = _ways_up(cycles, judged), judged.motion
        failed = [a for a in judged.attempts if a.status is RepStatus.FAILED]
        if choice.velocity_reason is None:
            rises = [r for r in rises if not any(_overlap(r, a.rise) for a in failed)]
            rises = [r for r in rises if all(r.end <= b.start or b.end <= r.start for b in judged.before)]
            rises = [r for r in rises if not any(_is_part(r, other) for other in judged.after)]
            motion = refit(settled, rises, self.motion)
            rises = [replace(r, size_m=float(motion.z_m[r.end] - motion.z_m[r.start])) for r in rises]
            usual_m = float(np.median([r.size_m for r in rises])) if rises else 0.0
            rises = [r for r in rises if r.size_m >= self.whole_share * usual_m]
            while rises and rises[0].size_m > self.largest_share * usual_m:  # picked up from the floor
                rises = rises[1:]
            while len(rises) > 1 and self._drags(rises[0], rises[1], judged):
                rises = rises[1:]
            while len(rises) > 1 and self._drags(rises[-1], rises[-2], judged):
                rises = rises[:-1]
        if not rises:  # what repeats has no common height, or only brought the weight into place
            return judged
        attempts = [Attempt(rise=rise, status=RepStatus.COMPLETED) for rise in rises]
        failed = [a for a in failed if a.rise.start >= rises[-1].end]
        refused = [
            r for r in judged.refused if all(r.rise.end <= rise.start or r.rise.start >= rise.end for rise in rises)
        ]
        return Judged(
            motion=motion,
            attempts=(*attempts, *failed),
            refused=tuple(refused),
            velocity_reason=choice.velocity_reason,
        )

    def _drags(self, rise: Swing, next_to: Swing, judged: Judged) -> bool:
        """Whether a rise that the height does not know takes far longer than the one next to it: a drift."""
        known = any(rise.start < r.end and r.start < rise.end for r in _completed(judged))
        return not known and rise.end - rise.start > self.choice.added_times * (next_to.end - next_to.start)


def _ways_up(cycles: Cycles, judged: Judged) -> list[Swing]:
    """The lifting half of each repetition, cut as the height has cut it where that saw it too."""
    half = round(0.5 * cycles.period_s / judged.motion.step_s)
    last = len(judged.motion.z_m) - 1
    known = _completed(judged)
    rises: list[Swing] = []
    for rep in cycles.reps:
        if cycles.rises_first:
            start, end = (rep.turn - half if rep.start is None else rep.start), rep.turn
        else:
            start, end = rep.turn, (rep.turn + half if rep.end is None else rep.end)
        start, end = max(start, rises[-1].end if rises else 0), min(end, last)
        same = [rise for rise in known if rise.start < end and start < rise.end]
        if len(same) == 1 and not (rises and same[0].start < rises[-1].end):
            rises.append(same[0])
        elif end > start:
            rises.append(Swing(start=start, end=end, size_m=0.0, up=True))
    return rises


def _overlap(one: Swing, other: Swing) -> bool:
    return one.start < other.end and other.start < one.end


def _is_part(rise: Swing, other: Swing) -> bool:
    """Whether a rise is most of another one."""
    return min(rise.end, other.end) - max(rise.start, other.start) > 0.5 * (other.end - other.start)


def _completed(judged: Judged) -> list[Swing]:
    return [a.rise for a in judged.attempts if a.status is RepStatus.COMPLETED]


def _nothing(judged: Judged, why: str) -> Judged:
    refused = [Refused(rise=a.rise, reason=RejectReason.IRREGULAR, detail=f"no set: {why}") for a in judged.attempts]
    return Judged(motion=judged.motion, refused=(*judged.refused, *refused))
