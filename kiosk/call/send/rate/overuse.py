# SPDX-License-Identifier: EUPL-1.2
"""Whether the line is overused: the trend against a threshold that adapts (draft-ietf-rmcat-gcc-02 section 5.4)."""

from __future__ import annotations

from enum import StrEnum

FIRST_THRESHOLD_MS = 12.5
LOWEST_THRESHOLD_MS, HIGHEST_THRESHOLD_MS = 6.0, 600.0
RISE, FALL = 0.0087, 0.039
"""How quickly the threshold follows a trend above and below it, per ms."""
LARGEST_ADAPTED_MS = 15.0
"""A trend that lies this far above the threshold is a spike; the threshold does not follow it."""
LONGEST_STEP_MS = 100.0
OVERUSE_S = 0.010
"""How long the trend must lie above the threshold."""


class Usage(StrEnum):
    """How the line is used."""

    NORMAL = "normal"
    OVER = "over"
    """Its queue is growing."""
    UNDER = "under"
    """Its queue is getting shorter."""


class OveruseDetector:
    """Compares each new trend with the threshold."""

    def __init__(self) -> None:
        self.usage = Usage.NORMAL
        self.threshold_ms = FIRST_THRESHOLD_MS
        self._over_s: float | None = None
        self._overs = 0
        self._previous_ms = 0.0
        self._adapted_s: float | None = None

    def detect(self, trend_ms: float, sent_delta_s: float, arrival_s: float) -> Usage:
        """Return the usage after one more group, sent ``sent_delta_s`` after the one before."""
        if trend_ms > self.threshold_ms:
            self._over_s = sent_delta_s / 2 if self._over_s is None else self._over_s + sent_delta_s
            self._overs += 1
            if self._over_s > OVERUSE_S and self._overs > 1 and trend_ms >= self._previous_ms:
                self._over_s, self._overs = 0.0, 0
                self.usage = Usage.OVER
        else:
            self._over_s, self._overs = None, 0
            self.usage = Usage.UNDER if trend_ms < -self.threshold_ms else Usage.NORMAL
        self._previous_ms = trend_ms
        self._adapt(trend_ms, arrival_s)
        return self.usage

    def _adapt(self, trend_ms: float, arrival_s: float) -> None:
        if self._adapted_s is None:
            self._adapted_s = arrival_s
        distance_ms = abs(trend_ms) - self.threshold_ms
        if distance_ms <= LARGEST_ADAPTED_MS:
            step_ms = min(1000 * (arrival_s - self._adapted_s), LONGEST_STEP_MS)
            self.threshold_ms += (RISE if distance_ms > 0 else FALL) * distance_ms * step_ms
            self.threshold_ms = min(max(self.threshold_ms, LOWEST_THRESHOLD_MS), HIGHEST_THRESHOLD_MS)
        self._adapted_s = arrival_s
