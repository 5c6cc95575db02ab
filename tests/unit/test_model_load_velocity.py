"""The line of velocity against load: what it rests on, what it leaves out, when it is refused, how sure it is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from model.load_points import LoadPoint, load_points
from model.load_velocity import LoadVelocityProfile, ProfileRefused, load_velocity_profile
from model.profile import LiftProfile, prior_profile
from tests.support.past import past_set, reps
from tests.support.squat_profiles import FOLDER, squat_score

BENCH = prior_profile("bench")
NEWEST = date(2026, 11, 24)


def point(load_kg: float, velocity_mps: float, *, days_ago: int = 0, key: str = "", **more: bool) -> LoadPoint:
    return LoadPoint(
        key=key or f"{load_kg}-{days_ago}",
        load_kg=load_kg,
        velocity_mps=velocity_mps,
        day=NEWEST - timedelta(days=days_ago),
        after_failure=more.get("after_failure", False),
        put_back=more.get("put_back", False),
    )


def on_line(loads_kg: Sequence[float], days_ago: int = 0) -> list[LoadPoint]:
    """Points on 1.37 - 0.012 x load, which meets 0.17 m/s at 100 kg."""
    return [point(load, 1.37 - 0.012 * load, days_ago=days_ago) for load in loads_kg]


def fitted(points: Sequence[LoadPoint], lift: LiftProfile = BENCH) -> LoadVelocityProfile:
    line = load_velocity_profile(points, lift)
    assert isinstance(line, LoadVelocityProfile), line
    return line


def refused(points: Sequence[LoadPoint], lift: LiftProfile = BENCH) -> ProfileRefused:
    line = load_velocity_profile(points, lift)
    assert isinstance(line, ProfileRefused), line
    return line


class TestTheMaximum:
    def test_it_lies_where_the_line_meets_the_velocity_at_the_maximum(self) -> None:
        line = fitted(on_line([40, 60, 75, 85]))
        assert line.one_rm_kg == pytest.approx(100.0, abs=0.01)
        assert line.one_rm_low_kg < 97 < 103 < line.one_rm_high_kg
        assert line.line.r_squared == pytest.approx(1.0)
        assert line.heaviest_kg == 85

    def test_a_surer_velocity_at_the_maximum_makes_it_surer(self) -> None:
        points = on_line([40, 60, 75, 85])
        sure = fitted(points, replace(BENCH, mvt_sd_mps=0.01))
        assert sure.one_rm_high_kg < fitted(points).one_rm_high_kg

    def test_heavier_loads_make_it_surer(self) -> None:
        near, far = fitted(on_line([40, 60, 95])), fitted(on_line([40, 60, 80]))
        assert near.one_rm_high_kg - near.one_rm_low_kg < far.one_rm_high_kg - far.one_rm_low_kg

    def test_it_is_never_below_a_load_that_was_lifted(self) -> None:
        line = fitted([*on_line([40, 60, 80]), point(102, 0.16)])
        assert line.one_rm_low_kg >= 102

    def test_the_band_is_narrowest_among_the_points(self) -> None:
        line = fitted(on_line([40, 60, 75, 85]))
        widths = [high - low for low, _, high in map(line.band_mps, (20.0, 70.0, 110.0))]
        assert widths[1] < widths[0]
        assert widths[1] < widths[2]

    def test_a_point_the_sensor_doubts_counts_less(self) -> None:
        points, odd = on_line([40, 60, 75, 85]), point(86, 0.38)
        sure, unsure = fitted([*points, odd]), fitted([*points, replace(odd, sd_mps=0.15)])
        assert abs(unsure.one_rm_kg - 100) < abs(sure.one_rm_kg - 100)

    def test_over_simulated_people_four_in_five_intervals_hold_the_truth_or_more(self) -> None:
        random = np.random.default_rng(11)
        inside, errors = [], []
        for _ in range(300):
            truth_kg, end_mps, slope = random.uniform(60, 160), random.normal(0.17, 0.04), random.normal(1.3, 0.15)
            points = [
                point(share * truth_kg, (end_mps + slope * (1 - share)) * (1 + random.normal(0, 0.05)), key=str(share))
                for share in (0.45, 0.6, 0.7, 0.8, 0.85)
            ]
            line = load_velocity_profile(points, BENCH)
            if isinstance(line, LoadVelocityProfile):
                inside.append(line.one_rm_low_kg <= truth_kg <= line.one_rm_high_kg)
                errors.append(abs(line.one_rm_kg / truth_kg - 1))
        assert len(inside) > 270
        assert np.mean(inside) > 0.8
        assert np.mean(errors) < 0.045


class TestWhatIsLeftOut:
    def test_a_point_far_under_the_line_was_not_lifted_fast(self) -> None:
        line = fitted([*on_line([40, 50, 60, 75, 85]), point(51, 0.58, days_ago=9)])
        assert [(one.point.load_kg, one.reason) for one in line.left_out] == [
            (51, "23 % under your line, not lifted fast")
        ]
        assert line.one_rm_kg == pytest.approx(100.0, abs=0.5)

    def test_a_point_far_over_the_line_is_left_out_as_well(self) -> None:
        line = fitted([*on_line([40, 50, 60, 75, 85]), point(76, 0.65)])
        assert line.left_out[0].reason.endswith("over your line")

    def test_a_point_after_a_failure_is_left_out(self) -> None:
        line = fitted([*on_line([40, 60, 75, 85]), point(61, 0.60, after_failure=True)])
        assert line.left_out[0].reason == "after a set to failure"

    def test_old_points_are_left_out(self) -> None:
        line = fitted([*on_line([40, 60, 75, 85]), point(60, 0.75, days_ago=60)])
        assert line.left_out[0].reason == "8 weeks older than the newest"

    def test_what_the_lifter_puts_back_counts(self) -> None:
        odd = point(51, 0.58, days_ago=60, after_failure=True, put_back=True)
        line = fitted([*on_line([40, 50, 60, 75, 85]), odd])
        assert line.left_out == ()
        assert odd in line.kept

    def test_with_three_points_nobody_knows_which_is_odd(self) -> None:
        line = load_velocity_profile([*on_line([40, 80]), point(60, 0.45)], BENCH)
        assert line.left_out == ()

    def test_no_point_is_lost(self) -> None:
        points = [*on_line([40, 50, 60, 75, 85]), point(51, 0.5), point(60, 0.7, days_ago=90)]
        line = fitted(points)
        assert {one.key for one in line.kept}.isdisjoint(one.point.key for one in line.left_out)
        assert len(line.kept) + len(line.left_out) == len(points)

    def test_the_order_of_the_points_does_not_matter(self) -> None:
        points = [*on_line([40, 50, 60, 75, 85]), point(51, 0.5), point(60, 0.7, days_ago=90)]
        assert fitted(points) == fitted(points[::-1])


class TestRefusal:
    def test_without_points_there_is_nothing_to_fit(self) -> None:
        assert refused([]).reason == "No set with a load and a velocity yet."

    def test_two_loads_are_too_few_however_often_they_were_lifted(self) -> None:
        points = [*on_line([40, 60]), *on_line([40, 60], days_ago=4)]
        assert refused(points).reason == (
            "A profile needs 3 different loads. You have 40 and 60 kg. Add one heavier set."
        )

    def test_loads_that_are_too_close_are_named(self) -> None:
        assert refused(on_line([70, 75, 80])).reason.startswith("Your loads are too close, 70 to 80 kg.")

    def test_light_loads_alone_leave_the_maximum_too_unsure(self) -> None:
        assert refused(on_line([15, 25, 35])).reason == (
            "The maximum is too unsure to show. A set heavier than 35 kg would narrow it."
        )

    def test_loads_that_were_not_slower_are_told(self) -> None:
        points = [point(40, 0.5), point(60, 0.52), point(80, 0.55)]
        assert refused(points).reason.startswith("Heavier loads were not slower.")

    def test_a_lifted_load_that_contradicts_the_velocity_at_the_maximum_is_told(self) -> None:
        points = [point(40, 0.30), point(60, 0.25), point(80, 0.2)]
        assert refused(points, prior_profile("row")).reason.startswith("You lifted 80 kg, more than the line allows")

    def test_the_points_are_still_shown(self) -> None:
        assert len(refused(on_line([40, 60])).kept) == 2


class TestPointsFromSets:
    def test_the_fastest_set_stands_for_a_load_on_a_day(self) -> None:
        sets = [past_set((0.50, 0.48)), past_set((0.55, 0.4), minute=5), past_set((0.45,), minute=9)]
        (one,) = load_points("bench", sets)
        assert (one.velocity_mps, one.key) == (0.55, "bench-0-5")

    def test_a_failed_attempt_and_an_unknown_velocity_are_no_points(self) -> None:
        assert load_points("bench", [past_set((), failed=True), past_set((None, None), minute=4)]) == ()

    def test_a_set_without_a_load_is_no_point(self) -> None:
        assert load_points("bench", [past_set((0.5,), load_kg=None)]) == ()

    def test_only_sets_after_the_failure_in_its_session_are_marked(self) -> None:
        sets = [
            past_set((0.9,), load_kg=40),
            past_set((0.5, 0.2), minute=5, failed=True),
            past_set((0.8,), load_kg=50, minute=9),
            past_set((0.9,), load_kg=41, day=3),
        ]
        marked = {one.load_kg: one.after_failure for one in load_points("bench", sets)}
        assert marked == {40: False, 75: False, 50: True, 41: False}

    def test_a_set_that_is_put_back_stands_for_its_load_even_if_slower(self) -> None:
        sets = [past_set((0.55,)), past_set((0.50,), minute=5)]
        (one,) = load_points("bench", sets, put_back=["bench-0-5"])
        assert (one.velocity_mps, one.put_back) == (0.50, True)

    def test_the_velocity_of_a_rep_that_is_not_completed_never_counts(self) -> None:
        one = past_set((0.5, 0.4))
        failed = replace(one, reps=(*one.reps, replace(reps((0.9,), failed=True)[1], mean_velocity_mps=0.9)))
        assert load_points("bench", [failed])[0].velocity_mps == 0.5


@pytest.mark.skipif(not FOLDER.exists(), reason="the public squat profiles are not on this machine")
class TestPublicSquats:
    @pytest.mark.parametrize("kind", ["free_weight", "smith"])
    def test_the_maximum_of_real_squats_is_within_a_twentieth_on_average(self, kind: str) -> None:
        score = squat_score(kind, (40, 60, 80, 90), slice(None))
        assert (score.people, score.refused) == (26, 0)
        assert abs(score.bias_frac) < 0.025
        assert score.mean_absolute_frac < 0.045
        assert score.half_frac < 0.085
        assert 0.8 <= score.covered <= 0.97

    def test_light_loads_alone_are_nearly_all_refused(self) -> None:
        assert squat_score("free_weight", (20, 40, 60), slice(None)).refused >= 24
