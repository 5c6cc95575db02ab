"""The set under way: which of its reps have been told, and what a further look changes about that."""

from dataclasses import dataclass, field

from sensing.events import Event, Rep, RepCompleted, RepWithdrawn
from sensing.look import Look


@dataclass(slots=True)
class _Told:
    """A rep already told, by its place on the track."""

    start: int
    end: int
    missed: int = 0

    def overlaps(self, start: int, end: int) -> bool:
        return start < self.end and self.start < end


@dataclass(slots=True)
class OpenSet:
    """A set that has started and not ended.

    Parameters
    ----------
    index : its number, from 1.
    first : grid step at which its window begins.
    patience : looks in which a told rep may be missing before it is taken back.
    """

    index: int
    first: int
    patience: int
    _told: list[_Told] = field(default_factory=list)

    @property
    def last_end(self) -> int:
        """Grid step at which the last told rep ended; that of the window's start when there is none."""
        return self._told[-1].end if self._told else self.first

    @property
    def spans(self) -> list[tuple[int, int]]:
        """The told reps, as grid steps."""
        return [(told.start, told.end) for told in self._told]

    def update(self, look: Look, ripe: int, t_s: float) -> list[Event]:
        """Compare a look with what was told.

        Parameters
        ----------
        look : what is seen now.
        ripe : the attempts whose end is certain are those before this place.
        t_s : signal time of the look [s].

        Returns
        -------
        Reps that are new, and those that turned out to be none.
        """
        return [*self._withdrawn(look, t_s), *self._new(look, ripe, t_s)]

    def _withdrawn(self, look: Look, t_s: float) -> list[Event]:
        spans = [look.span(attempt) for attempt in look.attempts]
        events: list[Event] = []
        for told in list(self._told):
            seen = [span for span in spans if told.overlaps(*span)]
            told.missed = 0 if seen else told.missed + 1
            if seen:
                told.start, told.end = seen[0]
            elif told.missed >= self.patience:
                number = self._told.index(told) + 1
                self._told.remove(told)
                events.append(
                    RepWithdrawn(t_s=t_s, set_index=self.index, rep_index=number, reason="part of another movement")
                )
        return events

    def _new(self, look: Look, ripe: int, t_s: float) -> list[Event]:
        events: list[Event] = []
        reps: list[Rep] = []
        for nth, attempt in enumerate(look.attempts[:ripe]):
            start, end = look.span(attempt)
            if (start < self.last_end and self._told) or any(told.overlaps(start, end) for told in self._told):
                continue
            # Measuring costs as much as the whole look does, and most looks see no new rep.
            reps = reps or look.reps(nth)
            rep = reps[nth - len(look.attempts)]
            self._told.append(_Told(start=start, end=end))
            events.append(RepCompleted(t_s=t_s, set_index=self.index, rep_index=len(self._told), rep=rep))
        return events
