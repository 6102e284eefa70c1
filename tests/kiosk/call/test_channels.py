# SPDX-License-Identifier: EUPL-1.2
"""Lost data messages are sent again soon: what that rests on in aiortc."""

from __future__ import annotations

from aiortc import RTCPeerConnection, rtcsctptransport

from kiosk.call.channels import FIRST_RTO_S, LEAST_RTO_S, Channels, hurry_retransmissions


async def test_a_lost_message_waits_less_than_a_second() -> None:
    hurry_retransmissions.cache_clear()
    connection = RTCPeerConnection()
    Channels(connection, lambda *_: None, lambda: None, lambda: None)
    sctp = connection.sctp
    assert sctp is not None
    assert sctp._rto == FIRST_RTO_S
    for _ in range(50):
        sctp._update_rto(0.05)
    assert sctp._rto == LEAST_RTO_S == rtcsctptransport.SCTP_RTO_MIN
    await connection.close()
