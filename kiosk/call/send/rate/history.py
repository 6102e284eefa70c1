# SPDX-License-Identifier: EUPL-1.2
"""What was sent and not yet told of, and which share of it is lost."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

MOST_KEPT = 8192
"""Packets: half a minute at full rate. Feedback that comes later is of no use."""
KEPT_S = 10.0
"""How long a packet waits for feedback, be it told lost or not."""
BUCKET_S = 0.1
BUCKETS = 40


@dataclass(slots=True)
class Sent:
    """One packet on its way."""

    number: int
    sent_s: float
    size_bytes: int
    probe: int | None
    untold_bytes: int = 0
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Arrived:
    """One packet that arrived, with both ends' times; the clocks have nothing in common."""

    number: int
    sent_s: float
    arrival_s: float
    size_bytes: int
    probe: int | None
    untold_bytes: int = 0
    """Sent since the packet before, of streams that no feedback tells of."""


class SendHistory:
    """Packets by number. Each is answered for once; one that was told lost may still arrive."""

    def __init__(self) -> None:
        self.newest = -1
        self._packets: dict[int, Sent] = {}
        self._order: deque[Sent] = deque()

    def add(self, number: int, size_bytes: int, now_s: float, probe: int | None, untold_bytes: int = 0) -> None:
        """Remember a packet; numbers grow."""
        packet = Sent(number, now_s, size_bytes, probe, untold_bytes)
        self._packets[number] = packet
        self._order.append(packet)
        self.newest = max(self.newest, number)
        while self._order and (len(self._order) > MOST_KEPT or self._order[0].sent_s < now_s - KEPT_S):
            old = self._order.popleft()
            if self._packets.get(old.number) is old:
                del self._packets[old.number]

    def take(self, number: int) -> Sent | None:
        """Return a packet that arrived and forget it; None: unknown, or told before."""
        return self._packets.pop(number, None)

    def mark_lost(self, number: int) -> Sent | None:
        """Return a packet that is told lost for the first time."""
        packet = self._packets.get(number)
        if packet is None or packet.lost:
            return None
        packet.lost = True
        return packet

    @property
    def waiting(self) -> bool:
        """Whether anything at all is not answered for."""
        return bool(self._packets)


class LossWindow:
    """Counts arrived and lost packets by the time they were sent, some seconds back."""

    def __init__(self) -> None:
        self._buckets: dict[int, list[int]] = {}

    def count(self, sent_s: float, *, lost: int = 0, arrived: int = 0) -> None:
        """Count packets sent at ``sent_s``; a loss that turns out not to be one is counted as -1."""
        number = int(sent_s / BUCKET_S)
        bucket = self._buckets.get(number)
        if bucket is None:
            bucket = self._buckets[number] = [0, 0]
            if len(self._buckets) > BUCKETS:
                del self._buckets[min(self._buckets)]
        bucket[0] += lost
        bucket[1] += arrived

    def over(self, from_s: float, to_s: float) -> tuple[float, int]:
        """Return the share lost of what was sent between two times, and how many packets that were."""
        first, last = int(from_s / BUCKET_S), int(to_s / BUCKET_S)
        lost = packets = 0
        for number, (missing, arrived) in self._buckets.items():
            if first <= number <= last:
                lost += missing
                packets += missing + arrived
        return (lost / packets if packets else 0.0), packets

    def clear(self) -> None:
        """Forget everything, as after an outage."""
        self._buckets.clear()
