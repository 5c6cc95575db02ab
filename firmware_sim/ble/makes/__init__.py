"""The makes of sensor that can be played."""

from collections.abc import Callable

from firmware_sim.ble.firmware import Board, Firmware
from firmware_sim.ble.makes.movesense import Movesense
from firmware_sim.ble.makes.open_profile import OpenProfile
from firmware_sim.ble.makes.polar import PolarH10, PolarVerity
from firmware_sim.ble.makes.witmotion import WitMotion

MAKES: dict[str, Callable[[Board], Firmware]] = {
    "lastrep": OpenProfile,
    "movesense": Movesense,
    "witmotion": WitMotion,
    "polar": PolarVerity,
    "polar-h10": PolarH10,
}
