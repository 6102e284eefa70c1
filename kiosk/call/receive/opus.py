# SPDX-License-Identifier: EUPL-1.2
"""One voice's decoder: packets, corrections and, where there is neither, concealment that fades into faint noise.

Never raises on what a sender may send: a packet that cannot be decoded is concealed.
"""

from __future__ import annotations

import math

import numpy as np

from kiosk.call.libopus import STEP_SAMPLES, OpusDecoder, OpusError, Samples

FADE_FROM = 2_880
"""After 60 ms the concealment begins to fade: it is a guess that gets worse."""
FADE_TO = 5_760
"""After 120 ms only faint noise is left, so that the line does not sound dead."""
LOUDEST_NOISE = 184.0
"""-45 dBFS: what is louder all the time is not background."""
FIRST_NOISE = 8.0
RISE = 1.005
"""By how much the noise is believed to grow a frame while it cannot be heard for speech: twofold in 3 s."""
SPEECH_NOISES = 4.0
LEAST_SPEECH = 65.0
"""-54 dBFS."""


class VoiceDecoder:
    """Decodes mono at 48 kHz. ``errors`` counts packets that could not be decoded."""

    def __init__(self) -> None:
        self._opus = OpusDecoder()
        self.errors = 0
        self._concealed = 0
        self._level = 0.0
        self._noise = FIRST_NOISE
        self._hiss = _hiss()
        self._hiss_at = 0

    @property
    def concealed(self) -> int:
        """Samples made up since the last real ones."""
        return self._concealed

    @property
    def faded(self) -> bool:
        """Whether only faint noise is left."""
        return self._concealed >= FADE_TO

    @property
    def speaking(self) -> bool:
        """Whether the last real sound was louder than the background."""
        return self._level > max(LEAST_SPEECH, SPEECH_NOISES * self._noise)

    @property
    def quiet_peak(self) -> float:
        """How far from zero the background's samples lie."""
        return max(LEAST_SPEECH, SPEECH_NOISES * self._noise)

    def decode(self, packet: bytes, samples: int) -> Samples:
        """Decode ``packet``, which is ``samples`` long."""
        try:
            sound = self._opus.decode(packet)
        except OpusError:
            self.errors += 1
            return self.conceal(samples)
        return self._heard(sound)

    def recover(self, packet: bytes, samples: int) -> Samples:
        """Make the ``samples`` before ``packet`` from its correction."""
        try:
            sound = self._opus.recover(packet, _whole(samples))
        except OpusError:
            self.errors += 1
            return self.conceal(samples)
        return self._heard(sound[-samples:])

    def conceal(self, samples: int) -> Samples:
        """Make up the next ``samples``."""
        if self.faded:
            self._concealed += samples
            return self._faint(samples).astype(np.int16)
        sound = self.go_on(samples)
        start, self._concealed = self._concealed, self._concealed + samples
        if self._concealed <= FADE_FROM:
            return sound
        gain = np.clip((FADE_TO - start - np.arange(samples)) / (FADE_TO - FADE_FROM), 0, 1)
        return np.rint(sound * gain + self._faint(samples) * (1 - gain)).astype(np.int16)

    def go_on(self, samples: int) -> Samples:
        """Go on as the codec sees fit, without fading: in a pause (DTX) that is the sender's own background."""
        try:
            return self._opus.conceal(_whole(samples))[:samples]
        except OpusError:
            self.errors += 1
            return np.zeros(samples, dtype=np.int16)

    def save(self) -> bytes:
        """Copy the state of the codec, to `restore` it when a packet that was missing comes after all."""
        return self._opus.save()

    def restore(self, state: bytes) -> None:
        self._opus.restore(state)

    def reset(self) -> None:
        """Begin with another sender; what is known of the background stays."""
        self._opus.reset()

    def _heard(self, sound: Samples) -> Samples:
        self._concealed = 0
        wave = sound.astype(np.float32)
        self._level = math.sqrt(float(wave @ wave) / max(1, len(wave)))
        self._noise = min(max(self._level, 1.0), self._noise * RISE, LOUDEST_NOISE)
        return sound

    def _faint(self, samples: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
        self._hiss_at = (self._hiss_at + samples) % (len(self._hiss) - samples)
        return self._hiss[self._hiss_at : self._hiss_at + samples] * np.float32(min(self._noise, LOUDEST_NOISE))


def _whole(samples: int) -> int:
    return -(-samples // STEP_SAMPLES) * STEP_SAMPLES


def _hiss() -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """Make a second of noise of power 1, dull as rooms are."""
    white = np.random.default_rng(1).standard_normal(48_000 + 64)
    dull = np.convolve(white, np.hanning(34)[1:-1], mode="valid")[:48_000]
    return (dull / np.std(dull)).astype(np.float32)
