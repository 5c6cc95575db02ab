"""`lastrep serve`: summaries and history in the browser."""

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


def run(
    host: HostOption = DEFAULT_HOST,
    port: PortOption = DEFAULT_PORT,
    data: DataOption = None,
    no_browser: BrowserOption = False,
    allow_network: NetworkOption = False,
) -> None:
    """Show kept sessions in the browser, and take in recordings."""
    settings = make_settings(data, host, port, allow_network)
    with one_line_errors():
        from server.run import listen

        with open_store(settings) as store, listen(settings) as listener:
            serve_pages(settings, store, listener, browser=not no_browser)
