"""Bleak on Bumble: one HCI controller used as a central, behind bleak's own backend interface.

`BleakScanner(backend=adapter.scanner)` and `BleakClient(device, backend=adapter.client)` then run unchanged, against a
virtual radio or a real adapter. Written against bleak 3.1 and Bumble 0.0.236.
"""

import asyncio
import contextlib
from dataclasses import dataclass

from bleak.backends.client import BaseBleakClient
from bleak.backends.scanner import BaseBleakScanner
from bumble import hci
from bumble.device import Advertisement, Device
from bumble.transport import open_transport
from bumble.transport.common import Transport, TransportSink, TransportSource

from firmware_sim.ble.bleak_client import BumbleClient
from firmware_sim.ble.bleak_scanner import BumbleScanner
from firmware_sim.ble.radio import Radio


@dataclass(frozen=True, slots=True, kw_only=True)
class AdapterParams:
    """How the central behaves.

    Parameters
    ----------
    mtu : ATT MTU that is asked for [bytes]. Default 247: what fits one packet of the air.
    interval_ms : connection interval that is asked for [ms].
    supervision_ms : how long a silent link lives [ms].
    power_s : how long the controller may take to answer at the start and the end [s].
    """

    mtu: int = 247
    interval_ms: float = 15.0
    supervision_ms: float = 2000.0
    power_s: float = 10.0


class BumbleAdapter:
    """A controller that is open; `open_adapter` makes it.

    Attributes
    ----------
    scanner, client : classes for bleak's `backend` parameters.
    """

    def __init__(self, device: Device, params: AdapterParams, transport: Transport | None = None) -> None:
        self.device, self.params = device, params
        self._transport = transport
        self._scanners: set[BumbleScanner] = set()
        self._scan_lock = asyncio.Lock()
        # Bumble allows one pending connection at a time.
        self.connect_lock = asyncio.Lock()
        device.on(Device.EVENT_ADVERTISEMENT, self._heard)
        self.scanner: type[BaseBleakScanner] = type("BoundScanner", (BumbleScanner,), {"adapter": self})
        self.client: type[BaseBleakClient] = type("BoundClient", (BumbleClient,), {"adapter": self})

    async def close(self) -> None:
        """Power down and release the controller, even when it no longer answers."""
        with contextlib.suppress(Exception):
            await asyncio.wait_for(self.device.power_off(), self.params.power_s)
        if self._transport is not None:
            await self._transport.close()

    async def add_scanner(self, scanner: BumbleScanner) -> None:
        """Begin to scan, if nobody does yet."""
        async with self._scan_lock:
            self._scanners.add(scanner)
            if not self.device.is_scanning:
                await self.device.start_scanning(active=True, filter_duplicates=False)

    async def remove_scanner(self, scanner: BumbleScanner) -> None:
        """Stop to scan, if nobody else does."""
        async with self._scan_lock:
            self._scanners.discard(scanner)
            if not self._scanners and self.device.is_scanning:
                await self.device.stop_scanning()

    def _heard(self, advertisement: Advertisement) -> None:
        for scanner in tuple(self._scanners):
            scanner.heard(advertisement)


async def open_adapter(name: str, params: AdapterParams | None = None) -> BumbleAdapter:
    """Open a controller.

    Parameters
    ----------
    name : in Bumble's spelling: `tcp-client:127.0.0.1:PORT` for a virtual sensor's adapter, `usb:0` for a real one.
    params : see `AdapterParams`.

    Raises
    ------
    OSError
        When there is no such controller.
    TimeoutError
        When it does not answer.
    """
    params = params or AdapterParams()
    transport = await open_transport(name)
    try:
        device = await _central(transport.source, transport.sink, params)
    except BaseException:
        await transport.close()
        raise
    return BumbleAdapter(device, params, transport)


async def adapter_on(radio: Radio, params: AdapterParams | None = None) -> BumbleAdapter:
    """Use a virtual radio of this process as an adapter."""
    params = params or AdapterParams()
    return BumbleAdapter(await _central(radio, radio, params), params)


async def _central(source: TransportSource, sink: TransportSink, params: AdapterParams) -> Device:
    device = Device.with_hci("lastrep", hci.Address.generate_static_address(), source, sink)
    await asyncio.wait_for(device.power_on(), params.power_s)
    return device
