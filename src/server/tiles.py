"""Running sessions at a glance: what a coach with eight racks sees of each."""

from collections.abc import Iterable

from server.live import Hub, LiveFeed
from server.live_schemas import Tile

SILENT_S = 1.5
"""Without a sample for so long the signal counts as lost [s]."""

SUMMARY_S = 8.0
"""So long after its end a set is still shown [s]."""


def tiles(hub: Hub) -> list[Tile]:
    """Return the running sessions by rack; those of no rack come last, in the order they began."""
    feeds: Iterable[LiveFeed] = sorted(hub.running(), key=lambda feed: (feed.info.rack is None, feed.info.rack or ""))
    return [tile_of(feed) for feed in feeds]


def tile_of(feed: LiveFeed) -> Tile:
    """Return one session as it is now; at rest it has a clock and keeps the last set beside it."""
    slowness = 1.0 if feed.info.speed == 0 else max(1.0, 1 / feed.info.speed)
    silent = feed.silent_s > SILENT_S * slowness
    return Tile(
        session_id=feed.info.session_id,
        source=feed.info.source,
        origin=feed.info.origin.value,
        rack=feed.info.rack,
        label=feed.heading.get("label", {}),
        status=feed.status.value,
        silent_s=round(feed.silent_s, 1) if silent else None,
        rest_s=_rest_s(feed),
        set=feed.newest("set"),
        sensor=feed.sensor,
    )


def _rest_s(feed: LiveFeed) -> float | None:
    """Time since the last set ended; None while one is under way or just over, since the start before the first."""
    newest, hand = feed.newest("set"), feed.newest("hand")
    if hand is not None and hand["open"]:
        return None
    if newest is None:
        return round(feed.now_s, 1)
    if newest["final"]:
        ended_s = float(newest["end_s"])
    elif newest["hand_ended"] and hand is not None:
        ended_s = float(hand["t_s"])
    else:
        return None
    rest_s = max(0.0, feed.now_s - ended_s)
    return round(rest_s, 1) if rest_s > SUMMARY_S else None
