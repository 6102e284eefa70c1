# SPDX-License-Identifier: EUPL-1.2
"""The wire formats of a call as the fuzzer's targets: what must hold whatever the bytes are."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from kiosk.call.receive.pictures import MOST_HELD, PictureBuffer
from kiosk.call.rtp.packet import HeaderIds, PacketError, read_packet, write_packet
from kiosk.call.rtp.red import unpack
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


TARGETS: dict[str, Callable[[bytes], None]] = {
    "rtp-packet": _packet, "rtcp": _rtcp, "transport-feedback": _feedback, "red": _red, "pictures": _pictures,
}  # fmt: skip


def try_one(name: str, data: bytes) -> None:
    """Try one input; only being refused as no packet is well."""
    with suppress(PacketError):
        TARGETS[name](data)
