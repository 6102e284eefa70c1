# SPDX-License-Identifier: EUPL-1.2
"""A plethysmogram to believe in: steep upstroke, slower fall, dicrotic notch, in step with the pulse rate."""

from __future__ import annotations

import math

_SYSTOLE_AT, _SYSTOLE_WIDTH = 0.20, 0.10
_DICROTIC_AT, _DICROTIC_WIDTH, _DICROTIC_HEIGHT = 0.50, 0.13, 0.38


def shape(phase: float) -> float:
    """Return the wave's height, 0 to about 1, at ``phase`` (0 to 1) of a beat."""
    systole = math.exp(-(((phase - _SYSTOLE_AT) / _SYSTOLE_WIDTH) ** 2))
    dicrotic = _DICROTIC_HEIGHT * math.exp(-(((phase - _DICROTIC_AT) / _DICROTIC_WIDTH) ** 2))
    return min(1.0, systole + dicrotic)


class PulseWave:
    """Advance sample by sample; ``since_beat`` counts the samples since the beat."""

    def __init__(self, rate_hz: float) -> None:
        self._rate_hz = rate_hz
        self._phase = 0.0
        self._elapsed_s = 0.0
        self.since_beat = 0

    def step(self, pulse_bpm: float) -> float:
        """Return the next sample, 0 to 1, with the slow swing that breathing gives."""
        self._elapsed_s += 1 / self._rate_hz
        self._phase += pulse_bpm / 60 / self._rate_hz
        self.since_beat += 1
        if self._phase >= 1.0:
            self._phase %= 1.0
            self.since_beat = 0
        breath = 0.94 + 0.06 * math.sin(2 * math.pi * self._elapsed_s / 4.2)
        return shape(self._phase) * breath
