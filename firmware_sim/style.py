"""How tidily a lifter lifts this set: pauses, bounce, how far the sensor turns and the bar wanders."""

from dataclasses import dataclass

import numpy as np

from firmware_sim.conditions import Conditions
from firmware_sim.lifts import Lift, Range, Start


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How this set is lifted.

    Parameters
    ----------
    touch_and_go : no stop at the bottom; on the floor the bar is pulled as soon as it touches.
    bottom_pause_s, top_pause_s : range of the holds [s].
    turn_rad : turn of the sensor from the bottom to the top [rad].
    turn_bow : how unevenly the turn follows the height, -1 to 1; 0 = evenly.
    tilt_rad : tilt on the way from bottom to top [rad]: a forearm that turns about its own axis.
    path_m : horizontal excursion [m].
    """

    touch_and_go: bool
    bottom_pause_s: Range
    top_pause_s: Range
    turn_rad: float
    turn_bow: float
    tilt_rad: float
    path_m: float


def draw_style(
    rng: np.random.Generator,
    lift: Lift,
    conditions: Conditions,
    *,
    wrist: bool,
    touch_and_go: bool | None,
    bottom_pause_s: Range | None,
    top_pause_s: Range | None,
) -> Style:
    """Draw how a set is lifted; what is given is kept."""
    turn_deg = rng.uniform(*(lift.forearm_turn_deg if wrist else conditions.rom_turn_deg))
    bounce = lift.start is not Start.FLOOR and not lift.eccentric_first and rng.random() < 0.3
    return Style(
        touch_and_go=bounce if touch_and_go is None else touch_and_go,
        bottom_pause_s=_habit(rng, lift.bottom_pause_s) if bottom_pause_s is None else bottom_pause_s,
        top_pause_s=_habit(rng, lift.top_pause_s) if top_pause_s is None else top_pause_s,
        turn_rad=float(np.radians(turn_deg * rng.choice((-1.0, 1.0)))),
        turn_bow=rng.uniform(-0.3, 0.3),
        tilt_rad=float(np.radians(rng.uniform(-15.0, 15.0) if wrist else rng.normal(0.0, 0.5))),
        path_m=rng.uniform(*lift.path_m) * rng.choice((-1.0, 1.0)),
    )


def _habit(rng: np.random.Generator, over_people: Range) -> Range:
    # One lifter pauses much the same from rep to rep.
    usual_s = rng.uniform(*over_people)
    return 0.75 * usual_s, 1.25 * usual_s
