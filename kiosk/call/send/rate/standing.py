# SPDX-License-Identifier: EUPL-1.2
"""How long the line's queue is: what the quickest packet of late took, above the quickest in ten seconds.

The trend tells growth only. A queue that is full does not grow any more, and one that was cut into still stands.
"""

from __future__ import annotations

from collections import deque

from kiosk.call.send.rate.history import Arrived

LATE_S = 0.12
"""The quickest of what arrived in this time counts, so that a line's jitter is not taken for a queue."""
BUCKET_S = 1.0
BUCKETS = 10
"""Ten seconds: a queue never stands that long here, and two clocks that are 200 ppm apart differ by 2 ms."""
MOST_LATE = 512
JITTER_SMOOTHING = 1 / 32
MOST_JITTER_S = 0.1


class StandingQueue:
    """Follows the one-way delay; the ends' clocks need nothing in common but their pace."""

    def __init__(self) -> None:
        self.queue_s = 0.0
        self.jitter_s = 0.0
        """By how much one packet's delay differs from the next one's, smoothed."""
        self._previous_s: float | None = None
        self._late: deque[tuple[float, float]] = deque(maxlen=MOST_LATE)
        self._buckets: deque[list[float]] = deque(maxlen=BUCKETS)

    def add(self, packet: Arrived) -> None:
        """Take one packet, in the order of arrival."""
        delay_s = packet.arrival_s - packet.sent_s
        if self._previous_s is not None:
            self.jitter_s += JITTER_SMOOTHING * (min(abs(delay_s - self._previous_s), MOST_JITTER_S) - self.jitter_s)
        self._previous_s = delay_s
        late = self._late
        while late and late[-1][1] >= delay_s:
            late.pop()
        late.append((packet.arrival_s, delay_s))
        while late[0][0] < packet.arrival_s - LATE_S:
            late.popleft()
        if not self._buckets or packet.sent_s - self._buckets[-1][0] >= BUCKET_S:
            self._buckets.append([packet.sent_s, delay_s])
        elif delay_s < self._buckets[-1][1]:
            self._buckets[-1][1] = delay_s

    def measure(self) -> float:
        """Return the queue in seconds."""
        if self._late:
            self.queue_s = max(0.0, self._late[0][1] - min(bucket[1] for bucket in self._buckets))
        return self.queue_s

    def rebase(self) -> None:
        """Take the delay of now for the line's own: it changed, or what stands in the queue is not ours."""
        if self._late:
            newest = self._buckets[-1][0]
            self._buckets.clear()
            self._buckets.append([newest, self._late[0][1]])
        self.queue_s = 0.0

    def reset(self) -> None:
        """Start over, as on another path."""
        self._late.clear()
        self._buckets.clear()
        self._previous_s = None
        self.queue_s = 0.0
