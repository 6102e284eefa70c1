# SPDX-License-Identifier: EUPL-1.2
"""Up slowly, down at once: the rate that the delay allows (draft-ietf-rmcat-gcc-02 section 5.5, and libwebrtc)."""

from __future__ import annotations

import math
from enum import StrEnum

from kiosk.call.send.rate.overuse import Usage

BACK_OFF = 0.85
GROWTH_PER_S = 1.08
LEAST_GROWTH_BPS = 4_000
HEADROOM = 1.5
HEADROOM_BPS = 10_000
"""The rate grows no further than this above what arrives: more is not known to fit."""
FRAME_BITS_DIVISOR = 30
PACKET_BITS = 8 * 1200
RESPONSE_S = 0.1
"""What detection takes on top of the round trip."""
SHORTEST_PAUSE_S, LONGEST_PAUSE_S = 0.01, 0.2
"""Between two cuts: a round trip, within these."""


class Motion(StrEnum):
    """Which way the rate goes."""

    UP = "up"
    HOLD = "hold"
    DOWN = "down"


TABLE = {
    (Usage.OVER, Motion.UP): Motion.DOWN,
    (Usage.OVER, Motion.HOLD): Motion.DOWN,
    (Usage.OVER, Motion.DOWN): Motion.DOWN,
    (Usage.NORMAL, Motion.UP): Motion.UP,
    (Usage.NORMAL, Motion.HOLD): Motion.UP,
    (Usage.NORMAL, Motion.DOWN): Motion.HOLD,
    (Usage.UNDER, Motion.UP): Motion.HOLD,
    (Usage.UNDER, Motion.HOLD): Motion.HOLD,
    (Usage.UNDER, Motion.DOWN): Motion.HOLD,
}
"""Draft section 5.5, table 1: the queue is let drain before the rate goes up."""


class LinkCapacity:
    """What arrived when the line was full, and how far that scattered, in kb/s."""

    SMOOTHING = 0.05
    FIRST_DEVIATION, LEAST_DEVIATION, MOST_DEVIATION = 0.4, 0.4, 2.5

    def __init__(self) -> None:
        self.kbps: float | None = None
        self._deviation = self.FIRST_DEVIATION

    def overused(self, acknowledged_bps: float) -> None:
        """Take what arrived while the line was overused."""
        sample = acknowledged_bps / 1000
        self.kbps = sample if self.kbps is None else self.kbps + self.SMOOTHING * (sample - self.kbps)
        error = (self.kbps - sample) ** 2 / max(self.kbps, 1.0)
        self._deviation += self.SMOOTHING * (error - self._deviation)
        self._deviation = min(max(self._deviation, self.LEAST_DEVIATION), self.MOST_DEVIATION)

    def outside(self, bps: float) -> bool:
        """Whether ``bps`` is further from the estimate than it scatters."""
        return self.kbps is not None and abs(bps / 1000 - self.kbps) > 3 * math.sqrt(self._deviation * self.kbps)

    def above(self, bps: float) -> bool:
        """Whether ``bps`` is above the estimate and all its scatter."""
        return self.kbps is not None and bps / 1000 > self.kbps and self.outside(bps)

    def forget(self) -> None:
        """The line has changed."""
        self.kbps = None


class Aimd:
    """The state machine of the rate; the table says when, the methods how far."""

    def __init__(self, start_bps: float) -> None:
        self.bps = start_bps
        self.motion = Motion.HOLD
        self.capacity = LinkCapacity()
        self._grown_s: float | None = None
        self._cut_s = -math.inf

    def update(self, usage: Usage, acknowledged_bps: float | None, now_s: float, rtt_s: float, *, grow: bool) -> None:
        """Take one feedback's usage. ``grow`` says whether anything else forbids to go up."""
        self.motion = TABLE[usage, self.motion]
        if self.motion is Motion.UP and grow:
            self._grow(acknowledged_bps, now_s, rtt_s)
        elif self.motion is Motion.DOWN:
            self._cut(acknowledged_bps, now_s, rtt_s)
        self._grown_s = now_s

    def set(self, bps: float, now_s: float) -> None:
        """Take a rate that was found out otherwise: by a probe, or after a queue has drained."""
        self.bps = bps
        self._grown_s = now_s

    def _grow(self, acknowledged_bps: float | None, now_s: float, rtt_s: float) -> None:
        passed_s = min(max(0.0, now_s - self._grown_s), 1.0) if self._grown_s is not None else 0.0
        if acknowledged_bps is not None and self.capacity.above(acknowledged_bps):
            self.capacity.forget()
        if self.capacity.kbps is not None:
            grown = self.bps + self._additive_bps(rtt_s) * passed_s
        else:
            grown = self.bps + max(self.bps * (GROWTH_PER_S**passed_s - 1), LEAST_GROWTH_BPS * passed_s)
        if acknowledged_bps is not None:
            grown = min(grown, max(self.bps, HEADROOM * acknowledged_bps + HEADROOM_BPS))
        self.bps = grown

    def _additive_bps(self, rtt_s: float) -> float:
        """About one packet per response time, however large packets are at this rate."""
        frame_bits = self.bps / FRAME_BITS_DIVISOR
        packet_bits = frame_bits / math.ceil(frame_bits / PACKET_BITS)
        return max(LEAST_GROWTH_BPS, packet_bits / (rtt_s + RESPONSE_S))

    def _cut(self, acknowledged_bps: float | None, now_s: float, rtt_s: float) -> None:
        pause_s = min(max(rtt_s, SHORTEST_PAUSE_S), LONGEST_PAUSE_S)
        halved = acknowledged_bps is not None and acknowledged_bps < self.bps / 2
        if now_s - self._cut_s < pause_s and not halved:
            return
        if acknowledged_bps is None:
            self.bps /= 2
        else:
            lowered = BACK_OFF * acknowledged_bps
            if lowered > self.bps and self.capacity.kbps is not None:
                lowered = BACK_OFF * 1000 * self.capacity.kbps
            self.bps = min(self.bps, lowered)
            if self.capacity.outside(acknowledged_bps):
                self.capacity.forget()
            self.capacity.overused(acknowledged_bps)
        self._cut_s = now_s
        self.motion = Motion.HOLD
