"""Real barbell sets with one rating of effort each, told by the engine: too few to fit on, enough to look at."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lastrep.evaluation.catalogue import find_source
from lastrep.evaluation.registry import load
from lastrep.evaluation.tables import read_rows
from lastrep.training.curls import MOST_EFFORT
from lastrep.training.recording import told_reps
from model.artifact import ProximityModel
from model.context import SetContext
from model.proximity import proximity
from sensing.events import Rep


@dataclass(frozen=True, slots=True, kw_only=True)
class RatedBar:
    """One real barbell set, and the rating of its whole.

    Parameters
    ----------
    person, exercise : as in the data.
    rating : perceived exertion, 5 to 9; 10 less that are the reps left by the lifter's own account.
    reps : as they stand after the set.
    """

    person: str
    exercise: str
    rating: float
    reps: tuple[Rep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BarFigures:
    """What was said after the last rep beside what the lifter felt.

    Parameters
    ----------
    person : whose sets.
    sets, answered : all of them, and those that got an estimate.
    mae, bias : mean absolute and mean error against the felt reps in reserve [reps].
    within_interval : share of felt reps in reserve that the 80 % interval holds.
    plain_mae : mean absolute error of the other people's mean on the same sets [reps].
    """

    person: str
    sets: int
    answered: int
    mae: float
    bias: float
    within_interval: float
    plain_mae: float


def hear_bars(data_dir: Path, *, progress: Callable[[float, float], None] | None = None) -> list[RatedBar]:
    """Push all rated barbell sets through the engine, live; none when the data are not there.

    Raises
    ------
    DatasetError
        When the data are damaged.
    """
    if not (data_dir / find_source("metamotion").folder).is_dir():
        return []
    ratings = _ratings(data_dir)
    rated = [one for one in load("metamotion", data_dir) if one.name in ratings and one.exercise]
    heard = []
    for done, one in enumerate(rated, start=1):
        told = [reps for reps, _ in told_reps(one.recording)]
        reps = told[-1] if told else ()
        heard.append(RatedBar(person=one.person, exercise=one.exercise or "", rating=ratings[one.name], reps=reps))
        if progress is not None:
            progress(done, len(rated))
    return heard


def judge_bars(heard: Sequence[RatedBar], model: ProximityModel) -> list[BarFigures]:
    """Ask after each set, knowing the lift alone; by person."""
    people = sorted({one.person for one in heard})
    return [_figures(person, heard, model) for person in people]


def _figures(person: str, heard: Sequence[RatedBar], model: ProximityModel) -> BarFigures:
    here = [one for one in heard if one.person == person]
    others = [MOST_EFFORT - one.rating for one in heard if one.person != person]
    usual = sum(others) / len(others) if others else float("nan")
    errors, inside, plain = [], [], []
    for one in here:
        told = proximity(one.reps, SetContext(exercise=one.exercise), model=model)
        felt = MOST_EFFORT - one.rating
        if told.estimate is None or told.low is None or told.high is None:
            continue
        errors.append(told.estimate - felt)
        inside.append(told.low <= felt <= told.high)
        plain.append(abs(usual - felt))
    n = max(len(errors), 1)
    return BarFigures(
        person=person,
        sets=len(here),
        answered=len(errors),
        mae=sum(abs(one) for one in errors) / n if errors else float("nan"),
        bias=sum(errors) / n if errors else float("nan"),
        within_interval=sum(inside) / n if errors else float("nan"),
        plain_mae=sum(plain) / n if errors else float("nan"),
    )


def _ratings(data_dir: Path) -> dict[str, float]:
    table = data_dir / find_source("metamotion").folder / "recordings.csv"
    return {
        Path(row["acc_file"]).name.split("_Accelerometer")[0]: float(row["rpe_in_name"])
        for row in read_rows(table, ("acc_file", "rpe_in_name"))
        if row["rpe_in_name"]
    }
