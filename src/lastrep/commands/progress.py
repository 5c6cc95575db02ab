"""A bar on standard error while something takes long, but only for a person who watches."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def shown_progress(label: str) -> Iterator[Callable[[float], None]]:
    """Yield a function that takes the share of the work done, 0 to 1.

    Examples
    --------
    >>> with shown_progress("read a.csv") as progress:
    ...     progress(0.5)
    """
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=1.0)
        yield lambda done: bar.update(task, completed=done)
