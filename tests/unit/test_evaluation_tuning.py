"""Choosing by number: who is looked at, what wins, and that whoever is reported on was not chosen by."""

from pathlib import Path

import pytest

from lastrep.evaluation.errors import DatasetError
from lastrep.evaluation.labels import Mount, Split, Trust
from lastrep.evaluation.outcome import Outcome, RepPair
from lastrep.evaluation.settings import Setting
from lastrep.evaluation.simulation_plan import CLEAN
from lastrep.evaluation.tuning import Goal, Trial, TuningPlan, chosen_without, unit_of

PATH = "look.reps.whole_share"
GRID = (Setting(path=PATH, values=(0.6, 0.8)),)


def outcome(person: str, counted_n: int, *, dataset: str = "barbell-centre", error_mps: float = 0.0) -> Outcome:
    return Outcome(
        dataset=dataset,
        name=f"{person} {counted_n}",
        person=person,
        day="2024-11-26",
        split=Split.TUNE,
        exercise="squat",
        mount=Mount.BAR,
        trust=Trust.SEEN,
        expected_n=5,
        counted_n=counted_n,
        pairs=(RepPair(true_mv_mps=0.5, final_mv_mps=0.5 + error_mps),),
    )


def trial(value: float | None, **counted: int) -> Trial:
    values = {} if value is None else {PATH: value}
    return Trial(values=values, outcomes=tuple(outcome(person, n) for person, n in counted.items()))


def test_whoever_is_left_out_has_no_say() -> None:
    # For P1 alone 0.8 would be best; on the others it is worst.
    trials = [trial(None, P1=4, P2=4, P3=5), trial(0.6, P1=3, P2=5, P3=5), trial(0.8, P1=5, P2=2, P3=2)]
    assert chosen_without(trials, "barbell-centre, P1", Goal.ERRORS).values == {PATH: 0.6}
    assert chosen_without(trials, "barbell-centre, P2", Goal.ERRORS).values == {}


def test_what_is_in_use_wins_a_tie() -> None:
    trials = [trial(None, P1=4, P2=5), trial(0.6, P1=5, P2=5)]
    assert chosen_without(trials, "barbell-centre, P1", Goal.ERRORS).values == {}


def test_nobody_left_to_choose_on_is_told() -> None:
    with pytest.raises(DatasetError, match="nobody is left"):
        chosen_without([trial(None, P1=5)], "barbell-centre, P1", Goal.ERRORS)


def test_a_set_of_one_person_is_left_out_by_day() -> None:
    assert unit_of(outcome("W1", 5, dataset="watch")) == "watch, 2024-11-26"
    assert unit_of(outcome("P1", 5)) == "barbell-centre, P1"


def test_velocity_is_chosen_by_its_error() -> None:
    def of(value: float | None, error_mps: float) -> Trial:
        pairs = (outcome("P1", 5, error_mps=error_mps), outcome("P2", 5, error_mps=0.3))
        return Trial(values={} if value is None else {PATH: value}, outcomes=pairs)

    assert chosen_without([of(None, 0.02), of(0.6, -0.01)], "barbell-centre, P2", Goal.VELOCITY).values == {PATH: 0.6}


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"settings": ()}, "too many or none"),
        ({"settings": (Setting(path=PATH, values=tuple(range(15))),) * 2}, "too many"),
        ({"names": (CLEAN,), "leave_out": True}, "no people to leave out"),
        ({"goal": Goal.VELOCITY}, "true velocity"),
    ],
)
def test_plans_that_make_no_sense_are_refused(changes: dict[str, object], word: str) -> None:
    whole: dict[str, object] = {"names": ("barbell-centre",), "data_dir": Path(), "settings": GRID, **changes}
    with pytest.raises(DatasetError, match=word):
        TuningPlan(**whole)  # type: ignore[arg-type]  # the fields, one of them wrong
