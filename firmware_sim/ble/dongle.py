"""A virtual radio offered to another process as a Bluetooth adapter: HCI over TCP, on this computer only.

Bumble's own server keeps a dead client's half packet and its links; here a client that goes away leaves nothing behind.
"""

import asyncio

from bumble.transport.common import PacketParser, StreamPacketSink

from firmware_sim.ble.radio import Radio

LOOPBACK = "127.0.0.1"


async def offer(radio: Radio, port: int = 0) -> asyncio.Server:
    """Serve a radio; port 0 lets the system choose.

    Returns
    -------
    The server; `address_of` names it for Bumble.
    """
    return await asyncio.get_running_loop().create_server(_Factory(radio), LOOPBACK, port)


def address_of(server: asyncio.Server) -> str:
    """The adapter's name in Bumble's spelling of transports."""
    host, port = server.sockets[0].getsockname()[:2]
    return f"tcp-client:{host}:{port}"


class _Socket(asyncio.Protocol):
    """One client of the adapter; a new one takes it over."""

    def __init__(self, radio: Radio, current: list["_Socket"]) -> None:
        self._radio = radio
        self._current = current
        self._parser = PacketParser(radio)
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not isinstance(transport, asyncio.Transport):
            raise TypeError("a stream was expected")
        for old in self._current:
            old.abort()
        self._current[:] = [self]
        self._transport = transport
        self._radio.host = StreamPacketSink(transport)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  asyncio's signature
        if self in self._current:
            self._current.clear()
            self._radio.host = None
            self._radio.release()

    def abort(self) -> None:
        if self._transport is not None:
            self._transport.abort()


class _Factory:
    """Makes a protocol object for each client of one radio."""

    def __init__(self, radio: Radio) -> None:
        self._radio = radio
        self._current: list[_Socket] = []

    def __call__(self) -> _Socket:
        return _Socket(self._radio, self._current)
