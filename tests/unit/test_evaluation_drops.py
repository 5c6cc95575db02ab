from pathlib import Path
from typing import Any

import pytest

from benchmarks.accuracy import DropParams, drops, key_figures, main

ACCEPTED: dict[str, dict[str, float | None]] = {
    "simulated-clean: all": {
        "exact_frac": 0.95,
        "missed_and_ghosts_n": 3,
        "mean_velocity_rmse_mps": 0.012,
        "loss_rmse_frac": 0.02,
        "delay_p95_s": 0.25,
    }
}


def found(**changes: float | None) -> dict[str, dict[str, float | None]]:
    return {group: {**figures, **changes} for group, figures in ACCEPTED.items()}


def test_the_same_figures_are_no_drop() -> None:
    assert list(drops(ACCEPTED, found(), DropParams())) == []


def test_better_figures_are_no_drop() -> None:
    better = found(exact_frac=1.0, missed_and_ghosts_n=0, mean_velocity_rmse_mps=0.001, delay_p95_s=0.1)
    assert list(drops(ACCEPTED, better, DropParams())) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("exact_frac", 0.925),
        ("missed_and_ghosts_n", 6),
        ("mean_velocity_rmse_mps", 0.016),
        ("loss_rmse_frac", 0.026),
        ("delay_p95_s", 0.28),
        ("exact_frac", None),
    ],
)
def test_each_figure_that_got_worse_is_named(name: str, value: float | None) -> None:
    (line,) = drops(ACCEPTED, found(**{name: value}), DropParams())
    assert line.startswith(f"simulated-clean: all: {name} ")


def test_group_that_is_gone_is_a_drop() -> None:
    assert len(list(drops(ACCEPTED, {}, DropParams()))) == 5


def test_figure_that_was_never_known_cannot_drop() -> None:
    unknown: dict[str, dict[str, float | None]] = {"all": {"exact_frac": None}}
    assert list(drops(unknown, {}, DropParams())) == []


def test_key_figures_add_ghosts_in_rest_and_leave_unknown_unknown() -> None:
    results: dict[str, Any] = {
        "datasets": [
            {
                "name": "simulated-gym",
                "groups": [
                    {
                        "group": "all",
                        "score": {"exact_frac": 0.5, "missed_n": 1, "ghosts_n": 2},
                        "ghosts_in_rest_n": 4,
                    },
                    {"group": "rest", "score": None, "ghosts_in_rest_n": 0},
                ],
                "velocities": [
                    {"mean_velocity": {"rmse": 0.02}, "loss": None, "delay_p95_s": None},
                    {"mean_velocity": None, "loss": None, "delay_p95_s": None},
                ],
            }
        ]
    }
    figures = key_figures(results)
    assert figures["simulated-gym: all"] == {
        "exact_frac": 0.5,
        "missed_and_ghosts_n": 7,
        "mean_velocity_rmse_mps": 0.02,
        "loss_rmse_frac": None,
        "delay_p95_s": None,
    }
    assert set(figures["simulated-gym: rest"].values()) == {None}


def test_nothing_to_compare_with_says_how_to_make_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--accepted", str(tmp_path / "none.json")]) == 1
    assert "--update" in capsys.readouterr().err
