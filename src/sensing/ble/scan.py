"""Finds sensors by what they advertise."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bleak import BleakScanner
from bleak.backends.client import BaseBleakClient
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.exc import BleakBluetoothNotAvailableError, BleakError

from sensing.ble.timings import LinkTimings
from sensing.decoders import profiles
from sensing.decoders.profile import Profile
from sensing.errors import LinkError, LinkReason

MAX_NAME = 40
"""Letters of an advertised name that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backends:
    """Which Bluetooth is used; None is the system's own.

    Parameters
    ----------
    scanner, client : classes for bleak's `backend` parameters.
    """

    scanner: type[BaseBleakScanner] | None = None
    client: type[BaseBleakClient] | None = None

    @property
    def for_scanner(self) -> dict[str, Any]:  # Any: keyword arguments of bleak
        """Keyword arguments for `BleakScanner`."""
        return {} if self.scanner is None else {"backend": self.scanner}

    @property
    def for_client(self) -> dict[str, Any]:  # Any: keyword arguments of bleak
        """Keyword arguments for `BleakClient`."""
        return {} if self.client is None else {"backend": self.client}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """A sensor that was heard.

    Parameters
    ----------
    device : bleak's handle; connecting by it spares a second search.
    name, address : as advertised; on macOS the address is a made-up one.
    profile : how to talk to it.
    rssi_dbm : signal strength [dBm].
    """

    device: BLEDevice = field(repr=False)
    name: str
    address: str
    profile: Profile
    rssi_dbm: int


def recognise(name: str | None, services: Sequence[str]) -> Profile | None:
    """Which sensor advertises so; None when it is none of ours.

    Examples
    --------
    >>> recognise("WT901BLE67", []).kind, recognise("Anna's phone", [])
    ('witmotion', None)
    """
    offered = {service.lower() for service in services}
    for profile in profiles():
        if offered & set(profile.services):
            return profile
    for profile in profiles():
        if name and profile.names and name.startswith(profile.names):
            return profile
    return None


def is_meant(found: Found, wanted: str | None) -> bool:
    """Whether a sensor is the one that was asked for by name or address; None means any."""
    return wanted is None or wanted.casefold() in (found.name.casefold(), found.address.casefold())


async def scan(duration_s: float, backends: Backends) -> list[Found]:
    """Return all sensors heard, the best suited first, of those the strongest.

    Raises
    ------
    LinkError
        `NO_BLUETOOTH` when there is none on this computer or it is switched off.
    """
    search = _Search(None)
    async with _scanner(search, backends):
        await asyncio.sleep(duration_s)
    return search.ranked()


async def find(wanted: str | None, backends: Backends, timings: LinkTimings) -> Found:
    """Return the sensor of this name or address, or the best one around when None.

    Raises
    ------
    LinkError
        `NOT_FOUND` when none was heard in time, `NO_BLUETOOTH` as in `scan`.
    """
    search = _Search(wanted)
    async with _scanner(search, backends):
        try:
            # Not `wait_for`: on Python 3.11 it drops a cancellation that comes with what it waits for.
            async with asyncio.timeout(timings.scan_s):
                await search.heard.wait()
        except TimeoutError as error:
            raise LinkError(LinkReason.NOT_FOUND, _not_found(wanted, timings.scan_s)) from error
        if wanted is None:
            await asyncio.sleep(timings.choose_s)
    return search.ranked()[0]


class _Search:
    """Collects what is heard."""

    def __init__(self, wanted: str | None) -> None:
        self._wanted = wanted
        self._found: dict[str, Found] = {}
        self.heard = asyncio.Event()

    def __call__(self, device: BLEDevice, data: AdvertisementData) -> None:
        name = data.local_name or device.name
        profile = recognise(name, data.service_uuids)
        if profile is None:
            return
        found = Found(
            device=device,
            name=_printable(name) or device.address,
            address=device.address,
            profile=profile,
            rssi_dbm=data.rssi,
        )
        if is_meant(found, self._wanted):
            self._found[device.address] = found
            self.heard.set()

    def ranked(self) -> list[Found]:
        return sorted(self._found.values(), key=lambda one: (one.profile.order, -one.rssi_dbm))


class _scanner:  # noqa: N801  reads as the call it is
    """Bleak's scanner, its failures told as ours."""

    def __init__(self, search: _Search, backends: Backends) -> None:
        self._scanner = BleakScanner(search, **backends.for_scanner)

    async def __aenter__(self) -> None:
        try:
            await self._scanner.start()
        except (BleakBluetoothNotAvailableError, OSError) as error:
            # Without D-Bus bleak raises a bare FileNotFoundError.
            raise LinkError(LinkReason.NO_BLUETOOTH, _NO_BLUETOOTH) from error
        except BleakError as error:
            raise LinkError(LinkReason.NO_BLUETOOTH, f"Bluetooth does not scan: {error}. Switch it on.") from error

    async def __aexit__(self, *_: object) -> None:
        await self._scanner.stop()


_NO_BLUETOOTH = "There is no Bluetooth on this computer, or it is switched off. Switch it on."


def _printable(name: str | None) -> str:
    """A name as it may be shown: anyone around can advertise anything."""
    return "".join(letter for letter in name or "" if letter.isprintable())[:MAX_NAME].strip()


def _not_found(wanted: str | None, scan_s: float) -> str:
    what = "No sensor" if wanted is None else f"No sensor {wanted!r}"
    return f"{what} was heard in {scan_s:g} s. Switch it on, bring it near, and end other programs that use it."
