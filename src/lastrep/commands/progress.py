"""A bar on standard error while something takes long, but only for a person who watches."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def shown_progress(label: str) -> Iterator[Callable[[float, float], None]]:
    """Yield a function that takes how much is done, and of how much.

    Parameters
    ----------
    label : what is being done, shown before the bar.

    Examples
    --------
    >>> with shown_progress("read a.csv") as progress:
    ...     progress(3, 10)
    """
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    # Imported here: rich is slow to load, and a program that reads our output never needs it.
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
