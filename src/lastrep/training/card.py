"""The model card: what the model is, what it was made from, and what it is worth; simulated and real people apart."""

import json
from collections.abc import Sequence

import numpy as np

from lastrep.evaluation.report import table
from lastrep.training.checks import published_checks
from lastrep.training.figures import (
    Figures,
    baseline,
    errors_by_rir,
    figures,
    over_people,
    reliability,
)
from lastrep.training.judge import Judged, Knows
from lastrep.training.judge_curls import CurlAnswers, CurlFigures, curl_figures
from lastrep.training.spreads import PopulationParams
from model.artifact import KNOWLEDGE, ProximityModel

_HEAD = """# Model card: reps in reserve

Made by `lastrep train`. Do not edit: run it again.

What it does: after each rep it says how many more the lifter could do, with chances for 0, 1, 2, 3, 4 and 5 or more, an
80 % interval, and how likely two or fewer are left. It is an estimate, for healthy adults who lift as fast as they can.
It is no medical advice and ends no set by itself.

- **Lifts with a velocity** (a sensor on the bar or the wrist): boosted trees over numbers from the reps so far. Fitted
  on simulated lifters alone. No public recording holds barbell sets to failure with a sensor.
- **Lifts without** (a curl on the wrist): two small logistic regressions over rhythm and turning. Fitted on the real
  sets of three people.
- **Intervals**: conformalized quantile regression (MAPIE), set on people that nothing else was fitted on.
- **No answer**: fewer than three reps, a chosen tempo, a last rep without a trusted velocity, most reps without one.
"""

_SIMULATED = """## Simulated people, through the engine

**This is simulation.** Each person's sets became the signal of a simulated sensor; the engine counted and measured it
live; the model saw what a live page would have seen. None of these people was used to fit or to set anything. The error
is by construction that of the population's assumptions: how far velocity at the end of a set, its course and the reps
to failure vary from day to day. Real lifters may vary more. The checks below hold the population to published figures.
The number of people that set the intervals was doubled once after these figures had been seen. That made the intervals
a little wider.

Reps from the third of a set on. Bias, within one and the width of the interval at 0 to 5 true reps in reserve; F1 and
the share of truths that the interval holds over all reps. In square brackets: 95 % range by drawing people anew.
"""

_CURLS = """## Real curls, by a person left out

Real sets with the lifter's own rating after every rep. For each person the model was fitted on the others alone.
**{people} people, very unequal: {counts}.**
{ended} of {sets} sets ended at a rating of 10; only there the reps that followed are known to be all there were. What
is described and how strongly it counts was chosen by these same figures, so they are kinder than a new person will be.
"""


def write_card(
    model: ProximityModel, judged: dict[Knows, list[Judged]], curls: CurlAnswers, set_counts: tuple[int, int]
) -> str:
    """Return the card as Markdown.

    Parameters
    ----------
    model : what was fitted.
    judged : what it said about the report people, by how much it was told.
    curls : what it said about real curls.
    set_counts : curl sets heard, and those that ended at 10.
    """
    parts = [
        _HEAD,
        _SIMULATED,
        _by_knowledge(judged),
        _against_baselines(judged[Knows.PROFILE]),
        _by_lift(judged[Knows.PROFILE]),
        _by_sensor(judged[Knows.PROFILE]),
        _by_rir(judged[Knows.PROFILE], judged[Knows.LOAD]),
        _reliability(judged[Knows.PROFILE]),
        _unanswered(judged[Knows.PROFILE]),
        _curls(curls, set_counts),
        _population(),
        _made_from(model),
    ]
    return "\n".join(part.rstrip() + "\n" for part in parts)


def _by_knowledge(judged: dict[Knows, list[Judged]]) -> str:
    rows = []
    for knows, reps in judged.items():
        one = figures(reps)
        low, high = over_people(reps, lambda some: figures(some).mae_0_5)
        rows.append([str(knows), *_cells(one), f"[{low:.2f}, {high:.2f}]"])
    reached = _of_full_sets(judged[Knows.PROFILE])
    rows.append([f"{Knows.PROFILE}; sets lifted to the last rep", *_cells(figures(reached)), ""])
    header = ("what is known", *_HEADER, "range of MAE 0-5")
    first = next(iter(judged.values()))
    return f"{len({one.person for one in first})} people.\n\n" + _markdown(header, rows)


def _of_full_sets(judged: Sequence[Judged]) -> list[Judged]:
    """Return the reps of sets in which a rep with none in reserve was heard; a set's reps stand together."""
    sets: list[list[Judged]] = []
    for one in judged:
        if not sets or sets[-1][-1].person != one.person or sets[-1][-1].rir <= one.rir:
            sets.append([])
        sets[-1].append(one)
    return [one for reps in sets if reps[-1].rir == 0 for one in reps]


def _against_baselines(judged: list[Judged]) -> str:
    rows = [["**this model**", *_short(figures(judged))]]
    rows += [[name, *_short(figures(baseline(judged, name)))] for name in judged[0].baselines]
    words = (
        "### Against plain methods, on the same reps\n\n"
        "Two earlier sets, load and maximum are known. The published equation is that of the bench press, from\n"
        "velocity loss; the own set before is given its true number of reps.\n\n"
    )
    return words + _markdown(("method", *_SHORT), rows)


