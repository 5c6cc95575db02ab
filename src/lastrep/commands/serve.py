"""`lastrep serve`: summaries and history in the browser, and sessions that are started there."""

from typing import TYPE_CHECKING

from lastrep.bluetooth import AdapterOption, SharedBluetooth
from lastrep.commands.live import DEFAULT_RATE_HZ, opener
from lastrep.commands.serving import (
    DEFAULT_HOST,
    DEFAULT_PORT,
    BrowserOption,
    DataOption,
    HostOption,
    NetworkOption,
    PortOption,
    make_settings,
    one_line_errors,
    open_store,
    serve_pages,
)

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from sensing.ble.client import SensorClient


def run(
    adapter: AdapterOption = None,
    host: HostOption = DEFAULT_HOST,
    port: PortOption = DEFAULT_PORT,
    data: DataOption = None,
    no_browser: BrowserOption = False,
    allow_network: NetworkOption = False,
) -> None:
    """Show kept sessions in the browser, start new ones there, and take in recordings."""
    settings = make_settings(data, host, port, allow_network)
    shared = SharedBluetooth(adapter)

    def open_sensor(sensor: str | None) -> "AbstractAsyncContextManager[SensorClient]":
        return opener(shared, sensor, DEFAULT_RATE_HZ)()

    with one_line_errors():
        from server.run import listen

        with open_store(settings) as store, listen(settings) as listener:
            serve_pages(settings, store, listener, open_sensor=open_sensor, browser=not no_browser)
