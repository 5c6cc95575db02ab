"""Rhythm as a sign of effort: causal, and fitted to ratings without taking an early end for failure."""

from dataclasses import replace

import numpy as np
import pytest

from lastrep.training.curls import RatedMoment, RatedSet
from lastrep.training.fit_tempo import TempoFitParams, fit_tempo, tempo_rows
from lastrep.training.judge_curls import curl_figures, judge_curls
from model.tempo import TEMPO_FEATURES, tempo_features
from sensing.events import Rep, RepForm, RepStatus


def reps(cycles_s: np.ndarray, status: RepStatus = RepStatus.COMPLETED) -> tuple[Rep, ...]:
    ends = np.cumsum(cycles_s)
    return tuple(
        Rep(
            status=status,
            concentric_start_s=float(end - 0.45 * cycle),
            concentric_end_s=float(end),
            eccentric_s=None,
            mean_velocity_mps=None,
            mean_propulsive_velocity_mps=None,
            peak_velocity_mps=None,
            rom_m=None,
            form=RepForm(peak_turn_dps=float(400.0 / cycle)),
        )
        for end, cycle in zip(ends, cycles_s, strict=True)
    )


def a_set(name: str, person: str, rng: np.random.Generator, *, stops_at: int) -> RatedSet:
    """Reps that slow towards failure; the rating follows the reps left. Ends at this rating."""
    total = int(rng.integers(9, 14))
    left = np.arange(total - 1, -1, -1)
    cycles_s = 2.4 + 1.6 * np.exp(-left / 2.0) + rng.normal(0.0, 0.05, total)
    ratings = np.clip(10 - left, 4, 10)
    done = int((ratings <= stops_at).sum())
    told = reps(cycles_s[:done])
    moments = tuple(RatedMoment(reps=told[: i + 1], rating=int(ratings[i]), left=done - 1 - i) for i in range(3, done))
    return RatedSet(name=name, person=person, to_failure=stops_at == 10, moments=moments)


def sets(stops: tuple[int, ...]) -> list[RatedSet]:
    rng = np.random.default_rng(8)
    return [a_set(f"{person}{i}", person, rng, stops_at=stop) for person in "abc" for i, stop in enumerate(stops)]


def test_no_later_rep_is_looked_at() -> None:
    steady, slowing = np.full(8, 2.5), np.concatenate([np.full(5, 2.5), [3.0, 3.5, 4.0]])
    np.testing.assert_array_equal(tempo_features(reps(steady)[:5]), tempo_features(reps(slowing)[:5]))
    one, other = tempo_features(reps(steady)), tempo_features(reps(slowing))
    assert one is not None
    assert other is not None
    assert one.shape == (len(TEMPO_FEATURES),)
    assert not np.array_equal(one, other)


def test_three_reps_show_no_change_of_rhythm() -> None:
    assert tempo_features(reps(np.full(3, 2.0))) is None
    failed = reps(np.full(4, 2.0), RepStatus.FAILED)
    assert tempo_features(failed) is None


def test_times_that_make_no_sense_are_not_described() -> None:
    good = reps(np.full(5, 2.0))
    assert tempo_features((*good, good[0])) is None


def test_a_person_left_out_is_judged_better_than_by_the_number_of_the_rep() -> None:
    rows = tempo_rows(sets((10, 10, 10, 8, 7)))
    found = curl_figures(judge_curls(rows, TempoFitParams()))
    assert found.near_f1 > 0.85
    assert found.rating_within_1 > 0.9
    assert found.near_f1 > found.plain_f1


def test_an_early_end_is_not_taken_for_failure() -> None:
    both = sets((10, 10, 10, 7, 7, 7, 7, 7, 7))
    model = fit_tempo(tempo_rows(both), TempoFitParams())
    ends = [one.moments[-1] for one in both if not one.to_failure]
    rows = [tempo_features(moment.reps) for moment in ends]
    near = [model.reserve(row).near_failure() for row in rows if row is not None]
    assert np.mean(near) < 0.35
    # Had their ends been called failure, they would be near it.
    misled = [replace(one, to_failure=True) for one in both]
    wrong = fit_tempo(tempo_rows(misled), TempoFitParams())
    assert np.mean([wrong.reserve(row).near_failure() for row in rows if row is not None]) > np.mean(near) + 0.1


@pytest.mark.parametrize("belief", [0.01, 10.0])
def test_chances_never_fall_with_the_number_of_reps(belief: float) -> None:
    rows = tempo_rows(sets((10, 8)))
    model = fit_tempo(rows, TempoFitParams(rating_belief=belief, near_belief=belief))
    for row in rows.features:
        assert (np.diff(model.reserve(row).chance) >= 0).all()
