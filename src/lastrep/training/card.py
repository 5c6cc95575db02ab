"""The model card: what the model is, what it was made from, and what it is worth; simulated and real people apart."""

import json
from collections.abc import Sequence

from lastrep.training.card_cells import HEADER, SHORT, cells, markdown, number, short, signed
from lastrep.training.card_real import RealPeople, real_part
from lastrep.training.checks import published_checks
from lastrep.training.figures import (
    baseline,
    errors_by_rir,
    figures,
    over_people,
    reliability,
)
from lastrep.training.judge import Judged, Knows
from lastrep.training.spreads import PopulationParams
from model.artifact import KNOWLEDGE, ProximityModel
from model.reserve import ZONES

_HEAD = """# Model card: reps in reserve

Made by `lastrep train`. Do not edit: run it again.

What it does: after each rep it says how many more the lifter could do, with chances for 0, 1, 2, 3, 4 and 5 or more, an
80 % interval, and how likely two or fewer are left. It is an estimate, for healthy adults who lift as fast as they can.
It is no medical advice and ends no set by itself.

- **Lifts with a velocity** (a sensor on the bar or the wrist): boosted trees over numbers from the reps so far. Fitted
  on simulated lifters alone. No public recording holds barbell sets to failure with a sensor.
- **Lifts without** (a curl on the wrist): two small logistic regressions over rhythm and turning. Fitted on the real
  sets of three people.
- **Intervals**: split conformal prediction (MAPIE) on the place of the truth in the distribution that was told, set on
  people that nothing else was fitted on.
- **No answer**: fewer than three reps, a chosen tempo, a last rep without a trusted velocity, most reps without one.
"""

_SIMULATED = """## Simulated people, through the engine

**This is simulation.** Each person's sets became the signal of a simulated sensor; the engine counted and measured it
live; the model saw what a live page would have seen. None of these people was used to fit or to set anything. The error
is by construction that of the population's assumptions: how far velocity at the end of a set, its course and the reps
to failure vary from day to day. Real lifters may vary more. The checks below hold the population to published figures.
The number of people that set the intervals was doubled once after these figures had been seen. That made the intervals
a little wider. Later the way they are set was changed, since they held more than they promise.

Reps from the third of a set on. Bias, within one and the width of the interval at 0 to 5 true reps in reserve; F1 and
the share of truths that the interval holds over all reps. In square brackets: 95 % range by drawing people anew.
"""
_OTHER = """### People of another make

**Simulation, too, but by other rules.** Here fatigue lowers the load of zero velocity with each rep and a set ends when
the velocity falls under the person's own least (the model of LEVsim): reps to failure and the course of a set follow,
they are not drawn. Nothing was fitted, chosen or set on any such people. {people} people.
"""


def write_card(
    model: ProximityModel, judged: dict[Knows, list[Judged]], other: dict[Knows, list[Judged]], real: RealPeople
) -> str:
    """Return the card as Markdown.

    Parameters
    ----------
    model : what was fitted.
    judged : what it said about the report people, by how much it was told.
    other : the same about people of a population of another make.
    real : what it said about real people.
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
        _of_other_make(other),
        real_part(real),
        _population(),
        _made_from(model),
    ]
    return "\n".join(part.rstrip() + "\n" for part in parts)


def _by_knowledge(judged: dict[Knows, list[Judged]]) -> str:
    rows = []
    for knows, reps in judged.items():
        one = figures(reps)
        low, high = over_people(reps, lambda some: figures(some).mae_0_5)
        rows.append([str(knows), *cells(one), f"[{low:.2f}, {high:.2f}]"])
    reached = _of_full_sets(judged[Knows.PROFILE])
    rows.append([f"{Knows.PROFILE}; sets lifted to the last rep", *cells(figures(reached)), ""])
    header = ("what is known", *HEADER, "range of MAE 0-5")
    first = next(iter(judged.values()))
    return f"{len({one.person for one in first})} people.\n\n" + markdown(header, rows)


def _of_other_make(judged: dict[Knows, list[Judged]]) -> str:
    rows = [[str(knows), *cells(figures(reps))] for knows, reps in judged.items()]
    people = len({one.person for one in judged[Knows.PROFILE]})
    return _OTHER.format(people=people) + "\n" + markdown(("what is known", *HEADER), rows)


def _of_full_sets(judged: Sequence[Judged]) -> list[Judged]:
    """Return the reps of sets in which a rep with none in reserve was heard; a set's reps stand together."""
    sets: list[list[Judged]] = []
    for one in judged:
        if not sets or sets[-1][-1].person != one.person or sets[-1][-1].rir <= one.rir:
            sets.append([])
        sets[-1].append(one)
    return [one for reps in sets if reps[-1].rir == 0 for one in reps]


