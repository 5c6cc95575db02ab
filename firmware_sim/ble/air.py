"""The air between virtual radios: who hears whom, and when data may move.

Bumble's own link is an instant pipe. This one has what makes a gym difficult: connection intervals, lost events that
are sent again, radios out of range, and links that end by their supervision timeout. It loses nothing by itself, as
Bluetooth LE does not: data is late, or the link ends.
"""

import asyncio
import random
from dataclasses import dataclass

from bumble import hci, ll
from bumble.controller import Connection, Controller
from bumble.core import PhysicalTransport
from bumble.link import LocalLink


@dataclass(frozen=True, slots=True, kw_only=True)
class Air:
    """How data moves.

    Parameters
    ----------
    interval_s : time between connection events [s]; zero moves everything at once. Default 0.015, what phones and
        computers grant a sensor that asks for it.
    pdus_per_event : packets a connection event carries. Default 6.
    lost_frac : share of connection events that are lost and sent again, 0 to 0.9. Default 0.
    supervision_s : how long a silent link lives [s]. Default 2.
    seed : fixes which events are lost.
    """

    interval_s: float = 0.015
    pdus_per_event: int = 6
    lost_frac: float = 0.0
    supervision_s: float = 2.0
    seed: int = 1

    def __post_init__(self) -> None:
        if self.interval_s < 0 or self.pdus_per_event < 1:
            raise ValueError(f"interval_s {self.interval_s} or pdus_per_event {self.pdus_per_event} is too small")
        if not 0 <= self.lost_frac <= 0.9:
            raise ValueError(f"lost_frac {self.lost_frac} is not between 0 and 0.9")


class AirLink(LocalLink):
    """Joins radios; each of them can be taken out of range."""

    def __init__(self, air: Air) -> None:
        # Bumble 0.0.236 leaves its constructor without types.
        super().__init__()  # type: ignore[no-untyped-call]
        self.air = air
        self.random = random.Random(air.seed)
        self._away: dict[Controller, object] = {}

    def take_away(self, radio: Controller) -> None:
        """Put a radio out of range: its data waits, and its links end when the supervision timeout has passed."""
        if radio in self._away:
            return
        absence = self._away[radio] = object()

        def expire() -> None:
            # Only if it was away all the time.
            if self._away.get(radio) is absence:
                self.drop_links(radio)

        asyncio.get_running_loop().call_later(self.air.supervision_s, expire)

    def bring_back(self, radio: Controller) -> None:
        """Put a radio into range again."""
        self._away.pop(radio, None)

    def drop_links(self, radio: Controller, reason: int = hci.HCI_ErrorCode.CONNECTION_TIMEOUT_ERROR) -> None:
        """End all links of a radio on both sides, as a supervision timeout does."""
        for connection in list(radio.le_connections.values()):
            peer = self.find_le_controller(connection.peer_address)
            other = peer.le_connections.get(connection.self_address) if peer is not None else None
            if peer is not None and other is not None:
                peer.on_le_disconnected(other, reason)
            radio.on_le_disconnected(connection, reason)

    def hears(self, one: Controller, other: Controller) -> bool:
        """Whether two radios are in range of each other."""
        return one not in self._away and other not in self._away

    def _end_half(self, controller: Controller, connection: Connection, reason: int) -> None:
        if controller.le_connections.get(connection.peer_address) is connection:
            controller.on_le_disconnected(connection, reason)

    def send_advertising_pdu(self, sender_controller: Controller, packet: ll.AdvertisingPdu) -> None:
        """Advertise to all in range."""
        loop = asyncio.get_running_loop()
        for controller in list(self.controllers):
            if controller is not sender_controller and self.hears(controller, sender_controller):
                loop.call_soon(controller.on_ll_advertising_pdu, packet)

    def send_ll_control_pdu(
        self, sender_address: hci.Address, receiver_address: hci.Address, packet: ll.ControlPdu
    ) -> None:
        """Send a packet of the link layer itself; out of range it is gone."""
        sender = self.find_le_controller(sender_address)
        receiver = self.find_le_controller(receiver_address)
        if sender is not None and receiver is not None and self.hears(sender, receiver):
            asyncio.get_running_loop().call_soon(receiver.on_ll_control_pdu, sender_address, packet)

    def send_acl_data(
        self,
        sender_controller: Controller,
        destination_address: hci.Address,
        transport: PhysicalTransport,
        data: bytes,
    ) -> None:
        """Send data under the address that the connection was made with.

        Bumble's own method uses the random address always; a central that used its public one then gets no answers.
        """
        connection = sender_controller.le_connections.get(destination_address)
        receiver = self.find_le_controller(destination_address)
        if transport is PhysicalTransport.LE and connection is not None and receiver is not None:
            if connection.self_address not in receiver.le_connections:
                # The other side gave the link up while this one was away; nothing would ever answer on it.
                reason = hci.HCI_ErrorCode.CONNECTION_TIMEOUT_ERROR
                asyncio.get_running_loop().call_soon(self._end_half, sender_controller, connection, reason)
                return
            asyncio.get_running_loop().call_soon(receiver.on_link_acl_data, connection.self_address, transport, data)
            return
        super().send_acl_data(sender_controller, destination_address, transport, data)
