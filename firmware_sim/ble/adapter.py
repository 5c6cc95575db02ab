"""Bleak on Bumble: one HCI controller used as a central, behind bleak's own backend interface.

`BleakScanner(backend=adapter.scanner)` and `BleakClient(device, backend=adapter.client)` then run unchanged, against a
virtual radio or a real adapter. Written against bleak 3.1 and Bumble 0.0.236.
"""

import asyncio
import contextlib

from bleak.backends.client import BaseBleakClient
from bleak.backends.scanner import BaseBleakScanner
from bumble import hci
from bumble.device import Device
from bumble.transport import open_transport
from bumble.transport.common import Transport, TransportSink, TransportSource

from firmware_sim.ble.bleak_client import BumbleClient
from firmware_sim.ble.bleak_scanner import BumbleScanner
from firmware_sim.ble.central import Central, CentralParams
from firmware_sim.ble.radio import Radio


class BumbleAdapter:
    """A controller that is open; `open_adapter` makes it.

    Attributes
    ----------
    scanner, client : classes for bleak's `backend` parameters.
    """

    def __init__(self, device: Device, params: CentralParams, transport: Transport | None = None) -> None:
        self._device, self._power_s = device, params.power_s
        self._transport = transport
        central = {"central": Central(device, params)}
        self.scanner: type[BaseBleakScanner] = type("BoundScanner", (BumbleScanner,), central)
        self.client: type[BaseBleakClient] = type("BoundClient", (BumbleClient,), central)

    async def close(self) -> None:
        """Power down and release the controller, even when it no longer answers."""
        with contextlib.suppress(Exception):
            async with asyncio.timeout(self._power_s):
                await self._device.power_off()
        if self._transport is not None:
            await self._transport.close()


async def open_adapter(name: str, params: CentralParams | None = None) -> BumbleAdapter:
    """Open a controller.

    Parameters
    ----------
    name : in Bumble's spelling: `tcp-client:127.0.0.1:PORT` for a virtual sensor's adapter, `usb:0` for a real one.
    params : see `CentralParams`.

    Raises
    ------
    OSError
        When there is no such controller.
    TimeoutError
        When it does not answer.
    """
    params = params or CentralParams()
    transport = await open_transport(name)
    try:
        device = await _central(transport.source, transport.sink, params)
    except BaseException:
        await transport.close()
        raise
    return BumbleAdapter(device, params, transport)


async def adapter_on(radio: Radio, params: CentralParams | None = None) -> BumbleAdapter:
    """Use a virtual radio of this process as an adapter."""
    params = params or CentralParams()
    return BumbleAdapter(await _central(radio, radio, params), params)


async def _central(source: TransportSource, sink: TransportSink, params: CentralParams) -> Device:
    device = Device.with_hci("lastrep", hci.Address.generate_static_address(), source, sink)
    async with asyncio.timeout(params.power_s):
        await device.power_on()
    return device
