"""What a file may be at most, and what its samples must be at least, before anything is computed from it."""

from dataclasses import dataclass

from sensing.units import MAX_RATE_HZ, MIN_RATE_HZ


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportLimits:
    """Bounds on an imported recording; every one of them ends in a `RecordingError` that names it.

    None of the fields has a special zero.

    Parameters
    ----------
    max_bytes : size after decompression [bytes]. 5 million rows of 17-digit values are below 1 GB, and reading that
        much takes a few seconds.
    max_rows : samples in one file. 5 million are 83 minutes at 1 kHz or 14 hours at 100 Hz; the arrays made of
        them stay below 1 GB.
    max_line_bytes : longest run without a line end [bytes]. Eight values of 25 characters need 200; what goes on for
        longer than this is binary data.
    max_duration_s : first to last sample [s]. Twelve hours are no single training session.
    min_samples : fewest samples that can show a movement.
    min_duration_s : shortest recording [s]; the concentric phase of a fast rep alone takes 0.4 s.
    max_acc_g : largest acceleration that any sensor in use can report [g]; high-g parts end at 400 g.
    max_gyr_dps : largest angular rate that any sensor in use can report [deg/s]; parts end at 4000.
    min_median_acc_g, max_median_acc_g : bounds on the median length of the acceleration [g]. It lies near 1 g in any
        recording of a person; outside, the unit is another one or gravity was removed.
    min_rate_hz, max_rate_hz : sampling rate [Hz].
    rate_tolerance_frac : how far outside the rates a sensor's own clock may carry it [-]; the output rates of small
        motion sensors are off by 1 to 5 %, unit by unit, in their data sheets.
    hole_steps : a step longer than this many usual ones is a hole [-]; up to two lost samples are no hole.
    stuck_s : how long one axis may repeat one value while another one moves [s]. Recorded sensors of 12 to 16 bits
        were never seen to repeat a value for 0.5 s in motion.
    moving_acc_g, moving_gyr_dps : by how much another axis must change meanwhile [g], [deg/s]; well above the noise of
        a resting sensor.
    """

    max_bytes: int = 1_000_000_000
    max_rows: int = 5_000_000
    max_line_bytes: int = 65_536
    max_duration_s: float = 12 * 3600.0
    min_samples: int = 10
    min_duration_s: float = 1.0
    max_acc_g: float = 400.0
    max_gyr_dps: float = 10_000.0
    min_median_acc_g: float = 0.2
    max_median_acc_g: float = 5.0
    min_rate_hz: float = MIN_RATE_HZ
    max_rate_hz: float = MAX_RATE_HZ
    rate_tolerance_frac: float = 0.05
    hole_steps: float = 3.0
    stuck_s: float = 3.0
    moving_acc_g: float = 0.2
    moving_gyr_dps: float = 20.0

    def __post_init__(self) -> None:
        pairs = (
            ("min_median_acc_g", "max_median_acc_g"),
            ("min_rate_hz", "max_rate_hz"),
            ("min_duration_s", "max_duration_s"),
            ("min_samples", "max_rows"),
            ("max_line_bytes", "max_bytes"),
        )
        for low, high in pairs:
            if not 0 < getattr(self, low) < getattr(self, high):
                raise ValueError(f"{low} {getattr(self, low)} is not between 0 and {high} {getattr(self, high)}")
