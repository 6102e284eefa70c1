# SPDX-License-Identifier: EUPL-1.2
"""The last hand on a packet: written as was agreed for its stream, numbered where feedback tells of it, and counted.

Chromium and Safari tell of all that a connection sends; Firefox leaves the transport-wide number out of its answer for
the voice and tells of the picture alone. What carries no agreed number must not use one up: it would count as lost.
"""

from __future__ import annotations

import math
from dataclasses import replace

from kiosk.call.rtp.packet import HeaderIds, RtpPacket, write_packet
from kiosk.call.send.rate.controller import RateController
from kiosk.call.send.stream import SEQUENCES
from kiosk.call.transport import OutgoingTerms

WIRE_BYTES = 28 + 16
"""What IPv4, UDP and SRTP add to a packet."""
SOUNDING_S = 0.1
"""A numbered packet leaves at least so often while anything does: nothing else says how the line is where the other
end tells nothing of the voice and there is no picture."""


class Numbering:
    """Numbers and writes what leaves, and tells ``controller`` of it. ``first`` comes before the first number."""

    def __init__(self, controller: RateController, first: int) -> None:
        self.newest = first
        self._controller = controller
        self._ids: dict[int, HeaderIds] = {}
        self._newest_s = -math.inf

    def begin(self, terms: OutgoingTerms) -> None:
        """Learn what was agreed for a stream and its repairs."""
        self._ids[terms.ssrc] = self._ids[terms.rtx_ssrc] = terms.ids

    def lacks(self, ssrc: int, now_s: float) -> bool:
        """Whether a packet of the stream ``ssrc`` should leave now, for its number alone."""
        return bool(self._ids[ssrc].transport_sequence) and now_s - self._newest_s > SOUNDING_S

    def write(self, packet: RtpPacket, now_s: float, probe: int | None) -> bytes:
        """Write a packet at the moment it is sent."""
        ids = self._ids[packet.ssrc]
        if not ids.transport_sequence:
            data = write_packet(packet, ids)
            self._controller.sent_untold(len(data) + WIRE_BYTES)
            return data
        self.newest, self._newest_s = self.newest + 1, now_s
        data = write_packet(replace(packet, transport_sequence=self.newest % SEQUENCES), ids)
        self._controller.sent(self.newest, len(data) + WIRE_BYTES, now_s, probe=probe)
        return data
