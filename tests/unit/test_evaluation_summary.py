import json
from dataclasses import asdict
from typing import Any

import pytest

from lastrep.evaluation.labels import REST, Trust
from lastrep.evaluation.outcome import Failure, Outcome, RepPair, SetLoss
from lastrep.evaluation.report import (
    count_table,
    form_table,
    peak_table,
    peer_table,
    set_table,
    to_json,
    velocity_table,
)
from lastrep.evaluation.simulation_summary import summarise_simulation
from lastrep.evaluation.summary import summarise
from sensing.events import RepForm
from tests.support.outcomes import outcome


def test_doubtful_labels_stay_out_of_the_headline() -> None:
    rows = summarise([outcome(), outcome(person="B", trust=Trust.DOUBTFUL, counted_n=0)])
    by_group = {row.group: row for row in rows}
    assert by_group["all"].score is not None
    assert by_group["all"].score.sets_n == 1
    assert by_group["all"].score.exact_frac == 1.0
    assert by_group["doubtful labels"].score is not None
    assert by_group["doubtful labels"].score.missed_n == 5
    assert list(by_group) == ["all", "report", "doubtful labels", "report, squat", "report, A"]


def test_rest_is_not_a_set() -> None:
    rows = summarise([outcome(), outcome(exercise=REST, expected_n=0, counted_n=0, outside_n=3, rest_s=600.0)])
    assert rows[0].score is not None
    assert rows[0].score.sets_n == 1
    assert (rows[0].ghosts_in_rest_n, rows[0].ghosts_per_10_min) == (3, 3.0)
    assert {row.group for row in rows} == {"all", "report", "report, squat", "report, A on an unknown day"}


def test_days_stand_for_people_when_there_is_one_person() -> None:
    days = [outcome(day=day, counted_n=counted) for day, counted in (("d1", 5), ("d2", 4), ("d3", 5))]
    row = summarise(days)[0]
    assert row.people_n == 3
    assert row.exact_interval is not None
    assert 0 <= row.exact_interval[0] < row.exact_interval[1] <= 1


def test_one_person_of_two_is_not_split_into_days() -> None:
    days = [outcome(day=f"d{n}", person=person) for n, person in enumerate("AAAB")]
    by_group = {row.group: row for row in summarise(days)}
    assert by_group["report, A"].people_n == 1
    assert by_group["report, A"].exact_interval is None


def test_unknown_count_is_no_set() -> None:
    rows = summarise([outcome(), outcome(expected_n=None)])
    assert rows[0].score is not None
    assert rows[0].score.sets_n == 1


def test_peers_are_scored_on_the_same_sets() -> None:
    rows = summarise([outcome(peers={"plain": 7}), outcome(peers={"plain": 5})])
    assert rows[0].peers["plain"].exact_frac == 0.5
    assert rows[0].peers["plain"].mae_n == 1.0
    assert "| all   | plain   | 2    | 50.0% " in peer_table(rows[:1])


def test_analysis_that_failed_is_told() -> None:
    assert summarise([outcome(counted_n=0, error="bad file")])[0].errors_n == 1


def test_peak_velocity_is_judged_by_rank_with_its_scale() -> None:
    pairs = tuple(RepPair(true_pv_mps=value, final_pv_mps=1.2 * value) for value in (0.9, 1.0, 1.1))
    rows = summarise([outcome(pairs=pairs)])
    assert rows[0].peak_velocity is not None
    assert rows[0].peak_velocity.pooled == pytest.approx(1.0)
    assert "1.20" in peak_table(rows)


def simulated() -> list[Outcome]:
    pairs = (
        RepPair(true_mv_mps=0.2, final_mv_mps=0.22, live_mv_mps=0.3, true_rom_m=0.5, final_rom_m=0.52, delay_s=0.1),
        RepPair(true_mv_mps=0.5, final_mv_mps=0.48, live_mv_mps=0.5, true_rom_m=0.5, final_rom_m=0.48, delay_s=0.3),
        RepPair(true_mv_mps=0.9, final_mv_mps=None, true_rom_m=0.5, final_rom_m=None),
    )
    shared: dict[str, Any] = {"condition": "bar 100 Hz", "person": "seed 1"}
    return [
        outcome(
            pairs=pairs,
            marked_n=5,
            paired_n=3,
            losses=(SetLoss(true_frac=0.3, final_frac=0.25), SetLoss(true_frac=0.1, final_frac=None)),
            failures=(Failure(true=True, found=False), Failure(true=False, found=True), Failure(true=True, found=True)),
            **shared,
        ),
        outcome(exercise=REST, expected_n=0, counted_n=0, outside_n=1, rest_s=300.0, **shared),
    ]


