"""Which of a window's movements are reps, which failed, and which are none, each with its reason."""

from dataclasses import dataclass

import numpy as np

from sensing.events import Rejection, RejectReason, Rep, RepStatus
from sensing.kinematics import BorderParams, borders, mean_propulsive_velocity_mps
from sensing.motion import Motion, Window
from sensing.settle import Rise, Settled
from sensing.turns import turning_points


@dataclass(frozen=True, slots=True, kw_only=True)
class RepParams:
    """What makes a movement a rep of a set."""

    least_rom_m: float = 0.12
    """A set whose common rise is smaller is no set of lifts [m]; the shortest lift in `science.md` 1 has 0.30."""
    whole_share: float = 0.7
    """A rise of at least this share of the common one reached the top."""
    edge_share: float = 0.45
    """The same for a rise cut off by the beginning of the recording: its lower part was not seen."""
    largest_share: float = 1.45
    """A rise of more than this share is a different movement (from the floor, to the rack)."""
    failed_low_share: float = 0.2
    """Least rise of a failed attempt (`science.md` 5: 20-60 % of ROM)."""
    return_share: float = 0.6
    """A failed attempt comes back by at least this share of what it rose."""
    noted_m: float = 0.06
    """Movements smaller than this are not worth a word [m]."""
    apart_s: float = 8.0
    """A longer time from one top to the next start ends the set [s]."""
    apart_cycles: float = 3.0
    """The same in multiples of the set's own cycle, whichever is longer."""
    most_apart_s: float = 15.0
    """But never longer than this [s]."""
    fewest: int = 2
    """Fewer reps alone are no set."""
    shortest_s: float = 0.2
    """A rise that takes less is no lift [s]."""
    borders: BorderParams = BorderParams()


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A rise that was taken for a repetition."""

    rise: Rise
    status: RepStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A rise that was not, as grid points."""

    rise: Rise
    reason: RejectReason
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The verdict on a window: attempts in order, and what was refused."""

    attempts: tuple[Attempt, ...] = ()
    refused: tuple[Refused, ...] = ()


def judge(settled: Settled, params: RepParams, *, starts_recording: bool, ends_recording: bool) -> Judged:
    """Tell reps from other movements.

    Parameters
    ----------
    settled : the window's motion.
    params : see `RepParams`.
    starts_recording : the recording begins with this window, so that a rise at its edge may be the rest of a rep.
    ends_recording : likewise at the end.
    """
    common_m = settled.common_m
    rises = settled.rises()
    if common_m is None or common_m < params.least_rom_m:
        return Judged(refused=tuple(_too_small(rise, params.least_rom_m) for rise in rises))
    whole = [r for r in rises if _is_whole(r, settled, params, starts_recording, ends_recording)]
    chain = _longest_chain(whole, settled.motion, params)
    if not chain:
        return Judged()
    attempts = [Attempt(rise=r, status=RepStatus.COMPLETED) for r in chain]
    failed = _failed_after(chain, settled, params)
    if failed is not None:
        attempts.append(Attempt(rise=failed, status=RepStatus.FAILED))
    refused = [_refuse(r, chain, common_m) for r in rises if not _overlaps(r, attempts)]
    return Judged(attempts=tuple(attempts), refused=tuple(r for r in refused if r.rise.rom_m >= params.noted_m))


def cycle_s(chain: list[Rise], motion: Motion) -> float | None:
    """Median time from top to top [s], or None for a single rep."""
    if len(chain) < 2:
        return None
    return float(np.median(np.diff([r.top for r in chain]))) * motion.step_s


def apart_s(chain: list[Rise], motion: Motion, params: RepParams) -> float:
    """Pause after which a set is over [s]."""
    cycle = cycle_s(chain, motion) or 0.0
    return min(max(params.apart_s, params.apart_cycles * cycle), params.most_apart_s)


def measure(attempt: Attempt, before: Attempt | None, settled: Settled, window: Window, params: RepParams) -> Rep:
    """The numbers of one attempt."""
    motion, rise = settled.motion, attempt.rise
    v = motion.v_mps[rise.bottom : rise.top + 1]
    start, end = borders(v, params.borders)
    duration_s = max(end - start, 1.0) * motion.step_s
    first, last = round(start), round(end)
    drive = slice(rise.bottom + first, rise.bottom + max(last, first + 1))
    v_steps = 0.5 * (motion.v_mps[:-1] + motion.v_mps[1:])
    return Rep(
        status=attempt.status,
        concentric_start_s=motion.time_s(rise.bottom + start),
        concentric_end_s=motion.time_s(rise.bottom + end),
        eccentric_s=_eccentric_s(rise, before.rise if before else None, settled, params),
        mean_velocity_mps=rise.rom_m / duration_s,
        mean_propulsive_velocity_mps=mean_propulsive_velocity_mps(v_steps[drive], window.a_mps2[drive]),
        peak_velocity_mps=float(v.max()),
        rom_m=rise.rom_m,
        mean_velocity_sd_mps=motion.rise_sd_m(rise.bottom, rise.top) / duration_s,
    )


def rejection(refused: Refused, motion: Motion) -> Rejection:
    """The refused movement in signal time."""
    return Rejection(
        start_s=motion.time_s(refused.rise.bottom),
        end_s=motion.time_s(refused.rise.top),
        reason=refused.reason,
        detail=refused.detail,
    )


def _is_whole(rise: Rise, settled: Settled, params: RepParams, starts: bool, ends: bool) -> bool:
    assert settled.common_m is not None
    motion = settled.motion
    edge = round(0.1 / motion.step_s)
    share = rise.rom_m / settled.common_m
    at_start = rise.bottom <= edge
    if at_start and not starts:
        return False
    if not ends and rise.top >= len(motion.z_m) - 1:
        return False
    if (rise.top - rise.bottom) * motion.step_s < params.shortest_s:
        return False
    least = params.edge_share if at_start else params.whole_share
    return least <= share <= params.largest_share


def _longest_chain(rises: list[Rise], motion: Motion, params: RepParams) -> list[Rise]:
    """The most rises in a row that are never too far apart."""
    chains: list[list[Rise]] = []
    for rise in rises:
        if chains and (rise.bottom - chains[-1][-1].top) * motion.step_s <= apart_s(chains[-1], motion, params):
            chains[-1].append(rise)
        else:
            chains.append([rise])
    return max(chains, key=len, default=[])


def _failed_after(chain: list[Rise], settled: Settled, params: RepParams) -> Rise | None:
    """The failed attempt that follows the last rep, if any: it rose from the bottom, stalled and came back."""
    common_m, motion = settled.common_m, settled.motion
    assert common_m is not None
    begin = chain[-1].top
    z = motion.z_m[begin : begin + round(params.most_apart_s / motion.step_s)]
    bottom_m = float(np.median([motion.z_m[r.bottom] for r in chain]))
    turns = turning_points(z, params.failed_low_share * common_m)
    for a, b, c in zip(turns, turns[1:], turns[2:], strict=False):
        rom_m = float(z[b.node] - z[a.node])
        if a.high or (a.node == 0):
            continue
        near_bottom = abs(z[a.node] - bottom_m) <= 0.3 * common_m
        came_back = z[b.node] - z[c.node] >= params.return_share * rom_m
        if near_bottom and came_back and rom_m < params.whole_share * common_m:
            return Rise(bottom=begin + a.node, top=begin + b.node, rom_m=rom_m)
    return None


def _eccentric_s(rise: Rise, before: Rise | None, settled: Settled, params: RepParams) -> float | None:
    """Duration of the way down that ends where this rise starts."""
    motion = settled.motion
    tops = [t.node for t in settled.turns if t.high and t.node < rise.bottom]
    top = before.top if before is not None else (tops[-1] if tops else None)
    if top is None or settled.common_m is None or top >= rise.bottom:
        return None
    fall_m = motion.z_m[top] - motion.z_m[rise.bottom]
    if fall_m < params.whole_share * settled.common_m:
        return None
    start, end = borders(-motion.v_mps[top : rise.bottom + 1], params.borders)
    return max(end - start, 0.0) * motion.step_s


def _overlaps(rise: Rise, attempts: list[Attempt]) -> bool:
    return any(rise.bottom < a.rise.top and a.rise.bottom < rise.top for a in attempts)


def _too_small(rise: Rise, least_m: float) -> Refused:
    return Refused(rise=rise, reason=RejectReason.TOO_SMALL, detail=f"rose {rise.rom_m:.2f} m, under {least_m:.2f} m")


def _refuse(rise: Rise, chain: list[Rise], common_m: float) -> Refused:
    size = f"rose {rise.rom_m:.2f} m against {common_m:.2f} m of the reps"
    if rise.bottom < chain[0].bottom:
        return Refused(rise=rise, reason=RejectReason.UNRACK, detail=f"{size}, before the first rep")
    if rise.bottom > chain[-1].top:
        return Refused(rise=rise, reason=RejectReason.RERACK, detail=f"{size}, after the last rep")
    reason = RejectReason.TOO_SMALL if rise.rom_m < common_m else RejectReason.IRREGULAR
    return Refused(rise=rise, reason=reason, detail=size)
