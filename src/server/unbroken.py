"""Work that is done to its end, however often its task is cancelled meanwhile: ending a session on the disk."""

import asyncio
from collections.abc import Coroutine

import anyio


async def unbroken(work: Coroutine[None, None, None]) -> bool:
    """Await work to its end; return whether a cancellation came meanwhile, which the caller then raises.

    anyio's own shield keeps off only the cancellations of anyio, not those of `Task.cancel`.

    Examples
    --------
    >>> async def work() -> None: ...
    >>> asyncio.run(unbroken(work()))
    False
    """
    cancelled = False
    with anyio.CancelScope(shield=True):
        task = asyncio.create_task(work)
        while not task.done():
            try:
                await asyncio.wait({task})
            except asyncio.CancelledError:
                cancelled = True
        task.result()
    return cancelled
