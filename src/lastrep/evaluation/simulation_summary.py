"""Turns the outcomes of simulated sets into rows: counts, and velocities against the truth."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from lastrep.evaluation.form_errors import FormError, form_errors
from lastrep.evaluation.labels import REST
from lastrep.evaluation.outcome import Outcome, RepPair
from lastrep.evaluation.summary import SummaryRow, summary_row
from lastrep.evaluation.velocity import Agreement, agree

BANDS_MPS = ((0.0, 0.3), (0.3, 0.6), (0.6, 9.0))
"""Bands of true mean velocity [m/s]; below 0.3 m/s lie the reps that matter near failure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VelocityRow:
    """One line of results against the truth of a simulation.

    Parameters
    ----------
    group : what the line is over.
    paired_n, measured_n : reps that were found, and those of them that were given a mean velocity.
    mean_velocity : final estimate [m/s].
    by_band : the same in each of `BANDS_MPS`; None where a band is empty.
    within_one_sd_frac, within_two_sd_frac : reps whose error is within what the estimator says of it [1]; a normal
        error gives 0.68 and 0.95. None where nothing was measured.
    form : how near the measures of form came, by name of the measure.
    live : the estimate at the time of the event [m/s].
    peak_velocity : final estimate [m/s].
    rom : range of motion [m].
    loss : velocity loss of a set [1], where both are known.
    losses_n : sets that have one in truth.
    failed_n, caught_n : sets that ended in a failed attempt, and those of them where that was said.
    others_n, false_failed_n : the other sets, and those of them where a failed attempt was claimed.
    events_n : true reps that were found, with a live event.
    delay_p50_s, delay_p95_s : from the true top to the event, signal time [s]; None without events.
    """

    group: str
    paired_n: int
    measured_n: int
    mean_velocity: Agreement | None
    by_band: tuple[Agreement | None, ...]
    within_one_sd_frac: float | None
    within_two_sd_frac: float | None
    form: dict[str, FormError]
    live: Agreement | None
    peak_velocity: Agreement | None
    rom: Agreement | None
    loss: Agreement | None
    losses_n: int
    failed_n: int
    caught_n: int
    others_n: int
    false_failed_n: int
    events_n: int
    delay_p50_s: float | None
    delay_p95_s: float | None


def summarise_simulation(outcomes: Sequence[Outcome]) -> tuple[list[SummaryRow], list[VelocityRow]]:
    """Make the rows of one simulated data set: all, each condition, then each lift."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups["all"].append(outcome)
        groups[outcome.condition].append(outcome)
    for outcome in outcomes:
        if outcome.exercise != REST:
            groups[outcome.exercise].append(outcome)
    return (
        [summary_row(name, items, lambda item: item.person) for name, items in groups.items()],
        [_velocity_row(name, items) for name, items in groups.items()],
    )


def _velocity_row(group: str, outcomes: Sequence[Outcome]) -> VelocityRow:
    pairs = [pair for outcome in outcomes for pair in outcome.pairs]
    losses = [loss for outcome in outcomes for loss in outcome.losses]
    failures = [failure for outcome in outcomes for failure in outcome.failures]
    delays_s = [pair.delay_s for pair in pairs if pair.delay_s is not None]
    return VelocityRow(
        group=group,
        paired_n=len(pairs),
        measured_n=sum(pair.final_mv_mps is not None for pair in pairs),
        mean_velocity=_agreement(pairs, lambda pair: (pair.true_mv_mps, pair.final_mv_mps)),
        by_band=tuple(
            _agreement(_band(pairs, low_mps, high_mps), lambda pair: (pair.true_mv_mps, pair.final_mv_mps))
            for low_mps, high_mps in BANDS_MPS
        ),
        within_one_sd_frac=_within(pairs, 1.0),
        within_two_sd_frac=_within(pairs, 2.0),
        form=form_errors(pairs),
        live=_agreement(pairs, lambda pair: (pair.true_mv_mps, pair.live_mv_mps)),
        peak_velocity=_agreement(pairs, lambda pair: (pair.true_pv_mps, pair.final_pv_mps)),
        rom=_agreement(pairs, lambda pair: (pair.true_rom_m, pair.final_rom_m)),
        loss=agree(
            [loss.true_frac for loss in losses if loss.final_frac is not None],
            [loss.final_frac for loss in losses if loss.final_frac is not None],
        ),
        losses_n=len(losses),
        failed_n=sum(failure.true for failure in failures),
        caught_n=sum(failure.true and failure.found for failure in failures),
        others_n=sum(not failure.true for failure in failures),
        false_failed_n=sum(failure.found and not failure.true for failure in failures),
        events_n=len(delays_s),
        delay_p50_s=float(np.quantile(delays_s, 0.5)) if delays_s else None,
        delay_p95_s=float(np.quantile(delays_s, 0.95)) if delays_s else None,
    )


def _within(pairs: Sequence[RepPair], sds: float) -> float | None:
    """Share of reps whose mean velocity is off by no more than so many of its own standard deviations."""
    inside = [
        abs(pair.final_mv_mps - pair.true_mv_mps) <= sds * pair.final_sd_mps
        for pair in pairs
        if pair.final_mv_mps is not None and pair.true_mv_mps is not None and pair.final_sd_mps is not None
    ]
    return float(np.mean(inside)) if inside else None


def _band(pairs: Sequence[RepPair], low_mps: float, high_mps: float) -> list[RepPair]:
    return [pair for pair in pairs if pair.true_mv_mps is not None and low_mps <= pair.true_mv_mps < high_mps]


def _agreement(
    pairs: Sequence[RepPair], values: Callable[[RepPair], tuple[float | None, float | None]]
) -> Agreement | None:
    known = [(true, found) for true, found in map(values, pairs) if true is not None and found is not None]
    return agree([true for true, _ in known], [found for _, found in known])