def _by_lift(judged: list[Judged]) -> str:
    rows = []
    for lift in dict.fromkeys(one.exercise for one in judged):
        here = [one for one in judged if one.exercise == lift]
        plain = {name: figures(baseline(here, name)).mae_0_5 for name in here[0].baselines}
        best = min(plain, key=lambda name: plain[name])
        rows.append([lift, *_cells(figures(here)), f"{plain[best]:.2f} ({best})"])
    return "### By lift\n\n" + _markdown(("lift", *_HEADER, "best plain method, MAE 0-5"), rows)


def _by_sensor(judged: list[Judged]) -> str:
    rows = [
        [sensor, *_cells(figures([one for one in judged if one.sensor == sensor]))]
        for sensor in dict.fromkeys(one.sensor for one in judged)
    ]
    return "### By sensor\n\n" + _markdown(("sensor", *_HEADER), rows)


def _by_rir(profile: list[Judged], first: list[Judged]) -> str:
    rows = [
        [str(rir), str(n), _number(mae), _signed(bias), _number(first_mae)]
        for (rir, n, mae, bias), (_, _, first_mae, _) in zip(errors_by_rir(profile), errors_by_rir(first), strict=True)
    ]
    header = ("true reps in reserve", "reps", "MAE", "bias", "MAE, first set ever")
    return "### By true reps in reserve\n\n" + _markdown(header, rows)


def _reliability(judged: list[Judged]) -> str:
    rows = [[name, str(n), f"{told:.2f}", f"{true:.2f}"] for name, n, told, true in reliability(judged)]
    return '### Is "two or fewer left" as likely as it says?\n\n' + _markdown(
        ("chance told", "reps", "mean chance told", "came true"), rows
    )


def _unanswered(judged: list[Judged]) -> str:
    reasons = [one.reason.partition(":")[0] for one in judged if one.reason is not None]
    rows = [[reason, str(reasons.count(reason))] for reason in sorted(set(reasons))]
    words = f"### Reps without an answer\n\n{len(reasons)} of {len(judged)}.\n\n"
    return words + (_markdown(("reason", "reps"), rows) if rows else "")


def _curls(answers: CurlAnswers, set_counts: tuple[int, int]) -> str:
    people, counts = np.unique(answers.rows.people, return_counts=True)
    words = _CURLS.format(
        people=len(people),
        counts=", ".join(f"{person} {n} reps" for person, n in zip(people, counts, strict=True)),
        sets=set_counts[0],
        ended=set_counts[1],
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
    return words + "\n" + _markdown(header, rows) + published


def _curl_cells(one: CurlFigures) -> list[str]:
    return [
        str(one.reps),
        f"{one.rating_within_1:.1%}",
        f"{one.plain_within_1:.1%}",
        _number(one.near_f1),
        _number(one.plain_f1),
        _number(one.mae_0_5),
    ]


def _population() -> str:
    rows = [
        [check.name, f"{check.found:.3g}", f"{check.low:.3g} to {check.high:.3g}", check.source]
        for check in published_checks(PopulationParams())
    ]
    words = (
        "## The simulated population against published findings\n\n"
        "The range is the published one, widened by what small studies allow. One spread, the velocity at the end of\n"
        "a set from set to set, was lowered once, from 0.032 to 0.024 m/s, after a first model had been judged on\n"
        "tune people: it broke the published spread of velocity at fixed reps in reserve, which had not been checked\n"
        "in the bench press. That made the figures above better.\n\n"
    )
    return words + _markdown(("question", "population", "range", "source"), rows)


def _made_from(model: ProximityModel) -> str:
    moves = [[name, f"{model.margins[name][0]:+.2f}", f"{model.margins[name][1]:+.2f}"] for name in KNOWLEDGE]
    note = {key: value for key, value in model.note.items() if key not in ("asked", "at_most", "tempo")}
    return (
        "## Made from\n\nHow far the quantiles were moved apart, in reps:\n\n"
        + _markdown(("what is known", "down", "up"), moves)
        + f"\n```json\n{json.dumps(note, indent=1, sort_keys=True)}\n```\n"
    )


_SHORT = ("MAE 0-3", "MAE 0-5", "bias", "within 1", "near-failure F1")
_HEADER = ("reps", "answered", *_SHORT, "80 % holds", "at 0-5", "width")


def _cells(one: Figures) -> list[str]:
    return [
        str(one.reps),
        f"{one.answered:.0%}",
        *_short(one),
        f"{one.coverage:.0%}",
        f"{one.coverage_0_5:.0%}",
        f"{one.width_0_5:.1f}",
    ]


def _short(one: Figures) -> list[str]:
    return [
        _number(one.mae_0_3),
        _number(one.mae_0_5),
        _signed(one.bias_0_5),
        f"{one.within_1:.0%}",
        _number(one.near_f1),
    ]


def _number(value: float) -> str:
    return "" if np.isnan(value) else f"{value:.2f}"


def _signed(value: float) -> str:
    return "" if np.isnan(value) else f"{value:+.2f}"


def _markdown(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return table(header, rows) + "\n"
