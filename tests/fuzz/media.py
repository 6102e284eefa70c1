# SPDX-License-Identifier: EUPL-1.2
"""The wire formats of a call as the fuzzer's targets: what must hold whatever the bytes are."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from kiosk.call.receive.pictures import MOST_HELD, PictureBuffer
from kiosk.call.receive.ulpfec import LONGEST_BYTES, MOST_PACKETS, MOST_WAITING, Repair, Repaired
from kiosk.call.rtp.packet import HeaderIds, PacketError, read_packet, write_packet
from kiosk.call.rtp.red import unpack, unpack_only
from kiosk.call.rtp.rtcp import read_rtcp, write_rtcp
from kiosk.call.rtp.transport_feedback import MOST_STATUSES, FeedbackReader

IDS = HeaderIds(mid=1, transport_sequence=5, playout_delay=6)


def _packet(data: bytes) -> None:
    packet = read_packet(data, IDS)
    assert len(packet.payload) + packet.padding_bytes <= len(data)
    packet.mid = ""
    assert read_packet(write_packet(packet, IDS), IDS) == packet


def _rtcp(data: bytes) -> None:
    for record in read_rtcp(data):
        written = write_rtcp(record)
        assert write_rtcp(read_rtcp(written)[0]) == written


def _feedback(data: bytes) -> None:
    report = FeedbackReader().read(data[2:], newest_sent=int.from_bytes(data[:2], "big"))
    assert 0 < len(report.arrivals) <= MOST_STATUSES


def _red(data: bytes) -> None:
    assert sum(len(block.payload) for block in unpack(data)) < len(data)


def _pictures(data: bytes) -> None:
    """Take packets of up to 15 bytes; a head of three says each one's place, time, marker and length."""
    buffer = PictureBuffer("VP8" if data[:1] < b"\x80" else "H264")
    at, now_s, sequence = 1, 100.0, 1000
    while at + 3 <= len(data):
        move, pause, form = data[at : at + 3]
        sequence += move - 64 if move < 192 else (move - 224) * 256
        now_s += pause / 100
        payload = data[at + 3 : at + 3 + (form & 15)]
        at += 3 + (form & 15)
        buffer.put(sequence, sequence * 1000 + (form >> 5), payload, bool(form & 16), now_s)
        step = buffer.step(now_s, pause / 500)
        assert len(step.nacks) <= MOST_HELD and buffer.held_packets <= MOST_HELD
        assert all(picture.data for picture in step.frames)


def _parity(data: bytes) -> None:
    """Take packets of up to 63 bytes; a head of two says each one's place, kind and length."""
    repair, at, sequence = Repair(1), 0, 70_000
    while at + 2 <= len(data):
        move, form = data[at : at + 2]
        sequence += move & 0x3F if move < 0x80 else -(move & 0x3F)
        piece = data[at + 2 : at + 2 + (form & 0x3F)]
        at += 2 + (form & 0x3F)
        for each in _repaired(repair, sequence, form >> 6, piece):
            assert len(each.data) <= LONGEST_BYTES + 12 and read_packet(each.data[:12], HeaderIds()).ssrc == 1
        assert len(repair) <= MOST_PACKETS + MOST_WAITING


def _repaired(repair: Repair, sequence: int, kind: int, piece: bytes) -> tuple[Repaired, ...]:
    with suppress(PacketError):
        if kind > 1:
            return repair.parity(sequence, piece)
        packet = read_packet(piece, IDS)
        if kind == 0 and unpack_only(packet.payload):
            return repair.media(sequence, packet, piece)
        if len(packet.payload) > 2:
            return repair.again(sequence, packet, piece)
    return ()


TARGETS: dict[str, Callable[[bytes], None]] = {
    "rtp-packet": _packet, "rtcp": _rtcp, "transport-feedback": _feedback, "red": _red, "pictures": _pictures,
    "parity": _parity,
}  # fmt: skip


def try_one(name: str, data: bytes) -> None:
    """Try one input; only being refused as no packet is well."""
    with suppress(PacketError):
        TARGETS[name](data)
