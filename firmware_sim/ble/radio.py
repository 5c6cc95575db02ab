"""A virtual Bluetooth LE controller whose data moves in connection events, with back-pressure.

Built on Bumble's virtual controller, of which it repairs what a client that crashes or gives up would trip over. It
overrides methods of Bumble 0.0.236, which is why that version is pinned.
"""

import asyncio
import contextlib
from collections import deque

from bumble import hci, ll
from bumble.controller import Connection, Controller

from firmware_sim.ble.air import AirLink

ACL_BYTES = 251
"""Data length extension: one fragment of the host is one packet on the air."""

TX_BUFFERS = 12
"""Packets the controller holds for its host, as chips do."""

INSTANT_RETRY_S = 0.01
"""How often an instant link looks whether the other radio is back [s]."""


class Radio(Controller):
    """One radio on an `AirLink`."""

    def __init__(self, name: str, link: AirLink) -> None:
        super().__init__(name, link=link)
        self._air_link = link
        self.le_acl_data_packet_length = ACL_BYTES
        self.total_num_le_acl_data_packets = TX_BUFFERS
        self.supported_max_tx_octets = self.supported_max_rx_octets = ACL_BYTES
        self._waiting: dict[int, deque[hci.HCI_AclDataPacket]] = {}
        self._timers: dict[int, asyncio.TimerHandle] = {}

    def on_hci_acl_data_packet(self, packet: hci.HCI_AclDataPacket) -> None:
        """Take data from the host; it leaves at the next connection event."""
        connection = self.find_connection_by_handle(packet.connection_handle)
        if connection is None:
            return
        if not self._air_link.air.interval_s and not self._waiting.get(connection.handle) and self._heard(connection):
            connection.on_hci_acl_data_packet(packet)
            return
        self._waiting.setdefault(connection.handle, deque()).append(packet)
        self._schedule(connection)

    def release(self) -> None:
        """Forget everything, as when the adapter is unplugged: its host is gone."""
        for connection in list(self.le_connections.values()):
            with contextlib.suppress(Exception):  # the other side may be gone as well
                connection.send_ll_control_pdu(
                    ll.TerminateInd(hci.HCI_ErrorCode.REMOTE_USER_TERMINATED_CONNECTION_ERROR)
                )
            self._forget(connection)
        self.le_connections.clear()
        self.le_scan_enable = False
        self.pending_le_connection = None
        self.le_legacy_advertiser.stop()
        for advertising in self.advertising_sets.values():
            advertising.stop()
        self.advertising_sets.clear()

    def on_le_disconnected(self, connection: Connection, reason: int) -> None:
        """A link ended; what waited for it is gone."""
        self._forget(connection)
        super().on_le_disconnected(connection, reason)

    def on_hci_reset_command(self, command: hci.HCI_Reset_Command) -> hci.HCI_StatusReturnParameters:
        """Reset for real: Bumble's own keeps links, scans and pending connections."""
        self.release()
        return super().on_hci_reset_command(command)

    def on_hci_le_create_connection_cancel_command(
        self, command: hci.HCI_LE_Create_Connection_Cancel_Command
    ) -> hci.HCI_StatusReturnParameters:
        """Cancel for real, and say so: Bumble's own does nothing."""
        pending, self.pending_le_connection = self.pending_le_connection, None
        if pending is not None:
            asyncio.get_running_loop().call_soon(self.send_hci_packet, _cancelled())
        return super().on_hci_le_create_connection_cancel_command(command)

    def _schedule(self, connection: Connection) -> None:
        if connection.handle in self._timers:
            return
        loop = asyncio.get_running_loop()
        interval_s = self._air_link.air.interval_s or INSTANT_RETRY_S
        # Anchors are multiples of the interval on the common clock.
        at_s = (loop.time() // interval_s + 1) * interval_s
        self._timers[connection.handle] = loop.call_at(at_s, self._event, connection)

    def _event(self, connection: Connection) -> None:
        """One connection event: some packets leave, and the host learns of it."""
        self._timers.pop(connection.handle, None)
        waiting = self._waiting.get(connection.handle)
        if not waiting or self.le_connections.get(connection.peer_address) is not connection:
            return
        air = self._air_link.air
        if self._heard(connection) and self._air_link.random.random() >= air.lost_frac:
            leaving = min(len(waiting), air.pdus_per_event) if air.interval_s else len(waiting)
            for _ in range(leaving):
                connection.assembler.feed_packet(waiting.popleft())
            self.send_hci_packet(
                hci.HCI_Number_Of_Completed_Packets_Event(
                    connection_handles=[connection.handle], num_completed_packets=[leaving]
                )
            )
        if waiting:
            self._schedule(connection)

    def _heard(self, connection: Connection) -> bool:
        peer = self._air_link.find_le_controller(connection.peer_address)
        return peer is not None and self._air_link.hears(self, peer)

    def _forget(self, connection: Connection) -> None:
        self._waiting.pop(connection.handle, None)
        timer = self._timers.pop(connection.handle, None)
        if timer is not None:
            timer.cancel()


def _cancelled() -> hci.HCI_LE_Connection_Complete_Event:
    return hci.HCI_LE_Connection_Complete_Event(
        status=hci.HCI_ErrorCode.UNKNOWN_CONNECTION_IDENTIFIER_ERROR,
        connection_handle=0,
        role=hci.Role.CENTRAL,
        peer_address_type=hci.AddressType.PUBLIC_DEVICE,
        peer_address=hci.Address.ANY,
        connection_interval=0,
        peripheral_latency=0,
        supervision_timeout=0,
        central_clock_accuracy=0,
    )
