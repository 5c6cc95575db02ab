"""How a set begins and ends: from the rack or the floor into position, and back."""

from collections.abc import Callable

from firmware_sim.artefacts import Stage, bail_out, drop_to_floor, rerack, shift_bench, step_back, unrack
from firmware_sim.lifts import Lift, Start
from sensing.samples import Floats


def approach(stage: Stage, lift: Lift) -> float:
    """Bring the bar from where it waits to where the first rep begins.

    Returns
    -------
    How far it was lifted out of its hooks [m], 0 when it came from the floor.
    """
    if lift.start is Start.RACK or (lift.start is Start.HANG and stage.rng.random() < 0.5):
        rise_m = unrack(stage)
        if lift.name == "bench":
            shift_bench(stage)
        else:
            step_back(stage)
        if lift.start is Start.HANG:
            _lean_over(stage)
        return rise_m
    _set_up_at_floor(stage)
    if lift.start is Start.HANG:
        _pick_up(stage)
    return 0.0


def put_down(
    stage: Stage,
    lift: Lift,
    start_m: float,
    above_hooks_m: float,
    eccentric_s: float,
    write: Callable[[Floats], None],
) -> None:
    """Bring the bar from the end of the last attempt back to where it waited.

    Parameters
    ----------
    stage, lift : where to write, and what was lifted.
    start_m : height at which the bar waited [m].
    above_hooks_m : what `approach` returned [m].
    eccentric_s : usual duration of a way down [s].
    write : appends a way down that follows the path of a rep.
    """
    rng, track = stage.rng, stage.track
    if above_hooks_m == 0.0:
        _put_on_floor(stage, lift, start_m, eccentric_s, write)
        return
    hang_m = start_m + above_hooks_m
    if abs(track.height_m - hang_m) > 0.1 and lift.eccentric_first:
        bail_out(stage, hang_m)
    elif lift.start is Start.HANG:
        with stage.note("stand up"):
            track.reach(rng.uniform(0.7, 1.5), hang_m)
    elif track.height_m > hang_m + 0.1:
        with stage.note("lower to shoulders"):
            track.reach(eccentric_s * rng.uniform(0.8, 1.2), hang_m)
    if lift.name == "bench":
        shift_bench(stage, back=True)
    else:
        step_back(stage, forwards=True)
    rerack(stage, start_m)


def _set_up_at_floor(stage: Stage) -> None:
    rng, track = stage.rng, stage.track
    with stage.note("set-up"):
        track.rest(rng.uniform(0.5, 2.0), held=0.3)
        if rng.random() < 0.5:
            track.reach(rng.uniform(0.5, 1.2), held=0.5, turn=rng.normal(0.0, 0.15), y=rng.normal(0.0, 0.02))
        track.rest(rng.uniform(0.3, 1.2), held=0.5)


def _pick_up(stage: Stage) -> None:
    rng, track = stage.rng, stage.track
    with stage.note("pick-up"):
        track.reach(rng.uniform(0.8, 1.6), track.height_m + rng.uniform(0.50, 0.62), turn=rng.normal(0.0, 0.1))
        track.rest(rng.uniform(0.3, 1.5))
    _lean_over(stage)


def _lean_over(stage: Stage) -> None:
    rng, track = stage.rng, stage.track
    with stage.note("lean over"):
        track.reach(rng.uniform(0.7, 1.5), track.height_m - rng.uniform(0.15, 0.30), y=rng.uniform(0.0, 0.1))
        track.rest(rng.uniform(0.3, 1.2))


def _put_on_floor(
    stage: Stage, lift: Lift, start_m: float, eccentric_s: float, write: Callable[[Floats], None]
) -> None:
    rng, track = stage.rng, stage.track
    if lift.start is Start.HANG:
        with stage.note("put down"):
            track.rest(rng.uniform(0.2, 0.8))
            drop_to_floor(stage, start_m, rng.uniform(0.7, 1.2), rng.uniform(0.4, 1.0))
    elif track.height_m > start_m + 0.02:
        with stage.note("put down"):
            drop_to_floor(stage, start_m, eccentric_s, rng.uniform(0.5, 1.4), write=write)
    track.rest(rng.uniform(0.5, 1.5), held=0.2)
