"""The watch over accuracy: what is a drop, what is not, and where the figures come from."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import accuracy
from benchmarks.accuracy import ACCEPTED, DropParams, Figures, drops, main, real_figures, simulated_figures
from lastrep.evaluation.labels import REST, Split
from lastrep.evaluation.outcome import Failure, RepPair, SetLoss
from lastrep.evaluation.simulation_summary import summarise_simulation
from lastrep.evaluation.summary import summarise
from tests.support.outcomes import outcome

SEEN: Figures = {
    "simulated-clean: all": {
        "exact_frac": 0.95,
        "missed_and_ghosts_n": 3,
        "failures_wrong_n": 1,
        "measured_frac": 0.99,
        "mean_velocity_rmse_mps": 0.012,
        "loss_rmse_frac": 0.02,
        "delay_p95_s": 0.25,
        "r_peak_velocity": 0.88,
    }
}


def found(**changes: float | None) -> Figures:
    return {group: {**figures, **changes} for group, figures in SEEN.items()}


def test_the_same_figures_are_no_drop() -> None:
    assert list(drops(SEEN, found(), DropParams())) == []


def test_better_figures_are_no_drop() -> None:
    better = found(exact_frac=1.0, missed_and_ghosts_n=0, mean_velocity_rmse_mps=0.001, delay_p95_s=0.1)
    assert list(drops(SEEN, better, DropParams())) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("exact_frac", 0.925),
        ("missed_and_ghosts_n", 4),
        ("failures_wrong_n", 2),
        ("measured_frac", 0.96),
        ("mean_velocity_rmse_mps", 0.016),
        ("loss_rmse_frac", 0.026),
        ("delay_p95_s", 0.31),
        ("r_peak_velocity", 0.85),
        ("exact_frac", None),
    ],
)
def test_each_figure_that_got_worse_is_named(name: str, value: float | None) -> None:
    (line,) = drops(SEEN, found(**{name: value}), DropParams())
    assert line.startswith(f"simulated-clean: all: {name} ")


@pytest.mark.parametrize(("name", "value"), [("exact_frac", 0.94), ("mean_velocity_rmse_mps", 0.0145)])
def test_what_another_machine_may_do_is_no_drop(name: str, value: float) -> None:
    assert list(drops(SEEN, found(**{name: value}), DropParams())) == []


def test_group_that_is_gone_is_a_drop() -> None:
    assert len(list(drops(SEEN, {}, DropParams()))) == len(SEEN["simulated-clean: all"])


def test_figure_that_was_never_known_cannot_drop() -> None:
    assert list(drops({"all": {"exact_frac": None}}, {}, DropParams())) == []


def test_figures_of_simulation_are_of_all_and_of_each_sensor() -> None:
    sensor = "bar 100 Hz, with gyroscope"
    pairs = (RepPair(true_mv_mps=0.5, final_mv_mps=0.52, final_sd_mps=0.02, delay_s=0.2), RepPair(true_mv_mps=0.5))
    outcomes = [
        outcome(
            condition=sensor,
            counted_n=6,
            pairs=pairs,
            losses=(SetLoss(true_frac=0.2, final_frac=0.25),),
            failures=(Failure(true=True, found=False), Failure(true=False, found=True)),
        ),
        outcome(condition=sensor, exercise=REST, expected_n=0, counted_n=0, outside_n=2, rest_s=60.0),
    ]
    figures = simulated_figures(*summarise_simulation(outcomes))
    assert set(figures) == {"made: all", "made: bar 100 Hz, with gyroscope"}
    assert figures["made: all"] == pytest.approx(
        {
            "exact_frac": 0.0,
            "missed_and_ghosts_n": 3,
            "failures_wrong_n": 2,
            "measured_frac": 0.5,
            "mean_velocity_rmse_mps": 0.02,
            "within_two_sd_frac": 1.0,
            "loss_rmse_frac": 0.05,
            "delay_p95_s": 0.2,
        }
    )


def test_figures_of_real_sets_are_of_all_and_of_each_split() -> None:
    outcomes = [outcome(counted_n=4), outcome(split=Split.TUNE, person="B"), outcome(person="C", error="damaged")]
    figures = real_figures(summarise(outcomes))
    assert set(figures) == {"made: all", "made: report", "made: tune"}
    assert figures["made: report"]["exact_frac"] == 0.5
    assert figures["made: report"]["errors_n"] == 1
    assert figures["made: tune"]["missed_and_ghosts_n"] == 0
    assert figures["made: all"]["r_peak_velocity"] is None


def test_nothing_to_compare_with_says_how_to_make_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--accepted", str(tmp_path / "none.json")]) == 1
    assert "--update" in capsys.readouterr().err


def test_what_was_accepted_is_kept_compared_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "accuracy.json"
    kept.write_text(json.dumps({"real": SEEN}))
    monkeypatch.setattr(accuracy, "measure", lambda *_, **__: found())
    assert main(["--accepted", str(kept), "--update"]) == 0
    assert set(json.loads(kept.read_text())) == {"real", "simulated"}
    assert main(["--accepted", str(kept)]) == 0
    monkeypatch.setattr(accuracy, "measure", lambda *_, **__: found(exact_frac=0.5))
    assert main(["--accepted", str(kept)]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "simulated-clean: all: exact_frac was 0.95 and is 0.5"


def test_the_accepted_figures_are_committed_and_can_fail() -> None:
    accepted = json.loads(ACCEPTED.read_text(encoding="utf-8"))
    assert "simulated" in accepted
    for group, figures in accepted["simulated"].items():
        worse = {**figures, "exact_frac": figures["exact_frac"] - 0.2}
        assert list(drops({group: figures}, {group: worse}, DropParams())), group


def test_no_tolerance_lets_nothing_through() -> None:
    strict = replace(DropParams(), share=0.0, error_mps=0.0)
    assert len(list(drops(SEEN, found(exact_frac=0.949, mean_velocity_rmse_mps=0.0121), strict))) == 2
