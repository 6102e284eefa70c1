# SPDX-License-Identifier: EUPL-1.2
"""When each packet leaves: voice at once, the rest in its turn and no quicker than the line is to be filled.

A keyframe that left in one burst would be a quarter of a second of queue in front of the voice.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import IntEnum

from kiosk.call.send.rate.probing import Probe

BURST_S = 0.005
"""What may leave ahead of its time, so that the caller's timer need not be exact."""
PROBE_BURST_S = 0.002
"""The same within a probe, which would be worth little if it left in lumps."""
LONGEST_DEBT_S = 0.1
"""Voice is never held up, and counts; but no more than this of it holds up the picture."""
COPY_DELAY_S = 0.02
"""How long after a packet its copy leaves, so that one burst of losses does not take both."""
STALE_S = 0.6
"""A packet repeated so late is of no use any more: the receiver waits half a second at most."""
MOST_QUEUED_BYTES = 1_000_000
MOST_QUEUED = 2_000
"""Whatever is put above these drives out the oldest of its kind."""


class PacketKind(IntEnum):
    """What a packet is; the lower the sooner."""

    VOICE = 0
    RETRANSMISSION = 1
    VIDEO = 2
    COPY = 3
    """Video sent a second time unasked, on a line that loses much."""


@dataclass(frozen=True, slots=True)
class Padding:
    """What `Pacer.due` gives where a probe needs more than is waiting: fill this many bytes, in one packet or more."""

    size_bytes: int


@dataclass(slots=True)
class PacerStatistics:
    """Monotonic counters."""

    sent_packets: int = 0
    sent_bytes: int = 0
    padding_bytes: int = 0
    dropped_packets: int = 0
    """Driven out, too late, or cleared away."""


