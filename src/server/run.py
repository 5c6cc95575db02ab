"""Runs an application on this computer until it is told to stop."""

import contextlib
import errno
import ipaddress
import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterator

import uvicorn
from fastapi import FastAPI

from server.errors import ServerError
from server.settings import Settings

PORTS_TRIED = 20
"""How many ports after the wanted one are tried when it is taken."""

BACKLOG = 128
"""Connections that wait while the application starts."""

SHUTDOWN_S = 3
"""How long open pages are given at the end [s]."""

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
"""Ctrl-C, and what `kill` and service managers send."""


def is_loopback(host: str) -> bool:
    """Return whether only this computer can reach a host's address.

    Examples
    --------
    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, True, False)
    """
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def listen(settings: Settings) -> socket.socket:
    """Return a socket that listens on the wanted port, or on the next free one.

    Raises
    ------
    ServerError
        When no port can be had, or the host is not an address of this computer.
    """
    last = settings.port + PORTS_TRIED if settings.port else 0
    for port in range(settings.port, min(last, 65535) + 1):
        try:
            return _listen_on(settings.host, port)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                reason = error.strerror or str(error)
                raise ServerError(
                    "cannot_listen",
                    f"Cannot listen on {settings.host} port {port}: {reason}. Name another --host or --port.",
                ) from error
    raise ServerError(
        "ports_in_use", f"Ports {settings.port} to {min(last, 65535)} are all in use. Name a free one with --port."
    )


def address_of(listener: socket.socket) -> str:
    """Return the address of the pages, without a slash at its end."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def run_app(
    app: FastAPI,
    listener: socket.socket,
    *,
    done: Callable[[], bool] = lambda: False,
    announce: Callable[[], None] = lambda: None,
) -> None:
    """Serve until Ctrl-C, a termination signal, or until `done` says so.

    A signal is no error, and a second one adds nothing to the first: all jobs are awaited, so that what they record is
    whole. In a thread other than the main one no signal comes, and `done` alone ends it.

    Parameters
    ----------
    app, listener : what is served, and where; the caller closes the listener.
    done : asked ten times a second.
    announce : called once it may be told that Ctrl-C stops it.
    """
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_S,
        ws_max_size=1 << 16,
    )
    with _asked_to_stop() as asked:
        announce()
        _Server(config, lambda: asked() or done()).run(sockets=[listener])


def open_browser(address: str) -> None:
    """Open a page in the user's browser, without waiting for it; do nothing where there is no screen."""
    # Without a screen the standard library would start a text browser in this very terminal.
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return
    threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()


def _listen_on(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    try:
        # A port whose last server has just ended is free, although the system still remembers it.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except BaseException:
        listener.close()
        raise
    return listener


@contextlib.contextmanager
def _asked_to_stop() -> Iterator[Callable[[], bool]]:
    """Yield what says whether a signal to stop came; once one came, later ones do nothing until the process ends."""
    asked = False

    def ask(*_: object) -> None:
        nonlocal asked
        asked = True

    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    previous = {number: signal.signal(number, ask) for number in STOP_SIGNALS}
    try:
        yield lambda: asked
    finally:
        for number, handler in previous.items():
            # What follows closes files, and would be torn off in the middle by one Ctrl-C more.
            signal.signal(number, signal.SIG_IGN if asked else handler)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, done: Callable[[], bool]) -> None:
        super().__init__(config)
        self._done = done

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave the signals to `run_app`: uvicorn takes a second Ctrl-C for leave to abandon the jobs."""
        yield

    async def on_tick(self, counter: int) -> bool:
        return self._done() or await super().on_tick(counter)
