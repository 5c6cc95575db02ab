import pytest

from lastrep.evaluation.errors import DatasetError
from lastrep.evaluation.settings import MOST_VALUES, Setting, numeric_settings, parse_setting, with_values
from sensing.engine import EngineParams


def test_every_number_of_every_step_has_a_name() -> None:
    settings = numeric_settings()
    assert {path.split(".")[0] for path in settings} == {"track", "look", "sets", "join"}
    assert settings["look.settle.swings.end_share"] == EngineParams().look.settle.swings.end_share
    assert settings["look.measure.trust.worst_share"] == EngineParams().look.measure.trust.worst_share
    assert len(settings) > 100


def test_only_what_is_named_changes() -> None:
    changed = with_values(EngineParams(), {"look.reps.whole_share": 0.8, "look.reps.fewest": 3.0})
    before, after = numeric_settings(), numeric_settings(changed)
    assert {path for path in before if before[path] != after[path]} == {"look.reps.whole_share", "look.reps.fewest"}
    assert isinstance(changed.look.reps.fewest, int)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("look.reps.fewest", "has no values"),
        ("look.reps.nothing=1", "no setting"),
        ("look.reps=1", "no setting"),
        ("look.settle.loosen=1", "no setting"),
        ("look.reps.fewest=", "not numbers"),
        ("look.reps.fewest=1,two", "not numbers"),
        ("look.reps.fewest=nan", "finite"),
        ("look.reps.fewest=" + ",".join(["2"] * (MOST_VALUES + 1)), "1 to 20"),
        ("=" * 500, "no setting"),
        ("track.step_s=0", "too far"),
        ("track.step_s=-0.01", "too far"),
        ("track.step_s=1e-9", "too far"),
        ("track.kept_s=1e12", "too far"),
    ],
)
def test_what_is_no_setting_is_refused_in_one_line(text: str, word: str) -> None:
    with pytest.raises(DatasetError, match=word) as refusal:
        parse_setting(text)
    assert "\n" not in str(refusal.value)
    assert len(str(refusal.value)) < 200


def test_spaces_about_the_name_do_not_matter() -> None:
    assert parse_setting(" look.reps.fewest =2, 3") == Setting(path="look.reps.fewest", values=(2.0, 3.0))


def test_half_a_rep_is_refused() -> None:
    with pytest.raises(DatasetError, match="whole number"):
        with_values(EngineParams(), {"look.reps.fewest": 2.5})