class Pacer:
    """A leaky bucket with priorities. The clock is the caller's: call `due` at `next_s` and after each `put`."""

    def __init__(self, *, pacing_bps: int = 600_000) -> None:
        self.pacing_bps = pacing_bps
        self.queued_bytes = 0
        self.probe_id: int | None = None
        """The probe that what `due` returned last belongs to; it never mixes."""
        self.statistics = PacerStatistics()
        self._queues: tuple[deque[tuple[object, int, float]], ...] = tuple(deque() for _ in PacketKind)
        self._debt_bytes = 0.0
        self._now_s: float | None = None
        self._probe: Probe | None = None
        self._probe_start_s = 0.0
        self._probe_sent_bytes = 0

    @property
    def queue_s(self) -> float:
        """How long what is waiting needs to leave; an encoder skips frames while this is long."""
        return 8 * self.queued_bytes / max(self.pacing_bps, 1)

    @property
    def next_s(self) -> float | None:
        """When `due` wants to be called; None: nothing is waiting."""
        if self._now_s is None:
            return None
        if self._probe is not None:
            ahead_s = 8 * self._probe_sent_bytes / self._probe.bitrate_bps - PROBE_BURST_S
            return max(self._now_s, self._probe_start_s + ahead_s)
        if self._queues[PacketKind.VOICE]:
            return self._now_s
        ready_s = self._ready_s()
        if ready_s is None:
            return None
        wait_s = 8 * self._debt_bytes / max(self.pacing_bps, 1) - BURST_S
        return max(self._now_s + max(0.0, wait_s), ready_s)

    def put(self, kind: PacketKind, packet: object, size_bytes: int, now_s: float) -> None:
        """Queue a packet; sizes are what goes over the wire, as for the rate controller."""
        queue = self._queues[kind]
        queue.append((packet, size_bytes, now_s + COPY_DELAY_S if kind is PacketKind.COPY else now_s))
        self.queued_bytes += size_bytes
        while len(queue) > MOST_QUEUED or (self.queued_bytes > MOST_QUEUED_BYTES and len(queue) > 1):
            self.queued_bytes -= queue.popleft()[1]
            self.statistics.dropped_packets += 1
        if self._now_s is None:
            self._now_s = now_s

    def begin_probe(self, probe: Probe, now_s: float) -> None:
        """Send what is waiting at the probe's rate, and padding where there is too little; one that runs goes on."""
        if self._probe is None:
            self._probe, self._probe_start_s, self._probe_sent_bytes = probe, now_s, 0
            self._now_s = now_s if self._now_s is None else self._now_s

    def clear_video(self) -> int:
        """Forget the picture's packets, as a keyframe supersedes them all; return how many there were."""
        count = 0
        for kind in (PacketKind.RETRANSMISSION, PacketKind.VIDEO, PacketKind.COPY):
            queue = self._queues[kind]
            count += len(queue)
            self.queued_bytes -= sum(size for _, size, _ in queue)
            queue.clear()
        self.statistics.dropped_packets += count
        return count

    def due(self, now_s: float) -> list[object]:
        """Return what leaves now, in order; see `probe_id`. `Padding` stands where a probe must be filled up."""
        self._advance(now_s)
        self.probe_id = None
        if self._probe is not None:
            return self._due_of_probe(self._probe, now_s)
        leaving: list[object] = []
        voice = self._queues[PacketKind.VOICE]
        while voice:
            leaving.append(self._leave(voice))
        allowed_bytes = self.pacing_bps * BURST_S / 8
        while self._debt_bytes <= allowed_bytes:
            queue = self._first(now_s)
            if queue is None:
                break
            leaving.append(self._leave(queue))
        return leaving

    def _due_of_probe(self, probe: Probe, now_s: float) -> list[object]:
        self.probe_id = probe.id
        leaving: list[object] = []
        allowed_bytes = probe.bitrate_bps * (now_s - self._probe_start_s + PROBE_BURST_S) / 8
        voice = self._queues[PacketKind.VOICE]
        while voice or self._probe_sent_bytes <= allowed_bytes:
            if self._probe_sent_bytes >= probe.size_bytes:
                self._probe = None
                break
            queue = self._first(now_s)
            before = self.statistics.sent_bytes
            leaving.append(self._pad(probe) if queue is None else self._leave(queue))
            self._probe_sent_bytes += self.statistics.sent_bytes - before
        return leaving

    def _first(self, now_s: float) -> deque[tuple[object, int, float]] | None:
        """Return the queue whose turn it is, without what came too late."""
        repeated = self._queues[PacketKind.RETRANSMISSION]
        while repeated and repeated[0][2] < now_s - STALE_S:
            self.queued_bytes -= repeated.popleft()[1]
            self.statistics.dropped_packets += 1
        for queue in self._queues:
            if queue and queue[0][2] <= now_s:
                return queue
        return None

    def _ready_s(self) -> float | None:
        """Return since when something paced is waiting, or from when on."""
        ready = [queue[0][2] for queue in self._queues if queue]
        return min(ready) if ready else None

    def _leave(self, queue: deque[tuple[object, int, float]]) -> object:
        packet, size_bytes, _ = queue.popleft()
        self.queued_bytes -= size_bytes
        self._count(size_bytes)
        return packet

    def _pad(self, probe: Probe) -> Padding:
        size_bytes = probe.packet_bytes
        self.statistics.padding_bytes += size_bytes
        self._count(size_bytes)
        return Padding(size_bytes)

    def _count(self, size_bytes: int) -> None:
        self.statistics.sent_packets += 1
        self.statistics.sent_bytes += size_bytes
        self._debt_bytes = min(self._debt_bytes + size_bytes, self.pacing_bps * LONGEST_DEBT_S / 8 + size_bytes)

    def _advance(self, now_s: float) -> None:
        passed_s = 0.0 if self._now_s is None else max(0.0, now_s - self._now_s)
        self._now_s = now_s if self._now_s is None else max(now_s, self._now_s)
        self._debt_bytes = max(0.0, self._debt_bytes - passed_s * self.pacing_bps / 8)
