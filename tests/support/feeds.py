"""Events of an engine, told to a feed as an intake tells them."""

from collections.abc import Iterable

from sensing.events import Event
from server.live import LiveFeed
from server.wire import LiveSets


class Teller:
    """Folds events and publishes them, one feed for its life."""

    def __init__(self, feed: LiveFeed) -> None:
        self.feed, self.sets = feed, LiveSets()

    def tell(self, *events: Event) -> None:
        """Publish these events."""
        self.tell_all(events)

    def tell_all(self, events: Iterable[Event]) -> None:
        """Publish these events."""
        for event in events:
            self.feed.publish(self.sets.message(event))