def test_simulation_is_summed_by_condition_and_lift() -> None:
    rows, velocities = summarise_simulation(simulated())
    assert [row.group for row in rows] == ["all", "bar 100 Hz", "squat"]
    row = velocities[0]
    assert (row.paired_n, row.measured_n) == (3, 2)
    assert row.mean_velocity is not None
    assert row.mean_velocity.rmse == pytest.approx(0.02)
    assert row.by_band[0] is not None
    assert row.by_band[0].bias == pytest.approx(0.02)
    assert row.by_band[2] is None
    assert row.live is not None
    assert row.live.rmse == pytest.approx(0.1 / 2**0.5)
    assert row.loss is not None
    assert (row.loss.n, row.losses_n) == (1, 2)
    assert row.loss.rmse == pytest.approx(0.05)
    assert (row.caught_n, row.failed_n, row.false_failed_n, row.others_n) == (1, 2, 1, 1)
    assert row.events_n == 2
    assert row.delay_p50_s == pytest.approx(0.2)
    assert rows[0].ghosts_per_10_min == 2.0


def test_what_the_engine_says_of_its_own_error_is_held_against_the_truth() -> None:
    pairs = tuple(
        RepPair(true_mv_mps=0.5, final_mv_mps=0.5 + error_mps, final_sd_mps=0.02)
        for error_mps in (0.01, -0.015, 0.03, -0.05)
    )
    unsure = RepPair(true_mv_mps=0.5, final_mv_mps=None, final_sd_mps=0.2)
    _, (row, *_) = summarise_simulation([outcome(pairs=(*pairs, unsure), condition="bar 100 Hz")])
    assert (row.within_one_sd_frac, row.within_two_sd_frac) == (0.5, 0.75)
    assert "| 50%" in velocity_table([row])
    _, (nothing, *_) = summarise_simulation([outcome(pairs=(unsure,), condition="bar 100 Hz")])
    assert (nothing.within_one_sd_frac, nothing.within_two_sd_frac) == (None, None)


def test_form_is_shown_by_measure_and_left_out_when_nothing_is_known() -> None:
    pair = RepPair(true_form=RepForm(sway_m=0.02), final_form=RepForm(sway_m=0.025))
    _, rows = summarise_simulation([outcome(pairs=(pair,), condition="bar 100 Hz")])
    header, _, line, *_, usual = form_table(rows).splitlines()
    assert [cell.strip() for cell in header.strip("|").split("|")] == ["mean absolute error", "sway_m"]
    assert [cell.strip() for cell in line.strip("|").split("|")] == ["all", "0.005"]
    assert [cell.strip() for cell in usual.strip("|").split("|")] == ["median of the truth", "0.02"]
    _, nothing = summarise_simulation(simulated())
    assert form_table(nothing) == ""


def test_tables_show_units_and_leave_unknown_empty() -> None:
    rows, velocities = summarise_simulation(simulated())
    assert "(velocities in m/s)" in velocity_table(velocities)
    line = next(line for line in set_table(velocities).splitlines() if line.startswith("| all"))
    assert [cell.strip() for cell in line.strip("|").split("|")] == [
        "all",
        "2.0",
        "5.0",
        "1 of 2",
        "1 of 2",
        "1 of 1",
        "2 of 3",
        "200",
        "290",
    ]
    assert count_table(rows).splitlines()[0].startswith("| group")


def test_results_are_plain_json() -> None:
    text = json.dumps(to_json(asdict(simulated()[0])))
    assert json.loads(text)["losses"][1] == {"true_frac": 0.1, "final_frac": None}
    assert json.loads(text)["split"] == "report"
