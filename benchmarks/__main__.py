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
    print("\nAccuracy on simulation, beside what was accepted last (a few minutes):", flush=True)
    # A first run has nothing to compare with, so it makes what the next one is compared with.
    compare = [] if accuracy.ACCEPTED.is_file() else ["--update"]
    return max(code, accuracy.main(compare))


if __name__ == "__main__":
    sys.exit(main())