def _against_baselines(judged: list[Judged]) -> str:
    rows = [["**this model**", *short(figures(judged))]]
    rows += [[name, *short(figures(baseline(judged, name)))] for name in judged[0].baselines]
    words = (
        "### Against plain methods, on the same reps\n\n"
        "Two earlier sets, load and maximum are known. The published equation is that of the bench press, from\n"
        "velocity loss; the own set before is given its true number of reps.\n\n"
    )
    return words + markdown(("method", *SHORT), rows)


def _by_lift(judged: list[Judged]) -> str:
    rows = []
    for lift in dict.fromkeys(one.exercise for one in judged):
        here = [one for one in judged if one.exercise == lift]
        plain = {name: figures(baseline(here, name)).mae_0_5 for name in here[0].baselines}
        best = min(plain, key=lambda name: plain[name])
        rows.append([lift, *cells(figures(here)), f"{plain[best]:.2f} ({best})"])
    return "### By lift\n\n" + markdown(("lift", *HEADER, "best plain method, MAE 0-5"), rows)


def _by_sensor(judged: list[Judged]) -> str:
    rows = [
        [sensor, *cells(figures([one for one in judged if one.sensor == sensor]))]
        for sensor in dict.fromkeys(one.sensor for one in judged)
    ]
    return "### By sensor\n\n" + markdown(("sensor", *HEADER), rows)


def _by_rir(profile: list[Judged], first: list[Judged]) -> str:
    rows = [
        [str(rir), str(n), number(mae), signed(bias), number(first_mae)]
        for (rir, n, mae, bias), (_, _, first_mae, _) in zip(errors_by_rir(profile), errors_by_rir(first), strict=True)
    ]
    header = ("true reps in reserve", "reps", "MAE", "bias", "MAE, first set ever")
    return "### By true reps in reserve\n\n" + markdown(header, rows)


def _reliability(judged: list[Judged]) -> str:
    rows = [[name, str(n), f"{told:.2f}", f"{true:.2f}"] for name, n, told, true in reliability(judged)]
    return '### Is "two or fewer left" as likely as it says?\n\n' + markdown(
        ("chance told", "reps", "mean chance told", "came true"), rows
    )


def _unanswered(judged: list[Judged]) -> str:
    reasons = [one.reason.partition(":")[0] for one in judged if one.reason is not None]
    rows = [[reason, str(reasons.count(reason))] for reason in sorted(set(reasons))]
    words = f"### Reps without an answer\n\n{len(reasons)} of {len(judged)}.\n\n"
    return words + (markdown(("reason", "reps"), rows) if rows else "")


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
    return words + markdown(("question", "population", "range", "source"), rows)


def _made_from(model: ProximityModel) -> str:
    moves = [[name, *(f"{one:.3f}" for one in model.reach[name])] for name in KNOWLEDGE]
    note = {key: value for key, value in model.note.items() if key not in ("asked", "at_most", "tempo")}
    return (
        "## Made from\n\nHow far from the middle of the distribution an interval goes; 0.4 is what the\n"
        "distribution itself says:\n\n"
        + markdown(("what is known", *ZONES), moves)
        + f"\n```json\n{json.dumps(note, indent=1, sort_keys=True)}\n```\n"
    )
