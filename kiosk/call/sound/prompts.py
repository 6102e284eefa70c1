# SPDX-License-Identifier: EUPL-1.2
"""What the station says to the patient, mixed into what the loudspeaker plays; and the volume of both.

While it speaks the GP's voice stands back by 12 dB. What comes out of here is the echo canceller's reference, so the
GP hears neither of the two from the loudspeaker.
"""

from __future__ import annotations

from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from kiosk.call.sound.card import FRAME_SAMPLES, Samples
from kiosk.clock import Clock
from kiosk.prompts_ring import PromptsReader
from kiosk.volume import gain_db

DUCKED = 10 ** (-12 / 20)
RELEASE_FRAMES = 15
"""The voice comes back within 0.3 s; it goes within one frame."""
LINGER_S = 2.0
"""How long the loudspeaker stays open without a call when nothing is said any more."""
LOOK_S = 0.1
REMAP_S = 1.0
_KNEE = 0.7
"""Share of full scale above which loud sound is bent, not cut off."""
_FULL = 32767.0


class Prompts:
    """`mix` comes from the sound card's thread, everything else from the event loop."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._ring = PromptsReader(path)
        self._clock = clock
        self._voice_gain = 1.0
        self._volume = 1.0
        self._looked_s = -REMAP_S
        self._said_s = -LINGER_S

    def wanted(self) -> bool:
        """Tell whether the loudspeaker should be open: something is to be said, or was just now."""
        now_s = self._clock.monotonic_s()
        if now_s - self._looked_s >= REMAP_S:
            self._looked_s = now_s
            self._ring.look()
        if self._ring.waiting:
            self._said_s = now_s
        return now_s - self._said_s < LINGER_S

    def mix(self, voice: Samples) -> Samples:
        """Put the next 20 ms of what is said over ``voice``, and make both as loud as is chosen."""
        piece = self._ring.piece(FRAME_SAMPLES)
        volume = 10 ** (gain_db(self._ring.volume_step) / 20)
        before, self._voice_gain = self._voice_gain, self._next_gain(speaking=piece is not None)
        louder, self._volume = self._volume, volume
        if piece is None and before == self._voice_gain == louder == volume == 1.0:
            return voice
        mixed = voice.astype(np.float32) * _ramp(before, self._voice_gain)
        if piece is not None:
            mixed += np.frombuffer(piece, dtype=np.int16)
        return _limited(mixed * _ramp(louder, volume))

    def _next_gain(self, *, speaking: bool) -> float:
        if speaking:
            return DUCKED
        return min(1.0, self._voice_gain + (1 - DUCKED) / RELEASE_FRAMES)


def _ramp(before: float, after: float) -> NDArray[np.float32]:
    return np.linspace(before, after, FRAME_SAMPLES, dtype=np.float32)


def _limited(sound: NDArray[np.float32]) -> Samples:
    """Bend what is louder than the knee so that it stays below full scale."""
    shares = sound / np.float32(_FULL)
    over = np.abs(shares) - _KNEE
    bent = np.sign(shares) * (_KNEE + (1 - _KNEE) * np.tanh(np.maximum(over, 0) / (1 - _KNEE)))
    return cast("Samples", np.rint(np.where(over > 0, bent, shares) * _FULL).astype(np.int16))
