# SPDX-License-Identifier: EUPL-1.2
"""RTP packets (RFC 3550 section 5.1) with the header extensions of a call (RFC 8285)."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.errors import KioskError

VERSION = 2
HEADER = struct.Struct("!BBHLL")
EXTENSION = struct.Struct("!HH")
ONE_BYTE = 0xBEDE
"""Profile of one-byte header extensions, RFC 8285 section 4.2."""
TWO_BYTE = 0x1000
"""The same of two-byte ones, section 4.3; their low four bits are free."""
STOP_ID = 15
"""Where one-byte extensions end early."""
RTCP_TYPES = range(192, 224)
"""Second bytes that mean RTCP, RFC 5761 section 4."""

MID_URI = "urn:ietf:params:rtp-hdrext:sdes:mid"
TRANSPORT_SEQUENCE_URI = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
PLAYOUT_DELAY_URI = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"
PLAYOUT_DELAY_UNIT_MS, PLAYOUT_DELAY_LONGEST = 10, 0xFFF


class PacketReason(StrEnum):
    """Why bytes are not a packet."""

    SHORT = "short"
    """They end before what they announce."""
    VERSION = "version"
    """They are of another protocol."""
    PADDING = "padding"
    """Their padding is longer than they are, or empty."""
    FORM = "form"
    """A field has a value that its definition does not allow."""


class PacketError(KioskError, ValueError):
    """Bytes from the network that are not a packet. They are dropped."""

    def __init__(self, reason: PacketReason) -> None:
        super().__init__("A packet is malformed.", reason=reason, hint="It was dropped.")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeaderIds:
    """The numbers that were negotiated for header extensions; 0: not negotiated."""

    mid: int = 0
    transport_sequence: int = 0
    playout_delay: int = 0


@dataclass(slots=True)
class RtpPacket:
    """One packet: ``sequence`` of 16 bits and ``timestamp`` of 32 as on the wire."""

    payload_type: int
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes
    marker: bool = False
    transport_sequence: int | None = None
    mid: str = ""
    padding_bytes: int = 0
    playout_delay_ms: tuple[int, int] | None = None
    """The least and the most that a receiver is to hold a picture; only ever written."""
    transport_sequence_at: int = field(default=0, compare=False)
    """Where the transport-wide number stands in the bytes that were read; 0: nowhere."""


def is_rtcp(data: bytes) -> bool:
    """Tell RTCP from RTP where both come over one port (RFC 5761)."""
    return len(data) > 1 and data[1] in RTCP_TYPES


def read_packet(data: bytes, ids: HeaderIds) -> RtpPacket:
    """Read a packet; raises `PacketError`."""
    if len(data) < HEADER.size:
        raise PacketError(PacketReason.SHORT)
    first, second, sequence, timestamp, ssrc = HEADER.unpack_from(data)
    if first >> 6 != VERSION:
        raise PacketError(PacketReason.VERSION)
    packet = RtpPacket(second & 0x7F, sequence, timestamp, ssrc, b"", bool(second & 0x80))
    at = HEADER.size + 4 * (first & 0x0F)
    if first & 0x10:
        if len(data) < at + EXTENSION.size:
            raise PacketError(PacketReason.SHORT)
        profile, words = EXTENSION.unpack_from(data, at)
        start = at + EXTENSION.size
        at = start + 4 * words
        _read_extensions(packet, profile, data[start:at], ids)
        if packet.transport_sequence is not None:
            packet.transport_sequence_at += start
    if first & 0x20:
        packet.padding_bytes = data[-1]
    end = len(data) - packet.padding_bytes
    if at > end:
        raise PacketError(PacketReason.SHORT)
    if first & 0x20 and not packet.padding_bytes:
        raise PacketError(PacketReason.PADDING)
    packet.payload = data[at:end]
    return packet


def write_packet(packet: RtpPacket, ids: HeaderIds) -> bytes:
    """Write a packet, with the extensions that are set and negotiated."""
    values = b""
    if packet.playout_delay_ms is not None and ids.playout_delay:
        least, most = (min(each // PLAYOUT_DELAY_UNIT_MS, PLAYOUT_DELAY_LONGEST) for each in packet.playout_delay_ms)
        values += bytes((ids.playout_delay << 4 | 2,)) + (least << 12 | most).to_bytes(3, "big")
    if packet.transport_sequence is not None and ids.transport_sequence:
        values += bytes(
            (ids.transport_sequence << 4 | 1, packet.transport_sequence >> 8, packet.transport_sequence & 255)
        )
    if packet.mid and ids.mid:
        mid = packet.mid.encode()
        values += bytes((ids.mid << 4 | len(mid) - 1,)) + mid
    first, extension = VERSION << 6, b""
    if values:
        first |= 0x10
        values += bytes(-len(values) % 4)
        extension = EXTENSION.pack(ONE_BYTE, len(values) // 4) + values
    padding = b""
    if packet.padding_bytes:
        first |= 0x20
        padding = bytes(packet.padding_bytes - 1) + bytes((packet.padding_bytes,))
    second = packet.payload_type | (0x80 if packet.marker else 0)
    header = HEADER.pack(first, second, packet.sequence, packet.timestamp, packet.ssrc)
    return b"".join((header, extension, packet.payload, padding))


def _read_extensions(packet: RtpPacket, profile: int, values: bytes, ids: HeaderIds) -> None:
    """Read what is known; unknown extensions are passed over, and one that is cut off ends them."""
    at, end = 0, len(values)
    one_byte = profile == ONE_BYTE
    if not one_byte and profile & 0xFFF0 != TWO_BYTE:
        return
    while at < end:
        number = values[at] >> 4 if one_byte else values[at]
        if not values[at]:  # padding
            at += 1
            continue
        if one_byte:
            length, at = (values[at] & 0x0F) + 1, at + 1
            if number == STOP_ID:
                return
        else:
            if at + 1 >= end:
                return
            length, at = values[at + 1], at + 2
        if at + length > end:
            return
        if number == ids.transport_sequence and length >= 2:
            packet.transport_sequence = values[at] << 8 | values[at + 1]
            packet.transport_sequence_at = at
        elif number == ids.mid:
            packet.mid = values[at : at + length].decode("ascii", errors="replace")
        at += length
