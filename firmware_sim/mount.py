"""From the motion of a bar or a hand to what an ideal sensor fixed to it feels.

World axes: x sideways along the bar, y forwards, z up. The sensor sits at the end of a lever on a turning body, so its
path is not that of the bar: a bar sensor circles when the bar rolls, a wrist draws an arc.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.spatial.transform import Rotation

from firmware_sim.track import GRID_HZ, Motion
from sensing.samples import Floats
from sensing.units import STANDARD_GRAVITY_MPS2


class Mount(StrEnum):
    """Where the sensor is."""

    BAR = "bar"
    WRIST = "wrist"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fixing:
    """How the sensor sits on the body that carries it.

    Parameters
    ----------
    lever_m : (3,) from the bar's axis, or from the grip, to the sensor, in axes of the carrying body [m].
    case : turns sensor axes into axes of the carrying body.
    """

    lever_m: Floats
    case: Rotation


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Felt:
    """What an ideal sensor reads on the fine grid; n samples.

    Parameters
    ----------
    t_s : (n,) true time [s].
    force_mps2 : (n, 3) specific force in sensor axes [m/s2].
    rate_dps : (n, 3) angular rate in sensor axes [deg/s].
    velocity_mps, height_m : (n,) vertical motion of the place of the sensor, vibration left out: the truth.
    attitude : (n,) rotations from sensor axes to the world.
    """

    t_s: Floats
    force_mps2: Floats
    rate_dps: Floats
    velocity_mps: Floats
    height_m: Floats
    attitude: Rotation


def draw_fixing(
    rng: np.random.Generator, mount: Mount, lever_m: tuple[float, float], upside_down: bool | None
) -> Fixing:
    """Draw how the sensor is fixed: at any angle around the bar, or on a wrist worn either way round.

    Parameters
    ----------
    rng : source of draws.
    mount : bar or wrist.
    lever_m : range of the distance from the bar's axis [m]; a wrist is 3 cm further from the grip than that.
    upside_down : True = case top down at the start, False = up, None = any angle.
    """
    distance_m = rng.uniform(*lever_m)
    around = rng.uniform(-180.0, 180.0)
    flip = bool(rng.random() < 0.5)
    if upside_down is not None:
        around = rng.uniform(-20.0, 20.0) + (180.0 if upside_down else 0.0)
    skew_deg = rng.normal(0.0, 3.0, size=2)
    case = Rotation.from_euler("xyz", (around, skew_deg[0], skew_deg[1] + (180.0 if flip else 0.0)), degrees=True)
    if mount is Mount.BAR:
        angle = np.radians(around + 90.0)
        return Fixing(lever_m=distance_m * np.array([0.0, np.cos(angle), np.sin(angle)]), case=case)
    # The forearm hangs below the grip, leaning; the watch's x axis lies along it.
    lean = rng.uniform(-30.0, 30.0)
    down = np.array([0.0, np.sin(np.radians(lean)), -np.cos(np.radians(lean))])
    strap = 0.0 if upside_down is None else 180.0 * upside_down
    along = Rotation.from_euler("ZYX", (rng.normal(0.0, 5.0), 90.0, lean), degrees=True)
    turned = Rotation.from_euler("x", rng.uniform(-40.0, 40.0) + strap, degrees=True)
    worn = Rotation.from_euler("z", 180.0 * flip, degrees=True)
    return Fixing(lever_m=(distance_m + 0.03) * down, case=along * turned * worn)


def feel(motion: Motion, fixing: Fixing, shake_m: Floats, shake_deg: Floats) -> Felt:
    """Return what the sensor reads.

    Parameters
    ----------
    motion : of the bar or the hand.
    fixing : how the sensor sits on it.
    shake_m : (n, 3) vibration on top, world axes [m]; not part of the truth.
    shake_deg : (n, 3) restlessness in turn, tilt and yaw [deg].
    """
    calm = np.column_stack([motion.turn_rad, motion.tilt_rad, motion.yaw_rad])
    arm_up_m = _turned(calm).apply(fixing.lever_m)[:, 2]
    shaken = _turned(calm + np.radians(shake_deg))
    place = np.column_stack([motion.x_m, motion.y_m, motion.height_m]) + shake_m + shaken.apply(fixing.lever_m)
    attitude = shaken * fixing.case
    acceleration = second_difference(place)
    acceleration[:, 2] += STANDARD_GRAVITY_MPS2
    height_m = motion.height_m + arm_up_m
    return Felt(
        t_s=motion.t_s,
        force_mps2=attitude.inv().apply(acceleration),
        rate_dps=_rate_dps(attitude),
        velocity_mps=np.gradient(height_m) * GRID_HZ,
        height_m=height_m,
        attitude=attitude,
    )


def second_difference(place_m: Floats) -> Floats:
    """Return the acceleration that, summed twice, gives the places back; (n, 3) [m/s2], zero at both ends.

    Examples
    --------
    >>> t_s = np.arange(4) / GRID_HZ
    >>> fall = np.outer(-0.5 * 9.81 * t_s**2, (0.0, 0.0, 1.0))
    >>> second_difference(fall)[:, 2].round(3).tolist()
    [0.0, -9.81, -9.81, 0.0]
    """
    out = np.zeros_like(place_m)
    out[1:-1] = (place_m[2:] - 2.0 * place_m[1:-1] + place_m[:-2]) * GRID_HZ**2
    return out


def _turned(angles_rad: Floats) -> Rotation:
    """Turn about x, then tilt about the fixed y, then yaw about z; four times as fast as the general routine."""
    (sx, sy, sz), (cx, cy, cz) = np.sin(angles_rad.T / 2.0), np.cos(angles_rad.T / 2.0)
    quaternion = (
        sx * cy * cz - cx * sy * sz,
        cx * sy * cz + sx * cy * sz,
        cx * cy * sz - sx * sy * cz,
        cx * cy * cz + sx * sy * sz,
    )
    return Rotation.from_quat(np.column_stack(quaternion))


def _rate_dps(attitude: Rotation) -> Floats:
    step = (attitude[:-1].inv() * attitude[1:]).as_rotvec() * GRID_HZ
    # Each step lies between two samples; their mean belongs to the sample itself.
    rate = np.empty((len(step) + 1, 3))
    rate[1:-1] = 0.5 * (step[1:] + step[:-1])
    rate[0], rate[-1] = step[0], step[-1]
    return np.degrees(rate)
