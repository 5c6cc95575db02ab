"""Counters of a fixed width, unrolled."""


class Unwrap:
    """A counter that wraps, as a number that does not.

    Parameters
    ----------
    bits : width of the counter.

    Examples
    --------
    >>> counter = Unwrap(16)
    >>> steps = []
    >>> for raw in (65530, 65535, 3, 2, 10):
    ...     steps.append(counter.ahead(raw))
    ...     counter.move(raw)
    >>> steps
    [0, 5, 4, -1, 8]
    """

    def __init__(self, bits: int) -> None:
        self._span = 1 << bits
        self._last: int | None = None

    @property
    def span(self) -> int:
        """How many values the counter has."""
        return self._span

    def ahead(self, raw: int, *, expected: float | None = None) -> int:
        """Return how far a value lies ahead of the last one; 0 when there is none.

        Parameters
        ----------
        raw : as it was sent.
        expected : how far it should be by another clock; tells how many whole turns were missed. Without it the
            shortest way is taken, so that a small step back stays one.
        """
        if self._last is None:
            return 0
        step = (raw - self._last) % self._span
        if expected is not None:
            return step + round((expected - step) / self._span) * self._span
        return step - self._span if step > self._span // 2 else step

    def move(self, raw: int) -> None:
        """Make a value the last one."""
        self._last = raw
