"""All benchmarks, as `make bench` runs them: what the engine costs, the way over Bluetooth, whether accuracy was lost.

Results are written to `benchmarks/results/`. The exit code is 1 when accuracy was lost.
"""

import sys

from benchmarks import accuracy, ble, speed


def main() -> int:
    """Run them one after the other, so that none takes time from another."""
    code = speed.main([])
    print("\nOver a virtual Bluetooth LE link, from the sensor to the page (real time, under two minutes):", flush=True)
    ble.main()
    has_data = accuracy.data_dir_in_use().is_dir()
    what = "simulation and the public data" if has_data else "simulation (the public data are not here)"
    print(f"\nAccuracy on {what}, beside what was accepted last (some minutes):", flush=True)
    return max(code, accuracy.main(["--real"] if has_data else []))


if __name__ == "__main__":
    sys.exit(main())
