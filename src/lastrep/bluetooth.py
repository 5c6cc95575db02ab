"""Which Bluetooth the commands use: the system's own through bleak, or an adapter opened through Bumble."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from sensing.ble.scan import Backends

AdapterOption = Annotated[
    str | None,
    typer.Option(
        "--adapter",
        metavar="NAME",
        help="Bluetooth adapter to open without the system's help: usb:0, serial:/dev/ttyACM0, or a virtual one.",
    ),
]


@asynccontextmanager
async def bluetooth(adapter_name: str | None) -> AsyncIterator["Backends"]:
    """Yield the backends of an adapter; of the system's own when None.

    Raises
    ------
    LinkError
        When the adapter cannot be opened.
    """
    from sensing.ble.scan import Backends

    if adapter_name is None:
        yield Backends()
        return
    from firmware_sim.ble.adapter import open_adapter
    from sensing.errors import LinkError, LinkReason

    try:
        adapter = await open_adapter(adapter_name)
    # Bumble's transports raise errors of many libraries.
    except Exception as error:
        what = f"The adapter {adapter_name!r} cannot be opened: {error or type(error).__name__}. Check its name."
        raise LinkError(LinkReason.NO_BLUETOOTH, what) from error
    try:
        yield Backends(scanner=adapter.scanner, client=adapter.client)
    finally:
        await adapter.close()


class SharedBluetooth:
    """One Bluetooth for all sensors of a program: opened for the first of them, closed after the last.

    Parameters
    ----------
    adapter_name : as in `bluetooth`.
    """

    def __init__(self, adapter_name: str | None) -> None:
        self._adapter_name = adapter_name
        self._turn = asyncio.Lock()
        self._users = 0
        self._open = AsyncExitStack()
        self._backends: Backends | None = None

    @asynccontextmanager
    async def backends(self) -> AsyncIterator["Backends"]:
        """Yield the backends; raises as `bluetooth` does."""
        async with self._turn:
            if self._backends is None:
                self._backends = await self._open.enter_async_context(bluetooth(self._adapter_name))
            self._users += 1
        try:
            yield self._backends
        finally:
            async with self._turn:
                self._users -= 1
                if self._users == 0:
                    self._backends = None
                    await self._open.aclose()
