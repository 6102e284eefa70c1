# SPDX-License-Identifier: EUPL-1.2
"""Which way the delay on the line is going: a line fitted through the last twenty groups."""

from __future__ import annotations

from collections import deque

from kiosk.call.send.rate.arrival import Distance

WINDOW = 20
SMOOTHING = 0.9
MOST_DELTAS = 60
"""From so many groups on the trend has its full weight."""
GAIN = 4.0
LONGEST_COUNT = 1000


class Trendline:
    """The slope of the smoothed, accumulated delay over arrival time, least squares; as libwebrtc weighs it."""

    def __init__(self) -> None:
        self._points: deque[tuple[float, float]] = deque(maxlen=WINDOW)
        self._start_s: float | None = None
        self._accumulated_ms = 0.0
        self._smoothed_ms = 0.0
        self._deltas = 0
        self.trend_ms = 0.0
        """The modified trend, to be compared with the detector's threshold."""
        self._slope = 0.0

    def add(self, distance: Distance) -> None:
        """Take one group's distance into the trend."""
        if self._start_s is None:
            self._start_s = distance.arrival_s
        self._deltas = min(self._deltas + 1, LONGEST_COUNT)
        self._accumulated_ms += 1000 * (distance.arrival_delta_s - distance.sent_delta_s)
        self._smoothed_ms = SMOOTHING * self._smoothed_ms + (1 - SMOOTHING) * self._accumulated_ms
        self._points.append((1000 * (distance.arrival_s - self._start_s), self._smoothed_ms))
        if len(self._points) == WINDOW:
            self._slope = self._fitted()
        self.trend_ms = min(self._deltas, MOST_DELTAS) * self._slope * GAIN if self._deltas > 1 else 0.0

    def reset(self) -> None:
        """Start over, as on another path."""
        self._points.clear()
        self._start_s = None
        self._accumulated_ms = self._smoothed_ms = self.trend_ms = self._slope = 0.0
        self._deltas = 0

    def _fitted(self) -> float:
        times = delays = 0.0
        for at_ms, delay_ms in self._points:
            times += at_ms
            delays += delay_ms
        mean_at_ms, mean_delay_ms = times / WINDOW, delays / WINDOW
        above = below = 0.0
        for at_ms, delay_ms in self._points:
            aside_ms = at_ms - mean_at_ms
            above += aside_ms * (delay_ms - mean_delay_ms)
            below += aside_ms * aside_ms
        return above / below if below else self._slope
