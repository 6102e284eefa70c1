# SPDX-License-Identifier: EUPL-1.2
"""What a browser sends that protects its picture by parity packets: RED, parity packets, repetitions."""

from __future__ import annotations

import struct
from collections.abc import Sequence

from kiosk.call.rtp.packet import HeaderIds, RtpPacket, read_packet, write_packet
from kiosk.call.transport import Format

IDS = HeaderIds(mid=1, transport_sequence=5)
SSRC, FIRST = 0x01020304, 65_530
"""Streams begin just before their numbers wrap."""
VP8 = Format(name="VP8", payload_type=97, can_nack=True)
RTX = Format(name="RTX", payload_type=98, repairs=97)
RED = Format(name="RED", payload_type=101)
RED_RTX = Format(name="RTX", payload_type=102, repairs=101)
ULPFEC = Format(name="ULPFEC", payload_type=103)


def media(sequence: int, payload: bytes, *, timestamp: int = 90_000, marker: bool = False, mid: str = "") -> RtpPacket:
    return RtpPacket(97, sequence % 65_536, timestamp, SSRC, payload, marker, transport_sequence=0, mid=mid)


def in_red(packet: RtpPacket, number: int) -> bytes:
    """Put RED around a packet, with its transport-wide number, as it leaves."""
    red = RtpPacket(
        RED.payload_type,
        packet.sequence,
        packet.timestamp,
        packet.ssrc,
        bytes((packet.payload_type,)) + packet.payload,
        packet.marker,
        transport_sequence=number,
        mid=packet.mid,
        padding_bytes=packet.padding_bytes,
    )
    return write_packet(red, IDS)


def parity_of(packets: Sequence[bytes], base: int, mask: Sequence[int]) -> bytes:
    """Protect packets as RFC 5109 section 8 tells, byte by byte; ``mask``: distances from ``base``."""
    sums = bytearray(8)
    body = bytearray(max(len(each) for each in packets) - 12)
    for each in packets:
        for at, byte in enumerate(each[:2] + struct.pack("!H", len(each) - 12) + each[4:8]):
            sums[at] ^= byte
        for at, byte in enumerate(each[12:]):
            body[at] ^= byte
    long = max(mask) > 15
    bits = sum(1 << (47 if long else 15) - each for each in mask)
    head = bytes((sums[0] & 0x3F | (0x40 if long else 0), sums[1])) + struct.pack("!H", base % 65_536)
    head += bytes(sums[4:8]) + bytes(sums[2:4]) + struct.pack("!H", len(body))
    return head + bits.to_bytes(6 if long else 2, "big") + bytes(body)


def sent_again(data: bytes, number: int) -> bytes:
    """Make the repetition of a packet that was lost, in a stream that still names itself."""
    packet = read_packet(data, IDS)
    payload = packet.sequence.to_bytes(2, "big") + packet.payload
    again = RtpPacket(
        RED_RTX.payload_type,
        number,
        packet.timestamp,
        SSRC + 1,
        payload,
        packet.marker,
        transport_sequence=number,
        mid="1",
    )
    return write_packet(again, IDS)


GOOD = parity_of([write_packet(media(each, b"abc"), IDS) for each in (8, 9)], 8, (0, 1))
