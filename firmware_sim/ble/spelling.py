"""Addresses and UUIDs of Bumble, written as bleak writes them."""

from bleak.uuids import normalize_uuid_str
from bumble import hci
from bumble.core import UUID


def plain_address(address: hci.Address) -> str:
    """The address as bleak writes it.

    Examples
    --------
    >>> plain_address(hci.Address("c0:00:00:00:00:0a"))
    'C0:00:00:00:00:0A'
    """
    return address.to_string(with_type_qualifier=False).upper()


def plain_uuid(uuid: UUID) -> str:
    """The UUID as bleak writes it, all 128 bits in lower case.

    Examples
    --------
    >>> plain_uuid(UUID(0x180F))
    '0000180f-0000-1000-8000-00805f9b34fb'
    """
    return normalize_uuid_str(uuid.to_hex_str("-").lower())
