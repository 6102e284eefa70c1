# SPDX-License-Identifier: EUPL-1.2
"""The sound marker: a burst of 3 kHz, 20 ms long, that begins at every even second of the wall clock.

Whoever hears it knows how long the sound was on its way, to 2 s. Pure.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from kiosk.call.sound.card import FRAME_SAMPLES, RATE_HZ, Samples

TONE_HZ = 3_000
PERIOD_MS = 2_000
LEVEL_DBFS = -12.0

_WINDOW = 128
"""Samples of a window: eight whole periods of the tone."""
_HOP = 32
_PURITY = 0.7
"""Share of a window's power that must lie at 3 kHz. Speech has its power elsewhere or everywhere."""
_LEAST_DBFS = -34.0
_WINDOWS = 12
"""Windows in a row: 8 ms of pure tone."""
_EDGE = 0.5
"""Share of the full tone's amplitude at which the onset is taken: half a window."""
_DEAD = RATE_HZ // 5
"""After an onset, no other is looked for so long: a codec's echo of the burst is not a second one."""


def burst() -> Samples:
    """Make the burst: one frame, with edges of 1 ms so that it does not click."""
    at = np.arange(FRAME_SAMPLES)
    peak = 32768 * math.sqrt(2) * 10 ** (LEVEL_DBFS / 20)
    edge = np.clip(np.minimum(at, FRAME_SAMPLES - 1 - at) / (RATE_HZ // 1000), 0, 1)
    return (peak * edge * np.sin(2 * np.pi * TONE_HZ * at / RATE_HZ)).astype(np.int16)


def offset_ms(heard_ms: float) -> float:
    """Tell how long the marker heard at wall time ``heard_ms`` was on its way, if that was less than 2 s."""
    return heard_ms % PERIOD_MS


class MarkerDetector:
    """Finds onsets of the burst in a stream of samples."""

    def __init__(self) -> None:
        self._tail: NDArray[np.float32] = np.zeros(0, dtype=np.float32)
        self._start = 0
        self._run = 0
        self._onset = 0.0
        self._deaf_until = 0
        turn = 2 * np.pi * TONE_HZ * np.arange(_WINDOW) / RATE_HZ
        self._waves = (np.column_stack([np.cos(turn), np.sin(turn)]) / _WINDOW).astype(np.float32)

    def feed(self, samples: Samples) -> list[float]:
        """Take the next samples; return the onsets found, as sample numbers in the whole stream."""
        stream = np.concatenate([self._tail, samples.astype(np.float32) / np.float32(32768)])
        count = (len(stream) - _WINDOW) // _HOP + 1
        if count <= 0:
            self._tail = stream
            return []
        windows = np.lib.stride_tricks.sliding_window_view(stream, _WINDOW)[::_HOP][:count]
        parts = windows @ self._waves
        tone = 2 * np.einsum("ij,ij->i", parts, parts)
        power = np.einsum("ij,ij->i", windows, windows) / _WINDOW
        pure = (tone > _PURITY * power) & (power > 10 ** (_LEAST_DBFS / 10))
        onsets = (
            [onset for i in range(count) if (onset := self._step(self._start + i * _HOP, bool(pure[i]))) is not None]
            if self._run or pure.any()
            else []
        )
        self._start += count * _HOP
        self._tail = stream[count * _HOP :]
        return onsets

    def _step(self, at: int, pure: bool) -> float | None:
        if not pure or at < self._deaf_until:
            self._run = 0
            return None
        self._run += 1
        if self._run == 1:
            self._onset = at + _WINDOW * _EDGE
        if self._run < _WINDOWS:
            return None
        self._deaf_until = at + _DEAD
        return self._onset
