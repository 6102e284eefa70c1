# SPDX-License-Identifier: EUPL-1.2
"""The one figure that everything sent must keep to, from feedback and from its absence.

Google's congestion control (draft-ietf-rmcat-gcc-02, and what libwebrtc made of it since) with five additions: a queue
that stands is drained by sending below what the line takes, not at 0.85 of it until it happens to be gone; a queue that
is full, and so does not grow, counts as overuse when packets are lost of it; losses that do not depend on the rate do
not lower it; probing goes on while the line is narrow, so that its widening is seen within two seconds; and a burst
that queues after little was sent lowers the rate to what came of the burst, not of the little.
"""

from __future__ import annotations

import math
from enum import StrEnum

from kiosk.call.rtp.transport_feedback import TransportFeedback
from kiosk.call.send.rate.acknowledged import AcknowledgedRate
from kiosk.call.send.rate.aimd import Aimd
from kiosk.call.send.rate.arrival import ArrivalGroups
from kiosk.call.send.rate.history import Arrived, LossWindow, SendHistory
from kiosk.call.send.rate.loss import LossController
from kiosk.call.send.rate.overuse import OveruseDetector, Usage
from kiosk.call.send.rate.probing import Probe, Prober
from kiosk.call.send.rate.standing import StandingQueue
from kiosk.call.send.rate.trendline import Trendline

LATE_S = 0.6
"""Without feedback: it comes every 50 to 250 ms, so several in a row are missing. The rate is halved."""
SILENT_S = 1.2
"""Without feedback: the line is taken for dead. Only voice goes on; it is what finds out that the line is back."""
RESUME_SHARE = 0.5
"""Of the last good rate, to start with when feedback comes again."""
CLEAR_S = 0.03
"""A queue up to this is none."""
DRAIN_S = 0.06
"""A queue from this on is drained when the line is overused."""
FULL_S, FULL_LOSS, FULL_WINDOW_S = 0.1, 0.05, 0.4
"""A queue that long of which so much is lost is full."""
RISING_S, RISING_SHARE = 0.02, 0.85
"""A queue that is this much longer than at the feedback before, while no more than this share of the rate arrives, is
overuse: the trend knows it only when it has seen twenty groups, a second of a narrow line."""
STANDING_S, STANDING_FOR_S = 0.15, 0.7
"""A queue that long, for that long, without growing or shrinking, is overuse too."""
MOST_FUTILE = 3
"""So many cuts that shortened nothing: it is not our queue, or the line has become longer."""
LONGEST_DRAIN_S = 2.5
DRAIN_SHARE, DRAIN_SLOPE, LEAST_DRAIN_SHARE = 0.85, 1.0, 0.5
"""The rate of draining, of what arrives: ``DRAIN_SHARE - DRAIN_SLOPE * queue_s``, and no less than the last."""
PACING_FACTOR, DRAINING_FACTOR = 2.0, 1.1
"""Of the target, for the pacer: a frame of usual size leaves in half the time until the next."""
DRAINED_SHARE = 0.92
"""Of what arrived, when the queue is gone."""
LOSS_S = 2.0
"""How far back `RateController.loss` looks."""
RTT_SMOOTHING = 0.15
FIRST_RTT_S = 0.1
LONGEST_RTT_S = 5.0
CONGESTED_FOR_S = 3.0


class RateState(StrEnum):
    """What the controller is doing."""

    STARTING = "starting"
    """No feedback yet."""
    STEADY = "steady"
    """The rate is held or grows."""
    DRAINING = "draining"
    """Less is sent than the line takes, until its queue is gone."""
    LATE = "late"
    """Feedback should have come; the rate is halved."""
    SILENT = "silent"
    """Feedback is gone; the picture waits."""


