"""The small recordings that are kept with the code: which they are, and how all of them are made again.

`python -m firmware_sim.collection FOLDER` writes them. Tests compare what the generator makes with what is kept, so a
change of the simulator is seen and has to be meant.
"""

import sys
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from firmware_sim.command import write_simulation
from firmware_sim.conditions import CLEAN, GYM
from firmware_sim.sensors import BMI270, ICM_42688_P, LSM6DS3
from firmware_sim.spec import SessionSpec, clean

_LOSSY = replace(CLEAN, loss_frac=0.04, loss_burst=3.0, packet_samples=5)
_SHORT_REST = replace(GYM, rest_s=(20.0, 30.0), idle_s=(2.0, 4.0))

COLLECTION: Final = MappingProxyType(
    {
        "squat-bar": clean("squat", 20, reps=6, load_frac=0.75, upside_down=False),
        "bench-bar-grinder-failed": clean(
            "bench", 21, reps=6, load_frac=0.85, grinder=True, failed_rep=True, sensor=BMI270
        ),
        "deadlift-bar": clean("deadlift", 22, reps=5, load_frac=0.8, sensor=ICM_42688_P),
        "deadlift-bar-touch-and-go": clean("deadlift", 23, reps=6, load_frac=0.7, touch_and_go=True),
        "overhead-press-bar-upside-down": clean("overhead_press", 24, reps=5, load_frac=0.75, upside_down=True),
        "row-bar": clean("row", 35, reps=8, load_frac=0.7),
        "bench-wrist-12hz": clean("bench", 26, mount="wrist", rate_hz=12.5, reps=8, load_frac=0.7, sensor=BMI270),
        "squat-bar-no-gyroscope": clean("squat", 27, gyroscope=False, reps=5, load_frac=0.8, sensor=LSM6DS3),
        "deadlift-bar-packet-gaps": clean("deadlift", 28, reps=5, load_frac=0.75, conditions=_LOSSY),
        "squat-wrist-gym-two-sets": SessionSpec(
            exercise="squat",
            seed=29,
            mount="wrist",
            rate_hz=50.0,
            sets=2,
            reps=5,
            load_frac=0.75,
            conditions=_SHORT_REST,
        ),
    }
)
"""Name of each kept recording and what it is made from."""


def write_collection(folder: Path) -> list[Path]:
    """Write all kept recordings and their truths into a folder; return the recordings."""
    return [write_simulation(folder / f"{name}.csv.gz", spec)[0] for name, spec in COLLECTION.items()]


def main(arguments: list[str]) -> int:
    """Write the collection into the one folder that is named; return the exit code."""
    if len(arguments) != 1:
        sys.stderr.write("Name one folder: python -m firmware_sim.collection FOLDER\n")
        return 2
    try:
        written = write_collection(Path(arguments[0]))
    except ValueError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write("".join(f"{path}\n" for path in written))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
