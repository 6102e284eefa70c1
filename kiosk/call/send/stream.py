# SPDX-License-Identifier: EUPL-1.2
"""A stream that we send: numbers its packets, keeps them for a while, repeats what was lost. No I/O, no clock."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from itertools import islice
from math import inf

from kiosk.call.rtp import rtx
from kiosk.call.rtp.packet import RtpPacket
from kiosk.call.rtp.rtcp import SenderReport, ntp_of
from kiosk.call.transport import Format, OutgoingTerms

KEPT_S = 1.5
"""How long a packet can be repeated: longer than anybody waits for it."""
MOST_KEPT = 1500
"""Packets kept at most; 1.5 s of 3 Mb/s are 500."""
SEQUENCES, TIMESTAMPS = 1 << 16, 1 << 32
LONGEST_PADDING = 255
"""One byte tells its length."""
LATELY = 8
"""Packets looked through for one that fits a probe."""
HEADERS_BYTES = 64
LOWER_HALF = SEQUENCES // 2
"""Streams begin there: a number that wraps within the first packets can break decryption at the other end."""


@dataclass(slots=True)
class _Kept:
    packet: RtpPacket
    sent_s: float
    repeated_s: float = -inf


class OutgoingStream:
    """One synchronisation source and its repair stream. ``rate_hz`` is the clock of its timestamps."""

    def __init__(self, terms: OutgoingTerms, rate_hz: int, *, first_sequence: int, first_timestamp: int) -> None:
        self.terms = terms
        self.packets = self.payload_bytes = self.repeated = 0
        self._rate_hz = rate_hz
        self._sequence = first_sequence % LOWER_HALF
        self._rtx_sequence = first_timestamp % LOWER_HALF
        self._first_timestamp = first_timestamp
        self._kept: OrderedDict[int, _Kept] = OrderedDict()
        self._hollow: RtpPacket | None = None
        """The newest packet of what was forgotten, without its content: padding can still be made after it."""
        self._anchor: tuple[float, int] | None = None

    def make(self, payloads: list[bytes], timestamp: int, form: Format, captured_s: float) -> list[RtpPacket]:
        """Number the packets of one frame; the last one carries the marker where frames have several.

        ``timestamp`` counts from the stream's start; ``captured_s`` is the monotonic time its content is of.
        """
        stamp = (self._first_timestamp + timestamp) % TIMESTAMPS
        self._anchor = (captured_s, timestamp)
        packets = []
        for number, payload in enumerate(payloads, 1):
            marker = number == len(payloads) and self.terms.kind == "video"
            packets.append(
                RtpPacket(
                    form.payload_type, self._sequence, stamp, self.terms.ssrc, payload, marker, mid=self.terms.mid
                )
            )
            self._sequence = (self._sequence + 1) % SEQUENCES
        return packets

    def sent(self, packet: RtpPacket, now_s: float) -> None:
        """Note that ``packet`` left, and keep it for those who miss it."""
        if packet.ssrc != self.terms.ssrc:
            return
        self.packets += 1
        self.payload_bytes += len(packet.payload)
        self._kept[packet.sequence] = _Kept(packet, now_s)
        while self._kept:
            oldest, kept = next(iter(self._kept.items()))
            if now_s - kept.sent_s <= KEPT_S and len(self._kept) <= MOST_KEPT:
                return
            del self._kept[oldest]

    def repeat(self, sequence: int, now_s: float, spared_s: float = 0.0) -> RtpPacket | None:
        """Make the repetition of a packet that left lately: in the repair stream where there is one.

        None for a packet that is not kept any more, or that was repeated less than ``spared_s`` ago: it is on its way.
        """
        kept = self._kept.get(sequence)
        if kept is None or now_s - kept.repeated_s < spared_s:
            return None
        kept.repeated_s = now_s
        self.repeated += 1
        return self._repair(kept.packet)

    def copy(self, sequence: int) -> RtpPacket | None:
        """Make a repetition that nobody asked for; it may be lost as well, so a request that comes is still met."""
        kept = self._kept.get(sequence)
        return None if kept is None else self._repair(kept.packet)

    def forget(self) -> None:
        """Keep nothing of what left until now: nobody needs it any more."""
        newest = self._newest
        self._hollow = None if newest is None else replace(newest, payload=b"", playout_delay_ms=None)
        self._kept.clear()

    def padding(self, size_bytes: int) -> list[RtpPacket]:
        """Make packets that fill the line for a probe, together about ``size_bytes`` of payload and no more.

        One that left lately goes again where one is small enough, so that it may even be of use; else nothing but
        padding. None without a repair stream, or before the stream's first packet.
        """
        newest = self._newest
        if newest is None or self.terms.repair_of(newest.payload_type) is None:
            return []
        lately = [each.packet for each in islice(reversed(self._kept.values()), LATELY)]
        fitting = [each for each in lately if size_bytes // 2 <= len(each.payload) <= size_bytes]
        if fitting:
            return [self._repair(max(fitting, key=lambda each: len(each.payload)))]
        packets = []
        while size_bytes > 0:
            packet = self._repair(newest)
            packet.payload, packet.marker = b"", False
            packet.padding_bytes = min(LONGEST_PADDING, size_bytes)
            size_bytes -= LONGEST_PADDING + HEADERS_BYTES
            packets.append(packet)
        return packets

    @property
    def _newest(self) -> RtpPacket | None:
        return self._kept[next(reversed(self._kept))].packet if self._kept else self._hollow

    def _repair(self, packet: RtpPacket) -> RtpPacket:
        repair = self.terms.repair_of(packet.payload_type)
        if repair is None:
            return replace(packet)
        self._rtx_sequence = (self._rtx_sequence + 1) % SEQUENCES
        return rtx.wrap(packet, payload_type=repair.payload_type, ssrc=self.terms.rtx_ssrc, sequence=self._rtx_sequence)

    def report(self, now_s: float, wall_s: float) -> SenderReport | None:
        """Say which timestamp is now, by when its content was captured: pictures and voice then fit each other."""
        if self._anchor is None:
            return None
        captured_s, timestamp = self._anchor
        stamp = self._first_timestamp + timestamp + round((now_s - captured_s) * self._rate_hz)
        return SenderReport(
            ssrc=self.terms.ssrc,
            ntp=ntp_of(wall_s),
            timestamp=stamp % TIMESTAMPS,
            packets=self.packets % TIMESTAMPS,
            payload_bytes=self.payload_bytes % TIMESTAMPS,
        )
