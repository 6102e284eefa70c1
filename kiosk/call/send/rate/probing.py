# SPDX-License-Identifier: EUPL-1.2
"""Probes: a few packets sent quicker than allowed, to see how much more the line takes.

At the start three and six times the first rate, then twice what was found as long as it is found; the second of these
waits for the first, as on a line of 300 kb/s the two together would be a third of a second of queue. Later, whenever
the line is clear and more is wanted: soon after a drop, and rarely otherwise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.call.send.rate.history import Arrived, Sent

FIRST_SCALE, SECOND_SCALE, FURTHER_SCALE = 3.0, 6.0, 2.0
FURTHER_SHARE = 0.7
"""Of a probe's rate that must be found to probe further."""
PROBE_S = 0.020
"""How long a cluster lasts: libwebrtc takes 15 ms; radios need more, and five milliseconds cost little."""
JITTERS, LONGEST_PROBE_S = 4.0, 0.06
"""A cluster lasts so many times the line's jitter, within limits, or the jitter is all that is measured."""
FEWEST_PACKETS = 6
PACKETS_PER_LOSS = 30.0
"""More of them where many are lost: four more at 15 %."""
LARGEST_PACKET_BYTES = 1200
SMALLEST_PACKET_BYTES = 200
FEWEST_ARRIVED = 4
PASSED_S = 0.04
"""After later packets were told of: what is still missing was told in feedback that is lost itself."""
RESULT_S = 1.0
"""A cluster that nobody told of by then is given up."""
LONGEST_SPAN_S = 0.5
SHORTEST_SPAN_S = 0.002
"""A cluster that arrived within this met no line that is worth measuring."""
FASTEST_RATIO = 2.0
"""Arrived so much quicker than sent, a cluster was held up somewhere and says nothing."""
SATURATED_RATIO, SATURATED_SHARE = 0.9, 0.95
"""Arrived slower than this: the line was full, and takes a little less than what arrived."""
AFTER_DROP_S = 1.0
AFTER_CUT_S = 0.4
"""After a lesser one: until the queue, if it was one, is gone."""
RECENT_DROP_S = 45.0
USUAL_S = 4.0
LONGEST_AFTER_DROP_S = 1.6
LARGEST_SHARE = 0.04
"""Of the rate, for the smallest clusters; on a line of 60 kb/s one is a sixth of a second of queue before voice."""
RETRY_S, MOST_RETRIES = 0.25, 3
"""After a cluster of which too little arrived to tell anything."""
BACK_OFF = 1.25
"""Intervals grow so after each probe that found nothing."""
DROP = 0.66
"""Below this share of the rate before it is a drop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """A cluster to be sent: so many bytes at this rate, in at least so many packets; `id` goes with each of them."""

    id: int
    bitrate_bps: int
    size_bytes: int
    packets: int

    @property
    def packet_bytes(self) -> int:
        """How large packets of padding should be."""
        return max(1, -(-self.size_bytes // self.packets))


@dataclass(frozen=True, slots=True)
class Found:
    """What a probe found, in bit/s.

    ``telling``: it is the first of a call and filled the line, so it says more than the guess the call started with.
    """

    bps: float
    telling: bool


class ProbeState(StrEnum):
    """Where probing stands."""

    INITIAL = "initial"
    """Nothing was probed yet."""
    WAITING = "waiting"
    """For what arrives of a cluster."""
    IDLE = "idle"
    """Until the next is due."""


@dataclass(slots=True)
class _Cluster:
    probe: Probe
    asked_s: float
    first: bool
    closed: bool = False
    """Something else was sent after it; no more of it comes."""
    last: int = -1
    """The number of its last packet."""
    passed_s: float | None = None
    """When a later packet was told of."""
    sent_packets: int = 0
    sent_bytes: int = 0
    answered: int = 0
    arrived: list[Arrived] = field(default_factory=list)


class Prober:
    """Says when to probe and how hard, and what a probe has found."""

    def __init__(self, start_bps: float) -> None:
        self.state = ProbeState.INITIAL
        self._start_bps = start_bps
        self._next_id = 1
        self._probe_s = PROBE_S
        self._fewest_packets = FEWEST_PACKETS
        self._made_s = -math.inf
        self._retries = 0
        self._cluster: _Cluster | None = None
        self._wanted: float | None = None
        """The rate of a probe to be made as soon as the line is clear."""
        self._next_s = -math.inf
        self._interval_s = AFTER_DROP_S
        self._dropped_s = -math.inf

    def due(
        self,
        now_s: float,
        target_bps: float,
        ceiling_bps: float,
        *,
        clear: bool,
        jitter_s: float = 0.0,
        loss: float = 0.0,
    ) -> Probe | None:
        """Return a cluster to be sent now, or None. ``clear``: no queue stands and none is growing."""
        self._fewest_packets = FEWEST_PACKETS + int(PACKETS_PER_LOSS * min(loss, 0.5))
        self._probe_s = min(max(PROBE_S, JITTERS * jitter_s), LONGEST_PROBE_S)
        cluster = self._cluster
        if cluster is not None and now_s > cluster.asked_s + RESULT_S:
            self._give_up(now_s)
        if self._cluster is not None:
            return None
        if self.state is ProbeState.INITIAL:
            return self._make(FIRST_SCALE * self._start_bps, ceiling_bps, now_s)
        if not clear or target_bps >= 0.95 * ceiling_bps:
            return None
        if self._wanted is not None:
            bps, self._wanted = self._wanted, None
            if bps > 1.05 * target_bps:
                return self._make(bps, ceiling_bps, now_s)
        if now_s >= max(self._next_s, self._made_s + 8 * self._fewest_bytes / (LARGEST_SHARE * target_bps)):
            return self._make(FURTHER_SCALE * target_bps, ceiling_bps, now_s)
        return None

    def changed(self, before_bps: float, after_bps: float, now_s: float) -> None:
        """Take note of a new target; a large drop makes the next probes come soon."""
        if after_bps < DROP * before_bps:
            self._dropped_s = now_s
            self._interval_s = AFTER_DROP_S
            self._wanted = None
            self._next_s = now_s + AFTER_DROP_S
        elif after_bps < before_bps:
            self._next_s = max(self._next_s, now_s + AFTER_CUT_S)

    def ask(self, bps: float, now_s: float) -> None:
        """Have ``bps`` probed as soon as the line is clear, as after an outage."""
        self._cluster, self.state, self._wanted = None, ProbeState.IDLE, bps
        self._dropped_s, self._interval_s = now_s, AFTER_DROP_S

    def sent(self, number: int, size_bytes: int, probe: int | None) -> None:
        """Count any packet that is sent, and whether it is of a cluster."""
        cluster = self._cluster
        if cluster is None:
            return
        if probe == cluster.probe.id:
            cluster.sent_packets += 1
            cluster.last = number
            cluster.sent_bytes += size_bytes
            cluster.closed = cluster.sent_bytes >= cluster.probe.size_bytes
        elif cluster.sent_packets:
            cluster.closed = True

    def arrived(self, packet: Arrived, now_s: float) -> None:
        """Take any packet that arrived, of a cluster or after it."""
        cluster = self._cluster
        if cluster is None:
            return
        if cluster.probe.id == packet.probe:
            cluster.answered += 1
            cluster.arrived.append(packet)
        elif cluster.closed and packet.number > cluster.last and cluster.passed_s is None:
            cluster.passed_s = now_s

    def lost(self, packet: Sent) -> None:
        """Take a packet of a cluster that did not."""
        if self._cluster is not None and self._cluster.probe.id == packet.probe:
            self._cluster.answered += 1

    def result(self, now_s: float) -> Found | None:
        """Return what a cluster that is complete has found, once; None: nothing (yet)."""
        cluster = self._cluster
        if cluster is None or not cluster.closed:
            return None
        passed = cluster.passed_s is not None and now_s >= cluster.passed_s + PASSED_S
        if cluster.answered < cluster.sent_packets and not passed:
            return None
        found = _found(cluster)
        if found is None or found.bps < FURTHER_SHARE * cluster.probe.bitrate_bps:
            self._give_up(now_s)
            if found is None and self._retries < MOST_RETRIES:
                self._retries += 1
                self._next_s = now_s + RETRY_S
            return found
        self._retries = 0
        self._cluster, self.state = None, ProbeState.IDLE
        self._wanted = SECOND_SCALE * self._start_bps if cluster.first else FURTHER_SCALE * found.bps
        self._interval_s = AFTER_DROP_S
        self._next_s = now_s + self._pause_s(now_s)
        return found

    def _give_up(self, now_s: float) -> None:
        self._cluster, self.state = None, ProbeState.IDLE
        self._next_s = now_s + self._pause_s(now_s)
        self._interval_s *= BACK_OFF

    @property
    def _fewest_bytes(self) -> int:
        return self._fewest_packets * SMALLEST_PACKET_BYTES

    def _pause_s(self, now_s: float) -> float:
        recent = now_s < self._dropped_s + RECENT_DROP_S
        self._interval_s = min(self._interval_s, LONGEST_AFTER_DROP_S if recent else USUAL_S)
        return self._interval_s if recent else USUAL_S

    def _make(self, bps: float, ceiling_bps: float, now_s: float) -> Probe:
        bps = min(bps, ceiling_bps)
        size_bytes = max(int(bps * self._probe_s / 8), self._fewest_bytes)
        packets = max(self._fewest_packets, -(-size_bytes // LARGEST_PACKET_BYTES))
        probe = Probe(id=self._next_id, bitrate_bps=int(bps), size_bytes=size_bytes, packets=packets)
        self._next_id, self._made_s = self._next_id + 1, now_s
        self._cluster, self.state = _Cluster(probe, now_s, self.state is ProbeState.INITIAL), ProbeState.WAITING
        return probe


def _found(cluster: _Cluster) -> Found | None:
    """Compare how quickly a cluster was sent and arrived, by the packets that did arrive."""
    packets = cluster.arrived
    if len(packets) < max(FEWEST_ARRIVED, cluster.sent_packets // 2):
        return None
    in_order = sorted(packets, key=lambda each: each.sent_s)
    arrivals = sorted(packets, key=lambda each: each.arrival_s)
    sent_s, arrived_s = in_order[-1].sent_s - in_order[0].sent_s, arrivals[-1].arrival_s - arrivals[0].arrival_s
    total = sum(each.size_bytes for each in packets)
    if arrived_s > LONGEST_SPAN_S or sent_s > LONGEST_SPAN_S:
        return None
    sent_bps = 8 * (total - in_order[-1].size_bytes) / sent_s if sent_s > 0 else math.inf
    limit_bps = min(sent_bps, cluster.probe.bitrate_bps * 1.1)
    if arrived_s * FASTEST_RATIO < sent_s:
        return None
    if arrived_s <= SHORTEST_SPAN_S or arrived_s * SATURATED_RATIO <= sent_s:
        return Found(limit_bps, telling=False)
    arrived_bps = 8 * (total - arrivals[0].size_bytes) / arrived_s
    if arrived_bps >= limit_bps:
        return Found(limit_bps, telling=False)
    return Found(SATURATED_SHARE * arrived_bps, telling=cluster.first)