class RateController:
    """One per direction of a connection. Sizes are what goes over the wire, IP and UDP headers and all."""

    def __init__(self, *, start_bps: int = 600_000, floor_bps: int = 40_000, ceiling_bps: int = 3_000_000) -> None:
        self.state = RateState.STARTING
        self.target_bps = start_bps
        self.loss = 0.0
        """The share of packets lost, of those sent in the two seconds before the newest feedback."""
        self.rtt_s = FIRST_RTT_S
        self.resumed = False
        """Set when feedback came again after it was gone: send a keyframe unasked, then set this back."""
        self.resumptions = 0
        self.wanted_bps = ceiling_bps
        """The most that the sender has a use for; nothing above it is probed. No more than the ceiling."""
        self._start_bps, self._floor_bps, self._ceiling_bps = start_bps, floor_bps, ceiling_bps
        self._history = SendHistory()
        self._losses = LossWindow()
        self._groups, self._trendline, self._detector = ArrivalGroups(), Trendline(), OveruseDetector()
        self._queue = StandingQueue()
        self._acknowledged = AcknowledgedRate()
        self._aimd = Aimd(start_bps)
        self._loss_control = LossController(self._losses)
        self._prober = Prober(start_bps)
        self._untold_bytes = 0
        self._heard_s: float | None = None
        self._unanswered_s: float | None = None
        """When the first packet was sent after the newest feedback."""
        self._answered_s = -math.inf
        """Until when packets sent are answered for."""
        self._good_bps = float(start_bps)
        self._queue_before_s = 0.0
        self._drain_since_s = 0.0
        self._drain_bps = 0.0
        self._stands_since_s: float | None = None
        self._futile = 0
        self._overused_s = -math.inf
        self._resumed_after_s = -math.inf
        """Packets sent before this belong to an outage and say nothing of losses."""

    @property
    def queue_s(self) -> float:
        """How long the line's queue is."""
        return self._queue.queue_s

    @property
    def acknowledged_bps(self) -> float | None:
        """What arrives at the other end."""
        return self._acknowledged.bps

    @property
    def usage(self) -> Usage:
        """What the delay says of the line."""
        return self._detector.usage

    @property
    def pacing_bps(self) -> int:
        """How quickly the pacer is to let go."""
        factor = DRAINING_FACTOR if self.state is RateState.DRAINING else PACING_FACTOR
        return int(factor * self.target_bps)

    def limit(self, ceiling_bps: int) -> None:
        """Never go above ``ceiling_bps`` from now on, nor look for more."""
        self._ceiling_bps = max(ceiling_bps, self._floor_bps)
        self.target_bps = min(self.target_bps, self._ceiling_bps)

    def congested(self, now_s: float) -> bool:
        """Whether the line was too full within the last seconds."""
        return now_s < self._overused_s + CONGESTED_FOR_S

    def sent(self, number: int, size_bytes: int, now_s: float, *, probe: int | None = None) -> None:
        """Note a packet with its unwrapped transport-wide number, at the moment it is sent."""
        self._history.add(number, size_bytes, now_s, probe, self._untold_bytes)
        self._untold_bytes = 0
        self._prober.sent(number, size_bytes, probe)
        if self._unanswered_s is None:
            self._unanswered_s = now_s

    def sent_untold(self, size_bytes: int) -> None:
        """Note a packet without a number; it is taken to fare as the next one that has one."""
        self._untold_bytes += size_bytes

    def feedback(self, report: TransportFeedback, now_s: float) -> None:
        """Take a report; one that is late, doubled or false changes nothing."""
        arrived = self._sort_out(report)
        if not arrived:
            return
        self._heard_s, self._unanswered_s = now_s, None
        if self.state in (RateState.SILENT, RateState.STARTING):
            self._begin(now_s, again=self.state is RateState.SILENT)
        self._measure(arrived, now_s)
        self._decide(now_s)

    def step(self, now_s: float) -> None:
        """Do what time alone calls for; every 50 to 200 ms, or at once after a gap in sending."""
        if self._unanswered_s is None or self._heard_s is None:
            return
        quiet_s = now_s - self._unanswered_s
        if quiet_s > SILENT_S + self.rtt_s and self.state is not RateState.SILENT:
            self.state = RateState.SILENT
            self._set_target(self._floor_bps, now_s)
        elif quiet_s > LATE_S + self.rtt_s and self.state not in (RateState.LATE, RateState.SILENT):
            self.state = RateState.LATE
            self._set_target(self._aimd.bps / 2, now_s)

    def probe_due(self, now_s: float) -> Probe | None:
        """Return a cluster to be sent now, or None. What is sent of it goes to `sent` with its id."""
        if self.state in (RateState.SILENT, RateState.LATE):
            return None
        clear = (
            self.state is RateState.STEADY
            and self._detector.usage is not Usage.OVER
            and self._queue.queue_s < CLEAR_S
            and math.isinf(self._loss_control.cap_bps)
        )
        ceiling_bps = min(self._ceiling_bps, max(self.wanted_bps, self._floor_bps))
        return self._prober.due(
            now_s, self.target_bps, ceiling_bps, clear=clear, jitter_s=self._queue.jitter_s, loss=self.loss
        )

    def _sort_out(self, report: TransportFeedback) -> list[Arrived]:
        """Return what arrived and was not known to, in the order of arrival; count losses."""
        arrived: list[Arrived] = []
        history, losses = self._history, self._losses
        for number, arrival_s in report.arrivals:
            if arrival_s is None:
                lost = history.mark_lost(number)
                if lost is not None and lost.sent_s >= self._resumed_after_s:
                    losses.count(lost.sent_s, lost=1)
                    self._prober.lost(lost)
                continue
            packet = history.take(number)
            if packet is None:
                continue
            arrived.append(
                Arrived(number, packet.sent_s, arrival_s, packet.size_bytes, packet.probe, packet.untold_bytes)
            )
            if packet.sent_s >= self._resumed_after_s:
                losses.count(packet.sent_s, arrived=1, lost=-1 if packet.lost else 0)
        arrived.sort(key=lambda each: each.arrival_s)
        return arrived

    def _begin(self, now_s: float, *, again: bool) -> None:
        """Start measuring, or start again after silence."""
        self.state = RateState.STEADY
        if not again:
            return
        self.resumed = True
        self.resumptions += 1
        self._groups.reset()
        self._trendline.reset()
        self._detector = OveruseDetector()
        self._queue.reset()
        self._acknowledged.reset()
        self._losses.clear()
        self._loss_control.reset()
        self._resumed_after_s = now_s - self.rtt_s
        self._aimd.set(RESUME_SHARE * self._good_bps, now_s)
        self._prober.ask(self._good_bps, now_s)

    def _measure(self, arrived: list[Arrived], now_s: float) -> None:
        for packet in arrived:
            self._acknowledged.add(packet)
            self._queue.add(packet)
            self._prober.arrived(packet, now_s)
            distance = self._groups.add(packet)
            if distance is not None:
                self._trendline.add(distance)
                self._detector.detect(self._trendline.trend_ms, distance.sent_delta_s, distance.arrival_s)
        self._queue.measure()
        newest = arrived[-1]
        self._answered_s = max(self._answered_s, max(each.sent_s for each in arrived))
        rtt_s = min(now_s - each.sent_s - (newest.arrival_s - each.arrival_s) for each in arrived)
        self.rtt_s += RTT_SMOOTHING * (min(max(rtt_s, 0.0), LONGEST_RTT_S) - self.rtt_s)
        self.loss = max(0.0, self._losses.over(self._answered_s - LOSS_S, self._answered_s)[0])

    def _decide(self, now_s: float) -> None:
        usage = self._usage(now_s)
        queue_s = self._queue.queue_s
        acknowledged = self._acknowledged.bps
        recent = self._acknowledged.recent_bps()
        if recent is not None and queue_s > CLEAR_S:
            acknowledged = recent  # the line is full, so this is what it takes
        elif recent is not None and acknowledged is not None and usage is Usage.OVER:
            acknowledged = max(acknowledged, recent)  # it was a burst that queued, so the line takes what came of that
        if usage is Usage.OVER:
            self._overused_s = now_s
            self._acknowledged.expect_change()
            if queue_s > DRAIN_S and self.state is not RateState.DRAINING and acknowledged is not None:
                self.state, self._drain_since_s, self._drain_bps = RateState.DRAINING, now_s, acknowledged
        grow = queue_s < DRAIN_S and self._aimd.bps < self._loss_control.cap_bps
        self._aimd.update(usage, acknowledged, now_s, self.rtt_s, grow=grow)
        self._loss_control.update(now_s, self._answered_s, self._acknowledged.bps, queueing=queue_s > DRAIN_S)
        self._take_probe(now_s, usage)
        if self.state is RateState.LATE:
            self.state = RateState.STEADY
        target_bps = min(self._aimd.bps, self._loss_control.cap_bps)
        if self.state is RateState.DRAINING:
            target_bps = self._drain(target_bps, recent, now_s)
        self._set_target(target_bps, now_s)

    def _usage(self, now_s: float) -> Usage:
        """Return what the trend says, and what it cannot see: queues that are full, or just stand."""
        usage, queue_s = self._detector.usage, self._queue.queue_s
        rising, self._queue_before_s = queue_s > self._queue_before_s + RISING_S, queue_s
        if usage is Usage.OVER:
            return usage
        if queue_s > FULL_S:
            lost, packets = self._losses.over(self._answered_s - FULL_WINDOW_S, self._answered_s)
            if packets and lost > self._loss_control.own + FULL_LOSS:
                return Usage.OVER
        recent = self._acknowledged.recent_bps()
        if rising and queue_s > DRAIN_S and recent is not None and recent < RISING_SHARE * self.target_bps:
            return Usage.OVER
        if queue_s < STANDING_S:
            self._stands_since_s, self._futile = None, self._futile if queue_s > CLEAR_S else 0
            return usage
        if self._stands_since_s is None:
            self._stands_since_s = now_s
        if usage is Usage.UNDER or now_s < self._stands_since_s + STANDING_FOR_S:
            return usage
        self._stands_since_s = now_s
        self._futile += 1
        if self._futile > MOST_FUTILE:
            self._queue.rebase()
            self._futile = 0
            return usage
        return Usage.OVER

    def _drain(self, target_bps: float, recent_bps: float | None, now_s: float) -> float:
        """Return a rate below what the line takes while its queue stands; end when it is gone."""
        queue_s = self._queue.queue_s
        if recent_bps is not None and queue_s > DRAIN_S:
            self._drain_bps += 0.5 * (recent_bps - self._drain_bps)
        if queue_s > CLEAR_S and now_s < self._drain_since_s + LONGEST_DRAIN_S:
            share = max(LEAST_DRAIN_SHARE, DRAIN_SHARE - DRAIN_SLOPE * queue_s)
            return min(target_bps, share * self._drain_bps)
        self.state = RateState.STEADY
        self._trendline.reset()
        self._aimd.set(min(max(self._aimd.bps, DRAINED_SHARE * self._drain_bps), self._start_of_drain()), now_s)
        return self._aimd.bps

    def _start_of_drain(self) -> float:
        return max(self._drain_bps, self._floor_bps)

    def _take_probe(self, now_s: float, usage: Usage) -> None:
        found = self._prober.result(now_s)
        if found is None or usage is Usage.OVER or self.state is RateState.DRAINING:
            return
        if found.bps > self._aimd.bps or found.telling:
            self._aimd.set(found.bps, now_s)
            self._acknowledged.expect_change()
            if self._aimd.capacity.above(found.bps):
                self._aimd.capacity.forget()

    def _set_target(self, bps: float, now_s: float) -> None:
        bounded = int(min(max(bps, self._floor_bps), self._ceiling_bps))
        self._prober.changed(self.target_bps, bounded, now_s)
        self.target_bps = bounded
        if self.state in (RateState.SILENT, RateState.LATE):
            return
        self._aimd.bps = min(max(self._aimd.bps, self._floor_bps), self._ceiling_bps)
        if self.state is RateState.STEADY and self._queue.queue_s < CLEAR_S:
            self._good_bps = float(bounded)
