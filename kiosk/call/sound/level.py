# SPDX-License-Identifier: EUPL-1.2
"""How loud the microphone is, for whoever wants to know that she is heard."""

from __future__ import annotations

import math

import numpy as np

from kiosk.call.sound.card import Samples

FRAMES = 10
"""Frames of 20 ms that one level is of: five levels a second."""
FLOOR_DB = -90.0
_FULL_SCALE = 32768.0


class Level:
    """Takes what was heard, frame by frame."""

    def __init__(self) -> None:
        self._count = 0
        self._power = 0.0

    def add(self, samples: Samples) -> float | None:
        """Take a frame; return the level of the loudest of `FRAMES` when it is due: dB, 0 is full scale."""
        sound = samples.astype(np.float32) / np.float32(_FULL_SCALE)
        self._power = max(self._power, float(np.dot(sound, sound)) / max(1, len(sound)))
        self._count += 1
        if self._count < FRAMES:
            return None
        power, self._count, self._power = self._power, 0, 0.0
        return max(FLOOR_DB, 10 * math.log10(power)) if power > 0 else FLOOR_DB
