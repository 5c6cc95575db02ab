"""What is simulated for an evaluation: which seeds, which lifts, which sensors.

Seeds are split: parameters may be chosen on the tune seeds alone, results are shown for the report seeds.
"""

from dataclasses import dataclass

from lastrep.evaluation.labels import Mount, Split

CLEAN, GYM = "simulated-clean", "simulated-gym"
TITLES = {
    CLEAN: "single tidy sets, five lifts, by seed",
    GYM: "gym sessions of two to four sets, five lifts, by seed",
}
LIFTS = ("squat", "bench", "deadlift", "overhead_press", "row")


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedPlan:
    """Which seeds may be used for what, and how many are run.

    Parameters
    ----------
    tune_from, tune_to : seeds that parameters may be chosen on, `tune_to` excluded.
    report_from : first seed that only reports; all from here on do.
    clean_n, gym_n : seeds a lift and condition when nothing else is asked; never 0.
    fail_every : of so many seeds, the second ends its last set in a failed attempt; left to the draw, failures are too
        rare to be judged. 0 leaves it to the draw. Others may fail too, when the draw says so.
    """

    tune_from: int = 0
    tune_to: int = 1000
    report_from: int = 10_000
    clean_n: int = 5
    gym_n: int = 2
    fail_every: int = 4

    def fails(self, place: int) -> bool:
        """Say whether the seed at this place (from 0) must end in a failed attempt.

        Examples
        --------
        >>> [place for place in range(8) if SeedPlan().fails(place)]
        [1, 5]
        """
        return self.fail_every > 0 and place % self.fail_every == 1

    def seeds(self, lift: str, count_n: int, split: Split) -> range:
        """Return `count_n` seeds of one lift; lifts share none.

        Raises
        ------
        ValueError
            When more are asked for than the tune seeds hold.

        Examples
        --------
        >>> list(SeedPlan().seeds("bench", 3, Split.REPORT))
        [10001, 10006, 10011]
        """
        first = (self.tune_from if split is Split.TUNE else self.report_from) + LIFTS.index(lift)
        seeds = range(first, first + count_n * len(LIFTS), len(LIFTS))
        if split is Split.TUNE and seeds and seeds[-1] >= self.tune_to:
            raise ValueError(f"{count_n} seeds a lift reach beyond the {self.tune_to - self.tune_from} tune seeds.")
        return seeds


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A sensor and its place.

    Parameters
    ----------
    mount : bar or wrist.
    rate_hz : of the sensor [Hz].
    gyroscope : whether it has one.
    """

    mount: Mount
    rate_hz: float
    gyroscope: bool

    def __str__(self) -> str:
        """Return it in words."""
        return f"{self.mount} {self.rate_hz:g} Hz, {'with' if self.gyroscope else 'without'} gyroscope"


CLEAN_CONDITIONS = tuple(
    Condition(mount=mount, rate_hz=rate_hz, gyroscope=gyroscope)
    for gyroscope in (True, False)
    for mount, rate_hz in ((Mount.BAR, 52.0), (Mount.BAR, 100.0), (Mount.BAR, 200.0), (Mount.WRIST, 100.0))
)
GYM_CONDITIONS = tuple(
    Condition(mount=mount, rate_hz=100.0, gyroscope=gyroscope)
    for gyroscope in (True, False)
    for mount in (Mount.BAR, Mount.WRIST)
)
