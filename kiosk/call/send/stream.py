# SPDX-License-Identifier: EUPL-1.2
"""A stream that we send: numbers its packets, keeps them for a while, repeats what was lost. No I/O, no clock."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

from kiosk.call.rtp import rtx
from kiosk.call.rtp.packet import RtpPacket
from kiosk.call.rtp.rtcp import SenderReport, ntp_of
from kiosk.call.transport import Format, OutgoingTerms

KEPT_S = 1.5
"""How long a packet can be repeated: longer than anybody waits for it."""
MOST_KEPT = 1500
"""Packets kept at most; 1.5 s of 3 Mb/s are 500."""
SEQUENCES, TIMESTAMPS = 1 << 16, 1 << 32
LOWER_HALF = SEQUENCES // 2
"""Streams begin there: a number that wraps within the first packets can break decryption at the other end."""


class OutgoingStream:
    """One synchronisation source and its repair stream. ``rate_hz`` is the clock of its timestamps."""

    def __init__(self, terms: OutgoingTerms, rate_hz: int, *, first_sequence: int, first_timestamp: int) -> None:
        self.terms = terms
        self.packets = self.payload_bytes = self.repeated = 0
        self._rate_hz = rate_hz
        self._sequence = first_sequence % LOWER_HALF
        self._rtx_sequence = first_timestamp % LOWER_HALF
        self._first_timestamp = first_timestamp
        self._kept: OrderedDict[int, tuple[RtpPacket, float]] = OrderedDict()
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
        self._kept[packet.sequence] = (packet, now_s)
        self._kept.move_to_end(packet.sequence)
        while self._kept:
            oldest, (_, at_s) = next(iter(self._kept.items()))
            if now_s - at_s <= KEPT_S and len(self._kept) <= MOST_KEPT:
                return
            del self._kept[oldest]

    def repeat(self, sequence: int) -> RtpPacket | None:
        """Make the repetition of a packet that left lately: in the repair stream where there is one."""
        kept = self._kept.get(sequence)
        if kept is None:
            return None
        self.repeated += 1
        repair = self.terms.repair_of(kept[0].payload_type)
        if repair is None:
            return replace(kept[0])
        self._rtx_sequence = (self._rtx_sequence + 1) % SEQUENCES
        return rtx.wrap(
            kept[0], payload_type=repair.payload_type, ssrc=self.terms.rtx_ssrc, sequence=self._rtx_sequence
        )

    def padding(self, size_bytes: int) -> RtpPacket | None:
        """Make a packet that only fills the line: the newest one again, so that it may even be of use."""
        if not self._kept:
            return None
        newest = next(reversed(self._kept))
        packet = self.repeat(newest)
        self.repeated -= 1
        if packet is None or packet.ssrc == self.terms.ssrc:
            return None
        if len(packet.payload) < size_bytes:
            packet.padding_bytes = min(255, size_bytes - len(packet.payload))
        return packet

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
