# SPDX-License-Identifier: EUPL-1.2
"""Packets that wait until their picture is whole."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.call.receive.part import Part


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPacket:
    """A packet: of a picture, padding (neither ``part`` nor ``malformed``), or one that could not be read."""

    part: Part | None
    timestamp: int
    marker: bool
    arrival_s: float
    size_bytes: int
    malformed: bool = False

    @property
    def padding(self) -> bool:
        return self.part is None and not self.malformed


class HeldPackets:
    """The packets by sequence number, unwrapped. The owner bounds how many there are."""

    def __init__(self) -> None:
        self.size_bytes = 0
        self._packets: dict[int, HeldPacket] = {}
        self._starts: set[int] = set()

    def __len__(self) -> int:
        return len(self._packets)

    def __contains__(self, sequence: int) -> bool:
        return sequence in self._packets

    def get(self, sequence: int) -> HeldPacket | None:
        return self._packets.get(sequence)

    def put(self, sequence: int, packet: HeldPacket) -> None:
        self._packets[sequence] = packet
        self.size_bytes += packet.size_bytes
        if packet.part is not None and packet.part.start:
            self._starts.add(sequence)

    def pop(self, sequence: int) -> HeldPacket | None:
        packet = self._packets.pop(sequence, None)
        if packet is not None:
            self.size_bytes -= packet.size_bytes
            self._starts.discard(sequence)
        return packet

    def clear(self) -> None:
        self._packets.clear()
        self._starts.clear()
        self.size_bytes = 0

    def end_of(self, first: int) -> int | None:
        """Find the last packet of the picture that begins at ``first``, if it is here and all between.

        That is the one with the marker, or the one before another time begins.
        """
        at, packet = first, self._packets.get(first)
        timestamp = None if packet is None else packet.timestamp
        while packet is not None:
            if not packet.padding:
                if packet.timestamp != timestamp:
                    return at - 1
                if packet.marker:
                    return at
            at += 1
            packet = self._packets.get(at)
        return None

    def first_gap(self, first: int) -> int:
        """Find the first number from ``first`` on that is not here."""
        while first in self._packets:
            first += 1
        return first

    def next_start(self, after: int) -> int | None:
        """Find the first packet after ``after`` that certainly starts a picture."""
        return min((at for at in self._starts if at > after), default=None)

    def newest_keyframe(self, after: int) -> int | None:
        """Find the start of the newest keyframe after ``after`` that is whole."""
        return max((at for at in self._starts if at > after and self._is_whole_key(at)), default=None)

    def keyframe_begun_s(self) -> float | None:
        """Tell when the newest keyframe began to come that is not whole yet."""
        begun = [
            packet.arrival_s
            for at in self._starts
            if (packet := self._packets[at]).part is not None and (packet.part.key or packet.part.sets)
        ]
        return max(begun, default=None)

    def _is_whole_key(self, start: int) -> bool:
        end = self.end_of(start)
        if end is None:
            return False
        return any((part := self._packets[at].part) is not None and part.key for at in range(start, end + 1))
