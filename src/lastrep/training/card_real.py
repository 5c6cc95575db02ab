"""The part of the model card about real people: curls, barbell sets with one rating, and first-rep velocities."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lastrep.training.bars import BarFigures
from lastrep.training.card_cells import markdown, number, signed
from lastrep.training.judge_curls import CurlAnswers, CurlFigures, curl_figures
from lastrep.training.squat_speeds import SquatSpeeds

_CURLS = """## Real curls, by a person left out

Real sets with the lifter's own rating after every rep. For each person the model was fitted on the others alone.
**{people} people, very unequal: {counts}.**
{ended} of {sets} sets ended at a rating of 10; only there the reps that followed are known to be all there were. What
is described and how strongly it counts was chosen by these same figures, so they are kinder than a new person will be.
"""

_BARS = """## Real barbell sets with one rating each

Real sets of five lifts with a wrist band at 12.5 Hz. **{people} people, {sets} sets, none of them to failure**: the
truth is one rating of effort for each set, as typed by the author of the data, and nobody knows how many reps were
really left. Nothing was fitted on them. The lift alone is told. Beside it stands the mean of the other person's
ratings.
"""

_BARS_READING = """
A bias above 0 says that the model promises more reps than the lifters felt they had. People mostly feel fewer than they
have (by 0.95 on average, Halperin et al. 2022); an error much larger than that is the model's. Without a set to failure
the truth stays open, and so few people allow no figure for anyone else.
"""

_NOT_AT_HAND = "\n\nThese data were not at hand when the card was made.\n"

_SQUATS = """## Real first-rep velocities

The share of the maximum that a squat's first-rep velocity tells, by the published table that the model leans on. This
is no independent check: the table rests on the same study of 52 people, and its spread between people is smaller than
is usually published.
"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RealPeople:
    """What was said about real people.

    Parameters
    ----------
    curls : about real curls, each person left out.
    curl_sets, curl_sets_to_failure : curl sets heard, and those that ended at a rating of 10.
    bars : about barbell sets with one rating.
    squat_speeds : about first-rep velocities.
    """

    curls: CurlAnswers
    curl_sets: int
    curl_sets_to_failure: int
    bars: Sequence[BarFigures]
    squat_speeds: Sequence[SquatSpeeds]


def real_part(real: RealPeople) -> str:
    """Return the part as Markdown."""
    return "\n".join((_curls(real), _bars(real.bars), _squats(real.squat_speeds)))


def _curls(real: RealPeople) -> str:
    answers = real.curls
    people, counts = np.unique(answers.rows.people, return_counts=True)
    words = _CURLS.format(
        people=len(people),
        counts=", ".join(f"{person} {n} reps" for person, n in zip(people, counts, strict=True)),
        sets=real.curl_sets,
        ended=real.curl_sets_to_failure,
    )
    rows = [["all", *_curl_cells(curl_figures(answers))]]
    rows += [[str(one), *_curl_cells(curl_figures(answers, answers.rows.people == one))] for one in people]
    header = (
        "person left out",
        "reps",
        "rating within 1",
        "the same, mean by rep number",
        "near-failure F1 (sets to 10)",
        "the same, mean by rep number",
        "MAE at 0-5 left (sets to 10)",
    )
    published = (
        "\nPublished: rating within one in 85.9 % (arXiv 2510.03197), near-failure F1 0.82 (arXiv 2512.11854).\n"
    )
    return words + "\n" + markdown(header, rows) + published


def _curl_cells(one: CurlFigures) -> list[str]:
    return [
        str(one.reps),
        f"{one.rating_within_1:.1%}",
        f"{one.plain_within_1:.1%}",
        number(one.near_f1),
        number(one.plain_f1),
        number(one.mae_0_5),
    ]


def _bars(found: Sequence[BarFigures]) -> str:
    if not found:
        return _BARS.partition("\n")[0] + _NOT_AT_HAND
    rows = [
        [
            one.person,
            f"{one.answered} of {one.sets}",
            number(one.mae),
            signed(one.bias),
            f"{one.within_interval:.0%}",
            number(one.plain_mae),
        ]
        for one in found
    ]
    header = ("person", "sets answered", "MAE against felt", "bias", "80 % interval holds the felt", "MAE of the mean")
    words = _BARS.format(people=len(found), sets=sum(one.sets for one in found))
    return words + "\n" + markdown(header, rows) + _BARS_READING


def _squats(found: Sequence[SquatSpeeds]) -> str:
    if not found:
        return _SQUATS.partition("\n")[0] + _NOT_AT_HAND
    rows = [[one.kind, str(one.people), f"{one.load_percent} %", f"{one.bias:+.1f}", f"{one.mae:.1f}"] for one in found]
    header = ("squat", "people", "true share", "bias, percentage points", "mean absolute error")
    return _SQUATS + "\n" + markdown(header, rows)
