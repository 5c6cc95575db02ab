"""Chooses the time line that fits a sensor's clock."""

from sensing.ble.stamped import StampedTimeline
from sensing.ble.tally import Tally
from sensing.ble.timeline import Timeline, TimelineParams
from sensing.ble.unstamped import UnstampedTimeline
from sensing.decoders.frame import Timing


def make_timeline(timing: Timing, rate_hz: float, tally: Tally, params: TimelineParams | None = None) -> Timeline:
    """Return an empty time line.

    Parameters
    ----------
    timing : the sensor's clock, if it has one.
    rate_hz : the rate it says it sends at [Hz].
    tally : where packets are counted.
    params : see `TimelineParams`.
    """
    if timing.tick_hz is None:
        return UnstampedTimeline(rate_hz, tally, params)
    return StampedTimeline(timing, rate_hz, tally, params)
