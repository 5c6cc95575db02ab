"""What the commands that start the server share: their options, and one line for each refusal."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Sequence

    from server.app import Job
    from server.live import Hub
    from server.settings import Settings
    from server.starting import OpenSensor
    from server.store import Store

DataOption = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Folder of the sessions; else $LASTREP_DATA, else the user's own."),
]
HostOption = Annotated[str, typer.Option("--host", help="Address to listen on.")]
PortOption = Annotated[int, typer.Option("--port", min=0, max=65535, help="First port to try; 0 takes any.")]
BrowserOption = Annotated[bool, typer.Option("--no-browser", help="Do not open the page in a browser.")]
NetworkOption = Annotated[
    bool, typer.Option("--allow-network", help="Let other computers reach the server. There is no password.")
]

LifterOption = Annotated[str | None, typer.Option("--lifter", help="Who lifts.")]

MAX_LOAD_KG = 1000.0
"""Nobody lifts more [kg]."""

LoadOption = Annotated[float | None, typer.Option("--load-kg", min=0.0, max=MAX_LOAD_KG, help="Bar and plates, in kg.")]

DEFAULT_HOST = "127.0.0.1"
DEFAULT_PORT = 8765


@contextmanager
def one_line_errors() -> Iterator[None]:
    """End what the server refuses in one line and exit code 1."""
    from server.errors import ServerError

    try:
        yield
    except ServerError as error:
        typer.echo(f"lastrep: {error.message}", err=True)
        raise typer.Exit(1) from error


def make_settings(data: Path | None, host: str, port: int, allow_network: bool) -> "Settings":
    """Return the settings; an address that others can reach needs the switch that says so."""
    from server.run import is_loopback
    from server.settings import Settings, default_data_dir

    if not is_loopback(host):
        if not allow_network:
            raise typer.BadParameter(
                f"other computers could reach {host}. Add --allow-network if that is meant.", param_hint="--host"
            )
        typer.echo(f"Warning: anyone on the network of {host} can see and delete the sessions.", err=True)
    data_dir = (data or default_data_dir()).expanduser().resolve()
    return Settings(data_dir=data_dir, host=host, port=port, allow_network=allow_network)


@contextmanager
def open_store(settings: "Settings") -> Iterator["Store"]:
    """Open the store and close it afterwards."""
    from server.store import Store

    store = Store(settings)
    try:
        yield store
    finally:
        store.close()


def serve_pages(
    settings: "Settings",
    store: "Store",
    listener: "socket.socket",
    *,
    hub: "Hub | None" = None,
    jobs: "Sequence[Job]" = (),
    open_sensor: "OpenSensor | None" = None,
    path: str = "/",
    browser: bool,
    done: "Callable[[], bool]" = lambda: False,
) -> None:
    """Print the page's address, open it if wanted, and serve until Ctrl-C, or until `done` says so."""
    from server.app import create_app
    from server.run import address_of, open_browser, run_app

    address = address_of(listener) + path

    def announce() -> None:
        typer.echo(f"lastrep: {address}  (Ctrl-C stops it)")
        if browser:
            open_browser(address)

    run_app(
        create_app(settings, store, hub=hub, jobs=jobs, open_sensor=open_sensor), listener, done=done, announce=announce
    )
    typer.echo("Stopped.")
