"""What became of a sensor's packets: nothing is swallowed, everything is counted."""

from dataclasses import dataclass


@dataclass(slots=True, kw_only=True)
class Tally:
    """Counts since the sensor was first connected.

    Parameters
    ----------
    packets : notifications that gave samples.
    samples : samples that were placed in time.
    missing : samples that the sensor took and that never came, by its own counting or its clock.
    damaged : packets that could not be read.
    late : packets that came after a later one; their samples are counted among the missing.
    repeated : packets that came twice.
    restarts : how often the sensor's clock began anew.
    """

    packets: int = 0
    samples: int = 0
    missing: int = 0
    damaged: int = 0
    late: int = 0
    repeated: int = 0
    restarts: int = 0

    @property
    def missing_frac(self) -> float | None:
        """Share of the samples that never came; None before the first."""
        taken = self.samples + self.missing
        return self.missing / taken if taken else None
