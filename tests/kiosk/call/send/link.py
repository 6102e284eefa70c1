# SPDX-License-Identifier: EUPL-1.2
"""A line that is simulated millisecond by millisecond, with a sender, an encoder and a receiver at its ends.

Everything random comes from one seed. The receiver has a clock of its own, and its feedback goes as bytes.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk.call.rtp.transport_feedback import FeedbackBuilder, FeedbackReader
from kiosk.call.send.allocation import Allocation, Allocator, voice_wire_bps
from kiosk.call.send.pacer import Pacer, PacketKind, Padding
from kiosk.call.send.rate.controller import RateController, RateState
from kiosk.line_quality import CallMode

TICK_S = 0.001
VIDEO_BYTES = 1_200
PAD_BYTES = 240
"""The most that one packet of padding holds."""
SKIP_QUEUE_S = 0.15


@dataclass(kw_only=True)
class Line:
    """One direction of a network. Rates may change with time; the queue drops what does not fit."""

    rate_bps: Callable[[float], float] = lambda _: 100e6
    queue_s: float = 0.3
    delay_s: float = 0.025
    jitter_s: float = 0.0
    reorders: bool = False
    """Let jitter bring packets past each other; few lines do."""
    loss: float = 0.0
    burst: float = 0.0
    """Mean number of packets lost together (Gilbert-Elliott); 0: each for itself."""
    alive: Callable[[float], bool] = lambda _: True
    cross_bps: Callable[[float], float] = lambda _: 0.0
    """Traffic of others, which takes its part of the rate and of the queue."""
    policer_bps: float | None = None
    """Drop what is above, without any queue."""


@dataclass(slots=True, frozen=True)
class Made:
    """One packet as the sender makes it."""

    kind: str
    made_s: float
    size_bytes: int


@dataclass(slots=True, frozen=True)
class Sample:
    """What was so at one moment."""

    at_s: float
    target_bps: int
    delay_s: float
    state: RateState


@dataclass(kw_only=True)
class Run:
    """What happened."""

    samples: list[Sample] = field(default_factory=list)
    delays: list[tuple[float, float, str]] = field(default_factory=list)
    """When each packet arrived, how long after it was made, and what it was."""
    delivered: list[tuple[float, int]] = field(default_factory=list)
    lost: int = 0
    sent: int = 0
    frames: list[tuple[float, int]] = field(default_factory=list)
    resumed: list[tuple[float, int]] = field(default_factory=list)
    allocations: list[tuple[float, Allocation]] = field(default_factory=list)

    def mean_target(self, from_s: float, to_s: float) -> float:
        chosen = [each.target_bps for each in self.samples if from_s <= each.at_s < to_s]
        return sum(chosen) / len(chosen)

    def target(self, at_s: float) -> int:
        return min(self.samples, key=lambda each: abs(each.at_s - at_s)).target_bps

    def mode(self, at_s: float) -> CallMode:
        return min(self.allocations, key=lambda each: abs(each[0] - at_s))[1].mode

    def throughput(self, from_s: float, to_s: float) -> float:
        return 8 * sum(size for at_s, size in self.delivered if from_s <= at_s < to_s) / (to_s - from_s)

    def delay(self, share: float, from_s: float, to_s: float, kind: str = "") -> float:
        chosen = sorted(d for at_s, d, what in self.delays if from_s <= at_s < to_s and what.startswith(kind))
        return chosen[min(len(chosen) - 1, int(share * len(chosen)))]

    def first_above(self, bps: float, after_s: float) -> float:
        return next(each.at_s for each in self.samples if each.at_s >= after_s and each.target_bps >= bps) - after_s


class Simulation:
    """A sender with a real controller, pacer and allocator, against a line."""

    def __init__(
        self,
        line: Line,
        back: Line | None = None,
        *,
        seed: int = 1,
        drift: float = 0.0,
        source_bps: float = 3e6,
        start_bps: int = 600_000,
        shuffle_feedback: bool = False,
    ) -> None:
        self.line, self.back = line, back or Line()
        self.chance = random.Random(seed)
        self.controller = RateController(start_bps=start_bps)
        self.pacer = Pacer(pacing_bps=2 * start_bps)
        self.allocator = Allocator()
        self.allocation = self.allocator.divide(start_bps, 0.0, 0.1, 0.0)
        self.builder, self.reader = FeedbackBuilder(), FeedbackReader()
        self.run_of = Run()
        self.drift, self.source_bps, self.shuffle = drift, source_bps, shuffle_feedback
        self._number = 0
        self._events: list[tuple[float, int, Callable[[float], None]]] = []
        self._order = 0
        self._backlog_bytes = 0.0
        self._drained_s = 0.0
        self._arrival_s = 0.0
        self._bad = False
        self._tokens = 0.0
        self._tokens_s = 0.0

    def run(self, until_s: float) -> Run:
        steps = int(until_s / TICK_S)
        frame_due_s = 0.0
        for step in range(steps):
            now_s = step * TICK_S
            while self._events and self._events[0][0] <= now_s:
                _, _, event = heapq.heappop(self._events)
                event(now_s)
            if step % 20 == 0:
                self._speak(now_s)
            if now_s >= frame_due_s:
                frame_due_s += 1 / 30
                self._encode(now_s)
            if step % 50 == 0:
                self._every_50_ms(now_s)
            self._send(now_s)
            information = self.builder.due(self._theirs(now_s))
            if information is not None:
                self._feed_back(information, now_s)
            self.builder.send_bps = 600_000
        return self.run_of

    def _theirs(self, now_s: float) -> float:
        return 5_000.0 + now_s * (1 + self.drift)

    def _every_50_ms(self, now_s: float) -> None:
        control = self.controller
        control.step(now_s)
        self._allocate(now_s)
        line_s = self._backlog_bytes * 8 / max(self.line.rate_bps(now_s), 1)
        self.run_of.samples.append(Sample(now_s, control.target_bps, line_s, control.state))
        self.run_of.allocations.append((now_s, self.allocation))

    def _allocate(self, now_s: float) -> None:
        control = self.controller
        self.pacer.pacing_bps = control.pacing_bps
        self.allocation = self.allocator.divide(
            control.target_bps, control.loss, control.rtt_s, now_s,
            congested=control.congested(now_s), alive=control.state is not RateState.SILENT,
        )  # fmt: skip
        if control.resumed:
            control.resumed = False
            self.run_of.resumed.append((now_s, control.target_bps))
            self.pacer.clear_video()

    def _speak(self, now_s: float) -> None:
        if self.allocation.voice_bps:
            size = voice_wire_bps(self.allocation.voice_bps, self.allocation.red_level) // 400
            self.pacer.put(PacketKind.VOICE, Made("voice", now_s, size), size, now_s)

    def _encode(self, now_s: float) -> None:
        bps = min(self.allocation.video_bps, self.source_bps)
        if not bps or self.pacer.queue_s > SKIP_QUEUE_S:
            return
        size = int(bps / 30 / 8 * self.chance.uniform(0.6, 1.4))
        self.run_of.frames.append((now_s, size))
        while size > 0:
            packet = min(size + 64, VIDEO_BYTES)
            self.pacer.put(PacketKind.VIDEO, Made("video", now_s, packet), packet, now_s)
            size -= VIDEO_BYTES - 64

    def _send(self, now_s: float) -> None:
        probe = self.controller.probe_due(now_s)
        if probe is not None:
            self.pacer.begin_probe(probe, now_s)
        for packet in self.pacer.due(now_s):
            if isinstance(packet, Padding):
                left = packet.size_bytes
                while left > 0:
                    self._transmit("padding", now_s, min(left, PAD_BYTES), now_s)
                    left -= PAD_BYTES
            else:
                assert isinstance(packet, Made)
                self._transmit(packet.kind, packet.made_s, packet.size_bytes, now_s)

    def _transmit(self, kind: str, made_s: float, size: int, now_s: float) -> None:
        number, self._number = self._number, self._number + 1
        self.controller.sent(number, size, now_s, probe=self.pacer.probe_id)
        self.run_of.sent += 1
        arrival_s = self._through(size, now_s)
        if arrival_s is None:
            self.run_of.lost += 1
            return

        def arrive(at_s: float) -> None:
            self.builder.arrived(number, self._theirs(arrival_s))
            self.run_of.delays.append((at_s, arrival_s - made_s, kind))
            self.run_of.delivered.append((at_s, size))

        self._at(arrival_s, arrive)

    def _through(self, size: int, now_s: float) -> float | None:
        line = self.line
        if not line.alive(now_s) or self._unlucky(line) or self._policed(size, now_s):
            return None
        rate_bps = line.rate_bps(now_s)
        passed_s, self._drained_s = now_s - self._drained_s, now_s
        drained = (rate_bps - line.cross_bps(now_s)) * passed_s / 8
        self._backlog_bytes = max(0.0, self._backlog_bytes - drained)
        if self._backlog_bytes * 8 / rate_bps > line.queue_s:
            return None
        self._backlog_bytes += size
        free_bps = max(rate_bps - line.cross_bps(now_s), 1.0)
        queued_s = self._backlog_bytes * 8 / free_bps
        arrival_s = now_s + queued_s + line.delay_s + self.chance.uniform(0, line.jitter_s)
        self._arrival_s = max(arrival_s, 0.0 if line.reorders else self._arrival_s)
        return self._arrival_s

    def _unlucky(self, line: Line) -> bool:
        if not line.burst:
            return self.chance.random() < line.loss
        leave = 1 / line.burst
        enter = leave * line.loss / (1 - line.loss)
        self._bad = self.chance.random() >= leave if self._bad else self.chance.random() < enter
        return self._bad

    def _policed(self, size: int, now_s: float) -> bool:
        limit = self.line.policer_bps
        if limit is None:
            return False
        self._tokens = min(self._tokens + (now_s - self._tokens_s) * limit / 8, limit * 0.03 / 8 + 1500)
        self._tokens_s = now_s
        if self._tokens < size:
            return True
        self._tokens -= size
        return False

    def _feed_back(self, information: bytes, now_s: float) -> None:
        if not self.back.alive(now_s) or self.chance.random() < self.back.loss:
            return
        delay_s = self.back.delay_s + (self.chance.uniform(0, 0.15) if self.shuffle else 0.0)

        def hear(at_s: float) -> None:
            self.controller.feedback(self.reader.read(information, newest_sent=self._number), at_s)
            self._allocate(at_s)

        self._at(now_s + delay_s, hear)

    def _at(self, at_s: float, event: Callable[[float], None]) -> None:
        self._order += 1
        heapq.heappush(self._events, (at_s, self._order, event))
