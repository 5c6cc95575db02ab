"""The constants that every unit conversion in the project goes through.

Inside, everything is SI, except that angular rates stay in degrees per second (the unit of every sensor's data
sheet). Accelerations are *specific force*: a sensor at rest reads +1 g along the axis that points up.
"""

from typing import Final

STANDARD_GRAVITY_MPS2: Final = 9.80665
"""Conventional standard gravity [m/s2]; local gravity differs by at most 0.3 % and is absorbed by the bias estimate."""

MIN_RATE_HZ: Final = 10.0
"""Slowest usable sampling rate [Hz]; below it one concentric phase holds fewer than five samples."""

MAX_RATE_HZ: Final = 1000.0
"""Fastest accepted sampling rate [Hz]; the canonical recording's own limit."""
