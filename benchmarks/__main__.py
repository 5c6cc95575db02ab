"""All benchmarks, as `make bench` runs them: what the engine costs, then whether it became less accurate.

Results are written to `benchmarks/results/`. The exit code is 1 when accuracy was lost.
"""

import sys

from benchmarks import accuracy, speed


def main() -> int:
    """Run them one after the other, so that none takes time from another."""
    code = speed.main([])
    # A first run has nothing to compare with, so it makes what the next one is compared with.
    compare = [] if accuracy.ACCEPTED.is_file() else ["--update"]
    return max(code, accuracy.main(compare))


if __name__ == "__main__":
    sys.exit(main())
