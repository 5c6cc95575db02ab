"""One set, lifted: takes a plan of speeds and writes the movements of a set with everything that surrounds them."""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d

from firmware_sim.approach import approach, put_down
from firmware_sim.artefacts import Stage, drop_to_floor, plate_rattle, rack_hit, re_grip
from firmware_sim.conditions import Conditions
from firmware_sim.lifts import Lift, Start
from firmware_sim.population import Person
from firmware_sim.rep_shape import Drive, drive_shape, lowering_shape, travel
from firmware_sim.set_plan import SetPlan
from firmware_sim.style import Style
from firmware_sim.track import GRID_HZ
from sensing.samples import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """Where one rep was written, by true time [s], before the exact borders are found on the smooth curve.

    Parameters
    ----------
    concentric : start and end of the way up.
    eccentric : start and end of the way down before it, or None.
    completed : False for an attempt that came back.
    """

    concentric: tuple[float, float]
    eccentric: tuple[float, float] | None
    completed: bool


class Lifter:
    """Lifts one set into a stage.

    Parameters
    ----------
    stage : where to write.
    lift, person, plan : what, who and how fast.
    style, conditions : how tidily.
    """

    def __init__(
        self, stage: Stage, lift: Lift, person: Person, plan: SetPlan, style: Style, conditions: Conditions
    ) -> None:
        self._stage, self._track, self._rng = stage, stage.track, stage.rng
        self._lift, self._person, self._plan = lift, person, plan
        self._style, self._conditions = style, conditions
        self._bottom_m = self._top_m = 0.0
        self._down: tuple[float, float] | None = None

    def lift_set(self) -> tuple[Attempt, ...]:
        """Write the whole set, approach and putting down included; return its attempts."""
        start_m = self._track.height_m
        above_hooks_m = approach(self._stage, self._lift)
        self._set_heights()
        attempts = [self._rep(i, v) for i, v in enumerate(self._plan.mean_velocities_mps)]
        if self._plan.failed_rep:
            attempts.append(self._failed_rep(len(attempts)))
        put_down(self._stage, self._lift, start_m, above_hooks_m, self._person.eccentric_s, self._along)
        return tuple(attempts)

    def _set_heights(self) -> None:
        at_m = self._track.height_m
        self._bottom_m = at_m - self._person.rom_m if self._lift.eccentric_first else at_m
        self._top_m = self._bottom_m + self._person.rom_m

    def _heights(self, index: int) -> tuple[float, float]:
        rom_m, c = self._person.rom_m, self._conditions
        fade_m = c.rom_fade_frac * rom_m * self._plan.effort(index)
        low_m = self._bottom_m
        if self._lift.start is not Start.FLOOR:
            low_m += self._rng.normal(0.0, c.bottom_sd_frac) * rom_m + (fade_m if self._lift.eccentric_first else 0.0)
        high_m = self._top_m + self._rng.normal(0.0, c.top_sd_frac) * rom_m
        if not self._lift.eccentric_first:
            high_m -= fade_m
        return low_m, high_m

    def _rep(self, index: int, mean_mps: float) -> Attempt:
        low_m, high_m = self._heights(index)
        late = self._plan.effort(index)
        if index:
            self._between_reps(low_m, late)
        if self._lift.eccentric_first:
            self._lower(low_m, late)
        down, self._down = self._down, None
        up = self._drive(high_m, mean_mps, bounced=self._bounces and down is not None)
        self._hold_top(late)
        more = index + 1 < len(self._plan.mean_velocities_mps) or self._plan.failed_rep
        if more and not self._lift.eccentric_first:
            # This way down belongs to the rep that follows.
            self._lower(self._heights(index + 1)[0], late)
        return Attempt(concentric=up, eccentric=down, completed=True)

    @property
    def _bounces(self) -> bool:
        return self._style.touch_and_go or (self._lift.eccentric_first and self._style.bottom_pause_s[1] < 0.3)

    def _between_reps(self, low_m: float, late: float) -> None:
        rng, conditions = self._rng, self._conditions
        if rng.random() < conditions.re_grip_prob:
            re_grip(self._stage)
        if late > 0.5 and rng.random() < conditions.rest_pause_prob:
            self._track.rest(rng.uniform(3.0, 8.0))
        a_rep = conditions.partial_prob / len(self._plan.mean_velocities_mps)
        if rng.random() < a_rep and self._lift.eccentric_first:
            self._partial(low_m)

    def _drive(self, high_m: float, mean_mps: float, *, bounced: bool) -> tuple[float, float]:
        shape = self._drive_velocity(high_m - self._track.height_m, mean_mps, bounced=bounced)
        start_s = self._track.t_s
        self._along(shape)
        if self._rng.random() < self._conditions.rattle_prob:
            plate_rattle(self._stage, self._rng.uniform(1.0, 8.0))
        return start_s, self._track.t_s

    def _drive_velocity(self, rise_m: float, mean_mps: float, *, bounced: bool) -> Floats:
        rng = self._rng
        end_mps = self._plan.end_velocity_mps
        # 1 at the speed of the last possible rep, 0 from two and a half times that upwards.
        effort = float(np.clip((2.5 * end_mps - mean_mps) / (1.5 * end_mps), 0.0, 1.0))
        depth = self._lift.sticking * effort * rng.uniform(0.85, 1.0)
        duration_s = rise_m / mean_mps
        stall = depth > 0.5 and mean_mps < 0.15 and rng.random() < 0.6
        drive = Drive(
            duration_s=duration_s,
            onset=rng.uniform(0.9, 1.1) if bounced else rng.uniform(1.1, 1.4),
            finish=rng.uniform(1.0, 1.3),
            sticking=1.0 if stall else depth,
            dip_frac=rng.uniform(-0.04, 0.05) if stall else rng.uniform(0.15, 0.7 - 0.2 * effort),
            dip_time_frac=rng.uniform(0.40, 0.55),
            second_hump_frac=rng.uniform(0.75, 1.25),
            hold_s=min(rng.uniform(0.2, 1.0), 0.25 * duration_s) if stall else 0.0,
        )
        return travel(self._uneven(drive_shape(drive, GRID_HZ)), rise_m, GRID_HZ)

    def _lower(self, low_m: float, late: float) -> None:
        rng, lift = self._rng, self._lift
        duration_s = self._person.eccentric_s * rng.uniform(0.9, 1.1) * (1.0 + rng.uniform(-0.2, 0.2) * late)
        start_s = self._track.t_s
        if lift.start is Start.FLOOR:
            contact_mps = rng.uniform(0.15, 0.5) if self._style.touch_and_go else rng.uniform(0.4, 1.2)
            drop_to_floor(
                self._stage, low_m, duration_s, contact_mps, bounces=not self._style.touch_and_go, write=self._along
            )
            self._down = (start_s, self._track.t_s)
        else:
            pause = self._style.bottom_pause_s[1] >= 0.3 and not self._style.touch_and_go
            shape = lowering_shape(
                round(duration_s * GRID_HZ),
                rng.uniform(0.7, 1.5),
                rng.uniform(1.2, 1.8) if pause else rng.uniform(0.7, 1.1),
            )
            self._along(-travel(self._uneven(shape), self._track.height_m - low_m, GRID_HZ))
            self._down = (start_s, self._track.t_s)
        self._hold_bottom()

    def _uneven(self, shape: Floats) -> Floats:
        # No muscle pulls evenly: slow random speed changes within the movement, about three a second.
        noise = gaussian_filter1d(self._rng.normal(size=len(shape) + 600), 60.0)[300:-300]
        uneven: Floats = shape * np.clip(1.0 + self._conditions.speed_wobble_frac * noise / noise.std(), 0.3, 1.7)
        return uneven

    def _along(self, velocity_mps: Floats) -> None:
        # Turn and path follow the height within the rep: bottom 0, top 1; the path bows out in mid-way.
        height_m = self._track.height_m + np.cumsum(velocity_mps) / GRID_HZ
        place = np.clip((height_m - self._bottom_m) / (self._top_m - self._bottom_m), -0.2, 1.2)
        wobble = self._rng.normal(1.0, 0.03)
        bow = np.clip(place, 0.0, 1.0)
        bent = place + self._style.turn_bow * np.sin(np.pi * bow)
        turn = self._style.turn_rad * wobble * bent
        path = self._style.path_m * (np.sin(np.pi * bow) * 0.5 + 0.5 * bow)
        tilt = self._style.tilt_rad * bow + np.radians(self._rng.normal(0.0, 0.8)) * np.sin(np.pi * bow)
        self._track.climb(velocity_mps, turn=turn - turn[0], y=path - path[0], tilt=tilt - tilt[0])

    def _hold_bottom(self) -> None:
        if self._style.touch_and_go:
            return
        on_floor = self._lift.start is Start.FLOOR
        self._track.rest(self._rng.uniform(*self._style.bottom_pause_s), held=0.4 if on_floor else 1.0)

    def _hold_top(self, late: float) -> None:
        # Breathing between reps takes longer in the last third.
        longer = 1.0 + 2.0 * max(0.0, late - 0.66)
        self._track.rest(self._rng.uniform(*self._style.top_pause_s) * longer)

    def _partial(self, low_m: float) -> None:
        with self._stage.note("partial"):
            down_m = self._rng.uniform(0.25, 0.45) * (self._track.height_m - low_m)
            top_m = self._track.height_m
            self._track.reach(self._rng.uniform(0.5, 0.9), top_m - down_m)
            self._track.reach(self._rng.uniform(0.4, 0.8), top_m)
            self._track.rest(self._rng.uniform(0.5, 1.5))

    def _failed_rep(self, index: int) -> Attempt:
        rng, track = self._rng, self._track
        if self._lift.eccentric_first:
            self._lower(self._heights(index)[0], 1.0)
        start_m, start_s = track.height_m, track.t_s
        rise_m = rng.uniform(0.2, 0.6) * self._person.rom_m
        mean_mps = min(0.3, self._plan.end_velocity_mps) * rng.uniform(0.7, 1.1)
        # One early hump, then the bar slows to nothing.
        n = round(rise_m / mean_mps * GRID_HZ)
        self._along(travel(lowering_shape(n, 1.2, rng.uniform(1.5, 2.5)), rise_m, GRID_HZ))
        track.rest(rng.uniform(0.2, 1.5))
        up = (start_s, track.t_s)
        self._come_back(start_m)
        return Attempt(concentric=up, eccentric=self._down, completed=False)

    def _come_back(self, start_m: float) -> None:
        rng, track = self._rng, self._track
        if self._lift.start is Start.FLOOR:
            drop_to_floor(self._stage, start_m, rng.uniform(0.4, 0.9), rng.uniform(0.4, 1.0), write=self._along)
        else:
            n = round(rng.uniform(0.5, 1.2) * GRID_HZ)
            self._along(-travel(lowering_shape(n, 1.5, 1.2), track.height_m - start_m, GRID_HZ))
            if self._lift.name == "squat":
                # Onto the safety pins.
                rack_hit(self._stage, weak=rng.random() < 0.5)
        track.rest(rng.uniform(0.3, 1.0))
