# SPDX-License-Identifier: EUPL-1.2
"""What arrives per second, from the sizes and arrival times of packets."""

from __future__ import annotations

from collections import deque

from kiosk.call.send.rate.history import Arrived

FIRST_WINDOW_S = 0.5
WINDOW_S = 0.15
UNCERTAINTY = 10.0
"""How far samples scatter, per share of their distance from the estimate; large: the estimate is slow."""
FIRST_VARIANCE, GROWTH = 50.0, 5.0
"""Of the estimate, in (kb/s)²: at the start, and added per sample as the line may have changed."""
FAST_VARIANCE = 200.0
"""Of the estimate when a change is known to come."""
RECENT_S = 0.16
"""For the quick measure: some five packets of a line of 300 kb/s."""
FEWEST_RECENT = 4
LONGEST_RECENT_S = 0.5
MOST_RECENT = 256


class AcknowledgedRate:
    """A slow, Bayesian estimate as libwebrtc makes it, and a quick measure for lines whose queue stands."""

    def __init__(self) -> None:
        self.bps: float | None = None
        self._variance = FIRST_VARIANCE
        self._window_start_s: float | None = None
        self._window_bytes = 0
        self._recent: deque[tuple[float, int]] = deque(maxlen=MOST_RECENT)

    def add(self, packet: Arrived) -> None:
        """Take one packet, in the order of arrival."""
        recent, at_s, size_bytes = self._recent, packet.arrival_s, packet.size_bytes + packet.untold_bytes
        if recent and at_s < recent[-1][0]:
            at_s = recent[-1][0]
        recent.append((at_s, size_bytes))
        while len(recent) > FEWEST_RECENT and recent[0][0] < at_s - RECENT_S:
            recent.popleft()
        sample_kbps = self._sample_kbps(at_s, size_bytes)
        if sample_kbps is not None:
            self._learn(sample_kbps)

    def recent_bps(self) -> float | None:
        """Return the rate of the last packets, exact where they stood in a queue; None: too few."""
        recent = self._recent
        if len(recent) < FEWEST_RECENT:
            return None
        span_s = recent[-1][0] - recent[0][0]
        if not 0 < span_s <= LONGEST_RECENT_S:
            return None
        return 8 * (sum(size for _, size in recent) - recent[0][1]) / span_s

    def expect_change(self) -> None:
        """Follow the next samples quickly: the rate was just changed on purpose."""
        self._variance += FAST_VARIANCE

    def reset(self) -> None:
        """Start over, as after an outage."""
        self.bps = None
        self._variance = FIRST_VARIANCE
        self._window_start_s = None
        self._window_bytes = 0
        self._recent.clear()

    def _sample_kbps(self, at_s: float, size_bytes: int) -> float | None:
        window_s = FIRST_WINDOW_S if self.bps is None else WINDOW_S
        if self._window_start_s is None or at_s < self._window_start_s:
            self._window_start_s, self._window_bytes = at_s, 0
        sample = None
        if at_s - self._window_start_s >= window_s:
            sample = 8e-3 * self._window_bytes / (at_s - self._window_start_s)
            self._window_start_s, self._window_bytes = at_s, 0
        self._window_bytes += size_bytes
        return sample

    def _learn(self, sample_kbps: float) -> None:
        if self.bps is None:
            self.bps = 1000 * sample_kbps
            return
        kbps = self.bps / 1000
        uncertainty = UNCERTAINTY * abs(kbps - sample_kbps) / kbps if kbps else 1.0
        sample_variance = uncertainty * uncertainty
        predicted = self._variance + GROWTH
        total = sample_variance + predicted
        self.bps = 1000 * max((sample_variance * kbps + predicted * sample_kbps) / total, 0.1)
        self._variance = sample_variance * predicted / total
