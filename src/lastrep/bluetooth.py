"""Which Bluetooth the commands use: the system's own through bleak, or an adapter opened through Bumble."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
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
