"""The simulated people whose sets go through the engine: two earlier sets to failure each, then a session to judge.

One group sets the width of the intervals, another is only reported on, and so is one of a population of another make.
None of the three was ever used to fit the model.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import partial

import numpy as np

from firmware_sim.lifts import LIFTS
from lastrep.training.fading import FadingParams, draw_fading_lifter, draw_fading_session
from lastrep.training.population import TrainingLifter, TrueSet, draw_lifter, draw_session
from lastrep.training.recording import HeardSet, Sensor, hear_set
from lastrep.training.spreads import PopulationParams


class Group(StrEnum):
    """What a person's sets may be used for."""

    TUNE = "tune"
    CALIBRATE = "calibrate"
    REPORT = "report"
    OTHER = "other"


_FIRST_SEED = {Group.TUNE: 100_000, Group.CALIBRATE: 200_000, Group.REPORT: 300_000, Group.OTHER: 400_000}

SENSORS = (
    Sensor(),
    Sensor(untidy=True),
    Sensor(mount="wrist"),
    Sensor(rate_hz=52.0),
    Sensor(),
    Sensor(untidy=True),
    Sensor(mount="wrist", untidy=True),
    Sensor(gyroscope=False),
)
"""Taken in turn by the people of a lift."""

EARLIER_SETS = 2
"""Sets to failure on earlier days, which the profile is learned from."""

SESSION_SETS = 2
"""Sets of the session that is judged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedPerson:
    """One person to simulate.

    Parameters
    ----------
    exercise : the lift.
    number : place among the group's people of this lift, from 0.
    group : what the sets are for.
    """

    exercise: str
    number: int
    group: Group

    @property
    def key(self) -> str:
        """Name of the person in splits."""
        return f"{self.group} {self.exercise} {self.number}"

    @property
    def seed(self) -> int:
        """Of all draws; people share none."""
        return _FIRST_SEED[self.group] + self.number * len(LIFTS) + list(LIFTS).index(self.exercise)

    @property
    def sensor(self) -> Sensor:
        """What they wear."""
        return SENSORS[self.number % len(SENSORS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardPerson:
    """One person's sets as the engine told of them.

    Parameters
    ----------
    person : who, and what for.
    lifter : the truth about them.
    earlier : sets to failure on earlier days.
    session : the sets to be judged.
    """

    person: SimulatedPerson
    lifter: TrainingLifter
    earlier: tuple[HeardSet, ...]
    session: tuple[HeardSet, ...]


def people(group: Group, per_lift: int) -> list[SimulatedPerson]:
    """Lay out a group, lifts in turn.

    Examples
    --------
    >>> [person.key for person in people(Group.REPORT, 1)][:2]
    ['report squat 0', 'report bench 0']
    """
    return [SimulatedPerson(exercise=lift, number=number, group=group) for number in range(per_lift) for lift in LIFTS]


def hear_person(person: SimulatedPerson, params: PopulationParams) -> HeardPerson:
    """Draw a person, lift all sets, and listen to the engine. Some seconds of work."""
    rng = np.random.default_rng(person.seed)
    lifter = draw_lifter(rng, person.key, person.exercise, params)
    draw = partial(draw_session, rng, lifter, params)
    if person.group is Group.OTHER:
        other = FadingParams()
        fading = draw_fading_lifter(rng, person.key, person.exercise, other)
        lifter, draw = fading.lifter, partial(draw_fading_session, rng, fading, other)
    earlier = [draw(sets=1, to_failure=True)[0] for _ in range(EARLIER_SETS)]
    session = draw(sets=SESSION_SETS)

    def hear(sets: list[TrueSet], first: int) -> tuple[HeardSet, ...]:
        return tuple(
            hear_set(lifter, one, person.sensor, person.seed * 10 + i) for i, one in enumerate(sets, start=first)
        )

    return HeardPerson(
        person=person, lifter=lifter, earlier=hear(earlier, 0), session=hear(list(session), EARLIER_SETS)
    )
