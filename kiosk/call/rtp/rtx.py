# SPDX-License-Identifier: EUPL-1.2
"""Retransmission in a stream of its own (RFC 4588): the first two bytes are the sequence number of the original."""

from __future__ import annotations

from dataclasses import replace

from kiosk.call.rtp.packet import PacketError, PacketReason, RtpPacket

OSN_BYTES = 2


def wrap(packet: RtpPacket, *, payload_type: int, ssrc: int, sequence: int) -> RtpPacket:
    """Make the retransmission of ``packet``, number ``sequence`` of the retransmission stream."""
    return replace(
        packet,
        payload_type=payload_type,
        ssrc=ssrc,
        sequence=sequence,
        payload=packet.sequence.to_bytes(OSN_BYTES, "big") + packet.payload,
    )


def unwrap(packet: RtpPacket, *, payload_type: int, ssrc: int) -> RtpPacket:
    """Recover the original; raises `PacketError` for one that holds none, as padding does."""
    if len(packet.payload) < OSN_BYTES:
        raise PacketError(PacketReason.SHORT)
    sequence = int.from_bytes(packet.payload[:OSN_BYTES], "big")
    return replace(packet, payload_type=payload_type, ssrc=ssrc, sequence=sequence, payload=packet.payload[OSN_BYTES:])
