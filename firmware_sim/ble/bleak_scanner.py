"""Bleak's scanner on Bumble."""

from collections.abc import Iterator, Sequence
from typing import Any, Literal

from bleak.backends.scanner import AdvertisementData, AdvertisementDataCallback, BaseBleakScanner
from bumble.core import UUID, AdvertisingData
from bumble.device import Advertisement

from firmware_sim.ble.central import Central
from firmware_sim.ble.spelling import plain_address, plain_uuid

Kind = AdvertisingData.Type
NAMES = (Kind.COMPLETE_LOCAL_NAME, Kind.SHORTENED_LOCAL_NAME)
UUID_BYTES = {
    Kind.COMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS: 2,
    Kind.INCOMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS: 2,
    Kind.COMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS: 16,
    Kind.INCOMPLETE_LIST_OF_128_BIT_SERVICE_CLASS_UUIDS: 16,
}


class BumbleScanner(BaseBleakScanner):
    """See `bleak.BleakScanner`; a subclass carries its controller."""

    central: Central

    def __init__(
        self,
        detection_callback: AdvertisementDataCallback | None,
        service_uuids: list[str] | None,
        scanning_mode: Literal["active", "passive"] = "active",  # noqa: ARG002  bleak's signature
        **_kwargs: Any,  # Any: options of other systems
    ) -> None:
        super().__init__(detection_callback, service_uuids)

    async def start(self) -> None:
        """See `BaseBleakScanner`."""
        self.seen_devices = {}
        await self.central.listen(self._heard)

    async def stop(self) -> None:
        """See `BaseBleakScanner`."""
        await self.central.ignore(self._heard)

    def _heard(self, advertisement: Advertisement) -> None:
        structures = advertisement.data.ad_structures
        uuids = list(_uuids(structures))
        if not self.is_allowed_uuid(uuids):
            return
        name = next((value.decode("utf-8", "replace") for kind, value in structures if kind in NAMES), None)
        data = AdvertisementData(name, _companies(structures), {}, uuids, None, advertisement.rssi, (advertisement,))
        address = plain_address(advertisement.address)
        known = self.seen_devices.get(address)
        device = self.create_or_update_device(
            address, address, name or (known[0].name if known else None), advertisement.address, data
        )
        self.call_detection_callbacks(device, data)


def _uuids(structures: Sequence[tuple[int, bytes]]) -> Iterator[str]:
    for kind, value in structures:
        width = UUID_BYTES.get(Kind(kind), 0) if kind in UUID_BYTES else 0
        for at in range(0, len(value) if width else 0, width or 1):
            yield plain_uuid(UUID.from_bytes(value[at : at + width]))


def _companies(structures: Sequence[tuple[int, bytes]]) -> dict[int, bytes]:
    return {
        int.from_bytes(value[:2], "little"): value[2:]
        for kind, value in structures
        if kind == Kind.MANUFACTURER_SPECIFIC_DATA and len(value) >= 2
    }
