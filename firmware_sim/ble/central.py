"""A controller used as a central: what scanners and clients on it share."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from bumble.device import Advertisement, Device

Listener = Callable[[Advertisement], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CentralParams:
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


class Central:
    """Scans once for all who listen, and lets one connection be made at a time.

    Parameters
    ----------
    device : powered on.
    params : see `CentralParams`.
    """

    def __init__(self, device: Device, params: CentralParams) -> None:
        self.device, self.params = device, params
        self._listeners: set[Listener] = set()
        self._scan_lock = asyncio.Lock()
        # Bumble allows one pending connection at a time.
        self.connect_lock = asyncio.Lock()
        device.on(Device.EVENT_ADVERTISEMENT, self._heard)

    async def listen(self, listener: Listener) -> None:
        """Begin to scan, if nobody does yet."""
        async with self._scan_lock:
            self._listeners.add(listener)
            if not self.device.is_scanning:
                await self.device.start_scanning(active=True, filter_duplicates=False)

    async def ignore(self, listener: Listener) -> None:
        """Stop to scan, if nobody else does."""
        async with self._scan_lock:
            self._listeners.discard(listener)
            if not self._listeners and self.device.is_scanning:
                await self.device.stop_scanning()

    def _heard(self, advertisement: Advertisement) -> None:
        for listener in tuple(self._listeners):
            listener(advertisement)
