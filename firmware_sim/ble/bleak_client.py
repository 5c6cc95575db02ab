"""Bleak's client on Bumble."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from bleak.assigned_numbers import gatt_char_props_to_strs
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient, NotifyCallback
from bleak.backends.descriptor import BleakGATTDescriptor
from bleak.backends.device import BLEDevice
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.exc import BleakDeviceNotFoundError, BleakError, BleakGATTProtocolError
from bumble import att, core, hci
from bumble.device import Connection, ConnectionParametersPreferences, Peer

from firmware_sim.ble.central import Central
from firmware_sim.ble.spelling import plain_uuid

if TYPE_CHECKING:
    from typing_extensions import Buffer

Result = TypeVar("Result")

LEAST_MTU = 23
"""ATT MTU before it is negotiated [bytes]."""

GIVE_UP_S = 2.0
"""How long a connection that nobody wants any more is waited for, to end it [s]."""


class BumbleClient(BaseBleakClient):
    """See `bleak.BleakClient`; a subclass carries its controller."""

    central: Central

    def __init__(
        self,
        address_or_ble_device: BLEDevice | str,
        *,
        disconnected_callback: Callable[[], None] | None = None,
        timeout: float = 30.0,
        services: set[str] | None = None,
        **_kwargs: Any,  # Any: options of other systems
    ) -> None:
        super().__init__(address_or_ble_device, disconnected_callback=disconnected_callback, timeout=timeout)
        self._found = address_or_ble_device if isinstance(address_or_ble_device, BLEDevice) else None
        self._wanted = services
        self._connection: Connection | None = None
        self._peer: Peer | None = None
        self._callbacks: dict[int, Callable[[bytes], None]] = {}

    @property
    def name(self) -> str:
        """See `BaseBleakClient`."""
        return (self._found.name if self._found else None) or self.address

    @property
    def mtu_size(self) -> int:
        """See `BaseBleakClient`."""
        return self._connection.att_mtu if self._connection else LEAST_MTU

    @property
    def is_connected(self) -> bool:
        """See `BaseBleakClient`."""
        return self._connection is not None

    async def connect(self, pair: bool, **_kwargs: Any) -> None:  # Any: options of other systems
        """See `BaseBleakClient`."""
        if self._connection is not None:
            raise BleakError("already connected")
        if self._found is None:
            raise BleakDeviceNotFoundError(self.address, f"{self.address} was not scanned for")
        try:
            async with asyncio.timeout(self._timeout):
                async with self.central.connect_lock:
                    connection = await self._link(self._found.details)
                self._connection, self._peer = connection, Peer(connection)
                connection.on(connection.EVENT_DISCONNECTION, self._disconnected)
                if pair:
                    await connection.pair()
                await _guarded(self._peer.request_mtu(self.central.params.mtu))
                self.services = await _guarded(self._discover(self._peer))
        except core.ConnectionError as error:
            await self._abandon()
            raise BleakError(f"connection failed: {error}") from error
        except BaseException:
            await self._abandon()
            raise

    async def disconnect(self) -> None:
        """See `BaseBleakClient`."""
        connection = self._connection
        if connection is None:
            return
        ended = asyncio.Event()
        connection.once(connection.EVENT_DISCONNECTION, lambda _reason: ended.set())
        try:
            await connection.disconnect()
            async with asyncio.timeout(GIVE_UP_S):
                await ended.wait()
        except core.ConnectionError as error:
            raise BleakError(f"the link ended by itself: {error}") from error

    async def pair(self, *_args: Any, **_kwargs: Any) -> None:  # Any: bleak's signature
        """See `BaseBleakClient`."""
        await self._connected_peer().connection.pair()

    async def unpair(self) -> None:
        """See `BaseBleakClient`; nothing is kept that could be forgotten."""

    async def read_gatt_char(
        self,
        characteristic: BleakGATTCharacteristic,
        *,
        use_cached: bool = False,  # noqa: ARG002  nothing is cached
        **_kwargs: Any,  # Any: options of other systems
    ) -> bytearray:
        """See `BaseBleakClient`."""
        return bytearray(await _guarded(self._connected_peer().gatt_client.read_value(characteristic.handle)))

    async def read_gatt_descriptor(
        self,
        descriptor: BleakGATTDescriptor,
        *,
        use_cached: bool = False,  # noqa: ARG002  nothing is cached
        **_kwargs: Any,  # Any: options of other systems
    ) -> bytearray:
        """See `BaseBleakClient`."""
        return bytearray(await _guarded(self._connected_peer().gatt_client.read_value(descriptor.handle)))

    async def write_gatt_char(self, characteristic: BleakGATTCharacteristic, data: "Buffer", response: bool) -> None:
        """See `BaseBleakClient`."""
        client = self._connected_peer().gatt_client
        await _guarded(client.write_value(characteristic.handle, bytes(data), response))

    async def write_gatt_descriptor(self, descriptor: BleakGATTDescriptor, data: "Buffer") -> None:
        """See `BaseBleakClient`."""
        client = self._connected_peer().gatt_client
        await _guarded(client.write_value(descriptor.handle, bytes(data), with_response=True))

    async def start_notify(
        self,
        characteristic: BleakGATTCharacteristic,
        callback: NotifyCallback,
        **_kwargs: Any,  # Any: options of other systems
    ) -> None:
        """See `BaseBleakClient`."""
        self._connected_peer()

        def notified(value: bytes) -> None:
            callback(bytearray(value))

        self._callbacks[characteristic.handle] = notified
        await _guarded(characteristic.obj.subscribe(notified))

    async def stop_notify(self, characteristic: BleakGATTCharacteristic) -> None:
        """See `BaseBleakClient`."""
        self._connected_peer()
        await _guarded(characteristic.obj.unsubscribe(self._callbacks.pop(characteristic.handle, None)))

    async def _link(self, address: hci.Address) -> Connection:
        """Connect; when that is given up, tell the controller too."""
        params, device = self.central.params, self.central.device
        wishes = ConnectionParametersPreferences(
            connection_interval_min=params.interval_ms,
            connection_interval_max=params.interval_ms,
            max_latency=0,
            supervision_timeout=round(params.supervision_ms),
        )
        pending = asyncio.ensure_future(
            device.connect(address, connection_parameters_preferences={hci.Phy.LE_1M: wishes}, timeout=None)
        )
        try:
            return await asyncio.shield(pending)
        except asyncio.CancelledError:
            # Else the next advertisement would complete the connection behind our back.
            with contextlib.suppress(Exception):
                await device.send_sync_command(hci.HCI_LE_Create_Connection_Cancel_Command())
            with contextlib.suppress(Exception, asyncio.CancelledError):
                late = await asyncio.wait_for(pending, GIVE_UP_S)
                await late.disconnect()
            raise

    async def _discover(self, peer: Peer) -> BleakGATTServiceCollection:
        found = BleakGATTServiceCollection()
        for service in await peer.discover_services():
            uuid = plain_uuid(service.uuid)
            if self._wanted and uuid not in self._wanted:
                continue
            outer = BleakGATTService(service, service.handle, uuid)
            found.add_service(outer)
            for one in await service.discover_characteristics():
                properties = list(gatt_char_props_to_strs(int(one.properties)))
                inner = BleakGATTCharacteristic(
                    one, one.handle, plain_uuid(one.uuid), properties, lambda: self.mtu_size - 3, outer
                )
                found.add_characteristic(inner)
                for descriptor in await one.discover_descriptors():
                    found.add_descriptor(
                        BleakGATTDescriptor(descriptor, descriptor.handle, plain_uuid(descriptor.type), inner)
                    )
        return found

    async def _abandon(self) -> None:
        connection, self._connection, self._peer = self._connection, None, None
        if connection is not None:
            with contextlib.suppress(Exception):
                async with asyncio.timeout(GIVE_UP_S):
                    await connection.disconnect()

    def _disconnected(self, _reason: int) -> None:
        self._connection = self._peer = None
        self.services = None
        self._callbacks.clear()
        if self._disconnected_callback is not None:
            self._disconnected_callback()

    def _connected_peer(self) -> Peer:
        if self._peer is None:
            raise BleakError("not connected")
        return self._peer


async def _guarded(call: Awaitable[Result]) -> Result:
    """Await a GATT operation, its failures told in bleak's words."""
    try:
        return await call
    except att.ATT_Error as error:
        raise BleakGATTProtocolError(int(error.error_code)) from error
    except asyncio.CancelledError:
        # Bumble cancels the request when the link ends. Only if this task is cancelled itself is it what it seems.
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        raise BleakError("the link ended during an operation") from None
