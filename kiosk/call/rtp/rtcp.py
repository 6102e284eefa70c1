# SPDX-License-Identifier: EUPL-1.2
"""RTCP (RFC 3550 section 6) and its feedback messages (RFC 4585, RFC 5104): bytes to records and back.

Transport-wide feedback is passed on as it came; `kiosk.call.rtp.transport_feedback` reads it.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from kiosk.call.rtp.packet import VERSION, PacketError, PacketReason

SENDER_REPORT, RECEIVER_REPORT, SOURCE_DESCRIPTION, BYE, RTPFB, PSFB = 200, 201, 202, 203, 205, 206
NACK, TRANSPORT_FEEDBACK = 1, 15
PLI, FIR, APPLICATION = 1, 4, 15
CNAME = 1
REMB_NAME = b"REMB"
REMB_MANTISSA_BITS = 18
NACK_SPAN = 16
"""How many numbers after the first one entry of a NACK covers."""
MOST_NACKED = 1024
"""Numbers taken from one message; more than any sender keeps."""
MOST_RECORDS = 24
"""Messages taken from one packet: nobody needs more, and each may be a millisecond's work."""
NTP_UNIX_S = 2_208_988_800
"""Seconds from 1900 to 1970."""

_HEADER = struct.Struct("!BBH")
_SENDER = struct.Struct("!LLLLLL")
_BLOCK = struct.Struct("!LLLLLL")
_FEEDBACK = struct.Struct("!LL")
_PAIR = struct.Struct("!HH")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportBlock:
    """What a receiver says of one stream. ``lost`` is cumulative and may be negative; ``jitter`` in RTP time."""

    ssrc: int
    fraction_lost: float
    lost: int
    highest: int
    jitter: int
    last_report: int
    """The middle 32 bits of the newest sender report's time; 0: there was none."""
    since_last_report: int
    """How long ago that came, in 1/65536 s."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderReport:
    """What a sender says: which RTP time was which wall time. ``ntp`` is 64 bits of NTP time."""

    ssrc: int
    ntp: int
    timestamp: int
    packets: int
    payload_bytes: int
    blocks: tuple[ReportBlock, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverReport:
    """What a receiver says that sends nothing itself."""

    ssrc: int
    blocks: tuple[ReportBlock, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Nack:
    """Packets of ``media_ssrc`` that are asked for again (RFC 4585 section 6.2.1)."""

    ssrc: int
    media_ssrc: int
    sequences: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyframeRequest:
    """A picture loss indication (RFC 4585 section 6.3.1) or a full intra request (RFC 5104 section 4.3.1)."""

    ssrc: int
    media_ssrc: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTransportFeedback:
    """A transport-wide feedback message that nobody has read yet."""

    ssrc: int
    media_ssrc: int
    information: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverLimit:
    """The most that the receiver of ``media_ssrcs`` can take of them together (draft-alvestrand-rmcat-remb-03)."""

    ssrc: int
    media_ssrcs: tuple[int, ...]
    bps: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Goodbye:
    """A stream has ended."""

    ssrcs: tuple[int, ...]


RtcpRecord = SenderReport | ReceiverReport | Nack | KeyframeRequest | RawTransportFeedback | Goodbye


def read_rtcp(data: bytes) -> list[RtcpRecord]:
    """Read a compound packet; what is unknown is passed over. Raises `PacketError`."""
    records: list[RtcpRecord] = []
    at = 0
    while at < len(data):
        if len(records) == MOST_RECORDS:
            raise PacketError(PacketReason.FORM)
        if len(data) < at + _HEADER.size:
            raise PacketError(PacketReason.SHORT)
        first, kind, words = _HEADER.unpack_from(data, at)
        if first >> 6 != VERSION:
            raise PacketError(PacketReason.VERSION)
        at += _HEADER.size
        body = data[at : at + 4 * words]
        at += 4 * words
        if at > len(data):
            raise PacketError(PacketReason.SHORT)
        if first & 0x20:
            body = _without_padding(body)
        record = _read_one(kind, first & 0x1F, body)
        if record is not None:
            records.append(record)
    return records


def write_rtcp(record: RtcpRecord | ReceiverLimit) -> bytes:
    """Write one message."""
    match record:
        case SenderReport():
            head = (record.ssrc, record.ntp >> 32, record.ntp & 0xFFFFFFFF, record.timestamp, record.packets,
                    record.payload_bytes)  # fmt: skip
            return _message(SENDER_REPORT, len(record.blocks), _SENDER.pack(*head) + _blocks(record.blocks))
        case ReceiverReport():
            return _message(
                RECEIVER_REPORT, len(record.blocks), struct.pack("!L", record.ssrc) + _blocks(record.blocks)
            )
        case Nack():
            head_bytes = _FEEDBACK.pack(record.ssrc, record.media_ssrc)
            return _message(RTPFB, NACK, head_bytes + _nack_entries(record.sequences))
        case KeyframeRequest():
            return _message(PSFB, PLI, _FEEDBACK.pack(record.ssrc, record.media_ssrc))
        case RawTransportFeedback():
            head_bytes = _FEEDBACK.pack(record.ssrc, record.media_ssrc)
            return _message(RTPFB, TRANSPORT_FEEDBACK, head_bytes + record.information)
        case ReceiverLimit():
            return _message(PSFB, APPLICATION, _limit(record))
        case Goodbye():
            return _message(BYE, len(record.ssrcs), struct.pack(f"!{len(record.ssrcs)}L", *record.ssrcs))


def write_description(ssrc: int, cname: str) -> bytes:
    """Write a source description with nothing but the canonical name (RFC 3550 section 6.5)."""
    name = cname.encode()[:255]
    chunk = struct.pack("!LBB", ssrc, CNAME, len(name)) + name + b"\0"
    return _message(SOURCE_DESCRIPTION, 1, chunk + bytes(-len(chunk) % 4))


def ntp_of(wall_s: float) -> int:
    """Write wall time, in seconds since 1970, as 64 bits of NTP time (RFC 3550 section 4)."""
    return int((wall_s + NTP_UNIX_S) * (1 << 32)) & 0xFFFFFFFFFFFFFFFF


def middle_of(ntp: int) -> int:
    """Take the middle 32 bits, as report blocks quote them."""
    return ntp >> 16 & 0xFFFFFFFF


def _limit(record: ReceiverLimit) -> bytes:
    exponent = max(0, record.bps.bit_length() - REMB_MANTISSA_BITS)
    first = len(record.media_ssrcs) << 24 | exponent << REMB_MANTISSA_BITS | record.bps >> exponent
    ssrcs = struct.pack(f"!{len(record.media_ssrcs)}L", *record.media_ssrcs)
    return _FEEDBACK.pack(record.ssrc, 0) + REMB_NAME + struct.pack("!L", first) + ssrcs


def _read_one(kind: int, count: int, body: bytes) -> RtcpRecord | None:
    if kind == SENDER_REPORT:
        _need(body, _SENDER.size + count * _BLOCK.size)
        ssrc, high, low, timestamp, packets, payload_bytes = _SENDER.unpack_from(body)
        return SenderReport(
            ssrc=ssrc, ntp=high << 32 | low, timestamp=timestamp, packets=packets, payload_bytes=payload_bytes,
            blocks=_read_blocks(body, _SENDER.size, count),
        )  # fmt: skip
    if kind == RECEIVER_REPORT:
        _need(body, 4 + count * _BLOCK.size)
        return ReceiverReport(ssrc=_word(body, 0), blocks=_read_blocks(body, 4, count))
    if kind == BYE:
        _need(body, 4 * count)
        return Goodbye(ssrcs=struct.unpack_from(f"!{count}L", body))
    if kind in (RTPFB, PSFB):
        _need(body, _FEEDBACK.size)
        return _read_feedback(kind, count, body)
    return None


def _read_feedback(kind: int, form: int, body: bytes) -> RtcpRecord | None:
    ssrc, media_ssrc = _FEEDBACK.unpack_from(body)
    rest = body[_FEEDBACK.size :]
    if kind == RTPFB and form == NACK:
        return Nack(ssrc=ssrc, media_ssrc=media_ssrc, sequences=tuple(islice(_nacked(rest), MOST_NACKED)))
    if kind == RTPFB and form == TRANSPORT_FEEDBACK:
        return RawTransportFeedback(ssrc=ssrc, media_ssrc=media_ssrc, information=rest)
    if kind == PSFB and form == PLI:
        return KeyframeRequest(ssrc=ssrc, media_ssrc=media_ssrc)
    if kind == PSFB and form == FIR:
        _need(rest, 8)
        return KeyframeRequest(ssrc=ssrc, media_ssrc=_word(rest, 0))
    return None


def _read_blocks(body: bytes, start: int, count: int) -> tuple[ReportBlock, ...]:
    blocks = []
    for number in range(count):
        ssrc, losses, highest, jitter, last, since = _BLOCK.unpack_from(body, start + number * _BLOCK.size)
        lost = losses & 0xFFFFFF
        blocks.append(
            ReportBlock(
                ssrc=ssrc,
                fraction_lost=(losses >> 24) / 256,
                lost=lost - (lost >> 23 << 24),
                highest=highest,
                jitter=jitter,
                last_report=last,
                since_last_report=since,
            )
        )
    return tuple(blocks)


def _blocks(blocks: Iterable[ReportBlock]) -> bytes:
    return b"".join(
        _BLOCK.pack(
            each.ssrc,
            min(255, int(each.fraction_lost * 256)) << 24 | max(-(1 << 23), min((1 << 23) - 1, each.lost)) & 0xFFFFFF,
            each.highest & 0xFFFFFFFF,
            min(each.jitter, 0xFFFFFFFF),
            each.last_report,
            min(each.since_last_report, 0xFFFFFFFF),
        )
        for each in blocks
    )


def _nacked(entries: bytes) -> Iterable[int]:
    for at in range(0, len(entries) - 3, 4):
        first, mask = _PAIR.unpack_from(entries, at)
        yield first
        yield from ((first + 1 + bit) & 0xFFFF for bit in range(NACK_SPAN) if mask >> bit & 1)


def _nack_entries(sequences: Sequence[int]) -> bytes:
    """Pack 16-bit numbers, in order of sending, into as few entries as they need."""
    entries, at = b"", 0
    while at < len(sequences):
        first, mask = sequences[at], 0
        at += 1
        while at < len(sequences) and 0 < (ahead := (sequences[at] - first) & 0xFFFF) <= NACK_SPAN:
            mask |= 1 << (ahead - 1)
            at += 1
        entries += _PAIR.pack(first, mask)
    return entries


def _message(kind: int, count: int, body: bytes) -> bytes:
    return _HEADER.pack(VERSION << 6 | count, kind, len(body) // 4) + body


def _without_padding(body: bytes) -> bytes:
    if not body or not 0 < body[-1] <= len(body):
        raise PacketError(PacketReason.PADDING)
    return body[: -body[-1]]


def _word(body: bytes, at: int) -> int:
    return int.from_bytes(body[at : at + 4], "big")


def _need(body: bytes, length: int) -> None:
    if len(body) < length:
        raise PacketError(PacketReason.SHORT)
